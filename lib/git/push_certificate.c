/*
 * push_certificate.c - reads a push certificate by the one order in which git
 * writes it (send-pack.c:generate_push_cert). Never passes over a line.
 */
#include "git/push_certificate.h"

#include "base/error.h"
#include "git/headers.h"

#include <string.h>

#define VERSION_LINE "certificate version 0.1"

struct reading {
	struct str rest; /* of the payload */
	struct flaw *flaw;
	size_t line;
	struct push_certificate *out;
	struct arena *arena;
};

static int flawed(struct reading *reading, const char *what)
{
	*reading->flaw = (struct flaw){ reading->line, what };
	return ERROR_BROKEN;
}

static bool next_line(struct reading *reading, struct str *line)
{
	reading->line++;
	return str_next_line(&reading->rest, line);
}

static struct str signature_of(struct str raw)
{
	static const char begin[] = "-----BEGIN ";
	struct str rest = raw;
	struct str line;

	while (rest.size && !str_starts(rest, begin))
		str_next_line(&rest, &line);
	return rest;
}

/* An SSH key has no email that git could put there. */
static void read_pusher(struct reading *reading, struct str value)
{
	struct flaw ignored;
	struct headers headers = { { NULL, 0 }, reading->line, &ignored };
	struct push_certificate *out = reading->out;

	out->has_identity = headers_identity(&headers, value, &out->pusher) ==
			    0;
}

static int take_header(struct reading *reading, struct str line)
{
	struct push_certificate *out = reading->out;
	struct str value = str_from(line, str_find_byte(line, ' ') + 1);

	if (str_starts(line, "pushee ") && !out->pushee.data)
		out->pushee = value;
	else if (str_starts(line, "nonce ") && !out->nonce.data)
		out->nonce = value;
	else if (!str_starts(line, "push-option "))
		return flawed(reading, "a line that no certificate has");
	return 0;
}

static int read_headers(struct reading *reading)
{
	struct str line = { NULL, 0 };
	int result = 0;

	if (!next_line(reading, &line) || !str_is(line, VERSION_LINE))
		return flawed(reading, "another version");
	if (!next_line(reading, &line) || !str_starts(line, "pusher "))
		return flawed(reading, "no pusher");
	read_pusher(reading, str_from(line, strlen("pusher ")));
	while (!result) {
		if (!next_line(reading, &line))
			return flawed(reading, "no updates");
		if (line.size == 0)
			return 0;
		result = take_header(reading, line);
	}
	return result;
}

static int read_updates(struct reading *reading)
{
	struct push_certificate *out = reading->out;
	struct error why = { 0 };
	struct str line;

	out->lines =
		arena_alloc(reading->arena, str_count_lines(reading->rest) *
						    sizeof(*out->lines));
	if (!out->lines || !reading->rest.size)
		return flawed(reading, "no updates");
	while (next_line(reading, &line))
		if (push_parse_line(&out->lines[out->count++], line,
				    reading->arena, &why))
			return flawed(reading, "a line that is no ref update");
	return 0;
}

int push_certificate_read(struct push_certificate *out, struct str raw,
			  struct arena *arena, struct flaw *flaw)
{
	struct reading reading = { .flaw = flaw, .out = out, .arena = arena };
	int result;

	*out = (struct push_certificate){ .count = 0 };
	if (str_find_byte(raw, '\0') < raw.size)
		return flawed(&reading, "a NUL byte");
	out->signature = signature_of(raw);
	out->payload = str_first(raw, raw.size - out->signature.size);
	reading.rest = out->payload;
	result = read_headers(&reading);
	return result ? result : read_updates(&reading);
}

static bool has_line(const struct push_line *lines, size_t count,
		     const struct push_line *line)
{
	for (size_t i = 0; i < count; i++)
		if (oid_equal(&lines[i].old, &line->old) &&
		    oid_equal(&lines[i].new, &line->new) &&
		    str_equal(lines[i].ref, line->ref))
			return true;
	return false;
}

bool push_certificate_covers(const struct push_certificate *certificate,
			     const struct push_input *input)
{
	bool all = certificate->count == input->count;

	for (size_t i = 0; all && i < input->count; i++)
		all = has_line(certificate->lines, certificate->count,
			       &input->lines[i]);
	return all;
}
