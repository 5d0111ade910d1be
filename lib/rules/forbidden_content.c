/*
 * forbidden_content.c - the rule forbidden-content: what it can be told, and
 * the way out. The lines are judged by forbidden_*.c; never shows a secret.
 */
#include "rules/forbidden_content.h"
#include "rules/repair_files.h"

#define LINE_DIGITS_MAX 9

#define ITEM_ROWS(base)                                                        \
	{ .key = "secrets",                                                    \
	  .type = OPTION_BOOL,                                                 \
	  .offset = (base) + offsetof(struct forbidden_text, secrets),         \
	  .effect = EFFECT_TIGHTENS,                                           \
	  .help = "what looks like a token or a private key" },                \
		{ .key = "conflict-markers",                                   \
		  .type = OPTION_BOOL,                                         \
		  .offset = (base) +                                           \
			    offsetof(struct forbidden_text, conflict_markers), \
		  .effect = EFFECT_TIGHTENS,                                   \
		  .help = "markers that a merge left behind" },                \
		{ .key = "bidi",                                               \
		  .type = OPTION_BOOL,                                         \
		  .offset = (base) + offsetof(struct forbidden_text, bidi),    \
		  .effect = EFFECT_TIGHTENS,                                   \
		  .help = "characters that show a text in another order" },    \
	{                                                                      \
		.key = "allow", .type = OPTION_TEXTS,                          \
		.offset = (base) + offsetof(struct forbidden_text, allow),     \
		.effect = EFFECT_LOOSENS,                                      \
		.help = "false alarms, as the answer names their place: "      \
			"<blob>:<line>"                                        \
	}

static const struct option item_rows[] = {
	{ .key = "name",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct forbidden_text, name),
	  .help = "what is told instead of the text" },
	{ .key = "pattern",
	  .type = OPTION_PATTERN,
	  .offset = offsetof(struct forbidden_text, pattern),
	  .flags = OPTION_FORBIDS,
	  .help = "what no added line may match" },
	{ .key = "paths",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct forbidden_text, paths),
	  .help = "files that are looked at; all if it is left out" },
	ITEM_ROWS(0),
	{ .key = NULL },
};

static const struct option_table item_table = { item_rows,
						sizeof(struct forbidden_text) };

static const struct option rows[] = {
	ITEM_ROWS(offsetof(struct forbidden_content, own)),
	{ .key = "texts",
	  .type = OPTION_RECORDS,
	  .offset = offsetof(struct forbidden_content, texts),
	  .flags = OPTION_WHOLE,
	  .record = &item_table,
	  .effect = EFFECT_TIGHTENS,
	  .help = "what no added line may hold" },
	{ .key = NULL },
};

static const struct option_table table = { rows,
					   sizeof(struct forbidden_content) };

/* "<40 hex digits>:<line>" */
static bool is_place(struct str text)
{
	struct str digits = str_from(text, OID_HEX_SIZE + 1);
	struct oid blob;

	if (!oid_parse(&blob, str_first(text, OID_HEX_SIZE)) ||
	    text.size <= OID_HEX_SIZE || text.data[OID_HEX_SIZE] != ':' ||
	    digits.size == 0 || digits.size > LINE_DIGITS_MAX ||
	    digits.data[0] == '0')
		return false;
	for (size_t i = 0; i < digits.size; i++)
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return false;
	return true;
}

static void check_allow(const struct texts *allow,
			const struct rule_check *check)
{
	for (size_t i = 0; i < allow->count; i++)
		if (!is_place(str_of(allow->items[i])))
			diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
					check->mark,
					"copy the place that the refusal names",
					"'allow' wants <blob id>:<line>, not "
					"'%s'",
					allow->items[i]);
}

static bool excludes_only(const struct ref_globs *globs)
{
	for (size_t i = 0; i < globs->fixed.count; i++)
		if (!globs->fixed.items[i].exclude)
			return false;
	for (size_t i = 0; i < globs->dynamic_count; i++)
		if (globs->dynamic[i][0] != '!')
			return false;
	return !ref_globs_is_empty(globs);
}

static bool asks_something(const struct forbidden_text *text)
{
	return text->pattern || text->secrets || text->conflict_markers ||
	       text->bidi;
}

static void check_item(const struct forbidden_text *text,
		       const struct rule_check *check)
{
	check_allow(&text->allow, check);
	if (!asks_something(text) && !text->allow.count)
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark,
				"write 'pattern', or one of 'secrets', "
				"'conflict-markers' and 'bidi'",
				"an item of 'texts' forbids nothing");
	if (excludes_only(&text->paths))
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				text->paths.mark, "put \"**\" in front",
				"'paths' only excludes, so no file is looked "
				"at");
}

static void check(void *options, const struct rule_check *check)
{
	const struct forbidden_content *rule = options;
	const struct forbidden_text *items = rule->texts.items;
	bool any = asks_something(&rule->own);

	check_allow(&rule->own.allow, check);
	for (size_t i = 0; i < rule->texts.count; i++) {
		check_item(&items[i], check);
		any |= asks_something(&items[i]);
	}
	if (!any)
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, "write 'secrets: true', say",
				"nothing is forbidden");
}

static bool has_topic(const struct repair_request *request,
		      enum forbidden_topic topic)
{
	for (size_t i = 0; i < request->finding_count; i++)
		if (request->findings[i]->topic == (int)topic)
			return true;
	return false;
}

static void repair_content(struct repair *repair,
			   const struct repair_request *request)
{
	bool secret = has_topic(request, FORBIDDEN_SECRET);
	bool text = secret || has_topic(request, FORBIDDEN_TEXT);
	bool large = has_topic(request, FORBIDDEN_LARGE);

	if (secret)
		repair_text(repair,
			    "a secret has left your machine with this push, "
			    "though it was refused: revoke it, whatever you do "
			    "next");
	if (text)
		repair_text(repair, "a false alarm passes once the policy "
				    "lists its place under \"allow\"");
	if (text)
		repair_edit_files(repair, request);
	if (large && text && !repair_is_at_tip(request))
		repair_text(repair, "then push again to be told the rest");
	else if (large)
		repair_take_out(repair, request, 1u << FORBIDDEN_LARGE);
	repair_push(repair, request);
}

const struct rule rule_forbidden_content = {
	.id = "forbidden-content",
	.summary = "added lines with secrets, conflict markers or other text "
		   "that must not be there",
	.options = &table,
	.traits = RULE_NO_EXEMPTION,
	.commits_fail = "add forbidden text",
	.commit_fails = "adds forbidden text",
	.check = check,
	.judge_commit = forbidden_judge_commit,
	.repair = repair_content,
};
