/*
 * openpgp_user_id.h - the email in a user id, "Name (comment) <email>" or
 * the email alone (RFC 4880, 5.11). Never guesses which of two is meant.
 */
#ifndef REFGATE_TRUST_OPENPGP_USER_ID_H
#define REFGATE_TRUST_OPENPGP_USER_ID_H

#include "base/str.h"

enum openpgp_email {
	OPENPGP_NO_EMAIL,
	OPENPGP_ONE_EMAIL,
	OPENPGP_UNCLEAR_EMAIL, /* more than one, or what may be read as one */
};

/* *email is a slice of `user_id`, empty unless there is one. */
enum openpgp_email openpgp_user_id_email(struct str user_id, struct str *email);

/* The one email of several user ids: start with zero, add each. */
struct openpgp_emails {
	struct str email; /* a slice of the first that has one */
	bool is_unclear;
};
void openpgp_emails_add(struct openpgp_emails *emails, struct str user_id);

#endif
