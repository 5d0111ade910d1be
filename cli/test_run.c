/*
 * test_run.c - see test_run.h. Workers take the numbers of cases from one
 * pipe, leave each result in a file and its number in another pipe. Never
 * shares memory.
 */
#include "test_run.h"

#include "signals.h"
#include "test_scratch.h"
#include "test_worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct crew {
	struct run *run;
	pid_t workers[RUN_JOBS_MAX];
	size_t count;
	int jobs[2], done[2];
	int signals;
	sigset_t caught, before;
	size_t finished;
};

static int open_crew(struct crew *crew, struct error *error)
{
	signals_to_end(&crew->caught);
	if (sigprocmask(SIG_BLOCK, &crew->caught, &crew->before))
		return error_set_errno(error, ERROR_INTERNAL, "sigprocmask");
	crew->signals = signalfd(-1, &crew->caught, SFD_CLOEXEC);
	if (crew->signals < 0 || pipe2(crew->jobs, O_CLOEXEC) ||
	    pipe2(crew->done, O_CLOEXEC))
		return error_set_errno(error, ERROR_INTERNAL, "a pipe");
	return 0;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void close_crew(struct crew *crew)
{
	for (int i = 0; i < 2; i++) {
		close_fd(&crew->jobs[i]);
		close_fd(&crew->done[i]);
	}
	close_fd(&crew->signals);
	sigprocmask(SIG_SETMASK, &crew->before, NULL);
}

/* PLAN_CASES_MAX numbers fit into a pipe: nobody has to read yet. */
static int hand_out(struct crew *crew, struct error *error)
{
	size_t count = crew->run->ground.plan->count;

	for (uint32_t i = 0; i < count; i++)
		if (write(crew->jobs[1], &i, sizeof(i)) != sizeof(i))
			return error_set_errno(error, ERROR_INTERNAL, "a pipe");
	close_fd(&crew->jobs[1]);
	return 0;
}

static int start(struct crew *crew, struct error *error)
{
	struct worker worker = { .ground = &crew->run->ground,
				 .jobs = crew->jobs[0],
				 .done = crew->done[1],
				 .parent = getpid() };
	size_t count = crew->run->ground.plan->count;
	size_t wanted = crew->run->jobs < count ? crew->run->jobs : count;

	fflush(NULL);
	while (crew->count < wanted) {
		pid_t pid = fork();

		if (pid < 0)
			return error_set_errno(error, ERROR_INTERNAL, "fork");
		worker.number = crew->count;
		if (!pid) {
			sigprocmask(SIG_SETMASK, &crew->before, NULL);
			worker_work(&worker);
		}
		/* whoever comes first; so that both know it */
		setpgid(pid, pid);
		crew->workers[crew->count++] = pid;
	}
	close_fd(&crew->done[1]);
	return 0;
}

static void show_progress(const struct crew *crew)
{
	if (crew->run->progress)
		fprintf(stderr, "\r%zu of %zu cases", crew->finished,
			crew->run->ground.plan->count);
}

static void wipe_progress(const struct crew *crew)
{
	if (crew->run->progress)
		fputs("\r\033[K", stderr);
}

static void stop(struct crew *crew)
{
	for (size_t i = 0; i < crew->count; i++)
		kill(-crew->workers[i], SIGKILL);
}

static void wait_for_all(struct crew *crew)
{
	for (size_t i = 0; i < crew->count; i++)
		while (waitpid(crew->workers[i], NULL, 0) < 0 && errno == EINTR)
			;
	crew->count = 0;
}

/* Leaves nothing behind, then dies as it was told. */
static void die_of(struct crew *crew, int number)
{
	stop(crew);
	wait_for_all(crew);
	wipe_progress(crew);
	scratch_remove(crew->run->ground.dir);
	signal(number, SIG_DFL);
	sigprocmask(SIG_SETMASK, &crew->before, NULL);
	raise(number);
	_exit(128 + number);
}

/* False: all workers have gone. */
static bool take_result(struct crew *crew)
{
	struct run *run = crew->run;
	uint32_t index;
	ssize_t size = read(crew->done[0], &index, sizeof(index));

	if (size < 0 && errno == EINTR)
		return true;
	if (size != sizeof(index) || index >= run->ground.plan->count)
		return false;
	worker_read(&run->results[index], &run->ground, index);
	crew->finished++;
	show_progress(crew);
	return true;
}

static int watch(struct crew *crew, struct error *error)
{
	struct pollfd fds[] = { { crew->done[0], POLLIN, 0 },
				{ crew->signals, POLLIN, 0 } };
	struct signalfd_siginfo info;

	show_progress(crew);
	for (;;) {
		if (poll(fds, 2, -1) < 0) {
			if (errno == EINTR)
				continue;
			return error_set_errno(error, ERROR_INTERNAL, "poll");
		}
		if (fds[1].revents &&
		    read(crew->signals, &info, sizeof(info)) == sizeof(info))
			die_of(crew, (int)info.ssi_signo);
		if (fds[0].revents && !take_result(crew))
			return 0;
	}
}

int run_cases(struct run *run, struct error *error)
{
	struct crew crew = { .run = run,
			     .jobs = { -1, -1 },
			     .done = { -1, -1 },
			     .signals = -1 };
	size_t count = run->ground.plan->count;
	int result;

	run->results = calloc(count + 1, sizeof(*run->results));
	if (!run->results)
		return error_no_memory(error);
	for (size_t i = 0; i < count; i++)
		run->results[i].status = CASE_LOST;
	result = open_crew(&crew, error);
	if (!result)
		result = hand_out(&crew, error);
	if (!result)
		result = start(&crew, error);
	if (!result)
		result = watch(&crew, error);
	if (result)
		stop(&crew);
	wait_for_all(&crew);
	wipe_progress(&crew);
	close_crew(&crew);
	return result;
}

void run_release(struct run *run)
{
	size_t count = run->ground.plan ? run->ground.plan->count : 0;

	for (size_t i = 0; run->results && i < count; i++)
		buf_release(&run->results[i].text);
	free(run->results);
	run->results = NULL;
}
