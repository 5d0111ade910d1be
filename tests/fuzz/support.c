/*
 * support.c - what fuzz targets share: slices, files and a folder to read
 * from. Leaves nothing behind.
 */
#include "fuzz.h"

#include "base/file.h"
#include "base/text.h"
#include "trust/crypto.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PATHS 4
#define FTW_DESCRIPTORS 8

_Noreturn void fuzz_broken(const char *file, int line)
{
	fprintf(stderr, "%s:%d: this does not hold\n", file, line);
	abort();
}

void fuzz_split(struct str text, struct str *parts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t end = i + 1 < count ? str_find_byte(text, '\0') :
					     text.size;

		parts[i] = str_first(text, end);
		text = str_from(text, end < text.size ? end + 1 : end);
	}
}

bool fuzz_lies_in(struct str part, struct str whole)
{
	return part.data >= whole.data && part.size <= whole.size &&
	       part.data + part.size <= whole.data + whole.size;
}

size_t fuzz_count_headers(struct str raw, const char *word)
{
	struct str line;
	size_t count = 0;

	while (str_next_line(&raw, &line) && line.size)
		count += str_starts(line, word);
	return count;
}

bool fuzz_is_shown(struct str text)
{
	uint32_t c = 0;
	size_t size;

	for (; text.size; text = str_from(text, size)) {
		size = text_decode(text, &c);
		if (!size || c < 0x20 || (c >= 0x7f && c < 0xa0))
			return false;
	}
	return true;
}

struct crypto *fuzz_crypto(void)
{
	static struct crypto *crypto;
	struct error error;

	if (!crypto && crypto_open(&crypto, &error))
		abort();
	return crypto;
}

static int memory_file(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = memfd_create("refgate-fuzz", MFD_CLOEXEC);
	expect(fd >= 0);
	return fd;
}

int fuzz_file(struct str content)
{
	int fd = memory_file();

	expect(!ftruncate(fd, 0) && !lseek(fd, 0, SEEK_SET));
	expect(!fd_write_all(fd, content, NULL));
	expect(!lseek(fd, 0, SEEK_SET));
	return fd;
}

const char *fuzz_file_path(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", memory_file());
	return path;
}

static char folder[PATH_MAX];

static int remove_one(const char *path, const struct stat *info, int kind,
		      struct FTW *where)
{
	(void)info;
	(void)kind;
	(void)where;
	return remove(path);
}

static void remove_folder(void)
{
	nftw(folder, remove_one, FTW_DESCRIPTORS, FTW_DEPTH | FTW_PHYS);
}

const char *fuzz_folder(void)
{
	const char *base = getenv("TMPDIR");

	if (folder[0])
		return folder;
	snprintf(folder, sizeof(folder), "%s/refgate-fuzz.XXXXXX",
		 base && base[0] ? base : "/tmp");
	expect(mkdtemp(folder) && !atexit(remove_folder));
	return folder;
}

const char *fuzz_path(const char *name)
{
	static char paths[PATHS][PATH_MAX];
	static size_t last;
	char *path = paths[last++ % PATHS];
	int size = snprintf(path, PATH_MAX, "%s/%s", fuzz_folder(), name);

	expect(size > 0 && size < PATH_MAX);
	return path;
}

void fuzz_write(const char *path, struct str content)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	expect(fd >= 0 && !fd_write_all(fd, content, NULL));
	close(fd);
}
