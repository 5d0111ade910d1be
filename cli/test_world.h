/*
 * test_world.h - the throw-away repositories of a case: the server, with the
 * hooks of hooks/test, and where the developers make their objects; the clock
 * and the names of what was made. Removes what it makes.
 */
#ifndef REFGATE_CLI_TEST_WORLD_H
#define REFGATE_CLI_TEST_WORLD_H

#include "test_people.h"
#include "test_process.h"

#include "base/clock.h"

#define WORLD_MAIN "refs/heads/main"
#define WORLD_NAME "project"
#define WORLD_ZERO "0000000000000000000000000000000000000000"

/* What all cases share. */
struct test_ground {
	const struct policy *policy;
	const char *policy_path; /* absolute */
	const struct plan *plan;
	const char *dir;     /* scratch */
	const char *key_dir; /* WORD and WORD.pub */
	const char *hook_dir;
	const char *path;   /* "PATH=..." */
	const char *home;   /* "HOME=..." */
	const char *config; /* "GIT_CONFIG_GLOBAL=..." */
};

struct world_id {
	const char *name;
	const char *oid;
	struct world_id *next;
};

struct world {
	const struct test_ground *ground;
	const struct plan_case *test;
	struct test_people people;
	struct arena arena;
	struct world_id *ids;
	const char *dir, *server, *client; /* the latter two: repositories */
	int64_t ahead;	    /* seconds that its clock is ahead of ours */
	size_t commits;	    /* made so far */
	const char *branch; /* short name of what is being changed, or NULL */
	const char *tag;
};

/* Makes `dir` with both repositories in it, empty. */
int world_make(struct world *out, const struct test_ground *ground,
	       const struct plan_case *test, const char *dir,
	       struct error *error);
/* The same as a copy of a world that is as the case's `given` says. */
int world_copy(struct world *out, const struct world *from,
	       const struct plan_case *test, const char *dir,
	       struct error *error);
/* Removes the directory, too. */
void world_release(struct world *world);

/* Writes the clock, the policy and the trust file for the hooks. */
int world_write(struct world *world, struct error *error);
/* Adds lines to the section [refgate] of the server's configuration. */
int world_configure(struct world *world, struct str lines, struct error *error);
int world_wait(struct world *world, int64_t seconds, struct error *error);
int64_t world_now(const struct world *world);

/* Remembers what a name stands for. */
int world_name(struct world *world, const char *name, const char *oid,
	       struct error *error);
const char *world_named(const struct world *world, const char *name);
/* "hotfix/x": its full name, a tag only if there is one. */
const char *world_ref(struct world *world, const char *name,
		      struct error *error);
/* The ref's value on the server, or NULL. */
const char *world_value(struct world *world, const char *ref);
/* An id, a ref, either with ^ and ~ behind it; NULL with the error. */
const char *world_commit(struct world *world, const char *name,
			 struct error *error);
/* NULL for an unknown word, with the error. */
const struct test_person *world_person(struct world *world, const char *word,
				       struct error *error);
/* Of who signs, in the world's arena. */
const char *world_key(struct world *world, const struct test_person *person,
		      struct error *error);

/* Begins "git --git-dir=<client>", with the environment. */
void world_git(struct world *world, struct process *process);
/*
 * Runs it; it has to succeed. Its output without the last newline, in the
 * arena; NULL with the error. Releases the process.
 */
const char *world_run(struct world *world, struct process *process,
		      struct error *error);

#endif
