/*
 * clearance_file.c - see clearance_file.h. Never judges.
 */
#include "gate/clearance_file.h"
#include "base/file.h"
#include "gate/clearance_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NAME_DIGITS 40
/* A folder that is larger may hold those of thousands of refs. */
#define LISTED_SIZE_MAX 4096

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

void clearance_folder(struct buf *out, const char *git_dir, const char *dir,
		      bool is_twin)
{
	buf_clear(out);
	buf_addf(out, is_twin ? "%s/%s/" CLEARANCE_TWINS_FOLDER : "%s/%s",
		 git_dir, dir);
}

void clearance_path(struct buf *out, const char *git_dir, const char *dir,
		    const struct cleared_ref *ref, unsigned twin)
{
	char name[SHA256_HEX_SIZE + 1];

	name_of(ref, name);
	clearance_folder(out, git_dir, dir, twin > 0);
	buf_addf(out, "/%s.%u", name, twin);
}

bool clearance_make_folder(const char *git_dir, const char *dir, bool is_twin)
{
	struct buf path = BUF_INIT;
	struct stat info;
	bool done = !is_twin || clearance_make_folder(git_dir, dir, false);

	clearance_folder(&path, git_dir, clearance_landing, false);
	done = done && !buf_failed(&path) && !stat(buf_text(&path), &info);
	clearance_folder(&path, git_dir, dir, is_twin);
	done = done && !buf_failed(&path) &&
	       (!mkdir(buf_text(&path), 0700) ?
			!chmod(buf_text(&path), info.st_mode & 07777) :
			errno == EEXIST);
	buf_release(&path);
	return done;
}

static bool is_later(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec :
					a->tv_nsec > b->tv_nsec;
}

/* What is looked for, and what of it was found: the last one comes first. */
struct twins {
	struct buf path;
	size_t folder; /* as long as that of its folder, with the slash */
	char name[SHA256_HEX_SIZE + 1];
	struct timespec times[CLEARANCE_TWINS_MAX];
	unsigned *numbers;
	size_t *count;
};

static void add_twin(struct twins *twins, unsigned number,
		     const struct timespec *time)
{
	size_t at = (*twins->count)++;

	while (at && !is_later(&twins->times[at - 1], time)) {
		twins->times[at] = twins->times[at - 1];
		twins->numbers[at] = twins->numbers[at - 1];
		at--;
	}
	twins->times[at] = *time;
	twins->numbers[at] = number;
}

/* None is no error. What cannot be told is one. */
static int look_at(struct twins *twins, unsigned number, struct error *error)
{
	struct stat info;

	buf_truncate(&twins->path, twins->folder);
	buf_addf(&twins->path, "%s.%u", twins->name, number);
	if (buf_failed(&twins->path))
		return error_no_memory(error);
	if (!stat(buf_text(&twins->path), &info))
		add_twin(twins, number, &info.st_ctim);
	else if (errno != ENOENT)
		return error_set_errno(error, ERROR_BROKEN,
				       "the clearance cannot be read");
	return 0;
}

/* Of a small folder: which numbers there are. False: any may be. */
static bool list(const struct twins *twins, bool there[CLEARANCE_TWINS_MAX])
{
	DIR *dir = opendir(buf_text(&twins->path));
	size_t size = strlen(twins->name);
	struct dirent *entry;
	struct stat info;
	bool listed;

	if (!dir)
		return errno == ENOENT;
	listed = !fstat(dirfd(dir), &info) && info.st_size <= LISTED_SIZE_MAX;
	errno = 0;
	while (listed && (entry = readdir(dir))) {
		char *end;
		unsigned long number;

		if (strncmp(entry->d_name, twins->name, size) ||
		    entry->d_name[size] != '.')
			continue;
		number = strtoul(entry->d_name + size + 1, &end, 10);
		if (!*end && number < CLEARANCE_TWINS_MAX)
			there[number] = true;
	}
	listed &= !errno;
	closedir(dir);
	return listed;
}

static void enter(struct twins *twins, const char *git_dir, const char *dir,
		  bool is_twin)
{
	clearance_folder(&twins->path, git_dir, dir, is_twin);
	buf_add_byte(&twins->path, '/');
	twins->folder = twins->path.size;
}

int clearance_twins(unsigned numbers[CLEARANCE_TWINS_MAX], size_t *count,
		    const char *git_dir, const char *dir,
		    const struct cleared_ref *ref, struct error *error)
{
	struct twins twins = { .path = BUF_INIT };
	bool there[CLEARANCE_TWINS_MAX] = { false };
	bool listed;
	int result;

	*count = 0;
	twins.numbers = numbers;
	twins.count = count;
	name_of(ref, twins.name);
	enter(&twins, git_dir, dir, false);
	result = look_at(&twins, 0, error);
	enter(&twins, git_dir, dir, true);
	listed = !buf_failed(&twins.path) && list(&twins, there);
	for (unsigned i = 1; !result && i < CLEARANCE_TWINS_MAX; i++)
		if (!listed || there[i])
			result = look_at(&twins, i, error);
	buf_release(&twins.path);
	return result;
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

static void sweep(const char *path)
{
	time_t now = time(NULL);
	struct dirent *entry;
	DIR *dir = opendir(path);

	while (dir && (entry = readdir(dir))) {
		struct stat info;

		if (entry->d_name[0] != '.' &&
		    !fstatat(dirfd(dir), entry->d_name, &info, 0) &&
		    now - info.st_mtime > CLEARANCE_SECONDS)
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir)
		closedir(dir);
}

void clearance_sweep(const char *git_dir, const char *name)
{
	struct buf path = BUF_INIT;

	for (int is_twin = 0; is_twin <= 1; is_twin++) {
		clearance_folder(&path, git_dir, name, is_twin);
		if (!buf_failed(&path))
			sweep(buf_text(&path));
	}
	buf_release(&path);
}
