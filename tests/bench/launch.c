/*
 * launch.c - starts programs for measuring, one for each line of
 * standard input, and tells what each took. It is small, so that what it
 * starts begins with little memory, and nothing but the program is timed.
 *
 * A line: fields with tabs between: folder, standard input, output (both of
 * standard output and error), count of variables, so many VARIABLE=value,
 * program, arguments. The answer: exit status, nanoseconds, microseconds of
 * CPU, peak memory in KiB.
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WORDS_MAX 4096
#define MICRO 1000000LL
#define NANO 1000000000LL
#define FIXED 4 /* fields in front of the variables */

struct request {
	const char *folder, *input, *output;
	char **environment;
	char **arguments;
};

static void die(const char *what, int error)
{
	fprintf(stderr, "launch: %s: %s\n", what, strerror(error));
	exit(2);
}

static size_t split(char *line, char **words)
{
	size_t count = 0;
	char *next = line;

	while (next && count < WORDS_MAX)
		words[count++] = strsep(&next, "\t");
	if (next)
		die("a line", E2BIG);
	return count;
}

/* The variables move to a list of their own, with a NULL behind it. */
static struct request parse(char *line, char **words, char **variables)
{
	size_t count = split(line, words);
	unsigned long given = count > FIXED ? strtoul(words[3], NULL, 10) : 0;

	if (count <= FIXED || given >= count - FIXED)
		die("a line", EINVAL);
	memcpy(variables, words + FIXED, given * sizeof(*variables));
	variables[given] = NULL;
	words[count] = NULL;
	return (struct request){ .folder = words[0],
				 .input = words[1],
				 .output = words[2],
				 .environment = variables,
				 .arguments = words + FIXED + given };
}

static pid_t start(const struct request *request)
{
	posix_spawn_file_actions_t actions;
	pid_t child = -1;
	int error;

	posix_spawn_file_actions_init(&actions);
	error = posix_spawn_file_actions_addopen(&actions, 0, request->input,
						 O_RDONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_addopen(
			&actions, 1, request->output,
			O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&actions, 1, 2);
	if (!error)
		error = posix_spawn_file_actions_addchdir_np(&actions,
							     request->folder);
	if (!error)
		error = posix_spawnp(&child, request->arguments[0], &actions,
				     NULL, request->arguments,
				     request->environment);
	posix_spawn_file_actions_destroy(&actions);
	if (error)
		die(request->arguments[0], error);
	return child;
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * NANO + time.tv_nsec;
}

static void measure(const struct request *request)
{
	struct rusage usage;
	long long begin = now();
	long long cpu;
	pid_t child = start(request);
	int status;

	while (wait4(child, &status, 0, &usage) < 0)
		if (errno != EINTR)
			die("wait4", errno);
	begin = now() - begin;
	cpu = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * MICRO +
	      usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
	printf("%d %lld %lld %ld\n",
	       WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
	       begin, cpu, usage.ru_maxrss);
	fflush(stdout);
}

int main(void)
{
	static char *words[WORDS_MAX + 1];
	static char *variables[WORDS_MAX + 1];
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	while ((length = getline(&line, &size, stdin)) > 0) {
		struct request request;

		if (line[length - 1] == '\n')
			line[length - 1] = '\0';
		request = parse(line, words, variables);
		measure(&request);
	}
	free(line);
	return 0;
}
