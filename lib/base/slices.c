/*
 * slices.c - see slices.h. Never believes a further process anything but that
 * a block of items left nothing behind.
 */
#include "base/slices.h"

#include "base/helper.h"

#include <sched.h>
#include <signal.h>

/* So many blocks for each process: some take longer than others. */
#define BLOCKS_EACH 4

struct slices {
	const struct slices_work *work;
	/* each tells of its blocks that left nothing behind; [0] is unused */
	struct helper helpers[SLICES_PROCESSES_MAX];
	size_t self; /* in a helper: which it is */
	size_t processes;
	size_t block; /* items */
};

static size_t count_processors(void)
{
	cpu_set_t set;
	int count;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 1;
	count = CPU_COUNT(&set);
	return count > SLICES_PROCESSES_MAX ? SLICES_PROCESSES_MAX :
					      (size_t)count;
}

static int run_block(const struct slices *slices, size_t number, bool helping)
{
	const struct slices_work *work = slices->work;
	size_t end = (number + 1) * slices->block;
	int result = 0;

	for (size_t i = number * slices->block;
	     !result && i < end && i < work->count; i++)
		result = work->each(i, helping, work->context);
	return result;
}

/* Each block of one process stands between those of the others. */
static size_t owner_of(const struct slices *slices, size_t number)
{
	return number % slices->processes;
}

static void help(int fd, void *context)
{
	const struct slices *slices = context;
	const struct slices_work *work = slices->work;
	size_t before = work->left_behind(work->context);
	size_t blocks = (work->count + slices->block - 1) / slices->block;

	for (size_t i = slices->self; i < blocks; i += slices->processes)
		if (run_block(slices, i, true) ||
		    work->left_behind(work->context) != before ||
		    !helper_tell(fd))
			break;
}

static int run_alone(const struct slices_work *work)
{
	int result = 0;

	for (size_t i = 0; !result && i < work->count; i++)
		result = work->each(i, false, work->context);
	return result;
}

static int run_all(struct slices *slices)
{
	int result = 0;

	for (size_t i = 0; !result && i * slices->block < slices->work->count;
	     i++)
		if (!helper_has_told(&slices->helpers[owner_of(slices, i)],
				     HELPER_WAITS))
			result = run_block(slices, i, false);
	return result;
}

int slices_run(const struct slices_work *work)
{
	struct slices slices = { .work = work };
	void (*before)(int signal);
	int result;

	slices.processes = work->count < SLICES_COUNT_MIN ? 1 :
							    count_processors();
	if (slices.processes < 2)
		return run_alone(work);
	slices.block = work->count / slices.processes / BLOCKS_EACH;
	/* ignored, who ends would be gone before helper_end() */
	before = signal(SIGCHLD, SIG_DFL);
	for (size_t i = 1; i < slices.processes; i++) {
		slices.self = i;
		helper_start(&slices.helpers[i], help, &slices);
	}
	result = run_all(&slices);
	for (size_t i = 1; i < slices.processes; i++)
		helper_end(&slices.helpers[i]);
	signal(SIGCHLD, before);
	return result;
}
