/*
 * scratch.c - a directory of its own for each test, and programs that are
 * run in it. Never leaves anything behind.
 */
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARGUMENTS_MAX 32
#define OUTPUT_SIZE_MAX (256u << 20)
#define OPEN_DIRECTORIES_MAX 16

static int remove_one(const char *path, const struct stat *info, int type,
		      struct FTW *at)
{
	(void)info;
	(void)type;
	(void)at;
	/* others may remove their own meanwhile: sockets of an agent */
	(void)remove(path);
	return 0;
}

int scratch_remove(const char *path)
{
	(void)nftw(path, remove_one, OPEN_DIRECTORIES_MAX,
		   FTW_DEPTH | FTW_PHYS);
	return access(path, F_OK) == 0 ? -1 : 0;
}

int scratch_set_up(void **state)
{
	const char *parent = getenv("TMPDIR");
	char *path = malloc(PATH_MAX);

	*state = path;
	if (!path)
		return -1;
	(void)snprintf(path, PATH_MAX, "%s/refgate-test.XXXXXX",
		       parent ? parent : "/tmp");
	return mkdtemp(path) ? chdir(path) : -1;
}

int scratch_tear_down(void **state)
{
	char *path = *state;
	int r = chdir("/");

	r |= scratch_remove(path);
	free(path);
	return r;
}

static int input_file(struct str input)
{
	struct error error = { 0 };
	FILE *file = tmpfile();
	int fd = file ? dup(fileno(file)) : -1;

	assert_true(fd >= 0);
	assert_int_equal(fd_write_all(fd, input, &error), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	fclose(file);
	return fd;
}

static void run_child(int input, int output, const char *const *argv,
		      bool quiet)
{
	static const char *const environment[] = {
		"PATH=/usr/local/bin:/usr/bin:/bin",
		"HOME=/nonexistent",
		"LC_ALL=C",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_AUTHOR_NAME=A",
		"GIT_AUTHOR_EMAIL=a@example.com",
		"GIT_COMMITTER_NAME=C",
		"GIT_COMMITTER_EMAIL=c@example.com",
		NULL,
	};

	if (quiet)
		dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	execvpe(argv[0], (char *const *)(uintptr_t)argv,
		(char *const *)(uintptr_t)environment);
	_exit(127);
}

static int run(struct buf *out, struct str input, const char *const *argv,
	       bool quiet)
{
	struct error error = { 0 };
	struct buf ignored = BUF_INIT;
	int pipes[2];
	int fd = input_file(input);
	int status;
	pid_t child;

	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		run_child(fd, pipes[1], argv, quiet);
	close(pipes[1]);
	assert_int_equal(fd_read_all(out ? out : &ignored, pipes[0],
				     OUTPUT_SIZE_MAX, &error),
			 0);
	close(pipes[0]);
	close(fd);
	buf_release(&ignored);
	assert_true(waitpid(child, &status, 0) == child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 255;
}

int scratch_try(struct buf *out, struct str input, const char *const *argv)
{
	return run(out, input, argv, true);
}

void scratch_run(struct buf *out, struct str input, const char *program, ...)
{
	const char *argv[ARGUMENTS_MAX + 1] = { program };
	size_t count = 1;
	va_list args;
	int status;

	va_start(args, program);
	while (count < ARGUMENTS_MAX &&
	       (argv[count] = va_arg(args, const char *)))
		count++;
	va_end(args);
	status = run(out, input, argv, false);
	if (status)
		fail_msg("%s %s: exit status %d", program,
			 argv[1] ? argv[1] : "", status);
}

void scratch_write(const char *path, struct str data)
{
	struct error error = { 0 };
	bool exists = false;

	(void)unlink(path);
	if (file_create(path, data, 0644, &exists, &error))
		fail_msg("%s: %s", path, error.text);
}
