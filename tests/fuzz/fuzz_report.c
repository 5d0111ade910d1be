/*
 * fuzz_report.c - the page of a log, out of any bytes: one document, and no
 * stranger's word begins a tag or a script.
 */
#include "fuzz.h"

#include "audit/report.h"

#include <string.h>

#define NOON_2026 INT64_C(1798718400)

static size_t count(struct str text, const char *word)
{
	struct str needle = str_of(word);
	size_t found = 0;

	for (;;) {
		text = str_from(text, str_find(text, needle));
		if (!text.size)
			return found;
		text = str_from(text, needle.size);
		found++;
	}
}

static void check(const struct buf *page)
{
	struct str text = buf_str(page), rest = text, line;

	expect(str_starts(text, "<!doctype html>"));
	expect(count(text, "<html") == 1 && count(text, "</html>") == 1);
	expect(count(text, "<body") == 1 && count(text, "</body>") == 1);
	expect(!count(text, "<script") && !count(text, "\"javascript:"));
	expect(!count(text, "<fuzz"));
	while (str_next_line(&rest, &line))
		expect(fuzz_is_shown(line));
}

FUZZ_TARGET(report)
{
	const struct report_options options = { .now = NOON_2026,
						.command = "refgate report",
						.host = "h" };
	struct str text = { (const char *)data, size };
	struct report *report = report_new(&options);
	struct buf page = BUF_INIT;
	struct error error;
	size_t chain;

	expect(report != NULL);
	expect(!report_read(report, fuzz_file(text), true, &chain, &error));
	expect(chain == REPORT_NO_CHAIN || chain < report_chain_count(report));
	expect(report_verdict(report, chain) != NULL);
	expect(!report_write(report, &page, &error));
	check(&page);
	buf_release(&page);
	report_free(report);
	return 0;
}
