/*
 * report_take.c - see report_take.h. Follow-ups may be closed before their
 * opening is read: records come in any order.
 */
#include "audit/report_take.h"

#include "audit/query_show.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

/* What the log calls the time of an opening may differ from its record's. */
#define SAME_OPENING_SECONDS INT64_C(86400)

static int compare_lines(const void *a, const void *b)
{
	const struct report_line *x = a;
	const struct report_line *y = b;

	if (x->time != y->time)
		return x->time < y->time ? 1 : -1;
	return x->order < y->order ? 1 : -1;
}

void report_lines_settle(struct report_lines *lines)
{
	if (lines->count)
		qsort(lines->items, lines->count, sizeof(*lines->items),
		      compare_lines);
	while (lines->count > REPORT_KEPT)
		free(lines->items[--lines->count].text);
}

int report_keep(struct report_lines *lines, int64_t time, struct str line,
		struct error *error)
{
	struct report_line *item;
	char *copy;

	if (!lines->items)
		lines->items =
			calloc((size_t)2 * REPORT_KEPT, sizeof(*lines->items));
	copy = malloc(line.size + 1);
	if (!lines->items || !copy) {
		free(copy);
		return error_no_memory(error);
	}
	memcpy(copy, line.data, line.size);
	copy[line.size] = '\0';
	item = &lines->items[lines->count++];
	item->time = time;
	item->order = lines->total++;
	item->text = copy;
	item->size = line.size;
	if (lines->count == (size_t)2 * REPORT_KEPT)
		report_lines_settle(lines);
	return 0;
}

static int64_t number_at(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return json_is_integer(value) && json_integer_value(value) >= 0 ?
		       (int64_t)json_integer_value(value) :
		       -1;
}

static int64_t time_at(const json_t *object, const char *key)
{
	int64_t time;

	return clock_parse(str_of(query_text(object, key)), &time) ? time : 0;
}

static void take_paths(struct report *report, struct report_hotfix *hotfix,
		       const json_t *landing)
{
	const json_t *paths = query_array(landing, "paths");

	for (size_t i = 0;
	     i < json_array_size(paths) && hotfix->path_count < REPORT_PATHS;
	     i++)
		hotfix->paths[hotfix->path_count++] = tally_index(
			&report->paths,
			str_of(query_text(json_array_get(paths, i), "")));
}

/* Two refs of one push may take in the same branch. */
static bool is_taken(const struct report *report, size_t start, size_t branch)
{
	for (size_t i = start; i < report->hotfix_count; i++)
		if (report->hotfixes[i].branch == branch)
			return true;
	return false;
}

static int take_landing(struct report *report, const struct report_head *head,
			const json_t *landing, size_t start,
			struct error *error)
{
	size_t branch = tally_index(&report->branches,
				    str_of(query_text(landing, "branch")));
	struct report_hotfix *hotfix;

	if (is_taken(report, start, branch))
		return 0;
	if (report->hotfix_count == REPORT_HOTFIXES_MAX) {
		report->hotfixes_left_out++;
		return 0;
	}
	hotfix = array_more(&report->hotfixes, report->hotfix_count,
			    &report->hotfix_capacity, sizeof(*hotfix));
	if (!hotfix)
		return error_no_memory(error);
	report->hotfix_count++;
	hotfix->time = head->time;
	hotfix->seen = time_at(landing, "seen");
	if (hotfix->seen > head->time)
		hotfix->seen = 0;
	hotfix->branch = branch;
	hotfix->repository =
		tally_index(&report->repositories, head->repository);
	hotfix->commits = number_at(landing, "commits");
	hotfix->files = number_at(landing, "files");
	hotfix->lines = number_at(landing, "lines");
	hotfix->max = number_at(landing, "max");
	hotfix->per = number_at(landing, "per");
	take_paths(report, hotfix, landing);
	tally_add(&report->people, head->user, WHO_HOTFIXES);
	tally_add(&report->repositories, head->repository, WHO_HOTFIXES);
	return 0;
}

static int64_t distance(int64_t a, int64_t b)
{
	return a < b ? b - a : a - b;
}

/* The follow-up that was opened at about that time. */
static struct report_debt *find_debt(const struct report *report,
				     const struct report_debt *wanted)
{
	struct report_debt *best = NULL;

	for (size_t i = 0; i < report->debt_count; i++) {
		struct report_debt *debt = &report->debts[i];

		if (debt->branch == wanted->branch &&
		    debt->item == wanted->item &&
		    debt->repository == wanted->repository &&
		    distance(debt->opened, wanted->opened) <=
			    SAME_OPENING_SECONDS &&
		    (!best || distance(debt->opened, wanted->opened) <
				      distance(best->opened, wanted->opened)))
			best = debt;
	}
	return best;
}

static int note_debt(struct report *report, const struct report_debt *debt,
		     struct error *error)
{
	struct report_debt *known = find_debt(report, debt);

	if (!known && report->debt_count == REPORT_DEBTS_MAX) {
		report->debts_left_out++;
		return 0;
	}
	if (!known) {
		known = array_more(&report->debts, report->debt_count,
				   &report->debt_capacity, sizeof(*known));
		if (!known)
			return error_no_memory(error);
		report->debt_count++;
		*known = *debt;
		return 0;
	}
	if (debt->due)
		known->due = debt->due;
	if (debt->closed && (!known->closed || debt->closed < known->closed))
		known->closed = debt->closed;
	known->seen |= debt->seen;
	return 0;
}

static int take_debts(struct report *report, const struct report_head *head,
		      const json_t *ref, bool closing, struct error *error)
{
	const json_t *list = query_array(ref, closing ? "closed" : "opened");
	struct report_debt debt = { 0 };
	const json_t *item;
	int result = 0;

	debt.repository = tally_index(&report->repositories, head->repository);
	for (size_t i = 0; !result && i < json_array_size(list); i++) {
		item = json_array_get(list, i);
		debt.item = tally_index(&report->items,
					str_of(query_text(item, "item")));
		debt.branch = tally_index(&report->branches,
					  str_of(query_text(item, "branch")));
		debt.opened = closing ? time_at(item, "opened") : head->time;
		debt.due = closing ? 0 : time_at(item, "due");
		debt.closed = closing ? head->time : 0;
		debt.seen = !closing;
		result = note_debt(report, &debt, error);
	}
	return result;
}

int report_take_refs(struct report *report, const struct report_head *head,
		     struct str line, bool counts, struct error *error)
{
	json_t *record =
		json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	const json_t *refs = query_array(record, "refgate.refs");
	size_t start = report->hotfix_count;
	const json_t *landing;
	const json_t *ref;
	int result = 0;

	for (size_t i = 0; !result && i < json_array_size(refs); i++) {
		ref = json_array_get(refs, i);
		landing = query_array(ref, "landing");
		for (size_t j = 0;
		     counts && !result && j < json_array_size(landing); j++)
			result = take_landing(report, head,
					      json_array_get(landing, j), start,
					      error);
		if (!result)
			result = take_debts(report, head, ref, false, error);
		if (!result)
			result = take_debts(report, head, ref, true, error);
	}
	if (!result && report->hotfix_count > start)
		result = report_keep(&report->lists[LIST_LANDINGS], head->time,
				     line, error);
	json_decref(record);
	return result;
}
