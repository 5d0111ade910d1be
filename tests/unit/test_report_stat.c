/*
 * test_report_stat.c - the report's arithmetic, its tallies, its memory of
 * numbers, and how it goes over a record.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/report_seen.h"
#include "audit/report_stat.h"
#include "audit/report_tally.h"
#include "audit/report_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_spread(void **state)
{
	static const struct {
		int64_t values[12];
		size_t count;
		int64_t median, ninety, most;
	} cases[] = {
		{ { 0 }, 0, 0, 0, 0 },
		{ { 7 }, 1, 7, 7, 7 },
		{ { 9, 1 }, 2, 5, 9, 9 },
		{ { 4, 1 }, 2, 2, 4, 4 },
		{ { 3, 1, 2 }, 3, 2, 3, 3 },
		{ { 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, 10, 5, 9, 10 },
		{ { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1 }, 11, 6, 10, 11 },
		{ { INT64_MAX, INT64_MAX },
		  2,
		  INT64_MAX,
		  INT64_MAX,
		  INT64_MAX },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t values[12];
		struct stat_spread spread;

		memcpy(values, cases[i].values, sizeof(values));
		spread = stat_spread(values, cases[i].count);
		assert_int_equal(spread.count, cases[i].count);
		assert_int_equal(spread.median, cases[i].median);
		assert_int_equal(spread.ninety, cases[i].ninety);
		assert_int_equal(spread.most, cases[i].most);
	}
}

static void test_most_within(void **state)
{
	int64_t times[] = { 100, 0, 31, 30, 200, 130 };

	(void)state;
	assert_int_equal(stat_most_within(times, 0, 30), 0);
	assert_int_equal(stat_most_within(times, COUNT(times), 0), 1);
	assert_int_equal(stat_most_within(times, COUNT(times), 29), 2);
	assert_int_equal(stat_most_within(times, COUNT(times), 31), 3);
	assert_int_equal(stat_most_within(times, COUNT(times), 1000), 6);
}

static void test_calendar(void **state)
{
	static const struct {
		const char *text;
		enum stat_step step;
		int64_t day;
		const char *next;
	} cases[] = {
		{ "1970-01-01", STEP_DAY, 0, "1970-01-02" },
		{ "1969-12-29", STEP_WEEK, 0, "1970-01-05" },
		{ "1969-12-29", STEP_WEEK, 3, "1970-01-05" },
		{ "1970-01-05", STEP_WEEK, 4, "1970-01-12" },
		{ "1969-12-22", STEP_WEEK, -4, "1969-12-29" },
		{ "2024-02", STEP_MONTH, 19782, "2024-03" },
		{ "2025-12", STEP_MONTH, 20453, "2026-01" },
		{ "2025", STEP_YEAR, 20453, "2026" },
		{ "1900", STEP_YEAR, -25567, "1901" },
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t day = stat_step_start(cases[i].step, cases[i].day);

		buf_clear(&out);
		stat_step_format(&out, cases[i].step, day);
		assert_string_equal(buf_text(&out), cases[i].text);
		buf_clear(&out);
		stat_step_format(&out, cases[i].step,
				 stat_step_next(cases[i].step, cases[i].day));
		assert_string_equal(buf_text(&out), cases[i].next);
	}
	buf_release(&out);
	assert_int_equal(stat_day(-1), -1);
	assert_int_equal(stat_day(86399), 0);
	assert_int_equal(stat_step(1, 45), STEP_DAY);
	assert_int_equal(stat_step(1, 46), STEP_WEEK);
	assert_int_equal(stat_step(1, 400), STEP_WEEK);
	assert_int_equal(stat_step(1, 401), STEP_MONTH);
	assert_int_equal(stat_step(1, 3661), STEP_YEAR);
}

static void test_round_up(void **state)
{
	static const uint64_t cases[][2] = {
		{ 0, 1 },     { 1, 1 },	     { 2, 2 },	    { 3, 4 },
		{ 9, 10 },    { 10, 10 },    { 11, 12 },    { 104, 120 },
		{ 121, 140 }, { 801, 1000 }, { 999, 1000 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(stat_round_up(cases[i][0]), cases[i][1]);
	assert_true(stat_round_up(UINT64_MAX) == UINT64_MAX);
}

static void test_words(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
		const char *name;
	} cases[] = {
		{ -5, "0\xc2\xa0s", "under 30 min" },
		{ 59, "59\xc2\xa0s", "under 30 min" },
		{ 1799, "29\xc2\xa0min", "under 30 min" },
		{ 1800, "30\xc2\xa0min", "30 min to 1 h" },
		{ 7859,
		  "2\xc2\xa0h\xc2\xa0"
		  "10\xc2\xa0min",
		  "2 h to 6 h" },
		{ 86400,
		  "1\xc2\xa0"
		  "d\xc2\xa0"
		  "0\xc2\xa0h",
		  "1 to 3 days" },
		{ 864000,
		  "10\xc2\xa0"
		  "d",
		  "7 days or more" },
		{ INT64_MAX,
		  "106751991167300\xc2\xa0"
		  "d",
		  "7 days or more" },
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_clear(&out);
		stat_format_duration(&out, cases[i].seconds);
		assert_string_equal(buf_text(&out), cases[i].text);
		assert_string_equal(
			stat_class_name(stat_class(cases[i].seconds)),
			cases[i].name);
	}
	buf_release(&out);
}

static void test_numbers(void **state)
{
	struct buf out = BUF_INIT;

	(void)state;
	stat_format_number(&out, 0);
	buf_add_byte(&out, ' ');
	stat_format_number(&out, 999);
	buf_add_byte(&out, ' ');
	stat_format_number(&out, 1000);
	buf_add_byte(&out, ' ');
	stat_format_number(&out, UINT64_MAX);
	assert_string_equal(buf_text(&out),
			    "0 999 1,000 18,446,744,073,709,551,615");
	buf_clear(&out);
	stat_format_share(&out, 0, 0);
	buf_add_byte(&out, ' ');
	stat_format_share(&out, 1, 10000);
	buf_add_byte(&out, ' ');
	stat_format_share(&out, 9999, 10000);
	buf_add_byte(&out, ' ');
	stat_format_share(&out, 2, 2);
	assert_string_equal(buf_text(&out), "0% under 0.1% 99.9% 100%");
	buf_release(&out);
}

static void test_tally(void **state)
{
	struct tally tally = { 0 };
	char name[32];
	size_t *order;
	size_t count;

	(void)state;
	for (int i = 0; i < TALLY_MAX + 10; i++) {
		snprintf(name, sizeof(name), "name-%d", i);
		tally_add(&tally, str_of(name), 0);
	}
	tally_add(&tally, STR("name-7"), 1);
	assert_int_equal(tally.count, TALLY_MAX);
	assert_string_equal(tally_name(&tally, TALLY_MAX - 1), "(others)");
	assert_int_equal(tally.rows[TALLY_MAX - 1].counts[0], 11);
	assert_string_equal(tally_name(&tally, TALLY_MAX), "");
	assert_true(tally_order(&tally, 3, &order, &count));
	assert_int_equal(count, TALLY_MAX);
	assert_int_equal(order[0], TALLY_MAX - 1);
	assert_int_equal(order[1], 7);
	assert_int_equal(order[2], 0);
	free(order);
	assert_true(tally_order(&tally, 2, &order, &count));
	assert_int_equal(count, 1);
	free(order);
	tally_release(&tally);
}

static void test_seen(void **state)
{
	struct seen seen = { 0 };

	(void)state;
	for (uint64_t i = 0; i < 5000; i++)
		assert_int_equal(seen_add(&seen, i % 3, i * 37), 1);
	for (uint64_t i = 5000; i-- > 0;)
		assert_int_equal(seen_add(&seen, i % 3, i * 37), 0);
	assert_int_equal(seen_add(&seen, 1, 0), 1);
	assert_int_equal(seen_add(&seen, 0, UINT64_MAX), 1);
	assert_int_equal(seen_add(&seen, 0, UINT64_MAX), 0);
	seen_release(&seen);
}

/* What an object's members are, with "!" where it is broken. */
static void walk_through(struct buf *out, const char *text)
{
	char *copy = strdup(text); /* so that a sanitizer sees its end */
	struct walk walk = walk_open((struct str){ copy, strlen(text) });
	struct walk_item item;

	buf_clear(out);
	while (walk_next(&walk, &item)) {
		buf_add_str(out, item.key);
		buf_add_byte(out, '=');
		buf_add_str(out, item.value);
		buf_add_byte(out, ';');
	}
	if (!walk_ended(&walk))
		buf_add_byte(out, '!');
	free(copy);
}

static void test_walk(void **state)
{
	static const char *const cases[][2] = {
		{ "{}", "" },
		{ " [ ] ", "" },
		{ "{\"a\":1}", "a=1;" },
		{ "{ \"a\" : [1,\"]\"] , \"b\" : {\"c\":\"}\"} }",
		  "a=[1,\"]\"];b={\"c\":\"}\"};" },
		{ "[\"x\\\"y\",null, -1e5]", "=\"x\\\"y\";=null;=-1e5;" },
		{ "{\"a\":\"\\\\\"}", "a=\"\\\\\";" },
		{ "", "!" },
		{ "7", "!" },
		{ "{", "!" },
		{ "{\"a\"", "!" },
		{ "{\"a\":", "!" },
		{ "{\"a\":}", "!" },
		{ "{\"a\":1", "a=1;!" },
		{ "{\"a\":1,}", "a=1;!" },
		{ "{\"a\":1 \"b\":2}", "a=1;!" },
		{ "{a:1}", "!" },
		{ "{\"a\":\"x", "!" },
		{ "{\"a\":\"x\\", "!" },
		{ "{\"a\":[}", "a=[};!" },
		{ "{\"a\":1}x", "a=1;!" },
		{ "{\"a\":1}}", "a=1;!" },
	};
	struct buf out = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		walk_through(&out, cases[i][0]);
		assert_string_equal(buf_text(&out), cases[i][1]);
	}
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spread),
		cmocka_unit_test(test_most_within),
		cmocka_unit_test(test_calendar),
		cmocka_unit_test(test_round_up),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_tally),
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
