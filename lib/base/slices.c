/*
 * slices.c - see slices.h. Never believes a further process anything but that
 * a block of items left nothing behind.
 */
#include "base/slices.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* So many blocks for each process: some take longer than others. */
#define BLOCKS_EACH 4
#define EXIT_UNFINISHED 1

struct helper {
	pid_t pid; /* 0: none */
	int fd;	   /* a byte for each of its blocks that left nothing behind */
};

struct slices {
	const struct slices_work *work;
	struct helper helpers[SLICES_PROCESSES_MAX]; /* the first is unused */
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

/* It is not to outlive who started it, nor to speak for it. */
static bool become_helper(pid_t parent)
{
	static const int spoken[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE,
				      SIGABRT };

	for (size_t i = 0; i < sizeof(spoken) / sizeof(spoken[0]); i++)
		signal(spoken[i], SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	return !prctl(PR_SET_PDEATHSIG, SIGKILL) && getppid() == parent;
}

static void help(const struct slices *slices, size_t self, int fd)
{
	const struct slices_work *work = slices->work;
	size_t before = work->left_behind(work->context);
	size_t blocks = (work->count + slices->block - 1) / slices->block;

	for (size_t i = self; i < blocks; i += slices->processes)
		if (run_block(slices, i, true) ||
		    work->left_behind(work->context) != before ||
		    write(fd, "", 1) != 1)
			_exit(EXIT_UNFINISHED);
	_exit(0);
}

static void start_helper(struct slices *slices, size_t self)
{
	struct helper *helper = &slices->helpers[self];
	pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return;
	helper->pid = fork();
	if (!helper->pid) {
		if (become_helper(parent))
			help(slices, self, ends[1]);
		_exit(EXIT_UNFINISHED);
	}
	close(ends[1]);
	if (helper->pid > 0) {
		helper->fd = ends[0];
	} else {
		helper->pid = 0;
		close(ends[0]);
	}
}

static void end_helper(struct helper *helper)
{
	if (!helper->pid)
		return;
	close(helper->fd);
	kill(helper->pid, SIGKILL);
	while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	helper->pid = 0;
}

/* Whether the next of its blocks left nothing behind. */
static bool is_done(struct helper *helper)
{
	ssize_t got;
	char byte;

	if (!helper->pid)
		return false;
	do {
		got = read(helper->fd, &byte, 1);
	} while (got < 0 && errno == EINTR);
	if (got != 1)
		end_helper(helper);
	return got == 1;
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
		if (!is_done(&slices->helpers[owner_of(slices, i)]))
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
	/* ignored, who ends would be gone before end_helper() */
	before = signal(SIGCHLD, SIG_DFL);
	for (size_t i = 1; i < slices.processes; i++)
		start_helper(&slices, i);
	result = run_all(&slices);
	for (size_t i = 1; i < slices.processes; i++)
		end_helper(&slices.helpers[i]);
	signal(SIGCHLD, before);
	return result;
}
