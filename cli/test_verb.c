/*
 * test_verb.c - `refgate policy test`: runs the cases that a policy carries.
 * Never touches a repository but those it makes.
 */
#include "test_verb.h"
#include "site.h"
#include "test_report.h"
#include "test_scratch.h"

#include "base/file.h"
#include "base/paths.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
	"usage: refgate policy test [OPTION...] [FILE | NAME]\n"
	"\n"
	"Runs the cases under `tests:` of a policy, each on a throw-away\n"
	"repository with throw-away keys, by real pushes through the real\n"
	"engine. FILE and NAME are as for refgate policy lint.\n"
	"\n"
	"  --filter TEXT   only cases whose name holds TEXT\n"
	"  --jobs N        so many at a time; else one a processor\n"
	"  --format human|tap|junit|json\n"
	"  --color auto|always|never\n"
	"\n"
	"  refgate policy test refgate/policy.yml\n"
	"  refgate policy test incident --filter landing\n"
	"\n"
	"Exit status: 0 all as they say, 1 some are not, 2 usage or policy\n"
	"error, 3 internal error.\n";

#define PATH_FALLBACK "/usr/local/bin:/usr/bin:/bin"

enum {
	FLAG_FILTER = 1,
	FLAG_JOBS,
};

static const struct flag flags[] = {
	{ "filter", true, FLAG_FILTER },
	{ "jobs", true, FLAG_JOBS },
	{ NULL, false, 0 },
};

struct testing {
	struct console console;
	struct site site;
	struct plan plan;
	struct run run;
	struct arena arena;
	const char *filter;
};

static void take_jobs(struct testing *testing)
{
	struct console *console = &testing->console;
	char *end;
	unsigned long jobs = strtoul(console->value, &end, 10);

	if (*end || jobs < 1 || jobs > RUN_JOBS_MAX || console->value[0] == '-')
		console->status = console_usage(
			console, "--jobs takes a number from 1 to %d",
			RUN_JOBS_MAX);
	testing->run.jobs = (size_t)jobs;
}

static void read_flags(struct testing *testing, int argc, char **argv)
{
	struct console *console = &testing->console;
	int code;

	while ((code = console_next(console, argc, argv, flags)) != 0) {
		if (code == FLAG_JOBS)
			take_jobs(testing);
		else
			testing->filter = console->value;
	}
	if (console->status < 0 && console->argument_count > 1)
		console->status =
			console_usage(console, "one policy at a time");
}

static int load(struct testing *testing, struct error *error)
{
	const struct console *console = &testing->console;
	const char *name = console->argument_count ? console->arguments[0] :
						     NULL;
	struct site *site = &testing->site;
	int result = site_open(site, !name, error);

	/* what HEAD points at in the repositories of the cases */
	site->setup.default_ref = WORLD_MAIN;
	return result ? result : site_load(site, name, NULL, error);
}

static int plan(struct testing *testing, struct error *error)
{
	const struct policy *policy = testing->site.setup.policies[0];
	int result =
		plan_make(&testing->plan, policy->tree, testing->filter, error);

	if (result || testing->plan.count)
		return result;
	if (testing->plan.left_out)
		return error_set(error, ERROR_USAGE, "no case of %s holds '%s'",
				 policy->path, testing->filter);
	return error_set(error, ERROR_USAGE, "%s has no tests", policy->path);
}

static const char config[] =
	"[user]\n\tname = Developer\n\temail = developer@example.com\n"
	"[core]\n\tfsync = none\n"
	"[gpg]\n\tformat = ssh\n"
	"[gc]\n\tauto = 0\n"
	"[maintenance]\n\tauto = false\n"
	"[receive]\n\tautogc = false\n"
	"[fastimport]\n\tunpackLimit = 1\n"
	"[protocol \"file\"]\n\tallow = always\n"
	"[safe]\n\tdirectory = *\n";

static int prepare(struct testing *testing, struct error *error)
{
	struct test_ground *ground = &testing->run.ground;
	struct arena *arena = &testing->arena;
	const struct policy *policy = testing->site.setup.policies[0];
	const char *search = getenv("PATH");
	const char *git_config;
	char real[PATH_MAX];

	if (!realpath(policy->path, real))
		return error_set_errno(error, ERROR_INTERNAL, "%s",
				       policy->path);
	ground->dir = scratch_make(arena, error);
	if (!ground->dir)
		return error->code;
	ground->policy = policy;
	ground->plan = &testing->plan;
	ground->policy_path = arena_copy(arena, str_of(real));
	ground->key_dir = arena_printf(arena, "%s/keys", ground->dir);
	ground->hook_dir = arena_printf(arena, "%s/test", paths_libexec_dir);
	ground->path = arena_printf(arena, "PATH=%s",
				    search && *search ? search : PATH_FALLBACK);
	ground->home = arena_printf(arena, "HOME=%s", ground->dir);
	git_config = arena_printf(arena, "%s/gitconfig", ground->dir);
	ground->config = arena_printf(arena, "GIT_CONFIG_GLOBAL=%s/gitconfig",
				      ground->dir);
	if (!ground->policy_path || !ground->key_dir || !ground->hook_dir ||
	    !ground->path || !ground->home || !ground->config || !git_config)
		return error_no_memory(error);
	if (file_make_directories(ground->key_dir, 0700, error))
		return error->code;
	return scratch_write(git_config, str_of(config), error);
}

/* Without them git would accept all without a word. */
static int check_hooks(const struct test_ground *ground, struct error *error)
{
	static const char *const names[] = { "pre-receive", "update",
					     "post-receive" };
	struct buf path = BUF_INIT;
	int result = 0;

	for (size_t i = 0; !result && i < sizeof(names) / sizeof(*names); i++) {
		buf_clear(&path);
		buf_addf(&path, "%s/%s", ground->hook_dir, names[i]);
		if (access(buf_text(&path), X_OK))
			result = error_set_errno(error, ERROR_INTERNAL, "%s",
						 buf_text(&path));
	}
	buf_release(&path);
	return result;
}

static int make_keys(const struct test_ground *ground, struct error *error)
{
	const struct plan *plan = ground->plan;
	struct process process;
	struct buf path = BUF_INIT;
	int result = 0;

	for (size_t i = 0; !result && i < plan->signer_count; i++) {
		buf_clear(&path);
		buf_addf(&path, "%s/%s", ground->key_dir, plan->signers[i]);
		process_init(&process);
		process_add(&process, "ssh-keygen");
		process_add(&process, "-q");
		process_add(&process, "-ted25519");
		process_add(&process, "-N");
		process_add(&process, "");
		process_add(&process, "-C");
		process_add(&process, plan->signers[i]);
		process_add(&process, "-f");
		process_add(&process,
			    buf_failed(&path) ? NULL : buf_text(&path));
		process_set(&process, ground->path);
		process_set(&process, ground->home);
		result = process_run(&process, error);
		if (!result && process.status)
			result = error_set(error, ERROR_INTERNAL,
					   "ssh-keygen: %s",
					   buf_text(&process.messages));
		process_release(&process);
	}
	buf_release(&path);
	return result;
}

static int test(struct testing *testing, struct error *error)
{
	struct run *run = &testing->run;
	usec start = clock_monotonic();
	int result = plan(testing, error);

	if (!result)
		result = prepare(testing, error);
	if (!result)
		result = check_hooks(&run->ground, error);
	if (!result)
		result = make_keys(&run->ground, error);
	if (!result)
		result = run_cases(run, error);
	return result ? console_failed(error) :
			report_print(&testing->console, run,
				     clock_monotonic() - start);
}

static int run(struct testing *testing)
{
	struct error error = { 0 };

	if (load(testing, &error))
		return site_failed(&testing->site.setup, &error);
	return test(testing, &error);
}

int verb_policy_test(int argc, char **argv)
{
	struct testing testing = { .filter = NULL };
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	int status;

	umask(077);
	arena_init(&testing.arena);
	console_init(&testing.console, "policy test", help);
	testing.console.extra = FORMAT_TAP;
	testing.console.also = FORMAT_JUNIT;
	testing.run.jobs = processors < 1 ? 1 : (size_t)processors;
	if (testing.run.jobs > RUN_JOBS_MAX)
		testing.run.jobs = RUN_JOBS_MAX;
	testing.run.progress = isatty(STDERR_FILENO) == 1;
	read_flags(&testing, argc, argv);
	status = testing.console.status;
	if (status < 0)
		status = run(&testing);
	if (testing.run.ground.dir)
		scratch_remove(testing.run.ground.dir);
	run_release(&testing.run);
	plan_release(&testing.plan);
	site_release(&testing.site);
	arena_release(&testing.arena);
	return status;
}
