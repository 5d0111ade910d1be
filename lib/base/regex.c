/*
 * regex.c - compiles PCRE2 patterns. Never lets a pattern pass that could
 * lift the limits of a search.
 */
#include "base/regex.h"

#include "base/buf.h"
#include "base/regex_code.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * PCRE2 counts its steps anew at each place where an unanchored search
 * starts. So where they are counted, the search is made part of an anchored
 * pattern. Therefore the pattern must not reach beyond itself: no recursion
 * into the whole, no verbs that steer the search or lift the limits.
 */
#define SEARCH_START "(?s:.*?)\\K(?:"

#define WHOLE "recursion into the whole pattern is not allowed"
#define SCRIPT_RUN "script runs are not allowed"

/* What none may say, and why. */
static const struct {
	const char *text, *message;
} refused[] = {
	/* it would reach beyond the group that the search puts it into */
	{ "(?R)", WHOLE },
	{ "(?0", WHOLE },
	{ "\\g<0", WHOLE },
	{ "\\g'0", WHOLE },
	/* looked at once for each end that it may have, in no step */
	{ "(*sr:", SCRIPT_RUN },
	{ "(*asr:", SCRIPT_RUN },
	{ "(*script_run:", SCRIPT_RUN },
	{ "(*atomic_script_run:", SCRIPT_RUN },
};

static int set_flaw(struct regex_flaw *flaw, size_t offset, const char *message)
{
	flaw->offset = offset;
	snprintf(flaw->message, sizeof(flaw->message), "%s", message);
	return ERROR_USAGE;
}

static int set_no_memory(struct regex_flaw *flaw)
{
	set_flaw(flaw, 0, "out of memory");
	return ERROR_INTERNAL;
}

/*
 * By the text alone, so escaped ones are refused, too: telling them apart
 * would take a second parser of patterns.
 */
static int refuse_text(struct str pattern, struct regex_flaw *flaw)
{
	struct str rest;
	size_t at;
	size_t i;

	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		at = str_find(pattern, str_of(refused[i].text));
		if (at < pattern.size)
			return set_flaw(flaw, at, refused[i].message);
	}
	for (at = str_find_byte(pattern, '('); at < pattern.size;
	     at += 1 + str_find_byte(str_from(pattern, at + 1), '(')) {
		rest = str_from(pattern, at);
		if (!str_starts(rest, "(*") || rest.size < 3)
			continue;
		if (rest.data[2] == ':' ||
		    (rest.data[2] >= 'A' && rest.data[2] <= 'Z'))
			return set_flaw(
				flaw, at,
				"verbs such as (*SKIP) are not allowed");
	}
	return 0;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static uint32_t options_of(unsigned flags)
{
	uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY |
			   PCRE2_NEVER_BACKSLASH_C;

	if (flags & REGEX_FULL)
		options |= PCRE2_ANCHORED | PCRE2_ENDANCHORED;
	if (flags & REGEX_MULTILINE)
		options |= PCRE2_MULTILINE;
	return options;
}

static int compile(pcre2_code **out, struct str pattern, uint32_t options,
		   struct regex_flaw *flaw)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	PCRE2_SIZE offset = 0;
	int number = 0;

	*out = NULL;
	if (!context)
		return set_no_memory(flaw);
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	*out = pcre2_compile((PCRE2_SPTR)pattern.data, pattern.size, options,
			     &number, &offset, context);
	pcre2_compile_context_free(context);
	if (*out)
		return 0;
	if (number == PCRE2_ERROR_HEAP_FAILED)
		return set_no_memory(flaw);
	flaw->offset = offset;
	pcre2_get_error_message(number, (PCRE2_UCHAR *)flaw->message,
				sizeof(flaw->message));
	return ERROR_USAGE;
}

/*
 * The pattern behind SEARCH_START. Its own end may be open in two ways: \Q
 * without \E, and a comment after (?x), which only a new line ends.
 */
static int compile_search(pcre2_code **out, struct str pattern,
			  uint32_t options, struct regex_flaw *flaw)
{
	static const char *const ends[] = { "\\E)", "\n)" };
	struct buf text = BUF_INIT;
	int result = ERROR_USAGE;
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]) && result == ERROR_USAGE;
	     i++) {
		buf_clear(&text);
		buf_add_text(&text, SEARCH_START);
		buf_add_str(&text, pattern);
		buf_add_text(&text, ends[i]);
		result = buf_failed(&text) ?
				 set_no_memory(flaw) :
				 compile(out, buf_str(&text), options, flaw);
	}
	if (result) {
		flaw->offset -= least(flaw->offset, strlen(SEARCH_START));
		flaw->offset = least(flaw->offset, pattern.size);
	}
	buf_release(&text);
	return result;
}

static int compile_counted(pcre2_code **out, struct str pattern, unsigned flags,
			   struct regex_flaw *flaw)
{
	uint32_t options = options_of(flags) | PCRE2_ANCHORED |
			   PCRE2_AUTO_CALLOUT;

	return flags & REGEX_FULL ? compile(out, pattern, options, flaw) :
				    compile_search(out, pattern, options, flaw);
}

static int by_group(const void *a, const void *b)
{
	const struct regex_name *x = a;
	const struct regex_name *y = b;

	return (x->group > y->group) - (x->group < y->group);
}

static int check_names(const struct regex *regex, struct regex_flaw *flaw)
{
	size_t i;

	/* The table is in the order of names. */
	for (i = 1; i < regex->name_count; i++)
		if (strcmp(regex->names[i - 1].text, regex->names[i].text) == 0)
			return set_flaw(flaw, 0,
					"two groups have the same name");
	return 0;
}

static int list_names(struct regex *regex, struct regex_flaw *flaw)
{
	PCRE2_SPTR table = NULL;
	uint32_t count = 0;
	uint32_t size = 0;
	uint32_t i;

	pcre2_pattern_info(regex->quick, PCRE2_INFO_NAMECOUNT, &count);
	pcre2_pattern_info(regex->quick, PCRE2_INFO_NAMEENTRYSIZE, &size);
	pcre2_pattern_info(regex->quick, PCRE2_INFO_NAMETABLE, &table);
	if (count == 0)
		return 0;
	regex->names = calloc(count, sizeof(*regex->names));
	if (!regex->names)
		return set_no_memory(flaw);
	regex->name_count = count;
	for (i = 0; i < count; i++, table += size) {
		regex->names[i].group = (size_t)table[0] << 8 | table[1];
		regex->names[i].text = (const char *)table + 2;
	}
	if (check_names(regex, flaw) < 0)
		return ERROR_USAGE;
	qsort(regex->names, count, sizeof(*regex->names), by_group);
	return 0;
}

static int prepare(struct regex *regex, struct regex_flaw *flaw)
{
	regex->limits = pcre2_match_context_create(NULL);
	regex->data = pcre2_match_data_create_from_pattern(regex->quick, NULL);
	if (!regex->limits || !regex->data)
		return set_no_memory(flaw);
	pcre2_set_heap_limit(regex->limits, REGEX_HEAP_KIB);
	pcre2_set_depth_limit(regex->limits, REGEX_DEPTH);
	return list_names(regex, flaw);
}

static bool is_word(unsigned char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_' || byte >= 0x80;
}

static int build(struct regex *regex, struct str pattern, unsigned flags,
		 struct regex_flaw *flaw)
{
	int result = refuse_text(pattern, flaw);

	if (!result)
		result = compile(&regex->quick, pattern, options_of(flags),
				 flaw);
	return result ? result : prepare(regex, flaw);
}

int regex_new(struct regex **out, struct str pattern, unsigned flags,
	      struct regex_flaw *flaw)
{
	struct regex *regex;
	struct regex_flaw ignored;
	int result;

	*out = NULL;
	flaw = flaw ? flaw : &ignored;
	set_flaw(flaw, 0, "");
	if (!pattern.data)
		pattern = STR("");
	if (pattern.size > REGEX_PATTERN_SIZE_MAX)
		return set_flaw(flaw, REGEX_PATTERN_SIZE_MAX,
				"the pattern is too long");
	regex = calloc(1, sizeof(*regex));
	if (!regex)
		return set_no_memory(flaw);
	result = build(regex, pattern, flags, flaw);
	if (!result)
		result = compile_counted(&regex->counted, pattern, flags, flaw);
	if (result)
		regex_free(regex);
	else
		*out = regex;
	return result;
}

int regex_later(struct regex **out, const char *pattern, unsigned flags)
{
	*out = calloc(1, sizeof(**out));
	if (!*out)
		return ERROR_INTERNAL;
	(*out)->pattern = pattern;
	(*out)->flags = flags;
	return 0;
}

static int late_failure(struct regex *regex, int result,
			const struct regex_flaw *flaw, struct error *error)
{
	regex->failed = true;
	return error_set(error, (enum error_code)result,
			 "the pattern does not compile: %s", flaw->message);
}

int regex_ready(const struct regex *regex, struct error *error)
{
	struct regex *late = (struct regex *)regex;
	struct regex_flaw flaw = { 0 };
	int result;

	if (regex->failed)
		return error_no_memory(error);
	if (regex->quick)
		return 0;
	result = build(late, str_of(regex->pattern), regex->flags, &flaw);
	return result ? late_failure(late, result, &flaw, error) : 0;
}

int regex_ready_counted(const struct regex *regex, struct error *error)
{
	struct regex *late = (struct regex *)regex;
	struct regex_flaw flaw = { 0 };
	int result;

	if (regex->counted)
		return 0;
	result = compile_counted(&late->counted, str_of(regex->pattern),
				 regex->flags, &flaw);
	return result ? late_failure(late, result, &flaw, error) : 0;
}

void regex_free(struct regex *regex)
{
	if (!regex)
		return;
	pcre2_match_data_free(regex->data);
	pcre2_match_context_free(regex->limits);
	pcre2_code_free(regex->counted);
	pcre2_code_free(regex->quick);
	free(regex->names);
	regex_memo_release(&regex->memo);
	free(regex);
}

size_t regex_name_count(const struct regex *regex)
{
	if (regex_ready(regex, NULL))
		return 0;
	return regex->name_count;
}

const char *regex_name(const struct regex *regex, size_t index)
{
	return index < regex->name_count ? regex->names[index].text : NULL;
}

void regex_quote(struct buf *out, struct str s)
{
	size_t i;

	for (i = 0; i < s.size; i++) {
		if (s.data[i] == '\0') {
			buf_add_text(out, "\\x{0}");
			continue;
		}
		if (!is_word((unsigned char)s.data[i]))
			buf_add_byte(out, '\\');
		buf_add_byte(out, s.data[i]);
	}
}
