/*
 * regex_match.c - searches with limits. Never answers "no" when a search
 * could not be brought to its end.
 */
#include "base/regex.h"

#include "base/regex_code.h"
#include "base/text.h"

/* How far one search went forward. */
struct runs {
	size_t last;
	size_t total;
};

static enum match set_broken(struct error *error, int number)
{
	char message[120] = "";

	switch (number) {
	case PCRE2_ERROR_MATCHLIMIT:
		error_set(error, ERROR_LIMIT, "took too many steps");
		break;
	case PCRE2_ERROR_DEPTHLIMIT:
		error_set(error, ERROR_LIMIT, "nested too deeply");
		break;
	case PCRE2_ERROR_HEAPLIMIT:
		error_set(error, ERROR_LIMIT, "needed too much memory");
		break;
	case PCRE2_ERROR_NOMEMORY:
		error_no_memory(error);
		break;
	default:
		if (number <= PCRE2_ERROR_UTF8_ERR1 &&
		    number >= PCRE2_ERROR_UTF8_ERR21) {
			error_set(error, ERROR_BROKEN, "subject is not UTF-8");
			break;
		}
		pcre2_get_error_message(number, (PCRE2_UCHAR *)message,
					sizeof(message));
		error_set(error, ERROR_BROKEN, "%s", message);
	}
	return MATCH_BROKEN;
}

/*
 * Called before each item of the pattern. A possessive repeat that runs to
 * the end of the subject from each start is quadratic in one step each.
 */
static int count_run(pcre2_callout_block *block, void *data)
{
	struct runs *runs = data;

	if (block->current_position > runs->last)
		runs->total += block->current_position - runs->last;
	runs->last = block->current_position;
	return runs->total > REGEX_RUN_MAX ? PCRE2_ERROR_MATCHLIMIT : 0;
}

static uint32_t steps_for(struct str subject)
{
	return (uint32_t)(REGEX_STEPS + REGEX_STEPS_PER_BYTE * subject.size);
}

/* PCRE2 looks at each byte, where we know of eight at once. */
static uint32_t check_of(struct str subject)
{
	return text_ascii_prefix(subject) == subject.size ? PCRE2_NO_UTF_CHECK :
							    0;
}

static int run_counted(const struct regex *regex, struct str subject)
{
	struct runs runs = { 0, 0 };
	int number;

	pcre2_set_match_limit(regex->limits, steps_for(subject));
	pcre2_set_callout(regex->limits, count_run, &runs);
	number = pcre2_match(regex->counted, (PCRE2_SPTR)subject.data,
			     subject.size, 0, check_of(subject), regex->data,
			     regex->limits);
	pcre2_set_callout(regex->limits, NULL, NULL);
	return number;
}

/* Where PCRE2 may start to search, at most. */
static size_t count_starts(const struct regex *regex, struct str subject)
{
	enum {
		ANYWHERE,
		ONE_BYTE,
		AT_LINES
	};
	uint32_t options = 0;
	uint32_t first = ANYWHERE;

	pcre2_pattern_info(regex->quick, PCRE2_INFO_ALLOPTIONS, &options);
	if (options & PCRE2_ANCHORED)
		return 1;
	pcre2_pattern_info(regex->quick, PCRE2_INFO_FIRSTCODETYPE, &first);
	return first == AT_LINES ? str_count_lines(subject) + 1 :
				   subject.size + 1;
}

/*
 * How many steps each start may take, so that all of them together take no
 * more than is allowed. Between two steps the search only goes forward: so it
 * runs over the subject at most once more than there are steps.
 */
static uint32_t quick_steps(const struct regex *regex, struct str subject)
{
	size_t starts = count_starts(regex, subject);
	size_t passes = REGEX_RUN_MAX / (subject.size + 1) / starts;
	size_t steps = steps_for(subject) / starts;

	return (uint32_t)(passes > steps ? steps : passes ? passes - 1 : 0);
}

/* PCRE2_ERROR_MATCHLIMIT also if it is not worth to be tried. */
static int run_quick(const struct regex *regex, struct str subject)
{
	uint32_t steps = quick_steps(regex, subject);

	if (!steps)
		return PCRE2_ERROR_MATCHLIMIT;
	pcre2_set_match_limit(regex->limits, steps);
	return pcre2_match(regex->quick, (PCRE2_SPTR)subject.data, subject.size,
			   0, check_of(subject), regex->data, regex->limits);
}

static enum match run(const struct regex *regex, struct str subject,
		      struct error *error)
{
	int number;

	if (regex_ready(regex, error))
		return MATCH_BROKEN;
	if (subject.size > REGEX_SUBJECT_SIZE_MAX) {
		error_set(error, ERROR_LIMIT, "subject is larger than %d KiB",
			  REGEX_SUBJECT_SIZE_MAX / 1024);
		return MATCH_BROKEN;
	}
	if (!subject.data)
		subject = STR("");
	number = run_quick(regex, subject);
	if (number == PCRE2_ERROR_MATCHLIMIT) {
		if (regex_ready_counted(regex, error))
			return MATCH_BROKEN;
		number = run_counted(regex, subject);
	}
	if (number == PCRE2_ERROR_NOMATCH)
		return MATCH_NO;
	return number < 0 ? set_broken(error, number) : MATCH_YES;
}

/* \K can put the start of a match behind its end. */
static struct regex_span span_of(const struct regex *regex, size_t group)
{
	const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(regex->data);
	struct regex_span span = { SIZE_MAX, SIZE_MAX };

	if (group >= pcre2_get_ovector_count(regex->data) ||
	    ends[2 * group] == PCRE2_UNSET)
		return span;
	span.start = ends[2 * group];
	span.end = ends[2 * group + 1];
	if (span.start > span.end)
		span.start = span.end;
	return span;
}

/* Where it matches does not matter. */
static enum match only_whether(const struct regex *regex, struct str subject,
			       struct error *error)
{
	struct regex_memo *memo = &((struct regex *)regex)->memo;
	enum match match;

	if (!regex->failed && regex_memo_has(memo, subject))
		return MATCH_YES;
	match = run(regex, subject, error);
	if (match == MATCH_YES)
		regex_memo_add(memo, subject);
	return match;
}

enum match regex_match(const struct regex *regex, struct str subject,
		       struct regex_span *span, struct error *error)
{
	enum match match;

	if (!span)
		return only_whether(regex, subject, error);
	match = run(regex, subject, error);
	if (match == MATCH_YES)
		*span = span_of(regex, 0);
	return match;
}

enum match regex_capture(const struct regex *regex, struct str subject,
			 struct regex_span *spans, size_t count,
			 struct error *error)
{
	enum match match = run(regex, subject, error);
	size_t i;

	for (i = 0; i < count; i++) {
		spans[i] = (struct regex_span){ SIZE_MAX, SIZE_MAX };
		if (match == MATCH_YES && i < regex->name_count)
			spans[i] = span_of(regex, regex->names[i].group);
	}
	return match;
}
