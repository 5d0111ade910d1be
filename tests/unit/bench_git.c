/*
 * bench_git.c - runs git for unit tests. Never touches anything outside
 * its directory.
 */
#include "bench_git.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char set_up_script[] =
	"git config --file \"$GIT_CONFIG_GLOBAL\" user.name Alice\n"
	"git config --file \"$GIT_CONFIG_GLOBAL\" user.email a@example.com\n"
	"git config --file \"$GIT_CONFIG_GLOBAL\" init.defaultBranch main\n"
	"git config --file \"$GIT_CONFIG_GLOBAL\" gc.auto 0\n"
	"git config --file \"$GIT_CONFIG_GLOBAL\" protocol.file.allow always\n";

static void set_variables(const struct bench_git *git)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/gitconfig", git->directory);
	setenv("GIT_CONFIG_GLOBAL", path, 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_EDITOR", ":", 1);
	setenv("GIT_TERMINAL_PROMPT", "0", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("HOME", git->directory, 1);
	unsetenv("GIT_DIR");
	unsetenv("GIT_WORK_TREE");
	unsetenv("GIT_SEQUENCE_EDITOR");
}

static void run_child(const struct bench_git *git, const char *shell,
		      const char *script, int output)
{
	if (chdir(git->directory) == 0 && dup2(output, 1) == 1 &&
	    dup2(output, 2) == 2) {
		set_variables(git);
		execlp(shell, shell, "-c", script, (char *)NULL);
	}
	_exit(127);
}

int bench_git_run(const struct bench_git *git, const char *shell,
		  const char *script, struct buf *out)
{
	char bytes[4096];
	ssize_t size;
	int status;
	int ends[2];
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		run_child(git, shell, script, ends[1]);
	}
	close(ends[1]);
	while ((size = read(ends[0], bytes, sizeof(bytes))) > 0)
		if (out)
			buf_add(out, bytes, (size_t)size);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

void bench_git_do(const struct bench_git *git, const char *script)
{
	struct buf out = BUF_INIT;
	struct buf text = BUF_INIT;

	buf_addf(&text, "set -e\n%s", script);
	if (bench_git_run(git, "sh", buf_text(&text), &out))
		fail_msg("%s\n%s", script, buf_text(&out));
	buf_release(&text);
	buf_release(&out);
}

struct oid bench_git_id(const struct bench_git *git, const char *revision)
{
	struct buf script = BUF_INIT;
	struct buf out = BUF_INIT;
	struct oid id;

	buf_addf(&script, "git -C repo rev-parse --verify '%s'", revision);
	assert_int_equal(bench_git_run(git, "sh", buf_text(&script), &out), 0);
	if (!oid_parse(&id, str_trim(buf_str(&out))))
		fail_msg("%s: %s", revision, buf_text(&out));
	buf_release(&script);
	buf_release(&out);
	return id;
}

int bench_git_open(struct bench_git *git)
{
	snprintf(git->directory, sizeof(git->directory),
		 "/tmp/refgate-unit.XXXXXX");
	if (!mkdtemp(git->directory))
		return -1;
	return bench_git_run(git, "sh", set_up_script, NULL) ? -1 : 0;
}

struct repo *bench_git_start(struct bench_git *git, const char *start,
			     const char *script)
{
	char path[128];
	struct repo_options options = { .path = path };
	struct error error = { 0 };
	struct buf whole = BUF_INIT;
	struct repo *repo = NULL;

	assert_int_equal(bench_git_open(git), 0);
	buf_addf(&whole, "%s%s", start, script);
	bench_git_do(git, buf_text(&whole));
	buf_release(&whole);
	snprintf(path, sizeof(path), "%s/repo/.git", git->directory);
	if (repo_open(&repo, &options, &error))
		fail_msg("%s", error.text);
	return repo;
}

void bench_git_close(struct bench_git *git)
{
	bench_git_run(git, "sh", "rm -rf \"$PWD\"", NULL);
}
