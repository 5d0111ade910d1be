/* sound.c - see sound.h. Never says so of a tree that was not added. */
#include "git/sound.h"

#include <stdlib.h>
#include <string.h>

/* Any bytes of an id will do. */
static size_t place_of(const struct oid *id)
{
	uint32_t number;

	memcpy(&number, id->bytes + OID_SIZE - sizeof(number), sizeof(number));
	return number % SOUND_PLACES;
}

void sound_add(struct sound *sound, const struct oid *id)
{
	if (sound->count++ < SOUND_FIRST)
		return;
	if (!sound->places)
		sound->places = calloc(SOUND_PLACES, sizeof(*sound->places));
	if (sound->places)
		sound->places[place_of(id)] = *id;
}

bool sound_has(const struct sound *sound, const struct oid *id)
{
	return sound->places && oid_equal(&sound->places[place_of(id)], id);
}

void sound_release(struct sound *sound)
{
	free(sound->places);
	*sound = (struct sound){ NULL, 0 };
}
