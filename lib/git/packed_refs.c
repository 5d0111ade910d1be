/*
 * packed_refs.c - searches the packed-refs file where it lies. Never trusts
 * the order of a file that does not claim one.
 */
#include "git/packed_refs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define LINE_SIZE_MIN (OID_HEX_SIZE + 1 + 1) /* id, space, one byte */

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino &&
	       a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

void packed_refs_release(struct packed_refs *refs)
{
	if (!refs)
		return;
	if (refs->text.data)
		munmap((void *)(uintptr_t)refs->text.data, refs->text.size);
	*refs = (struct packed_refs){ .exists = false };
}

/* "# pack-refs with: peeled fully-peeled sorted" */
static bool claims_order(struct str text)
{
	struct str line;

	if (!str_starts(text, "# pack-refs with:") ||
	    !str_next_line(&text, &line))
		return false;
	return str_find(line, STR(" sorted")) < line.size;
}

static int map(struct packed_refs *refs, int fd, struct error *error)
{
	void *data;

	if (fstat(fd, &refs->info))
		return error_set_errno(error, ERROR_BROKEN,
				       "cannot read packed-refs");
	refs->exists = true;
	if (refs->info.st_size == 0)
		return 0;
	data = mmap(NULL, (size_t)refs->info.st_size, PROT_READ, MAP_PRIVATE,
		    fd, 0);
	if (data == MAP_FAILED)
		return error_set_errno(error, ERROR_BROKEN,
				       "cannot read packed-refs");
	refs->text = (struct str){ data, (size_t)refs->info.st_size };
	refs->sorted = claims_order(refs->text);
	return 0;
}

int packed_refs_refresh(struct packed_refs *refs, const char *common_dir,
			struct error *error)
{
	char path[PATH_MAX];
	struct stat info;
	int fd;
	int r;

	r = snprintf(path, sizeof(path), "%s/packed-refs", common_dir);
	if (r < 0 || (size_t)r >= sizeof(path))
		return error_set(error, ERROR_LIMIT,
				 "the path of the repository is too long");
	if (refs->exists && !stat(path, &info) && is_same(&info, &refs->info))
		return 0;
	packed_refs_release(refs);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return 0;
	if (fd < 0)
		return error_set_errno(error, ERROR_BROKEN,
				       "cannot read packed-refs");
	r = map(refs, fd, error);
	close(fd);
	if (r)
		packed_refs_release(refs);
	return r;
}

static bool is_ref_line(struct str line)
{
	return line.size > 0 && line.data[0] != '^' && line.data[0] != '#';
}

static int read_line(struct packed_ref *out, struct str line,
		     struct error *error)
{
	if (line.size < LINE_SIZE_MIN || line.data[OID_HEX_SIZE] != ' ' ||
	    !oid_parse(&out->id, str_first(line, OID_HEX_SIZE)) ||
	    oid_is_zero(&out->id))
		return error_set(error, ERROR_BROKEN,
				 "packed-refs has a line that is no ref");
	out->name = str_from(line, OID_HEX_SIZE + 1);
	return 1;
}

/* "^<id>" below the line of an annotated tag. */
static void read_peeled(struct packed_ref *out, struct str rest)
{
	if (rest.size <= OID_HEX_SIZE || rest.data[0] != '^' ||
	    !oid_parse(&out->peeled,
		       str_first(str_from(rest, 1), OID_HEX_SIZE)))
		out->peeled = (struct oid){ { 0 } };
}

int packed_refs_next(struct packed_ref *out, struct str *rest,
		     struct error *error)
{
	struct str line;

	while (str_next_line(rest, &line)) {
		if (is_ref_line(line)) {
			read_peeled(out, *rest);
			return read_line(out, line, error);
		}
		if (line.size == 0)
			return error_set(error, ERROR_BROKEN,
					 "packed-refs has an empty line");
	}
	return 0;
}

/* Offset of the line that holds the byte at `at`. */
static size_t line_begin(struct str text, size_t at)
{
	const char *found = at ? memrchr(text.data, '\n', at) : NULL;

	return found ? (size_t)(found - text.data) + 1 : 0;
}

/*
 * Halves [low, high) by lines. Lines that are no ref ("^", "#") count as
 * part of the ref in front of them, or as less than every name.
 */
static int search(size_t *out, struct str text, struct str prefix,
		  struct error *error)
{
	size_t low = 0;
	size_t high = text.size;
	struct packed_ref ref;
	struct str rest;
	size_t middle;
	int r;

	while (low < high) {
		middle = line_begin(text, low + (high - low) / 2);
		rest = str_first(str_from(text, middle), high - middle);
		r = packed_refs_next(&ref, &rest, error);
		if (r < 0)
			return r;
		if (r == 1 && str_compare(ref.name, prefix) < 0) {
			low = (size_t)(ref.name.data - text.data) +
			      ref.name.size;
			low += low < text.size;
		} else {
			high = middle;
		}
	}
	*out = low;
	return 0;
}

int packed_refs_seek(struct str *rest, const struct packed_refs *refs,
		     struct str prefix, struct error *error)
{
	size_t at = 0;
	int r = 0;

	if (refs->sorted)
		r = search(&at, refs->text, prefix, error);
	*rest = str_from(refs->text, at);
	return r;
}

int packed_refs_find(struct packed_ref *out, const struct packed_refs *refs,
		     struct str name, struct error *error)
{
	struct str rest;
	int r;

	r = packed_refs_seek(&rest, refs, name, error);
	if (r)
		return r;
	while ((r = packed_refs_next(out, &rest, error)) == 1) {
		if (str_equal(out->name, name))
			return 1;
		if (refs->sorted)
			return 0;
	}
	return r;
}
