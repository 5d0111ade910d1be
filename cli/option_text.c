/*
 * option_text.c - one case a type of option; never one a rule.
 */
#include "option_text.h"

#include "base/clock.h"

#include <inttypes.h>
#include <string.h>

#define KIB 1024

static const void *member(const struct option *row, const void *record)
{
	return (const char *)record + row->offset;
}

static int64_t number_at(const void *at)
{
	int64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

void option_text_size(struct buf *out, int64_t size)
{
	if (size && size % (KIB * KIB) == 0)
		buf_addf(out, "%" PRId64 "MiB", size / (KIB * KIB));
	else if (size && size % KIB == 0)
		buf_addf(out, "%" PRId64 "KiB", size / KIB);
	else
		buf_addf(out, "%" PRId64, size);
}

static void add_comma(struct buf *out, size_t index)
{
	buf_add_text(out, index ? ", " : "");
}

static void add_texts(struct buf *out, const struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		add_comma(out, i);
		buf_add_text(out, texts->items[i]);
	}
}

static void add_patterns(struct buf *out, const struct patterns *patterns)
{
	for (size_t i = 0; i < patterns->count; i++) {
		add_comma(out, i);
		buf_add_text(out, patterns->items[i]->text);
	}
}

static void add_glob_map(struct buf *out, const struct glob_map *map)
{
	for (size_t i = 0; i < map->count; i++) {
		add_comma(out, i);
		ref_globs_describe(&map->items[i].key, out);
		buf_add_text(out, " with ");
		ref_globs_describe(&map->items[i].values, out);
	}
}

static void add_size_map(struct buf *out, const struct size_map *map)
{
	for (size_t i = 0; i < map->count; i++) {
		add_comma(out, i);
		ref_globs_describe(&map->items[i].key, out);
		buf_add_byte(out, ' ');
		option_text_size(out, map->items[i].size);
	}
}

static void add_pattern_map(struct buf *out, const struct pattern_map *map)
{
	for (size_t i = 0; i < map->count; i++) {
		add_comma(out, i);
		buf_addf(out, "%s: %s", map->items[i].name,
			 map->items[i].pattern->text);
	}
}

/* "name v1, min 3; name v2": all that is set, one item behind the other. */
static void add_records(struct buf *out, const struct option *row,
			const struct records *records)
{
	const char *items = records->items;

	for (size_t i = 0; i < records->count; i++) {
		const void *record = items + i * row->record->size;
		const struct option *at = row->record->options;
		size_t before;
		size_t shown = 0;

		buf_add_text(out, i ? "; " : "");
		for (; at->key; at++) {
			before = out->size;
			buf_addf(out, "%s%s ", shown ? ", " : "", at->key);
			if (option_text_value(out, at, record))
				shown++;
			else
				buf_truncate(out, before);
		}
	}
}

static void add_members(struct buf *out, const struct people_group *group)
{
	buf_addf(out, "%s (", group->name);
	for (size_t i = 0; i < group->member_count; i++) {
		add_comma(out, i);
		buf_add_text(out, group->members[i]->name);
	}
	buf_add_text(out, group->member_count ? ")" : "nobody)");
}

static bool has_members(const struct audience *audience)
{
	for (size_t i = 0; i < audience->count; i++)
		if (audience->groups[i]->member_count)
			return true;
	return false;
}

/* "nobody: the groups reviewers, leads are empty" */
static void add_empty(struct buf *out, const struct audience *audience)
{
	bool one = audience->count == 1;

	buf_add_text(out, one ? "nobody: the group " : "nobody: the groups ");
	for (size_t i = 0; i < audience->count; i++) {
		add_comma(out, i);
		buf_add_text(out, audience->groups[i]->name);
	}
	buf_add_text(out, one ? " is empty" : " are empty");
}

void option_text_audience(struct buf *out, const struct audience *audience)
{
	if (audience->kind == AUDIENCE_EVERYONE)
		buf_add_text(out, "everyone");
	else if (audience->kind == AUDIENCE_NOBODY)
		buf_add_text(out, "nobody");
	else if (audience->count && !has_members(audience)) {
		add_empty(out, audience);
		return;
	}
	for (size_t i = 0; i < audience->count; i++) {
		add_comma(out, i);
		add_members(out, audience->groups[i]);
	}
}

static void add_number(struct buf *out, const struct option *row,
		       const void *at)
{
	int64_t value = number_at(at);

	if (value == OPTION_UNSET)
		return;
	switch (row->type) {
	case OPTION_SIZE:
		option_text_size(out, value);
		break;
	case OPTION_DURATION:
		clock_format_duration(out, value);
		break;
	case OPTION_TIME:
		clock_format_seconds(out, value);
		break;
	default:
		buf_addf(out, "%" PRId64, value);
		break;
	}
}

static void add_pointed(struct buf *out, const struct option *row,
			const void *at)
{
	const struct pattern *pattern;
	const char *text;

	if (row->type == OPTION_PATTERN) {
		memcpy(&pattern, at, sizeof(pattern));
		buf_add_text(out, pattern ? pattern->text : "");
	} else {
		memcpy(&text, at, sizeof(text));
		buf_add_text(out, text ? text : "");
	}
}

static void add_choice(struct buf *out, const struct option *row,
		       const void *at)
{
	size_t count = 0;
	int index;

	memcpy(&index, at, sizeof(index));
	while (row->choices && row->choices[count])
		count++;
	if (index >= 0 && (size_t)index < count)
		buf_add_text(out, row->choices[index]);
}

static void add_value(struct buf *out, const struct option *row, const void *at)
{
	switch (row->type) {
	case OPTION_BOOL:
		buf_add_text(out, *(const bool *)at ? "true" : "");
		break;
	case OPTION_INTEGER:
	case OPTION_SIZE:
	case OPTION_DURATION:
	case OPTION_TIME:
		add_number(out, row, at);
		break;
	case OPTION_CHOICE:
		add_choice(out, row, at);
		break;
	case OPTION_TEXT:
	case OPTION_PATTERN:
		add_pointed(out, row, at);
		break;
	case OPTION_TEXTS:
	case OPTION_ACCEPT:
	case OPTION_REJECT:
		add_texts(out, at);
		break;
	case OPTION_PATTERNS:
		add_patterns(out, at);
		break;
	case OPTION_GLOB:
	case OPTION_GLOBS:
		ref_globs_describe(at, out);
		break;
	case OPTION_AUDIENCE:
	case OPTION_GROUPS:
		option_text_audience(out, at);
		break;
	case OPTION_RECORDS:
		add_records(out, row, at);
		break;
	case OPTION_GLOB_MAP:
		add_glob_map(out, at);
		break;
	case OPTION_SIZE_MAP:
		add_size_map(out, at);
		break;
	case OPTION_PATTERN_MAP:
		add_pattern_map(out, at);
		break;
	case OPTION_RECORD:
		break;
	}
}

/* Switched off though it is on by default. */
static bool is_off(const struct option *row, const void *at)
{
	if (!row->fallback || !strcmp(row->fallback, "false"))
		return false;
	if (row->type == OPTION_BOOL)
		return !*(const bool *)at;
	return row->flags & OPTION_OR_FALSE && number_at(at) == OPTION_UNSET;
}

bool option_text_value(struct buf *out, const struct option *row,
		       const void *record)
{
	size_t before = out->size;

	add_value(out, row, member(row, record));
	if (out->size == before && is_off(row, member(row, record)))
		buf_add_text(out, "false");
	return out->size > before;
}

const struct audience *option_text_allow(const struct option_table *table,
					 const void *record)
{
	const struct option *row = table ? table->options : NULL;

	for (; row && row->key; row++)
		if (row->type == OPTION_AUDIENCE && !strcmp(row->key, "allow"))
			return member(row, record);
	return NULL;
}
