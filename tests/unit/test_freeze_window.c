/*
 * test_freeze_window.c - which times are in a window, when it ends, in which
 * zone; and that the process keeps its own zone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/zone.h"
#include "rules/freeze_window.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int64_t at(const char *text)
{
	int64_t seconds = 0;

	assert_true(clock_parse(str_of(text), &seconds));
	return seconds;
}

/* 2026-11-20 is a Friday. */
static const struct {
	const char *from, *to, *days, *zone, *time, *end; /* NULL: not in it */
} cases[] = {
	{ "2026-12-20T00:00:00Z", "2027-01-02T00:00:00+01:00", NULL, NULL,
	  "2026-12-20T00:00:00Z", "2027-01-01T23:00:00Z" },
	{ "2026-12-20T00:00:00Z", "2027-01-02T00:00:00+01:00", NULL, NULL,
	  "2026-12-19T23:59:59Z", NULL },
	{ "2026-12-20T00:00:00Z", "2027-01-02T00:00:00+01:00", NULL, NULL,
	  "2027-01-01T23:00:00Z", NULL },
	{ "08:00", "10:00", NULL, NULL, "2026-11-20T08:00:00Z",
	  "2026-11-20T10:00:00Z" },
	{ "08:00", "10:00", NULL, NULL, "2026-11-20T07:59:59Z", NULL },
	{ "08:00", "10:00", NULL, NULL, "2026-11-20T09:59:59Z",
	  "2026-11-20T10:00:00Z" },
	{ "08:00", "10:00", NULL, NULL, "2026-11-20T10:00:00Z", NULL },
	{ "08:00", "10:00", "fri", NULL, "2026-11-20T09:00:00Z",
	  "2026-11-20T10:00:00Z" },
	{ "08:00", "10:00", "sat", NULL, "2026-11-20T09:00:00Z", NULL },
	{ "00:00", "24:00", "fri", NULL, "2026-11-20T23:59:59Z",
	  "2026-11-21T00:00:00Z" },
	{ "00:00", "24:00", "fri", NULL, "2026-11-21T00:00:00Z", NULL },
	/* over midnight, of the day it begins on */
	{ "22:00", "06:00", "fri", NULL, "2026-11-20T23:00:00Z",
	  "2026-11-21T06:00:00Z" },
	{ "22:00", "06:00", "fri", NULL, "2026-11-21T05:59:59Z",
	  "2026-11-21T06:00:00Z" },
	{ "22:00", "06:00", "fri", NULL, "2026-11-21T06:00:00Z", NULL },
	{ "22:00", "06:00", "fri", NULL, "2026-11-20T05:00:00Z", NULL },
	{ "22:00", "06:00", "fri", NULL, "2026-11-21T22:00:00Z", NULL },
	{ "22:00", "06:00", "sat", NULL, "2026-11-22T05:00:00Z",
	  "2026-11-22T06:00:00Z" },
	{ "22:00", "06:00", NULL, NULL, "2026-12-31T23:30:00Z",
	  "2027-01-01T06:00:00Z" },
	/* zones */
	{ "22:00", "06:00", "fri", "+02:00", "2026-11-20T20:00:00Z",
	  "2026-11-21T04:00:00Z" },
	{ "22:00", "06:00", "fri", "-05:30", "2026-11-21T03:29:59Z", NULL },
	{ "22:00", "06:00", "fri", "-05:30", "2026-11-21T03:30:00Z",
	  "2026-11-21T11:30:00Z" },
	{ "00:00", "24:00", "sat", "+14:00", "2026-11-20T10:00:00Z",
	  "2026-11-21T10:00:00Z" },
	{ "16:00", "18:00", "fri", "Europe/Berlin", "2026-11-20T15:00:00Z",
	  "2026-11-20T17:00:00Z" },
	{ "16:00", "18:00", "fri", "Europe/Berlin", "2026-07-17T14:00:00Z",
	  "2026-07-17T16:00:00Z" },
	/* the clocks go back, and forward, while it lasts */
	{ "22:00", "06:00", "sat", "Europe/Berlin", "2026-10-24T21:00:00Z",
	  "2026-10-25T05:00:00Z" },
	{ "22:00", "06:00", "sat", "Europe/Berlin", "2026-03-28T22:00:00Z",
	  "2026-03-29T04:00:00Z" },
	/* 02:30 is left out that night */
	{ "00:00", "02:30", "sun", "Europe/Berlin", "2026-03-29T00:15:00Z",
	  "2026-03-29T01:30:00Z" },
};

static void test_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *days[] = { cases[i].days };
		const struct freeze_window window = {
			.from = cases[i].from,
			.to = cases[i].to,
			.days = { days, cases[i].days != NULL },
			.zone = cases[i].zone,
		};
		struct buf text = BUF_INIT;
		int64_t end = 0;
		enum match match;
		const char *hint;

		if (cases[i].zone && !zone_is_known(cases[i].zone))
			continue;
		assert_null(freeze_window_flaw(&window, &hint));
		match = freeze_window_holds(&window, at(cases[i].time), &end);
		assert_int_equal(match, cases[i].end ? MATCH_YES : MATCH_NO);
		if (cases[i].end) {
			clock_format_seconds(&text, end);
			assert_string_equal(buf_text(&text), cases[i].end);
		}
		buf_release(&text);
	}
}

static void test_zone_names(void **state)
{
	static const struct {
		const char *zone;
		bool known;
	} names[] = {
		{ "UTC", true },
		{ "+00:00", true },
		{ "-23:59", true },
		{ "+24:00", false },
		{ "+10:60", false },
		{ "+1:00", false },
		{ "10:00", false },
		{ "", false },
		{ "utc", false },
		{ "/etc/localtime", false },
		{ "../zoneinfo/UTC", false },
		{ "Europe/Nowhere", false },
		{ "Europe", false },
		{ "Europe/", false },
		{ "tzdata.zi", false },
		{ "zone1970", false },
		{ ":UTC", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		assert_int_equal(zone_is_known(names[i].zone), names[i].known);
}

static void test_zone_is_put_back(void **state)
{
	static const char *const before[] = { "America/New_York", "", NULL };
	struct zone_time time;
	int64_t seconds;

	(void)state;
	if (!zone_is_known("Europe/Berlin"))
		skip();
	setenv("TZDIR", "/nonexistent", 1);
	for (size_t i = 0; i < COUNT(before); i++) {
		if (before[i])
			setenv("TZ", before[i], 1);
		else
			unsetenv("TZ");
		assert_true(zone_read(&time, "Europe/Berlin",
				      at("2026-07-01T22:30:00Z")));
		assert_int_equal(time.day, 2);
		assert_int_equal(time.second, 1800);
		assert_true(zone_seconds(&seconds, "Europe/Berlin", &time));
		assert_int_equal(seconds, at("2026-07-01T22:30:00Z"));
		if (before[i])
			assert_string_equal(getenv("TZ"), before[i]);
		else
			assert_null(getenv("TZ"));
	}
	unsetenv("TZDIR");
}

static bool is_unreadable;

/* As libc's does when it cannot read a zone: a UTC without a name. */
void tzset(void)
{
	static char no_name[] = "";
	void *symbol = dlsym(RTLD_NEXT, "tzset");
	void (*real)(void);

	memcpy(&real, &symbol, sizeof(real));
	real();
	if (is_unreadable)
		tzname[0] = no_name;
}

static void test_unreadable_zone(void **state)
{
	struct zone_time time;

	(void)state;
	if (!zone_is_known("Europe/Berlin"))
		skip();
	assert_true(zone_read(&time, "Europe/Berlin", 0));
	is_unreadable = true;
	assert_false(zone_read(&time, "Europe/Berlin", 0));
	is_unreadable = false;
	assert_true(zone_read(&time, "Europe/Berlin", 0));
	assert_int_equal(time.second, 3600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hold),
		cmocka_unit_test(test_zone_names),
		cmocka_unit_test(test_zone_is_put_back),
		cmocka_unit_test(test_unreadable_zone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
