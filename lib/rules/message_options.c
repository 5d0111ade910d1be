/*
 * message_options.c - the option rows of the message rules, and what rows
 * cannot say about them. Never judges a message.
 */
#include "rules/message_options.h"

#include <string.h>

#define SUBJECT_CHARACTERS_MAX 1000
#define LINE_CHARACTERS_MAX 10000
#define SECTION_CHARACTERS_MAX 10000
#define REQUIRE_MATCHES_MAX 1000

static const struct option subject_rows[] = {
	{ .key = "pattern",
	  .type = OPTION_PATTERN,
	  .offset = offsetof(struct message_subject, pattern),
	  .effect = EFFECT_TIGHTENS,
	  .help = "the subject must match, anywhere" },
	{ .key = "shape",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct message_subject, shape),
	  .effect = EFFECT_WORDS,
	  .help = "the pattern as people would write it" },
	{ .key = "accept",
	  .type = OPTION_ACCEPT,
	  .offset = offsetof(struct message_subject, accept),
	  .effect = EFFECT_WORDS,
	  .help = "subjects that the pattern must match" },
	{ .key = "reject",
	  .type = OPTION_REJECT,
	  .offset = offsetof(struct message_subject, reject),
	  .effect = EFFECT_WORDS,
	  .help = "subjects that the pattern must not match" },
	{ .key = "min",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct message_subject, min),
	  .min = 1,
	  .max = SUBJECT_CHARACTERS_MAX,
	  .effect = EFFECT_TIGHTENS,
	  .unit = "characters",
	  .help = "characters that the subject has at least" },
	{ .key = "max",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct message_subject, max),
	  .min = 1,
	  .max = SUBJECT_CHARACTERS_MAX,
	  .effect = EFFECT_BOUNDS,
	  .unit = "characters",
	  .help = "characters that the subject has at most" },
	{ .key = NULL },
};
static const struct option_table subject_table = {
	subject_rows, sizeof(struct message_subject)
};

static const struct option body_rows[] = {
	{ .key = "required",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct message_body, required),
	  .fallback = "false",
	  .effect = EFFECT_TIGHTENS,
	  .help = "text below the subject, trailers aside" },
	{ .key = "max-line",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct message_body, max_line),
	  .min = 1,
	  .max = LINE_CHARACTERS_MAX,
	  .effect = EFFECT_BOUNDS,
	  .unit = "characters",
	  .help = "characters of a line; URLs, trailers, quotes and "
		  "indented lines are free" },
	{ .key = NULL },
};
static const struct option_table body_table = { body_rows,
						sizeof(struct message_body) };

static const struct option section_rows[] = {
	{ .key = "name",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct message_section, name),
	  .flags = OPTION_REQUIRED | OPTION_WHOLE,
	  .help = "what its line begins with, before the colon" },
	{ .key = "min",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct message_section, min),
	  .fallback = "1",
	  .max = SECTION_CHARACTERS_MAX,
	  .effect = EFFECT_TIGHTENS,
	  .unit = "characters",
	  .help = "characters of text that it has at least" },
	{ .key = NULL },
};
static const struct option_table section_table = {
	section_rows, sizeof(struct message_section)
};

static const struct option trailer_rows[] = {
	{ .key = "name",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct message_trailer, name),
	  .flags = OPTION_REQUIRED | OPTION_WHOLE,
	  .help = "the token before the colon" },
	{ .key = "pattern",
	  .type = OPTION_PATTERN,
	  .offset = offsetof(struct message_trailer, pattern),
	  .pattern_flags = REGEX_MULTILINE,
	  .effect = EFFECT_TIGHTENS,
	  .help = "its values must match, anywhere" },
	{ .key = "shape",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct message_trailer, shape),
	  .effect = EFFECT_WORDS,
	  .help = "the value as people would write it" },
	{ .key = "required",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct message_trailer, required),
	  .fallback = "false",
	  .effect = EFFECT_TIGHTENS,
	  .help = "whether it has to be there" },
	{ .key = NULL },
};
static const struct option_table trailer_table = {
	trailer_rows, sizeof(struct message_trailer)
};

static const struct option require_rows[] = {
	{ .key = "name",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct message_require, name),
	  .flags = OPTION_REQUIRED,
	  .help = "what it is, for people" },
	{ .key = "pattern",
	  .type = OPTION_PATTERN,
	  .offset = offsetof(struct message_require, pattern),
	  .flags = OPTION_REQUIRED,
	  .pattern_flags = REGEX_MULTILINE,
	  .help = "found in the body, anywhere" },
	{ .key = "shape",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct message_require, shape),
	  .effect = EFFECT_WORDS,
	  .help = "the text as people would write it" },
	{ .key = "min",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct message_require, min),
	  .fallback = "1",
	  .min = 1,
	  .max = REQUIRE_MATCHES_MAX,
	  .effect = EFFECT_TIGHTENS,
	  .unit = "places",
	  .help = "how many times at least" },
	{ .key = NULL },
};
static const struct option_table require_table = {
	require_rows, sizeof(struct message_require)
};

#define FORM_ROWS                                                           \
	{ .key = "subject",                                                 \
	  .type = OPTION_RECORD,                                            \
	  .offset = offsetof(struct message_form, subject),                 \
	  .record = &subject_table,                                         \
	  .help = "the first line" },                                       \
		{ .key = "body",                                            \
		  .type = OPTION_RECORD,                                    \
		  .offset = offsetof(struct message_form, body),            \
		  .record = &body_table,                                    \
		  .help = "all below the first line" },                     \
		{ .key = "blank-line",                                      \
		  .type = OPTION_BOOL,                                      \
		  .offset = offsetof(struct message_form, blank_line),      \
		  .fallback = "true",                                       \
		  .effect = EFFECT_TIGHTENS,                                \
		  .help = "an empty line between subject and body" },       \
		{ .key = "sections",                                        \
		  .type = OPTION_RECORDS,                                   \
		  .offset = offsetof(struct message_form, sections),        \
		  .record = &section_table,                                 \
		  .effect = EFFECT_TIGHTENS,                                \
		  .help = "\"Name: text\" that must be there" },            \
		{ .key = "trailers",                                        \
		  .type = OPTION_RECORDS,                                   \
		  .offset = offsetof(struct message_form, trailers),        \
		  .record = &trailer_table,                                 \
		  .effect = EFFECT_TIGHTENS,                                \
		  .help = "\"Token: value\" lines of the last paragraph" }, \
		{ .key = "require",                                         \
		  .type = OPTION_RECORDS,                                   \
		  .offset = offsetof(struct message_form, require),         \
		  .record = &require_table,                                 \
		  .effect = EFFECT_TIGHTENS,                                \
		  .help = "what must be found in the body" },               \
		{ .key = "same",                                            \
		  .type = OPTION_TEXTS,                                     \
		  .offset = offsetof(struct message_form, same),            \
		  .effect = EFFECT_TIGHTENS,                                \
		  .help = "names with one value in the whole change" },     \
		{ .key = "forbid",                                          \
		  .type = OPTION_PATTERNS,                                  \
		  .offset = offsetof(struct message_form, forbid),          \
		  .flags = OPTION_FORBIDS,                                  \
		  .pattern_flags = REGEX_MULTILINE,                         \
		  .effect = EFFECT_TIGHTENS,                                \
		  .help = "what must not stand anywhere in the message" },  \
	{                                                                   \
		.key = "placeholders", .type = OPTION_BOOL,                 \
		.offset = offsetof(struct message_form, placeholders),      \
		.fallback = "false", .effect = EFFECT_TIGHTENS,             \
		.help = "refuses template text that was left in",           \
	}

static const struct option kind_rows[] = {
	{ .key = "name",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct message_form, name),
	  .flags = OPTION_REQUIRED,
	  .help = "what this kind of message is called" },
	FORM_ROWS,
	{ .key = NULL },
};
static const struct option_table kind_table = { kind_rows,
						sizeof(struct message_form) };

static const struct option form_rows[] = {
	FORM_ROWS,
	{ .key = "kinds",
	  .type = OPTION_RECORDS,
	  .offset = offsetof(struct message_form, kinds),
	  .record = &kind_table,
	  .help = "the first whose subject pattern matches judges, too" },
	{ .key = "anywhere",
	  .type = OPTION_RECORDS,
	  .offset = offsetof(struct message_form, anywhere),
	  .record = &require_table,
	  .effect = EFFECT_TIGHTENS,
	  .help = "what the bodies of the whole change must have together" },
	{ .key = NULL },
};
const struct option_table message_options = { form_rows,
					      sizeof(struct message_form) };

const struct message_section *
message_form_section(const struct message_form *form, struct str name)
{
	const struct message_section *items = form ? form->sections.items :
						     NULL;

	for (size_t i = 0; items && i < form->sections.count; i++) {
		if (str_equal_ascii_case(str_of(items[i].name), name))
			return &items[i];
	}
	return NULL;
}

const struct message_trailer *
message_form_trailer(const struct message_form *form, struct str name)
{
	const struct message_trailer *items = form ? form->trailers.items :
						     NULL;

	for (size_t i = 0; items && i < form->trailers.count; i++) {
		if (str_equal_ascii_case(str_of(items[i].name), name))
			return &items[i];
	}
	return NULL;
}

const struct message_require *
message_form_require(const struct message_form *form, struct str name)
{
	const struct message_require *items = form ? form->require.items : NULL;

	for (size_t i = 0; items && i < form->require.count; i++) {
		if (str_equal_ascii_case(str_of(items[i].name), name))
			return &items[i];
	}
	return NULL;
}
