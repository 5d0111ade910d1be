/*
 * clearance_file.c - see clearance_file.h. Never judges.
 */
#include "gate/clearance_file.h"
#include "base/file.h"
#include "gate/clearance_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#define NAME_DIGITS 40

const char clearance_left[] = "refgate/clearance";
const char clearance_landing[] = "refgate/landing";
const char clearance_taken[] = "refgate/taken";
const char clearance_late[] = "refgate/late";

static void name_of(const struct cleared_ref *ref,
		    char out[SHA256_HEX_SIZE + 1])
{
	unsigned char digest[SHA256_SIZE];
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add_field(&hash, ref->name);
	sha256_add(&hash, ref->old.bytes, sizeof(ref->old.bytes));
	sha256_add(&hash, ref->new.bytes, sizeof(ref->new.bytes));
	sha256_final(&hash, digest);
	hex_encode(digest, NAME_DIGITS / 2, out);
}

void clearance_path(struct buf *out, const char *git_dir, const char *dir,
		    const struct cleared_ref *ref, unsigned twin)
{
	char name[SHA256_HEX_SIZE + 1];

	name_of(ref, name);
	buf_clear(out);
	buf_addf(out, "%s/%s/%s.%u", git_dir, dir, name, twin);
}

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec :
					a->tv_nsec > b->tv_nsec;
}

/* ERROR_NOT_FOUND: there is none. What cannot be told is not that. */
static int look_at(struct timespec *time, const struct buf *path,
		   struct error *error)
{
	struct stat info;

	if (buf_failed(path))
		return error_no_memory(error);
	if (!stat(buf_text(path), &info)) {
		*time = info.st_ctim;
		return 0;
	}
	if (errno == ENOENT)
		return ERROR_NOT_FOUND;
	return error_set_errno(error, ERROR_BROKEN,
			       "the clearance cannot be read");
}

int clearance_twins(unsigned twins[CLEARANCE_TWINS_MAX], size_t *count,
		    const char *git_dir, const char *dir,
		    const struct cleared_ref *ref, struct error *error)
{
	struct timespec times[CLEARANCE_TWINS_MAX];
	struct timespec time;
	struct buf path = BUF_INIT;
	int result = 0;

	*count = 0;
	for (unsigned twin = 0; twin < CLEARANCE_TWINS_MAX; twin++) {
		size_t at = *count;

		clearance_path(&path, git_dir, dir, ref, twin);
		result = look_at(&time, &path, error);
		if (result == ERROR_NOT_FOUND)
			continue;
		if (result)
			break;
		while (at && !is_later(&times[at - 1], &time)) {
			times[at] = times[at - 1];
			twins[at] = twins[at - 1];
			at--;
		}
		times[at] = time;
		twins[at] = twin;
		(*count)++;
	}
	buf_release(&path);
	return result == ERROR_NOT_FOUND ? 0 : result;
}

int clearance_read(struct clearance *out, const char *path, const char *push_id,
		   struct arena *arena, struct stat *info, struct error *error)
{
	struct buf text = BUF_INIT;
	int result = file_read(&text, path, CLEARANCE_SIZE_MAX, info, error);

	if (!result)
		result = clearance_parse(out, buf_str(&text), arena, error);
	if (!result) {
		out->path = arena_copy(arena, str_of(path));
		if (!out->path)
			result = error_no_memory(error);
	}
	if (!result && push_id &&
	    !str_equal(str_of(out->push_id), str_of(push_id)))
		result = ERROR_NOT_FOUND;
	buf_release(&text);
	return result;
}

void clearance_sweep(const char *git_dir, const char *name)
{
	time_t now = time(NULL);
	struct dirent *entry;
	struct buf path = BUF_INIT;
	DIR *dir;

	buf_addf(&path, "%s/%s", git_dir, name);
	dir = buf_failed(&path) ? NULL : opendir(buf_text(&path));
	while (dir && (entry = readdir(dir))) {
		struct stat info;

		if (entry->d_name[0] != '.' &&
		    !fstatat(dirfd(dir), entry->d_name, &info, 0) &&
		    now - info.st_mtime > CLEARANCE_SECONDS)
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
	buf_release(&path);
}
