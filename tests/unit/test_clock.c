/*
 * test_clock.c - times and durations, there and back, and what is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"

#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_format(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00Z" },
		{ -1, "1969-12-31T23:59:59Z" },
		{ 951782400, "2000-02-29T00:00:00Z" },
		{ 1795165201, "2026-11-20T09:00:01Z" },
		{ INT64_C(253402300799), "9999-12-31T23:59:59Z" },
		{ INT64_C(253402300800), "@253402300800" },
		{ INT64_C(-62167219200), "0000-01-01T00:00:00Z" },
		{ INT64_C(-62167219201), "@-62167219201" },
		{ INT64_MAX, "@9223372036854775807" },
		{ INT64_MIN, "@-9223372036854775808" },
	};
	struct buf out = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		buf_clear(&out);
		clock_format_seconds(&out, cases[i].seconds);
		assert_string_equal(buf_text(&out), cases[i].text);
	}
	buf_release(&out);
}

static void test_format_usec(void **state)
{
	static const struct {
		usec time;
		const char *text;
	} cases[] = {
		{ 0, "1970-01-01T00:00:00.000000Z" },
		{ -1, "1969-12-31T23:59:59.999999Z" },
		{ INT64_C(1795165201123456), "2026-11-20T09:00:01.123456Z" },
		{ INT64_C(1795165201000007), "2026-11-20T09:00:01.000007Z" },
		{ INT64_MAX, "@9223372036854" },
		{ INT64_MIN, "@-9223372036855" },
	};
	struct buf out = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		buf_clear(&out);
		clock_format(&out, cases[i].time);
		assert_string_equal(buf_text(&out), cases[i].text);
	}
	buf_release(&out);
}

static void test_parse(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = {
		{ "1970-01-01T00:00:00Z", 0 },
		{ "1969-12-31T23:59:59Z", -1 },
		{ "2026-11-20T09:00:01Z", 1795165201 },
		{ "2026-11-20T09:00:01.999999999Z", 1795165201 },
		{ "2026-11-20t09:00:01z", 1795165201 },
		{ "2026-11-20T10:00:01+01:00", 1795165201 },
		{ "2026-11-20T03:30:01-05:30", 1795165201 },
		{ "2026-11-20T09:00:01-00:00", 1795165201 },
		{ "2000-02-29T00:00:00Z", 951782400 },
		{ "2024-02-29T00:00:00Z", 1709164800 },
		{ "0000-01-01T00:00:00Z", INT64_C(-62167219200) },
		{ "9999-12-31T23:59:59Z", INT64_C(253402300799) },
	};
	int64_t seconds;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		seconds = -7;
		if (!clock_parse(str_of(cases[i].text), &seconds) ||
		    seconds != cases[i].seconds)
			fail_msg("%s: %lld", cases[i].text, (long long)seconds);
	}
}

static void test_parse_refuses(void **state)
{
	static const char *const cases[] = {
		"",
		"2026-11-20",
		"2026-11-20T09:00Z",
		"2026-11-20T09:00:01",
		"2026-11-20 09:00:01Z",
		"2026-11-20T09:00:01Z ",
		" 2026-11-20T09:00:01Z",
		"2026-11-20T09:00:01.Z",
		"2026-11-20T09:00:01,5Z",
		"2026-11-20T09:00:01+0100",
		"2026-11-20T09:00:01+01",
		"2026-11-20T09:00:01+24:00",
		"2026-11-20T09:00:01+01:60",
		"2026-00-20T09:00:01Z",
		"2026-13-20T09:00:01Z",
		"2026-11-00T09:00:01Z",
		"2026-11-31T09:00:01Z",
		"2026-02-29T09:00:01Z",
		"1900-02-29T09:00:01Z",
		"2026-11-20T24:00:00Z",
		"2026-11-20T09:60:01Z",
		"2026-12-31T23:59:60Z",
		"26-11-20T09:00:01Z",
		"12026-11-20T09:00:01Z",
		"2026-1-20T09:00:01Z",
		"+026-11-20T09:00:01Z",
		"2026-11-20T09:00:01Z\n",
		"2026/11/20T09:00:01Z",
	};
	int64_t seconds;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++)
		if (clock_parse(str_of(cases[i]), &seconds))
			fail_msg("accepted: %s", cases[i]);
	assert_false(clock_parse(STR("2026-11-20T09:00:01Z\0"), &seconds));
}

/* The C library is the oracle for every day of 800 years. */
static void test_every_day(void **state)
{
	int64_t day = INT64_C(-5000000000) / 86400;
	struct buf out = BUF_INIT;
	int64_t seconds;

	(void)state;
	for (; day < INT64_C(20000000000) / 86400; day++) {
		time_t time = (time_t)(day * 86400 + day % 1000 + 1000);
		char wanted[64] = "";
		struct tm tm;

		assert_non_null(gmtime_r(&time, &tm));
		strftime(wanted, sizeof(wanted), "%Y-%m-%dT%H:%M:%SZ", &tm);
		buf_clear(&out);
		clock_format_seconds(&out, day * 86400 + day % 1000 + 1000);
		assert_string_equal(buf_text(&out), wanted);
		assert_true(clock_parse(buf_str(&out), &seconds));
		assert_int_equal(seconds, day * 86400 + day % 1000 + 1000);
	}
	buf_release(&out);
}

static void test_duration(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* 0: refused */
		const char *back;
	} cases[] = {
		{ "1s", 1, "1s" },
		{ "90s", 90, "90s" },
		{ "120s", 120, "2m" },
		{ "10m", 600, "10m" },
		{ "60m", 3600, "1h" },
		{ "4h", 14400, "4h" },
		{ "30d", 2592000, "30d" },
		{ "14d", 1209600, "2w" },
		{ "2w", 1209600, "2w" },
		{ "36500d", 3153600000, "36500d" },
		{ "", 0, NULL },
		{ "s", 0, NULL },
		{ "0s", 0, NULL },
		{ "01s", 0, NULL },
		{ "-1s", 0, NULL },
		{ "+1s", 0, NULL },
		{ "1", 0, NULL },
		{ "1y", 0, NULL },
		{ "1S", 0, NULL },
		{ "1.5h", 0, NULL },
		{ "1h30m", 0, NULL },
		{ "1 h", 0, NULL },
		{ "1s ", 0, NULL },
		{ "36526d", 0, NULL },
		{ "9999999999999999999999s", 0, NULL },
		{ "9223372036854775807w", 0, NULL },
	};
	struct buf out = BUF_INIT;
	int64_t seconds;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		seconds = 0;
		if (clock_parse_duration(str_of(cases[i].text), &seconds) !=
			    (cases[i].seconds != 0) ||
		    seconds != cases[i].seconds)
			fail_msg("%s: %lld", cases[i].text, (long long)seconds);
		if (!cases[i].back)
			continue;
		buf_clear(&out);
		clock_format_duration(&out, seconds);
		assert_string_equal(buf_text(&out), cases[i].back);
	}
	buf_clear(&out);
	clock_format_duration(&out, 0);
	assert_string_equal(buf_text(&out), "0s");
	buf_release(&out);
}

static void test_deadline(void **state)
{
	struct deadline never = { 0 };
	struct deadline past = { clock_monotonic() };
	struct deadline future = { clock_monotonic() + 60 * USEC_PER_SECOND };
	usec difference;

	(void)state;
	assert_false(deadline_passed(&never));
	assert_true(deadline_passed(&past));
	assert_false(deadline_passed(&future));
	difference = clock_now() - (usec)time(NULL) * USEC_PER_SECOND;
	assert_true(difference > -5 * USEC_PER_SECOND &&
		    difference < 5 * USEC_PER_SECOND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_format_usec),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_refuses),
		cmocka_unit_test(test_every_day),
		cmocka_unit_test(test_duration),
		cmocka_unit_test(test_deadline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
