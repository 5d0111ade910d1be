/*
 * freeze_window.c - see freeze_window.h. Never looks at a clock.
 */
#include "rules/freeze_window.h"

#include "base/clock.h"
#include "base/zone.h"

#include <string.h>

#define SECONDS_PER_DAY 86400
#define DAYS 7
#define UTC "UTC"

static const char *const day_names[DAYS] = { "sun", "mon", "tue", "wed",
					     "thu", "fri", "sat" };

static int two_digits(struct str text)
{
	if (text.data[0] < '0' || text.data[0] > '9' || text.data[1] < '0' ||
	    text.data[1] > '9')
		return -1;
	return (text.data[0] - '0') * 10 + (text.data[1] - '0');
}

/* "00:00" to "24:00": seconds of the day. */
static bool read_hour(int *seconds, const char *text)
{
	struct str rest = str_of(text);
	int hours, minutes;

	if (rest.size != 5 || rest.data[2] != ':')
		return false;
	hours = two_digits(rest);
	minutes = two_digits(str_from(rest, 3));
	*seconds = (hours * 60 + minutes) * 60;
	return hours >= 0 && minutes >= 0 && minutes < 60 &&
	       *seconds <= SECONDS_PER_DAY;
}

static bool has_day(const struct freeze_window *window, int weekday)
{
	for (size_t i = 0; i < window->days.count; i++)
		if (!strcmp(window->days.items[i], day_names[weekday]))
			return true;
	return !window->days.count;
}

static const char *find_bad_day(const struct freeze_window *window)
{
	for (size_t i = 0; i < window->days.count; i++) {
		bool known = false;

		for (size_t day = 0; day < DAYS; day++)
			known |= !strcmp(window->days.items[i], day_names[day]);
		if (!known)
			return window->days.items[i];
	}
	return NULL;
}

static const char *dates_flaw(const struct freeze_window *window,
			      const char **hint, int64_t from, int64_t to)
{
	*hint = NULL;
	if (from >= to)
		return "'to' is not later than 'from'";
	if (window->days.count)
		return "'days' goes with hours, not with dates";
	if (window->zone)
		return "'zone' goes with hours: a date has its own";
	return NULL;
}

static const char *hours_flaw(const struct freeze_window *window,
			      const char **hint, int from, int to)
{
	if (from == SECONDS_PER_DAY || from == to) {
		*hint = "a whole day is from \"00:00\" to \"24:00\"";
		return "'from' and 'to' leave no time between them";
	}
	if (find_bad_day(window)) {
		*hint = "they are mon, tue, wed, thu, fri, sat, sun";
		return "'days' has what is no day";
	}
	if (window->zone && !zone_is_known(window->zone)) {
		*hint = "UTC, +02:00, or a name such as Europe/Berlin that is "
			"in /usr/share/zoneinfo of this machine";
		return "'zone' is not known";
	}
	return NULL;
}

const char *freeze_window_flaw(const struct freeze_window *window,
			       const char **hint)
{
	int64_t from_time, to_time;
	int from, to;
	bool dates = clock_parse(str_of(window->from), &from_time) &&
		     clock_parse(str_of(window->to), &to_time);

	*hint = NULL;
	if (dates)
		return dates_flaw(window, hint, from_time, to_time);
	if (read_hour(&from, window->from) && read_hour(&to, window->to))
		return hours_flaw(window, hint, from, to);
	*hint = "2026-12-20T00:00:00Z, or \"22:00\"";
	return "'from' and 'to' are to be two dates, or two times of the day";
}

static enum match dates_hold(const struct freeze_window *window, int64_t time,
			     int64_t *end)
{
	int64_t from;

	if (!clock_parse(str_of(window->from), &from) ||
	    !clock_parse(str_of(window->to), end))
		return MATCH_BROKEN;
	return time >= from && time < *end ? MATCH_YES : MATCH_NO;
}

/*
 * How many days before `at` the window began that still holds; -1: none. One
 * over midnight is of the day on which it begins.
 */
static int find_begin(const struct freeze_window *window,
		      const struct zone_time *at, int from, int to)
{
	bool over_midnight = from > to;
	int before = (at->weekday + DAYS - 1) % DAYS;

	if (has_day(window, at->weekday) && at->second >= from &&
	    (over_midnight || at->second < to))
		return 0;
	return over_midnight && has_day(window, before) && at->second < to ? 1 :
									     -1;
}

static enum match hours_hold(const struct freeze_window *window, int64_t time,
			     int64_t *end)
{
	const char *zone = window->zone ? window->zone : UTC;
	struct zone_time at;
	int from, to, begin;

	if (!read_hour(&from, window->from) || !read_hour(&to, window->to) ||
	    !zone_read(&at, zone, time))
		return MATCH_BROKEN;
	begin = find_begin(window, &at, from, to);
	if (begin < 0)
		return MATCH_NO;
	if (from > to && begin == 0)
		at.day++;
	at.second = to;
	return zone_seconds(end, zone, &at) ? MATCH_YES : MATCH_BROKEN;
}

enum match freeze_window_holds(const struct freeze_window *window, int64_t time,
			       int64_t *end)
{
	int hour;

	return read_hour(&hour, window->from) ? hours_hold(window, time, end) :
						dates_hold(window, time, end);
}

void freeze_window_describe(const struct freeze_window *window, struct buf *out)
{
	int hour;

	buf_addf(out, "%s to %s", window->from, window->to);
	if (!read_hour(&hour, window->from))
		return;
	for (size_t i = 0; i < window->days.count; i++)
		buf_addf(out, "%s%s", i ? ", " : " ", window->days.items[i]);
	buf_addf(out, " (%s)", window->zone ? window->zone : UTC);
}
