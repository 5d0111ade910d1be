/*
 * memory_pending.c - a value that is written, and put in its place later.
 * Never starts libgit2, never leaves a value unwritten: what cannot wait is
 * put at once.
 */
#include "git/memory.h"

#include "base/file.h"
#include "git/common_dir.h"
#include "git/memory_parts.h"
#include "git/memory_slot.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Beside the values, whose names are hashes; no ref, as all that ends so. */
#define FRESH "new.lock"
#define FILE_BITS 0666

static int name_paths(struct memory_pending *it, const char **folder,
		      struct error *error)
{
	const char *common_dir = NULL;
	const char *ref = NULL;
	const char *slash;
	int result = memory_full_name(&ref, it->name, it->arena, error);

	if (!result)
		result = common_dir_find(&common_dir, it->git_dir, it->arena,
					 error);
	if (result)
		return result;
	slash = strrchr(ref, '/');
	it->path = arena_printf(it->arena, "%s/%s", common_dir, ref);
	it->lock = arena_printf(it->arena, "%s/%s.lock", common_dir, ref);
	it->fresh = arena_printf(it->arena, "%s/%.*s/" FRESH, common_dir,
				 (int)(slash - ref), ref);
	*folder = arena_printf(it->arena, "%s/%.*s", common_dir,
			       (int)(slash - ref), ref);
	return it->path && it->lock && it->fresh && *folder ?
		       0 :
		       error_no_memory(error);
}

/* One that somebody left who died is in the way, whatever it is. */
static int open_fresh(const struct memory_pending *it, mode_t mode)
{
	const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
	int fd = open(it->fresh, flags, mode);

	if (fd < 0 && errno == EEXIST && !unlink(it->fresh))
		fd = open(it->fresh, flags, mode);
	return fd;
}

static int write_fresh(struct memory_pending *it, struct error *error)
{
	char line[MEMORY_LINE_SIZE];
	const char *folder = NULL;
	mode_t mode = 0;
	int result = name_paths(it, &folder, error);

	if (!result)
		result = memory_make_folder(&mode, folder, error);
	if (result)
		return result;
	it->fd = open_fresh(it, mode & FILE_BITS);
	if (it->fd < 0)
		return memory_failed(error);
	if (fchmod(it->fd, mode & FILE_BITS) ||
	    fd_write_all(it->fd, memory_slot_id(line, &it->value), error)) {
		close(it->fd);
		unlink(it->fresh);
		return memory_failed(error);
	}
	fd_begin_to_settle(it->fd);
	return 0;
}

int memory_pending_add(struct memory_pending *pending, const char *git_dir,
		       const char *name, const struct oid *value,
		       struct error *error)
{
	struct error ignored = { 0 };

	if (pending->name)
		return memory_put_value(git_dir, name, value, error);
	pending->git_dir = git_dir;
	pending->name = name;
	pending->value = *value;
	if (!write_fresh(pending, &ignored))
		return 0;
	pending->name = NULL;
	return memory_put_value(git_dir, name, value, error);
}

/* By way of the lock's name, which is ours then: as whoever made it. */
static bool move(const struct memory_pending *it)
{
	bool moved = fd_settle(it->fd) &&
		     !syscall(SYS_renameat2, AT_FDCWD, it->fresh, AT_FDCWD,
			      it->lock, RENAME_NOREPLACE);

	if (!moved) {
		unlink(it->fresh);
	} else if (rename(it->lock, it->path)) {
		unlink(it->lock);
		moved = false;
	}
	close(it->fd);
	return moved;
}

int memory_pending_place(struct memory_pending *pending, struct error *error)
{
	const char *name = pending->name;

	pending->name = NULL;
	return !name || move(pending) ?
		       0 :
		       memory_put_value(pending->git_dir, name, &pending->value,
					error);
}
