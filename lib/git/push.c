/*
 * push.c - reads what git hands to a hook, strictly. Never touches a
 * repository and never repairs a line.
 */
#include "git/push.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

#define REF_OFFSET (2 * (OID_HEX_SIZE + 1))
#define OPTION_NAME_SIZE 48

static int broken(struct error *error, const char *what)
{
	return error_set(error, ERROR_BROKEN, "%s", what);
}

int push_parse_line(struct push_line *out, struct str line, struct arena *arena,
		    struct error *error)
{
	struct str ref = str_from(line, REF_OFFSET);
	char *copy;

	if (str_find_byte(line, '\0') < line.size)
		return broken(error, "it holds a NUL byte");
	if (str_find_byte(line, '\n') < line.size)
		return broken(error, "it is more than one line");
	if (!oid_parse(&out->old, str_first(line, OID_HEX_SIZE)) ||
	    !str_starts(str_from(line, OID_HEX_SIZE), " "))
		return broken(error, "it does not begin with an old id (40 "
				     "hexadecimal digits) and a space");
	line = str_from(line, OID_HEX_SIZE + 1);
	if (!oid_parse(&out->new, str_first(line, OID_HEX_SIZE)) ||
	    !str_starts(str_from(line, OID_HEX_SIZE), " "))
		return broken(error, "no new id (40 hexadecimal digits) and "
				     "space stand behind the old id");
	if (ref.size == 0)
		return broken(error, "it names no ref");
	if (ref.size > PUSH_REF_SIZE_MAX)
		return error_set(error, ERROR_LIMIT,
				 "the name of the ref has %zu bytes, more than "
				 "%d",
				 ref.size, PUSH_REF_SIZE_MAX);
	copy = arena_copy(arena, ref);
	if (!copy)
		return error_no_memory(error);
	out->ref = (struct str){ copy, ref.size };
	return 0;
}

static int read_lines(struct push_input *out, struct str text,
		      struct arena *arena, struct error *error)
{
	struct str line;
	int r;

	while (str_next_line(&text, &line)) {
		/* Some hosts append a blank line. */
		if (line.size == 0 && text.size == 0)
			return 0;
		r = push_parse_line(&out->lines[out->count], line, arena,
				    error);
		if (r)
			return error_context(error, "line %zu of the updates",
					     out->count + 1);
		out->count++;
	}
	return 0;
}

int push_read(struct push_input *out, int fd, struct arena *arena,
	      struct error *error)
{
	struct buf input = BUF_INIT;
	struct str text;
	size_t count;
	int r;

	out->lines = NULL;
	out->count = 0;
	r = fd_read_all(&input, fd, PUSH_INPUT_SIZE_MAX, error);
	if (r) {
		error_context(error, "the updates");
		goto out;
	}
	text = buf_str(&input);
	if (text.size && !str_ends(text, "\n")) {
		r = broken(error, "the last line of the updates is cut off");
		goto out;
	}
	count = str_count_lines(text);
	if (count == 0)
		goto out;
	out->lines = arena_alloc(arena, count * sizeof(*out->lines));
	r = out->lines ? read_lines(out, text, arena, error) :
			 error_no_memory(error);
out:
	buf_release(&input);
	return r;
}

/* Decimal digits without leading zeros, small enough to be counted. */
static bool read_count(size_t *out, struct str s)
{
	size_t i;

	*out = 0;
	if (s.size == 0 || (s.size > 1 && s.data[0] == '0'))
		return false;
	for (i = 0; i < s.size; i++) {
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
		if (*out <= PUSH_OPTIONS_MAX)
			*out = *out * 10 + (size_t)(s.data[i] - '0');
	}
	return true;
}

static int read_option(const char **out, size_t index, struct arena *arena,
		       struct error *error)
{
	char name[OPTION_NAME_SIZE];
	struct str value;

	(void)snprintf(name, sizeof(name), "GIT_PUSH_OPTION_%zu", index);
	value = str_of(getenv(name));
	if (!value.data)
		return error_set(error, ERROR_BROKEN, "%s is not set", name);
	if (value.size > PUSH_OPTION_SIZE_MAX)
		return error_set(error, ERROR_LIMIT,
				 "push option %zu has more than %d bytes",
				 index + 1, PUSH_OPTION_SIZE_MAX);
	*out = arena_copy(arena, value);
	return *out ? 0 : error_no_memory(error);
}

int push_read_options(struct push_input *out, struct arena *arena,
		      struct error *error)
{
	const char *text = getenv("GIT_PUSH_OPTION_COUNT");
	size_t count = 0;
	size_t i;
	int r = 0;

	out->option_count = 0;
	if (text && !read_count(&count, str_of(text)))
		return broken(error, "GIT_PUSH_OPTION_COUNT is not a number");
	if (count > PUSH_OPTIONS_MAX)
		return error_set(error, ERROR_LIMIT,
				 "the push has more than %d push options",
				 PUSH_OPTIONS_MAX);
	out->options = arena_alloc(arena, (count + 1) * sizeof(char *));
	if (!out->options)
		return error_no_memory(error);
	for (i = 0; !r && i < count; i++) {
		r = read_option(&out->options[i], i, arena, error);
		out->option_count += !r;
	}
	return r;
}

static int copy_variable(const char **out, const char *name,
			 struct arena *arena, struct error *error)
{
	struct str value = str_of(getenv(name));

	if (value.size > PUSH_OPTION_SIZE_MAX)
		return error_set(error, ERROR_LIMIT, "%s is too long", name);
	*out = arena_copy(arena, value);
	return *out ? 0 : error_no_memory(error);
}

int push_read_certificate(struct push_input *out, struct arena *arena,
			  struct error *error)
{
	const char *id = getenv("GIT_PUSH_CERT");
	int r;

	out->has_certificate = id != NULL;
	if (!id)
		return 0;
	if (!oid_parse(&out->certificate, str_of(id)))
		return broken(error, "GIT_PUSH_CERT is not an object id");
	r = copy_variable(&out->nonce, "GIT_PUSH_CERT_NONCE", arena, error);
	return r ? r :
		   copy_variable(&out->nonce_status,
				 "GIT_PUSH_CERT_NONCE_STATUS", arena, error);
}
