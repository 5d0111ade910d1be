/*
 * fuzz_regex.c - a hostile pattern and a hostile subject: one of the three
 * answers, in time, and its places lie in the subject.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "base/regex.h"
#include "base/text.h"

#include <string.h>
#include <time.h>

/* Far above what one search may take, sanitizers and all. */
#define SEARCH_SECONDS_MAX 8
#define SPANS 8

static double cpu_seconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void check_span(const struct regex_span *span, struct str subject)
{
	if (span->start != SIZE_MAX)
		expect(span->end <= subject.size);
}

static void check_search(const struct regex *regex, struct str subject,
			 unsigned flags)
{
	struct regex_span span, spans[SPANS];
	struct error error = { 0 };
	double before = cpu_seconds();
	enum match match = regex_match(regex, subject, &span, &error);
	enum match again;

	expect(cpu_seconds() - before < SEARCH_SECONDS_MAX);
	expect((match == MATCH_BROKEN) == (error.text[0] != '\0'));
	expect(text_is_utf8(subject) || match == MATCH_BROKEN);
	if (match == MATCH_YES)
		check_span(&span, subject);
	if (match == MATCH_YES && flags & REGEX_FULL)
		expect(span.start == 0 && span.end == subject.size);
	again = regex_capture(regex, subject, spans, SPANS, &error);
	expect(again == match);
	for (size_t i = 0; again == MATCH_YES && i < SPANS; i++)
		if (i < regex_name_count(regex))
			check_span(&spans[i], subject);
}

static void check_quoted(struct str text)
{
	struct buf quoted = BUF_INIT;
	struct regex *regex = NULL;
	struct regex_span span;

	regex_quote(&quoted, text);
	if (text_is_utf8(text) && quoted.size <= REGEX_PATTERN_SIZE_MAX) {
		expect(!regex_new(&regex, buf_str(&quoted), REGEX_FULL, NULL));
		expect(regex_match(regex, text, &span, NULL) == MATCH_YES);
		expect(span.start == 0 && span.end == text.size);
	}
	regex_free(regex);
	buf_release(&quoted);
}

FUZZ_TARGET(regex)
{
	unsigned flags = size ? data[0] & (REGEX_FULL | REGEX_MULTILINE) : 0;
	struct regex_flaw flaw = { 0, "" };
	struct regex *regex = NULL;
	struct str parts[2];
	double before = cpu_seconds();
	int r;

	fuzz_split(str_from((struct str){ (const char *)data, size }, 1), parts,
		   2);
	r = regex_new(&regex, parts[0], flags, &flaw);
	expect(cpu_seconds() - before < SEARCH_SECONDS_MAX);
	expect(!r == (regex != NULL));
	if (r) {
		expect(flaw.offset <= parts[0].size);
		expect(memchr(flaw.message, '\0', sizeof(flaw.message)));
		expect(flaw.message[0]);
	} else {
		check_search(regex, parts[1], flags);
	}
	regex_free(regex);
	check_quoted(parts[1]);
	return 0;
}
