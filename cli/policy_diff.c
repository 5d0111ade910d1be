/*
 * policy_diff.c - `refgate policy diff`: what changes for whom when one
 * policy takes the place of another. Never compares what does not load.
 */
#include "policy_diff.h"

#include "diff_words.h"
#include "site.h"

#include "base/json.h"
#include "base/text.h"
#include "gate/sheet.h"

#include <string.h>

#define INDENT 2

static const char help[] =
	"usage: refgate policy diff [OPTION...] OLD NEW\n"
	"\n"
	"Says what changes, and for whom, when the policy NEW takes the place\n"
	"of OLD: what they come to is compared, not their text. OLD and NEW\n"
	"are files (with a slash, or ending in .yml) or shipped policies.\n"
	"\n"
	"  stricter   more is refused, or warned of\n"
	"  looser     less is\n"
	"  different  neither, or it cannot be told\n"
	"\n"
	"  --format human|json\n"
	"\n"
	"  refgate policy diff default ./policy.yml\n"
	"  refgate policy diff --format json old.yml new.yml\n"
	"\n"
	"Exit status: 0 no difference, 1 differences, 2 usage, or a policy\n"
	"does not load, 3 internal error.\n";

static const struct flag flags[] = { { NULL, false, 0 } };

struct side {
	struct site site;
	struct policy *policy; /* of the site */
};

/* The exit status, or -1: go on. */
static int open_side(struct side *side, const char *name)
{
	struct error error = { 0 };
	int result = site_open(&side->site, false, &error);

	if (!result)
		result = site_load(&side->site, name, NULL, &error);
	if (result)
		return site_failed(&side->site.setup, &error);
	side->policy = side->site.setup.policies[0];
	return -1;
}

static const char *ruleset_name(const struct policy_change *change)
{
	if (change->new.ruleset)
		return change->new.ruleset->name;
	return change->old.ruleset ? change->old.ruleset->name : NULL;
}

static void json_value(struct json *json, const char *key,
		       const struct policy_change *change,
		       const struct change_side *side)
{
	struct buf text = BUF_INIT;

	if (diff_words_value(&text, change, side))
		json_str(json, key, buf_str(&text));
	else
		json_nil(json, key);
	buf_release(&text);
}

static void json_change(struct json *json, const struct policy_change *change)
{
	const struct policy_rule *rule = diff_words_rule(change);
	const char *ruleset = ruleset_name(change);
	struct buf text = BUF_INIT;

	json_object_begin(json, NULL);
	diff_words_where(&text, change);
	json_str(json, "where", buf_str(&text));
	json_text(json, "ruleset", ruleset);
	json_text(json, "rule", rule ? rule->rule->id : NULL);
	json_text(json, "option", change->option);
	json_value(json, "old", change, &change->old);
	json_value(json, "new", change, &change->new);
	json_text(json, "kind", diff_words_kind(change->kind));
	buf_clear(&text);
	if (ruleset)
		buf_addf(&text, "%s: ", ruleset);
	diff_words_sentence(&text, change);
	json_str(json, "sentence", buf_str(&text));
	json_object_end(json);
	buf_release(&text);
}

static void add_json(struct buf *out, const struct policy_changes *changes)
{
	struct json json;

	json_init(&json, out);
	json_array_begin(&json, NULL);
	for (size_t i = 0; i < changes->count; i++)
		json_change(&json, &changes->items[i]);
	json_array_end(&json);
	buf_add_byte(out, '\n');
}

static void add_summary(struct buf *out, const struct policy_changes *changes)
{
	if (!changes->count) {
		buf_add_text(out, "no difference\n");
		return;
	}
	buf_addf(out, "%zu change%s: ", changes->count,
		 changes->count == 1 ? "" : "s");
	for (int i = 0; i < CHANGE_KINDS; i++)
		buf_addf(out, "%s%zu %s", i ? ", " : "", changes->of_kind[i],
			 diff_words_kind((enum change_kind)i));
	buf_add_byte(out, '\n');
}

static void add_heading(struct sheet *sheet, const struct policy_change *change)
{
	struct buf text = BUF_INIT;

	diff_words_where(&text, change);
	buf_add_byte(&text, ':');
	sheet_blank(sheet);
	sheet_wrap(sheet, SHEET_PLAIN, 0, INDENT, buf_str(&text));
	buf_release(&text);
}

static void add_sentence(struct sheet *sheet,
			 const struct policy_change *change)
{
	struct buf text = BUF_INIT;

	diff_words_sentence(&text, change);
	if (buf_failed(&text))
		sheet->out->failed = true;
	sheet_wrap(sheet, SHEET_PLAIN, INDENT, INDENT, buf_str(&text));
	buf_release(&text);
}

static bool is_first(const struct policy_changes *changes, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (diff_words_same_where(&changes->items[i],
					  &changes->items[index]))
			return false;
	return true;
}

static void add_human(struct buf *out, const struct policy_changes *changes)
{
	const struct policy_change *items = changes->items;
	struct sheet sheet = { out, "" };

	add_summary(out, changes);
	for (size_t i = 0; i < changes->count; i++) {
		if (!is_first(changes, i))
			continue;
		add_heading(&sheet, &items[i]);
		for (size_t j = i; j < changes->count; j++)
			if (diff_words_same_where(&items[i], &items[j]))
				add_sentence(&sheet, &items[j]);
	}
}

/* The exit status. */
static int compare(const struct console *console, const struct policy *old,
		   const struct policy *new)
{
	struct policy_changes changes = { 0 };
	struct error error = { 0 };
	struct buf out = BUF_INIT;
	struct arena arena;
	int status;

	arena_init(&arena);
	if (policy_diff(&changes, old, new, &arena, &error)) {
		status = console_failed(&error);
	} else {
		if (console->format == FORMAT_JSON)
			add_json(&out, &changes);
		else
			add_human(&out, &changes);
		status = console_print(&out);
	}
	if (!status && changes.count)
		status = STATUS_FINDINGS;
	buf_release(&out);
	policy_changes_release(&changes);
	arena_release(&arena);
	return status;
}

int verb_policy_diff(int argc, char **argv)
{
	struct side old = { 0 };
	struct side new = { 0 };
	struct console console;
	int failed;
	int status;

	console_init(&console, "policy diff", help);
	console_next(&console, argc, argv, flags);
	if (console.status >= 0)
		return console.status;
	if (console.argument_count != 2)
		return console_usage(&console, "which two policies?");
	status = open_side(&old, console.arguments[0]);
	failed = open_side(&new, console.arguments[1]);
	if (status < failed)
		status = failed;
	if (status < 0)
		status = compare(&console, old.policy, new.policy);
	site_release(&old.site);
	site_release(&new.site);
	return status;
}
