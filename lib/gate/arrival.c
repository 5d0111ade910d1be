/*
 * arrival.c - see arrival.h: a row for each kind, and what they share. Never
 * decides what a statement is good for.
 */
#include "gate/arrival.h"

#include "gate/authorisation.h"
#include "gate/structure.h"
#include "rules/approval.h"

struct kind {
	const char *prefix;
	bool (*is_taken)(const struct gate_request *request);
	const char *closed;
	int (*judge)(struct gate *gate, const struct ref_update *update,
		     struct error *error);
};

static const struct kind kinds[] = {
	{ APPROVAL_PREFIX, arrival_takes_approvals,
	  "this policy takes no approvals", arrival_judge_approval },
	{ AUTHORISATION_PREFIX, arrival_takes_overrides,
	  "this policy takes no overrides", arrival_judge_override },
};

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (str_starts(str_of(name), kinds[i].prefix))
			return &kinds[i];
	return NULL;
}

bool arrival_is_judged(const char *name)
{
	return find_kind(name) != NULL;
}

const char *arrival_closed(const struct gate_request *request, const char *name)
{
	const struct kind *kind = find_kind(name);

	return kind && !kind->is_taken(request) ? kind->closed : NULL;
}

bool arrival_is_due(const struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->ref_count; i++)
		if (arrival_is_judged(judgement->updates[i].name))
			return true;
	return false;
}

int arrival_judge(struct gate *gate, const struct ref_update *update,
		  struct error *error)
{
	const struct kind *kind = find_kind(update->name);
	struct judgement *judgement = gate->judgement;
	size_t mark = judgement->finding_count;
	int result = kind ? kind->judge(gate, update, error) : 0;

	result = judge_answer(gate, result, error);
	/* what is broken passes by no policy's mode */
	for (size_t i = mark; i < judgement->finding_count; i++)
		if (judgement->findings[i]->place.verdict == VERDICT_BROKEN)
			judgement->findings[i]->place.policy = NULL;
	return result;
}

struct rule_context arrival_context(struct gate *gate,
				    const struct ref_update *update,
				    const char *rule_id)
{
	struct rule_context context =
		structure_context(gate->judgement, gate->request, update);

	gate->judgement->place.rule_id = rule_id;
	gate->judgement->place.verdict = VERDICT_FAIL;
	context.repo = gate->repo;
	context.graph = gate->graph;
	return context;
}

bool arrival_is_change(struct gate *gate, const struct ref_update *update,
		       const char *draft)
{
	struct rule_context context;
	struct finding *finding;

	if (update->kind == UPDATE_CREATE)
		return false;
	context = arrival_context(gate, update, "structure");
	finding = finding_add(&context, "%s",
			      update->kind == UPDATE_DELETE ?
				      "what was said here is never deleted by "
				      "a push" :
				      "what was said here is never changed by "
				      "a push");
	if (finding) {
		finding->topic = STRUCTURE_SAID;
		finding->draft = draft;
	}
	return true;
}

struct others {
	const struct rule_context *context;
	size_t count;
	const char *same; /* ref of the same object */
};

static void look_at_other(struct others *others, const char *ref,
			  const struct oid *id)
{
	others->count++;
	if (oid_equal(id, &others->context->update->new))
		others->same = ref;
}

static int look_at_ref(const struct ref *ref, void *data)
{
	struct others *others = data;
	const char *name =
		arena_copy(others->context->arena, str_of(ref->name));

	look_at_other(others, name ? name : "another ref", &ref->id);
	return 0;
}

int arrival_check_others(const char **what, const struct rule_context *context,
			 const char *prefix, struct error *error)
{
	struct others others = { .context = context };
	int result = refs_each_below(context->repo, prefix, look_at_ref,
				     &others, error);

	for (size_t i = 0; i < context->update_count; i++) {
		const struct ref_update *other = &context->updates[i];

		if (other != context->update &&
		    str_starts(str_of(other->name), prefix))
			look_at_other(&others, other->name, &other->new);
	}
	*what = NULL;
	if (!result && others.same)
		*what = arena_printf(context->arena,
				     "the same tag is there already, as %s",
				     others.same);
	else if (!result && others.count >= STATEMENTS_MAX)
		*what = arena_printf(context->arena,
				     "there are %zu tags already; more are not "
				     "looked at",
				     others.count);
	else
		return result;
	return *what ? 0 : error_no_memory(error);
}
