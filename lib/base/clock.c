/*
 * clock.c - times as RFC 3339 in UTC, durations and deadlines. Never looks
 * at the locale or at the time zone of the machine.
 */
#include "base/clock.h"

#include <inttypes.h>
#include <time.h>

#define SECONDS_PER_MINUTE 60
#define SECONDS_PER_HOUR 3600
#define SECONDS_PER_DAY 86400
#define YEAR_MAX 9999
#define PAUSE_FIRST (USEC_PER_SECOND / 20000)
#define PAUSE_LAST (USEC_PER_SECOND / 200)
#define NSEC_PER_USEC 1000

/* From the largest to the smallest. */
static const struct unit {
	char letter;
	int64_t seconds;
} units[] = {
	{ 'w', INT64_C(7) * SECONDS_PER_DAY },
	{ 'd', SECONDS_PER_DAY },
	{ 'h', SECONDS_PER_HOUR },
	{ 'm', SECONDS_PER_MINUTE },
	{ 's', 1 },
};

#define UNIT_COUNT (sizeof(units) / sizeof(units[0]))

static usec read_clock(clockid_t clock)
{
	struct timespec now = { 0, 0 };

	clock_gettime(clock, &now);
	return (usec)now.tv_sec * USEC_PER_SECOND + now.tv_nsec / NSEC_PER_USEC;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool take(struct str *s, char byte)
{
	if (s->size == 0 || s->data[0] != byte)
		return false;
	*s = str_from(*s, 1);
	return true;
}

/* Exactly `count` digits and then, if it is not NUL, the byte `end`. */
static bool take_number(struct str *s, size_t count, char end, int64_t least,
			int64_t most, int64_t *number)
{
	size_t i;

	if (s->size < count)
		return false;
	*number = 0;
	for (i = 0; i < count; i++) {
		if (!is_digit(s->data[i]))
			return false;
		*number = *number * 10 + (s->data[i] - '0');
	}
	*s = str_from(*s, count);
	return *number >= least && *number <= most &&
	       (end == '\0' || take(s, end));
}

static bool is_leap_year(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t days_in_month(int64_t year, int64_t month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30,
				    31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap_year(year));
}

/* Days since 1970-01-01; years are counted from March, in eras of 400. */
static int64_t days_since_epoch(int64_t year, int64_t month, int64_t day)
{
	int64_t y = (month <= 2 ? year - 1 : year) + 400;
	int64_t era = y / 400;
	int64_t year_of_era = y % 400;
	int64_t months = (month + 9) % 12;
	int64_t day_of_year = (153 * months + 2) / 5 + day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 -
			     year_of_era / 100 + day_of_year;

	return (era - 1) * 146097 + day_of_era - 719468;
}

/* The other way round: of days since 1970-01-01, from the year 0 on. */
static void split_days(int64_t days, int64_t *year, int64_t *month,
		       int64_t *day)
{
	int64_t all = days + 719468 + 146097;
	int64_t era = all / 146097;
	int64_t day_of_era = all % 146097;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 +
			       day_of_era / 36524 - day_of_era / 146096) /
			      365;
	int64_t day_of_year = day_of_era - year_of_era * 365 - year_of_era / 4 +
			      year_of_era / 100;
	int64_t months = (5 * day_of_year + 2) / 153;

	*day = day_of_year - (153 * months + 2) / 5 + 1;
	*month = months < 10 ? months + 3 : months - 9;
	*year = (era - 1) * 400 + year_of_era + (*month <= 2);
}

/*
 * Without the "Z"; false if the year does not fit RFC 3339. gmtime(3) would
 * read the machine's time zone first.
 */
static bool format_civil(struct buf *out, int64_t seconds)
{
	int64_t time = seconds % SECONDS_PER_DAY;
	int64_t days = seconds / SECONDS_PER_DAY;
	int64_t year;
	int64_t month;
	int64_t day;

	if (time < 0) {
		time += SECONDS_PER_DAY;
		days--;
	}
	if (days < days_since_epoch(0, 1, 1) ||
	    days > days_since_epoch(YEAR_MAX, 12, 31))
		return false;
	split_days(days, &year, &month, &day);
	buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d", (int)year, (int)month,
		 (int)day, (int)(time / SECONDS_PER_HOUR),
		 (int)(time / SECONDS_PER_MINUTE % 60), (int)(time % 60));
	return true;
}

static bool take_date(struct str *s, int64_t *days)
{
	int64_t year;
	int64_t month;
	int64_t day;

	if (!take_number(s, 4, '-', 0, YEAR_MAX, &year) ||
	    !take_number(s, 2, '-', 1, 12, &month) ||
	    !take_number(s, 2, '\0', 1, days_in_month(year, month), &day))
		return false;
	*days = days_since_epoch(year, month, day);
	return true;
}

/* No leap seconds: they have no place in seconds since 1970. */
static bool take_time(struct str *s, int64_t *seconds)
{
	int64_t hour;
	int64_t minute;
	int64_t second;

	if (!take_number(s, 2, ':', 0, 23, &hour) ||
	    !take_number(s, 2, ':', 0, 59, &minute) ||
	    !take_number(s, 2, '\0', 0, 59, &second))
		return false;
	*seconds =
		hour * SECONDS_PER_HOUR + minute * SECONDS_PER_MINUTE + second;
	if (!take(s, '.'))
		return true;
	if (s->size == 0 || !is_digit(s->data[0]))
		return false;
	while (s->size && is_digit(s->data[0]))
		*s = str_from(*s, 1);
	return true;
}

static bool take_offset(struct str *s, int64_t *seconds)
{
	int64_t hours;
	int64_t minutes;
	int64_t sign;

	*seconds = 0;
	if (take(s, 'Z') || take(s, 'z'))
		return true;
	if (take(s, '+'))
		sign = 1;
	else if (take(s, '-'))
		sign = -1;
	else
		return false;
	if (!take_number(s, 2, ':', 0, 23, &hours) ||
	    !take_number(s, 2, '\0', 0, 59, &minutes))
		return false;
	*seconds = sign *
		   (hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE);
	return true;
}

usec clock_now(void)
{
	return read_clock(CLOCK_REALTIME);
}

usec clock_monotonic(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

void clock_format(struct buf *out, usec time)
{
	int64_t seconds = time / USEC_PER_SECOND;
	int64_t rest = time % USEC_PER_SECOND;

	if (rest < 0) {
		rest += USEC_PER_SECOND;
		seconds--;
	}
	if (format_civil(out, seconds))
		buf_addf(out, ".%06" PRId64 "Z", rest);
	else
		buf_addf(out, "@%" PRId64, seconds);
}

void clock_format_seconds(struct buf *out, int64_t seconds)
{
	if (format_civil(out, seconds))
		buf_add_byte(out, 'Z');
	else
		buf_addf(out, "@%" PRId64, seconds);
}

bool clock_parse(struct str s, int64_t *seconds)
{
	int64_t days;
	int64_t time;
	int64_t offset;

	if (!take_date(&s, &days) || !(take(&s, 'T') || take(&s, 't')) ||
	    !take_time(&s, &time) || !take_offset(&s, &offset) || s.size != 0)
		return false;
	*seconds = days * SECONDS_PER_DAY + time - offset;
	return true;
}

bool clock_parse_duration(struct str s, int64_t *seconds)
{
	int64_t number = 0;
	size_t i;

	if (s.size == 0 || s.data[0] == '0')
		return false;
	for (; s.size && is_digit(s.data[0]); s = str_from(s, 1)) {
		number = number * 10 + (s.data[0] - '0');
		if (number > CLOCK_DURATION_MAX)
			return false;
	}
	if (number == 0 || s.size != 1)
		return false;
	for (i = 0; i < UNIT_COUNT; i++) {
		if (s.data[0] != units[i].letter)
			continue;
		if (number > CLOCK_DURATION_MAX / units[i].seconds)
			return false;
		*seconds = number * units[i].seconds;
		return true;
	}
	return false;
}

void clock_format_duration(struct buf *out, int64_t seconds)
{
	size_t i = 0;

	while (i + 1 < UNIT_COUNT &&
	       (seconds == 0 || seconds % units[i].seconds != 0))
		i++;
	buf_addf(out, "%" PRId64 "%c", seconds / units[i].seconds,
		 units[i].letter);
}

void clock_format_age(struct buf *out, uint64_t seconds)
{
	size_t i = 1; /* days are as long as it gets */

	while (i + 1 < UNIT_COUNT && seconds < 2 * (uint64_t)units[i].seconds)
		i++;
	buf_addf(out, "%" PRIu64 "%c", seconds / (uint64_t)units[i].seconds,
		 units[i].letter);
}

bool deadline_passed(const struct deadline *deadline)
{
	return deadline->at != 0 && clock_monotonic() >= deadline->at;
}

void backoff_start(struct backoff *out, int seconds)
{
	out->deadline.at = clock_monotonic() + seconds * USEC_PER_SECOND;
	out->pause = PAUSE_FIRST;
}

bool backoff_wait(struct backoff *backoff)
{
	const struct timespec pause = { 0, backoff->pause * NSEC_PER_USEC };

	if (deadline_passed(&backoff->deadline))
		return false;
	nanosleep(&pause, NULL);
	if (backoff->pause < PAUSE_LAST)
		backoff->pause *= 2;
	return true;
}
