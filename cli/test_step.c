/*
 * test_step.c - see test_step.h. A step is one push; never more.
 */
#include "test_step.h"

#include "test_answer.h"
#include "test_change.h"
#include "test_text.h"

#include "base/text.h"
#include "policy/bind.h"
#include "policy/test_keys.h"

#include <string.h>

#define CHANGES_MAX 32
#define ANYBODY "developer"

/* hooks/test are ours: a step past the gate goes past them. */
#define PAST_GATE "--receive-pack=git -c core.hooksPath=/dev/null receive-pack"

struct pushing {
	struct ref_change changes[CHANGES_MAX];
	size_t count;
};

/* Of the step, or inside its `push`. */
static const struct node *of_push(const struct node *step, const char *key)
{
	const struct node *value = node_get(step, key);

	return value ? value : node_get(node_get(step, "push"), key);
}

static const struct test_person *
actor(struct world *world, const struct node *step, struct error *error)
{
	const char *word = plan_text(node_get(step, "as"));

	if (!word)
		word = plan_text(world->test->as);
	return world_person(world, word ? word : ANYBODY, error);
}

static int add_change(struct pushing *pushing, struct world *world,
		      const struct node *node, const struct test_person *who,
		      struct error *error)
{
	struct act act = { world, node, who };

	if (pushing->count == CHANGES_MAX)
		return error_set(error, ERROR_USAGE,
				 "more than %d changes in a push", CHANGES_MAX);
	return change_make(&pushing->changes[pushing->count++], &act, error);
}

static int add_with(struct pushing *pushing, struct world *world,
		    const struct node *step, const struct test_person *who,
		    struct error *error)
{
	const struct node *with = of_push(step, "with");
	int result = 0;

	for (const struct node *item = with ? with->first : NULL;
	     !result && item; item = item->next)
		result = add_change(pushing, world, item, who, error);
	return result;
}

static void add_refspecs(struct process *process, struct world *world,
			 const struct pushing *pushing)
{
	for (size_t i = 0; i < pushing->count; i++) {
		const struct ref_change *change = &pushing->changes[i];
		bool deletes = !strcmp(change->oid, WORLD_ZERO);

		process_add(process, arena_printf(&world->arena, "%s%s:%s",
						  change->force ? "+" : "",
						  deletes ? "" : change->oid,
						  change->ref));
	}
}

static int add_options(struct process *process, struct world *world,
		       const struct node *step, const struct test_person *who,
		       struct error *error)
{
	const struct node *options = of_push(step, "options");
	const char *key;

	for (const struct node *item = options ? bind_list_first(options) :
						 NULL;
	     item; item = bind_list_next(options, item)) {
		const char *option = text_expand(world, item->text, error);

		if (!option)
			return error->code;
		process_add(process, arena_printf(&world->arena,
						  "--push-option=%s", option));
	}
	if (!node_is(of_push(step, "signed"), "true"))
		return 0;
	key = world_key(world, who, error);
	if (!key)
		return error->code;
	process_add(process, "--signed=true");
	/* of git itself: before the verb */
	process_set(process, "GIT_CONFIG_COUNT=1");
	process_set(process, "GIT_CONFIG_KEY_0=user.signingKey");
	process_set(process,
		    arena_printf(&world->arena, "GIT_CONFIG_VALUE_0=%s", key));
	process_set(process,
		    arena_printf(&world->arena, "GIT_COMMITTER_EMAIL=%s",
				 who->email));
	return 0;
}

static int push(struct process *process, struct world *world,
		const struct node *step, const struct pushing *pushing,
		const struct test_person *who, bool past_gate,
		struct error *error)
{
	int result;

	world_git(world, process);
	/* as gitolite tells who it is; world_make() chose that source */
	process_set(process,
		    arena_printf(&world->arena, "GL_USER=%s", who->login));
	process_set(process, "GL_REPO=" WORLD_NAME);
	process_add(process, "push");
	process_add(process, "--porcelain");
	if (past_gate)
		process_add(process, PAST_GATE);
	result = add_options(process, world, step, who, error);
	if (result)
		return result;
	process_add(process, world->server);
	add_refspecs(process, world, pushing);
	return process_run(process, error);
}

/* Where it says what is done. */
static size_t line_of(const struct node *step)
{
	const struct node *value;

	for (const struct test_key *verb = test_verb_keys; verb->key; verb++) {
		value = node_get(step, verb->key);
		if (value)
			return node_key_mark(value).line;
	}
	return step->mark.line;
}

static void add_head(struct buf *out, const struct node *step,
		     const struct pushing *pushing)
{
	buf_addf(out, "  line %zu: ", line_of(step));
	for (size_t i = 0; i < pushing->count; i++)
		buf_addf(out, "%s%s", i ? ", " : "push to ",
			 pushing->changes[i].ref);
	buf_add_byte(out, '\n');
}

static void add_answer(struct buf *out, const struct answer *answer)
{
	struct str text = buf_str(&answer->text);
	struct str line;

	while (str_next_line(&text, &line)) {
		buf_add_text(out, line.size ? "    | " : "    |");
		text_escape_line(out, line);
		buf_add_byte(out, '\n');
	}
}

/* All of `says`: the first that is missing fails the step. */
static bool is_wanted(const struct answer *answer, const struct node *step,
		      struct buf *flaws)
{
	const struct node *says = node_get(step, "says");
	const struct node *item = says ? bind_list_first(says) : NULL;
	bool wanted =
		answer_check(answer, step, item ? item->text : NULL, flaws);

	while (wanted && item) {
		item = bind_list_next(says, item);
		if (item)
			wanted = answer_check(answer, step, item->text, flaws);
	}
	return wanted;
}

static int judge(struct case_result *out, const struct process *process,
		 const struct node *step, const struct pushing *pushing,
		 struct error *error)
{
	struct answer answer;
	struct buf flaws = BUF_INIT;
	int result = 0;

	if (!answer_read(&answer, process)) {
		result = error_no_memory(error);
	} else if (!is_wanted(&answer, step, &flaws)) {
		out->status = CASE_FAILED;
		add_head(&out->text, step, pushing);
		buf_add_str(&out->text, buf_str(&flaws));
		add_answer(&out->text, &answer);
	}
	buf_release(&flaws);
	answer_release(&answer);
	return result;
}

static int run(struct case_result *out, struct world *world,
	       const struct node *step, bool given, struct error *error)
{
	const struct node *wait = node_get(step, "wait");
	struct pushing pushing = { .count = 0 };
	const struct test_person *who;
	struct process process;
	int64_t seconds = 0;
	int result;

	if (wait && clock_parse_duration(str_of(wait->text), &seconds))
		return world_wait(world, seconds, error);
	who = actor(world, step, error);
	result = who ? add_change(&pushing, world, step, who, error) :
		       error->code;
	if (!result)
		result = add_with(&pushing, world, step, who, error);
	if (result)
		return result;
	given |= node_is(node_get(step, "past-gate"), "true");
	result = push(&process, world, step, &pushing, who, given, error);
	if (!result)
		result = judge(out, &process, step, &pushing, error);
	process_release(&process);
	return result;
}

int step_run(struct case_result *out, struct world *world,
	     const struct node *step, bool given, struct error *error)
{
	int result = run(out, world, step, given, error);

	if (result)
		error_context(error, "line %zu", line_of(step));
	return result;
}

int steps_run(struct case_result *out, struct world *world,
	      const struct node *steps, bool given, struct error *error)
{
	int result = 0;

	for (const struct node *step = steps->first;
	     !result && step && out->status == CASE_PASSED; step = step->next)
		result = step_run(out, world, step, given, error);
	return result;
}
