/*
 * report_read.c - counts records, one line at a time. Never trusts a line:
 * one that is no record is counted as such and passed over.
 */
#include "audit/report_data.h"

#include "audit/copy_text.h"
#include "audit/line_reader.h"
#include "audit/report_stat.h"
#include "audit/report_take.h"
#include "audit/report_walk.h"

#include <stdlib.h>
#include <string.h>

/* The day's counts; NULL: out of memory, or too many days (no error). */
static struct report_day *day_of(struct report *report, int64_t day,
				 struct error *error)
{
	size_t low = 0;
	size_t high = report->day_count;
	struct report_day *days = report->days;

	if (high && days[high - 1].day < day)
		low = high;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (days[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < report->day_count && days[low].day == day)
		return &days[low];
	if (report->day_count == REPORT_DAYS_MAX)
		return NULL;
	if (!array_more(&report->days, report->day_count, &report->day_capacity,
			sizeof(*days))) {
		error_no_memory(error);
		return NULL;
	}
	days = &report->days[low];
	memmove(days + 1, days, (report->day_count++ - low) * sizeof(*days));
	*days = (struct report_day){ .day = day };
	return days;
}

static int count_push(struct report *report, const struct report_head *head,
		      bool refused, struct error *error)
{
	enum report_who who = refused ? WHO_REFUSED : WHO_ACCEPTED;
	struct report_day *day;

	error->code = ERROR_NONE;
	day = day_of(report, stat_day(head->time), error);
	if (!day && error->code)
		return error->code;
	if (!day)
		report->days_left_out++;
	else if (refused)
		day->refused++;
	else
		day->accepted++;
	tally_add(&report->people, head->user, who);
	tally_add(&report->repositories, head->repository, who);
	report->evaluated += str_is(head->mode, "evaluate");
	return 0;
}

static void count_rules(struct report *report, const struct report_head *head,
			enum report_rule what)
{
	struct arena arena;
	struct walk walk = walk_open(head->rules);
	struct walk_item item;

	arena_init(&arena);
	while (walk_next(&walk, &item))
		tally_add(&report->rules, report_text(item.value, &arena),
			  what);
	arena_release(&arena);
}

static size_t count_items(struct str array)
{
	struct walk walk = walk_open(array);
	struct walk_item item;
	size_t count = 0;

	while (walk_next(&walk, &item))
		count++;
	return count;
}

/* A record, and what a row of the table does with it. */
struct entry {
	const struct report_head *head;
	struct str line;
};

static int take_accepted(struct report *report, const struct entry *entry,
			 struct error *error)
{
	report->accepted++;
	count_rules(report, entry->head, RULE_WARNED);
	return count_push(report, entry->head, false, error);
}

static int take_denied(struct report *report, const struct entry *entry,
		       struct error *error)
{
	report->refused++;
	count_rules(report, entry->head, RULE_REFUSED);
	return count_push(report, entry->head, true, error);
}

static int take_override(struct report *report, const struct entry *entry,
			 struct error *error)
{
	count_rules(report, entry->head, RULE_OVERRIDDEN);
	tally_add(&report->people, entry->head->user, WHO_OVERRIDES);
	tally_add(&report->repositories, entry->head->repository,
		  WHO_OVERRIDES);
	return report_keep(&report->lists[LIST_OVERRIDES], entry->head->time,
			   entry->line, error);
}

static int take_bypassed(struct report *report, const struct entry *entry,
			 struct error *error)
{
	report->bypassed_refs += count_items(entry->head->refs);
	return report_keep(&report->lists[LIST_BYPASSES], entry->head->time,
			   entry->line, error);
}

struct action {
	const char *name;
	bool every_part; /* else the first one alone */
	int (*take)(struct report *report, const struct entry *entry,
		    struct error *error);
	size_t counter; /* in struct report; 0: none */
	int list;	/* -1: none */
};

#define COUNTER(member) offsetof(struct report, member)

static const struct action actions[] = {
	{ "push-accepted", false, take_accepted, 0, -1 },
	{ "push-denied", false, take_denied, 0, -1 },
	{ "push-landed", false, NULL, COUNTER(landed), -1 },
	{ "check-only", false, NULL, COUNTER(check_only), -1 },
	{ "policy-override", false, take_override, 0, -1 },
	{ "gate-bypassed", true, take_bypassed, 0, -1 },
	{ "gate-broken", false, NULL, 0, LIST_BROKEN },
	{ "policy-changed", false, NULL, COUNTER(policies_changed),
	  LIST_CHANGES },
	{ "import", false, NULL, COUNTER(imports), LIST_CHANGES },
	{ "installed", false, NULL, COUNTER(installed), LIST_CHANGES },
	{ "removed", false, NULL, COUNTER(removed), LIST_CHANGES },
	{ "rotated", false, NULL, COUNTER(rotations), -1 },
	{ "recovered", false, NULL, 0, LIST_RECOVERIES },
};

static int take_action(struct report *report, const struct entry *entry,
		       struct error *error)
{
	const struct report_head *head = entry->head;
	const struct action *action = actions;
	const struct action *end =
		actions + sizeof(actions) / sizeof(actions[0]);

	while (action < end && !str_is(head->action, action->name))
		action++;
	if (action == end || (head->part != 1 && !action->every_part))
		return 0;
	if (action->counter)
		++*(uint64_t *)(void *)((char *)report + action->counter);
	if (action->list >= 0)
		return report_keep(&report->lists[action->list], head->time,
				   entry->line, error);
	return action->take ? action->take(report, entry, error) : 0;
}

/* Whether its refs may tell of hotfixes or follow-ups. */
static bool has_facts(const struct report_head *head)
{
	static const char *const marks[] = { "\"landing\"", "\"opened\"",
					     "\"closed\"", "\\u" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (head->refs.size && memmem(head->refs.data, head->refs.size,
					      marks[i], strlen(marks[i])))
			return true;
	return false;
}

/* 1: not seen before. */
static int note_place(struct report *report, const struct report_head *head)
{
	struct report_chain *chain = report_chain_of(report, head);
	int fresh = 1;

	if (!chain)
		return -1;
	if (head->sequence)
		fresh = seen_add(&report->seen, report->current,
				 head->sequence);
	if (fresh <= 0)
		return fresh;
	chain->records++;
	if (head->sequence < chain->first)
		chain->first = head->sequence;
	if (head->sequence > chain->last)
		chain->last = head->sequence;
	return 1;
}

static int take_record(struct report *report, const struct entry *entry,
		       struct error *error)
{
	const struct report_head *head = entry->head;
	const struct report_options *options = report->options;
	bool counts = !options->since || head->time >= options->since;
	int result = 0;

	if ((options->until && head->time >= options->until) ||
	    (options->repository &&
	     !str_is(head->repository, options->repository))) {
		report->outside++;
		return 0;
	}
	if (has_facts(head))
		result = report_take_refs(report, head, entry->line, counts,
					  error);
	if (result || !counts) {
		report->outside++;
		return result;
	}
	if (!report->records || head->time < report->first)
		report->first = head->time;
	if (!report->records || head->time > report->last)
		report->last = head->time;
	report->records++;
	return take_action(report, entry, error);
}

/*
 * What comes from PostgreSQL's COPY has escapes that must go first; the first
 * line that is a record only without them tells.
 */
static bool read_head(struct report *report, struct report_head *head,
		      struct str *line, struct arena *arena)
{
	struct str given = *line;

	if (report->is_copy && copy_text_undo(given, &report->plain))
		*line = buf_str(&report->plain);
	if (report_head_read(head, *line, arena))
		return true;
	if (!report->is_stream || !copy_text_undo(given, &report->plain))
		return false;
	*line = buf_str(&report->plain);
	if (!report_head_read(head, *line, arena))
		return false;
	report->is_copy = true;
	return true;
}

static int take_line(struct report *report, struct str line,
		     struct error *error)
{
	struct report_head head;
	struct entry entry = { .head = &head };
	struct arena arena;
	int result = 0;
	int fresh;

	arena_init(&arena);
	if (!read_head(report, &head, &line, &arena)) {
		report->odd++;
		goto out;
	}
	entry.line = line;
	fresh = note_place(report, &head);
	if (fresh < 0)
		result = error_no_memory(error);
	else if (fresh)
		result = take_record(report, &entry, error);
	else
		report->repeated++;
out:
	arena_release(&arena);
	return result;
}

static int take_piece(struct report *report, const struct line_piece *piece,
		      struct error *error)
{
	if (report->is_stream) {
		sha256_add(&report->hash, piece->text.data, piece->text.size);
		if (piece->terminated)
			sha256_add(&report->hash, "\n", 1);
	}
	report->lines += piece->first;
	if (piece->first && piece->last)
		return take_line(report, piece->text, error);
	report->odd += piece->first;
	return 0;
}

static bool is_short_of_memory(const struct report *report)
{
	return report->people.failed || report->rules.failed ||
	       report->repositories.failed || report->paths.failed ||
	       report->branches.failed || report->items.failed ||
	       report->hosts.failed;
}

int report_read(struct report *report, int fd, bool is_stream, size_t *chain,
		struct error *error)
{
	struct line_reader reader;
	struct line_piece piece;
	int result = line_reader_init(&reader, fd, UINT64_MAX, error);

	report->current = REPORT_NO_CHAIN;
	report->is_stream |= is_stream;
	while (result == 0 &&
	       (result = line_reader_next(&reader, &piece, error)) > 0)
		result = take_piece(report, &piece, error);
	line_reader_release(&reader);
	*chain = report->current;
	if (!result && is_short_of_memory(report))
		result = error_no_memory(error);
	return result;
}
