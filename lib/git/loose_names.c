/* loose_names.c - see loose_names.h. Never opens an object. */
#include "git/loose_names.h"

#include "base/arena.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDERS 256
#define FOLDER_DIGITS 2
#define REST_DIGITS (OID_HEX_SIZE - FOLDER_DIGITS)

enum folder_state {
	FOLDER_ABSENT,
	FOLDER_UNLISTED,
	FOLDER_LISTED,
	FOLDER_ODD, /* it cannot be listed */
};

struct loose_folder {
	enum folder_state state;
	unsigned asked;
	struct oid *items; /* heap, sorted */
	size_t count, capacity;
};

struct listing {
	struct loose_folder *folders;
	size_t number; /* of the folder that is listed */
};

static bool add_folder(struct listing *listing, const char *name)
{
	char hex[OID_HEX_SIZE + 1];
	struct oid id;

	if (strlen(name) != FOLDER_DIGITS)
		return true;
	memset(hex, '0', OID_HEX_SIZE);
	memcpy(hex, name, FOLDER_DIGITS);
	if (oid_parse(&id, (struct str){ hex, OID_HEX_SIZE }))
		listing->folders[id.bytes[0]].state = FOLDER_UNLISTED;
	return true;
}

static bool add_object(struct listing *listing, const char *name)
{
	struct loose_folder *folder = &listing->folders[listing->number];
	char hex[OID_HEX_SIZE + 1];
	struct oid id;
	struct oid *item;

	if (strlen(name) != REST_DIGITS)
		return true;
	snprintf(hex, sizeof(hex), "%02zx%s", listing->number, name);
	if (!oid_parse(&id, (struct str){ hex, OID_HEX_SIZE }))
		return true;
	item = array_more(&folder->items, folder->count, &folder->capacity,
			  sizeof(*item));
	if (!item)
		return false;
	*item = id;
	folder->count++;
	return true;
}

static bool list(struct listing *listing, const char *path,
		 bool (*add)(struct listing *listing, const char *name))
{
	DIR *directory = opendir(path);
	const struct dirent *entry;
	bool done = directory != NULL;

	if (!directory)
		return false;
	for (errno = 0; done && (entry = readdir(directory)); errno = 0)
		done = add(listing, entry->d_name);
	done = done && !errno;
	closedir(directory);
	return done;
}

static int compare(const void *a, const void *b)
{
	return oid_compare(a, b);
}

static void list_folder(struct loose_names *names, const char *path,
			size_t number)
{
	struct loose_folder *folder = &names->folders[number];
	struct listing listing = { names->folders, number };
	size_t size = strlen(path) + 1 + FOLDER_DIGITS + 1;
	char *name = malloc(size);

	folder->state = FOLDER_ODD;
	if (!name)
		return;
	snprintf(name, size, "%s/%02zx", path, number);
	if (list(&listing, name, add_object)) {
		folder->state = FOLDER_LISTED;
		if (folder->count)
			qsort(folder->items, folder->count,
			      sizeof(*folder->items), compare);
	}
	free(name);
}

static void list_all(struct loose_names *names, const char *path)
{
	struct listing listing = { .number = 0 };

	listing.folders = calloc(FOLDERS, sizeof(*listing.folders));
	names->is_odd = !listing.folders || !list(&listing, path, add_folder);
	if (names->is_odd)
		free(listing.folders);
	else
		names->folders = listing.folders;
}

static enum match find_in(const struct loose_folder *folder,
			  const struct oid *id)
{
	return folder->count && bsearch(id, folder->items, folder->count,
					sizeof(*id), compare) ?
		       MATCH_YES :
		       MATCH_NO;
}

enum match loose_names_find(struct loose_names *names, const char *path,
			    const struct oid *id)
{
	struct loose_folder *folder;

	if (names->asked < LOOSE_NAMES_FEW) {
		names->asked++;
		return MATCH_BROKEN;
	}
	if (!names->folders && !names->is_odd)
		list_all(names, path);
	if (names->is_odd)
		return MATCH_BROKEN;
	folder = &names->folders[id->bytes[0]];
	if (folder->state == FOLDER_UNLISTED &&
	    folder->asked++ >= LOOSE_NAMES_FEW_EACH)
		list_folder(names, path, id->bytes[0]);
	if (folder->state == FOLDER_ABSENT)
		return MATCH_NO;
	return folder->state == FOLDER_LISTED ? find_in(folder, id) :
						MATCH_BROKEN;
}

void loose_names_forget(struct loose_names *names)
{
	for (size_t i = 0; names->folders && i < FOLDERS; i++)
		free(names->folders[i].items);
	free(names->folders);
	*names = (struct loose_names){ 0 };
}
