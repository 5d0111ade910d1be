/*
 * option_type.c - what an option takes, in words and as an example.
 */
#include "option_text.h"

#include <string.h>

struct type {
	const char *words;
	const char *example; /* as YAML */
};

static const struct type types[] = {
	[OPTION_BOOL] = { "true or false", "true" },
	[OPTION_INTEGER] = { "a number", "10" },
	[OPTION_SIZE] = { "a size such as 64KiB", "64KiB" },
	[OPTION_DURATION] = { "a duration such as 4h", "4h" },
	[OPTION_TIME] = { "a time (RFC 3339)", "\"2030-01-01T00:00:00Z\"" },
	[OPTION_CHOICE] = { NULL, NULL },
	[OPTION_TEXT] = { "a text", "some-text" },
	[OPTION_TEXTS] = { "texts", "[some-text]" },
	[OPTION_PATTERN] = { "a pattern", "'[A-Z]+-[0-9]+'" },
	[OPTION_PATTERNS] = { "patterns", "['[A-Z]+-[0-9]+']" },
	[OPTION_ACCEPT] = { "texts that the pattern must match", "[ABC-1]" },
	[OPTION_REJECT] = { "texts that the pattern must not match", "[abc]" },
	[OPTION_GLOB] = { "a glob", "refs/heads/main" },
	[OPTION_GLOBS] = { "globs", "[refs/heads/main]" },
	[OPTION_AUDIENCE] = { "everyone, nobody or groups", "[team-leads]" },
	[OPTION_GROUPS] = { "groups", "[team-leads]" },
	[OPTION_RECORD] = { "options of its own", NULL },
	[OPTION_RECORDS] = { "a list, each with options of its own", NULL },
	[OPTION_GLOB_MAP] = { "GLOB: globs", "{\"src/**\": [\"tests/**\"]}" },
	[OPTION_SIZE_MAP] = { "GLOB: size", "{\"**/*.png\": 1MiB}" },
	[OPTION_PATTERN_MAP] = { "Name: pattern", "{Reason: '.{10,}'}" },
};

static const char path_globs[] = "[\"src/**\"]";

void option_text_type(struct buf *out, const struct option *row)
{
	if (row->choices)
		buf_add_text(out,
			     row->type == OPTION_TEXTS ? "any of" : "one of");
	else
		buf_add_text(out, types[row->type].words);
	for (size_t i = 0; row->choices && row->choices[i]; i++)
		buf_addf(out, "%s %s", i ? "," : "", row->choices[i]);
	if (row->flags & OPTION_OR_FALSE)
		buf_add_text(out, ", or false");
	if (row->flags & OPTION_REQUIRED)
		buf_add_text(out, "; required");
	else if (row->fallback)
		buf_addf(out, "; default %s", row->fallback);
}

/* The tables do not tell ref globs from path globs, but people do. */
static bool is_about_refs(const struct option *row)
{
	static const char *const words[] = { "ref", "branch", "tag" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(row->help, words[i]))
			return true;
	return false;
}

static void add_example(struct buf *out, const struct option *row)
{
	bool is_list = row->type == OPTION_RECORDS;

	if (row->type == OPTION_RECORD || is_list) {
		buf_add_text(out, is_list ? "[" : "");
		option_text_example(out, row->record);
		buf_add_text(out, is_list ? "]" : "");
	} else if (row->example) {
		buf_add_text(out, row->example);
	} else if (row->choices) {
		buf_addf(out, row->type == OPTION_TEXTS ? "[%s]" : "%s",
			 row->fallback ? row->fallback : row->choices[0]);
	} else if (row->type == OPTION_GLOBS && !is_about_refs(row)) {
		buf_add_text(out, path_globs);
	} else if (row->fallback && strcmp(row->fallback, "false")) {
		buf_add_text(out, row->fallback);
	} else {
		buf_add_text(out, types[row->type].example);
	}
}

/* The required options, or else the first one. */
void option_text_example(struct buf *out, const struct option_table *table)
{
	const struct option *row = table ? table->options : NULL;
	size_t shown = 0;

	buf_add_byte(out, '{');
	for (; row && row->key; row++) {
		if (!(row->flags & OPTION_REQUIRED))
			continue;
		buf_addf(out, "%s%s: ", shown++ ? ", " : "", row->key);
		add_example(out, row);
	}
	if (!shown && table && table->options->key) {
		buf_addf(out, "%s: ", table->options->key);
		add_example(out, table->options);
	}
	buf_add_byte(out, '}');
}
