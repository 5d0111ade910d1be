/*
 * zone.c - see zone.h. The zone database is read by the C library, which
 * knows but one zone at a time, by the variable TZ: it is set for one question
 * and put back. So never to be called from two threads.
 */
#include "base/zone.h"

#include "base/str.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DATABASE "/usr/share/zoneinfo/"
#define MAGIC "TZif"
#define SECONDS_PER_MINUTE 60
#define SECONDS_PER_HOUR 3600

static int two_digits(const char *text)
{
	if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
		return -1;
	return (text[0] - '0') * 10 + (text[1] - '0');
}

/* "UTC", "+HH:MM", "-HH:MM" */
static bool read_offset(int *seconds, const char *zone)
{
	int hours, minutes;

	*seconds = 0;
	if (!strcmp(zone, "UTC"))
		return true;
	if ((zone[0] != '+' && zone[0] != '-') || strlen(zone) != 6 ||
	    zone[3] != ':')
		return false;
	hours = two_digits(zone + 1);
	minutes = two_digits(zone + 4);
	if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
		return false;
	*seconds = hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE;
	if (zone[0] == '-')
		*seconds = -*seconds;
	return true;
}

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' ||
	       byte == '+' || byte == '/';
}

/* It becomes part of a path: no dots, so nothing above the database. */
static bool is_name(const char *zone)
{
	size_t size = strlen(zone);

	if (!size || size > ZONE_NAME_SIZE_MAX || zone[0] == '/')
		return false;
	for (size_t i = 0; i < size; i++)
		if (!is_name_byte(zone[i]))
			return false;
	return true;
}

static bool is_in_database(const char *zone)
{
	char path[sizeof(DATABASE) + ZONE_NAME_SIZE_MAX];
	char magic[sizeof(MAGIC) - 1] = "";
	ssize_t size = -1;
	int fd;

	if (!is_name(zone))
		return false;
	snprintf(path, sizeof(path), DATABASE "%s", zone);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd >= 0) {
		size = read(fd, magic, sizeof(magic));
		close(fd);
	}
	return size == sizeof(magic) && !memcmp(magic, MAGIC, sizeof(magic));
}

bool zone_is_known(const char *zone)
{
	int seconds;

	return read_offset(&seconds, zone) || is_in_database(zone);
}

/* What TZ was; `had` false: it was not set. */
struct kept {
	char *value; /* heap */
	bool had;
};

static void leave(struct kept *kept)
{
	if (kept->had)
		setenv("TZ", kept->value, 1);
	else
		unsetenv("TZ");
	tzset();
	free(kept->value);
}

static bool enter(struct kept *kept, const char *zone)
{
	char name[sizeof(DATABASE) + 1 + ZONE_NAME_SIZE_MAX];
	const char *before = getenv("TZ");

	*kept = (struct kept){ NULL, before != NULL };
	if (before) {
		kept->value = strdup(before);
		if (!kept->value)
			return false;
	}
	/* a whole path: TZDIR is somebody's environment */
	snprintf(name, sizeof(name), ":" DATABASE "%s", zone);
	if (setenv("TZ", name, 1)) {
		free(kept->value);
		return false;
	}
	tzset();
	/* what libc cannot read, it takes for a UTC without a name */
	if (!*tzname[0]) {
		leave(kept);
		return false;
	}
	return true;
}

static void convert(struct zone_time *out, const struct tm *tm)
{
	*out = (struct zone_time){
		.year = tm->tm_year + 1900,
		.month = tm->tm_mon + 1,
		.day = tm->tm_mday,
		.weekday = tm->tm_wday,
		.second = tm->tm_hour * SECONDS_PER_HOUR +
			  tm->tm_min * SECONDS_PER_MINUTE + tm->tm_sec,
	};
}

bool zone_read(struct zone_time *out, const char *zone, int64_t seconds)
{
	time_t time = (time_t)seconds;
	struct kept kept;
	struct tm tm;
	int offset;
	bool done;

	if (read_offset(&offset, zone)) {
		time += offset;
		done = gmtime_r(&time, &tm) != NULL;
	} else {
		if (!is_in_database(zone) || !enter(&kept, zone))
			return false;
		done = localtime_r(&time, &tm) != NULL;
		leave(&kept);
	}
	if (done)
		convert(out, &tm);
	return done;
}

bool zone_seconds(int64_t *out, const char *zone, const struct zone_time *time)
{
	struct tm tm = {
		.tm_year = time->year - 1900,
		.tm_mon = time->month - 1,
		.tm_mday = time->day,
		.tm_hour = time->second / SECONDS_PER_HOUR,
		.tm_min = time->second % SECONDS_PER_HOUR / SECONDS_PER_MINUTE,
		.tm_sec = time->second % SECONDS_PER_MINUTE,
		.tm_isdst = -1,
	};
	struct kept kept;
	int offset;

	if (read_offset(&offset, zone)) {
		*out = (int64_t)timegm(&tm) - offset;
		return true;
	}
	if (!is_in_database(zone) || !enter(&kept, zone))
		return false;
	*out = (int64_t)mktime(&tm);
	leave(&kept);
	return true;
}
