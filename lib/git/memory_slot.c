/*
 * memory_slot.c - see memory_slot.h. As git does (refs/files-backend.c). Never
 * starts libgit2, never tells a path of the server.
 */
#include "git/memory_slot.h"

#include "base/file.h"
#include "git/memory.h"
#include "git/memory_parts.h"
#include "git/push.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define LOCK_ABANDONED_SECONDS 2
#define LOCK_WAIT_NANOSECONDS 10000000L
#define FILE_BITS 0666

int memory_slot_init(struct memory_slot *slot, const char *common_dir,
		     const char *name, struct arena *arena, struct error *error)
{
	slot->fd = -1;
	slot->is_name = str_starts(str_of(name), MEMORY_PREFIX);
	slot->path = arena_printf(arena, "%s/%s", common_dir, name);
	slot->lock = arena_printf(arena, "%s/%s.lock", common_dir, name);
	return slot->path && slot->lock ? 0 : error_no_memory(error);
}

/* Its maker, if it is one of us, holds it with flock(2) while it lives. */
static bool is_abandoned(const struct memory_slot *slot, int fd)
{
	struct stat info;
	struct stat named;

	return !flock(fd, LOCK_EX | LOCK_NB) && !fstat(fd, &info) &&
	       time(NULL) - info.st_mtime > LOCK_ABANDONED_SECONDS &&
	       !lstat(slot->lock, &named) && named.st_ino == info.st_ino;
}

/* packed-refs.lock is git's: it may be held for long. */
static void remove_abandoned(const struct memory_slot *slot)
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

	for (int i = 0; i < MEMORY_LOCK_TRIES && flock(fd, LOCK_EX | LOCK_NB);
	     i++)
		nanosleep(&wait, NULL);
}

int memory_slot_lock(struct memory_slot *slot, unsigned tries,
		     struct arena *arena, struct error *error)
{
	size_t size = (size_t)(strrchr(slot->path, '/') - slot->path);
	const char *folder =
		arena_copy(arena, (struct str){ slot->path, size });
	mode_t mode = 0;
	int result = 0;

	if (!folder)
		return error_no_memory(error);
	for (unsigned i = 0; !result && slot->fd < 0 && i < tries; i++) {
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

void memory_slot_unlock(struct memory_slot *slot)
{
	if (slot->fd < 0)
		return;
	close(slot->fd);
	unlink(slot->lock);
	slot->fd = -1;
}

static int put(struct memory_slot *slot, struct str data, bool (*finish)(int),
	       struct error *error)
{
	if (fd_write_all(slot->fd, data, error) || !finish(slot->fd) ||
	    rename(slot->lock, slot->path))
		return memory_failed(error);
	close(slot->fd);
	slot->fd = -1;
	return 0;
}

int memory_slot_rename(struct memory_slot *slot, struct str data,
		       struct error *error)
{
	return put(slot, data, fd_settle, error);
}

static int slot_sync(const struct memory_slot *slot, struct error *error)
{
	/* ENOENT: git has packed the ref, and nothing else was there */
	return file_sync_directory_of(slot->path, error) && errno != ENOENT ?
		       memory_failed(error) :
		       0;
}

int memory_slot_commit(struct memory_slot *slot, struct str data,
		       struct error *error)
{
	int result = put(slot, data, fd_sync, error);

	return result ? result : slot_sync(slot, error);
}

struct str memory_slot_id(char line[MEMORY_LINE_SIZE], const struct oid *id)
{
	oid_format(id, line);
	line[OID_HEX_SIZE] = '\n';
	return (struct str){ line, OID_HEX_SIZE + 1 };
}

/* As git does: folders that hold nothing any more, below "refs/refgate". */
static void remove_empty_folders(const char *common_dir, char *path)
{
	size_t root = strlen(common_dir) + strlen("/" MEMORY_PREFIX);
	char *slash = strrchr(path, '/');

	while (slash && (size_t)(slash - path) > root) {
		*slash = '\0';
		if (rmdir(path))
			break;
		slash = strrchr(path, '/');
	}
}

int memory_slot_remove(struct memory_slot *slot, const char *common_dir,
		       struct arena *arena, struct error *error)
{
	char *copy;
	int result = 0;

	if (unlink(slot->path) && errno != ENOENT)
		result = memory_failed(error);
	memory_slot_unlock(slot);
	copy = result ? NULL : arena_copy(arena, str_of(slot->path));
	if (copy)
		remove_empty_folders(common_dir, copy);
	return result;
}

int memory_full_name(const char **out, const char *name, struct arena *arena,
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
