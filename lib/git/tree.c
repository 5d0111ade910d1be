/*
 * tree.c - reads raw trees entry by entry. Never follows one.
 */
#include "git/object.h"

#include "base/error.h"
#include "git/tree_name.h"

#include <string.h>

#define MODE_TYPE_MASK 0170000u
#define MODE_OWNER_EXECUTES 0100u
#define MODE_DIGITS_MAX 7

bool tree_is_empty(const struct oid *id)
{
	static const struct oid empty = {
		{ 0x4b, 0x82, 0x5d, 0xc6, 0x42, 0xcb, 0x6e, 0xb9, 0xa0, 0x60,
		  0xe5, 0x4b, 0xf8, 0xd6, 0x92, 0x88, 0xfb, 0xee, 0x49, 0x04 }
	};

	return oid_equal(id, &empty);
}

static int flawed(const struct tree_reader *reader, struct flaw *flaw,
		  const char *what)
{
	*flaw = (struct flaw){ reader->index + 1, what };
	return ERROR_BROKEN;
}

static const char *read_mode(unsigned *out, struct str digits)
{
	size_t i;

	*out = 0;
	if (digits.size == 0 || digits.size > MODE_DIGITS_MAX)
		return "a mode that is no octal number";
	for (i = 0; i < digits.size; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '7')
			return "a mode that is no octal number";
		*out = *out << 3 | (unsigned)(digits.data[i] - '0');
	}
	return NULL;
}

static bool is_one_of_five(struct str digits)
{
	static const char modes[][6] = { "100644", "100755", "120000",
					 "160000" };
	size_t i;

	if (digits.size != sizeof(modes[0]))
		return str_equal(digits, STR("40000"));
	for (i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (!memcmp(digits.data, modes[i], sizeof(modes[i])))
			return true;
	return false;
}

/* git's canon_mode(). */
static unsigned canonical_mode(unsigned mode)
{
	switch (mode & MODE_TYPE_MASK) {
	case MODE_FILE &MODE_TYPE_MASK:
		return mode & MODE_OWNER_EXECUTES ? MODE_EXECUTABLE : MODE_FILE;
	case MODE_SYMLINK:
		return MODE_SYMLINK;
	case MODE_TREE:
		return MODE_TREE;
	default:
		return MODE_SUBMODULE;
	}
}

/* One entry as it is written. */
static const char *read_entry(struct tree_entry *out, struct str *rest,
			      struct str *digits)
{
	size_t space = str_find_byte(*rest, ' ');
	const char *what;
	size_t end;

	if (space == rest->size)
		return "an entry that is cut off";
	*digits = str_first(*rest, space);
	what = read_mode(&out->mode, *digits);
	if (what)
		return what;
	*rest = str_from(*rest, space + 1);
	end = str_find_byte(*rest, '\0');
	if (rest->size - end < 1 + OID_SIZE)
		return "an entry that is cut off";
	out->name = str_first(*rest, end);
	memcpy(out->id.bytes, rest->data + end + 1, OID_SIZE);
	*rest = str_from(*rest, end + 1 + OID_SIZE);
	if (out->name.size == 0)
		return "an entry without a name";
	return NULL;
}

/* The byte of a name at `at`; what stands behind it is "/" for a tree. */
static unsigned char sort_byte(struct str name, unsigned mode, size_t at)
{
	if (at < name.size)
		return (unsigned char)name.data[at];
	return mode == MODE_TREE ? '/' : '\0';
}

/*
 * A file and a tree of one name need not be neighbours: "a", "a.c", "a/".
 * Between them all names begin with "a", so the files that can still meet
 * their tree are prefixes of the last name: their sizes say which.
 */
static const char *keep_prefixes(struct tree_reader *reader,
				 const struct tree_entry *entry)
{
	size_t common = str_common_head(entry->name, reader->previous);
	size_t *count = &reader->prefix_count;

	while (*count && reader->prefixes[*count - 1] > common)
		(*count)--;
	if (reader->previous_mode != MODE_TREE &&
	    reader->previous.size == common) {
		if (*count == TREE_PREFIXES_MAX)
			return "too many names that begin with each other";
		reader->prefixes[(*count)++] = (unsigned short)common;
	}
	if (entry->mode == MODE_TREE && *count &&
	    reader->prefixes[*count - 1] == entry->name.size)
		return "a file and a folder of one name";
	return NULL;
}

static bool begins_with_last(const struct tree_reader *reader, struct str name)
{
	size_t size = reader->previous.size;

	if (size == 0 || name.size < size)
		return size == 0;
	return name.data[size - 1] == reader->previous.data[size - 1] &&
	       !memcmp(name.data, reader->previous.data, size);
}

/* Most names have nothing to do with the one before. */
static const char *check_twins(struct tree_reader *reader,
			       const struct tree_entry *entry)
{
	if (!reader->prefix_count && !begins_with_last(reader, entry->name))
		return NULL;
	return keep_prefixes(reader, entry);
}

static const char *check_order(struct tree_reader *reader,
			       const struct tree_entry *entry)
{
	int order;

	if (reader->index == 0)
		return NULL;
	if (str_equal(reader->previous, entry->name))
		return "two entries of one name";
	order = tree_entry_compare(reader->previous, reader->previous_mode,
				   entry->name, entry->mode);
	if (order >= 0)
		return "an entry out of order";
	return check_twins(reader, entry);
}

static const char *check(struct tree_reader *reader,
			 const struct tree_entry *entry, struct str digits)
{
	const char *what = NULL;

	if (!is_one_of_five(digits))
		return "a mode that git does not write";
	what = tree_name_flaw(entry->name);
	if (!what)
		what = check_order(reader, entry);
	return what;
}

void tree_reader_init(struct tree_reader *reader, struct str raw, bool strict)
{
	*reader = (struct tree_reader){ .rest = raw, .strict = strict };
}

int tree_next(struct tree_reader *reader, struct tree_entry *out,
	      struct flaw *flaw)
{
	struct str digits = { NULL, 0 };
	const char *what;

	if (reader->rest.size == 0)
		return 0;
	what = read_entry(out, &reader->rest, &digits);
	if (!what && reader->strict)
		what = check(reader, out, digits);
	else if (!what && reader->watched)
		reader->watched = !check(reader, out, digits);
	if (what)
		return flawed(reader, flaw, what);
	out->mode = canonical_mode(out->mode);
	reader->previous = out->name;
	reader->previous_mode = out->mode;
	reader->index++;
	return 1;
}

bool tree_was_sound(const struct tree_reader *reader)
{
	return !reader->rest.size && (reader->strict || reader->watched);
}

/* Where the NUL behind a name is, or `end`; a call takes as long as that. */
static const char *end_of_name(const char *at, const char *end)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;

	for (; (size_t)(end - at) >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		if ((word - ones) & ~word & ones << 7)
			break;
	}
	while (at < end && *at)
		at++;
	return at;
}

/*
 * An entry that is written as in a sound tree, with a mode of as many digits.
 * Of the mode only this is asked: whether it is a tree's.
 */
static bool read_sound(struct tree_entry *out, const char *at, const char *end)
{
	size_t space = sizeof("40000") - 1;
	const char *name;
	const char *name_end;

	if ((size_t)(end - at) <= sizeof("100644") + OID_SIZE)
		return false;
	space += at[space] != ' ';
	name = at + space + 1;
	name_end = end_of_name(name, end - OID_SIZE);
	/* read_entry() takes the first NUL for the end of the name */
	if (at[space] != ' ' || name_end == end - OID_SIZE ||
	    end_of_name(at, at + space) != at + space)
		return false;
	out->mode = at[0] == '4' ? MODE_TREE : MODE_FILE;
	out->name = (struct str){ name, (size_t)(name_end - name) };
	return true;
}

static bool is_checked(const struct tree_reader *reader)
{
	return reader->strict || reader->watched;
}

size_t tree_common_size(const struct tree_reader *a,
			const struct tree_reader *b, size_t most)
{
	return str_common_head(str_first(a->rest, most), b->rest);
}

void tree_follow(struct tree_reader *reader, const struct tree_reader *before,
		 const struct tree_reader *after)
{
	reader->rest =
		str_from(reader->rest, before->rest.size - after->rest.size);
	reader->previous = after->previous;
	reader->previous_mode = after->previous_mode;
	reader->index += after->index - before->index;
}

/* The same name, as it stands in that tree. */
static void pass(struct tree_reader *reader, const struct tree_entry *entry,
		 const char *from)
{
	size_t at = (size_t)(entry->name.data - from);
	size_t size = at + entry->name.size + 1 + OID_SIZE;

	reader->previous =
		(struct str){ reader->rest.data + at, entry->name.size };
	reader->previous_mode = entry->mode;
	reader->rest.data += size;
	reader->rest.size -= size;
	reader->index++;
}

void tree_skip_common(struct tree_reader *a, struct tree_reader *b, size_t most)
{
	const char *at = a->rest.data;
	const char *end =
		at + str_common_head(str_first(a->rest, most), b->rest);
	struct tree_entry entry;

	while (read_sound(&entry, at, end)) {
		/* whoever reads on will find that, too, and say it */
		if ((is_checked(a) && check_twins(a, &entry)) ||
		    (is_checked(b) && check_twins(b, &entry)))
			return;
		pass(a, &entry, at);
		pass(b, &entry, at);
		at = a->rest.data;
	}
}

int tree_entry_compare(struct str a, unsigned mode_a, struct str b,
		       unsigned mode_b)
{
	size_t common = a.size < b.size ? a.size : b.size;
	int order = common ? memcmp(a.data, b.data, common) : 0;

	if (order)
		return order;
	return (int)sort_byte(a, mode_a, common) -
	       (int)sort_byte(b, mode_b, common);
}
