/*
 * update.c - the second lock: lets a ref through only if pre-receive has
 * cleared this very update. Never judges.
 */
#include "base/crash.h"
#include "base/say.h"
#include "base/text.h"
#include "gate/clearance.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static int usage(void)
{
	fputs("error: update is a git hook: update REF OLD NEW\n", stderr);
	return 2;
}

static int refuse(const char *ref, const struct error *error)
{
	struct buf name = BUF_INIT;

	text_escape_line(&name, str_of(ref));
	fprintf(stderr,
		"error: %s refused: %s\n"
		"error: this ref was not changed\n"
		"hint: this is not your fault: tell your git administrators\n"
		"hint: that they should run refgate's install.sh again\n",
		buf_text(&name), error->text);
	buf_release(&name);
	return 1;
}

static void speak(int signal)
{
	(void)signal;
	say(STR("error: refused: the gate broke down\n"
		"error: this ref was not changed\n"
		"hint: this is not your fault: tell your git administrators\n"));
}

int main(int argc, char **argv)
{
	const char *git_dir = getenv("GIT_DIR");
	struct crash crash;
	struct error error = { 0 };
	struct cleared_ref ref;

	crash_prepare(&crash, speak);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	if (argc != 4)
		return usage();
	ref.name = str_of(argv[1]);
	if (!oid_parse(&ref.old, str_of(argv[2])) ||
	    !oid_parse(&ref.new, str_of(argv[3])))
		return usage();
	if (clearance_take(git_dir ? git_dir : ".", &ref, &error))
		return refuse(argv[1], &error);
	return 0;
}
