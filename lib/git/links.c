/*
 * links.c - the graph part of a commit, as leniently as git reads it
 * (commit.c, parse_commit_buffer). Never looks at people or messages.
 */
#include "git/object.h"

#include "base/error.h"

#include <string.h>

#define TREE_LINE_SIZE (sizeof("tree ") - 1 + OID_HEX_SIZE + 1)
#define PARENT_LINE_SIZE (sizeof("parent ") - 1 + OID_HEX_SIZE + 1)

static int flawed(struct flaw *flaw, size_t line, const char *what)
{
	*flaw = (struct flaw){ line, what };
	return ERROR_BROKEN;
}

/* git reads ids in either case. */
static bool read_id(struct oid *out, struct str hex)
{
	char lower[OID_HEX_SIZE];
	size_t i;

	if (hex.size < OID_HEX_SIZE)
		return false;
	for (i = 0; i < OID_HEX_SIZE; i++) {
		lower[i] = hex.data[i];
		if (lower[i] >= 'A' && lower[i] <= 'F')
			lower[i] = (char)(lower[i] - 'A' + 'a');
	}
	return oid_parse(out, (struct str){ lower, OID_HEX_SIZE });
}

static bool read_line(struct oid *out, struct str raw, const char *name,
		      size_t line_size)
{
	return raw.size >= line_size && raw.data[line_size - 1] == '\n' &&
	       read_id(out, str_from(raw, strlen(name)));
}

static int64_t read_number(struct str s)
{
	int64_t value = 0;

	s = str_trim(s);
	while (s.size && s.data[0] >= '0' && s.data[0] <= '9') {
		if (value > (INT64_MAX - 9) / 10)
			return INT64_MAX;
		value = value * 10 + (s.data[0] - '0');
		s = str_from(s, 1);
	}
	return value;
}

/* The number behind the first ">" of the committer line, if all is well. */
static int64_t read_time(struct str rest)
{
	struct str line;

	if (!str_starts(rest, "author") || !str_next_line(&rest, &line))
		return 0;
	if (!str_starts(rest, "committer"))
		return 0;
	rest = str_from(rest, str_find_byte(rest, '>') + 1);
	if (str_find_byte(rest, '\n') == rest.size)
		return 0;
	return read_number(str_first(rest, str_find_byte(rest, '\n')));
}

int commit_read_links(struct commit_links *out, struct str raw,
		      struct flaw *flaw)
{
	size_t line = 1;

	out->parent_count = 0;
	out->time = 0;
	if (!str_starts(raw, "tree ") ||
	    !read_line(&out->tree, raw, "tree ", TREE_LINE_SIZE))
		return flawed(flaw, line, "it does not begin with a tree");
	raw = str_from(raw, TREE_LINE_SIZE);
	while (str_starts(raw, "parent ")) {
		line++;
		if (out->parent_count == COMMIT_PARENTS_MAX)
			return flawed(flaw, line, "it has too many parents");
		if (!read_line(&out->parents[out->parent_count], raw, "parent ",
			       PARENT_LINE_SIZE))
			return flawed(flaw, line, "a parent is not an id");
		out->parent_count++;
		raw = str_from(raw, PARENT_LINE_SIZE);
	}
	out->time = read_time(raw);
	return 0;
}
