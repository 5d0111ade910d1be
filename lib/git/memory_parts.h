/*
 * memory_parts.h - what the sources of the gate's memory share: sound texts,
 * and files and folders that are as open as the folder above them, so that a
 * shared repository stays shared. For lib/git/memory*.c, and for whoever makes
 * their folder before them.
 */
#ifndef REFGATE_GIT_MEMORY_PARTS_H
#define REFGATE_GIT_MEMORY_PARTS_H

#include "base/error.h"
#include "base/str.h"

#include <sys/stat.h>

/* At least one line, each "key value", no NUL, the last one whole. */
bool memory_text_is_sound(struct str text);

/*
 * Makes the folder and what is missing above it, durably. *mode gets its
 * permissions. Nothing is told of its path.
 */
int memory_make_folder(mode_t *mode, const char *path, struct error *error);
/* "the gate's memory cannot be written: <errno>"; ERROR_BROKEN. */
int memory_failed(struct error *error);

#endif
