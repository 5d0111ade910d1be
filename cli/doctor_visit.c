/*
 * doctor_visit.c - a visit to one repository, by a process that becomes its
 * owner: what somebody has laid there catches nobody else. Never waits
 * without end, and leaves nothing behind.
 */
#include "doctor.h"
#include "doctor_examine.h"

#include "signals.h"
#include "test_scratch.h"

#include "base/child.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define VISIT_SECONDS 60
#define TEXT_SIZE_MAX (16u << 20)

struct visit {
	pid_t pid;
	int text;    /* what it has to say, a file in memory */
	int end[2];  /* closed when it is over */
	int signals; /* to us */
	sigset_t caught, before;
	struct doctor_tally *shared; /* with the process */
};

static int open_visit(struct visit *visit, struct error *error)
{
	signals_to_end(&visit->caught);
	if (sigprocmask(SIG_BLOCK, &visit->caught, &visit->before))
		return error_set_errno(error, ERROR_INTERNAL, "sigprocmask");
	visit->signals = signalfd(-1, &visit->caught, SFD_CLOEXEC);
	visit->text = memfd_create("refgate", MFD_CLOEXEC);
	visit->shared = mmap(NULL, sizeof(*visit->shared),
			     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
			     -1, 0);
	if (visit->signals < 0 || visit->text < 0 ||
	    visit->shared == MAP_FAILED || pipe2(visit->end, O_CLOEXEC))
		return error_set_errno(error, ERROR_INTERNAL, "a pipe");
	return 0;
}

static void close_visit(struct visit *visit)
{
	int fds[] = { visit->text, visit->end[0], visit->end[1],
		      visit->signals };

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (visit->shared != MAP_FAILED)
		munmap(visit->shared, sizeof(*visit->shared));
	sigprocmask(SIG_SETMASK, &visit->before, NULL);
}

/* In the process of its own. */
static __attribute__((noreturn)) void work(const struct visit *visit,
					   struct doctor *doctor,
					   const struct console *console,
					   bool terse)
{
	struct buf out = BUF_INIT;
	struct error error = { 0 };
	int result;

	/* of root's terminal, too, nothing is left to type into */
	setsid();
	sigprocmask(SIG_SETMASK, &visit->before, NULL);
	doctor_examine(doctor, visit->shared);
	doctor_print(&out, doctor, visit->shared, console, terse);
	result = buf_failed(&out) ?
			 error_no_memory(&error) :
			 fd_write_all(visit->text, buf_str(&out), &error);
	buf_release(&out);
	doctor_release(doctor);
	_exit(result ? STATUS_INTERNAL : STATUS_CLEAN);
}

static void stop(const struct visit *visit)
{
	int ignored;

	/* it may not have come to setsid() yet */
	kill(visit->pid, SIGKILL);
	kill(-visit->pid, SIGKILL);
	while (waitpid(visit->pid, &ignored, 0) < 0 && errno == EINTR)
		;
	if (visit->shared->scratch[0])
		scratch_remove(visit->shared->scratch);
}

/* Leaves nothing behind, then dies as it was told. */
static __attribute__((noreturn)) void die_of(struct visit *visit, int number)
{
	stop(visit);
	signal(number, SIG_DFL);
	sigprocmask(SIG_SETMASK, &visit->before, NULL);
	raise(number);
	_exit(CHILD_SIGNALLED + number);
}

/* True: it came to its end in time. */
static bool watch(struct visit *visit)
{
	struct pollfd fds[] = { { visit->end[0], POLLIN, 0 },
				{ visit->signals, POLLIN, 0 } };
	struct signalfd_siginfo info;
	int ready;

	do {
		ready = poll(fds, 2, VISIT_SECONDS * 1000);
	} while (ready < 0 && errno == EINTR);
	if (ready > 0 && fds[1].revents &&
	    read(visit->signals, &info, sizeof(info)) == sizeof(info))
		die_of(visit, (int)info.ssi_signo);
	return ready > 0;
}

static bool ended_well(pid_t pid)
{
	int status = 0;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == STATUS_CLEAN;
}

static int collect(struct visit *visit, struct buf *text, struct error *error)
{
	if (lseek(visit->text, 0, SEEK_SET) < 0)
		return error_set_errno(error, ERROR_INTERNAL, "lseek");
	return fd_read_all(text, visit->text, TEXT_SIZE_MAX, error);
}

/* Said in the place of a visit that came to no end. */
static void tell_lost(struct doctor_tally *tally, struct doctor *doctor,
		      struct buf *text, const struct console *console,
		      bool terse)
{
	*tally = (struct doctor_tally){ .known = false };
	tally->counts[DOCTOR_PROBLEM] = 1;
	doctor->check = &doctor_checks[0];
	doctor_note(doctor, DOCTOR_PROBLEM, NULL,
		    "it could not be looked at: that came to no end within "
		    "%d s, or crashed",
		    VISIT_SECONDS);
	doctor_print(text, doctor, tally, console, terse);
}

static int run(struct visit *visit, struct doctor *doctor,
	       struct doctor_tally *out, struct buf *text,
	       const struct console *console, bool terse, struct error *error)
{
	bool in_time;

	visit->pid = fork();
	if (visit->pid < 0)
		return error_set_errno(error, ERROR_INTERNAL, "fork");
	if (!visit->pid)
		work(visit, doctor, console, terse);
	close(visit->end[1]);
	visit->end[1] = -1;
	in_time = watch(visit);
	if (in_time && ended_well(visit->pid)) {
		*out = *visit->shared;
		return collect(visit, text, error);
	}
	if (!in_time)
		stop(visit);
	else if (visit->shared->scratch[0])
		scratch_remove(visit->shared->scratch);
	tell_lost(out, doctor, text, console, terse);
	return 0;
}

int doctor_visit(struct doctor_tally *out, struct buf *text, const char *path,
		 const struct doctor_options *options,
		 const struct console *console, bool terse, struct error *error)
{
	struct visit visit = { .pid = -1,
			       .text = -1,
			       .end = { -1, -1 },
			       .signals = -1,
			       .shared = MAP_FAILED };
	struct doctor doctor = { .options = options, .path = path };
	int result;

	arena_init(&doctor.arena);
	result = open_visit(&visit, error);
	if (!result)
		result = run(&visit, &doctor, out, text, console, terse, error);
	close_visit(&visit);
	doctor_release(&doctor);
	return result;
}
