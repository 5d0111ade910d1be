/*
 * refgate.c - the command: a table of verbs. Never does a verb's work.
 */
#include "console.h"
#include "verbs.h"

#include "base/paths.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct verb {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary;
};

static const struct verb verbs[] = {
	{ "check", verb_check, "what a push would meet, before it is pushed" },
	{ "template", verb_template, "the commit message template of a ref" },
	{ "explain", verb_explain, "a rule, or the rules in force for a ref" },
	{ "approve", verb_approve, "approve a commit, by a signed tag" },
	{ "authorize", verb_authorize, "sign for an emergency override" },
	{ "policy", verb_policy, "lint and show policies" },
	{ "replay", verb_replay, "what a policy would have refused so far" },
	{ "import", verb_import, "open and close an import window" },
	{ "doctor", verb_doctor, "what leaves the gate of a repository open" },
	{ "log", verb_log, "query and verify the audit log" },
	{ "metrics", verb_metrics, "what the audit logs say, for Prometheus" },
	{ "report", verb_report, "a page for auditors, from the audit log" },
	{ "governed", verb_governed, "the refs that the policy governs" },
	{ "record", verb_record, "for install.sh: logs what it did" },
};
#define VERB_COUNT (sizeof(verbs) / sizeof(verbs[0]))

static void print_help(FILE *out)
{
	fputs("usage: refgate VERB [ARGUMENT...]\n"
	      "       refgate --help | --version\n"
	      "\n"
	      "Judges pushes by a policy. Also as git refgate VERB.\n"
	      "\n",
	      out);
	for (size_t i = 0; i < VERB_COUNT; i++)
		fprintf(out, "  %-10s %s\n", verbs[i].name, verbs[i].summary);
	fputs("\n"
	      "refgate VERB --help tells more. Exit status: 0 clean,\n"
	      "1 findings, 2 usage or policy error, 3 internal error.\n",
	      out);
}

static int unknown(const char *word)
{
	const char *names[VERB_COUNT];
	const char *nearest;

	for (size_t i = 0; i < VERB_COUNT; i++)
		names[i] = verbs[i].name;
	nearest = text_nearest(word, names, VERB_COUNT);
	if (nearest)
		console_say("there is no verb '%s'; did you mean '%s'?", word,
			    nearest);
	else
		console_say("there is no verb '%s'", word);
	fputs("try refgate --help\n", stderr);
	return STATUS_USAGE;
}

static int run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;

	if (!word) {
		print_help(stderr);
		return STATUS_USAGE;
	}
	if (!strcmp(word, "--help") || !strcmp(word, "-h") ||
	    !strcmp(word, "help")) {
		print_help(stdout);
		return STATUS_CLEAN;
	}
	if (!strcmp(word, "--version")) {
		printf("refgate %s\n", paths_version);
		return STATUS_CLEAN;
	}
	for (size_t i = 0; i < VERB_COUNT; i++)
		if (!strcmp(word, verbs[i].name))
			return verbs[i].run(argc - 1, argv + 1);
	return unknown(word);
}

int main(int argc, char **argv)
{
	int status = run(argc, argv);

	if (fflush(stdout) || ferror(stdout)) {
		console_say("cannot write: %s", strerror(errno));
		return STATUS_INTERNAL;
	}
	return status;
}
