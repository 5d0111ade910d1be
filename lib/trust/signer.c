/*
 * signer.c - see signer.h. Never takes a doubtful answer for a person: what
 * fits two, or many, is nobody.
 */
#include "trust/signer.h"

#include <string.h>

#define PATTERN_BYTES "*?!,"

static const struct signer nobody = { { NULL, 0 }, NULL, false };

/* Names one of them; *count is of those that it fits. */
static const struct person *
find_persons(const struct people *people, struct str name, size_t *count,
	     bool (*fits)(const struct person *person, struct str name))
{
	const struct person *found = NULL;
	size_t i;

	*count = 0;
	for (i = 0; people && i < people->count; i++) {
		if (!fits(&people->persons[i], name))
			continue;
		found = &people->persons[i];
		(*count)++;
	}
	return found;
}

static bool has_name(const struct person *person, struct str name)
{
	size_t i;

	if (str_is(name, person->name))
		return true;
	for (i = 0; i < person->email_count; i++)
		if (str_equal_ascii_case(name, str_of(person->emails[i])))
			return true;
	return false;
}

static bool has_fingerprint(const struct person *person, struct str name)
{
	size_t i;

	for (i = 0; i < person->openpgp_count; i++)
		if (str_equal_ascii_case(name, str_of(person->openpgp[i])))
			return true;
	return false;
}

static bool is_pattern(struct str name)
{
	size_t i;

	for (i = 0; i < name.size; i++)
		if (name.data[i] && strchr(PATTERN_BYTES, name.data[i]))
			return true;
	return false;
}

struct signer signer_by_name(const struct people *people, struct str name)
{
	struct signer signer = { name, NULL, false };
	size_t count;

	if (name.size == 0 || is_pattern(name))
		return signer;
	signer.person = find_persons(people, name, &count, has_name);
	if (count > 1)
		signer.person = NULL;
	else
		signer.is_one = true;
	return signer;
}

struct signer signer_by_fingerprint(const struct people *people,
				    struct str fingerprint)
{
	const struct person *person;
	size_t count;

	if (fingerprint.size == 0)
		return nobody;
	person = find_persons(people, fingerprint, &count, has_fingerprint);
	if (count != 1)
		return nobody;
	return (struct signer){ str_of(person->name), person, true };
}

struct signer signer_join(struct signer a, struct signer b)
{
	return signer_is_same(a, b) ? a : nobody;
}

bool signer_is_same(struct signer a, struct signer b)
{
	if (!a.is_one || !b.is_one)
		return false;
	if (a.person || b.person)
		return a.person == b.person;
	return str_equal_ascii_case(a.name, b.name);
}

bool signer_has_email(struct signer signer, const struct people *people,
		      struct str email)
{
	if (!signer.is_one || email.size == 0)
		return false;
	if (signer.person)
		return people_by_email(people, email) == signer.person;
	return people_same(people, signer.name, email);
}

bool signer_in_group(struct signer signer, const struct people *people,
		     const struct people_group *group)
{
	if (!signer.is_one)
		return false;
	if (signer.person)
		return group_has_person(group, signer.person);
	return group_has_email(people, group, signer.name);
}

struct str signer_title(struct signer signer)
{
	if (signer.person)
		return str_of(signer.person->name);
	return signer.name.size ? signer.name : STR("nobody");
}
