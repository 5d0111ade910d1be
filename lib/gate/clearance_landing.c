/*
 * clearance_landing.c - clearances after their refs have landed, whoever
 * comes to record them. Never judges.
 */
#include "gate/clearance.h"
#include "gate/clearance_file.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int clearance_land(struct clearance *out, const char *git_dir,
		   const struct cleared_ref *ref, struct arena *arena,
		   struct error *error)
{
	/* where update is not installed, nobody has moved it */
	const char *const dirs[] = { clearance_landing, clearance_left,
				     clearance_late };
	struct buf path = BUF_INIT;
	struct stat info;
	int result = ERROR_NOT_FOUND;

	for (unsigned i = 0;
	     result == ERROR_NOT_FOUND && i < CLEARANCE_TWINS_MAX * 3; i++) {
		clearance_path(&path, git_dir, dirs[i % 3], ref, i / 3);
		result = buf_failed(&path) ?
				 error_no_memory(error) :
				 clearance_read(out, buf_text(&path), NULL,
						arena, &info, error);
		out->late = i % 3 == 2;
		if (!result && out->late &&
		    time(NULL) - info.st_mtime > CLEARANCE_SECONDS)
			result = ERROR_NOT_FOUND;
	}
	buf_release(&path);
	return result;
}

bool clearance_finish(const struct clearance *clearance)
{
	return !unlink(clearance->path);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* As open as the folder that the file comes from. */
static bool make_late(const char *git_dir)
{
	struct buf path = BUF_INIT;
	struct stat info;
	bool done = false;

	buf_addf(&path, "%s/%s", git_dir, clearance_landing);
	if (!buf_failed(&path) && !stat(buf_text(&path), &info)) {
		buf_clear(&path);
		buf_addf(&path, "%s/%s", git_dir, clearance_late);
		done = !buf_failed(&path) &&
		       (!mkdir(buf_text(&path), 0700) ?
				!chmod(buf_text(&path), info.st_mode & 07777) :
				errno == EEXIST);
	}
	buf_release(&path);
	return done;
}

bool clearance_finish_late(const char *git_dir,
			   const struct clearance *clearance)
{
	struct buf path = BUF_INIT;
	bool done = false;

	if (make_late(git_dir)) {
		clearance_sweep(git_dir, clearance_late);
		buf_addf(&path, "%s/%s/%s", git_dir, clearance_late,
			 base_name(clearance->path));
		done = !buf_failed(&path) &&
		       !rename(clearance->path, buf_text(&path));
	}
	buf_release(&path);
	return done;
}

int clearance_each_landing(const char *git_dir, struct arena *arena,
			   int (*each)(const struct clearance *clearance,
				       int64_t age, void *context),
			   void *context, struct error *error)
{
	int64_t now = (int64_t)time(NULL);
	struct buf path = BUF_INIT;
	struct dirent *entry;
	size_t size;
	int result = 0;
	DIR *dir;

	buf_addf(&path, "%s/%s/", git_dir, clearance_landing);
	size = path.size;
	dir = buf_failed(&path) ? NULL : opendir(buf_text(&path));
	while (!result && dir && (entry = readdir(dir))) {
		struct clearance clearance;
		struct error ignored;
		struct stat info;

		buf_truncate(&path, size);
		buf_add_text(&path, entry->d_name);
		if (entry->d_name[0] != '.' && !buf_failed(&path) &&
		    !clearance_read(&clearance, buf_text(&path), NULL, arena,
				    &info, &ignored))
			result = each(&clearance, now - info.st_mtime, context);
	}
	if (buf_failed(&path))
		result = error_no_memory(error);
	if (dir)
		closedir(dir);
	buf_release(&path);
	return result;
}
