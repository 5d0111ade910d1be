/*
 * memory_put.c - names of the gate's memory come and go, as git's own refs
 * do (refs/files-backend.c): under a lock file, durably. Never starts
 * libgit2, never tells a path of the server.
 */
#include "git/memory.h"

#include "base/file.h"
#include "git/common_dir.h"
#include "git/memory_parts.h"
#include "git/packed_refs.h"
#include "git/push.h"
#include "git/ref_value.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

/* Others hold such a lock for milliseconds. */
#define LOCK_TRIES 400
#define LOCK_ABANDONED_SECONDS 2
#define LOCK_WAIT_NANOSECONDS 10000000L
#define FILE_BITS 0666

/* A file that is written beside itself and then takes its own place. */
struct slot {
	const char *path;
	const char *lock;
	int fd;	      /* -1: not locked */
	bool is_name; /* of the gate's memory */
};

static int slot_name(struct slot *slot, const char *common_dir,
		     const char *name, struct arena *arena, struct error *error)
{
	slot->fd = -1;
	slot->is_name = str_starts(str_of(name), MEMORY_PREFIX);
	slot->path = arena_printf(arena, "%s/%s", common_dir, name);
	slot->lock = arena_printf(arena, "%s/%s.lock", common_dir, name);
	return slot->path && slot->lock ? 0 : error_no_memory(error);
}

/* Its maker, if it is one of us, holds it with flock(2) while it lives. */
static bool is_abandoned(const struct slot *slot, int fd)
{
	struct stat info;
	struct stat named;

	return !flock(fd, LOCK_EX | LOCK_NB) && !fstat(fd, &info) &&
	       time(NULL) - info.st_mtime > LOCK_ABANDONED_SECONDS &&
	       !lstat(slot->lock, &named) && named.st_ino == info.st_ino;
}

/* packed-refs.lock is git's: it may be held for long. */
static void remove_abandoned(const struct slot *slot)
{
	int fd = slot->is_name ? open(slot->lock, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	if (is_abandoned(slot, fd))
		unlink(slot->lock);
	close(fd);
}

static bool may_try_again(int code)
{
	const struct timespec wait = { 0, LOCK_WAIT_NANOSECONDS };

	if (code == EEXIST)
		nanosleep(&wait, NULL);
	/* ENOENT: git has removed the folder, being empty */
	return code == EEXIST || code == ENOENT;
}

/* Who looks whether it is abandoned has it for a moment. */
static void hold(int fd)
{
	const struct timespec wait = { 0, LOCK_WAIT_NANOSECONDS };

	for (int i = 0; i < LOCK_TRIES && flock(fd, LOCK_EX | LOCK_NB); i++)
		nanosleep(&wait, NULL);
}

static int slot_lock(struct slot *slot, struct arena *arena,
		     struct error *error)
{
	size_t size = (size_t)(strrchr(slot->path, '/') - slot->path);
	const char *folder =
		arena_copy(arena, (struct str){ slot->path, size });
	mode_t mode = 0;
	int result = 0;

	if (!folder)
		return error_no_memory(error);
	for (int i = 0; !result && slot->fd < 0 && i < LOCK_TRIES; i++) {
		result = memory_make_folder(&mode, folder, error);
		if (result)
			break;
		slot->fd = open(slot->lock,
				O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
				mode & FILE_BITS);
		if (slot->fd < 0 && !may_try_again(errno))
			result = memory_failed(error);
		if (slot->fd < 0)
			remove_abandoned(slot);
		else
			hold(slot->fd);
	}
	if (!result && slot->fd < 0)
		result = error_set(error, ERROR_BROKEN,
				   "the gate's memory is locked by another "
				   "process, or by one that died");
	if (!result && fchmod(slot->fd, mode & FILE_BITS))
		result = memory_failed(error);
	return result;
}

static void slot_unlock(struct slot *slot)
{
	if (slot->fd < 0)
		return;
	close(slot->fd);
	unlink(slot->lock);
	slot->fd = -1;
}

/* Whole after a crash: the new file, or what was there before. */
static int slot_rename(struct slot *slot, struct str data, struct error *error)
{
	if (fd_write_all(slot->fd, data, error) ||
	    (fsync(slot->fd) && errno != EINVAL) ||
	    rename(slot->lock, slot->path))
		return memory_failed(error);
	close(slot->fd);
	slot->fd = -1;
	return 0;
}

static int slot_sync(const struct slot *slot, struct error *error)
{
	/* ENOENT: git has packed the ref, and nothing else was there */
	return file_sync_directory_of(slot->path, error) && errno != ENOENT ?
		       memory_failed(error) :
		       0;
}

static int slot_commit(struct slot *slot, struct str data, struct error *error)
{
	int result = slot_rename(slot, data, error);

	return result ? result : slot_sync(slot, error);
}

/* "refs/refgate/<name>" */
static int full_name(const char **out, const char *name, struct arena *arena,
		     struct error *error)
{
	*out = arena_printf(arena, MEMORY_PREFIX "%s", name);
	if (!*out)
		return error_no_memory(error);
	if (ref_name_is_valid(str_of(*out)))
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "a name of the gate's memory is not valid");
}

static int check_new(const char *common_dir, const char *ref,
		     struct arena *arena, struct error *error)
{
	struct oid id;
	int found = ref_value_find(&id, common_dir, ref, arena, error);

	if (found == 1)
		return error_set(error, ERROR_BROKEN,
				 "the gate remembers %s already", ref);
	return found;
}

enum put {
	PUT_ANY,
	PUT_NEW,  /* only if it is not there */
	PUT_VALUE /* the folder is not synced */
};

static int put(const char *git_dir, const char *name, const struct oid *id,
	       enum put how, struct error *error)
{
	char line[OID_HEX_SIZE + 2];
	const struct str data = { line, OID_HEX_SIZE + 1 };
	const char *common_dir = NULL;
	const char *ref = NULL;
	struct slot slot = { .fd = -1 };
	struct arena arena;
	int result;

	arena_init(&arena);
	oid_format(id, line);
	line[OID_HEX_SIZE] = '\n';
	result = full_name(&ref, name, &arena, error);
	if (!result)
		result = common_dir_find(&common_dir, git_dir, &arena, error);
	if (!result)
		result = slot_name(&slot, common_dir, ref, &arena, error);
	if (!result)
		result = slot_lock(&slot, &arena, error);
	if (!result && how == PUT_NEW)
		result = check_new(common_dir, ref, &arena, error);
	if (!result)
		result = how == PUT_VALUE ? slot_rename(&slot, data, error) :
					    slot_commit(&slot, data, error);
	slot_unlock(&slot);
	arena_release(&arena);
	return result;
}

int memory_put(const char *git_dir, const char *name, const struct oid *blob,
	       bool only_new, struct error *error)
{
	return put(git_dir, name, blob, only_new ? PUT_NEW : PUT_ANY, error);
}

int memory_put_value(const char *git_dir, const char *name,
		     const struct oid *value, struct error *error)
{
	return put(git_dir, name, value, PUT_VALUE, error);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int compare_name(const void *key, const void *item)
{
	const struct str *name = key;

	return str_compare(*name, str_of(*(const char *const *)item));
}

/* `refs` are in order: there may be as many as in the file. */
static bool is_forgotten(struct str name, const char *const *refs, size_t count)
{
	return bsearch(&name, refs, count, sizeof(*refs), compare_name) != NULL;
}

/* All lines but those of the refs; *found: there was one. */
static void copy_packed(struct buf *out, struct str text,
			const char *const *refs, size_t count, bool *found)
{
	bool dropped = false;
	struct str line;

	*found = false;
	while (str_next_line(&text, &line)) {
		if (!str_starts(line, "^"))
			dropped = is_forgotten(str_from(line, OID_HEX_SIZE + 1),
					       refs, count);
		*found |= dropped;
		if (dropped)
			continue;
		buf_add_str(out, line);
		buf_add_byte(out, '\n');
	}
}

static int holds_any(const struct packed_refs *packed, const char *const *refs,
		     size_t count, struct error *error)
{
	struct packed_ref ref;
	int result = 0;

	for (size_t i = 0; !result && i < count; i++)
		result = packed_refs_find(&ref, packed, str_of(refs[i]), error);
	return result;
}

static int rewrite_packed(const char *common_dir, struct packed_refs *packed,
			  const char *const *refs, size_t count,
			  struct arena *arena, struct error *error)
{
	struct slot slot = { .fd = -1 };
	struct buf text = BUF_INIT;
	bool found = false;
	int result = slot_name(&slot, common_dir, "packed-refs", arena, error);

	if (!result)
		result = slot_lock(&slot, arena, error);
	if (!result)
		result = packed_refs_refresh(packed, common_dir, error);
	if (!result)
		copy_packed(&text, packed->text, refs, count, &found);
	if (!result && buf_failed(&text))
		result = error_no_memory(error);
	if (!result && found &&
	    fchmod(slot.fd, packed->info.st_mode & FILE_BITS))
		result = memory_failed(error);
	if (!result && found)
		result = slot_commit(&slot, buf_str(&text), error);
	slot_unlock(&slot);
	buf_release(&text);
	return result;
}

static int forget_packed(const char *common_dir, const char *const *refs,
			 size_t count, struct arena *arena, struct error *error)
{
	struct packed_refs packed = { .exists = false };
	int result = packed_refs_refresh(&packed, common_dir, error);

	if (!result)
		result = holds_any(&packed, refs, count, error);
	if (result == 1)
		result = rewrite_packed(common_dir, &packed, refs, count, arena,
					error);
	packed_refs_release(&packed);
	return result;
}

/* As git does: folders that hold nothing any more, up to "refs". */
static void remove_empty_folders(const char *common_dir, char *path)
{
	size_t root = strlen(common_dir) + strlen("/refs");
	char *slash = strrchr(path, '/');

	while (slash && (size_t)(slash - path) > root) {
		*slash = '\0';
		if (rmdir(path))
			break;
		slash = strrchr(path, '/');
	}
}

static int forget_file(const char *common_dir, const char *ref,
		       struct arena *arena, struct error *error)
{
	struct slot slot = { .fd = -1 };
	int result = slot_name(&slot, common_dir, ref, arena, error);
	char *copy;

	if (result || (access(slot.path, F_OK) && errno == ENOENT))
		return result;
	result = slot_lock(&slot, arena, error);
	if (!result && unlink(slot.path) && errno != ENOENT)
		result = memory_failed(error);
	slot_unlock(&slot);
	copy = result ? NULL : arena_copy(arena, str_of(slot.path));
	if (copy)
		remove_empty_folders(common_dir, copy);
	return result;
}

/* The packed value first: it would come to light again. */
int memory_forget(const char *git_dir, const char *const *names, size_t count,
		  struct error *error)
{
	const char *common_dir = NULL;
	const char **refs;
	struct arena arena;
	int result;

	arena_init(&arena);
	refs = arena_alloc(&arena, (count + 1) * sizeof(*refs));
	result = refs ? common_dir_find(&common_dir, git_dir, &arena, error) :
			error_no_memory(error);
	for (size_t i = 0; !result && i < count; i++)
		result = full_name(&refs[i], names[i], &arena, error);
	if (!result)
		qsort(refs, count, sizeof(*refs), compare_names);
	if (!result)
		result = forget_packed(common_dir, refs, count, &arena, error);
	for (size_t i = 0; !result && i < count; i++)
		result = forget_file(common_dir, refs[i], &arena, error);
	arena_release(&arena);
	return result;
}
