/*
 * test_allocations.c - every parser of tests/fuzz reads samples of its corpus
 * while one allocation after the other fails: it says so or does without it,
 * loses no memory, and reads the next time as before. What it says of a
 * failure is not judged here; tests/faults does that for whole hooks.
 *
 *   REFGATE_ALLOCATIONS=all   each sample and each allocation; else some
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/file.h"
#include "fuzz.h"
#include "git/lines.h"
#include "git/startup.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define TARGETS_MAX 64
#define SAMPLES_MAX 4	/* of a target, when only some are read */
#define FAILURES_MAX 24 /* of a sample, in the same case */
#define SAMPLE_SIZE_MAX 16384
#define BLOCKS_MAX 65536u
#define SECONDS_MAX 300
#define DESCRIPTORS_MAX 64

/*
 * libgit2 breaks down when it cannot tell an error, and so do assertions in
 * libjansson (load.c, lex_scan_string). What a target keeps from one run to the
 * next, libgit2's packs or a whole cache, does not outlive one that breaks off.
 */
static const char *const spared[] = { "ref_name", "anchor", "pack",
				      "policy_cache" };

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
char *__real_strdup(const char *text);
void __real_free(void *block);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
char *__wrap_strdup(const char *text);
void __wrap_free(void *block);
_Noreturn void __wrap_fuzz_broken(const char *file, int line);
_Noreturn void __wrap_abort(void);
int __lsan_is_turned_off(void);

/* By cmocka, which goes on after them. */
static const int caught[] = { SIGSEGV, SIGFPE, SIGILL, SIGBUS };

/* What a child found, seen by its parent when it has crashed, too. */
struct findings {
	size_t failing; /* the allocation that failed last; 0: none */
	size_t lost;	/* the first of them that lost memory */
	bool is_done;
	bool is_spoilt; /* a later run was not as the first */
};

static struct findings *findings;
static const struct fuzz_target *now;
static bool reads_all;

static bool is_armed;
static size_t asked;
static size_t fails_at;
static jmp_buf broken;

/* Blocks that are in use: a table of addresses, emptied by a new `age`. */
static struct {
	void *block;
	unsigned age;
} blocks[BLOCKS_MAX];
static unsigned age;
static size_t in_use;
static size_t placed;

static size_t place_of(const void *block)
{
	size_t place = ((uintptr_t)block >> 4) * 2654435761u % BLOCKS_MAX;

	while (blocks[place].age == age && blocks[place].block != block)
		place = (place + 1) % BLOCKS_MAX;
	return place;
}

static void *remember(void *block)
{
	size_t place;

	if (!is_armed || !block || placed >= BLOCKS_MAX / 2)
		return block;
	place = place_of(block);
	placed += blocks[place].age != age;
	blocks[place].block = block;
	blocks[place].age = age;
	in_use++;
	return block;
}

/* The place stays taken, so that what lies behind it is found. */
static void forget(void *block)
{
	size_t place;

	if (!is_armed || !block)
		return;
	place = place_of(block);
	if (blocks[place].age != age)
		return;
	blocks[place].block = &blocks[place];
	in_use--;
}

static bool fails(void)
{
	if (!is_armed || ++asked != fails_at)
		return false;
	findings->failing = asked;
	return true;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : remember(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : remember(__real_calloc(count, size));
}

void *__wrap_realloc(void *block, size_t size)
{
	void *larger;

	if (fails())
		return NULL;
	forget(block);
	larger = __real_realloc(block, size);
	return remember(larger);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : remember(__real_strdup(text));
}

void __wrap_free(void *block)
{
	forget(block);
	__real_free(block);
}

/* A target that cannot do its work leaves from where it is. */
_Noreturn void __wrap_fuzz_broken(const char *file, int line)
{
	(void)file;
	(void)line;
	__wrap_abort();
}

_Noreturn void __wrap_abort(void)
{
	if (!is_armed)
		_exit(1);
	longjmp(broken, 1);
}

static void arm(size_t failing)
{
	age++;
	in_use = 0;
	placed = 0;
	asked = 0;
	fails_at = failing;
	is_armed = true;
}

/* False: the target broke off. *lost: blocks that are still in use. */
static bool run(struct str sample, size_t failing, size_t *lost)
{
	bool is_whole = false;

	if (!setjmp(broken)) {
		arm(failing);
		now->run((const uint8_t *)sample.data, sample.size);
		is_whole = true;
	}
	is_armed = false;
	*lost = in_use;
	return is_whole;
}

/* What was open before, caches of libraries among them, stays. */
static void close_from(int first)
{
	for (int fd = first; fd < first + DESCRIPTORS_MAX; fd++)
		close(fd);
}

static size_t step_of(size_t count)
{
	return reads_all || count <= FAILURES_MAX ? 1 : count / FAILURES_MAX;
}

/* In a process of its own. */
static void try_sample(struct str sample)
{
	size_t usual, lost, count, step;
	int first;

	if (!run(sample, 0, &lost) || !run(sample, 0, &usual))
		_exit(1);
	count = asked;
	step = step_of(count);
	first = fcntl(STDIN_FILENO, F_DUPFD, STDERR_FILENO + 1);
	close(first);
	for (size_t i = 1; i <= count; i += step) {
		if (!run(sample, i, &lost))
			close_from(first);
		else if (lost > usual && !findings->lost)
			findings->lost = i;
	}
	findings->is_spoilt = !run(sample, 0, &lost);
	findings->is_done = true;
}

static void judge(const char *name, int status)
{
	if (WIFSIGNALED(status))
		fail_msg("%s: allocation %zu: signal %d", name,
			 findings->failing, WTERMSIG(status));
	if (!findings->is_done || status)
		fail_msg("%s: allocation %zu: not read to its end", name,
			 findings->failing);
	if (findings->lost)
		fail_msg("%s: allocation %zu: memory is lost", name,
			 findings->lost);
	if (findings->is_spoilt)
		fail_msg("%s: not read as before", name);
}

static void test_sample(const char *name)
{
	struct buf text = BUF_INIT;
	struct error error;
	int status = 0;
	pid_t child;

	if (file_read(&text, name, SAMPLE_SIZE_MAX, NULL, &error)) {
		buf_release(&text);
		return; /* too large */
	}
	memset(findings, 0, sizeof(*findings));
	fflush(NULL);
	child = fork();
	assert_true(child >= 0);
	if (!child) {
		for (size_t i = 0; i < sizeof(caught) / sizeof(*caught); i++)
			signal(caught[i], SIG_DFL);
		alarm(SECONDS_MAX);
		try_sample(buf_str(&text));
		exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	buf_release(&text);
	judge(name, status);
}

static int is_visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void test_target(void **state)
{
	struct dirent **entries = NULL;
	char path[PATH_MAX];
	int count, step;

	now = *state;
	snprintf(path, sizeof(path), "tests/fuzz/corpus/%s", now->name);
	count = scandir(path, &entries, is_visible, alphasort);
	assert_true(count > 0);
	step = reads_all || count <= SAMPLES_MAX ? 1 : count / SAMPLES_MAX;
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "tests/fuzz/corpus/%s/%s",
			 now->name, entries[i]->d_name);
		free(entries[i]);
		if (i % step == 0)
			test_sample(path);
	}
	free(entries);
}

/* Blocks are counted here; what breaks off leaves some behind. */
int __lsan_is_turned_off(void)
{
	return 1;
}

static int count_line(const struct line *line, void *count)
{
	(void)line;
	++*(size_t *)count;
	return 0;
}

/* All lines or an error: libgit2 takes no notice of what xdiff says. */
static void test_lines(void **state)
{
	const struct lines lines = { .text = { STR("a\nb\n"),
					       STR("a\nc\nd\n") } };
	struct error error;
	size_t count, failing = 0;
	int result;

	(void)state;
	assert_int_equal(git_start(&error), 0);
	do {
		count = 0;
		arm(++failing);
		result = lines_diff(&lines, count_line, &count, &error);
		is_armed = false;
		if (result || count != 3)
			assert_true(result < 0);
	} while (asked >= failing);
	assert_true(failing > 8);
	assert_int_equal(result, 0);
}

static bool is_spared(const char *name)
{
	for (size_t i = 0; i < sizeof(spared) / sizeof(spared[0]); i++)
		if (!strcmp(name, spared[i]))
			return true;
	return false;
}

int main(void)
{
	struct CMUnitTest tests[TARGETS_MAX];
	const char *which = getenv("REFGATE_ALLOCATIONS");
	const struct fuzz_target *target = fuzz_targets;
	size_t count = 0;

	reads_all = which && !strcmp(which, "all");
	findings = mmap(NULL, sizeof(*findings), PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (findings == MAP_FAILED)
		return 1;
	for (; target->name && count < TARGETS_MAX - 1; target++)
		if (!is_spared(target->name))
			tests[count++] = (struct CMUnitTest){
				.name = target->name,
				.test_func = test_target,
				.initial_state = (void *)(uintptr_t)target,
			};
	tests[count++] = (struct CMUnitTest)cmocka_unit_test(test_lines);
	return _cmocka_run_group_tests("allocations", tests, count, NULL, NULL);
}
