/*
 * config.c - the settings of one configuration file, in its order. Never
 * looks for further files but those it includes.
 */
#include "git/config.h"

#include "base/file.h"
#include "git/config_parse.h"

#include <stdlib.h>
#include <string.h>

struct collection {
	struct config_entry *entries; /* heap */
	size_t count;
	size_t capacity;
	bool includes;
	struct error *error;
};

static int collect(const struct config_entry *entry, void *context)
{
	struct collection *all = context;
	struct config_entry *place;

	if (str_starts(str_of(entry->key), "include.") ||
	    str_starts(str_of(entry->key), "includeif."))
		all->includes = true;
	place = array_more(&all->entries, all->count, &all->capacity,
			   sizeof(*place));
	if (!place)
		return error_no_memory(all->error);
	*place = *entry;
	all->count++;
	return 0;
}

static int keep(struct config *out, const struct collection *all,
		struct arena *arena, struct error *error)
{
	if (!all->count)
		return 0;
	out->entries = arena_alloc(arena, all->count * sizeof(*all->entries));
	if (!out->entries)
		return error_no_memory(error);
	memcpy(out->entries, all->entries, all->count * sizeof(*all->entries));
	out->count = all->count;
	return 0;
}

int config_read(struct config *out, const char *path, struct arena *arena,
		struct error *error)
{
	struct collection all = { .error = error };
	struct buf text = BUF_INIT;
	int r;

	*out = (struct config){ NULL, 0 };
	r = file_read(&text, path, CONFIG_SIZE_MAX, NULL, error);
	if (r == ERROR_NOT_FOUND)
		return 0;
	if (!r)
		r = config_parse(buf_str(&text), arena, collect, &all, error);
	if (!r && all.includes) {
		all.count = 0;
		r = config_parse_includes(path, arena, collect, &all, error);
	}
	if (!r)
		r = keep(out, &all, arena, error);
	if (r == ERROR_BROKEN || r == ERROR_LIMIT)
		error_context(error, "the configuration %s", path);
	free(all.entries);
	buf_release(&text);
	return r;
}

static const char *value_of(const struct config_entry *entry)
{
	return entry->value ? entry->value : "true";
}

const char *config_get(const struct config *config, const char *key)
{
	size_t i = config->count;

	while (i > 0)
		if (strcmp(config->entries[--i].key, key) == 0)
			return value_of(&config->entries[i]);
	return NULL;
}

int config_each(const struct config *config, const char *key,
		int (*each)(const char *value, void *context), void *context)
{
	size_t i;
	int r = 0;

	for (i = 0; !r && i < config->count; i++)
		if (strcmp(config->entries[i].key, key) == 0)
			r = each(value_of(&config->entries[i]), context);
	return r;
}

static bool is_any(const char *value, const char *const words[4])
{
	size_t i;

	for (i = 0; i < 4; i++)
		if (str_equal_ascii_case(str_of(value), str_of(words[i])))
			return true;
	return false;
}

/* git takes any number, with a unit or not: not zero is true. */
static bool read_number(struct str s, bool *is_true)
{
	if (s.size && (s.data[0] == '-' || s.data[0] == '+'))
		s = str_from(s, 1);
	if (s.size > 1 && strchr("kKmMgG", s.data[s.size - 1]))
		s.size--;
	if (s.size == 0)
		return false;
	*is_true = false;
	for (; s.size; s = str_from(s, 1)) {
		if (s.data[0] < '0' || s.data[0] > '9')
			return false;
		*is_true = *is_true || s.data[0] != '0';
	}
	return true;
}

bool config_bool(const struct config *config, const char *key, bool fallback,
		 bool *ok)
{
	static const char *const yes[4] = { "true", "yes", "on", "true" };
	static const char *const no[4] = { "false", "no", "off", "" };
	const char *value = config_get(config, key);
	bool is_true = false;

	*ok = true;
	if (!value)
		return fallback;
	if (is_any(value, yes))
		return true;
	if (is_any(value, no))
		return false;
	*ok = read_number(str_of(value), &is_true);
	return *ok && is_true;
}
