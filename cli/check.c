/*
 * check.c - `refgate check`: what a push would meet, in the words of the
 * gate. Never pushes, never changes the repository.
 */
#include "target.h"
#include "verbs.h"
#include "verdict.h"

#include "git/view.h"

#include <string.h>
#include <unistd.h>

static const char help[] =
	"usage: refgate check [OPTION...] [OLD NEW | OLD..NEW]\n"
	"       refgate check [OPTION...] --pre-push [REMOTE [URL]]\n"
	"\n"
	"Judges a push before it is pushed, with the policy and the words of\n"
	"the server. Without arguments: a push of the current branch to its\n"
	"upstream. OLD stands for the ref's value on the server (40 zeros: it\n"
	"is not there yet), the remote-tracking branches for all others.\n"
	"\n"
	"  --ref REF       the ref on the server: main, refs/tags/v1.2.1\n"
	"  --policy P      a policy file, or the name of a shipped preset;\n"
	"                  else git config refgate.policy\n"
	"  --as LOGIN      who pushes; else whom user.email belongs to\n"
	"  --pre-push      reads what git gives to a pre-push hook\n"
	"  --format human|json|sarif|junit\n"
	"  --color auto|always|never\n"
	"\n"
	"  refgate check\n"
	"  refgate check --ref main HEAD~3..HEAD\n"
	"  refgate check --ref refs/tags/v1.2.1\n"
	"  refgate check --policy hotfix --ref hotfix/REC-1-x \\\n"
	"      origin/main..HEAD --format json\n"
	"\n"
	"Exit status: 0 would be accepted, 1 would be refused, 2 usage or\n"
	"policy error, 3 internal error.\n";

enum {
	FLAG_POLICY = 1,
	FLAG_REF,
	FLAG_AS,
	FLAG_PRE_PUSH,
};

static const struct flag flags[] = {
	{ "policy", true, FLAG_POLICY },
	{ "ref", true, FLAG_REF },
	{ "as", true, FLAG_AS },
	{ "pre-push", false, FLAG_PRE_PUSH },
	{ NULL, false, 0 },
};

struct check {
	struct console console;
	struct site site;
	const char *policy, *ref, *login;
	const char *url; /* of the server; NULL: not known */
	bool pre_push;
	struct push_input input;
	char *view; /* a repository with the values that are assumed */
	struct judgement judgement;
};

static void read_flags(struct check *check, int argc, char **argv)
{
	struct console *console = &check->console;
	int code;

	while ((code = console_next(console, argc, argv, flags)) != 0) {
		if (code == FLAG_POLICY)
			check->policy = console->value;
		else if (code == FLAG_REF)
			check->ref = console->value;
		else if (code == FLAG_AS)
			check->login = console->value;
		else
			check->pre_push = true;
	}
	if (console->status < 0 && check->pre_push && check->ref)
		console->status = console_usage(
			console, "--pre-push and --ref exclude each other");
}

/* NULL: there is no such remote. */
static const char *remote_url(struct site *site, const char *remote)
{
	const char *key = remote ? arena_printf(&site->setup.arena,
						"remote.%s.url", remote) :
				   NULL;

	return key ? config_get(&site->setup.config, key) : NULL;
}

/*
 * What git tells the hook of the server. It gives the URL for a name where a
 * URL is pushed to: then the refs of the usual remote are the best we know.
 */
static void take_remote(struct check *check)
{
	const struct console *console = &check->console;
	struct clone *clone = &check->site.clone;

	if (console->argument_count && !clone->bare &&
	    remote_url(&check->site, console->arguments[0]))
		clone->remote = console->arguments[0];
	if (console->argument_count)
		check->url = console->arguments[console->argument_count - 1];
}

static int find_target(struct check *check, struct error *error)
{
	const struct console *console = &check->console;
	struct target_request request = {
		.ref = check->ref,
		.values = (const char *const *)console->arguments,
		.value_count = console->argument_count,
	};

	if (!check->pre_push)
		return target_find(&check->input, &check->site, &request,
				   error);
	take_remote(check);
	return target_read(&check->input, &check->site, STDIN_FILENO, error);
}

/* A branch that was made from origin/main has that for its upstream. */
static void say_upstream(const struct check *check)
{
	const struct clone *clone = &check->site.clone;

	if (check->ref || check->pre_push || !clone->upstream ||
	    !clone->branch || !strcmp(clone->upstream, clone->branch))
		return;
	console_say("judged as a push to %s, the upstream of %s; for another "
		    "ref: refgate check --ref %s",
		    clone->upstream, clone->branch, clone->branch);
}

/* Refs that do not move are no part of a push. */
static void drop_unmoved(struct push_input *input)
{
	size_t kept = 0;

	for (size_t i = 0; i < input->count; i++)
		if (!oid_equal(&input->lines[i].old, &input->lines[i].new))
			input->lines[kept++] = input->lines[i];
	input->count = kept;
}

static int make_view(struct check *check, struct error *error)
{
	struct site *site = &check->site;
	struct repo_options options = { .path = site->clone.common_dir,
					.remote = site->clone.remote };
	size_t count = check->input.count;
	struct ref *assumed =
		arena_alloc(&site->setup.arena, (count + 1) * sizeof(*assumed));

	if (!assumed)
		return error_no_memory(error);
	for (size_t i = 0; i < count; i++)
		assumed[i] = (struct ref){
			.name = check->input.lines[i].ref.data,
			.id = check->input.lines[i].old,
		};
	return view_make(&check->view, &options, site->setup.default_ref,
			 assumed, count, error);
}

static int judge(struct check *check, struct error *error)
{
	struct gate_request request = { .input = &check->input };
	int result;

	drop_unmoved(&check->input);
	if (!check->input.count)
		return 0;
	result = make_view(check, error);
	if (result)
		return result;
	setup_request(&check->site.setup, &request);
	request.git_dir = check->view;
	return gate_judge(&check->judgement, &request, error);
}

static void render_failure(struct buf *out, struct check *check,
			   const struct error *failure)
{
	struct setup *setup = &check->site.setup;

	switch (check->console.format) {
	case FORMAT_JSON:
		verdict_json_failure(out, failure, setup);
		break;
	case FORMAT_JUNIT:
		verdict_junit_failure(out, failure, setup);
		break;
	case FORMAT_SARIF:
		verdict_sarif_failure(out, failure, setup);
		break;
	default:
		verdict_human_failure(out, failure, setup);
		break;
	}
}

static int render(struct buf *out, struct check *check, struct error *error)
{
	struct judgement *judgement = &check->judgement;
	struct setup *setup = &check->site.setup;

	switch (check->console.format) {
	case FORMAT_JSON:
		verdict_json(out, judgement, setup);
		return 0;
	case FORMAT_JUNIT:
		return verdict_junit(out, judgement, setup, error);
	case FORMAT_SARIF:
		if (!check->url)
			check->url = remote_url(&check->site,
						check->site.clone.remote);
		verdict_sarif(out, judgement, setup, check->url);
		return 0;
	default:
		verdict_human(out, judgement, setup);
		return 0;
	}
}

static int print(const struct check *check, const struct buf *out)
{
	if (check->console.format == FORMAT_HUMAN)
		return console_print_words(&check->console, out);
	return console_print(out);
}

/* What could not be judged, on standard error, too, for who keeps the rest. */
static int show_failure(struct check *check, const struct error *failure)
{
	struct buf out = BUF_INIT;
	int status;

	if (check->console.format != FORMAT_HUMAN)
		console_say("%s", failure->text);
	render_failure(&out, check, failure);
	status = print(check, &out);
	buf_release(&out);
	return status ? status : error_exit_status(failure->code);
}

static int show(struct check *check)
{
	struct error error = { 0 };
	struct buf out = BUF_INIT;
	int status;

	if (render(&out, check, &error))
		status = console_failed(&error);
	else
		status = print(check, &out);
	buf_release(&out);
	if (status)
		return status;
	return check->judgement.refused ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int run(struct check *check)
{
	struct error error = { 0 };
	int result = site_open(&check->site, true, &error);

	if (!result)
		result = find_target(check, &error);
	if (result)
		return console_failed(&error);
	result = site_load(&check->site, check->policy, check->login, &error);
	if (result)
		return site_failed(&check->site.setup, &error);
	site_say_default(&check->site);
	say_upstream(check);
	if (judge(check, &error))
		return show_failure(check, &error);
	return show(check);
}

int verb_check(int argc, char **argv)
{
	struct check check = { 0 };
	int status;

	console_init(&check.console, "check", help);
	check.console.extra = FORMAT_SARIF;
	check.console.also = FORMAT_JUNIT;
	read_flags(&check, argc, argv);
	if (check.console.status >= 0)
		return check.console.status;
	judgement_init(&check.judgement);
	status = run(&check);
	judgement_release(&check.judgement);
	view_remove(check.view);
	site_release(&check.site);
	return status;
}
