/* report_stat.c - see report_stat.h. Never allocates. */
#include "audit/report_stat.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_AS_DAYS 45
#define DAYS_AS_WEEKS 400
#define DAYS_AS_MONTHS 3660
#define MINUTE INT64_C(60)
#define HOUR INT64_C(3600)
#define LONG_TIME (10 * STAT_DAY) /* hours do not matter */
#define SPACE "\xc2\xa0"	  /* no line ends there */
#define MONDAY 3		  /* 1970-01-01 was a Thursday */

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a;
	int64_t y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

void stat_sort(int64_t *values, size_t count)
{
	if (count)
		qsort(values, count, sizeof(*values), compare);
}

struct stat_spread stat_spread(int64_t *values, size_t count)
{
	struct stat_spread out = { count, 0, 0, 0, 0 };
	int64_t low;

	if (!count)
		return out;
	stat_sort(values, count);
	low = values[(count - 1) / 2];
	out.median = low + (values[count / 2] - low) / 2;
	out.ninety = values[count - 1 - count / 10];
	out.least = values[0];
	out.most = values[count - 1];
	return out;
}

size_t stat_most_within(int64_t *times, size_t count, int64_t span)
{
	size_t most = 0;
	size_t first = 0;

	stat_sort(times, count);
	for (size_t i = 0; i < count; i++) {
		while (times[i] - times[first] > span)
			first++;
		if (i - first + 1 > most)
			most = i - first + 1;
	}
	return most;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t stat_day(int64_t seconds)
{
	return floor_div(seconds, STAT_DAY);
}

/* Howard Hinnant's civil calendar: years begin in March. */
static void civil(int64_t day, int64_t *year, int64_t *month, int64_t *date)
{
	int64_t shifted = day + 719468;
	int64_t era = floor_div(shifted, 146097);
	int64_t of_era = shifted - era * 146097;
	int64_t years =
		(of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
		365;
	int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
	int64_t shifted_month = (5 * of_year + 2) / 153;

	*date = of_year - (153 * shifted_month + 2) / 5 + 1;
	*month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
	*year = years + era * 400 + (*month <= 2);
}

static int64_t day_of(int64_t year, int64_t month)
{
	int64_t shifted = year - (month <= 2);
	int64_t era = floor_div(shifted, 400);
	int64_t years = shifted - era * 400;
	int64_t of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5;

	return era * 146097 + years * 365 + years / 4 - years / 100 + of_year -
	       719468;
}

enum stat_step stat_step(int64_t first, int64_t last)
{
	int64_t days = last - first + 1;

	if (days <= DAYS_AS_DAYS)
		return STEP_DAY;
	if (days <= DAYS_AS_WEEKS)
		return STEP_WEEK;
	return days <= DAYS_AS_MONTHS ? STEP_MONTH : STEP_YEAR;
}

int64_t stat_step_start(enum stat_step step, int64_t day)
{
	int64_t year, month, date;

	civil(day, &year, &month, &date);
	switch (step) {
	case STEP_DAY:
		return day;
	case STEP_WEEK:
		return floor_div(day + MONDAY, 7) * 7 - MONDAY;
	case STEP_MONTH:
		return day - date + 1;
	case STEP_YEAR:
		return day_of(year, 1);
	}
	return day;
}

int64_t stat_step_next(enum stat_step step, int64_t day)
{
	int64_t start = stat_step_start(step, day);
	int64_t year, month, date;

	civil(start, &year, &month, &date);
	switch (step) {
	case STEP_DAY:
		return start + 1;
	case STEP_WEEK:
		return start + 7;
	case STEP_MONTH:
		return month == 12 ? day_of(year + 1, 1) :
				     day_of(year, month + 1);
	case STEP_YEAR:
		return day_of(year + 1, 1);
	}
	return start + 1;
}

void stat_step_format(struct buf *out, enum stat_step step, int64_t day)
{
	int64_t year, month, date;

	civil(day, &year, &month, &date);
	buf_addf(out, "%04" PRId64, year);
	if (step != STEP_YEAR)
		buf_addf(out, "-%02" PRId64, month);
	if (step < STEP_MONTH)
		buf_addf(out, "-%02" PRId64, date);
}

struct duration_class {
	int64_t end; /* seconds, not in it */
	const char *name;
};

static const struct duration_class classes[STAT_CLASSES] = {
	{ 30 * MINUTE, "under 30 min" }, { HOUR, "30 min to 1 h" },
	{ 2 * HOUR, "1 h to 2 h" },	 { 6 * HOUR, "2 h to 6 h" },
	{ STAT_DAY, "6 h to 1 day" },	 { 3 * STAT_DAY, "1 to 3 days" },
	{ 7 * STAT_DAY, "3 to 7 days" }, { INT64_MAX, "7 days or more" },
};

size_t stat_class(int64_t seconds)
{
	size_t i = 0;

	while (i + 1 < STAT_CLASSES && seconds >= classes[i].end)
		i++;
	return i;
}

const char *stat_class_name(size_t index)
{
	return classes[index].name;
}

uint64_t stat_round_up(uint64_t most)
{
	static const unsigned low[] = { 1, 2, 4, 6, 8 };
	static const unsigned steps[] = { 10, 12, 14, 16, 20, 24,
					  30, 40, 50, 60, 80 };
	uint64_t unit = 1;

	for (size_t i = 0; i < sizeof(low) / sizeof(low[0]); i++)
		if (low[i] >= most)
			return low[i];
	for (; unit <= UINT64_MAX / 1000; unit *= 10)
		for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
			if (steps[i] * unit >= most)
				return steps[i] * unit;
	return most;
}

void stat_format_duration(struct buf *out, int64_t seconds)
{
	if (seconds < 0)
		seconds = 0;
	if (seconds < MINUTE)
		buf_addf(out, "%" PRId64 SPACE "s", seconds);
	else if (seconds < HOUR)
		buf_addf(out, "%" PRId64 SPACE "min", seconds / MINUTE);
	else if (seconds < STAT_DAY)
		buf_addf(out, "%" PRId64 SPACE "h" SPACE "%" PRId64 SPACE "min",
			 seconds / HOUR, seconds % HOUR / MINUTE);
	else if (seconds < LONG_TIME)
		buf_addf(out, "%" PRId64 SPACE "d" SPACE "%" PRId64 SPACE "h",
			 seconds / STAT_DAY, seconds % STAT_DAY / HOUR);
	else
		buf_addf(out, "%" PRId64 SPACE "d", seconds / STAT_DAY);
}

void stat_format_number(struct buf *out, uint64_t number)
{
	if (number >= 1000) {
		stat_format_number(out, number / 1000);
		buf_addf(out, ",%03" PRIu64, number % 1000);
	} else {
		buf_addf(out, "%" PRIu64, number);
	}
}

void stat_format_share(struct buf *out, uint64_t part, uint64_t whole)
{
	double share = whole ? (double)part * 100 / (double)whole : 0;

	if (part && share < 0.1)
		buf_add_text(out, "under 0.1%");
	else if (part == 0 || part == whole)
		buf_addf(out, "%.0f%%", share);
	else
		buf_addf(out, "%.1f%%", share > 99.9 ? 99.9 : share);
}
