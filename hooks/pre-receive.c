/*
 * pre-receive.c - judges a push as git hands it over: all or nothing. Never
 * accepts what it could not read, judge, record and clear.
 */
#include "base/crash.h"
#include "base/heap.h"
#include "base/leave.h"
#include "base/say.h"
#include "gate/receive.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static void speak(int signal)
{
	(void)signal;
	say(STR("error: push refused: the gate broke down\n"
		"error: nothing was changed on the server\n"
		"hint: this is not your fault: tell your git administrators\n"));
}

int main(void)
{
	const char *git_dir = getenv("GIT_DIR");
	const char *shallow = getenv("GIT_SHALLOW_FILE");
	struct receive receive = {
		.git_dir = git_dir ? git_dir : ".",
		.quarantine = getenv("GIT_QUARANTINE_PATH"),
		.shallow = shallow && *shallow,
		.input = STDIN_FILENO,
		.messages = STDERR_FILENO,
	};
	struct crash crash;
	struct buf answer = BUF_INIT;
	int status;

	heap_prepare();
	crash_prepare(&crash, speak);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	status = receive_judge(&receive, &answer);
	if (status && buf_failed(&answer))
		say(STR("error: push refused: the gate is out of memory\n"));
	else
		say(buf_str(&answer));
	buf_release(&answer);
	leave(status);
}
