/*
 * test_report.c - see test_report.h. Never decides whether a case passed.
 */
#include "test_report.h"
#include "xml.h"

#include "base/json.h"
#include "base/text.h"

static const char *const status_names[] = {
	[CASE_PASSED] = "passed",
	[CASE_FAILED] = "failed",
	[CASE_BROKEN] = "cannot be done",
	[CASE_LOST] = "lost",
};

struct tally {
	size_t passed, failed, lost;
};

static struct tally count(const struct run *run)
{
	struct tally tally = { 0, 0, 0 };

	for (size_t i = 0; i < run->ground.plan->count; i++) {
		tally.passed += run->results[i].status == CASE_PASSED;
		tally.failed += run->results[i].status == CASE_FAILED ||
				run->results[i].status == CASE_BROKEN;
		tally.lost += run->results[i].status == CASE_LOST;
	}
	return tally;
}

static void add_seconds(struct buf *out, usec time)
{
	buf_addf(out, "%lld.%03lld", (long long)(time / USEC_PER_SECOND),
		 (long long)(time % USEC_PER_SECOND / 1000));
}

static void add_place(struct buf *out, const struct plan_case *test)
{
	text_escape_line(
		out, str_of(test->mark.source ? test->mark.source->path : ""));
	buf_addf(out, ":%zu", test->mark.line);
}

static void human(struct buf *out, const struct run *run, usec took)
{
	const struct plan *plan = run->ground.plan;
	struct tally tally = count(run);

	for (size_t i = 0; i < plan->count; i++) {
		const struct case_result *result = &run->results[i];

		if (result->status == CASE_PASSED)
			continue;
		add_place(out, &plan->cases[i]);
		buf_add_text(out, ": error: ");
		text_escape_line(out, str_of(plan->cases[i].name));
		if (result->status != CASE_FAILED)
			buf_addf(out, ": %s", status_names[result->status]);
		buf_add_byte(out, '\n');
		text_escape(out, buf_str(&result->text));
		buf_add_byte(out, '\n');
	}
	buf_addf(out, "%zu case%s: %zu passed", plan->count,
		 plan->count == 1 ? "" : "s", tally.passed);
	if (tally.failed)
		buf_addf(out, ", %zu failed", tally.failed);
	if (tally.lost)
		buf_addf(out, ", %zu lost", tally.lost);
	if (plan->left_out)
		buf_addf(out, ", %zu left out", plan->left_out);
	buf_add_text(out, " (");
	add_seconds(out, took);
	buf_add_text(out, " s)\n");
}

static void tap(struct buf *out, const struct run *run, usec took)
{
	const struct plan *plan = run->ground.plan;
	struct str rest;
	struct str line;

	(void)took;
	buf_addf(out, "TAP version 13\n1..%zu\n", plan->count);
	for (size_t i = 0; i < plan->count; i++) {
		const struct case_result *result = &run->results[i];
		struct buf name = BUF_INIT;

		buf_addf(out, "%sok %zu - ",
			 result->status == CASE_PASSED ? "" : "not ", i + 1);
		text_escape_line(&name, str_of(plan->cases[i].name));
		for (const char *at = buf_text(&name); *at; at++)
			buf_addf(out, "%s%c", *at == '#' ? "\\" : "", *at);
		buf_release(&name);
		buf_add_byte(out, '\n');
		if (result->status == CASE_PASSED)
			continue;
		buf_addf(out, "# %s: ", status_names[result->status]);
		add_place(out, &plan->cases[i]);
		buf_add_byte(out, '\n');
		rest = buf_str(&result->text);
		while (str_next_line(&rest, &line)) {
			buf_add_text(out, "# ");
			text_escape_line(out, line);
			buf_add_byte(out, '\n');
		}
	}
}

static void junit_case(struct buf *out, const struct plan_case *test,
		       const struct case_result *result, const char *suite)
{
	bool failed = result->status == CASE_FAILED;

	buf_add_text(out, "  <testcase classname=\"");
	xml_add(out, str_of(suite));
	buf_add_text(out, "\" name=\"");
	xml_add(out, str_of(test->name));
	buf_add_text(out, "\" time=\"");
	add_seconds(out, result->usec);
	if (result->status == CASE_PASSED) {
		buf_add_text(out, "\"/>\n");
		return;
	}
	buf_addf(out, "\">\n    <%s message=\"%s, ",
		 failed ? "failure" : "error", status_names[result->status]);
	buf_addf(out, "line %zu\">", test->mark.line);
	xml_add(out, buf_str(&result->text));
	buf_addf(out, "</%s>\n  </testcase>\n", failed ? "failure" : "error");
}

static void junit(struct buf *out, const struct run *run, usec took)
{
	const struct plan *plan = run->ground.plan;
	const char *suite = run->ground.policy->name;
	size_t failures = 0;
	struct tally tally = count(run);

	for (size_t i = 0; i < plan->count; i++)
		failures += run->results[i].status == CASE_FAILED;
	buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			  "<testsuites>\n<testsuite name=\"");
	xml_add(out, str_of(suite));
	buf_addf(out,
		 "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"",
		 plan->count, failures, tally.failed - failures + tally.lost);
	add_seconds(out, took);
	buf_add_text(out, "\">\n");
	for (size_t i = 0; i < plan->count; i++)
		junit_case(out, &plan->cases[i], &run->results[i], suite);
	buf_add_text(out, "</testsuite>\n</testsuites>\n");
}

static void json_case(struct json *json, const struct plan_case *test,
		      const struct case_result *result)
{
	json_object_begin(json, NULL);
	json_text(json, "name", test->name);
	json_text(json, "file",
		  test->mark.source ? test->mark.source->path : NULL);
	json_int(json, "line", (int64_t)test->mark.line);
	json_text(json, "status", status_names[result->status]);
	json_int(json, "microseconds", result->usec);
	if (result->status == CASE_PASSED)
		json_nil(json, "text");
	else
		json_str(json, "text", buf_str(&result->text));
	json_object_end(json);
}

static void in_json(struct buf *out, const struct run *run, usec took)
{
	const struct plan *plan = run->ground.plan;
	struct tally tally = count(run);
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_int(&json, "passed", (int64_t)tally.passed);
	json_int(&json, "failed", (int64_t)(tally.failed + tally.lost));
	json_int(&json, "left_out", (int64_t)plan->left_out);
	json_int(&json, "microseconds", took);
	json_array_begin(&json, "cases");
	for (size_t i = 0; i < plan->count; i++)
		json_case(&json, &plan->cases[i], &run->results[i]);
	json_array_end(&json);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

static void (*const writers[])(struct buf *out, const struct run *run,
			       usec took) = {
	[FORMAT_HUMAN] = human,
	[FORMAT_TAP] = tap,
	[FORMAT_JUNIT] = junit,
	[FORMAT_JSON] = in_json,
};

int report_print(const struct console *console, const struct run *run,
		 usec took)
{
	struct tally tally = count(run);
	struct buf out = BUF_INIT;
	int status;

	writers[console->format](&out, run, took);
	status = console->format == FORMAT_HUMAN ?
			 console_print_words(console, &out) :
			 console_print(&out);
	buf_release(&out);
	if (status)
		return status;
	if (tally.lost)
		return STATUS_INTERNAL;
	return tally.failed ? STATUS_FINDINGS : STATUS_CLEAN;
}
