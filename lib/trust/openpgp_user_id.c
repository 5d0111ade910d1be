/*
 * openpgp_user_id.c - see openpgp_user_id.h. Never takes quoted or commented
 * addresses apart: they are unclear.
 */
#include "trust/openpgp_user_id.h"

#include <string.h>

#define SPECIAL_BYTES "<>()[]\\,;:\" \t"
#define DELETE 0x7f

static bool has_byte(struct str s, char byte)
{
	return str_find_byte(s, byte) < s.size;
}

static bool is_plain(char byte)
{
	unsigned char value = (unsigned char)byte;

	return value > ' ' && value != DELETE && !strchr(SPECIAL_BYTES, byte);
}

static bool is_email(struct str s)
{
	size_t at = str_find_byte(s, '@');

	if (at == 0 || at + 1 >= s.size || has_byte(str_from(s, at + 1), '@'))
		return false;
	for (size_t i = 0; i < s.size; i++)
		if (!is_plain(s.data[i]))
			return false;
	return true;
}

enum openpgp_email openpgp_user_id_email(struct str user_id, struct str *email)
{
	size_t open = str_find_byte(user_id, '<');
	struct str inner = str_trim(user_id);

	*email = (struct str){ NULL, 0 };
	if (!has_byte(user_id, '@'))
		return OPENPGP_NO_EMAIL;
	if (open < user_id.size) {
		/* one in brackets, at the end, and none in the name */
		inner = str_from(user_id, open + 1);
		if (!str_ends(inner, ">") ||
		    has_byte(str_first(user_id, open), '@'))
			return OPENPGP_UNCLEAR_EMAIL;
		inner.size--;
	}
	if (!is_email(inner))
		return OPENPGP_UNCLEAR_EMAIL;
	*email = inner;
	return OPENPGP_ONE_EMAIL;
}

void openpgp_emails_add(struct openpgp_emails *emails, struct str user_id)
{
	struct str email;

	switch (openpgp_user_id_email(user_id, &email)) {
	case OPENPGP_NO_EMAIL:
		break;
	case OPENPGP_UNCLEAR_EMAIL:
		emails->is_unclear = true;
		break;
	case OPENPGP_ONE_EMAIL:
		if (!emails->email.size)
			emails->email = email;
		else if (!str_equal_ascii_case(emails->email, email))
			emails->is_unclear = true;
		break;
	}
}
