/*
 * sound.h - the trees that were looked at and in which there is nothing that a
 * strict reader refuses: their content is forgotten long before they are met
 * again, as the base of another. For lib/git/ only.
 */
#ifndef REFGATE_GIT_SOUND_H
#define REFGATE_GIT_SOUND_H

#include "git/oid.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOUND_PLACES 16384
/* The first ones are not remembered: a small push does not meet them again. */
#define SOUND_FIRST 64

struct sound {
	struct oid *places; /* heap; NULL: none yet, or no memory */
	size_t count;
};

/* Later ones take the places of earlier ones. */
void sound_add(struct sound *sound, const struct oid *id);
bool sound_has(const struct sound *sound, const struct oid *id);
void sound_release(struct sound *sound);

#endif
