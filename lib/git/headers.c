/*
 * headers.c - reads header lines of commits and tags. Never guesses what a
 * line may have meant.
 */
#include "git/headers.h"

#include "base/error.h"

#define TIME_DIGITS_MAX 16
#define ZONE_SIZE 5
#define ZONE_HOURS_WEST_MAX 12
#define ZONE_HOURS_EAST_MAX 14

int headers_flaw(const struct headers *headers, const char *what)
{
	*headers->flaw = (struct flaw){ headers->line, what };
	return ERROR_BROKEN;
}

int headers_init(struct headers *headers, struct str raw, struct flaw *flaw)
{
	size_t nul = str_find_byte(raw, '\0');

	*headers = (struct headers){ raw, 0, flaw };
	if (nul == raw.size)
		return 0;
	headers->line = str_count_lines(str_first(raw, nul + 1));
	return headers_flaw(headers, "a NUL byte");
}

/* A whole line without its LF. */
static int read_line(struct headers *headers, struct str *line)
{
	size_t end = str_find_byte(headers->rest, '\n');

	headers->line++;
	if (headers->rest.size == 0)
		return headers_flaw(headers, "no blank line behind the "
					     "headers");
	if (end == headers->rest.size)
		return headers_flaw(headers, "a header that is cut off");
	*line = str_first(headers->rest, end);
	headers->rest = str_from(headers->rest, end + 1);
	return 0;
}

static bool is_name(struct str name)
{
	size_t i;

	for (i = 0; i < name.size; i++)
		if (name.data[i] <= ' ' || name.data[i] > '~')
			return false;
	return name.size > 0;
}

/* Lines that begin with a space go on. */
static int read_continuations(struct headers *headers, struct str *value)
{
	struct str line;
	int r;

	while (headers->rest.size && headers->rest.data[0] == ' ') {
		r = read_line(headers, &line);
		if (r)
			return r;
		value->size = (size_t)(line.data - value->data) + line.size;
	}
	return 0;
}

int headers_next(struct headers *headers, struct header *out)
{
	struct str line;
	size_t space;
	int r;

	r = read_line(headers, &line);
	if (r)
		return r;
	if (line.size == 0)
		return 0;
	space = str_find_byte(line, ' ');
	out->line = headers->line;
	out->name = str_first(line, space);
	if (space == 0)
		return headers_flaw(headers, "a line that continues nothing");
	if (!is_name(out->name))
		return headers_flaw(headers, "an odd byte in a header's name");
	if (space == line.size)
		return headers_flaw(headers, "a header without a value");
	out->value = str_from(line, space + 1);
	r = read_continuations(headers, &out->value);
	return r ? r : 1;
}

bool headers_follows(const struct headers *headers, const char *name)
{
	struct str rest = headers->rest;

	return str_starts(rest, name) &&
	       str_starts(str_from(rest, str_of(name).size), " ");
}

int headers_expect(struct headers *headers, const char *name, struct str *value,
		   const char *what)
{
	struct str line;
	int r;

	if (!headers_follows(headers, name)) {
		headers->line++;
		return headers_flaw(headers, what);
	}
	r = read_line(headers, &line);
	if (r)
		return r;
	*value = str_from(line, str_of(name).size + 1);
	if (headers->rest.size && headers->rest.data[0] == ' ') {
		headers->line++;
		return headers_flaw(headers, "a line that continues nothing");
	}
	return 0;
}

int headers_expect_id(struct headers *headers, const char *name, struct oid *id,
		      const char *what)
{
	struct str value = { NULL, 0 };
	int r;

	r = headers_expect(headers, name, &value, what);
	if (!r && !oid_parse(id, value))
		r = headers_flaw(headers, "an id that is not 40 lower-case "
					  "hexadecimal digits");
	return r;
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Cuts "Name <email>" off; what is left begins behind the ">". */
static const char *read_person(struct str *rest, struct identity *out)
{
	size_t open = str_find_byte(*rest, '<');
	size_t close;

	out->name = str_first(*rest, open);
	if (open == rest->size)
		return "a person without an email";
	if (open > 0 && rest->data[open - 1] != ' ')
		return "no space in front of an email";
	if (str_find_byte(out->name, '>') < out->name.size)
		return "a > in a person's name";
	while (out->name.size && is_blank(out->name.data[out->name.size - 1]))
		out->name.size--;
	*rest = str_from(*rest, open + 1);
	close = str_find_byte(*rest, '>');
	out->email = str_first(*rest, close);
	if (close == rest->size)
		return "an email without a >";
	if (str_find_byte(out->email, '<') < out->email.size)
		return "a < in an email";
	*rest = str_from(*rest, close + 1);
	return NULL;
}

static bool read_digits(int64_t *out, struct str digits)
{
	size_t i;

	*out = 0;
	if (digits.size == 0 || digits.size > TIME_DIGITS_MAX)
		return false;
	for (i = 0; i < digits.size; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return false;
		*out = *out * 10 + (digits.data[i] - '0');
	}
	return true;
}

static const char *read_time(struct str digits, struct identity *out)
{
	if (!read_digits(&out->time, digits))
		return "a time that is not a number of seconds";
	if (digits.size > 1 && digits.data[0] == '0')
		return "a time with leading zeros";
	if (out->time > IDENTITY_TIME_MAX)
		return "a time that is out of range";
	return NULL;
}

static const char *read_zone(struct str zone, struct identity *out)
{
	int64_t digits = 0;
	bool west = zone.size && zone.data[0] == '-';
	int minutes;

	if (zone.size != ZONE_SIZE || (!west && zone.data[0] != '+') ||
	    !read_digits(&digits, str_from(zone, 1)))
		return "a time zone that is not like +0100";
	minutes = (int)(digits / 100 * 60 + digits % 100);
	out->odd_zone = digits % 100 >= 60 ||
			minutes > 60 * (west ? ZONE_HOURS_WEST_MAX :
					       ZONE_HOURS_EAST_MAX);
	out->zone = west ? -minutes : minutes;
	return NULL;
}

int headers_identity(const struct headers *headers, struct str value,
		     struct identity *out)
{
	const char *what = read_person(&value, out);
	size_t space;

	if (!what && !str_starts(value, " "))
		what = "no space behind an email";
	value = str_from(value, 1);
	space = str_find_byte(value, ' ');
	/* The email ends at the first ">": a second person would stand here. */
	if (!what && str_find_byte(value, '>') < value.size)
		what = "a second > behind an email";
	if (!what)
		what = read_time(str_first(value, space), out);
	if (!what)
		what = read_zone(str_from(value, space + 1), out);
	return what ? headers_flaw(headers, what) : 0;
}
