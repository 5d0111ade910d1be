/*
 * mend.c - from a group of findings to the commands that mend it: what the
 * rule says, told where the commits stand.
 */
#include "gate/mend.h"
#include "gate/group.h"
#include "gate/ref_vars.h"
#include "rules/approval.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	return oid_compare(a, b);
}

static bool holds(const struct oid *sorted, size_t count,
		  const struct oid *commit)
{
	return count &&
	       bsearch(commit, sorted, count, sizeof(*sorted), compare);
}

/* The commits that the group knows by their ids, sorted. */
static size_t list_named(struct oid *named, const struct finding_group *group)
{
	size_t count = 0;

	for (size_t i = 0; i < group->count; i++) {
		const struct judged *judged = group->items[i];

		if (!oid_is_zero(&judged->finding.commit))
			named[count++] = judged->finding.commit;
		if (judged->folded.findings)
			named[count++] = judged->folded.last;
	}
	if (count)
		qsort(named, count, sizeof(*named), compare);
	return count;
}

/* Then the number of commits says more than the ids that are kept. */
static bool is_folded(const struct finding_group *group)
{
	for (size_t i = 1; i < group->count; i++)
		if (group->items[i]->place.set != group->items[0]->place.set)
			return false;
	return group->total > group->count;
}

/*
 * Commits of the findings, oldest first, as the set has them. If findings
 * were folded and not all above the oldest one fail, some are missing.
 */
static struct oid *failing(struct judgement *judgement,
			   const struct finding_group *group, size_t *count)
{
	const struct looked_at *set = group->items[0]->place.set;
	size_t all = set ? set->range.count : 0;
	struct oid *named = arena_alloc(
		&judgement->arena, (2 * group->count + 1) * sizeof(*named));
	struct oid *out =
		arena_alloc(&judgement->arena, (all + 1) * sizeof(*out));
	const bool folded = is_folded(group);
	size_t named_count;
	bool whole = false;

	*count = 0;
	if (!named || !out || !set)
		return out;
	named_count = list_named(named, group);
	for (size_t i = all; i-- > 0;) {
		const struct oid *commit = &set->range.commits[i];

		if (!whole && !holds(named, named_count, commit))
			continue;
		whole |= folded && !*count && group_commits(group) == i + 1;
		out[(*count)++] = *commit;
	}
	return out;
}

/*
 * Below the oldest commit to be mended: in a line of commits the one before
 * it, else where the whole set begins.
 */
static struct oid base_of(const struct looked_at *set, const struct oid *oldest)
{
	const struct range *range = &set->range;

	if (!set->has_merges && oldest)
		for (size_t i = 0; i + 1 < range->count; i++)
			if (oid_equal(&range->commits[i], oldest))
				return range->commits[i + 1];
	return range->boundary_count ? range->boundary[0] : (struct oid){ 0 };
}

/* How many commits stand above the base, with it left out. */
static size_t span_of(const struct looked_at *set, const struct oid *oldest)
{
	const struct range *range = &set->range;

	if (!set->has_merges && oldest)
		for (size_t i = 0; i < range->count; i++)
			if (oid_equal(&range->commits[i], oldest))
				return i + 1;
	return range->count;
}

/* What a tag must say that has no message yet, as the ruleset has it. */
static const char *tag_template(const struct place *place, struct arena *arena)
{
	const struct ref_update *update = place->update;
	struct buf text = BUF_INIT;
	const char *copy = NULL;

	if (update->class != REF_TAG || update->new_type == OBJECT_TAG)
		return NULL;
	for (size_t i = 0; place->ruleset && i < place->ruleset->rule_count;
	     i++) {
		const struct policy_rule *rule = &place->ruleset->rules[i];

		if (rule->rule->judge_tag && rule->rule->template)
			rule->rule->template(rule->options, place->vars, &text);
	}
	if (text.size && !buf_failed(&text))
		copy = arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static void find_places(struct repair_request *request, struct arena *arena,
			const struct looked_at *set)
{
	const struct range *range = &set->range;
	size_t *places = arena_alloc(arena, (request->commit_count + 1) *
						    sizeof(*places));
	size_t found = 0;

	/* both are in the order of the range, from its other end */
	for (size_t i = range->count; places && i-- > 0;)
		if (found < request->commit_count &&
		    oid_equal(&range->commits[i], &request->commits[found]))
			places[found++] = request->span - i;
	request->places = places;
}

static void locate(struct repair_request *request, const struct place *place)
{
	const struct looked_at *set = place->set;
	const struct oid *oldest = request->commit_count ? request->commits :
							   NULL;

	if (place->update->class == REF_BRANCH)
		request->branch = place->update->short_name.data;
	if (!set)
		return;
	request->tip = set->tip;
	request->has_merges = set->has_merges;
	request->base = base_of(set, oldest);
	request->span = span_of(set, oldest);
	find_places(request, request->arena, set);
	if (set->range.boundary_count)
		request->bottom = set->range.boundary[0];
}

/* What no rule has found. */
static const struct {
	const char *id;
	void (*mend)(struct repair *repair,
		     const struct repair_request *request);
} others[] = {
	{ "approvals", approval_repair }, { "fetch-first", mend_stale },
	{ "override", approval_repair },  { "structure", mend_structure },
	{ "unmatched", mend_unmatched },
};

static void call(struct repair *repair, const struct repair_request *request,
		 const struct place *place)
{
	if (place->rule && place->rule->rule->repair) {
		place->rule->rule->repair(repair, request);
		return;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_is(str_of(place->rule_id), others[i].id))
			others[i].mend(repair, request);
}

/* The tip alone needs no name; others are found while they keep places. */
static bool is_told_later(struct repair_request *request,
			  const struct ending *ending)
{
	if (!ending || !request->commit_count ||
	    (request->commit_count == 1 &&
	     oid_equal(&request->commits[0], &request->tip)))
		return false;
	if (!ending->rewritten && !ending->moved)
		return false;
	request->relative = !request->has_merges;
	return ending->moved || request->has_merges || !request->places;
}

void group_repair(struct repair *repair, struct judgement *judgement,
		  const struct finding_group *group, struct ending *ending)
{
	const struct place *place = &group->items[0]->place;
	const struct finding **findings = arena_alloc(
		&judgement->arena, (group->count + 1) * sizeof(*findings));
	struct repair_request request = {
		.update = place->update,
		.options = place->rule ? place->rule->options : NULL,
		.vars = place->vars,
		.findings = findings,
		.finding_count = group->count,
		.start = place->start,
		.landing = place->landing ?
				   ref_vars_short_name(place->landing).data :
				   NULL,
		.arena = &judgement->arena,
	};

	if (!findings) {
		repair->failed = true;
		return;
	}
	for (size_t i = 0; i < group->count; i++)
		findings[i] = &group->items[i]->finding;
	request.commits = failing(judgement, group, &request.commit_count);
	locate(&request, place);
	request.rewritten = ending && ending->anew;
	request.is_signed = judgement->refs[place->update - judgement->updates]
				    .has_to_be_signed;
	request.tag_template = tag_template(place, &judgement->arena);
	if (is_told_later(&request, ending)) {
		repair_told_later(repair, &request);
		return;
	}
	call(repair, &request, place);
	if (ending) {
		ending->rewritten |= request.commit_count > 0;
		ending->moved |= repair->moves;
		ending->anew |= place->verdict != VERDICT_WARNED &&
				(request.commit_count > 0 || repair->moves);
	}
}
