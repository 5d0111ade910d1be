/*
 * replay_tally.c - counts what would have been refused, by rule, author and
 * month. Never counts what cannot be judged afterwards as refused.
 */
#include "replay.h"

#include "gate/structure.h"
#include "git/headers.h"

#include <stdlib.h>
#include <string.h>

#define COMMIT_SIZE_MAX (16u << 20)
#define WHOLE_PUSH "limits"
#define MONTH_SIZE (sizeof("2026-11") - 1)

/* What history does not keep: who, when, and what else was there. */
static const struct replay_unjudged unjudged[] = {
	{ "push-certificate", "certificates of pushes are not kept" },
	{ "creation", "nobody knows who pushed" },
	{ "update", "nobody knows who pushed" },
	{ "deletion", "nobody knows who pushed" },
	{ "import", "nobody knows who pushed" },
	{ "freeze", "nobody knows when it was pushed, and by whom" },
	{ "start-point", "nobody knows where the start stood then" },
	{ "merge", "the branches that came in are gone" },
	{ "version-order", "nobody knows which tags were there then" },
	{ "lifetime", "nobody knows when a branch was first pushed" },
	{ "frequency", "nobody knows what landed when" },
	{ "follow-up", "nobody knows what was owed then" },
	{ "approvals", "nobody knows what was approved then" },
};

const struct replay_unjudged *replay_unjudged(const char *rule)
{
	for (size_t i = 0; i < sizeof(unjudged) / sizeof(unjudged[0]); i++)
		if (!strcmp(unjudged[i].rule, rule))
			return &unjudged[i];
	return NULL;
}

void replay_tally_release(struct replay_tally *tally)
{
	free(tally->rules.items);
	free(tally->authors.items);
	free(tally->months.items);
	free(tally->broken.items);
	free(tally->unjudged);
	arena_release(&tally->arena);
}

static int note_rule(struct replay_tally *tally, const char *id,
		     struct error *error)
{
	const struct replay_unjudged *found = replay_unjudged(id);
	const struct replay_unjudged **slot;

	for (size_t i = 0; i < tally->unjudged_count; i++)
		if (tally->unjudged[i] == found)
			return 0;
	if (!found)
		return 0;
	slot = array_more(&tally->unjudged, tally->unjudged_count,
			  &tally->unjudged_capacity, sizeof(*slot));
	if (!slot)
		return error_no_memory(error);
	*slot = found;
	tally->unjudged_count++;
	return 0;
}

int replay_note_rules(struct replay_tally *tally, const struct setup *setup,
		      const char *ref, struct error *error)
{
	int result = 0;

	for (size_t i = 0; i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];

		for (size_t j = 0; j < policy->ruleset_count; j++) {
			const struct ruleset *set = &policy->rulesets[j];
			enum match match = ruleset_governs(set, ref, error);

			if (match == MATCH_BROKEN)
				return error->code;
			if (match == MATCH_NO)
				continue;
			tally->governed = true;
			for (size_t k = 0; !result && k < set->rule_count; k++)
				result = note_rule(
					tally, set->rules[k].rule->id, error);
		}
	}
	return result;
}

/* Where the name is, or belongs. */
static size_t place_of(const struct replay_rows *rows, const char *name)
{
	size_t low = 0;
	size_t high = rows->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(rows->items[middle].name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct replay_row *row_of(struct replay_tally *tally,
				 struct replay_rows *rows, const char *name)
{
	size_t place = place_of(rows, name);
	struct replay_row *row;
	const char *copy;

	if (place < rows->count && !strcmp(rows->items[place].name, name))
		return &rows->items[place];
	copy = arena_copy(&tally->arena, str_of(name));
	if (!copy || !array_more(&rows->items, rows->count, &rows->capacity,
				 sizeof(*rows->items))) {
		tally->failed = true;
		return NULL;
	}
	row = &rows->items[place];
	memmove(row + 1, row, (rows->count++ - place) * sizeof(*row));
	*row = (struct replay_row){ .name = copy };
	return row;
}

/* A finding, with what it is counted under. */
struct told {
	const char *text;
	struct oid commit;
	struct str subject;
	bool refuses;
};

static void keep_example(struct replay_tally *tally, struct replay_row *row,
			 const struct told *told)
{
	struct replay_example *example = &row->examples[row->example_count];

	if (row->example_count == REPLAY_EXAMPLES)
		return;
	example->commit = told->commit;
	example->subject = arena_copy(&tally->arena, told->subject);
	example->text = arena_copy(&tally->arena, str_of(told->text));
	if (!example->subject || !example->text)
		tally->failed = true;
	else
		row->example_count++;
}

static void add(struct replay_tally *tally, struct replay_rows *rows,
		const char *name, const struct told *told)
{
	struct replay_row *row = row_of(tally, rows, name);

	if (!row)
		return;
	/* what refuses is the better example */
	if (told->refuses && !row->findings)
		row->example_count = 0;
	if (told->refuses || !row->findings)
		keep_example(tally, row, told);
	row->findings += told->refuses;
	row->warnings += !told->refuses;
	row->pushes += told->refuses && row->last != tally->pushes;
	if (told->refuses)
		row->last = tally->pushes;
}

/* The commit that a push is known by, for findings about no commit. */
struct tip {
	struct object object;
	struct commit commit;
	bool known;
};

static void read_tip(struct tip *tip, struct replay_tally *tally,
		     const struct oid *id)
{
	struct error ignored;
	struct flaw flaw;

	if (tip->object.handle || oid_is_zero(id))
		return;
	tip->known = !object_read(&tip->object, tally->repo, id,
				  COMMIT_SIZE_MAX, &ignored) &&
		     tip->object.type == OBJECT_COMMIT &&
		     !commit_read(&tip->commit, id, tip->object.data, &flaw);
}

static void add_author(struct replay_tally *tally, struct str name,
		       const struct told *told)
{
	char *text = arena_copy(&tally->arena, name);

	if (text)
		add(tally, &tally->authors, *text ? text : "(unknown)", told);
	else
		tally->failed = true;
}

static void add_month(struct replay_tally *tally, int64_t time,
		      const struct told *told)
{
	struct buf text = BUF_INIT;

	clock_format_seconds(&text, time);
	buf_truncate(&text, MONTH_SIZE);
	add(tally, &tally->months, buf_text(&text), told);
	buf_release(&text);
}

static struct str first_line(struct str message)
{
	struct str line = { "", 0 };

	str_next_line(&message, &line);
	return line;
}

/* A branch that starts nowhere does so for want of the other refs. */
static bool is_ours(const struct judged *judged)
{
	if (judged->place.verdict <= VERDICT_EXEMPT ||
	    replay_unjudged(judged->place.rule_id))
		return false;
	return judged->place.ruleset || judged->finding.topic != STRUCTURE_ROOT;
}

static void count_one(struct replay_tally *tally,
		      const struct replay_push *push,
		      const struct judged *judged, struct tip *tip)
{
	const struct finding *finding = &judged->finding;
	struct told told = { .text = finding->text,
			     .commit = finding->commit,
			     .subject = finding->subject,
			     .refuses = judged_refuses(judged) };
	struct str author = finding->people[0];

	if (oid_is_zero(&finding->commit)) {
		read_tip(tip, tally, &judged->place.update->new_commit);
		told.commit = judged->place.update->new_commit;
		if (tip->known) {
			told.subject = first_line(tip->commit.message);
			author = tip->commit.author.name;
		}
	}
	if (judged->place.verdict == VERDICT_BROKEN) {
		told.refuses = false;
		add(tally, &tally->broken, judged->place.rule_id, &told);
		return;
	}
	add(tally, &tally->rules, judged->place.rule_id, &told);
	add_author(tally, author, &told);
	add_month(tally, push->time, &told);
}

static void begin(struct replay_tally *tally, const struct replay_push *push)
{
	if (!tally->pushes || push->time < tally->first)
		tally->first = push->time;
	if (!tally->pushes || push->time > tally->last)
		tally->last = push->time;
	tally->pushes++;
}

void replay_count(struct replay_tally *tally, const struct replay_push *push,
		  const struct judgement *judgement)
{
	struct tip tip = { .known = false };
	bool refused = false;
	bool warned = false;

	begin(tally, push);
	for (size_t i = 0; i < judgement->ref_count; i++)
		tally->commits += judgement->refs[i].commits;
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct judged *judged = judgement->findings[i];

		if (!is_ours(judged))
			continue;
		count_one(tally, push, judged, &tip);
		if (judged->place.verdict == VERDICT_BROKEN)
			continue;
		refused |= judged_refuses(judged);
		warned |= !judged_refuses(judged);
	}
	tally->refused += refused;
	tally->warned += warned && !refused;
	object_release(&tip.object);
}

void replay_count_failure(struct replay_tally *tally,
			  const struct replay_push *push,
			  const struct error *error)
{
	struct told told = { .text = error->text,
			     .subject = STR(""),
			     .refuses = error->code == ERROR_LIMIT };

	begin(tally, push);
	if (push->line_count)
		told.commit = push->lines[0].new;
	if (!told.refuses) {
		add(tally, &tally->broken, "push", &told);
		return;
	}
	tally->refused++;
	add(tally, &tally->rules, WHOLE_PUSH, &told);
	add_month(tally, push->time, &told);
}
