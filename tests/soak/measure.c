/*
 * measure.c - runs the hook of its own name and notes its time, its greatest
 * memory and its processor time. Never changes what the hook says or returns.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CANNOT_RUN 127
#define TEXT_SIZE 4096

/* HOOKS and SAMPLES are a folder and a file, given to the compiler. */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The compiler is told where they are. */
#ifndef SAMPLES
#define SAMPLES "samples"
#endif
#ifndef HOOKS
#define HOOKS "hooks"
#endif

static long long microseconds(const struct rusage *usage)
{
	return (usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) * 1000000LL +
	       usage->ru_utime.tv_usec + usage->ru_stime.tv_usec;
}

/* One write each: lines of many hooks do not mix. */
static void note(const char *name, const struct rusage *usage, int status)
{
	char line[TEXT_SIZE];
	int size = snprintf(line, sizeof(line), "%lld %s %ld %lld %d\n",
			    (long long)time(NULL), name, usage->ru_maxrss,
			    microseconds(usage), status);
	int fd = open(SAMPLES, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0)
		return;
	(void)!write(fd, line, (size_t)size);
	close(fd);
}

int main(int argc, char **argv)
{
	const char *name = base_name(argv[0]);
	char path[TEXT_SIZE];
	struct rusage usage = { 0 };
	int status;
	pid_t child;

	(void)argc;
	snprintf(path, sizeof(path), "%s/%s", HOOKS, name);
	child = fork();
	if (child == 0) {
		execv(path, argv);
		_exit(CANNOT_RUN);
	}
	if (child < 0 || wait4(child, &status, 0, &usage) < 0)
		return CANNOT_RUN;
	note(name, &usage, status);
	return WIFEXITED(status) ? WEXITSTATUS(status) : CANNOT_RUN;
}
