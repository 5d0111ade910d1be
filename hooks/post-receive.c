/*
 * post-receive.c - records what landed. It is too late to refuse anything
 * here: what fails is said and told to the administrators.
 */
#include "base/crash.h"
#include "base/say.h"
#include "gate/landed.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void speak(int signal)
{
	(void)signal;
	say(STR("warning: the push has landed, but the gate broke down before "
		"that was recorded\n"
		"hint: tell your git administrators\n"));
}

int main(void)
{
	const char *git_dir = getenv("GIT_DIR");
	struct crash crash;
	struct error error = { 0 };

	crash_prepare(&crash, speak);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (!landed_record(git_dir ? git_dir : ".", STDIN_FILENO, &error))
		return 0;
	fprintf(stderr,
		"warning: the push has landed, but that could not be "
		"recorded\n"
		"hint: tell your git administrators: %s\n",
		error.text);
	return error_exit_status(error.code);
}
