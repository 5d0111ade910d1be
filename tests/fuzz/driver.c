/*
 * driver.c - replays files, and the files of directories, through a fuzz
 * target without libFuzzer: "driver PATH...". Never changes an input.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define INPUT_SIZE_MAX (16u << 20)

/* From memory of exactly its size, so that a sanitizer sees overreads. */
static int replay_file(const char *path, size_t *count)
{
	struct buf buf = BUF_INIT;
	struct error error;
	uint8_t *copy = NULL;
	int r = file_read(&buf, path, INPUT_SIZE_MAX, NULL, &error);

	if (!r)
		copy = malloc(buf.size ? buf.size : 1);
	if (copy) {
		if (buf.size)
			memcpy(copy, buf.data, buf.size);
		LLVMFuzzerTestOneInput(copy, buf.size);
		(*count)++;
	} else {
		fprintf(stderr, "%s: %s\n", path,
			r ? error.text : "out of memory");
		r = -1;
	}
	free(copy);
	buf_release(&buf);
	return r;
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int replay_directory(const char *path, size_t *count)
{
	struct dirent **entries = NULL;
	int total = scandir(path, &entries, is_visible, alphasort);
	char name[PATH_MAX];
	int i, r = total > 0 ? 0 : -1;

	if (r)
		fprintf(stderr, "%s: no inputs\n", path);
	for (i = 0; i < total; i++) {
		snprintf(name, sizeof(name), "%s/%s", path, entries[i]->d_name);
		r |= replay_file(name, count);
		free(entries[i]);
	}
	free(entries);
	return r;
}

static int replay(const char *path, size_t *count)
{
	struct stat info;

	if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
		return replay_directory(path, count);
	return replay_file(path, count);
}

int main(int argc, char **argv)
{
	size_t count = 0;
	int i, r = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: %s PATH...\n", argv[0]);
		return 2;
	}
	LLVMFuzzerInitialize(&argc, &argv);
	for (i = 1; i < argc; i++)
		r |= replay(argv[i], &count);
	printf("%zu inputs\n", count);
	return r ? 1 : 0;
}
