/*
 * fuzz_query.c - a log that is asked, out of any bytes: what is printed can be
 * shown, and whoever asks for less gets no more.
 */
#include "fuzz.h"

#include "audit/query.h"

static const struct {
	enum query_filter filter;
	const char *word;
} asked[] = {
	{ QUERY_REPOSITORY, "r" }, { QUERY_REF, "main" },
	{ QUERY_USER, "alice" },   { QUERY_RULE, "signature" },
	{ QUERY_VERDICT, "fail" }, { QUERY_ACTION, "denied" },
	{ QUERY_PUSH, "0123" },	   { QUERY_INCIDENT, "INC-12" },
	{ QUERY_APPROVER, "bob" }, { QUERY_COMMIT, "58f29b77" },
};
#define ASKED (sizeof(asked) / sizeof(asked[0]))

static int keep(struct buf *out, void *context)
{
	(void)out;
	(void)context;
	return 0;
}

static void check_shown(const struct buf *out)
{
	struct str rest = buf_str(out), line;

	while (str_next_line(&rest, &line)) {
		line.size -= str_ends(line, "\r"); /* CSV: RFC 4180 */
		expect(fuzz_is_shown(line));
	}
}

static size_t count(struct query *query, struct str text, bool is_shown)
{
	struct buf out = BUF_INIT;
	struct error error;
	size_t matched = 0, odd = 0;

	expect(!query_run(query, fuzz_file(text), &out, keep, NULL, &matched,
			  &odd, &error));
	expect(matched + odd <= str_count_lines(text));
	if (is_shown)
		check_shown(&out);
	buf_release(&out);
	return matched;
}

static size_t count_all(struct str text, enum query_format format, bool verbose)
{
	struct query query;
	size_t matched;

	query_init(&query);
	query.format = format;
	query.verbose = verbose;
	/* JSON is the line as it stands */
	matched = count(&query, text, format != QUERY_JSON);
	query_release(&query);
	return matched;
}

FUZZ_TARGET(query)
{
	struct str text = { (const char *)data, size };
	size_t all = count_all(text, QUERY_HUMAN, true);
	struct error error;

	/* a line that looks like a record is given as it is */
	expect(count_all(text, QUERY_JSON, false) >= all);
	expect(count_all(text, QUERY_CSV, false) == all);
	for (size_t i = 0; i < ASKED; i++) {
		struct query query;

		query_init(&query);
		query.format = QUERY_JSON;
		expect(!query_add(&query, asked[i].filter, asked[i].word,
				  &error));
		expect(count(&query, text, false) <= all);
		query_release(&query);
	}
	return 0;
}
