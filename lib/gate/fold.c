/* fold.c - see fold.h. Never decides a verdict. */
#include "gate/fold.h"

#include <stdlib.h>

struct fold_group {
	const struct policy_rule *rule;
	enum verdict verdict;
	int topic; /* of the findings: its own advice */
	size_t kept;
	struct judged *last; /* of those that are kept */
	struct oid seen;     /* the commit of the last one, kept or not */
	bool counts;	     /* and it is among last->folded.commits */
};

void fold_init(struct fold *fold, size_t kept_max)
{
	*fold = (struct fold){ .kept_max = kept_max };
	arena_init(&fold->apart);
}

void fold_release(struct fold *fold)
{
	if (!fold)
		return;
	arena_release(&fold->apart);
	free(fold->groups);
}

static size_t beside_findings(const struct judgement *judgement)
{
	return judgement_size(judgement) - judgement->finding_count -
	       judgement->folded_count;
}

static bool is_full(const struct fold *fold, const struct policy_rule *rule)
{
	for (size_t i = 0; i < fold->count; i++)
		if (fold->groups[i].rule == rule &&
		    fold->groups[i].kept >= fold->kept_max)
			return true;
	return false;
}

struct arena *fold_begin(struct fold *fold, struct judgement *judgement)
{
	fold->mark = judgement->finding_count;
	fold->beside = beside_findings(judgement);
	if (!is_full(fold, judgement->place.rule))
		return &judgement->arena;
	judgement->apart = &fold->apart;
	return &fold->apart;
}

/* NULL: there is no memory for one, so the finding is kept. */
static struct fold_group *group_of(struct fold *fold,
				   const struct judged *judged)
{
	const struct place *place = &judged->place;
	struct fold_group *group;

	for (size_t i = 0; i < fold->count; i++) {
		group = &fold->groups[i];
		if (group->rule == place->rule &&
		    group->verdict == place->verdict &&
		    group->topic == judged->finding.topic)
			return group;
	}
	group = array_more(&fold->groups, fold->count, &fold->capacity,
			   sizeof(*group));
	if (!group)
		return NULL;
	fold->count++;
	*group = (struct fold_group){ .rule = place->rule,
				      .verdict = place->verdict,
				      .topic = judged->finding.topic };
	return group;
}

static bool may_be_folded(const struct judged *judged)
{
	return judged->place.verdict != VERDICT_BROKEN &&
	       !judged->finding.firm && !oid_is_zero(&judged->finding.commit);
}

/* Another one of these that the commit stands in already; NULL: none. */
static struct fold_group *knows(const struct fold *fold,
				const struct fold_group *group,
				const struct oid *commit)
{
	for (size_t i = 0; i < fold->count; i++) {
		struct fold_group *other = &fold->groups[i];

		if (other->rule == group->rule &&
		    other->verdict == group->verdict &&
		    oid_equal(&other->seen, commit))
			return other;
	}
	return NULL;
}

/* A commit is counted once, by a finding that is kept, if there is one. */
static void keep(const struct fold *fold, struct fold_group *group,
		 struct judged *judged)
{
	const struct oid *commit = &judged->finding.commit;
	struct fold_group *other = knows(fold, group, commit);

	if (other && other->counts) {
		other->last->folded.commits--;
		other->counts = false;
	}
	group->kept++;
	group->last = judged;
	group->seen = *commit;
}

static void count(const struct fold *fold, struct fold_group *group,
		  const struct judged *judged)
{
	const struct oid *commit = &judged->finding.commit;
	struct folded *folded = &group->last->folded;

	if (!oid_equal(&group->seen, commit)) {
		group->counts = !knows(fold, group, commit);
		folded->commits += group->counts;
		group->seen = *commit;
	}
	folded->findings++;
	folded->last = *commit;
	group->last->finding.empty |= judged->finding.empty;
}

/* Whether it is counted from now on, and not kept. */
static bool take(struct fold *fold, struct judged *judged)
{
	struct fold_group *group =
		may_be_folded(judged) ? group_of(fold, judged) : NULL;

	if (!group)
		return false;
	if (group->kept >= fold->kept_max) {
		count(fold, group, judged);
		return true;
	}
	keep(fold, group, judged);
	return false;
}

void fold_end(struct fold *fold, struct judgement *judgement)
{
	size_t kept = fold->mark;

	judgement->apart = NULL;
	for (size_t i = kept; i < judgement->finding_count; i++) {
		struct judged *judged = judgement->findings[i];

		if (fold->kept_max && take(fold, judged))
			judgement->folded_count++;
		else
			judgement->findings[kept++] = judged;
	}
	judgement_forget(judgement, kept);
	if (kept > fold->mark || beside_findings(judgement) != fold->beside)
		arena_adopt(&judgement->arena, &fold->apart);
	else
		arena_release(&fold->apart);
}
