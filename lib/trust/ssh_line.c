/*
 * ssh_line.c - the lines of SSH's text files of keys. Never skips what it
 * does not understand.
 */
#include "trust/ssh_line.h"

#include "base/text.h"
#include "trust/armor.h"
#include "trust/ssh_certificate.h"

#include <stdarg.h>

#define KEY_HINT "write it as a .pub file has it: ssh-ed25519 AAAA..."
#define CERTIFICATE_HINT                                             \
	"write a public key: cert-authority trusts certificates by " \
	"their authority's key, a KRL (ssh-keygen -k) revokes them"

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static struct str skip_blanks(struct str s)
{
	while (s.size && is_blank(s.data[0]))
		s = str_from(s, 1);
	return s;
}

struct mark ssh_line_mark(const struct ssh_line *line, struct str part)
{
	size_t at = (size_t)(part.data - line->whole.data);

	return (struct mark){
		.source = line->source,
		.line = line->number,
		.column = text_columns(str_first(line->whole, at)) + 1,
		.length = text_columns(part),
	};
}

void ssh_line_flaw(struct ssh_line *line, struct str part, const char *hint,
		   const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	line->flawed = true;
	if (!line->diagnostics)
		return;
	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	diagnostics_add(line->diagnostics, DIAGNOSTIC_ERROR,
			ssh_line_mark(line, part), hint, "%s", buf_text(&text));
	buf_release(&text);
}

/* False, and told, for bytes that ssh-keygen reads in ways of its own. */
static bool is_text(struct ssh_line *line)
{
	size_t nul = str_find_byte(line->whole, '\0');
	size_t cr = str_find_byte(line->whole, '\r');

	if (nul < line->whole.size)
		ssh_line_flaw(line, str_first(str_from(line->whole, nul), 1),
			      NULL, "a NUL byte");
	else if (cr < line->whole.size)
		ssh_line_flaw(line, str_first(str_from(line->whole, cr), 1),
			      "end lines with LF alone: sed -i 's/\\r$//' FILE",
			      "a carriage return");
	return !line->flawed;
}

int ssh_lines_read(const struct source *source, struct arena *arena,
		   struct diagnostics *diagnostics,
		   int (*read)(struct ssh_line *line, void *context),
		   void *context)
{
	struct str rest = source->text;
	struct ssh_line line = { .source = source,
				 .arena = arena,
				 .diagnostics = diagnostics };
	int result = 0;

	while (!result && str_next_line(&rest, &line.whole)) {
		line.number++;
		line.flawed = false;
		line.text = skip_blanks(line.whole);
		if (is_text(&line) && line.text.size &&
		    line.text.data[0] != '#')
			result = read(&line, context);
	}
	return result;
}

struct str ssh_line_field(struct str *rest)
{
	struct str field = *rest;
	size_t size = 0;

	while (size < field.size && !is_blank(field.data[size]))
		size++;
	*rest = skip_blanks(str_from(field, size));
	return str_first(field, size);
}

bool ssh_line_is_type(struct str field)
{
	return str_starts(field, "ssh-") || str_starts(field, "ecdsa-") ||
	       str_starts(field, "sk-") || str_starts(field, "rsa-");
}

static int read_blob(struct ssh_line *line, struct str type, struct str base64,
		     struct str blob, struct ssh_key *key)
{
	const char *what = NULL;

	if (ssh_blob_is_certificate(blob)) {
		ssh_line_flaw(line, type, CERTIFICATE_HINT,
			      "a certificate in the place of a key");
		return ERROR_USAGE;
	}
	if (ssh_key_read(key, blob, &what)) {
		ssh_line_flaw(line, base64, KEY_HINT,
			      "this key cannot be read: %s", what);
		return ERROR_USAGE;
	}
	if (!str_is(type, ssh_key_type_name(key))) {
		ssh_line_flaw(line, type,
			      "copy the whole line of the .pub file",
			      "the key is of type %s, not %.*s",
			      ssh_key_type_name(key), STR_ARGS(type));
		return ERROR_USAGE;
	}
	return 0;
}

static int decode(struct ssh_line *line, struct str base64, struct str *blob)
{
	struct buf bytes = BUF_INIT;
	bool is_base64 = base64_decode(&bytes, base64);
	int result = 0;

	if (buf_failed(&bytes))
		result = ERROR_INTERNAL;
	else if (!is_base64)
		result = ERROR_USAGE;
	else
		blob->data = arena_copy(line->arena, buf_str(&bytes));
	blob->size = bytes.size;
	if (!result && !blob->data)
		result = ERROR_INTERNAL;
	if (result == ERROR_USAGE)
		ssh_line_flaw(line, base64, KEY_HINT, "this is not base64");
	buf_release(&bytes);
	return result;
}

int ssh_line_key(struct ssh_line *line, struct str rest, struct ssh_key *key)
{
	struct str type = ssh_line_field(&rest);
	struct str base64 = ssh_line_field(&rest);
	struct str blob = { NULL, 0 };
	int result;

	if (!ssh_line_is_type(type)) {
		ssh_line_flaw(line, type, KEY_HINT, "'%.*s' is no type of keys",
			      STR_ARGS(type));
		return ERROR_USAGE;
	}
	if (base64.size == 0) {
		ssh_line_flaw(line, type, KEY_HINT, "no key behind its type");
		return ERROR_USAGE;
	}
	result = decode(line, base64, &blob);
	return result ? result : read_blob(line, type, base64, blob, key);
}
