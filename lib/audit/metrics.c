/*
 * metrics.c - counts records of the log. Never trusts a line: what is no
 * record counts for nothing.
 */
#include "audit/metrics.h"

#include "audit/metrics_series.h"
#include "audit/metrics_state.h"
#include "audit/query_show.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

/* Beyond, a state would not be read again. */
#define DEBTS_MAX 10000
#define SERIES_MAX 50000
#define SERIES_SIZE_MAX 512
#define CHAINS_MAX 50000
#define CHAIN_SIZE_MAX 64
#define NANOSECONDS 1e9

/* One record, while it is counted. */
struct taken {
	struct metrics *metrics;
	const json_t *record;
	const char *repository;
};

/* Which counter an action moves, and the verdict it stands for. */
static const struct action_row {
	const char *action;
	const char *counter;
	const char *verdict; /* NULL: the counter has no such label */
} action_rows[] = {
	{ "push-accepted", "refgate_pushes_total", "accepted" },
	{ "push-denied", "refgate_pushes_total", "refused" },
	{ "gate-broken", "refgate_pushes_total", "broken" },
	{ "import", "refgate_pushes_total", "import" },
	{ "check-only", "refgate_pushes_total", "check-only" },
	{ "policy-override", "refgate_overrides_total", NULL },
	{ "policy-changed", "refgate_policy_changes_total", NULL },
	{ "recovered", "refgate_log_recoveries_total", NULL },
};

/* Whether it is there already, or may be; else it is left out. */
static bool has_room(struct metrics *metrics, const json_t *object,
		     const char *key, size_t count, size_t size)
{
	if (json_object_get(object, key) ||
	    (json_object_size(object) < count && strlen(key) <= size))
		return true;
	metrics->left_out = true;
	return false;
}

static void add(struct metrics *metrics, const char *series, double value)
{
	const json_t *before = json_object_get(metrics->counters, series);
	double sum = json_number_value(before) + value;

	if (!has_room(metrics, metrics->counters, series, SERIES_MAX,
		      SERIES_SIZE_MAX))
		return;
	if (json_object_set_new(metrics->counters, series, json_real(sum)))
		metrics->failed = true;
}

static void count(const struct taken *taken, const char *name,
		  const char *label, const char *value)
{
	struct buf series = BUF_INIT;

	metrics_series(&series, name, "repository", taken->repository, label,
		       value, (char *)NULL);
	if (buf_failed(&series))
		taken->metrics->failed = true;
	else
		add(taken->metrics, buf_text(&series), 1);
	buf_release(&series);
}

static void count_each(const struct taken *taken, const char *name,
		       const char *label, const json_t *values)
{
	for (size_t i = 0; i < json_array_size(values); i++) {
		const char *value =
			json_string_value(json_array_get(values, i));

		if (value)
			count(taken, name, label, value);
	}
}

static void count_many(const struct taken *taken, const char *name, size_t many)
{
	while (many--)
		count(taken, name, NULL, NULL);
}

static void add_histogram(const struct taken *taken, const char *suffix,
			  const char *label, const char *bound, double value)
{
	struct buf name = BUF_INIT;
	struct buf series = BUF_INIT;

	buf_addf(&name, "refgate_push_duration_seconds_%s", suffix);
	metrics_series(&series, buf_text(&name), "repository",
		       taken->repository, label, bound, (char *)NULL);
	if (buf_failed(&name) || buf_failed(&series))
		taken->metrics->failed = true;
	else
		add(taken->metrics, buf_text(&series), value);
	buf_release(&name);
	buf_release(&series);
}

static void count_duration(const struct taken *taken)
{
	const json_t *event = json_object_get(taken->record, "event");
	const json_t *duration = json_object_get(event, "duration");
	double seconds = json_number_value(duration) / NANOSECONDS;
	struct buf bound = BUF_INIT;

	for (size_t i = 0; i < METRICS_BOUNDS; i++) {
		buf_clear(&bound);
		buf_addf(&bound, "%g", metrics_bounds[i]);
		add_histogram(taken, "bucket", "le", buf_text(&bound),
			      seconds <= metrics_bounds[i]);
	}
	buf_release(&bound);
	add_histogram(taken, "bucket", "le", "+Inf", 1);
	add_histogram(taken, "sum", NULL, NULL, seconds);
	add_histogram(taken, "count", NULL, NULL, 1);
}

static void count_push(const struct taken *taken, const char *action)
{
	for (size_t i = 0; i < sizeof(action_rows) / sizeof(action_rows[0]);
	     i++) {
		const struct action_row *row = &action_rows[i];

		if (strcmp(row->action, action) != 0)
			continue;
		count(taken, row->counter, row->verdict ? "verdict" : NULL,
		      row->verdict);
		if (row->verdict)
			count_duration(taken);
	}
	if (!strcmp(action, "push-denied"))
		count_each(taken, "refgate_refusals_total", "rule",
			   query_array(taken->record, "rule.id"));
}

/* A debt is known by what it is, and of which branch. */
static const char *debt_key(struct buf *out, const struct taken *taken,
			    const json_t *item)
{
	return metrics_series(out, "debt", "repository", taken->repository,
			      "item", query_text(item, "item"), "branch",
			      query_text(item, "branch"), (char *)NULL);
}

static void open_debt(const struct taken *taken, const json_t *item)
{
	json_t *debts = taken->metrics->debts;
	struct buf key = BUF_INIT;
	int64_t due = 0;

	if (!clock_parse(str_of(query_text(item, "due")), &due))
		return;
	if (has_room(taken->metrics, debts, debt_key(&key, taken, item),
		     DEBTS_MAX, SERIES_SIZE_MAX) &&
	    json_object_set_new(debts, buf_text(&key),
				json_pack("{s:s,s:I}", "repository",
					  taken->repository, "due",
					  (json_int_t)due)))
		taken->metrics->failed = true;
	buf_release(&key);
}

static void close_debt(const struct taken *taken, const json_t *item)
{
	struct buf key = BUF_INIT;

	json_object_del(taken->metrics->debts, debt_key(&key, taken, item));
	buf_release(&key);
}

static void
each_item(const struct taken *taken, const json_t *ref, const char *key,
	  void (*take)(const struct taken *taken, const json_t *item))
{
	const json_t *items = query_array(ref, key);

	for (size_t i = 0; i < json_array_size(items); i++)
		take(taken, json_array_get(items, i));
}

static void count_refs(const struct taken *taken, const char *action)
{
	const json_t *refs = query_array(taken->record, "refgate.refs");
	bool landed = !strcmp(action, "push-landed");

	if (landed)
		count_many(taken, "refgate_landed_refs_total",
			   json_array_size(refs));
	if (!strcmp(action, "gate-bypassed"))
		count_many(taken, "refgate_bypassed_refs_total",
			   json_array_size(refs));
	for (size_t i = 0; landed && i < json_array_size(refs); i++) {
		const json_t *ref = json_array_get(refs, i);

		count_many(taken, "refgate_landings_total",
			   json_array_size(query_array(ref, "landing")));
		each_item(taken, ref, "opened", open_debt);
		each_item(taken, ref, "closed", close_debt);
	}
}

static void note_time(const struct taken *taken)
{
	struct buf series = BUF_INIT;
	int64_t time = 0;

	if (!clock_parse(str_of(query_text(taken->record, "@timestamp")),
			 &time))
		return;
	metrics_series(&series, "refgate_last_event_timestamp_seconds",
		       "repository", taken->repository, (char *)NULL);
	if (has_room(taken->metrics, taken->metrics->counters,
		     buf_text(&series), SERIES_MAX, SERIES_SIZE_MAX) &&
	    json_object_set_new(taken->metrics->counters, buf_text(&series),
				json_real((double)time)))
		taken->metrics->failed = true;
	buf_release(&series);
}

/* Whether it was not counted yet; it counts as counted from now on. */
static bool is_next(struct metrics *metrics, const char *chain,
		    json_int_t sequence)
{
	const json_t *last = json_object_get(metrics->chains, chain);

	if (sequence <= json_integer_value(last) ||
	    !has_room(metrics, metrics->chains, chain, CHAINS_MAX,
		      CHAIN_SIZE_MAX))
		return false;
	if (json_object_set_new(metrics->chains, chain, json_integer(sequence)))
		metrics->failed = true;
	return true;
}

static void take(const struct taken *taken)
{
	const char *action = query_text(taken->record, "event.action");

	if (!strncmp(query_text(taken->record, "refgate.part"), "1/", 2))
		count_push(taken, action);
	count_refs(taken, action);
	note_time(taken);
}

uint64_t metrics_take(struct metrics *metrics, struct str line)
{
	json_t *record =
		json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	struct taken taken = { metrics, record,
			       query_text(record, "refgate.repository") };
	const char *chain = query_text(record, "refgate.chain");
	const json_t *event = json_object_get(record, "event");
	json_int_t sequence =
		json_integer_value(json_object_get(event, "sequence"));

	if (!*chain || sequence < 0)
		sequence = 0;
	if (sequence && is_next(metrics, chain, sequence))
		take(&taken);
	json_decref(record);
	return (uint64_t)sequence;
}

void metrics_gauge(struct metrics *metrics, const char *name, const char *log,
		   double value)
{
	struct buf series = BUF_INIT;

	metrics_series(&series, name, "log", log, (char *)NULL);
	if (json_object_set_new(metrics->gauges, buf_text(&series),
				json_real(value)))
		metrics->failed = true;
	buf_release(&series);
}

bool metrics_left_out(const struct metrics *metrics)
{
	return metrics->left_out;
}
