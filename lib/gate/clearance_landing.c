/*
 * clearance_landing.c - clearances after their refs have landed, whoever
 * comes to record them. Never judges.
 */
#include "gate/clearance.h"
#include "gate/clearance_file.h"

#include "base/clock.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* A damaged one does not stand in the way of another that is not. */
static int land_from(struct clearance *out, const char *git_dir,
		     const char *dir, const struct cleared_ref *ref,
		     struct arena *arena, struct error *error)
{
	unsigned twins[CLEARANCE_TWINS_MAX];
	size_t count;
	struct buf path = BUF_INIT;
	struct error one = { 0 };
	int result = clearance_twins(twins, &count, git_dir, dir, ref, error);

	if (result)
		return result;
	result = ERROR_NOT_FOUND;
	for (size_t i = 0; result && i < count; i++) {
		struct stat info;

		clearance_path(&path, git_dir, dir, ref, twins[i]);
		result = buf_failed(&path) ?
				 error_no_memory(&one) :
				 clearance_read(out, buf_text(&path), NULL,
						arena, &info, &one);
		out->late = dir == clearance_late;
		out->taken = dir == clearance_taken;
		if (!result && out->late &&
		    time(NULL) - info.st_mtime > CLEARANCE_SECONDS)
			result = ERROR_NOT_FOUND;
		if (result && result != ERROR_NOT_FOUND)
			*error = one;
	}
	buf_release(&path);
	return result;
}

int clearance_land(struct clearance *out, const char *git_dir,
		   const struct cleared_ref *ref, struct arena *arena,
		   struct error *error)
{
	/* where update is not installed, nobody has moved it */
	const char *const dirs[] = { clearance_landing, clearance_left,
				     clearance_late, clearance_taken };
	struct error one = { .code = 0 };
	int result = ERROR_NOT_FOUND;

	for (unsigned i = 0; result && i < 4; i++)
		result = land_from(out, git_dir, dirs[i], ref, arena, &one);
	if (!result || !one.code)
		return result;
	*error = one;
	return one.code;
}

void clearance_describe(const struct clearance *clearance, struct event *event)
{
	event->push_id = clearance->push_id;
	event->repository = clearance->repository;
	event->user_name = clearance->user_name;
	event->user_email = clearance->user_email;
	event->identity_source = clearance->identity_source;
	event->source_ip = clearance->source_ip;
	event->protocol = clearance->protocol;
	event->mode = clearance->mode;
	event->policy_hash = clearance->policy_hash;
}

int clearance_record(const struct clearance *clearance,
		     const struct event *event, struct error *error)
{
	int result = 0;

	for (size_t i = 0; i < clearance->log_count; i++) {
		int one = log_append(&clearance->logs[i], event, true, error);

		result = one ? one : result;
	}
	return result;
}

bool clearance_finish(const struct clearance *clearance)
{
	return !unlink(clearance->path);
}

/* By the folder that it lies in. */
static bool is_twin(const char *path)
{
	size_t size = (size_t)(strrchr(path, '/') - path);

	return str_ends((struct str){ path, size }, "/" CLEARANCE_TWINS_FOLDER);
}

/* Into another folder, by its own name; `to` gets the new path. */
static bool move(struct buf *to, const char *git_dir, const char *folder,
		 const char *path)
{
	bool twin = is_twin(path);

	if (!clearance_make_folder(git_dir, folder, twin))
		return false;
	clearance_folder(to, git_dir, folder, twin);
	buf_add_text(to, strrchr(path, '/'));
	return !buf_failed(to) && !rename(path, buf_text(to));
}

int clearance_claim(struct clearance *clearance, const char *git_dir,
		    struct arena *arena, struct error *error)
{
	struct buf path = BUF_INIT;
	int result = 0;

	if (clearance->taken)
		return access(clearance->path, F_OK) ? ERROR_NOT_FOUND : 0;
	if (move(&path, git_dir, clearance_taken, clearance->path))
		clearance->path = arena_copy(arena, buf_str(&path));
	else if (errno == ENOENT)
		result = ERROR_NOT_FOUND;
	else
		result = error_set_errno(error, ERROR_BROKEN,
					 "cannot record what has landed");
	if (!clearance->path)
		result = error_no_memory(error);
	buf_release(&path);
	return result;
}

bool clearance_finish_late(const char *git_dir,
			   const struct clearance *clearance)
{
	struct buf path = BUF_INIT;
	bool done;

	clearance_sweep(git_dir, clearance_late);
	done = move(&path, git_dir, clearance_late, clearance->path);
	buf_release(&path);
	return done;
}

/* A damaged one is passed over, not one that there is no memory for. */
static int each_file(struct buf *path, bool taken, int64_t now,
		     struct arena *arena,
		     int (*each)(const struct clearance *clearance, int64_t age,
				 void *context),
		     void *context, struct error *error)
{
	struct clearance clearance;
	struct error one = { 0 };
	struct stat info;
	int result;

	if (buf_failed(path))
		return error_no_memory(error);
	if (access(buf_text(path), R_OK) && errno == EACCES)
		return 0; /* somebody else's */
	result = clearance_read(&clearance, buf_text(path), NULL, arena, &info,
				&one);
	if (result == ERROR_INTERNAL)
		return error_set(error, ERROR_INTERNAL, "%s", one.text);
	if (result)
		return 0;
	clearance.taken = taken;
	return each(&clearance, now - info.st_mtime, context);
}

static int each_below(const char *git_dir, const char *folder, bool twins,
		      struct arena *arena,
		      int (*each)(const struct clearance *clearance,
				  int64_t age, void *context),
		      void *context, struct error *error)
{
	int64_t now = clock_now() / USEC_PER_SECOND;
	struct buf path = BUF_INIT;
	struct dirent *entry;
	size_t size;
	int result = 0;
	DIR *dir;

	clearance_folder(&path, git_dir, folder, twins);
	buf_add_byte(&path, '/');
	size = path.size;
	dir = buf_failed(&path) ? NULL : opendir(buf_text(&path));
	if (buf_failed(&path))
		result = error_no_memory(error);
	else if (!dir && errno != ENOENT)
		result = error_set_errno(error, ERROR_INTERNAL,
					 "clearances cannot be looked through");
	for (errno = 0; !result && dir && (entry = readdir(dir)); errno = 0) {
		if (entry->d_name[0] == '.')
			continue;
		buf_truncate(&path, size);
		buf_add_text(&path, entry->d_name);
		result = each_file(&path, folder == clearance_taken, now, arena,
				   each, context, error);
	}
	if (!result && dir && errno)
		result = error_set_errno(error, ERROR_INTERNAL,
					 "clearances cannot be looked through");
	if (dir)
		closedir(dir);
	buf_release(&path);
	return result;
}

static int each_in(const char *git_dir, const char *folder, struct arena *arena,
		   int (*each)(const struct clearance *clearance, int64_t age,
			       void *context),
		   void *context, struct error *error)
{
	int result =
		each_below(git_dir, folder, false, arena, each, context, error);

	return result ? result :
			each_below(git_dir, folder, true, arena, each, context,
				   error);
}

int clearance_each_landing(const char *git_dir, struct arena *arena,
			   int (*each)(const struct clearance *clearance,
				       int64_t age, void *context),
			   void *context, struct error *error)
{
	int result = each_in(git_dir, clearance_landing, arena, each, context,
			     error);

	return result ? result :
			each_in(git_dir, clearance_taken, arena, each, context,
				error);
}

int clearance_each_left(const char *git_dir, struct arena *arena,
			int (*each)(const struct clearance *clearance,
				    int64_t age, void *context),
			void *context, struct error *error)
{
	return each_in(git_dir, clearance_left, arena, each, context, error);
}
