/* metrics_series.c - see metrics_series.h. Never counts. */
#include "audit/metrics_series.h"

#include "base/text.h"

#include <stdarg.h>

const struct metric metrics_list[] = {
	{ "refgate_info", "gauge", "The version; always 1.", false },
	{ "refgate_pushes_total", "counter",
	  "Pushes that were judged, by what came of them.", false },
	{ "refgate_refusals_total", "counter",
	  "Refused pushes, by each rule that refused.", false },
	{ "refgate_landed_refs_total", "counter",
	  "Refs that moved by an accepted push.", true },
	{ "refgate_landings_total", "counter",
	  "Branches that landed by an accepted push.", true },
	{ "refgate_overrides_total", "counter",
	  "Refs that people let in against a rule.", true },
	{ "refgate_bypassed_refs_total", "counter",
	  "Refs that moved past the gate.", true },
	{ "refgate_policy_changes_total", "counter",
	  "Times that the policy, or a trust file, was another.", true },
	{ "refgate_log_recoveries_total", "counter",
	  "Breaks of the log that it recorded itself.", true },
	{ "refgate_push_duration_seconds", "histogram",
	  "Time that the gate took for a push.", false },
	{ "refgate_last_event_timestamp_seconds", "gauge",
	  "When the last record was written.", false },
	{ "refgate_follow_ups_open", "gauge",
	  "What landings and overrides still owe.", true },
	{ "refgate_follow_ups_overdue", "gauge",
	  "The same, when its time is over.", true },
	{ "refgate_log_readable", "gauge",
	  "1 if the log could be read to its end.", false },
	{ "refgate_log_sequence", "gauge", "Number of the log's last record.",
	  false },
	{ "refgate_log_size_bytes", "gauge", "Size of the log's file.", false },
	{ "refgate_log_consistent", "gauge",
	  "0 if the end of the log is not the one that was written.", false },
	{ "refgate_log_reserve", "gauge",
	  "0 if the room for the record of a refusal is used up.", false },
	{ "refgate_anchor_timestamp_seconds", "gauge",
	  "When the last signed checkpoint was written.", false },
	{ "refgate_syslog_failed", "gauge",
	  "1 if the last record could not be sent to syslog.", false },
};
const size_t metrics_count = sizeof(metrics_list) / sizeof(metrics_list[0]);

const double metrics_bounds[METRICS_BOUNDS] = { 0.001, 0.005, 0.02, 0.1,
						0.5,   2,     10,   60 };

/* A log that others wrote may hold what no terminal is to get. */
static void add_value(struct buf *out, const char *value)
{
	struct buf shown = BUF_INIT;

	text_escape(&shown, str_of(value));
	for (size_t i = 0; i < shown.size; i++) {
		if (shown.data[i] == '\n') {
			buf_add_text(out, "\\n");
			continue;
		}
		if (shown.data[i] == '"' || shown.data[i] == '\\')
			buf_add_byte(out, '\\');
		buf_add_byte(out, shown.data[i]);
	}
	out->failed |= buf_failed(&shown);
	buf_release(&shown);
}

const char *metrics_series(struct buf *out, const char *name, ...)
{
	const char *label;
	bool first = true;
	va_list args;

	buf_clear(out);
	buf_add_text(out, name);
	va_start(args, name);
	while ((label = va_arg(args, const char *)) != NULL) {
		buf_addf(out, "%s%s=\"", first ? "{" : ",", label);
		add_value(out, va_arg(args, const char *));
		buf_add_byte(out, '"');
		first = false;
	}
	va_end(args);
	if (!first)
		buf_add_byte(out, '}');
	return buf_text(out);
}
