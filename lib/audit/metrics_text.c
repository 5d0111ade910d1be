/* metrics_text.c - what was counted, as text for Prometheus. */
#include "audit/metrics_state.h"

#include "audit/metrics_series.h"
#include "base/paths.h"

#include <string.h>

static bool is_of(const char *series, const char *name)
{
	size_t size = strlen(name);

	return !strncmp(series, name, size) &&
	       (series[size] == '{' || series[size] == '\0');
}

/* Whole numbers up to 2^53 are exact. */
static void add_value(struct buf *out, const char *series, double value)
{
	buf_addf(out, "%s %.15g\n", series, value);
}

static void add_plain(struct buf *out, json_t *values, const char *name)
{
	const char *series;
	json_t *value;

	json_object_foreach(values, series, value) if (is_of(series, name))
		add_value(out, series, json_number_value(value));
}

/* By repository, its buckets in the order they were first counted. */
static void add_histogram(struct buf *out, json_t *counters, const char *name)
{
	static const char *const suffixes[] = { "bucket", "sum", "count" };
	struct buf full = BUF_INIT;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		buf_clear(&full);
		buf_addf(&full, "%s_%s", name, suffixes[i]);
		out->failed |= buf_failed(&full);
		add_plain(out, counters, buf_text(&full));
	}
	buf_release(&full);
}

static void gauge(struct metrics *metrics, const char *name, const char *label,
		  const char *value, double number)
{
	struct buf series = BUF_INIT;

	metrics_series(&series, name, label, value, (char *)NULL);
	if (json_object_set_new(
		    metrics->gauges, buf_text(&series),
		    json_real(number +
			      json_number_value(json_object_get(
				      metrics->gauges, buf_text(&series))))))
		metrics->failed = true;
	buf_release(&series);
}

static void count_debts(struct metrics *metrics, int64_t now)
{
	const char *key;
	json_t *debt;

	json_object_foreach(metrics->debts, key, debt)
	{
		const char *repository =
			json_string_value(json_object_get(debt, "repository"));
		json_int_t due =
			json_integer_value(json_object_get(debt, "due"));

		if (!repository)
			continue;
		gauge(metrics, "refgate_follow_ups_open", "repository",
		      repository, 1);
		gauge(metrics, "refgate_follow_ups_overdue", "repository",
		      repository, due < now);
	}
}

static void set_zero(struct metrics *metrics, const char *series)
{
	if (json_object_get(metrics->counters, series))
		return;
	if (json_object_set_new(metrics->gauges, series, json_real(0)))
		metrics->failed = true;
}

/* A counter that appears with a 1 would hide its first event: begin at 0. */
static void add_zeros(struct metrics *metrics)
{
	static const char last[] = "refgate_last_event_timestamp_seconds";
	struct buf series = BUF_INIT;
	const char *key;
	json_t *value;

	json_object_foreach(metrics->counters, key, value)
	{
		const char *labels = key + strlen(last);

		if (!is_of(key, last))
			continue;
		for (size_t i = 0; i < metrics_count; i++) {
			if (!metrics_list[i].is_plain)
				continue;
			buf_clear(&series);
			buf_addf(&series, "%s%s", metrics_list[i].name, labels);
			set_zero(metrics, buf_text(&series));
		}
		metrics->failed |= buf_failed(&series);
	}
	buf_release(&series);
}

int metrics_print(struct metrics *metrics, int64_t now, struct buf *out,
		  struct error *error)
{
	gauge(metrics, "refgate_info", "version", paths_version, 1);
	add_zeros(metrics);
	count_debts(metrics, now);
	for (size_t i = 0; i < metrics_count; i++) {
		const struct metric *metric = &metrics_list[i];

		buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name,
			 metric->help, metric->name, metric->type);
		if (!strcmp(metric->type, "histogram"))
			add_histogram(out, metrics->counters, metric->name);
		add_plain(out, metrics->counters, metric->name);
		add_plain(out, metrics->gauges, metric->name);
	}
	if (metrics->failed || buf_failed(out))
		return error_no_memory(error);
	return 0;
}
