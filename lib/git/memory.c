/*
 * memory.c - reads the gate's memory by names and by their beginnings. Never
 * writes, never passes over what it cannot read.
 */
#include "git/memory.h"

#include "git/memory_parts.h"
#include "git/ref_list.h"

#include <string.h>

static int broken(const char *name, struct error *error)
{
	return error_set(error, ERROR_BROKEN,
			 "the gate's memory %s%s is no text of the gate",
			 MEMORY_PREFIX, name);
}

/* What a name says that is there, is there. */
static int read_blob(struct str *out, struct repo *repo, const char *name,
		     const struct oid *id, struct arena *arena,
		     struct error *error)
{
	struct object object = { OBJECT_NONE, { NULL, 0 }, NULL };
	int result =
		object_read(&object, repo, id, MEMORY_TEXT_SIZE_MAX, error);

	if (result)
		return broken(name, error);
	if (object.type != OBJECT_BLOB || !memory_text_is_sound(object.data)) {
		result = broken(name, error);
	} else {
		out->size = object.data.size;
		out->data = arena_copy(arena, object.data);
		if (!out->data)
			result = error_no_memory(error);
	}
	object_release(&object);
	return result;
}

int memory_lookup(struct oid *out, struct repo *repo, const char *name,
		  struct arena *arena, struct error *error)
{
	const char *ref = arena_printf(arena, MEMORY_PREFIX "%s", name);
	int result = ref ? refs_lookup(out, repo, ref, error) :
			   error_no_memory(error);

	if (!result && memory_is_forgotten(out))
		result = error_set(error, ERROR_NOT_FOUND, "%s is forgotten",
				   ref);
	return result;
}

int memory_read(struct str *out, struct repo *repo, const char *name,
		struct arena *arena, struct error *error)
{
	struct oid id;
	int result = memory_lookup(&id, repo, name, arena, error);

	*out = (struct str){ NULL, 0 };
	return result ? result : read_blob(out, repo, name, &id, arena, error);
}

static int each_of(const struct ref_list *list, struct arena *arena,
		   int (*each)(const char *name, struct str text,
			       void *context),
		   void *context, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < list->count; i++) {
		const char *name = list->items[i].name + strlen(MEMORY_PREFIX);
		struct str text = { NULL, 0 };

		result = read_blob(&text, list->repo, name, &list->items[i].id,
				   arena, error);
		if (!result)
			result = each(name, text, context);
	}
	return result;
}

/* Nothing of the gate's is symbolic: somebody else has put it there. */
static int check_values(const struct ref_list *list, struct error *error)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].is_symbolic)
			return broken(list->items[i].name +
					      strlen(MEMORY_PREFIX),
				      error);
	return 0;
}

static void drop_forgotten(struct ref_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (!memory_is_forgotten(&list->items[i].id))
			list->items[kept++] = list->items[i];
	list->count = kept;
}

/* The refs below a prefix, in order. ref_list_release() in any case. */
static int list_refs(struct ref_list *list, const char *prefix,
		     struct error *error)
{
	const char *full =
		arena_printf(list->arena, MEMORY_PREFIX "%s", prefix);
	int result = full ? ref_list_add(list, full, error) :
			    error_no_memory(error);

	if (!result)
		result = check_values(list, error);
	if (result)
		return result;
	ref_list_finish(list);
	/* not before: what it hides would come to light */
	drop_forgotten(list);
	return 0;
}

int memory_each_name(struct repo *repo, const char *prefix, struct arena *arena,
		     int (*each)(const char *name, const struct oid *id,
				 void *context),
		     void *context, struct error *error)
{
	struct ref_list list = { .repo = repo, .arena = arena };
	int result = list_refs(&list, prefix, error);

	for (size_t i = 0; !result && i < list.count; i++)
		result = each(list.items[i].name + strlen(MEMORY_PREFIX),
			      &list.items[i].id, context);
	ref_list_release(&list);
	return result;
}

int memory_each(struct repo *repo, const char *prefix, struct arena *arena,
		int (*each)(const char *name, struct str text, void *context),
		void *context, struct error *error)
{
	struct ref_list list = { .repo = repo, .arena = arena };
	int result = list_refs(&list, prefix, error);

	if (!result)
		result = each_of(&list, arena, each, context, error);
	ref_list_release(&list);
	return result;
}

static void next_month(char month[MEMORY_MONTH_SIZE + 1])
{
	size_t i = MEMORY_MONTH_SIZE;

	if (strcmp(month + 5, "12") == 0) {
		memcpy(month + 5, "00", 2);
		i = 4;
		while (i > 0 && month[i - 1] == '9')
			month[--i] = '0';
		if (i > 0)
			month[i - 1]++;
		i = MEMORY_MONTH_SIZE;
	}
	if (month[i - 1]++ == '9') {
		month[i - 1] = '0';
		month[i - 2]++;
	}
}

int memory_each_month(struct repo *repo, const char *kind, int64_t from,
		      int64_t to, struct arena *arena,
		      int (*each)(const char *name, struct str text,
				  void *context),
		      void *context, struct error *error)
{
	char month[MEMORY_MONTH_SIZE + 1];
	char last[MEMORY_MONTH_SIZE + 1];
	int result = 0;

	memory_month(month, from);
	memory_month(last, to);
	for (; !result && strcmp(month, last) <= 0; next_month(month)) {
		const char *prefix = arena_printf(arena, "%s/%s/", kind, month);

		result = prefix ? memory_each(repo, prefix, arena, each,
					      context, error) :
				  error_no_memory(error);
	}
	return result;
}
