/*
 * replay_tally.c - counts what would have been refused, by rule, author and
 * month. Never counts what cannot be judged afterwards as refused.
 */
#include "replay.h"

#include "gate/structure.h"
#include "git/headers.h"
#include "rules/merge_rule.h"

#include <stdlib.h>
#include <string.h>

#define COMMIT_SIZE_MAX (16u << 20)
#define EXAMPLE_SIZE_MAX 1000 /* of its subject, or of its text */
#define WHOLE_PUSH "limits"
#define MONTH_SIZE (sizeof("2026-11") - 1)

void replay_tally_release(struct replay_tally *tally)
{
	replay_rows_release(&tally->rules);
	replay_rows_release(&tally->authors);
	replay_rows_release(&tally->months);
	replay_rows_release(&tally->broken);
	replay_rows_release(&tally->left_out);
	free(tally->unjudged);
	buf_release(&tally->trial);
	arena_release(&tally->arena);
}

/* A finding, with what it is counted under. */
struct told {
	const char *rule, *text;
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
	example->rule = arena_copy(&tally->arena, str_of(told->rule));
	example->subject = arena_copy(
		&tally->arena, str_first(told->subject, EXAMPLE_SIZE_MAX));
	example->text = arena_copy(&tally->arena, str_first(str_of(told->text),
							    EXAMPLE_SIZE_MAX));
	if (!example->rule || !example->subject || !example->text)
		tally->failed = true;
	else
		row->example_count++;
}

static void count_refusal(struct replay_tally *tally, struct replay_rows *rows,
			  struct replay_row *row)
{
	row->findings++;
	if (row->last == tally->pushes)
		return;
	row->last = tally->pushes;
	row->pushes++;
	if (rows == &tally->rules) {
		tally->refusers++;
		tally->refuser = (size_t)(row - rows->items);
	}
}

static void count_warning(struct replay_tally *tally, struct replay_row *row)
{
	row->warnings++;
	row->warned += row->last_warned != tally->pushes;
	row->last_warned = tally->pushes;
}

/* `row` NULL: out of memory. */
static void add_to(struct replay_tally *tally, struct replay_rows *rows,
		   struct replay_row *row, const struct told *told)
{
	if (!row) {
		tally->failed = true;
		return;
	}
	/* what refuses is the better example */
	if (told->refuses && !row->findings)
		row->example_count = 0;
	if (told->refuses || !row->findings)
		keep_example(tally, row, told);
	if (told->refuses)
		count_refusal(tally, rows, row);
	else
		count_warning(tally, row);
}

static void add(struct replay_tally *tally, struct replay_rows *rows,
		struct str name, const struct told *told)
{
	add_to(tally, rows, replay_row_of(rows, name), told);
}

/* The commit that a push is known by, for findings about no commit. */
struct tip {
	struct oid id;
	struct object object;
	struct commit commit;
	bool known;
};

static void read_tip(struct tip *tip, struct replay_tally *tally,
		     const struct oid *id)
{
	struct error ignored;
	struct flaw flaw;

	if (oid_equal(&tip->id, id))
		return;
	object_release(&tip->object);
	tip->id = *id;
	tip->known = !object_read(&tip->object, tally->repo, id,
				  COMMIT_SIZE_MAX, &ignored) &&
		     tip->object.type == OBJECT_COMMIT &&
		     !commit_read(&tip->commit, id, tip->object.data, &flaw);
}

/* The month's row; NULL: out of memory. */
static struct replay_row *month_of(struct replay_tally *tally, int64_t time)
{
	struct buf text = BUF_INIT;
	struct replay_row *row;

	clock_format_seconds(&text, time);
	buf_truncate(&text, MONTH_SIZE);
	row = buf_failed(&text) ? NULL :
				  replay_row_of(&tally->months, buf_str(&text));
	buf_release(&text);
	tally->failed |= !row;
	return row;
}

static struct str first_line(struct str message)
{
	struct str line = { "", 0 };

	str_next_line(&message, &line);
	return line;
}

/* What the message of a merge does not name, or no merge tells. */
static bool is_guess(const struct replay_push *push,
		     const struct judged *judged)
{
	const struct merge_rule *merge;

	if (!judged->place.rule || strcmp(judged->place.rule_id, "merge") != 0)
		return false;
	merge = judged->place.rule->options;
	return push->nameless ||
	       (!push->is_merge && merge->commit == MERGE_ANY);
}

/* A branch that starts nowhere does so for want of the other refs. */
static bool is_ours(const struct replay_tally *tally,
		    const struct replay_push *push, const struct judged *judged,
		    bool aside)
{
	const struct place *place = &judged->place;

	if (place->verdict <= VERDICT_EXEMPT ||
	    replay_unjudged(place->rule_id, tally->of_log))
		return false;
	if (!place->ruleset)
		return !aside && judged->finding.topic != STRUCTURE_ROOT;
	return tally->of_log || !is_guess(push, judged);
}

static void count_one(struct replay_tally *tally,
		      const struct replay_push *push,
		      const struct judged *judged, struct tip *tip)
{
	const struct finding *finding = &judged->finding;
	struct told told = { .rule = judged->place.rule_id,
			     .text = finding->text,
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
		add(tally, &tally->broken, str_of(told.rule), &told);
		return;
	}
	tally->refuses |= told.refuses;
	tally->warns |= !told.refuses;
	add(tally, &tally->rules, str_of(told.rule), &told);
	add(tally, &tally->authors, author.size ? author : STR("(unknown)"),
	    &told);
	add_to(tally, &tally->months, month_of(tally, push->time), &told);
}

void replay_begin(struct replay_tally *tally, const struct replay_push *push)
{
	struct replay_row *month = month_of(tally, push->time);

	if (!tally->pushes || push->time < tally->first)
		tally->first = push->time;
	if (!tally->pushes || push->time > tally->last)
		tally->last = push->time;
	tally->pushes++;
	tally->nameless += push->nameless && tally->lands;
	tally->refuses = tally->warns = false;
	tally->refusers = 0;
	if (!month)
		return;
	if (!month->judged++)
		month->time = push->time;
}

void replay_count(struct replay_tally *tally, const struct replay_push *push,
		  const struct judgement *judgement, bool aside)
{
	struct tip tip = { .known = false };

	for (size_t i = 0; i < judgement->ref_count; i++)
		tally->commits += judgement->refs[i].commits;
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct judged *judged = judgement->findings[i];

		if (is_ours(tally, push, judged, aside))
			count_one(tally, push, judged, &tip);
	}
	object_release(&tip.object);
}

void replay_count_failure(struct replay_tally *tally,
			  const struct replay_push *push,
			  const struct error *error)
{
	struct told told = { .rule = WHOLE_PUSH,
			     .text = error->text,
			     .subject = STR(""),
			     .refuses = error->code == ERROR_LIMIT };

	if (push->line_count)
		told.commit = push->lines[0].new;
	if (!told.refuses) {
		add(tally, &tally->broken, STR("push"), &told);
		return;
	}
	tally->refuses = true;
	add(tally, &tally->rules, str_of(WHOLE_PUSH), &told);
	add_to(tally, &tally->months, month_of(tally, push->time), &told);
}

void replay_end(struct replay_tally *tally)
{
	tally->refused += tally->refuses;
	tally->warned += tally->warns && !tally->refuses;
	if (tally->refusers == 1)
		tally->rules.items[tally->refuser].alone++;
}

void replay_leave_out(struct replay_tally *tally,
		      const struct replay_push *push)
{
	struct replay_row *row =
		replay_row_of(&tally->left_out, str_of(push->unjudged));

	if (row)
		row->pushes++;
	else
		tally->failed = true;
}
