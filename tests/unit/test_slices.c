/*
 * test_slices.c - long lists in several processes: all is done, in order, and
 * whatever is found is found here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/slices.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT (4 * SLICES_COUNT_MIN)
#define FOUND_MAX 64
#define STOPPED 42

struct list {
	unsigned char *seen; /* shared: by any process */
	pid_t *helped;	     /* shared: one that did */
	size_t found[FOUND_MAX];
	size_t found_count;
	size_t every;	/* of so many one is found; 0: none */
	size_t stop_at; /* ends all; COUNT: never */
	size_t die_at;	/* ends a helper; COUNT: never */
};

static void list_init(struct list *list)
{
	size_t size = COUNT + sizeof(pid_t) * 2;

	memset(list, 0, sizeof(*list));
	list->seen = mmap(NULL, size, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	assert_true(list->seen != MAP_FAILED);
	list->helped = (pid_t *)(void *)(list->seen + COUNT);
	list->stop_at = list->die_at = COUNT;
}

static void list_release(struct list *list)
{
	munmap(list->seen, COUNT + sizeof(pid_t) * 2);
}

static int each(size_t index, bool helping, void *context)
{
	struct list *list = context;

	if (helping) {
		*list->helped = getpid();
		if (index >= list->die_at)
			raise(SIGKILL);
	}
	list->seen[index] = 1;
	if (index == list->stop_at)
		return STOPPED;
	if (list->every && index % list->every == list->every - 1) {
		assert_true(list->found_count < FOUND_MAX);
		list->found[list->found_count++] = index;
	}
	return 0;
}

static size_t left_behind(const void *context)
{
	const struct list *list = context;

	return list->found_count;
}

static int run(struct list *list, size_t count)
{
	const struct slices_work work = { count, each, left_behind, list };

	return slices_run(&work);
}

static void assert_all_seen(const struct list *list, size_t count)
{
	for (size_t i = 0; i < COUNT; i++)
		if (list->seen[i] != (i < count))
			fail_msg("item %zu", i);
}

static void assert_no_child(void)
{
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static size_t processors(void)
{
	cpu_set_t set;

	assert_int_equal(sched_getaffinity(0, sizeof(set), &set), 0);
	return (size_t)CPU_COUNT(&set);
}

static void test_all(void **state)
{
	static const size_t counts[] = { 0,    1,    SLICES_COUNT_MIN - 1,
					 1024, 1500, COUNT - 1,
					 COUNT };
	struct list list;

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		list_init(&list);
		assert_int_equal(run(&list, counts[i]), 0);
		assert_all_seen(&list, counts[i]);
		if (processors() > 1)
			assert_int_equal(*list.helped != 0,
					 counts[i] >= SLICES_COUNT_MIN);
		assert_int_equal(list.found_count, 0);
		assert_no_child();
		list_release(&list);
	}
}

/* However few, and wherever: in order, in this process. */
static void test_found(void **state)
{
	static const size_t steps[] = { 100, 700, 1300, COUNT / 2 + 3, COUNT };
	struct list list;

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		list_init(&list);
		list.every = steps[i];
		assert_int_equal(run(&list, COUNT), 0);
		assert_int_equal(list.found_count, COUNT / steps[i]);
		for (size_t k = 0; k < list.found_count; k++)
			assert_int_equal(list.found[k], (k + 1) * steps[i] - 1);
		assert_all_seen(&list, COUNT);
		assert_no_child();
		list_release(&list);
	}
}

static void test_stopped(void **state)
{
	struct list list;

	(void)state;
	for (size_t at = 0; at < COUNT; at += COUNT / 16 - 1) {
		list_init(&list);
		list.stop_at = at;
		assert_int_equal(run(&list, COUNT), STOPPED);
		for (size_t i = 0; i <= at; i++)
			assert_int_equal(list.seen[i], 1);
		assert_no_child();
		list_release(&list);
	}
}

/* What a process that died has left is done here. */
static void test_died(void **state)
{
	struct list list;

	(void)state;
	for (size_t at = 0; at < COUNT; at += COUNT / 4 + 1) {
		list_init(&list);
		list.die_at = at;
		list.every = 1000;
		assert_int_equal(run(&list, COUNT), 0);
		assert_all_seen(&list, COUNT);
		assert_int_equal(list.found_count, COUNT / 1000);
		assert_no_child();
		list_release(&list);
	}
}

/* Without a file to spare there is no further process. */
static void test_no_pipe(void **state)
{
	int fds[1024];
	size_t count = 0;
	struct list list;
	int fd;

	(void)state;
	list_init(&list);
	while (count < 1024 && (fd = open("/dev/null", O_RDONLY)) >= 0)
		fds[count++] = fd;
	if (count < 1024) {
		assert_int_equal(run(&list, COUNT), 0);
		assert_int_equal(*list.helped, 0);
		assert_all_seen(&list, COUNT);
	}
	while (count > 0)
		close(fds[--count]);
	list_release(&list);
}

static void test_one_processor(void **state)
{
	cpu_set_t before;
	cpu_set_t one;
	struct list list;

	(void)state;
	list_init(&list);
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	CPU_ZERO(&one);
	for (size_t i = 0; !CPU_COUNT(&one); i++)
		if (CPU_ISSET(i, &before))
			CPU_SET(i, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(run(&list, COUNT), 0);
	assert_int_equal(*list.helped, 0);
	assert_all_seen(&list, COUNT);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
	list_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_found),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_died),
		cmocka_unit_test(test_no_pipe),
		cmocka_unit_test(test_one_processor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
