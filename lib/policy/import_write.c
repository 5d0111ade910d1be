/*
 * import_write.c - rules of GitHub with parameters, as rules of ours. Never
 * writes what would not load.
 */
#include "policy/import_rule.h"

#include "base/glob.h"
#include "base/regex.h"
#include "policy/import_text.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER_DIGITS_MAX 9
#define REVIEWS_MAX 10 /* GitHub's own bound */
#define MEGABYTES_MAX 999999999

static void complain(struct import_rule *in, const struct node *node,
		     const char *text)
{
	diagnostics_add(in->ruleset->diagnostics, DIAGNOSTIC_ERROR,
			node ? node->mark : in->mark, NULL, "'%s': %s",
			in->row->type, text);
}

struct buf *import_begin(struct import_rule *in, const char *id)
{
	struct buf *out = import_ruleset_place(in->ruleset, id, in->mark);

	if (!out)
		return NULL;
	if (in->row->note)
		import_comment(out, IMPORT_RULE_INDENT, "%s", in->row->note);
	buf_addf(out, "%*s%s:", IMPORT_RULE_INDENT, "", id);
	return out;
}

static const char *string_of(struct import_rule *in, const char *key)
{
	const struct node *node = node_get(in->parameters, key);

	if (!node)
		complain(in, NULL, "a parameter is missing");
	return import_string(in->ruleset, node, key);
}

/* A number without sign; -1, told, if it is none, or above `max`. */
static long number_of(struct import_rule *in, const char *key, long max)
{
	const struct node *node = node_get(in->parameters, key);
	long number = -1;

	if (!node || node->kind != NODE_SCALAR || !node->plain) {
		complain(in, node, "a number is missing");
		return -1;
	}
	if (strlen(node->text) <= NUMBER_DIGITS_MAX &&
	    !node->text[strspn(node->text, "0123456789")])
		number = strtol(node->text, NULL, 10);
	if (number >= 0 && number <= max)
		return number;
	complain(in, node, "this is no number, or too large");
	return -1;
}

static const char *const operators[] = {
	[IMPORT_STARTS_WITH] = "starts_with",
	[IMPORT_ENDS_WITH] = "ends_with",
	[IMPORT_CONTAINS] = "contains",
	[IMPORT_REGEX] = "regex",
};
#define OPERATOR_COUNT (sizeof(operators) / sizeof(operators[0]))

static bool read_pattern(struct import_rule *in, struct import_pattern *out)
{
	const char *word = string_of(in, "operator");
	const char *text = string_of(in, "pattern");
	const struct node *negate = node_get(in->parameters, "negate");
	size_t i = 0;

	if (!word || !text)
		return false;
	while (i < OPERATOR_COUNT && strcmp(operators[i], word) != 0)
		i++;
	if (i == OPERATOR_COUNT) {
		complain(in, node_get(in->parameters, "operator"),
			 "an unknown operator");
		return false;
	}
	*out = (struct import_pattern){ (enum import_operator)i,
					node_is(negate, "true"), str_of(text) };
	return true;
}

/* By itself, too: one that closes our bracket would mean something else. */
static bool compiles(struct import_rule *in, const struct import_pattern *from,
		     struct str whole, unsigned flags)
{
	const struct node *node = node_get(in->parameters, "pattern");
	struct regex *regex = NULL;
	struct regex_flaw flaw = { 0 };
	bool good = true;

	if (from->how == IMPORT_REGEX)
		good = regex_new(&regex, from->text, flags, &flaw) == 0;
	regex_free(regex);
	regex = NULL;
	good = good && regex_new(&regex, whole, flags, &flaw) == 0;
	regex_free(regex);
	if (!good)
		import_tell(in->ruleset, &in->ruleset->notes,
			    IMPORT_NOTE_INDENT, node->mark,
			    "'%s' was left out: its pattern is none here (%s); "
			    "write it anew",
			    in->row->type, flaw.message);
	return good;
}

static const char *const demands[] = {
	[IMPORT_STARTS_WITH] = "start with",
	[IMPORT_ENDS_WITH] = "end with",
	[IMPORT_CONTAINS] = "contain",
	[IMPORT_REGEX] = "match",
};

/* What GitHub calls the rule, else what it asks for, for who is refused. */
static void add_help(struct import_rule *in, const struct import_pattern *from,
		     struct buf *out)
{
	const struct node *label = node_get(in->parameters, "name");
	const char *text = NULL;
	struct buf words = BUF_INIT;

	if (label && !node_is_null(label))
		text = import_string(in->ruleset, label, "name");
	buf_addf(&words, "must %s%s: %.*s", from->negate ? "not " : "",
		 demands[from->how], STR_ARGS(from->text));
	buf_addf(out, "%*shelp: ", IMPORT_RULE_INDENT + 2, "");
	import_text(out, text && *text ? str_of(text) : buf_str(&words));
	buf_add_byte(out, '\n');
	buf_release(&words);
}

/* How a pattern is written as an option of ours. */
struct form {
	const char *before;
	void (*make)(struct buf *out, const struct import_pattern *from);
	unsigned flags; /* enum regex_flags */
	const char *after;
};

static const struct form subject = {
	"subject:\n"
	"          # On GitHub: anywhere in the message.\n"
	"          pattern: ",
	import_subject_pattern, 0, "        blank-line: false\n"
};
static const struct form forbid = { "forbid:\n          - ",
				    import_forbid_pattern, REGEX_MULTILINE,
				    "        blank-line: false\n" };
static const struct form email = { "email: ", import_full_pattern, REGEX_FULL,
				   "" };
static const struct form name = { "pattern: ", import_full_pattern, REGEX_FULL,
				  "        when: always\n" };

static void write_pattern(struct import_rule *in,
			  const struct import_pattern *from,
			  const struct form *form)
{
	struct buf pattern = BUF_INIT;
	struct buf *out = NULL;

	form->make(&pattern, from);
	if (compiles(in, from, buf_str(&pattern), form->flags))
		out = import_begin(in, in->row->id);
	if (out) {
		buf_addf(out, "\n%*s%s", IMPORT_RULE_INDENT + 2, "",
			 form->before);
		import_text(out, buf_str(&pattern));
		buf_addf(out, "\n%s", form->after);
		add_help(in, from, out);
	}
	buf_release(&pattern);
}

void import_write_message(struct import_rule *in)
{
	struct import_pattern from;

	if (read_pattern(in, &from))
		write_pattern(in, &from,
			      import_is_subject(&from) ? &subject : &forbid);
}

void import_write_email(struct import_rule *in)
{
	struct import_pattern from;

	if (read_pattern(in, &from))
		write_pattern(in, &from, &email);
}

void import_write_name(struct import_rule *in)
{
	bool branch = strcmp(in->row->type, "branch_name_pattern") == 0;
	const char *prefix = branch ? "refs/heads/" : "refs/tags/";
	struct import_pattern from;

	if (strcmp(in->ruleset->prefix, prefix) != 0)
		import_tell(in->ruleset, &in->ruleset->notes,
			    IMPORT_NOTE_INDENT, in->mark,
			    "'%s' was left out: this ruleset is not about such "
			    "refs",
			    in->row->type);
	else if (read_pattern(in, &from))
		write_pattern(in, &from, &name);
}

void import_write_file_size(struct import_rule *in)
{
	long size = number_of(in, "max_file_size", MEGABYTES_MAX);
	struct buf *out = size < 0 ? NULL : import_begin(in, in->row->id);

	if (out)
		buf_addf(out, " {max: %ldMiB}\n", size);
}

/* One item of paths.deny. */
static void deny(struct import_rule *in, const struct node *item,
		 struct str glob)
{
	struct buf text = BUF_INIT;
	struct arena arena = { 0 };
	struct glob compiled;
	struct error why = { 0 };
	struct buf *out = &in->ruleset->denied;

	import_glob(&text, glob, false, true);
	if (glob_compile(&compiled, buf_str(&text), &arena, &why)) {
		complain(in, item, why.text);
	} else {
		buf_addf(out, "%*s- ", IMPORT_RULE_INDENT + 4, "");
		import_text(out, buf_str(&text));
		buf_add_byte(out, '\n');
	}
	arena_release(&arena);
	buf_release(&text);
}

void import_write_paths(struct import_rule *in)
{
	const struct node *list =
		node_get(in->parameters, "restricted_file_paths");

	if (!list || list->kind != NODE_SEQUENCE) {
		complain(in, list, "a list of paths is missing");
		return;
	}
	for (const struct node *item = list->first; item; item = item->next)
		if (import_string(in->ruleset, item, "a path"))
			deny(in, item, str_of(item->text));
}

/* "exe", ".exe" or "*.exe", as people write them. */
static void deny_extension(struct import_rule *in, const struct node *item)
{
	struct str word = str_of(item->text);
	struct buf glob = BUF_INIT;

	word = str_from(word, str_starts(word, "*") ? 1 : 0);
	word = str_from(word, str_starts(word, ".") ? 1 : 0);
	buf_add_text(&glob, "**/*.");
	buf_add_str(&glob, word);
	if (word.size)
		deny(in, item, buf_str(&glob));
	else
		complain(in, item, "an empty extension");
	buf_release(&glob);
}

void import_write_extensions(struct import_rule *in)
{
	const struct node *list =
		node_get(in->parameters, "restricted_file_extensions");

	if (!list || list->kind != NODE_SEQUENCE) {
		complain(in, list, "a list of extensions is missing");
		return;
	}
	for (const struct node *item = list->first; item; item = item->next)
		if (import_string(in->ruleset, item, "an extension"))
			deny_extension(in, item);
}

void import_write_signatures(struct import_rule *in)
{
	struct buf *out = import_begin(in, in->row->id);

	in->ruleset->needs_trust = true;
	if (out)
		buf_add_text(out, " {level: trusted}\n");
}

struct wish {
	const char *key;
	bool near; /* ours does it or something like it: no warning */
	const char *note;
};

static const struct wish wishes[] = {
	{ "dismiss_stale_reviews_on_push", true,
	  "always so: an approval names one commit" },
	{ "require_code_owner_review", false,
	  "say whose paths they are: approvals: {extra: [{name: owners, "
	  "paths: [...], from: [GROUP]}]}" },
	{ "required_reviewers", false,
	  "as approvals: {extra: [{name: ..., paths: [...], from: [GROUP], "
	  "required: 1}]}" },
	{ "require_last_push_approval", false,
	  "approvals: {not-by: [author, committer, pusher]}, once people: "
	  "says which login is whose" },
	{ "required_review_thread_resolution", false,
	  "there are no threads here; an approver waits until all is settled" },
	{ "automatic_copilot_code_review_enabled", false,
	  "nothing reviews by itself here" },
	{ "allowed_merge_methods", true,
	  "merges, and fast-forwards to the tip of a branch. What squash and "
	  "rebase make is no branch's tip: rebase the branch, push it, then "
	  "fast-forward" },
};

static void tell_wishes(struct import_rule *in)
{
	struct buf *notes = &in->ruleset->notes;

	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		const struct wish *wish = &wishes[i];
		const struct node *node = node_get(in->parameters, wish->key);

		if (!node || node_is(node, "false") || node_is_null(node) ||
		    (node->kind != NODE_SCALAR && !node->count))
			continue;
		if (wish->near)
			import_comment(notes, IMPORT_NOTE_INDENT, "%s: %s",
				       wish->key, wish->note);
		else
			import_tell(in->ruleset, notes, IMPORT_NOTE_INDENT,
				    node->mark, "'%s' was left out: %s",
				    wish->key, wish->note);
	}
}

void import_write_pull_request(struct import_rule *in)
{
	long count =
		number_of(in, "required_approving_review_count", REVIEWS_MAX);
	struct buf *out = count < 0 ? NULL : import_begin(in, "merge");

	if (!out)
		return;
	buf_add_text(out, " {commit: any}\n");
	tell_wishes(in);
	out = count ? import_ruleset_place(in->ruleset, "approvals", in->mark) :
		      NULL;
	if (!out)
		return;
	in->ruleset->needs_trust = true;
	import_comment(out, IMPORT_RULE_INDENT,
		       "Signed tags, by refgate approve; from: [GROUP] says "
		       "who may. For a team without keys: by: pusher.");
	buf_addf(out, "%*sapprovals: {required: %ld}\n", IMPORT_RULE_INDENT, "",
		 count);
}

static void add_contexts(struct import_rule *in, const struct node *list,
			 struct buf *out)
{
	const struct node *item = list ? list->first : NULL;
	const char *text;

	for (; item; item = item->next) {
		text = import_string(in->ruleset, node_get(item, "context"),
				     "context");
		if (text)
			buf_addf(out, "%s%s", out->size ? ", " : "", text);
	}
}

void import_write_checks(struct import_rule *in)
{
	struct buf names = BUF_INIT;

	add_contexts(in, node_get(in->parameters, "required_status_checks"),
		     &names);
	import_tell(in->ruleset, &in->ruleset->notes, IMPORT_NOTE_INDENT,
		    in->mark, "'%s' (%s) was left out: %s", in->row->type,
		    buf_text(&names), in->row->note);
	buf_release(&names);
}
