/*
 * bind.c - walks option rows and hands each value to the code of its type.
 * Never knows a rule by its name.
 */
#include "policy/bind.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#define WORDS_MAX 128

void *bind_alloc(struct binder *binder, size_t count, size_t size)
{
	void *memory = NULL;

	if (count <= SIZE_MAX / size)
		memory = arena_alloc(&binder->policy->arena, count * size);
	binder->no_memory |= !memory;
	return memory;
}

/* A variable's flaw shows wherever it is used, but is one flaw. */
static bool is_said(const struct diagnostics *diagnostics,
		    const struct mark *mark, const char *text)
{
	for (size_t i = 0; mark->source && i < diagnostics->count; i++) {
		const struct diagnostic *item = &diagnostics->items[i];

		if (item->mark.source == mark->source &&
		    item->mark.line == mark->line &&
		    item->mark.column == mark->column &&
		    strcmp(item->text, text) == 0)
			return true;
	}
	return false;
}

void bind_error(struct binder *binder, struct mark mark, const char *hint,
		const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	if (!is_said(binder->diagnostics, &mark, buf_text(&text)))
		diagnostics_add(binder->diagnostics, DIAGNOSTIC_ERROR, mark,
				hint, "%s", buf_text(&text));
	buf_release(&text);
}

void bind_wants(struct binder *binder, const struct option *row,
		const struct node *node, const char *what)
{
	const char *hint = NULL;

	if (node->kind == NODE_SCALAR && !node->plain &&
	    (row->type == OPTION_BOOL || row->type == OPTION_INTEGER))
		hint = arena_say(&binder->policy->arena,
				 "write it without quotes: %s", node->text);
	else if (node->kind == NODE_SCALAR)
		hint = bind_unit_hint(binder, row, node);
	bind_error(binder, node->mark, hint, "'%s' wants %s", row->key, what);
}

const char *bind_hint(struct binder *binder, const char *word,
		      const char *const *words, size_t count)
{
	const char *nearest = text_nearest(word, words, count);
	struct arena *arena = &binder->policy->arena;
	struct buf list = BUF_INIT;
	const char *hint;

	if (nearest)
		return arena_printf(arena, "did you mean '%s'?", nearest);
	buf_add_text(&list, count ? "one of: " : "there is none");
	for (size_t i = 0; i < count; i++)
		buf_addf(&list, "%s%s", i ? ", " : "", words[i]);
	hint = arena_copy(arena, buf_str(&list));
	buf_release(&list);
	return hint;
}

/* With its size in front: no two lists are the same bytes. */
static void add_said(struct buf *said, struct str s)
{
	buf_add(said, &s.size, sizeof(s.size));
	buf_add_str(said, s);
}

void bind_said_text(struct binder *binder, const char *text)
{
	if (binder->said)
		add_said(binder->said, str_of(text));
}

void bind_said_number(struct binder *binder, int64_t number)
{
	if (binder->said)
		add_said(binder->said,
			 (struct str){ (const char *)&number, sizeof(number) });
}

size_t bind_list_count(const struct node *list)
{
	return list->kind == NODE_SEQUENCE ? list->count : 1;
}

const struct node *bind_list_first(const struct node *list)
{
	return list->kind == NODE_SEQUENCE ? list->first : list;
}

const struct node *bind_list_next(const struct node *list,
				  const struct node *item)
{
	return list->kind == NODE_SEQUENCE ? item->next : NULL;
}

struct mark bind_mark_at(const struct binder *binder, const struct node *node,
			 size_t offset)
{
	return binder->diagnostics->count < DIAGNOSTICS_MAX ?
		       node_mark_at(node, offset) :
		       node->mark;
}

struct mark bind_item_mark(const struct node *list, size_t index)
{
	const struct node *item = list ? bind_list_first(list) : NULL;

	while (item && index-- > 0)
		item = bind_list_next(list, item);
	if (item)
		return item->mark;
	return list ? list->mark : (struct mark){ 0 };
}

static size_t add_words(const char **words, size_t count,
			const struct bind_owner *owner)
{
	for (size_t i = 0; i < 2; i++) {
		const struct option *row =
			owner->tables[i] ? owner->tables[i]->options : NULL;

		for (; row && row->key && count < WORDS_MAX; row++)
			words[count++] = row->key;
	}
	for (const struct policy_key *key = owner->keys;
	     key && key->key && count < WORDS_MAX; key++)
		words[count++] = key->key;
	return count;
}

static bool is_known(const char *const *words, size_t count, const char *key)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], key) == 0)
			return true;
	return false;
}

/* One that is there, under a name that is nearly so: that is told. */
static bool is_misspelt(const struct bind_owner *owner,
			const struct node *mapping, const char *key)
{
	const char *words[WORDS_MAX];
	size_t count = add_words(words, 0, owner);
	const char *nearest;

	for (const struct node *child = mapping->first; child;
	     child = child->next) {
		const char *word = child->key->text;

		nearest = is_known(words, count, word) ?
				  NULL :
				  text_nearest(word, words, count);
		if (nearest && strcmp(nearest, key) == 0)
			return true;
	}
	return false;
}

static const char *unknown_hint(struct binder *binder,
				const struct bind_owner *owner, const char *key,
				const char *const *words, size_t count)
{
	struct str text = str_of(key);
	size_t colon = str_find_byte(text, ':');

	if (owner->keys == ruleset_keys && rule_by_id(key))
		return "it is a rule: indent it further than 'rules:', which "
		       "it belongs to";
	if (colon && colon + 1 < text.size)
		return arena_say(&binder->policy->arena, "write '%.*s: %s'",
				 (int)colon, key, key + colon + 1);
	return bind_hint(binder, key, words, count);
}

static const char *hint_missing(const struct bind_owner *owner, const char *key)
{
	return owner->vital && strcmp(owner->vital, key) == 0 ? owner->hint :
								NULL;
}

static void check_required(struct binder *binder,
			   const struct bind_owner *owner,
			   const struct node *mapping)
{
	for (size_t i = 0; i < 2; i++) {
		const struct option *row =
			owner->tables[i] ? owner->tables[i]->options : NULL;

		for (; row && row->key; row++)
			if (row->flags & OPTION_REQUIRED &&
			    !node_get(mapping, row->key) &&
			    !is_misspelt(owner, mapping, row->key))
				bind_error(binder, node_key_mark(mapping),
					   hint_missing(owner, row->key),
					   "%s has no '%s'", owner->name,
					   row->key);
	}
}

void bind_check_keys(struct binder *binder, const struct bind_owner *owner,
		     const struct node *mapping)
{
	const char *words[WORDS_MAX];
	const char *topic;
	size_t count;

	if (binder->sound)
		return;
	count = add_words(words, 0, owner);
	topic = diagnostics_topic(binder->diagnostics, "unknown-key");
	for (const struct node *child = mapping->first; child;
	     child = child->next) {
		const char *key = child->key->text;

		if (!is_known(words, count, key))
			bind_error(
				binder, child->key->mark,
				unknown_hint(binder, owner, key, words, count),
				"unknown option '%s' of %s", key, owner->name);
	}
	diagnostics_topic(binder->diagnostics, "missing-key");
	check_required(binder, owner, mapping);
	diagnostics_topic(binder->diagnostics, topic);
}

/* A record inside another: its own keys only. */
static void bind_inner(struct binder *binder, const struct option *row,
		       const struct node *node, void *member)
{
	struct bind_owner owner = { .tables = { row->record } };

	if (node && node->kind != NODE_MAPPING) {
		bind_wants(binder, row, node, "a mapping of options");
		node = NULL;
	}
	if (node) {
		owner.name =
			arena_printf(&binder->policy->arena, "'%s'", row->key);
		bind_check_keys(binder, &owner, node);
	}
	bind_record(binder, row->record, node, member);
}

void bind_value(struct binder *binder, const struct option *row,
		const struct node *node, void *member)
{
	if (bind_scalar(binder, row, node, member))
		return;
	switch (row->type) {
	case OPTION_TEXTS:
	case OPTION_ACCEPT:
	case OPTION_REJECT:
		bind_texts(binder, row, node, member);
		break;
	case OPTION_PATTERN:
		*(struct pattern **)member = bind_pattern(binder, row, node);
		break;
	case OPTION_PATTERNS:
		bind_patterns(binder, row, node, member);
		break;
	case OPTION_GLOB:
	case OPTION_GLOBS:
		bind_globs(binder, row, node, member);
		break;
	case OPTION_AUDIENCE:
	case OPTION_GROUPS:
		bind_audience(binder, row, node, member);
		break;
	case OPTION_RECORD:
		bind_inner(binder, row, node, member);
		break;
	case OPTION_RECORDS:
		bind_records(binder, row, node, member);
		break;
	case OPTION_GLOB_MAP:
		bind_glob_map(binder, row, node, member);
		break;
	case OPTION_SIZE_MAP:
		bind_size_map(binder, row, node, member);
		break;
	case OPTION_PATTERN_MAP:
		bind_pattern_map(binder, row, node, member);
		break;
	default:
		break;
	}
}

/* "[a, b]", or one value. False: no memory. No binder keeps a node. */
static bool make_fallback(struct node *out, struct arena *arena,
			  const char *text)
{
	struct mark nowhere = { .source = NULL };
	struct str rest = str_of(text);

	*out = (struct node){ NODE_SCALAR, .plain = true, .text = text };
	if (!str_starts(rest, "["))
		return true;
	out->kind = NODE_SEQUENCE;
	rest = str_first(str_from(rest, 1), rest.size - 2);
	while (rest.size) {
		size_t comma = str_find_byte(rest, ',');
		struct str word = str_trim(str_first(rest, comma));
		char *copy = arena_copy(arena, word);
		struct node *item = copy ? node_scalar(arena, copy, nowhere) :
					   NULL;

		if (!item)
			return false;
		node_append(out, item);
		rest = str_from(rest, comma + 1);
	}
	return true;
}

/* What is neither written nor has a fallback; the rest is zero. */
static void set_unset(const struct option *row, void *member)
{
	switch (row->type) {
	case OPTION_INTEGER:
	case OPTION_SIZE:
	case OPTION_DURATION:
	case OPTION_TIME:
		*(int64_t *)member = OPTION_UNSET;
		break;
	case OPTION_CHOICE:
		*(int *)member = (int)OPTION_UNSET;
		break;
	default:
		break;
	}
}

static void bind_row(struct binder *binder, const struct option *row,
		     const struct node *node, void *member)
{
	struct node fallback;

	set_unset(row, member);
	if (!node && row->fallback) {
		binder->no_memory |= !make_fallback(
			&fallback, &binder->policy->arena, row->fallback);
		node = &fallback;
	}
	if (!node && row->type != OPTION_RECORD)
		return;
	bind_said_text(binder, row->key);
	if (node)
		bind_value(binder, row, node, member);
	else
		bind_inner(binder, row, NULL, member);
}

void bind_record(struct binder *binder, const struct option_table *table,
		 const struct node *mapping, void *out)
{
	for (const struct option *row = table->options; row->key; row++) {
		const struct node *node = node_get(mapping, row->key);

		bind_row(binder, row, node, (char *)out + row->offset);
		if (row->present) {
			*(bool *)(void *)((char *)out + row->present) = node;
			bind_said_number(binder, node != NULL);
		}
	}
	if (!binder->sound)
		bind_examples(binder, table, mapping, out);
}
