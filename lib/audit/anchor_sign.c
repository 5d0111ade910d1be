/*
 * anchor_sign.c - has ssh-keygen(1) sign. Never through a shell, never with
 * the caller's environment or terminal, and never for long.
 */
#include "audit/anchor.h"

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIGN_SECONDS 5
#define OUTPUT_SIZE_MAX (64u << 10)

/* As the system has it: PATH is not ours. */
static const char *const programs[] = {
	"/usr/bin/ssh-keygen",
	"/usr/local/bin/ssh-keygen",
	"/bin/ssh-keygen",
};

struct run {
	int files[CHILD_FILES]; /* the child's */
	pid_t pid;
	int status;
};

static const char *find_program(void)
{
	for (size_t i = 0; i < sizeof(programs) / sizeof(programs[0]); i++)
		if (access(programs[i], X_OK) == 0)
			return programs[i];
	return NULL;
}

/* A session of its own: no terminal to ask for a passphrase. */
static int start(struct run *run, const char *const *words)
{
	static const char *const environment[] = { "PATH=/usr/bin:/bin",
						   "LC_ALL=C", NULL };
	static const int signals[] = { SIGPIPE, SIGXFSZ, 0 };
	struct child child = { .words = words,
			       .environment = environment,
			       .signals = signals,
			       .is_detached = true };

	memcpy(child.files, run->files, sizeof(run->files));
	return child_start(&run->pid, &child);
}

/* False: it had to be ended. */
static bool wait_for(struct run *run)
{
	struct backoff backoff;
	pid_t done;

	backoff_start(&backoff, SIGN_SECONDS);
	while ((done = waitpid(run->pid, &run->status, WNOHANG)) == 0 ||
	       (done < 0 && errno == EINTR)) {
		if (backoff_wait(&backoff))
			continue;
		kill(run->pid, SIGKILL);
		while (waitpid(run->pid, &run->status, 0) < 0 && errno == EINTR)
			;
		return false;
	}
	return done == run->pid;
}

static int read_back(struct buf *out, int fd, struct error *error)
{
	if (lseek(fd, 0, SEEK_SET) < 0)
		return error_set_errno(error, ERROR_INTERNAL, "lseek");
	return fd_read_all(out, fd, OUTPUT_SIZE_MAX, error);
}

/* ssh-keygen's last line; it warns of open permissions in many. */
static int tell(const struct run *run, struct error *error)
{
	struct buf said = BUF_INIT;
	struct str rest, line;
	struct str last = STR("it says nothing");

	if (!read_back(&said, run->files[STDERR_FILENO], NULL)) {
		rest = buf_str(&said);
		while (str_next_line(&rest, &line))
			if (str_trim(line).size)
				last = str_trim(line);
	}
	error_set(error, ERROR_USAGE, "ssh-keygen cannot use the key: %.*s",
		  STR_ARGS(last));
	buf_release(&said);
	return ERROR_USAGE;
}

static int open_files(struct run *run, struct str input, struct error *error)
{
	for (int i = 0; i < CHILD_FILES; i++) {
		run->files[i] = memfd_create("refgate", MFD_CLOEXEC);
		if (run->files[i] < 0)
			return error_set_errno(error, ERROR_INTERNAL,
					       "memfd_create");
	}
	if (fd_write_all(run->files[STDIN_FILENO], input, error))
		return ERROR_INTERNAL;
	if (lseek(run->files[STDIN_FILENO], 0, SEEK_SET) < 0)
		return error_set_errno(error, ERROR_INTERNAL, "lseek");
	return 0;
}

static int run_it(struct run *run, const char *const *words, struct str input,
		  struct buf *out, struct error *error)
{
	int code = open_files(run, input, error);

	if (code)
		return code;
	code = start(run, words);
	if (code) {
		errno = code;
		return error_set_errno(error, ERROR_INTERNAL,
				       "cannot run ssh-keygen");
	}
	if (!wait_for(run))
		return error_set(error, ERROR_INTERNAL,
				 "ssh-keygen has not ended within %d seconds",
				 SIGN_SECONDS);
	if (!WIFEXITED(run->status) || WEXITSTATUS(run->status))
		return tell(run, error);
	return read_back(out, run->files[STDOUT_FILENO], error);
}

static int run_keygen(const char **words, struct str input, struct buf *out,
		      struct error *error)
{
	struct run run = { .files = { -1, -1, -1 } };
	int result;

	words[0] = find_program();
	if (words[0])
		result = run_it(&run, words, input, out, error);
	else
		result = error_set(error, ERROR_INTERNAL,
				   "there is no ssh-keygen");
	for (int i = 0; i < CHILD_FILES; i++)
		if (run.files[i] >= 0)
			close(run.files[i]);
	return result;
}

/* "256 SHA256:... comment (ED25519)" */
static int read_fingerprint(struct buf *out, struct str line,
			    struct error *error)
{
	struct str word = str_from(line, str_find_byte(line, ' ') + 1);

	word = str_first(word, str_find_byte(word, ' '));
	if (!str_starts(word, "SHA256:"))
		return error_set(error, ERROR_INTERNAL,
				 "ssh-keygen tells no fingerprint");
	buf_add_str(out, word);
	return 0;
}

int anchor_run_keygen(struct buf *armor, struct buf *fingerprint,
		      struct str payload, const char *key, struct error *error)
{
	const char *sign[] = { NULL, "-Y", "sign", "-n", ANCHOR_NAMESPACE,
			       "-f", key,  NULL };
	const char *list[] = { NULL, "-l", "-E", "sha256", "-f", key, NULL };
	struct buf said = BUF_INIT;
	int result;

	if (*key != '/')
		return error_set(error, ERROR_USAGE,
				 "the key that signs needs an absolute path");
	result = run_keygen(sign, payload, armor, error);
	if (!result)
		result = run_keygen(list, STR(""), &said, error);
	if (!result)
		result = read_fingerprint(fingerprint, buf_str(&said), error);
	buf_release(&said);
	return result;
}
