/*
 * bench_git.h - throw-away repositories for unit tests, made by git
 * itself in a directory of their own.
 */
#ifndef REFGATE_TESTS_BENCH_GIT_H
#define REFGATE_TESTS_BENCH_GIT_H

#include "base/buf.h"
#include "git/repo.h"

struct bench_git {
	char directory[64]; /* the script's working directory */
};

/* 0, or -1. The scripts see no configuration but what this makes. */
int bench_git_open(struct bench_git *git);
/*
 * The same, and runs one script made of the two. Gives the repository "repo"
 * that they left, opened; the test fails if there is none.
 */
struct repo *bench_git_start(struct bench_git *git, const char *start,
			     const char *script);
void bench_git_close(struct bench_git *git);
/* Runs the script by `shell` ("sh", "bash"); its exit status. What it prints
 * is appended to *out, if that is not NULL. */
int bench_git_run(const struct bench_git *git, const char *shell,
		  const char *script, struct buf *out);
/* Fails the test unless the script succeeds. */
void bench_git_do(const struct bench_git *git, const char *script);
/* The object that a revision of the repository "repo" names. */
struct oid bench_git_id(const struct bench_git *git, const char *revision);

#endif
