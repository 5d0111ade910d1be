/*
 * test_case.c - the repository of a case, made once for all that have the
 * same, and then its steps.
 */
#include "test_step.h"

#include "base/paths.h"
#include "git/oid.h"
#include "test_change.h"

#include <string.h>

/* `given` lies that far back. */
#define GIVEN_SECONDS_AGO 86400

static bool is_same_world(const struct plan_case *a, const struct plan_case *b)
{
	return a->given == b->given && a->as == b->as && a->sign == b->sign &&
	       a->defaults == b->defaults && a->people == b->people &&
	       a->groups == b->groups && a->text_count == b->text_count &&
	       !memcmp(a->texts, b->texts, sizeof(a->texts));
}

struct usual_commit {
	const char *path, *text;
};

/* What there is without `given`. */
static int make_usual(struct world *world, struct error *error)
{
	static const char text[] =
		"commit refs/heads/main\nmark :1\n"
		"committer Developer <developer@example.com> %lld +0000\n"
		"data 6\nBegin\n\n"
		"M 100644 inline README.md\ndata 10\n# Project\n\n"
		"M 100644 inline src/app.c\ndata 30\n"
		"int main(void)\n{\n\treturn 0;\n}\n"
		"\nreset refs/heads/develop\nfrom :1\n\n"
		"tag v1.2.0\nfrom :1\n"
		"tagger Developer <developer@example.com> %lld +0000\n"
		"data 14\nRelease 1.2.0\n\n";
	long long then = (long long)world_now(world);
	const char *stream = arena_printf(&world->arena, text, then, then);
	struct process process;

	if (!stream)
		return error_no_memory(error);
	world_git(world, &process);
	process.arguments[1] =
		arena_printf(&world->arena, "--git-dir=%s", world->server);
	process_add(&process, "fast-import");
	process_add(&process, "--quiet");
	process.input = str_of(stream);
	return world_run(world, &process, error) ? 0 : error->code;
}

static bool is_governed(const struct policy *policy, const char *ref)
{
	struct error ignored = { 0 };

	for (size_t i = 0; i < policy->ruleset_count; i++)
		if (ruleset_governs(&policy->rulesets[i], ref, &ignored) ==
		    MATCH_YES)
			return true;
	return false;
}

/* As install.sh does: what governed refs hold was there before the policy. */
static int record_baseline(struct world *world, struct error *error)
{
	struct buf config = BUF_INIT;
	struct process process;
	struct str refs;
	struct str line;
	const char *ref;
	const char *said;
	int result = 0;

	world_git(world, &process);
	process.arguments[1] =
		arena_printf(&world->arena, "--git-dir=%s", world->server);
	process_add(&process, "for-each-ref");
	process_add(&process, "--format=%(if)%(*objectname)%(then)"
			      "%(*objectname)%(else)%(objectname)%(end)"
			      "%(refname)");
	said = world_run(world, &process, error);
	refs = str_of(said);
	while (said && str_next_line(&refs, &line)) {
		ref = arena_copy(&world->arena, str_from(line, OID_HEX_SIZE));
		if (ref && is_governed(world->ground->policy, ref))
			buf_addf(&config, "\tbaseline = %.*s\n", OID_HEX_SIZE,
				 line.data);
	}
	result = said ? world_configure(world, buf_str(&config), error) :
			error->code;
	buf_release(&config);
	return result;
}

static int make_given(struct world *world, const struct plan_case *test,
		      struct error *error)
{
	struct case_result made = { .status = CASE_PASSED };
	int result;

	world->ahead = -GIVEN_SECONDS_AGO;
	if (test->given && !node_is_null(test->given))
		result = steps_run(&made, world, test->given, true, error);
	else
		result = make_usual(world, error);
	if (!result && made.status != CASE_PASSED)
		result = error_set(error, ERROR_USAGE, "given: %s",
				   buf_text(&made.text));
	if (world->ahead < 0)
		world->ahead = 0;
	buf_release(&made.text);
	return result ? result : record_baseline(world, error);
}

/* What the hooks will load; what is wrong with it they would not tell. */
static int check_policy(struct world *world, struct error *error)
{
	struct policy_request request = {
		.path = arena_printf(&world->arena, "%s/refgate/policy.yml",
				     world->server),
		.preset_dir = paths_policy_dir,
		.default_ref = WORLD_MAIN,
	};
	struct diagnostics *diagnostics =
		arena_alloc(&world->arena, sizeof(*diagnostics));
	struct policy *policy = NULL;
	int result;

	if (!request.path || !diagnostics)
		return error_no_memory(error);
	diagnostics_init(diagnostics, &world->arena);
	result = policy_load(&policy, &request, diagnostics, &world->arena,
			     error);
	policy_free(policy);
	if (result == ERROR_USAGE && diagnostics->count)
		error_set(error, ERROR_USAGE,
			  "with the people of the case the policy does not "
			  "load: %s",
			  diagnostics->items[0].text);
	return result;
}

/* *out stays valid until the worker ends. */
static int find_base(struct base_world **out, struct base_world *bases,
		     const struct test_ground *ground,
		     const struct plan_case *test, const char *dir,
		     struct error *error)
{
	struct base_world *base = bases;
	struct arena arena;
	const char *path;
	int result;

	while (base->test && !is_same_world(base->test, test))
		base++;
	*out = base;
	if (base->test)
		return 0;
	arena_init(&arena);
	path = arena_printf(&arena, "%s-given", dir);
	result = path ? world_make(&base->world, ground, test, path, error) :
			error_no_memory(error);
	base->test = test;
	if (!result)
		result = make_given(&base->world, test, error);
	if (!result)
		result = world_write(&base->world, error);
	if (!result)
		result = check_policy(&base->world, error);
	if (result) {
		world_release(&base->world);
		base->test = NULL;
	}
	arena_release(&arena);
	return result;
}

static int run_in(struct case_result *out, struct world *world,
		  const struct plan_case *test, struct error *error)
{
	const struct node *steps = node_get(test->item, "steps");

	return steps ? steps_run(out, world, steps, false, error) :
		       step_run(out, world, test->item, false, error);
}

int case_run(struct case_result *out, const struct test_ground *ground,
	     const struct plan_case *test, struct base_world *bases,
	     const char *dir, struct error *error)
{
	struct base_world *base = NULL;
	struct world world = { .dir = NULL };
	usec start = clock_monotonic();
	int result;

	*out = (struct case_result){ .status = CASE_PASSED };
	result = find_base(&base, bases, ground, test, dir, error);
	if (!result)
		result = world_copy(&world, &base->world, test, dir, error);
	if (!result)
		result = run_in(out, &world, test, error);
	world_release(&world);
	out->usec = clock_monotonic() - start;
	if (result == ERROR_USAGE) {
		out->status = CASE_BROKEN;
		buf_addf(&out->text, "  %s\n", error->text);
		result = 0;
	}
	return result;
}
