/*
 * log_rotated.c - see log_rotated.h. Never goes by a file's name or time:
 * admins and logrotate choose those.
 */
#include "log_rotated.h"

#include "console.h"
#include "log_input.h"

#include "audit/place.h"
#include "base/arena.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* While logrotate packs a file, it may be gone when it is to be opened. */
#define TRIES 5

struct candidate {
	char *name; /* owned */
	struct log_place place;
	bool packed;
};

struct candidates {
	struct candidate *items; /* owned */
	size_t count, capacity;
};

static void release(struct candidates *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].name);
	free(list->items);
	*list = (struct candidates){ NULL, 0, 0 };
}

/* What stands beside a log and is none. */
static bool is_side_file(struct str suffix)
{
	static const char *const suffixes[] = {
		".lock", ".head",  ".reserve",	     ".anchors",
		".key",	 ".state", ".syslog-failed",
	};

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (str_is(suffix, suffixes[i]) ||
		    (str_starts(suffix, suffixes[i]) &&
		     suffix.data[strlen(suffixes[i])] == '.'))
			return true;
	return false;
}

static bool may_be_rotated(int directory, const char *name, const char *base)
{
	struct str suffix = str_from(str_of(name), strlen(base));
	struct stat info;

	return str_starts(str_of(name), base) && suffix.size > 1 &&
	       (*suffix.data == '.' || *suffix.data == '-') &&
	       !is_side_file(suffix) &&
	       fstatat(directory, name, &info, 0) == 0 && S_ISREG(info.st_mode);
}

/* 1: *out is where it belongs; 0: it holds no record. */
static int look_into(struct candidate *out, struct error *error)
{
	struct log_input input;
	int found = log_input_open(&input, out->name, error);
	int result;

	if (found)
		return found;
	out->packed = input.program;
	found = log_place_find(&out->place, input.fd, error);
	if (found < 0)
		error_context(error, "%s", out->name);
	result = log_input_close(&input, found < 0 ? NULL : error);
	return found < 0 || !result ? found : result;
}

static int take(struct candidates *list, char *name, struct error *error)
{
	struct candidate one = { .name = name };
	struct candidate *place;
	int found = name ? look_into(&one, error) : error_no_memory(error);

	if (found == 0)
		console_say("%s holds no record: it is passed over", name);
	if (found > 0) {
		place = array_more(&list->items, list->count, &list->capacity,
				   sizeof(*place));
		found = place ? 0 : error_no_memory(error);
		if (place) {
			*place = one;
			list->count++;
			name = NULL;
		}
	}
	free(name);
	return found;
}

static int list_beside(struct candidates *list, const char *folder,
		       const char *base, struct error *error)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;
	char *name;
	int result = 0;

	if (!directory && errno == ENOENT)
		return 0;
	if (!directory)
		return error_set_errno(error, ERROR_USAGE, "cannot read %s",
				       folder);
	while (!result && (entry = readdir(directory))) {
		if (!may_be_rotated(dirfd(directory), entry->d_name, base))
			continue;
		if (asprintf(&name, "%s/%s", folder, entry->d_name) < 0)
			name = NULL;
		result = take(list, name, error);
	}
	closedir(directory);
	return result;
}

static int compare(const void *a, const void *b)
{
	const struct candidate *one = a;
	const struct candidate *other = b;
	int order = strcmp(one->place.chain, other->place.chain);

	if (order)
		return order;
	if (one->place.sequence != other->place.sequence)
		return one->place.sequence < other->place.sequence ? -1 : 1;
	return one->packed != other->packed ? one->packed - other->packed :
					      strcmp(one->name, other->name);
}

static bool is_twin(const struct candidate *one, const struct candidate *other)
{
	return one->place.sequence == other->place.sequence &&
	       !strcmp(one->place.chain, other->place.chain);
}

/* Hands the names on, but for copies. */
static int hand_out(struct log_rotated *out, struct candidates *list,
		    struct error *error)
{
	struct candidate *items = list->items;
	size_t kept = 0;

	out->names = calloc(list->count + 1, sizeof(*out->names));
	if (!out->names)
		return error_no_memory(error);
	if (list->count)
		qsort(items, list->count, sizeof(*items), compare);
	for (size_t i = 0; i < list->count; i++) {
		if (i && is_twin(&items[kept], &items[i])) {
			console_say("%s begins as %s does: it is passed over",
				    items[i].name, out->names[out->count - 1]);
			continue;
		}
		kept = i;
		out->names[out->count++] = items[i].name;
		items[i].name = NULL;
	}
	return 0;
}

int log_rotated_find(struct log_rotated *out, const char *file,
		     struct error *error)
{
	const char *slash = strrchr(file, '/');
	const char *base = slash ? slash + 1 : file;
	char *folder = slash == file ? strdup("/") :
		       slash	     ? strndup(file, (size_t)(slash - file)) :
				       strdup(".");
	struct candidates list = { NULL, 0, 0 };
	int result = folder ? ERROR_NOT_FOUND : error_no_memory(error);

	*out = (struct log_rotated){ NULL, 0 };
	for (int i = 0; result == ERROR_NOT_FOUND && i < TRIES; i++) {
		release(&list);
		result = list_beside(&list, folder, base, error);
	}
	if (!result)
		result = hand_out(out, &list, error);
	release(&list);
	free(folder);
	return result;
}

void log_rotated_release(struct log_rotated *rotated)
{
	if (!rotated)
		return;
	for (size_t i = 0; i < rotated->count; i++)
		free(rotated->names[i]);
	free(rotated->names);
	*rotated = (struct log_rotated){ NULL, 0 };
}
