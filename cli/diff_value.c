/*
 * diff_value.c - one case a type of option; never one a rule.
 */
#include "diff_value.h"

#include "option_text.h"

#include "base/clock.h"
#include "rules/allow.h"

#include <inttypes.h>
#include <string.h>

static const void *member(const struct option *row, const void *record)
{
	return (const char *)record + row->offset;
}

static int64_t number_of(const struct option *row, const void *record)
{
	int64_t value;

	memcpy(&value, member(row, record), sizeof(value));
	return value;
}

static void add_comma(struct buf *out, size_t before)
{
	if (out->size > before)
		buf_add_text(out, ", ");
}

void diff_value_globs(struct buf *out, const struct ref_globs *globs)
{
	size_t before = out->size;

	for (size_t i = 0; i < globs->fixed.count; i++) {
		add_comma(out, before);
		buf_add_text(out, globs->fixed.items[i].text);
	}
	for (size_t i = 0; i < globs->dynamic_count; i++) {
		add_comma(out, before);
		buf_add_text(out, globs->dynamic[i]);
	}
	if (globs->has_default) {
		add_comma(out, before);
		buf_add_text(out, "~DEFAULT");
	}
}

static void add_audience(struct buf *out, const struct audience *audience)
{
	if (audience->kind != AUDIENCE_UNSET)
		allow_names(audience, out);
}

static void add_record(struct buf *out, const struct option *row,
		       const void *record)
{
	const char *base = record;
	size_t before = out->size;

	if (row->present && !*(const bool *)(base + row->present))
		return;
	diff_value_record(out, row->record, member(row, record), NULL);
	if (out->size == before)
		buf_add_text(out, "as by default");
}

/* "name v1, min 3; name v2" */
static void add_records(struct buf *out, const struct option *row,
			const struct records *records)
{
	const char *items = records->items;

	for (size_t i = 0; i < records->count; i++) {
		buf_add_text(out, i ? "; " : "");
		diff_value_record(out, row->record,
				  items + i * row->record->size, NULL);
	}
}

bool diff_value_text(struct buf *out, const struct option *row,
		     const void *record)
{
	const void *at = member(row, record);
	size_t before = out->size;

	switch (row->type) {
	case OPTION_BOOL:
		buf_add_text(out, *(const bool *)at ? "true" : "false");
		break;
	case OPTION_AUDIENCE:
	case OPTION_GROUPS:
		add_audience(out, at);
		break;
	case OPTION_GLOB:
	case OPTION_GLOBS:
		diff_value_globs(out, at);
		break;
	case OPTION_RECORD:
		add_record(out, row, record);
		break;
	case OPTION_RECORDS:
		add_records(out, row, at);
		break;
	default:
		(void)option_text_value(out, row, record);
		break;
	}
	return out->size > before;
}

const char *diff_value_unset(const struct option *row)
{
	if (row->effect != EFFECT_BOUNDS)
		return "none";
	switch (row->type) {
	case OPTION_INTEGER:
	case OPTION_SIZE:
	case OPTION_DURATION:
		return "no limit";
	default:
		return "any";
	}
}

static bool is_default(const struct option *row, const struct buf *text)
{
	if (row->type == OPTION_BOOL && !row->fallback)
		return str_is(buf_str(text), "false");
	return row->fallback && str_is(buf_str(text), row->fallback);
}

/* "key value", unless it is what it would be anyway. */
static void add_row(struct buf *out, const struct option *row,
		    const void *record, const char *prefix, size_t before)
{
	struct buf value = BUF_INIT;

	if (diff_value_text(&value, row, record) && !is_default(row, &value)) {
		add_comma(out, before);
		buf_addf(out, "%s%s %s", prefix ? prefix : "", row->key,
			 buf_text(&value));
	}
	buf_release(&value);
}

void diff_value_record(struct buf *out, const struct option_table *table,
		       const void *record, const char *prefix)
{
	const struct option *row = table ? table->options : NULL;
	size_t before = out->size;
	struct buf inner = BUF_INIT;
	struct buf path = BUF_INIT;

	for (; row && record && row->key; row++) {
		if (row->effect == EFFECT_WORDS)
			continue;
		if (row->type != OPTION_RECORD || row->present) {
			add_row(out, row, record, prefix, before);
			continue;
		}
		buf_clear(&inner);
		buf_clear(&path);
		buf_addf(&path, "%s%s.", prefix ? prefix : "", row->key);
		diff_value_record(&inner, row->record, member(row, record),
				  buf_text(&path));
		if (!inner.size)
			continue;
		add_comma(out, before);
		buf_add_str(out, buf_str(&inner));
	}
	buf_release(&inner);
	buf_release(&path);
}

/* Both sides, the smaller first; unset is without end. */
static bool bounds_of(const struct policy_change *change, int64_t *low,
		      int64_t *high)
{
	const struct option *row = change->row;
	int64_t old = number_of(row, change->old.record);
	int64_t new = number_of(row, change->new.record);

	old = old == OPTION_UNSET ? INT64_MAX : old;
	new = new == OPTION_UNSET ? INT64_MAX : new;
	*low = old < new ? old : new;
	*high = old < new ? new : old;
	return *low != INT64_MAX;
}

/* Of one, without the s. */
static void add_unit(struct buf *out, const struct option *row, int64_t count)
{
	struct str unit = str_of(row->unit);

	if (unit.size && count == 1)
		unit.size--;
	if (unit.size)
		buf_addf(out, " %.*s", STR_ARGS(unit));
}

static void add_number(struct buf *out, const struct option *row, int64_t value)
{
	if (row->type == OPTION_DURATION)
		clock_format_duration(out, value);
	else
		option_text_size(out, value);
}

static bool is_counted(const struct policy_change *change,
		       enum option_effect effect)
{
	const struct option *row = change->row;

	return row && change->old.record && change->new.record &&
	       row->effect == effect &&
	       (row->type == OPTION_INTEGER || row->type == OPTION_SIZE ||
		row->type == OPTION_DURATION);
}

bool diff_value_range(struct buf *out, const struct policy_change *change)
{
	const struct option *row = change->row;
	int64_t low;
	int64_t high;

	if (!is_counted(change, EFFECT_BOUNDS) ||
	    !bounds_of(change, &low, &high))
		return false;
	if (row->type == OPTION_INTEGER && high != INT64_MAX) {
		buf_addf(out, "%" PRId64, low + 1);
		if (low + 1 < high)
			buf_addf(out, " to %" PRId64, high);
		add_unit(out, row, high);
		return true;
	}
	buf_add_text(out, "more than ");
	if (row->type == OPTION_INTEGER)
		buf_addf(out, "%" PRId64, low);
	else
		add_number(out, row, low);
	add_unit(out, row, low);
	if (high != INT64_MAX) {
		buf_add_text(out, ", up to ");
		add_number(out, row, high);
		buf_add_byte(out, ',');
	}
	return true;
}

bool diff_value_enough(struct buf *out, const struct policy_change *change)
{
	const struct option *row = change->row;
	int64_t old;
	int64_t new;

	if (!is_counted(change, EFFECT_TIGHTENS) || row->type != OPTION_INTEGER)
		return false;
	old = number_of(row, change->old.record);
	new = number_of(row, change->new.record);
	if (old == OPTION_UNSET || new == OPTION_UNSET)
		return false;
	old = old < new ? old : new;
	buf_addf(out, "%" PRId64, old);
	add_unit(out, row, old);
	return true;
}
