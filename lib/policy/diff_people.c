/*
 * diff_people.c - who is known, and by what. People who are nothing but an
 * email in a group are the group's business.
 */
#include "policy/differ.h"

#include <string.h>

#define PROPERTIES 3

struct property {
	const char *what;
	size_t items; /* offsets into struct person */
	size_t count;
};

static const struct property properties[PROPERTIES] = {
	{ "email", offsetof(struct person, emails),
	  offsetof(struct person, email_count) },
	{ "login", offsetof(struct person, logins),
	  offsetof(struct person, login_count) },
	{ "key", offsetof(struct person, openpgp),
	  offsetof(struct person, openpgp_count) },
};

static const struct person *find(const struct policy *policy, const char *name)
{
	const struct people *people = &policy->people;

	for (size_t i = 0; i < people->count; i++)
		if (people->persons[i].listed &&
		    strcmp(people->persons[i].name, name) == 0)
			return &people->persons[i];
	return NULL;
}

static void add_property(struct differ *differ, struct texts *out,
			 const struct property *property,
			 const struct person *person)
{
	const char *base = (const char *)person;
	const char **items;
	size_t count;

	memcpy(&items, base + property->items, sizeof(items));
	memcpy(&count, base + property->count, sizeof(count));
	for (size_t i = 0; i < count; i++) {
		const char *text = arena_printf(differ->arena, "%s %s",
						property->what, items[i]);

		differ->no_memory |= !text;
		if (text)
			out->items[out->count++] = text;
	}
}

/* "email ann@example.com", "login ann", ... */
static void describe(struct differ *differ, struct texts *out,
		     const struct person *person)
{
	size_t count = person->email_count + person->login_count +
		       person->openpgp_count;

	out->count = 0;
	out->items =
		arena_alloc(differ->arena, (count + 1) * sizeof(*out->items));
	differ->no_memory |= !out->items;
	for (size_t i = 0; out->items && i < PROPERTIES; i++)
		add_property(differ, out, &properties[i], person);
}

static void differ_person(struct differ *differ, const struct person *old,
			  const struct person *new)
{
	struct policy_change found = { .row = NULL };
	struct texts before = { NULL, 0 };
	struct texts after = { NULL, 0 };
	struct policy_change *change;

	if (old)
		describe(differ, &before, old);
	if (new)
		describe(differ, &after, new);
	texts_compare(differ, &found, &before, &after);
	if (old && new && !found.added.count && !found.removed.count)
		return;
	change = differ_add(differ, CHANGE_PERSON);
	if (!change)
		return;
	change->old.person = old;
	change->new.person = new;
	change->added = found.added;
	change->removed = found.removed;
	differ_count(differ, change, CHANGE_DIFFERENT);
}

void differ_people(struct differ *differ)
{
	const struct people *old = &differ->old.policy->people;
	const struct people *new = &differ->new.policy->people;
	const struct person *person;

	for (size_t i = 0; i < new->count && !differ->no_memory; i++) {
		person = &new->persons[i];
		if (person->listed)
			differ_person(differ,
				      find(differ->old.policy, person->name),
				      person);
	}
	for (size_t i = 0; i < old->count && !differ->no_memory; i++) {
		person = &old->persons[i];
		if (person->listed && !find(differ->new.policy, person->name))
			differ_person(differ, person, NULL);
	}
}
