/*
 * replay.c - `refgate replay`: what a policy would have refused of what is
 * there. Never changes the repository or its log.
 */
#include "replay.h"

#include "log_files.h"
#include "moment.h"
#include "site.h"
#include "verbs.h"

#include "git/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST_SIZE 256

static const char help[] =
	"usage: refgate replay [OPTION...] [REPO]\n"
	"       refgate replay --log [OPTION...] [REPO | LOG]\n"
	"\n"
	"Judges history: each first-parent step of a ref as if it were pushed\n"
	"by itself, at the time of its commit; with --log the pushes that the\n"
	"audit log has as accepted. Says what the policy would have refused:\n"
	"how much, by which rule, whose, when. Rulesets that only evaluate\n"
	"count as if they refused. What is not known of that time is not\n"
	"judged, and listed. Of a LOG the repository is that of the current\n"
	"folder.\n"
	"\n"
	"  --ref REF       of which ref; else what HEAD points at\n"
	"  --last N        the last N pushes\n"
	"  --since T       pushes since then: 2026-11-01, or 90d\n"
	"  --policy P      a policy file, or the name of a shipped preset;\n"
	"                  else the repository's\n"
	"  --log           the pushes of the audit log\n"
	"  --format human|json|html\n"
	"\n"
	"  refgate replay --policy new.yml /srv/git/project.git\n"
	"  refgate replay --log --since 90d /srv/git/project.git\n"
	"\n"
	"Exit status: 0 nothing would have been refused, 1 something, 2 usage\n"
	"or policy error, 3 internal error or a broken history.\n";

enum {
	FLAG_REF = 1,
	FLAG_LAST,
	FLAG_SINCE,
	FLAG_POLICY,
	FLAG_LOG,
};

static const struct flag flags[] = {
	{ "ref", true, FLAG_REF },     { "last", true, FLAG_LAST },
	{ "since", true, FLAG_SINCE }, { "policy", true, FLAG_POLICY },
	{ "log", false, FLAG_LOG },    { NULL, false, 0 },
};

struct replay {
	struct console console;
	struct site site;
	const char *ref, *policy;
	size_t last;
	int64_t since;
	bool log, log_named;
	char *view; /* no refs, and the objects of the repository */
	struct repo *repo, *real;
	struct graph *graph;
	struct replay_pushes pushes;
	struct replay_tally tally;
};

static void read_last(struct replay *replay)
{
	struct console *console = &replay->console;
	char *end = NULL;
	unsigned long count = strtoul(console->value, &end, 10);

	if (*console->value < '1' || *console->value > '9' || *end)
		console->status = console_usage(
			console, "--last takes a number, not '%s'",
			console->value);
	replay->last = count;
}

static void read_flag(struct replay *replay, int code)
{
	struct console *console = &replay->console;

	if (code == FLAG_REF)
		replay->ref = console->value;
	else if (code == FLAG_LAST)
		read_last(replay);
	else if (code == FLAG_SINCE)
		moment_read(console, false, &replay->since);
	else if (code == FLAG_POLICY)
		replay->policy = console->value;
	else
		replay->log = true;
}

static bool is_file(const char *path)
{
	struct stat info;

	return path && !stat(path, &info) && !S_ISDIR(info.st_mode);
}

static int open_site(struct replay *replay, const char *path,
		     struct error *error)
{
	struct site *site = &replay->site;
	int result = clone_find(&site->clone, path, error);

	if (result)
		return result;
	site->in_repository = true;
	result = setup_open(&site->setup, site->clone.common_dir, error);
	if (!result && !site->clone.bare)
		site->setup.default_ref = site->clone.default_ref ?
						  site->clone.default_ref :
						  site->clone.branch;
	if (!result)
		result = site_load(site, replay->policy, NULL, error);
	replay_enforce(&replay->tally, &site->setup);
	return result;
}

/* The repository itself is asked what it is; its view is judged in. */
static int open_repositories(struct replay *replay, struct error *error)
{
	const struct setup *setup = &replay->site.setup;
	const char *path = replay->site.clone.common_dir;
	struct repo_options options = { .path = path };
	struct graph_limits limits = { .commits = SIZE_MAX };
	int result = repo_open(&replay->real, &options, error);

	if (!result)
		result = view_make_empty(&replay->view, path,
					 setup->default_ref, error);
	options.path = replay->view;
	if (!result)
		result = repo_open(&replay->repo, &options, error);
	return result ? result :
			graph_new(&replay->graph, replay->repo, &limits, error);
}

static int read_log(struct replay *replay, struct error *error)
{
	struct log_files files = { .names = NULL };
	int result = log_files_find(&files, NULL, &replay->console, error);

	for (size_t i = 0; !result && i < files.count; i++)
		result = replay_read_log(
			&replay->pushes, replay->real,
			replay->log_named ? NULL : replay->site.setup.name,
			files.names[i], error);
	log_files_release(&files);
	return result;
}

static int read_ref(struct replay *replay, struct error *error)
{
	struct clone *clone = &replay->site.clone;
	struct oid tip = { 0 };
	int result;

	replay->ref = replay->ref ? site_full_name(&replay->site, replay->ref) :
				    clone->branch;
	if (!replay->ref)
		return error_set(error, ERROR_USAGE,
				 "HEAD is no branch: which --ref is meant?");
	result = clone_ref(&tip, clone, replay->ref, error);
	return result ? result :
			replay_read_ref(&replay->pushes, replay->repo,
					replay->graph, replay->ref, &tip,
					replay->last, error);
}

static int read_pushes(struct replay *replay, struct error *error)
{
	int result = replay->log ? read_log(replay, error) :
				   read_ref(replay, error);

	if (!result)
		result = replay_settle_refs(&replay->pushes,
					    replay->log ? replay->real : NULL,
					    error);
	return result;
}

static int judge(struct replay *replay, struct error *error)
{
	struct replay_judge judge = {
		.setup = &replay->site.setup,
		.view = replay->view,
		.repo = replay->repo,
		.graph = replay->graph,
		.pushes = &replay->pushes,
		.tally = &replay->tally,
		.last = replay->last,
		.since = replay->since,
	};

	return replay_judge(&judge, error);
}

static int note_rules(struct replay *replay, struct error *error)
{
	const struct replay_pushes *pushes = &replay->pushes;
	int result = 0;

	if (!replay->log)
		return replay_note_rules(&replay->tally, &replay->site.setup,
					 replay->ref, error);
	for (size_t i = 0; !result && i < pushes->ref_count; i++)
		result = replay_note_rules(&replay->tally, &replay->site.setup,
					   pushes->refs[i].name, error);
	return result;
}

static void add_result(struct buf *out, struct replay *replay, const char *host)
{
	const struct replay_result result = {
		.tally = &replay->tally,
		.policy = setup_policy_title(&replay->site.setup),
		.what = replay->log ? "the audit log" : replay->ref,
		.repository = replay->site.setup.name,
		.now = clock_now() / USEC_PER_SECOND,
		.host = *host ? host : NULL,
	};

	if (replay->console.format == FORMAT_JSON)
		replay_json(out, &result);
	else if (replay->console.format == FORMAT_HTML)
		replay_html(out, &result);
	else
		replay_human(out, &result);
}

static void show(struct buf *out, struct replay *replay)
{
	char host[HOST_SIZE] = "";

	if (gethostname(host, sizeof(host) - 1))
		*host = '\0';
	add_result(out, replay, host);
}

/* The exit status; `out` is to be printed once nothing of ours is left. */
static int run(struct replay *replay, struct buf *out)
{
	const struct console *console = &replay->console;
	const char *path = console->argument_count ? console->arguments[0] :
						     NULL;
	struct error error = { 0 };
	int result = open_site(replay, is_file(path) ? NULL : path, &error);

	if (result)
		return site_failed(&replay->site.setup, &error);
	result = open_repositories(replay, &error);
	replay->tally.repo = replay->repo;
	if (!result)
		result = read_pushes(replay, &error);
	if (!result)
		result = note_rules(replay, &error);
	if (!result)
		result = judge(replay, &error);
	/* what is broken refuses nothing: 1 would say so */
	if (result)
		return console_failed(&error) == STATUS_USAGE ? STATUS_USAGE :
								STATUS_INTERNAL;
	show(out, replay);
	return replay->tally.refused ? STATUS_FINDINGS : STATUS_CLEAN;
}

static void release(struct replay *replay)
{
	replay_tally_release(&replay->tally);
	replay_pushes_release(&replay->pushes);
	graph_free(replay->graph);
	repo_close(replay->repo);
	repo_close(replay->real);
	view_remove(replay->view);
	site_release(&replay->site);
}

int verb_replay(int argc, char **argv)
{
	struct replay replay = { .ref = NULL };
	struct console *console = &replay.console;
	struct buf out = BUF_INIT;
	int code;
	int status;
	int printed;

	console_init(console, "replay", help);
	console->extra = FORMAT_HTML;
	while ((code = console_next(console, argc, argv, flags)) != 0)
		read_flag(&replay, code);
	if (console->status >= 0)
		return console->status;
	if (console->argument_count > 1)
		return console_usage(console, "one repository at a time");
	replay.log_named = console->argument_count &&
			   is_file(console->arguments[0]);
	replay.log |= replay.log_named;
	replay.tally.of_log = replay.pushes.of_log = replay.log;
	if (replay.log && replay.ref)
		return console_usage(console, "either --log or --ref");
	status = run(&replay, &out);
	release(&replay);
	printed = console_print(&out);
	buf_release(&out);
	return printed ? printed : status;
}
