/*
 * log_input.c - see log_input.h. Never hands a name or the environment to
 * the program that unpacks: only an open file.
 */
#include "log_input.h"

#include "base/child.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC_SIZE_MAX 6

struct packing {
	const char *suffix;
	const char *magic;
	const char *program;
};

static const struct packing packings[] = {
	{ ".gz", "\x1f\x8b", "gzip" },
	{ ".xz",
	  "\xfd"
	  "7zXZ",
	  "xz" },
	{ ".zst", "\x28\xb5\x2f\xfd", "zstd" },
	{ ".bz2", "BZh", "bzip2" },
};

#define PACKING_COUNT (sizeof(packings) / sizeof(packings[0]))

/* The name counts first: what was cut to nothing has no magic. */
static const char *program_for(const char *name, int fd)
{
	char start[MAGIC_SIZE_MAX];
	ssize_t size;

	for (size_t i = 0; i < PACKING_COUNT; i++)
		if (str_ends(str_of(name), packings[i].suffix))
			return packings[i].program;
	size = pread(fd, start, sizeof(start), 0); /* fails for a pipe */
	for (size_t i = 0; size > 0 && i < PACKING_COUNT; i++)
		if (str_starts((struct str){ start, (size_t)size },
			       packings[i].magic))
			return packings[i].program;
	return NULL;
}

/* When we stop reading, the child is to end in silence. */
static int start(struct log_input *input, int packed, int pipe,
		 struct error *error)
{
	/* Not ours: variables such as GZIP and XZ_OPT hold options. */
	static const char *const environment[] = {
		"PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C", NULL
	};
	static const int signals[] = { SIGPIPE, 0 };
	const char *const words[] = { input->program, "-dc", NULL };
	const struct child child = { .words = words,
				     .environment = environment,
				     .files = { packed, pipe, -1 },
				     .signals = signals };
	int code = child_start(&input->child, &child);

	if (!code)
		return 0;
	input->child = 0;
	return code == ENOENT ?
		       error_set(error, ERROR_USAGE,
				 "%s is packed, and there is no %s to unpack "
				 "it",
				 input->name, input->program) :
		       error_set(error, ERROR_INTERNAL, "cannot run %s: %s",
				 input->program, strerror(code));
}

/* input->fd is what is packed, then what comes out. */
static int unpack(struct log_input *input, struct error *error)
{
	int ends[2];
	int result;

	if (pipe2(ends, O_CLOEXEC))
		return error_set_errno(error, ERROR_INTERNAL, "%s: no pipe",
				       input->name);
	result = start(input, input->fd, ends[1], error);
	close(ends[1]);
	close(input->fd);
	input->fd = ends[0];
	return result;
}

static int open_file(struct log_input *input, struct error *error)
{
	struct stat info;

	input->fd = open(input->name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (input->fd < 0 || fstat(input->fd, &info))
		return error_set_errno(
			error, errno == ENOENT ? ERROR_NOT_FOUND : ERROR_USAGE,
			"cannot open %s", input->name);
	if (S_ISDIR(info.st_mode))
		return error_set(error, ERROR_USAGE,
				 "%s is a folder, not a log", input->name);
	input->program = program_for(input->name, input->fd);
	return input->program ? unpack(input, error) : 0;
}

int log_input_open(struct log_input *out, const char *name, struct error *error)
{
	int result;

	*out = (struct log_input){ .fd = STDIN_FILENO, .name = name };
	if (!strcmp(name, "-"))
		return 0;
	result = open_file(out, error);
	if (result) {
		if (out->fd >= 0)
			close(out->fd);
		*out = (struct log_input){ 0 };
	}
	return result;
}

static int wait_for(const struct log_input *input, struct error *error)
{
	int status;
	int result = child_wait(input->child, &status, error);

	if (result || !status || status == CHILD_SIGNALLED + SIGPIPE)
		return result;
	return error_set(error, ERROR_BROKEN,
			 "%s could not be unpacked: %s ended with %d",
			 input->name, input->program, status);
}

int log_input_close(struct log_input *in, struct error *error)
{
	int result = 0;

	if (!in)
		return 0;
	if (in->fd != STDIN_FILENO)
		close(in->fd);
	if (in->child)
		result = wait_for(in, error);
	*in = (struct log_input){ 0 };
	return result;
}
