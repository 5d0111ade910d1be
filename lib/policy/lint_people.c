/*
 * lint_people.c - groups that are too small for what is asked of them, and
 * people who stand under two names. Never says who may do what.
 */
#include "policy/bind.h"
#include "policy/lint.h"

#include <string.h>

/* Each is compared with each. */
#define LINT_PEOPLE_MAX 1000

static size_t count_people(const struct audience *audience)
{
	size_t count = 0;

	for (size_t i = 0; i < audience->count; i++)
		for (size_t j = 0; j < audience->groups[i]->member_count; j++) {
			const struct person *person =
				audience->groups[i]->members[j];
			size_t k = 0;

			while (k < i &&
			       !group_has_person(audience->groups[k], person))
				k++;
			count += k == i;
		}
	return count;
}

static const struct people_group *empty_group(const struct audience *audience)
{
	for (size_t i = 0; i < audience->count; i++)
		if (!audience->groups[i]->member_count)
			return audience->groups[i];
	return NULL;
}

/* Which key says how many of `from` there must be. */
static bool is_count(const struct option *row)
{
	return row->type == OPTION_INTEGER &&
	       (strcmp(row->key, "required") == 0 ||
		strcmp(row->key, "approvals") == 0);
}

static void check_count(const struct lint *lint, const struct lint_option *from,
			const struct option *count_row)
{
	const struct audience *audience = from->member;
	const struct node *written = node_get(from->mapping, count_row->key);
	size_t people = count_people(audience);
	int64_t wanted;

	memcpy(&wanted, lint_member(from, count_row), sizeof(wanted));
	if (wanted <= 0 || people >= (size_t)wanted || !audience->count ||
	    empty_group(audience)) /* that is told by itself */
		return;
	lint_warn(lint, "too-few-people",
		  written ? written->mark : from->node->mark,
		  arena_say(lint->diagnostics->arena,
			    "write '%s: %zu', or put more people into the "
			    "group",
			    count_row->key, people),
		  "'%s: %lld' can never be reached: 'from' is %zu %s",
		  count_row->key, (long long)wanted, people,
		  people == 1 ? "person" : "people");
	lint_note(lint,
		  lint_group_mark(lint->policy, audience->groups[0]->name),
		  "the group '%s' is here", audience->groups[0]->name);
}

static bool is_everybody(const struct people *people,
			 const struct audience *audience)
{
	size_t inside = 0;

	for (size_t i = 0; i < people->count; i++) {
		size_t j = 0;

		while (j < audience->count &&
		       !group_has_person(audience->groups[j],
					 &people->persons[i]))
			j++;
		if (j == audience->count)
			return false;
		inside++;
	}
	return inside > 1;
}

static void look(const struct lint *lint, const struct lint_option *option)
{
	const struct option *row = option->table->options;
	bool lets_off = strcmp(option->row->key, "pushers") == 0 ||
			strcmp(option->row->key, "allow") == 0;

	if (option->row->type != OPTION_GROUPS)
		return;
	for (; row->key && strcmp(option->row->key, "from") == 0; row++)
		if (is_count(row))
			check_count(lint, option, row);
	if (lets_off && option->rule &&
	    is_everybody(&lint->policy->people, option->member))
		lint_warn(lint, "exempts-all", option->node->mark,
			  "name the groups that need it, not all",
			  "'%s' lets off everybody whom the policy knows: '%s' "
			  "judges nobody",
			  option->row->key, option->rule->rule->id);
}

static const struct person *person_of(const struct people *people,
				      const char *word)
{
	for (size_t i = 0; i < people->count; i++)
		if (people->persons[i].listed &&
		    strcmp(people->persons[i].name, word) == 0)
			return &people->persons[i];
	return people_by_email(people, str_of(word));
}

/* Of a list that a file wrote: who stands in it twice. */
static void check_spellings(const struct lint *lint, const struct node *group)
{
	const struct people *people = &lint->policy->people;

	for (const struct node *item = bind_list_first(group); item;
	     item = bind_list_next(group, item)) {
		const struct person *person = person_of(people, item->text);
		const struct node *other = bind_list_first(group);

		while (other != item &&
		       person_of(people, other->text) != person)
			other = bind_list_next(group, other);
		if (other == item || !person)
			continue;
		lint_warn(lint, "named-twice", item->mark,
			  "leave one of the two out",
			  "'%s' is '%s', who is in the group '%s' already",
			  item->text, other->text, group->key->text);
		lint_note(lint, other->mark, "here");
	}
}

static struct str local_part(const char *email)
{
	return str_first(str_of(email), str_find_byte(str_of(email), '@'));
}

/* Another person's email that begins alike; NULL: none. */
static const char *look_alike(const struct people *people,
			      const struct person *person)
{
	struct str name = local_part(person->emails[0]);

	for (size_t i = 0; i < people->count; i++) {
		const struct person *other = &people->persons[i];

		for (size_t j = 0; other != person && j < other->email_count;
		     j++)
			if (str_equal_ascii_case(local_part(other->emails[j]),
						 name) &&
			    (other->listed || other < person))
				return other->emails[j];
	}
	return NULL;
}

static const struct node *find_item(const struct node *groups, const char *text)
{
	for (const struct node *group = groups->first; group;
	     group = group->next)
		for (const struct node *item = bind_list_first(group); item;
		     item = bind_list_next(group, item))
			if (item->kind == NODE_SCALAR &&
			    strcmp(item->text, text) == 0)
				return item;
	return NULL;
}

static void check_look_alikes(const struct lint *lint,
			      const struct node *groups)
{
	const struct people *people = &lint->policy->people;

	for (size_t i = 0; i < people->count; i++) {
		const struct person *person = &people->persons[i];
		const char *other = person->listed ? NULL :
						     look_alike(people, person);
		const struct node *item =
			other ? find_item(groups, person->name) : NULL;

		if (item)
			lint_warn(lint, "look-alike", item->mark,
				  arena_say(lint->diagnostics->arena,
					    "one person: people: {%.*s: "
					    "{emails: [%s, %s]}}",
					    STR_ARGS(local_part(other)), other,
					    person->name),
				  "'%s' and '%s' are two people to refgate",
				  person->name, other);
	}
}

void lint_people(const struct lint *lint)
{
	const struct node *groups = node_get(lint->policy->tree, "groups");

	lint_each_option(lint, look);
	if (!groups || lint->policy->people.count > LINT_PEOPLE_MAX)
		return;
	for (const struct node *group = groups->first; group;
	     group = group->next)
		check_spellings(lint, group);
	check_look_alikes(lint, groups);
}
