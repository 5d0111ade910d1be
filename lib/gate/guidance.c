/*
 * guidance.c - the answer to a push: a summary of every ref first, then the
 * groups of each. Never judges, never prints.
 */
#include "gate/guidance.h"
#include "gate/group.h"
#include "gate/override.h"
#include "gate/repeats.h"

#include <stdlib.h>

#define TOLD_REFS_MAX 10
#define PUSH_ID_SHOWN 36

/* What a reader has to see; the rest is for the log. */
static bool is_shown(const struct judged *judged)
{
	return judged->place.verdict > VERDICT_EXEMPT;
}

static size_t findings_limit(const struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->finding_count; i++)
		if (judgement->findings[i]->place.policy)
			return (size_t)judgement->findings[i]
				->place.policy->limits.findings;
	return SIZE_MAX;
}

/* Marks what was taken by clearing the pointer in `left`. */
static bool next_group(struct finding_group *group, const struct judged **left,
		       size_t count)
{
	group->count = group->total = 0;
	for (size_t i = 0; i < count; i++) {
		if (!left[i] ||
		    (group->count && !group_takes(group->items[0], left[i])))
			continue;
		if (!group_add(group, left[i]))
			return false;
		left[i] = NULL;
	}
	return group->count > 0;
}

#define TURNS 4

/* Who let it in comes before what they let in. */
static size_t turn_of(const struct judged *judged)
{
	const struct policy_rule *rule = judged->place.rule;

	if (!rule)
		return judged->place.verdict == VERDICT_OVERRIDDEN ? 0 : 1;
	if (rule->rule->traits & RULE_TOLD_LAST)
		return 3;
	return rule->rule->traits & RULE_TOLD_LATE ? 2 : 1;
}

/* Of one ref; the caller frees the list. */
static const struct judged **shown_findings(const struct judgement *judgement,
					    const struct ref_update *update,
					    size_t *count)
{
	const struct judged **left = NULL;
	size_t capacity = 0;

	*count = 0;
	for (size_t i = 0; i < TURNS * judgement->finding_count; i++) {
		size_t turn = i / judgement->finding_count;
		const struct judged *judged =
			judgement->findings[i % judgement->finding_count];

		if (judged->place.update != update || !is_shown(judged) ||
		    turn_of(judged) != turn)
			continue;
		if (!array_more(&left, *count, &capacity, sizeof(*left)))
			break;
		left[(*count)++] = judged;
	}
	return left;
}

static size_t count_groups(const struct judgement *judgement,
			   const struct ref_update *update)
{
	struct finding_group group = { 0 };
	size_t count, groups = 0;
	const struct judged **left = shown_findings(judgement, update, &count);

	while (next_group(&group, left, count))
		groups += !repeats_all(group.items, group.count);
	group_release(&group);
	free(left);
	return groups;
}

/* Every rule is named, however many findings there are. */
static void take_room(size_t *room, struct finding_group *group)
{
	group->shown = group->count < *room ? group->count : *room;
	if (!group->shown)
		group->shown = 1;
	*room -= group->shown < *room ? group->shown : *room;
}

static void render_ref(struct sheet *sheet, struct judgement *judgement,
		       const struct ref_update *update,
		       const struct guidance_options *options)
{
	size_t room = findings_limit(judgement);
	/* what the server has by then is not to be made anew */
	bool landed = !judgement->refused && !options->local &&
		      !options->check_only;
	bool several = count_groups(judgement, update) > 1;
	struct finding_group group = { 0 };
	struct ending ending = { 0 };
	bool had_repeats = false;
	size_t count;
	const struct judged **left = shown_findings(judgement, update, &count);

	while (next_group(&group, left, count)) {
		bool repeats = repeats_all(group.items, group.count);

		if (!repeats)
			take_room(&room, &group);
		if (!(repeats && had_repeats))
			sheet_blank(sheet);
		had_repeats = repeats;
		group_render(sheet, judgement, &group, options->contact,
			     !landed, several ? &ending : NULL);
	}
	ending_render(sheet, &ending);
	group_release(&group);
	free(left);
}

/* By what is only tried out so far, whatever else is warned of. */
static bool would_be_refused(const struct judgement *judgement,
			     const struct ref_verdict *ref)
{
	if (ref->verdict == VERDICT_OVERRIDDEN)
		return false;
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct place *place = &judgement->findings[i]->place;

		if (place->update == ref->update &&
		    (place->verdict == VERDICT_EVALUATED ||
		     place->verdict == VERDICT_BROKEN))
			return true;
	}
	return false;
}

static void summarise_ref(struct sheet *sheet, struct judgement *judgement,
			  const struct ref_verdict *ref,
			  const struct guidance_options *options)
{
	bool judged_only = options->local || options->check_only;
	size_t groups = count_groups(judgement, ref->update);
	const char *plural = groups == 1 ? "" : "s";

	if (ref->refused)
		sheet_say(sheet, SHEET_ERROR, "%s %s: %zu problem%s",
			  ref->update->pushed,
			  judged_only ? "would be refused" : "refused", groups,
			  plural);
	else if (would_be_refused(judgement, ref))
		sheet_say(sheet, SHEET_WARNING,
			  "%s would be refused: %zu problem%s (evaluate mode)",
			  ref->update->pushed, groups, plural);
	else if (ref->verdict == VERDICT_OVERRIDDEN)
		sheet_say(sheet, SHEET_WARNING,
			  "%s %s by an override of its rules",
			  ref->update->pushed,
			  judgement->refused || judged_only ?
				  "would be accepted" :
				  "accepted");
	else
		sheet_say(sheet, SHEET_WARNING, "%s%s %zu warning%s",
			  ref->update->pushed,
			  judgement->refused || judged_only ? ":" :
							      " accepted with",
			  groups, plural);
}

/* How many refs may still be told about: first those that are refused. */
struct room {
	size_t refused, others;
};

static struct room room_for(const struct judgement *judgement)
{
	struct room room = { TOLD_REFS_MAX, TOLD_REFS_MAX };

	for (size_t i = 0; i < judgement->ref_count && room.others; i++)
		room.others -= judgement->refs[i].refused;
	return room;
}

static bool is_told(struct room *room, const struct ref_verdict *ref)
{
	size_t *left = ref->refused ? &room->refused : &room->others;

	if (ref->verdict <= VERDICT_EXEMPT || !*left)
		return false;
	--*left;
	return true;
}

static void summarise(struct sheet *sheet, struct judgement *judgement,
		      const struct guidance_options *options)
{
	struct room room = room_for(judgement);
	size_t left_out = 0;

	for (size_t i = 0; i < judgement->ref_count; i++) {
		if (judgement->refs[i].verdict <= VERDICT_EXEMPT)
			continue;
		if (is_told(&room, &judgement->refs[i]))
			summarise_ref(sheet, judgement, &judgement->refs[i],
				      options);
		else
			left_out++;
	}
	if (left_out)
		sheet_say(sheet, SHEET_ERROR, "and %zu more refs", left_out);
	if (judgement->refused && !options->local && !options->check_only)
		sheet_say(sheet, SHEET_ERROR,
			  "nothing was changed on the server");
}

static const char *first_rule(const struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->finding_count; i++)
		if (is_shown(judgement->findings[i]) &&
		    judgement->findings[i]->place.rule &&
		    !judgement->findings[i]->repeats)
			return judgement->findings[i]->place.rule_id;
	return NULL;
}

/* Whether people who sign could let the whole push in. */
static bool could_be_overridden(const struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct judged *judged = judgement->findings[i];

		if (judged_refuses(judged) && !override_reaches(judged))
			return false;
	}
	return judgement->refused;
}

static void sign_off(struct sheet *sheet, const struct judgement *judgement,
		     const struct guidance_options *options)
{
	const char *rule = first_rule(judgement);

	sheet_blank(sheet);
	if (options->push_id)
		sheet_say(sheet, SHEET_HINT, "push %s; policy %s",
			  options->push_id, options->policy);
	else
		sheet_say(sheet, SHEET_HINT, "policy %s", options->policy);
	if (rule)
		sheet_say(sheet, SHEET_HINT, "more: refgate explain %s; ask %s",
			  rule, options->contact);
	else
		sheet_say(sheet, SHEET_HINT, "ask %s", options->contact);
	if (!options->overriding && could_be_overridden(judgement))
		sheet_say(sheet, SHEET_HINT,
			  "emergency? git push -o override=INCIDENT; refgate "
			  "explain override");
}

static void mention_innocent(struct sheet *sheet,
			     const struct judgement *judgement)
{
	size_t fine = 0;

	for (size_t i = 0; i < judgement->ref_count; i++)
		fine += !judgement->refs[i].refused;
	if (!fine || !judgement->refused)
		return;
	sheet_blank(sheet);
	sheet_say(sheet, SHEET_HINT,
		  "%zu other ref%s of this push would have been accepted", fine,
		  fine == 1 ? "" : "s");
}

static void say_check_only(struct sheet *sheet,
			   const struct judgement *judgement,
			   const struct guidance_options *options)
{
	if (!options->check_only)
		return;
	if (judgement->refused)
		sheet_say(sheet, SHEET_ERROR, "check only: would be refused");
	else
		sheet_say(sheet, SHEET_SUCCESS,
			  "check only: would be accepted");
	if (!options->local)
		sheet_say(sheet, SHEET_HINT,
			  "this push was for checking: nothing was changed");
}

void guidance_render(struct buf *out, struct judgement *judgement,
		     const struct guidance_options *options)
{
	struct sheet sheet = { out, options->prefix };
	struct room room = room_for(judgement);
	bool any = false;

	repeats_mark(judgement);
	for (size_t i = 0; i < judgement->ref_count; i++)
		any |= judgement->refs[i].verdict > VERDICT_EXEMPT;
	say_check_only(&sheet, judgement, options);
	if (!any)
		return;
	summarise(&sheet, judgement, options);
	for (size_t i = 0; i < judgement->ref_count; i++) {
		if (!is_told(&room, &judgement->refs[i]))
			continue;
		if (judgement->ref_count > 1) {
			sheet_blank(&sheet);
			sheet_say(&sheet, SHEET_PLAIN,
				  "%s:", judgement->refs[i].update->pushed);
		}
		render_ref(&sheet, judgement, judgement->refs[i].update,
			   options);
	}
	mention_innocent(&sheet, judgement);
	sign_off(&sheet, judgement, options);
}

static const char *advice(enum error_code code)
{
	switch (code) {
	case ERROR_LIMIT:
		return "stay below it, or have it raised";
	case ERROR_BROKEN:
		return "this need not be your fault";
	default:
		return "this is not your fault";
	}
}

void guidance_failure(struct buf *out, const struct error *error, bool accepted,
		      const struct guidance_options *options)
{
	struct sheet sheet = { out, options->prefix };
	enum sheet_word word = accepted ? SHEET_WARNING : SHEET_ERROR;

	bool limit = error->code == ERROR_LIMIT;

	sheet_say(&sheet, word, "push %s: it %s",
		  accepted ? "accepted unjudged" : "refused",
		  limit ? "exceeds a limit" : "could not be judged");
	sheet_say(&sheet, word, "%s", error->text);
	if (!accepted)
		sheet_say(&sheet, word, "nothing was changed on the server");
	sheet_blank(&sheet);
	sheet_say(&sheet, SHEET_HINT, "%s: ask %s", advice(error->code),
		  options->contact);
	if (options->push_id)
		sheet_say(&sheet, SHEET_HINT, "push %s", options->push_id);
}
