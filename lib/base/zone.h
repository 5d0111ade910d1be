/*
 * zone.h - time zones: "UTC", "+02:00", "-05:30", or a name of the zone
 * database (tzfile(5), /usr/share/zoneinfo): "Europe/Berlin".
 */
#ifndef REFGATE_BASE_ZONE_H
#define REFGATE_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#define ZONE_NAME_SIZE_MAX 64

/* Whether it is such a zone, and the database of this machine has it. */
bool zone_is_known(const char *zone);

/* A time as the zone's clocks show it. */
struct zone_time {
	int year, month, day; /* month and day from 1 */
	int weekday;	      /* 0: Sunday */
	int second;	      /* of the day */
};
/* False: the zone is not known, or the year is none. */
bool zone_read(struct zone_time *out, const char *zone, int64_t seconds);
/*
 * The other way round, weekday ignored; days and seconds may be beyond their
 * ends. Of an hour that comes twice, either; one that is left out is taken as
 * the one behind it.
 */
bool zone_seconds(int64_t *out, const char *zone, const struct zone_time *time);

#endif
