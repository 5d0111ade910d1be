/*
 * diff_value.c - whether a value has become more, less or something else.
 * Lists are sets, but for those where the first that fits counts.
 */
#include "policy/differ.h"

#include "policy/tables.h"

#include <string.h>

bool texts_hold(const struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (strcmp(texts->items[i], text) == 0)
			return true;
	return false;
}

static bool make_room(struct differ *differ, struct texts *out, size_t count)
{
	out->count = 0;
	out->items = arena_alloc(differ->arena, count * sizeof(*out->items));
	differ->no_memory |= !out->items;
	return out->items != NULL;
}

static void add_missing(struct differ *differ, struct texts *out,
			const struct texts *of, const struct texts *in)
{
	if (!make_room(differ, out, of->count + 1))
		return;
	for (size_t i = 0; i < of->count; i++)
		if (!texts_hold(in, of->items[i]) &&
		    !texts_hold(out, of->items[i]))
			out->items[out->count++] = of->items[i];
}

void texts_compare(struct differ *differ, struct policy_change *change,
		   const struct texts *old, const struct texts *new)
{
	add_missing(differ, &change->added, new, old);
	add_missing(differ, &change->removed, old, new);
}

/* The text that is in the buffer, as one more item. */
static void add_built(struct differ *differ, struct texts *out,
		      struct buf *text)
{
	const char *copy = NULL;

	if (!buf_failed(text))
		copy = arena_copy(differ->arena, buf_str(text));
	differ->no_memory |= !copy;
	if (copy)
		out->items[out->count++] = copy;
	buf_clear(text);
}

static void list_globs(struct differ *differ, const struct ref_globs *globs,
		       struct texts *out)
{
	if (!make_room(differ, out,
		       globs->fixed.count + globs->dynamic_count + 1))
		return;
	for (size_t i = 0; i < globs->fixed.count; i++)
		out->items[out->count++] = globs->fixed.items[i].text;
	for (size_t i = 0; i < globs->dynamic_count; i++)
		out->items[out->count++] = globs->dynamic[i];
	if (globs->has_default)
		out->items[out->count++] = "~DEFAULT";
}

static void list_patterns(struct differ *differ,
			  const struct patterns *patterns, struct texts *out)
{
	if (!make_room(differ, out, patterns->count + 1))
		return;
	for (size_t i = 0; i < patterns->count; i++)
		out->items[out->count++] = patterns->items[i]->text;
}

static void list_groups(struct differ *differ, const struct audience *audience,
			struct texts *out)
{
	if (!make_room(differ, out, audience->count + 1))
		return;
	for (size_t i = 0; i < audience->count; i++)
		out->items[out->count++] = audience->groups[i]->name;
}

static void list_glob_map(struct differ *differ, const struct glob_map *map,
			  struct texts *out)
{
	struct buf text = BUF_INIT;

	if (!make_room(differ, out, map->count + 1))
		return;
	for (size_t i = 0; i < map->count; i++) {
		ref_globs_describe(&map->items[i].key, &text);
		buf_add_text(&text, " with ");
		ref_globs_describe(&map->items[i].values, &text);
		add_built(differ, out, &text);
	}
	buf_release(&text);
}

static void list_size_map(struct differ *differ, const struct size_map *map,
			  struct texts *out)
{
	struct buf text = BUF_INIT;

	if (!make_room(differ, out, map->count + 1))
		return;
	for (size_t i = 0; i < map->count; i++) {
		ref_globs_describe(&map->items[i].key, &text);
		buf_addf(&text, " %lld bytes", (long long)map->items[i].size);
		add_built(differ, out, &text);
	}
	buf_release(&text);
}

static void list_pattern_map(struct differ *differ,
			     const struct pattern_map *map, struct texts *out)
{
	struct buf text = BUF_INIT;

	if (!make_room(differ, out, map->count + 1))
		return;
	for (size_t i = 0; i < map->count; i++) {
		buf_addf(&text, "%s: %s", map->items[i].name,
			 map->items[i].pattern->text);
		add_built(differ, out, &text);
	}
	buf_release(&text);
}

/* The items of a list, as texts; false: the type is no list. */
static bool list_items(struct differ *differ, const struct option *row,
		       const void *member, struct texts *out)
{
	switch (row->type) {
	case OPTION_TEXTS:
	case OPTION_ACCEPT:
	case OPTION_REJECT:
		*out = *(const struct texts *)member;
		return true;
	case OPTION_GLOB:
	case OPTION_GLOBS:
		list_globs(differ, member, out);
		return true;
	case OPTION_PATTERNS:
		list_patterns(differ, member, out);
		return true;
	case OPTION_AUDIENCE:
	case OPTION_GROUPS:
		list_groups(differ, member, out);
		return true;
	case OPTION_GLOB_MAP:
		list_glob_map(differ, member, out);
		return true;
	case OPTION_SIZE_MAP:
		list_size_map(differ, member, out);
		return true;
	case OPTION_PATTERN_MAP:
		list_pattern_map(differ, member, out);
		return true;
	default:
		return false;
	}
}

static size_t count_excluding(const struct texts *texts)
{
	size_t count = 0;

	for (size_t i = 0; i < texts->count; i++)
		count += texts->items[i][0] == '!';
	return count;
}

/* What an excluding glob takes away is the less the fewer there are. */
static enum growth globs_growth(const struct policy_change *change)
{
	size_t added_not = count_excluding(&change->added);
	size_t removed_not = count_excluding(&change->removed);
	bool more = change->added.count > added_not || removed_not;
	bool less = change->removed.count > removed_not || added_not;

	/* It depends on HEAD, and may be an excluding one. */
	if (texts_hold(&change->added, "~DEFAULT") ||
	    texts_hold(&change->removed, "~DEFAULT") || (more && less))
		return GROWTH_OTHER;
	return more ? GROWTH_MORE : GROWTH_LESS;
}

static enum growth sets_growth(const struct option *row,
			       const struct policy_change *change)
{
	if (row->type == OPTION_GLOBS || row->type == OPTION_GLOB)
		return globs_growth(change);
	if (change->added.count && change->removed.count)
		return GROWTH_OTHER;
	return change->added.count ? GROWTH_MORE : GROWTH_LESS;
}

static bool in_same_order(const struct texts *a, const struct texts *b)
{
	for (size_t i = 0; i < a->count && i < b->count; i++)
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	return true;
}

static enum growth list_growth(struct differ *differ, const struct option *row,
			       const void *old, const void *new,
			       struct policy_change *change)
{
	bool bounds = row->effect == EFFECT_BOUNDS;
	struct texts before = { NULL, 0 };
	struct texts after = { NULL, 0 };

	list_items(differ, row, old, &before);
	list_items(differ, row, new, &after);
	if (differ->no_memory)
		return GROWTH_NONE;
	texts_compare(differ, change, &before, &after);
	if (!change->added.count && !change->removed.count)
		return row->type == OPTION_SIZE_MAP &&
				       !in_same_order(&before, &after) ?
			       GROWTH_OTHER :
			       GROWTH_NONE;
	if (!before.count)
		return bounds ? GROWTH_LESS : GROWTH_MORE;
	if (!after.count)
		return bounds ? GROWTH_MORE : GROWTH_LESS;
	return sets_growth(row, change);
}

/* How many may: nobody, groups, everyone. */
static int reach(const struct audience *audience, const struct option *row)
{
	switch (audience->kind) {
	case AUDIENCE_EVERYONE:
		return 2;
	case AUDIENCE_GROUPS:
		return audience->count > 0;
	case AUDIENCE_UNSET:
		return row->effect == EFFECT_BOUNDS ? 2 : 0;
	default:
		return 0;
	}
}

static enum growth audience_growth(struct differ *differ,
				   const struct option *row, const void *old,
				   const void *new,
				   struct policy_change *change)
{
	int before = reach(old, row);
	int after = reach(new, row);

	if (before == 1 && after == 1) {
		enum growth growth = list_growth(differ, row, old, new, change);

		return growth;
	}
	if (before == after)
		return GROWTH_NONE;
	return after > before ? GROWTH_MORE : GROWTH_LESS;
}

static int64_t number(const struct option *row, const void *at)
{
	int64_t value;
	int index;

	if (row->type == OPTION_BOOL)
		return *(const bool *)at;
	if (row->type == OPTION_CHOICE) {
		memcpy(&index, at, sizeof(index));
		return index;
	}
	memcpy(&value, at, sizeof(value));
	if (value == OPTION_UNSET && row->effect == EFFECT_BOUNDS)
		return INT64_MAX;
	return value;
}

static enum growth number_growth(const struct option *row, const void *old,
				 const void *new)
{
	int64_t before = number(row, old);
	int64_t after = number(row, new);

	if (before == after)
		return GROWTH_NONE;
	return after > before ? GROWTH_MORE : GROWTH_LESS;
}

static const char *text_of(const struct option *row, const void *at)
{
	const struct pattern *pattern;
	const char *text;

	if (row->type == OPTION_PATTERN) {
		memcpy(&pattern, at, sizeof(pattern));
		return pattern ? pattern->text : NULL;
	}
	memcpy(&text, at, sizeof(text));
	return text;
}

static enum growth text_growth(struct differ *differ, const struct option *row,
			       const void *old, const void *new,
			       struct policy_change *change)
{
	const char *before = text_of(row, old);
	const char *after = text_of(row, new);

	if (!before && !after)
		return GROWTH_NONE;
	if (!before || !after)
		return after ? GROWTH_MORE : GROWTH_LESS;
	if (row->flags & OPTION_PATH)
		return paths_differ(differ, row, before, after,
				    &change->content) ?
			       GROWTH_OTHER :
			       GROWTH_NONE;
	return strcmp(before, after) ? GROWTH_OTHER : GROWTH_NONE;
}

enum growth value_growth(struct differ *differ, const struct option *row,
			 const void *old, const void *new,
			 struct policy_change *change)
{
	switch (row->type) {
	case OPTION_BOOL:
	case OPTION_INTEGER:
	case OPTION_SIZE:
	case OPTION_DURATION:
	case OPTION_TIME:
	case OPTION_CHOICE:
		return number_growth(row, old, new);
	case OPTION_TEXT:
	case OPTION_PATTERN:
		return text_growth(differ, row, old, new, change);
	case OPTION_AUDIENCE:
	case OPTION_GROUPS:
		return audience_growth(differ, row, old, new, change);
	default:
		return list_growth(differ, row, old, new, change);
	}
}
