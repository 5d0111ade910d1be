/*
 * run_git.c - see run_git.h. Never goes through a shell.
 */
#include "run_git.h"

#include "base/child.h"
#include "base/file.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define WORDS_MAX 32
#define OUTPUT_SIZE_MAX (1u << 20)

extern char **environ;

/* What the terminal interrupts is git, not who waits to tidy up behind it. */
static int run(const char *const *words, int output, int *status,
	       struct error *error)
{
	static const int signals[] = { SIGINT, SIGQUIT, 0 };
	const struct child child = { .words = words,
				     .environment =
					     (const char *const *)environ,
				     .files = { -1, output, -1 },
				     .signals = signals };
	const struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction interrupt, quit;
	pid_t pid = -1;
	int result;
	int code;

	sigaction(SIGINT, &ignore, &interrupt);
	sigaction(SIGQUIT, &ignore, &quit);
	code = child_start(&pid, &child);
	result = code ? error_set(error, ERROR_INTERNAL, "cannot run git: %s",
				  strerror(code)) :
			child_wait(pid, status, error);
	sigaction(SIGINT, &interrupt, NULL);
	sigaction(SIGQUIT, &quit, NULL);
	return result;
}

int run_git(const char *const *words, struct buf *out, int *status,
	    struct error *error)
{
	const char *arguments[WORDS_MAX + 2] = { "git" };
	int output = -1;
	size_t count;
	int result;

	for (count = 0; words[count]; count++) {
		if (count == WORDS_MAX)
			return error_set(error, ERROR_INTERNAL,
					 "too many words for git");
		arguments[count + 1] = words[count];
	}
	output = memfd_create("refgate", MFD_CLOEXEC);
	if (output < 0)
		return error_set_errno(error, ERROR_INTERNAL, "memfd_create");
	result = run(arguments, output, status, error);
	if (!result && out && lseek(output, 0, SEEK_SET) < 0)
		result = error_set_errno(error, ERROR_INTERNAL, "lseek");
	if (!result && out)
		result = fd_read_all(out, output, OUTPUT_SIZE_MAX, error);
	close(output);
	return result;
}
