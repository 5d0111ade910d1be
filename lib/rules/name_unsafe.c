/*
 * name_unsafe.c - see name_unsafe.h (git's fsck.c, path.c is_ntfs_dot_*,
 * utf8.c is_hfs_dot_*). Never looks at what a name stands for.
 */
#include "rules/name_unsafe.h"

#include "base/text.h"

#define SHORT_NAME_SIZE 8
/* Letters of a long name in its first short ones: GITMOD~1 to ~4. */
#define SHORT_LETTERS 6

/* Files that git reads, and how NTFS shortens them when others came first. */
static const struct {
	const char *name;
	const char *flaw;
	const char *hashed;
} of_git[] = {
	{ ".gitmodules", "is .gitmodules on other systems", "gi7eba" },
	{ ".gitattributes", "is .gitattributes on other systems", "gi7d29" },
	{ ".gitignore", "is .gitignore on other systems", "gi250a" },
	{ ".mailmap", "is .mailmap on other systems", "maba30" },
};
#define OF_GIT_COUNT (sizeof(of_git) / sizeof(of_git[0]))

static const char *const devices[] = {
	"con",	"prn",	"aux",	"nul",	"conin$", "conout$", "com1", "com2",
	"com3", "com4", "com5", "com6", "com7",	  "com8",    "com9", "lpt1",
	"lpt2", "lpt3", "lpt4", "lpt5", "lpt6",	  "lpt7",    "lpt8", "lpt9"
};

/* What NTFS drops at the end of a name. */
static struct str without_end(struct str name)
{
	while (name.size && (name.data[name.size - 1] == '.' ||
			     name.data[name.size - 1] == ' '))
		name.size--;
	return name;
}

/* The file's own name: ":" begins a stream's. */
static struct str ntfs_name(struct str name)
{
	return without_end(str_first(name, str_find_byte(name, ':')));
}

bool name_is_ignored(uint32_t c)
{
	return (c >= 0x200c && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x206a && c <= 0x206f) || c == 0xfeff;
}

static bool is_hfs_name(struct str name, struct str wanted)
{
	uint32_t c = 0;
	size_t size;
	char byte;

	while ((size = text_decode(name, &c)) > 0) {
		name = str_from(name, size);
		if (name_is_ignored(c))
			continue;
		byte = (char)c;
		if (c >= 0x80 || !wanted.size ||
		    !str_equal_ascii_case((struct str){ &byte, 1 },
					  str_first(wanted, 1)))
			return false;
		wanted = str_from(wanted, 1);
	}
	return name.size == 0 && wanted.size == 0;
}

static bool is_digit(char byte, char least, char most)
{
	return byte >= least && byte <= most;
}

/* "gitmod~1" */
static bool is_first_short(struct str name, struct str long_name)
{
	return name.size == SHORT_NAME_SIZE &&
	       str_equal_ascii_case(str_first(name, SHORT_LETTERS),
				    str_first(str_from(long_name, 1),
					      SHORT_LETTERS)) &&
	       name.data[SHORT_LETTERS] == '~' &&
	       is_digit(name.data[SHORT_LETTERS + 1], '1', '4');
}

/* "gi7eba~1", "gi7eb~12" */
static bool is_hashed_short(struct str name, const char *hashed)
{
	size_t tilde = str_find_byte(name, '~');

	if (name.size != SHORT_NAME_SIZE || tilde > SHORT_LETTERS ||
	    !str_equal_ascii_case(str_first(name, tilde),
				  str_first(str_of(hashed), tilde)) ||
	    !is_digit(name.data[tilde + 1], '1', '9'))
		return false;
	for (size_t i = tilde + 2; i < name.size; i++)
		if (!is_digit(name.data[i], '0', '9'))
			return false;
	return true;
}

static const char *find_disguise(struct str name)
{
	struct str ntfs = ntfs_name(name);

	for (size_t i = 0; i < OF_GIT_COUNT; i++) {
		struct str wanted = str_of(of_git[i].name);

		if (!str_equal(name, wanted) &&
		    (str_equal_ascii_case(ntfs, wanted) ||
		     is_hfs_name(name, wanted) ||
		     is_first_short(ntfs, wanted) ||
		     is_hashed_short(ntfs, of_git[i].hashed)))
			return of_git[i].flaw;
	}
	return NULL;
}

/* "aux", "AUX.c", "nul .tar.gz" */
static bool is_device(struct str name)
{
	size_t end = 0;

	while (end < name.size && name.data[end] != '.' &&
	       name.data[end] != ':')
		end++;
	name = without_end(str_first(name, end));
	for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
		if (str_equal_ascii_case(name, str_of(devices[i])))
			return true;
	return false;
}

static bool has_control(struct str name)
{
	uint32_t c = 0;
	size_t size;

	for (; name.size; name = str_from(name, size ? size : 1)) {
		size = text_decode(name, &c);
		if (size && text_is_control(c))
			return true;
	}
	return false;
}

const char *name_unsafe_flaw(struct str name)
{
	const char *flaw = find_disguise(name);

	if (flaw)
		return flaw;
	if (has_control(name))
		return "has a control character";
	if (str_find_byte(name, '\\') < name.size)
		return "has a backslash, which divides folders on Windows";
	if (str_find_byte(name, ':') < name.size)
		return "has a colon, behind which Windows reads another name";
	if (without_end(name).size < name.size)
		return "ends in a dot or a blank, which Windows drops";
	if (is_device(name))
		return "is a device on Windows";
	return NULL;
}

bool name_is_of_git(struct str name)
{
	for (size_t i = 0; i < OF_GIT_COUNT; i++)
		if (str_is(name, of_git[i].name))
			return true;
	return false;
}
