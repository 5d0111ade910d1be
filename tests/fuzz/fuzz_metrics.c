/*
 * fuzz_metrics.c - what is counted of a log, and the state that it is kept
 * in, both out of any bytes: a state that is saved is read as the same.
 */
#include "fuzz.h"

#include "audit/metrics.h"

static void save(struct buf *out, const struct metrics *metrics)
{
	struct error error;

	buf_clear(out);
	expect(!metrics_save(metrics, out, &error));
}

static void check_state(const struct metrics *metrics)
{
	struct buf first = BUF_INIT, second = BUF_INIT;
	struct metrics *again = NULL;
	struct error error;

	save(&first, metrics);
	expect(!metrics_new(&again, buf_str(&first), &error));
	save(&second, again);
	expect(str_equal(buf_str(&first), buf_str(&second)));
	metrics_free(again);
	buf_release(&first);
	buf_release(&second);
}

static void check_printed(struct metrics *metrics)
{
	struct buf out = BUF_INIT;
	struct error error;
	struct str rest, line;

	expect(!metrics_print(metrics, 1, &out, &error));
	for (rest = buf_str(&out); str_next_line(&rest, &line);)
		expect(fuzz_is_shown(line) && (str_starts(line, "# ") ||
					       str_starts(line, "refgate_")));
	buf_release(&out);
}

FUZZ_TARGET(metrics)
{
	const struct metrics_place place = { 1, 2 };
	struct metrics *metrics = NULL;
	struct str parts[2], line;
	struct error error;

	/* the state may be long, a log's lines hold no NUL */
	fuzz_split((struct str){ (const char *)data, size }, parts, 2);
	if (metrics_new(&metrics, parts[0], &error) &&
	    metrics_new(&metrics, (struct str){ NULL, 0 }, &error))
		abort();
	while (str_next_line(&parts[1], &line))
		(void)metrics_take(metrics, line);
	metrics_set_place(metrics, "/var/log/x", &place);
	metrics_gauge(metrics, "refgate_log_size_bytes", "/var/log/x", 1);
	check_state(metrics);
	check_printed(metrics);
	metrics_free(metrics);
	return 0;
}
