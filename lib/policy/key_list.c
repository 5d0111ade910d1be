/*
 * key_list.c - see key_list.h.
 */
#include "policy/key_list.h"

#include <stdlib.h>

/* A copy that lives as long as the diagnostics; NULL without memory. */
static const struct source *keep(struct key_list *list,
				 const struct source *theirs)
{
	struct arena *arena = list->diagnostics->arena;
	struct source *ours;
	const char *text;

	for (size_t i = 0; i < list->source_count; i++)
		if (list->sources[i].theirs == theirs)
			return list->sources[i].ours;
	ours = theirs ? arena_alloc(arena, sizeof(*ours)) : NULL;
	if (!ours || list->source_count == KEY_LIST_SOURCES_MAX)
		return NULL;
	text = arena_copy(arena, theirs->text);
	ours->path = arena_copy(arena, str_of(theirs->path));
	ours->text = (struct str){ text, text ? theirs->text.size : 0 };
	if (!ours->path)
		return NULL;
	list->sources[list->source_count].theirs = theirs;
	list->sources[list->source_count++].ours = ours;
	return ours;
}

static void collect(const struct trusted_key *key, void *context)
{
	struct key_list *list = context;
	struct trusted_key *item = array_more(&list->items, list->count,
					      &list->capacity, sizeof(*item));

	list->no_memory = list->no_memory || !item;
	if (!item)
		return;
	list->count++;
	*item = *key;
	item->mark.source = keep(list, key->mark.source);
}

static int by_key(const void *a, const void *b)
{
	const struct trusted_key *x = a;
	const struct trusted_key *y = b;
	int order = str_compare(str_of(x->key), str_of(y->key));

	if (order)
		return order;
	return (x->mark.line > y->mark.line) - (x->mark.line < y->mark.line);
}

static void read_files(struct key_list *list)
{
	struct diagnostics *diagnostics = list->diagnostics;
	size_t first = diagnostics->count;
	struct error error = { 0 };
	int result = list->trust ? trust_check(list->trust, diagnostics,
					       collect, list, &error) :
				   error_no_memory(&error);

	for (size_t i = first; i < diagnostics->count; i++)
		diagnostics->items[i].mark.source =
			keep(list, diagnostics->items[i].mark.source);
	if (result || list->no_memory)
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR,
				(struct mark){ 0 }, NULL,
				"the trust files cannot be checked: %s",
				result ? error.text : "out of memory");
}

bool key_list_read(struct key_list *out, const struct policy *policy,
		   int64_t now, struct diagnostics *diagnostics)
{
	const struct trust_options options = policy_trust_options(policy, now);
	size_t errors = diagnostics->errors;

	*out = (struct key_list){ .now = now, .diagnostics = diagnostics };
	out->trust = trust_new(&options);
	read_files(out);
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_key);
	return diagnostics->errors == errors;
}

void key_list_release(struct key_list *list)
{
	if (!list)
		return;
	free(list->items);
	trust_free(list->trust);
	*list = (struct key_list){ .count = 0 };
}
