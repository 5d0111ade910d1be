/*
 * people.c - looks persons and groups up. Never takes a doubtful answer for
 * a person: what fits two people is nobody.
 */
#include "trust/people.h"

#include <string.h>

static bool person_has_email(const struct person *person, struct str email)
{
	size_t i;

	for (i = 0; email.size && i < person->email_count; i++)
		if (str_equal_ascii_case(str_of(person->emails[i]), email))
			return true;
	return false;
}

static bool person_has_login(const struct person *person, const char *login)
{
	size_t i;

	for (i = 0; i < person->login_count; i++)
		if (strcmp(person->logins[i], login) == 0)
			return true;
	return false;
}

const struct person *people_by_email(const struct people *people,
				     struct str email)
{
	const struct person *found = NULL;
	size_t i;

	for (i = 0; people && i < people->count; i++) {
		if (!person_has_email(&people->persons[i], email))
			continue;
		if (found)
			return NULL;
		found = &people->persons[i];
	}
	return found;
}

const struct person *people_by_login(const struct people *people,
				     const char *login)
{
	const struct person *found = NULL;
	size_t i;

	if (!login || !login[0])
		return NULL;
	for (i = 0; people && i < people->count; i++) {
		if (!person_has_login(&people->persons[i], login))
			continue;
		if (found)
			return NULL;
		found = &people->persons[i];
	}
	return found;
}

const struct people_group *people_group(const struct people *people,
					const char *name)
{
	size_t i;

	for (i = 0; people && i < people->group_count; i++)
		if (strcmp(people->groups[i].name, name) == 0)
			return &people->groups[i];
	return NULL;
}

/* An email in a group may be written for a person who is listed. */
static bool share_email(const struct person *a, const struct person *b)
{
	size_t i;

	for (i = 0; i < a->email_count; i++)
		if (person_has_email(b, str_of(a->emails[i])))
			return true;
	return false;
}

bool group_has_person(const struct people_group *group,
		      const struct person *person)
{
	const struct person *member;
	size_t i;

	if (!group || !person)
		return false;
	for (i = 0; i < group->member_count; i++) {
		member = group->members[i];
		if (member == person)
			return true;
		if (!(member->listed && person->listed) &&
		    share_email(member, person))
			return true;
	}
	return false;
}

bool group_has_email(const struct people *people,
		     const struct people_group *group, struct str email)
{
	const struct person *person = people_by_email(people, email);
	size_t i;

	if (!group)
		return false;
	if (person)
		return group_has_person(group, person);
	for (i = 0; i < group->member_count; i++)
		if (person_has_email(group->members[i], email))
			return true;
	return false;
}

bool people_same(const struct people *people, struct str a, struct str b)
{
	const struct person *person;

	if (str_equal_ascii_case(a, b))
		return true;
	person = people_by_email(people, a);
	return person && people_by_email(people, b) == person;
}
