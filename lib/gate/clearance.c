/*
 * clearance.c - see clearance.h. Never judges.
 */
#include "gate/clearance.h"
#include "base/file.h"
#include "gate/clearance_file.h"
#include "gate/clearance_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define POLICY_FILE_SIZE_MAX (16u << 20)

static int make_directory(const char *git_dir, const char *name, bool shared,
			  struct error *error)
{
	struct buf path = BUF_INIT;
	int result;

	buf_addf(&path, "%s/%s", git_dir, name);
	if (buf_failed(&path))
		result = error_no_memory(error);
	else if (file_is_directory(buf_text(&path)))
		result = 0;
	else
		result = file_make_directories(buf_text(&path),
					       shared ? 02770 : 0700, error);
	buf_release(&path);
	return result;
}

static int cannot_write(struct error *error)
{
	return error_set_errno(error, ERROR_BROKEN,
			       "the clearance cannot be written");
}

/*
 * It need not survive a crash: a push that crashed is not let through. Once
 * it is taken it has to, as it explains what lands.
 */
static int create(const char *path, struct str text, bool shared, bool *taken,
		  struct error *error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
		      shared ? 0660 : 0600);
	int result;

	*taken = fd < 0 && errno == EEXIST;
	if (*taken)
		return 0;
	if (fd < 0)
		return cannot_write(error);
	/* the umask may have taken the group's part */
	if (shared && fchmod(fd, 0660))
		result = cannot_write(error);
	else
		result = fd_write_all(fd, text, error);
	fd_begin_to_settle(fd);
	if (close(fd) && !result)
		result = cannot_write(error);
	if (result)
		unlink(path);
	return result;
}

static int leave_one(const char *git_dir, const struct clearance *clearance,
		     const struct cleared_ref *ref, bool shared,
		     struct error *error)
{
	struct buf path = BUF_INIT;
	struct buf text = BUF_INIT;
	bool taken = true;
	int result = clearance_format(&text, clearance, ref, error);

	for (unsigned twin = 0; !result && taken && twin < CLEARANCE_TWINS_MAX;
	     twin++) {
		if (twin == 1 &&
		    !clearance_make_folder(git_dir, clearance_left, true)) {
			result = cannot_write(error);
			break;
		}
		clearance_path(&path, git_dir, clearance_left, ref, twin);
		result = buf_failed(&path) ?
				 error_no_memory(error) :
				 create(buf_text(&path), buf_str(&text), shared,
					&taken, error);
	}
	if (!result && taken)
		result = error_set(error, ERROR_BROKEN,
				   "too many pushes of the same change are "
				   "under way");
	buf_release(&text);
	buf_release(&path);
	return result;
}

int clearance_leave(const char *git_dir, const struct clearance *clearance,
		    const struct cleared_ref *refs, size_t count, bool shared,
		    struct error *error)
{
	size_t done = 0;
	int result = make_directory(git_dir, clearance_left, shared, error);

	if (!result)
		result = make_directory(git_dir, clearance_landing, shared,
					error);
	if (!result) {
		clearance_sweep(git_dir, clearance_left);
		clearance_sweep(git_dir, clearance_late);
	}
	for (; !result && done < count; done++)
		result = leave_one(git_dir, clearance, &refs[done], shared,
				   error);
	if (result)
		clearance_revoke(git_dir, clearance, refs, done);
	return result;
}

/* Of all twins the one of this push. */
static void revoke_one(const char *git_dir, const char *push_id,
		       const struct cleared_ref *ref, struct arena *arena)
{
	unsigned twins[CLEARANCE_TWINS_MAX];
	struct buf path = BUF_INIT;
	struct error ignored;
	size_t count;

	clearance_twins(twins, &count, git_dir, clearance_left, ref, &ignored);
	for (size_t i = 0; i < count; i++) {
		struct clearance one;
		struct stat info;

		clearance_path(&path, git_dir, clearance_left, ref, twins[i]);
		if (!buf_failed(&path) &&
		    !clearance_read(&one, buf_text(&path), push_id, arena,
				    &info, &ignored))
			unlink(buf_text(&path));
	}
	buf_release(&path);
}

void clearance_revoke(const char *git_dir, const struct clearance *clearance,
		      const struct cleared_ref *refs, size_t count)
{
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < count; i++)
		revoke_one(git_dir, clearance->push_id, &refs[i], &arena);
	arena_release(&arena);
}

int clearance_check_file(const struct clearance_file *file, struct error *error)
{
	char hex[SHA256_HEX_SIZE + 1];

	if (!file_hash(hex, file->path, POLICY_FILE_SIZE_MAX, NULL, error) &&
	    !strcmp(hex, file->sha256))
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "the policy was changed while the push "
			 "was under way; push again");
}

static int check(const struct clearance *clearance, const struct stat *info,
		 struct error *error)
{
	int result = 0;

	if (time(NULL) - info->st_mtime > CLEARANCE_SECONDS)
		return ERROR_NOT_FOUND;
	for (size_t i = 0; !result && i < clearance->file_count; i++)
		result = clearance_check_file(&clearance->files[i], error);
	return result;
}

/* Only one taker can move the file. */
static int use_up(const char *git_dir, const char *path,
		  const struct cleared_ref *ref, unsigned twin)
{
	struct buf to = BUF_INIT;
	int result;

	if (twin && !clearance_make_folder(git_dir, clearance_landing, true))
		return ERROR_NOT_FOUND;
	clearance_path(&to, git_dir, clearance_landing, ref, twin);
	result = buf_failed(&to) || rename(path, buf_text(&to)) ?
			 ERROR_NOT_FOUND :
			 0;
	buf_release(&to);
	return result;
}

static int settle(const char *path, struct error *error)
{
	if (file_settle(path))
		return 0;
	return errno == ENOENT ? ERROR_NOT_FOUND : cannot_write(error);
}

static int take_one(const char *git_dir, const char *path,
		    const struct cleared_ref *ref, unsigned twin,
		    struct error *error)
{
	struct clearance clearance;
	struct arena arena;
	struct stat info;
	int result;

	arena_init(&arena);
	result = clearance_read(&clearance, path, NULL, &arena, &info, error);
	if (!result)
		result = check(&clearance, &info, error);
	if (!result)
		result = settle(path, error);
	if (!result)
		result = use_up(git_dir, path, ref, twin);
	arena_release(&arena);
	return result;
}

/* One that is void does not stand in the way of another that is not. */
int clearance_take(const char *git_dir, const struct cleared_ref *ref,
		   struct error *error)
{
	unsigned twins[CLEARANCE_TWINS_MAX];
	size_t count;
	struct buf path = BUF_INIT;
	struct error one = { 0 };
	int result = clearance_twins(twins, &count, git_dir, clearance_left,
				     ref, error);

	if (result)
		return result;
	result = ERROR_NOT_FOUND;
	error_set(error, ERROR_NOT_FOUND, "pre-receive did not run");
	for (size_t i = 0; result && i < count; i++) {
		clearance_path(&path, git_dir, clearance_left, ref, twins[i]);
		if (buf_failed(&path)) {
			result = error_no_memory(error);
			break;
		}
		result =
			take_one(git_dir, buf_text(&path), ref, twins[i], &one);
		if (result && result != ERROR_NOT_FOUND)
			*error = one;
	}
	buf_release(&path);
	return result ? error->code : 0;
}
