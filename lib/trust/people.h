/*
 * people.h - who is who: emails, logins and keys of a person, and groups.
 * Plain values, filled in by the policy loader.
 */
#ifndef REFGATE_TRUST_PEOPLE_H
#define REFGATE_TRUST_PEOPLE_H

#include "base/arena.h"
#include "base/match.h"

struct person {
	const char *name; /* the key in `people`, or the email itself */
	const char **emails;
	size_t email_count;
	const char **logins;
	size_t login_count;
	const char **openpgp; /* fingerprints, upper-case hex */
	size_t openpgp_count;
	bool listed; /* in `people`, not just an email in a group */
};

struct people_group {
	const char *name;
	const struct person **members;
	size_t member_count;
};

struct people {
	struct person *persons;
	size_t count;
	struct people_group *groups;
	size_t group_count;
};

/* Emails match without regard to ASCII case. NULL: nobody listed. */
const struct person *people_by_email(const struct people *people,
				     struct str email);
/* NULL: nobody, or more than one. */
const struct person *people_by_login(const struct people *people,
				     const char *login);
const struct people_group *people_group(const struct people *people,
					const char *name);
bool group_has_person(const struct people_group *group,
		      const struct person *person);
/* An email named nowhere is a person of its own. */
bool group_has_email(const struct people *people,
		     const struct people_group *group, struct str email);
/* Whether both emails are of one person. */
bool people_same(const struct people *people, struct str a, struct str b);

#endif
