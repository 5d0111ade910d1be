/*
 * config.h - the few settings that are read before libgit2 is needed:
 * git-config(1) files of the repository and of the system. Never reads the
 * user's configuration or the environment: those belong to the pusher.
 */
#ifndef REFGATE_GIT_CONFIG_H
#define REFGATE_GIT_CONFIG_H

#include "base/arena.h"
#include "base/error.h"

#define CONFIG_SIZE_MAX (1u << 20)

struct config_entry {
	const char *key;   /* "section.sub.name": section and name lower case */
	const char *value; /* NULL: a bare key, which means true */
};

struct config {
	struct config_entry *entries; /* in the order of the file */
	size_t count;
};

/*
 * A missing file gives an empty configuration. A file with [include] or
 * [includeIf] is read through libgit2. ERROR_BROKEN: not a configuration.
 */
int config_read(struct config *out, const char *path, struct arena *arena,
		struct error *error);
/* The last value, or NULL. A bare key gives "true". */
const char *config_get(const struct config *config, const char *key);
/* Calls back for each value; a non-zero answer stops and is returned. */
int config_each(const struct config *config, const char *key,
		int (*each)(const char *value, void *context), void *context);
/* git's booleans; `fallback` when unset; false with *ok false if neither. */
bool config_bool(const struct config *config, const char *key, bool fallback,
		 bool *ok);

#endif
