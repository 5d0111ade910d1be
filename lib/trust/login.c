/*
 * login.c - see login.h. Where /etc/nsswitch.conf says to look into
 * /etc/passwd first, that file is read here: the name service itself asks a
 * cache over a socket first, and takes longer than that. Never takes a name
 * that getpwuid(3) would not give.
 */
#include "trust/login.h"

#include "base/error.h"
#include "base/file.h"

#include <ctype.h>
#include <pwd.h>
#include <stdio.h>

#define SWITCH_PATH "/etc/nsswitch.conf"
#define PASSWD_PATH "/etc/passwd"
#define SWITCH_SIZE_MAX (64u << 10)

static struct str skip_blanks(struct str s)
{
	while (s.size && isspace((unsigned char)s.data[0]))
		s = str_from(s, 1);
	return s;
}

/* "files systemd": what follows is asked only for what is not found there. */
static bool begins_with_files(struct str services)
{
	static const char files[] = "files";
	struct str rest = skip_blanks(services);

	if (!str_starts(rest, files))
		return false;
	rest = str_from(rest, sizeof(files) - 1);
	if (rest.size && rest.data[0] != '#' &&
	    !isspace((unsigned char)rest.data[0]))
		return false;
	rest = skip_blanks(rest);
	return !rest.size || rest.data[0] != '['; /* [SUCCESS=merge] */
}

/* Lines with a + or - are for NIS, not for users. */
static bool is_of(const struct passwd *entry, uid_t uid)
{
	return entry->pw_uid == uid && entry->pw_name[0] != '+' &&
	       entry->pw_name[0] != '-';
}

static bool find_in_file(struct buf *out, uid_t uid)
{
	FILE *file = fopen(PASSWD_PATH, "re");
	const struct passwd *entry = NULL;

	if (!file)
		return false;
	do
		entry = fgetpwent(file);
	while (entry && !is_of(entry, uid));
	if (entry)
		buf_add_text(out, entry->pw_name);
	fclose(file);
	return entry != NULL;
}

static bool may_read_file(void)
{
	struct buf text = BUF_INIT;
	struct error ignored;
	bool may = !file_read(&text, SWITCH_PATH, SWITCH_SIZE_MAX, NULL,
			      &ignored) &&
		   login_file_comes_first(buf_str(&text));

	buf_release(&text);
	return may;
}

bool login_file_comes_first(struct str nsswitch)
{
	static const char key[] = "passwd:";
	struct str line;
	bool first = false;
	size_t count = 0;

	while (str_next_line(&nsswitch, &line)) {
		line = skip_blanks(line);
		if (!str_starts(line, key))
			continue;
		first = begins_with_files(str_from(line, sizeof(key) - 1));
		count++;
	}
	return first && count == 1;
}

void login_name(struct buf *out, uid_t uid)
{
	const struct passwd *entry;

	if (may_read_file() && find_in_file(out, uid))
		return;
	entry = getpwuid(uid);
	if (entry)
		buf_add_text(out, entry->pw_name);
}
