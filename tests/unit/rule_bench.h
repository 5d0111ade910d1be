/*
 * rule_bench.h - what a rule needs to be judged without the gate: a context,
 * a funnel that keeps the findings, a repository if the test wants one.
 */
#ifndef REFGATE_TESTS_RULE_BENCH_H
#define REFGATE_TESTS_RULE_BENCH_H

#include "rules/repair.h"

#include "bench_git.h"

#define BENCH_FINDINGS_MAX 256

struct bench {
	struct arena arena;
	struct vars vars;
	struct people people;
	struct pusher pusher;
	struct ref_update update;
	struct rule_context context;
	struct finding findings[BENCH_FINDINGS_MAX];
	size_t count;
	struct regex *regexes[16]; /* of bench_pattern() */
	size_t regex_count;
	size_t slots; /* that dynamic patterns have taken */
	struct error error;
	struct bench_git git;
	struct repo *repo;
	struct graph *graph;
};

void bench_init(struct bench *bench);
/* A repository "repo", made by the script, which runs inside it. */
void bench_init_repo(struct bench *bench, const char *script);
void bench_release(struct bench *bench);
/*
 * For cmocka: *state is `size` bytes that begin with such a bench; the rest
 * of them are 0.
 */
int bench_set_up(void **state, size_t size, const char *script);
int bench_tear_down(void **state);
/* A test between set_up() of its file and that. */
#define WITH_BENCH(test) \
	cmocka_unit_test_setup_teardown(test, set_up, bench_tear_down)
/* Takes back the findings; ready for another judgement. */
void bench_clear(struct bench *bench);

/*
 * main:    a - b - c          (tags v1 on b, light on c; wild on x1)
 * develop: a - b - d1 - d2
 * good:    c - g1 - g2        old: from a, nothing of its own
 * bad:     d1 - x1 - x2
 * merged:  c - m1, merged into trunk, which is develop and m1
 * lone:    another root
 */
extern const char bench_history[];

/* "refs/heads/x"; kind and commits as given, revisions of "repo" or NULL. */
void bench_update(struct bench *bench, const char *name, enum update_kind kind,
		  const char *old, const char *new);
/* A glob list, or a pattern, as the loader would make it. */
struct ref_globs bench_globs(struct bench *bench, const char *const *texts);
struct pattern *bench_pattern(struct bench *bench, const char *text,
			      unsigned flags);
/* The commit, read; its bytes are in the arena. */
struct commit *bench_commit(struct bench *bench, const char *revision);
/* The change between two commits, as the gate would give it. */
struct change *bench_change(struct bench *bench, const char *base,
			    const char *tip);

/* Asserts the number of findings, and the text of the first. */
void bench_expect(const struct bench *bench, size_t count, const char *text);
const char *bench_row(const struct bench *bench, size_t finding,
		      const char *label);
/* The rule's repair for all that was found, as lines of a script. */
void bench_repair(struct bench *bench, const struct rule *rule,
		  const void *options, const struct repair_request *request,
		  struct buf *out);

#endif
