/*
 * test_act.c - what the verbs of a case share: who, when, where. Never makes
 * an object.
 */
#include "test_change.h"

#include "git/oid.h"
#include "policy/test_value.h"

#include <string.h>

#define HEADS "refs/heads/"
#define TAGS "refs/tags/"

const struct node *act_get(const struct act *act, const char *section,
			   const struct node *node, const char *key)
{
	const struct node *value = node_get(node, key);

	if (value)
		return value;
	return node_get(node_get(act->world->test->defaults, section), key);
}

const char *act_ref(const struct act *act, const char *name,
		    struct error *error)
{
	struct world *world = act->world;
	const char *ref = world_ref(world, name, error);

	world->branch = world->tag = NULL;
	if (ref && str_starts(str_of(ref), HEADS))
		world->branch = ref + strlen(HEADS);
	if (ref && str_starts(str_of(ref), TAGS))
		world->tag = ref + strlen(TAGS);
	return ref;
}

const char *act_commit(const struct act *act, const char *name,
		       struct error *error)
{
	struct world *world = act->world;
	const char *value = world_commit(world, name, error);
	struct process process;
	struct oid id;

	if (!value || oid_parse(&id, str_of(name)) ||
	    (!world_named(world, name) &&
	     !str_starts(str_of(world_ref(world, name, error)), TAGS)))
		return value;
	world_git(world, &process);
	process_add(&process, "rev-parse");
	process_add(&process, "--verify");
	process_add(&process,
		    arena_printf(&world->arena, "%s^{commit}", value));
	return world_run(world, &process, error);
}

const char *act_date(const struct act *act, const struct node *date,
		     struct error *error)
{
	int64_t seconds = 0;
	bool relative = true;
	const char *text;

	if (date && !test_moment(str_of(date->text), &seconds, &relative)) {
		error_set(error, ERROR_USAGE, "'%s' is no time", date->text);
		return NULL;
	}
	if (relative)
		seconds += world_now(act->world);
	text = arena_printf(&act->world->arena, "@%lld +0000",
			    (long long)seconds);
	if (!text)
		error_no_memory(error);
	return text;
}

bool act_signs(const struct act *act)
{
	return node_is(act->world->test->sign, "true");
}

int act_signer(const struct act *act, const struct node *said,
	       const struct test_person *fallback,
	       const struct test_person **out, struct error *error)
{
	*out = fallback;
	if (!said)
		return 0;
	*out = NULL;
	if (node_is_null(said))
		return 0;
	*out = world_person(act->world, said->text, error);
	return *out ? 0 : error->code;
}

/* "alice", or "Alice A. <alice@example.com>". */
static int identify(const struct act *act, const struct node *said,
		    struct object_identity *out, struct error *error)
{
	struct arena *arena = &act->world->arena;
	const struct test_person *person = act->who;
	const char *angle = said ? strstr(said->text, " <") : NULL;

	if (angle) {
		struct str email = str_of(angle + 2);

		email.size -= str_ends(email, ">");
		out->email = arena_copy(arena, email);
		out->name = arena_copy(
			arena, (struct str){ said->text,
					     (size_t)(angle - said->text) });
		return out->email && out->name ? 0 : error_no_memory(error);
	}
	if (said)
		person = world_person(act->world, said->text, error);
	if (!person)
		return error->code;
	out->name = person->name;
	out->email = person->email;
	return 0;
}

int act_sign(const struct act *act, const char *section,
	     const struct node *node, struct object_commit *commit,
	     struct error *error)
{
	const char *date =
		act_date(act, act_get(act, section, node, "date"), error);
	int result = date ? 0 : error->code;

	if (!result)
		result = identify(act, act_get(act, section, node, "author"),
				  &commit->author, error);
	if (!result)
		result = identify(act, act_get(act, section, node, "committer"),
				  &commit->committer, error);
	commit->author.date = commit->committer.date = date;
	if (!result)
		result = act_signer(act,
				    act_get(act, section, node, "signed-by"),
				    act_signs(act) ? act->who : NULL,
				    &commit->signer, error);
	return result;
}
