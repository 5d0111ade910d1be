/* helper.c - see helper.h. Never waits for who does not work for it. */
#include "base/helper.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

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

void helper_start(struct helper *out, void (*work)(int fd, void *context),
		  void *context)
{
	pid_t parent = getpid();
	int ends[2];

	*out = (struct helper){ 0, -1 };
	if (pipe2(ends, O_CLOEXEC))
		return;
	out->pid = fork();
	if (!out->pid) {
		if (become_helper(parent))
			work(ends[1], context);
		_exit(0);
	}
	close(ends[1]);
	if (out->pid > 0) {
		out->fd = ends[0];
	} else {
		out->pid = 0;
		close(ends[0]);
	}
}

bool helper_tell(int fd)
{
	return write(fd, "", 1) == 1;
}

static bool has_come(int fd, int milliseconds)
{
	struct pollfd wanted = { .fd = fd, .events = POLLIN };
	int ready = 1;

	if (milliseconds != HELPER_WAITS)
		do
			ready = poll(&wanted, 1, milliseconds);
		while (ready < 0 && errno == EINTR);
	return ready == 1;
}

static bool read_byte(int fd)
{
	ssize_t got;
	char byte;

	do
		got = read(fd, &byte, 1);
	while (got < 0 && errno == EINTR);
	return got == 1;
}

bool helper_has_told(struct helper *helper, int milliseconds)
{
	bool told;

	if (!helper->pid)
		return false;
	told = has_come(helper->fd, milliseconds) && read_byte(helper->fd);
	if (!told)
		helper_end(helper);
	return told;
}

void helper_end(struct helper *helper)
{
	if (!helper->pid)
		return;
	close(helper->fd);
	kill(helper->pid, SIGKILL);
	while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	helper->pid = 0;
}
