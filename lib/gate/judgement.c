/*
 * judgement.c - keeps findings and says what they come to. Never judges.
 */
#include "gate/judgement.h"

#include <stdlib.h>
#include <string.h>

void judgement_init(struct judgement *judgement)
{
	memset(judgement, 0, sizeof(*judgement));
	arena_init(&judgement->arena);
}

void judgement_release(struct judgement *judgement)
{
	if (!judgement)
		return;
	for (size_t i = 0; i < judgement->set_count; i++)
		range_release(&judgement->sets[i]->range);
	for (size_t i = 0; i < judgement->vars_count; i++)
		vars_release(judgement->vars[i]);
	free(judgement->sets);
	free(judgement->vars);
	free(judgement->findings);
	free(judgement->grants);
	free(judgement->memos);
	free(judgement->facts);
	free(judgement->makers);
	arena_release(&judgement->arena);
	judgement_init(judgement);
}

/*
 * One more item of `size` bytes in the arena, listed in the heap array; the
 * caller counts it. NULL marks the judgement as short of memory.
 */
static void *list_new_in(struct arena *arena, struct judgement *judgement,
			 void *list, size_t count, size_t *capacity,
			 size_t size)
{
	void **slot = array_more(list, count, capacity, sizeof(void *));
	void *item = slot ? arena_alloc(arena, size) : NULL;

	if (!item) {
		judgement->out_of_memory = true;
		return NULL;
	}
	*slot = item;
	return item;
}

static void *list_new(struct judgement *judgement, void *list, size_t count,
		      size_t *capacity, size_t size)
{
	return list_new_in(&judgement->arena, judgement, list, count, capacity,
			   size);
}

struct looked_at *judgement_new_set(struct judgement *judgement)
{
	struct looked_at *set =
		list_new(judgement, &judgement->sets, judgement->set_count,
			 &judgement->set_capacity, sizeof(*set));

	if (set)
		judgement->set_count++;
	return set;
}

struct vars *judgement_new_vars(struct judgement *judgement,
				const struct policy *policy)
{
	struct vars *vars = list_new(judgement, &judgement->vars,
				     judgement->vars_count,
				     &judgement->vars_capacity, sizeof(*vars));

	if (!vars)
		return NULL;
	judgement->vars_count++;
	vars_init(vars, policy->pattern_slots, &judgement->arena);
	return vars;
}

struct finding *judgement_new_finding(struct judgement *judgement)
{
	struct arena *arena = judgement->apart ? judgement->apart :
						 &judgement->arena;
	struct judged *judged =
		list_new_in(arena, judgement, &judgement->findings,
			    judgement->finding_count,
			    &judgement->finding_capacity, sizeof(*judged));

	if (!judged)
		return NULL;
	judgement->finding_count++;
	judged->place = judgement->place;
	return &judged->finding;
}

struct memo *judgement_new_memo(struct judgement *judgement)
{
	struct memo *memo = list_new(judgement, &judgement->memos,
				     judgement->memo_count,
				     &judgement->memo_capacity, sizeof(*memo));

	if (memo)
		judgement->memo_count++;
	return memo;
}

struct fact *judgement_new_fact(struct judgement *judgement)
{
	struct fact *fact = list_new(judgement, &judgement->facts,
				     judgement->fact_count,
				     &judgement->fact_capacity, sizeof(*fact));

	if (fact)
		judgement->fact_count++;
	return fact;
}

/* Often the one before again. */
void judgement_add_maker(struct judgement *judgement, struct str name)
{
	size_t count = judgement->maker_count;
	char *maker;

	if (!name.size || (count && str_is(name, judgement->makers[count - 1])))
		return;
	maker = list_new(judgement, &judgement->makers, count,
			 &judgement->maker_capacity, name.size + 1);
	if (!maker)
		return;
	memcpy(maker, name.data, name.size);
	maker[name.size] = '\0';
	judgement->maker_count++;
}

const struct memo *judgement_memo_at(const struct judgement *judgement,
				     size_t index)
{
	return index < judgement->memo_count ? judgement->memos[index] : NULL;
}

void judgement_broken(struct judgement *judgement, const struct error *error)
{
	struct finding *finding = judgement_new_finding(judgement);

	if (!finding)
		return;
	finding->text = arena_copy(&judgement->arena, str_of(error->text));
	if (!finding->text)
		judgement->out_of_memory = true;
	judgement->findings[judgement->finding_count - 1]->place.verdict =
		VERDICT_BROKEN;
}

void judgement_settle(struct judgement *judgement)
{
	for (; judgement->settled < judgement->finding_count;
	     judgement->settled++) {
		struct judged *judged = judgement->findings[judgement->settled];

		if (judged->finding.warns &&
		    judged->place.verdict != VERDICT_BROKEN)
			judged->place.verdict = VERDICT_WARNED;
	}
}

size_t judgement_size(const struct judgement *judgement)
{
	return judgement->finding_count + judgement->folded_count +
	       judgement->grant_count + judgement->memo_count +
	       judgement->fact_count + judgement->maker_count +
	       judgement->broken + judgement->out_of_memory;
}

void judgement_forget(struct judgement *judgement, size_t count)
{
	if (judgement->finding_count > count)
		judgement->finding_count = count;
	if (judgement->settled > count)
		judgement->settled = count;
}

struct judgement_mark judgement_mark(const struct judgement *judgement)
{
	return (struct judgement_mark){
		.findings = judgement->finding_count,
		.folded = judgement->folded_count,
		.settled = judgement->settled,
		.grants = judgement->grant_count,
		.memos = judgement->memo_count,
		.facts = judgement->fact_count,
		.makers = judgement->maker_count,
		.sets = judgement->set_count,
		.broken = judgement->broken,
	};
}

void judgement_take_back(struct judgement *judgement,
			 const struct judgement_mark *mark)
{
	judgement->finding_count = mark->findings;
	judgement->folded_count = mark->folded;
	judgement->settled = mark->settled;
	judgement->grant_count = mark->grants;
	judgement->memo_count = mark->memos;
	judgement->fact_count = mark->facts;
	judgement->maker_count = mark->makers;
	judgement->broken = mark->broken;
	while (judgement->set_count > mark->sets)
		range_release(&judgement->sets[--judgement->set_count]->range);
}

bool judged_refuses(const struct judged *judged)
{
	const struct place *place = &judged->place;

	if (place->verdict == VERDICT_FAIL)
		return true;
	if (place->verdict != VERDICT_BROKEN)
		return false;
	if (place->ruleset && place->ruleset->enforcement != ENFORCE_ACTIVE)
		return false;
	return !place->policy || place->policy->mode == MODE_ENFORCE;
}

static void conclude_one(struct judgement *judgement,
			 const struct judged *judged)
{
	const struct place *place = &judged->place;
	struct ref_verdict *ref = NULL;

	if (place->update)
		ref = &judgement->refs[place->update - judgement->updates];
	if (ref && place->verdict > ref->verdict)
		ref->verdict = place->verdict;
	if (place->verdict == VERDICT_BROKEN)
		judgement->broken = true;
	if (!judged_refuses(judged))
		return;
	judgement->refused = true;
	if (ref)
		ref->refused = true;
}

void judgement_conclude(struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->finding_count; i++)
		conclude_one(judgement, judgement->findings[i]);
}
