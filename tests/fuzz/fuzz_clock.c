/*
 * fuzz_clock.c - times, durations and versions out of any bytes: what is read
 * is written and read again as the same.
 */
#include "fuzz.h"

#include "base/clock.h"
#include "policy/check.h"
#include "policy/test_value.h"
#include "rules/versions.h"

static void check_time(int64_t time)
{
	struct buf text = BUF_INIT;
	int64_t again;

	clock_format_seconds(&text, time);
	if (text.size && text.data[0] != '@') {
		expect(clock_parse(buf_str(&text), &again));
		expect(again == time);
	}
	buf_release(&text);
}

static void check_duration(int64_t seconds)
{
	struct buf text = BUF_INIT;
	int64_t again;

	expect(seconds > 0 && seconds <= CLOCK_DURATION_MAX);
	clock_format_duration(&text, seconds);
	expect(clock_parse_duration(buf_str(&text), &again));
	expect(again == seconds);
	buf_release(&text);
}

static void check_version(struct str text)
{
	char again[VERSION_TEXT_SIZE + 1];
	struct version version;

	if (version_read(&version, text))
		expect(str_is(text, version_format(&version, again)));
}

FUZZ_TARGET(clock)
{
	struct str text = { (const char *)data, size };
	int64_t value;
	bool relative;

	if (clock_parse(text, &value))
		check_time(value);
	if (clock_parse_duration(text, &value))
		check_duration(value);
	if (check_parse_day(text, &value))
		check_time(value);
	(void)test_moment(text, &value, &relative);
	check_version(text);
	return 0;
}
