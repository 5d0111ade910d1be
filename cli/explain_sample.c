/*
 * explain_sample.c - makes examples. What the policy itself gives as one
 * comes first; nothing is shown that its own patterns refuse.
 */
#include "explain_sample.h"

#include "explain_option.h"
#include "gate/ref_vars.h"

#include <stdlib.h>
#include <string.h>

/* A class stands for its first member. */
static size_t add_class(struct buf *out, struct str rest)
{
	size_t end = str_find_byte(str_from(rest, 2), ']') + 2;

	if (end >= rest.size)
		return rest.size;
	buf_add_byte(out, strchr("!^", rest.data[1]) ? 'x' : rest.data[1]);
	return end + 1;
}

/* One alternative of a glob; what it takes is its size. */
static size_t add_wildcard(struct buf *out, struct str rest, bool behind_class,
			   const char *word)
{
	size_t stars = 0;

	while (stars < rest.size && rest.data[stars] == '*')
		stars++;
	if (stars > 1 && stars < rest.size && rest.data[stars] == '/')
		return stars + 1;
	if (!behind_class)
		buf_add_text(out, word);
	return stars;
}

static void add_alternative(struct buf *out, const char *glob, const char *word)
{
	struct str rest = str_of(glob);
	bool behind_class = false;
	size_t taken;

	while (rest.size) {
		char byte = rest.data[0];
		bool is_class = byte == '[' && rest.size > 2;

		if (is_class) {
			taken = add_class(out, rest);
		} else if (byte == '*') {
			taken = add_wildcard(out, rest, behind_class, word);
		} else {
			taken = byte == '\\' && rest.size > 1 ? 2 : 1;
			buf_add_byte(out,
				     byte == '?' ? 'x' : rest.data[taken - 1]);
		}
		behind_class = is_class;
		rest = str_from(rest, taken);
	}
}

bool sample_of_globs(struct buf *out, const struct globs *globs,
		     const char *word)
{
	size_t before = out->size;

	for (size_t i = 0; i < globs->count; i++) {
		const struct glob *glob = &globs->items[i];

		for (size_t k = 0; !glob->exclude && k < glob->count; k++) {
			add_alternative(out, glob->alternatives[k], word);
			if (out->size > before &&
			    globs_match(globs, str_from(buf_str(out), before)))
				return true;
			buf_truncate(out, before);
		}
	}
	return false;
}

bool sample_of_list(struct buf *out, const struct ref_globs *list,
		    const struct vars *vars, const char *word)
{
	struct error ignored = { 0 };
	struct globs globs;

	return !ref_globs_resolve(&globs, list, vars, &ignored) &&
	       sample_of_globs(out, &globs, word);
}

#define SAMPLE_VERSION "1.2.1"

/* What a blank stands for, by a word in it. The first that fits counts. */
struct blank {
	const char *part;
	const char *value;
};
static const struct blank in_names[] = {
	{ "number", "123" },
	{ "x.y.z", SAMPLE_VERSION },
	{ "version", SAMPLE_VERSION },
	{ NULL, "login-timeout" },
};
static const struct blank in_messages[] = {
	{ "number", "123" },
	{ "x.y.z", SAMPLE_VERSION },
	{ "version", SAMPLE_VERSION },
	{ "link", "https://issues.example/123" },
	{ "url", "https://issues.example/123" },
	{ "date", "2026-01-31" },
	{ "scope", "login" },
	{ "subject", "Wait for the answer of the login server" },
	{ "emergency", "nobody can log in" },
	{ "root cause", "the answer was not waited for" },
	{ "cause", "the answer was not waited for" },
	{ "impact", "all users of the web site" },
	{ "solution", "wait up to ten seconds" },
	{ "restores", "the login" },
	{ "urgency", "immediate" },
	{ "what was wrong", "The answer was not waited for. Now it is." },
	{ "what is changed", "The answer was not waited for. Now it is." },
	{ "test", "by hand, and by a test that is new" },
	{ "fix", "wait up to ten seconds" },
	{ "name", "ann" },
	{ "person", "ann" },
	{ "owner", "told ann" },
	{ "description", "wait for the answer of the login server" },
	{ NULL, NULL },
};

static bool holds_word(struct str label, const char *part)
{
	size_t size = strlen(part);

	for (size_t at = 0; at + size <= label.size; at++)
		if (str_equal_ascii_case(str_first(str_from(label, at), size),
					 str_of(part)))
			return true;
	return false;
}

static void add_blank(struct buf *out, struct str label,
		      const struct blank *blank, const struct vars *vars)
{
	const struct var *version = vars ? vars_get(vars, STR("version")) :
					   NULL;

	while (blank->part && !holds_word(label, blank->part))
		blank++;
	if (version && blank->value && !strcmp(blank->value, SAMPLE_VERSION)) {
		buf_add_str(out, version->value);
	} else if (blank->value) {
		buf_add_text(out, blank->value);
	} else {
		buf_add_text(out, "what there is to be said of ");
		buf_add_str(out, label);
	}
}

/* "description, root cause, fix: one each": the `nth` of them. */
static struct str choose(struct str label, size_t nth)
{
	struct str list = str_first(label, str_find_byte(label, ':'));

	if (list.size == label.size)
		return label;
	while (nth-- && str_find_byte(list, ',') < list.size)
		list = str_from(list, str_find_byte(list, ',') + 1);
	return str_trim(str_first(list, str_find_byte(list, ',')));
}

static void fill_line(struct buf *out, struct str line, size_t nth,
		      const struct blank *blanks, const struct vars *vars)
{
	while (line.size) {
		size_t open = str_find_byte(line, '<');
		size_t close = open + str_find_byte(str_from(line, open), '>');

		if (close >= line.size) {
			buf_add_str(out, line);
			return;
		}
		buf_add_str(out, str_first(line, open));
		add_blank(out,
			  choose(str_first(str_from(line, open + 1),
					   close - open - 1),
				 nth),
			  blanks, vars);
		line = str_from(line, close + 1);
	}
}

void sample_fill(struct buf *out, struct str text, const struct vars *vars)
{
	struct str last = { NULL, 0 };
	struct str line;
	size_t nth = 0;

	while (str_next_line(&text, &line)) {
		nth = str_equal(line, last) ? nth + 1 : 0;
		last = line;
		fill_line(out, line, nth, in_messages, vars);
		if (text.size)
			buf_add_byte(out, '\n');
	}
}

/* Whether every name rule in force there takes it. */
static bool is_taken(const struct explain_ref *about, const char *ref)
{
	struct explain_ref there = *about;
	struct error ignored = { 0 };
	struct explained_list list;
	bool good;

	there.place.ref = ref;
	good = !explain_collect(&list, &there, &ignored);
	for (size_t i = 0; good && i < list.count; i++) {
		const struct explained *item = &list.items[i];
		struct arena arena;
		struct vars vars;

		if (strcmp(item->rule->rule->id, "ref-name") != 0)
			continue;
		arena_init(&arena);
		good = !ref_vars_init(&vars, item->policy, item->ruleset,
				      &there.place, &arena, &ignored) &&
		       pattern_match(option_pattern(item->rule, "pattern"),
				     &vars, ref_vars_short_name(ref), NULL,
				     &ignored) == MATCH_YES;
		vars_release(&vars);
		arena_release(&arena);
	}
	free(list.items);
	return good;
}

struct search {
	const struct explain_ref *about;
	const struct ruleset *ruleset;
	struct arena *arena;
	size_t left; /* good ones to be passed over */
};

/* NULL, unless it is the one that is wanted. */
static const char *try_name(struct search *search, const char *prefix,
			    struct str name)
{
	const char *ref =
		arena_printf(search->arena, "%s%.*s", prefix, STR_ARGS(name));
	struct error ignored = { 0 };

	if (!ref ||
	    ruleset_governs(search->ruleset, ref, &ignored) != MATCH_YES ||
	    !is_taken(search->about, ref))
		return NULL;
	return search->left-- ? NULL : ref;
}

static const char *try_shape(struct search *search, const char *prefix,
			     const struct policy_rule *rule)
{
	const char *shape = option_string(rule, "shape");
	struct buf name = BUF_INIT;
	const char *found;

	if (!shape)
		return NULL;
	fill_line(&name, str_of(shape), 0, in_names, NULL);
	found = try_name(search, prefix, buf_str(&name));
	buf_release(&name);
	return found;
}

static const char *try_rule(struct search *search,
			    const struct policy_rule *rule)
{
	static const char *const prefixes[] = { "refs/heads/", "refs/tags/" };
	const struct texts *accept = option_texts(rule, "accept");
	const char *found = NULL;

	for (size_t i = 0; !found && i < 2; i++) {
		for (size_t k = 0; !found && accept && k < accept->count; k++)
			found = try_name(search, prefixes[i],
					 str_of(accept->items[k]));
		if (!found)
			found = try_shape(search, prefixes[i], rule);
	}
	return found;
}

static const char *try_globs(struct search *search)
{
	const struct explain_ref *about = search->about;
	struct buf name = BUF_INIT;
	const char *found = NULL;

	if (about->default_ref)
		found = try_name(search, "", str_of(about->default_ref));
	if (!found &&
	    sample_of_globs(&name, &search->ruleset->refs.fixed, SAMPLE_WORD))
		found = try_name(search, "", buf_str(&name));
	buf_release(&name);
	return found;
}

const char *sample_ref(const struct explain_ref *about,
		       const struct policy *policy,
		       const struct ruleset *ruleset, size_t index,
		       struct arena *arena)
{
	struct search search = { about, ruleset, arena, index };
	const char *found = NULL;

	/* another ruleset for the same refs may have the examples */
	for (size_t i = 0; !found && i < policy->ruleset_count; i++) {
		const struct ruleset *other = &policy->rulesets[i];
		const struct policy_rule *rule =
			ruleset_rule(other, "ref-name");

		if (rule && !other->has_merging)
			found = try_rule(&search, rule);
	}
	return found || index ? found : try_globs(&search);
}
