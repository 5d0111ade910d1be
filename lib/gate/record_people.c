/* record_people.c - see record_people.h. Never judges whose key is whose. */
#include "gate/record_people.h"

#include <stdlib.h>
#include <string.h>

struct list {
	const char **items; /* heap */
	size_t count, capacity;
	bool failed;
};

static void add(struct list *list, const char *name)
{
	const char **slot = name && !list->failed ?
				    array_more(&list->items, list->count,
					       &list->capacity, sizeof(*slot)) :
				    NULL;

	list->failed |= name && !slot;
	if (!slot)
		return;
	*slot = name;
	list->count++;
}

static void add_all(struct list *list, const char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		add(list, names[i]);
}

static void add_listed(struct list *list, const struct people *people)
{
	for (size_t i = 0; i < people->count; i++) {
		const struct person *person = &people->persons[i];

		add(list, person->name);
		add_all(list, person->emails, person->email_count);
		add_all(list, person->logins, person->login_count);
		add_all(list, person->openpgp, person->openpgp_count);
	}
}

/* "alice,bob@example.com" in front of a line of allowed signers. */
static struct str principals_of(struct str line)
{
	line = str_trim(line);
	if (str_starts(line, "#"))
		return str_of("");
	if (str_starts(line, "\"")) {
		line = str_from(line, 1);
		return str_first(line, str_find_byte(line, '"'));
	}
	line = str_first(line, str_find_byte(line, ' '));
	return str_first(line, str_find_byte(line, '\t'));
}

static void add_principals(struct list *list, struct str names,
			   struct arena *arena)
{
	while (names.size) {
		size_t comma = str_find_byte(names, ',');
		struct str name = str_first(names, comma);
		const char *copy;

		names = str_from(names, comma + 1);
		if (!name.size || str_find_byte(name, '*') < name.size ||
		    str_find_byte(name, '?') < name.size)
			continue;
		copy = arena_copy(arena, name);
		list->failed |= !copy;
		add(list, copy);
	}
}

static void add_signers(struct list *list, struct str text, struct arena *arena)
{
	struct str line;

	while (str_next_line(&text, &line))
		add_principals(list, principals_of(line), arena);
}

int record_people(struct log_options *options, const struct setup *setup,
		  struct arena *arena, struct error *error)
{
	struct list list = { .items = NULL };
	const char **people = NULL;
	size_t size;

	for (size_t i = 0; i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];

		add_listed(&list, &policy->people);
		add_signers(&list, policy->trust_texts.ssh, arena);
	}
	size = list.count * sizeof(*people);
	if (!list.failed)
		people = arena_alloc(arena, size + 1);
	if (people && size)
		memcpy(people, list.items, size);
	free(list.items);
	options->people = people;
	options->people_count = people ? list.count : 0;
	return people ? 0 : error_no_memory(error);
}
