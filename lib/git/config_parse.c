/*
 * config_parse.c - reads git-config(1) syntax, byte by byte as git's
 * config.c does. Never follows includes.
 */
#include "git/config_parse.h"

#include "base/buf.h"

struct parser {
	struct str text;
	size_t at;
	bool ended; /* the last '\n' stands for the end of the file */
	size_t line;
	struct buf section; /* "section.sub." */
	struct buf key;
	struct buf value;
	struct arena *arena;
	config_each_entry *each;
	void *context;
};

/* One byte; CR LF counts as LF, the end of the file as well. */
static char next(struct parser *parser)
{
	char byte;

	if (parser->at >= parser->text.size) {
		parser->ended = true;
		return '\n';
	}
	byte = parser->text.data[parser->at++];
	if (byte == '\r' && parser->at < parser->text.size &&
	    parser->text.data[parser->at] == '\n')
		byte = parser->text.data[parser->at++];
	if (byte == '\n')
		parser->line++;
	return byte;
}

static bool is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_key_byte(char byte)
{
	return is_letter(byte) || (byte >= '0' && byte <= '9') || byte == '-';
}

static char to_lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

/* [section "sub"], from the blank on. */
static const char *read_subsection(struct parser *parser, char byte)
{
	while (byte != '\n' && is_space(byte))
		byte = next(parser);
	if (byte != '"')
		return "a subsection that is not in quotes";
	buf_add_byte(&parser->section, '.');
	for (byte = next(parser); byte != '"'; byte = next(parser)) {
		if (byte == '\\')
			byte = next(parser);
		if (byte == '\n')
			return "a section name that is cut off";
		buf_add_byte(&parser->section, byte);
	}
	return next(parser) == ']' ? NULL : "no ] behind a subsection";
}

static const char *read_section(struct parser *parser)
{
	char byte;

	buf_clear(&parser->section);
	for (;;) {
		byte = next(parser);
		if (parser->ended)
			return "a section name that is cut off";
		if (byte == ']')
			return parser->section.size ? NULL :
						      "a section without a "
						      "name";
		if (is_space(byte))
			return read_subsection(parser, byte);
		if (!is_key_byte(byte) && byte != '.')
			return "a section name with an odd byte";
		buf_add_byte(&parser->section, to_lower(byte));
	}
}

/* Behind a backslash. '\n': a line that goes on. '\0': unknown. */
static char unescape(char byte)
{
	switch (byte) {
	case 't':
		return '\t';
	case 'b':
		return '\b';
	case 'n':
		return '\n';
	case '\\':
	case '"':
		return byte;
	default:
		return '\0';
	}
}

static const char *add_escaped(struct parser *parser)
{
	char byte = next(parser);

	if (byte == '\n')
		return NULL;
	byte = unescape(byte);
	if (!byte)
		return "an unknown escape in a value";
	buf_add_byte(&parser->value, byte);
	return NULL;
}

static void skip_comment(struct parser *parser)
{
	while (next(parser) != '\n')
		;
}

/* Blanks at the ends fall away, inside each becomes a space. */
static const char *read_value(struct parser *parser)
{
	const char *flaw = NULL;
	bool quoted = false;
	size_t blanks = 0;
	char byte;

	for (byte = next(parser); !flaw && byte != '\n'; byte = next(parser)) {
		if (is_space(byte) && !quoted) {
			blanks += parser->value.size > 0;
			continue;
		}
		if (!quoted && (byte == ';' || byte == '#')) {
			skip_comment(parser);
			return NULL;
		}
		for (; blanks; blanks--)
			buf_add_byte(&parser->value, ' ');
		if (byte == '\\')
			flaw = add_escaped(parser);
		else if (byte == '"')
			quoted = !quoted;
		else
			buf_add_byte(&parser->value, byte);
	}
	if (!flaw && quoted)
		flaw = "a quote that is not closed";
	return flaw;
}

static const char *read_key(struct parser *parser, char byte, bool *has_value)
{
	*has_value = false;
	buf_clear(&parser->key);
	buf_clear(&parser->value);
	buf_add_str(&parser->key, buf_str(&parser->section));
	if (parser->section.size)
		buf_add_byte(&parser->key, '.');
	for (; is_key_byte(byte); byte = next(parser))
		buf_add_byte(&parser->key, to_lower(byte));
	while (byte == ' ' || byte == '\t')
		byte = next(parser);
	if (byte == '\n')
		return NULL;
	if (byte != '=')
		return "a key without a =";
	*has_value = true;
	return read_value(parser);
}

static int add_entry(struct parser *parser, bool has_value, struct error *error)
{
	struct config_entry entry = { NULL, NULL };

	if (!buf_failed(&parser->section) && !buf_failed(&parser->key))
		entry.key = arena_copy(parser->arena, buf_str(&parser->key));
	if (has_value && !buf_failed(&parser->value))
		entry.value =
			arena_copy(parser->arena, buf_str(&parser->value));
	if (!entry.key || (has_value && !entry.value))
		return error_no_memory(error);
	return parser->each(&entry, parser->context);
}

/* One section, key, comment or blank line. */
static int parse_item(struct parser *parser, struct error *error)
{
	size_t line = parser->line;
	char byte = next(parser);
	const char *flaw = NULL;
	bool has_value;

	if (is_space(byte))
		return 0;
	if (byte == '#' || byte == ';') {
		skip_comment(parser);
	} else if (byte == '[') {
		flaw = read_section(parser);
	} else if (is_letter(byte)) {
		flaw = read_key(parser, byte, &has_value);
		if (!flaw)
			return add_entry(parser, has_value, error);
	} else {
		flaw = "it begins with an odd byte";
	}
	if (flaw)
		return error_set(error, ERROR_BROKEN, "line %zu: %s", line,
				 flaw);
	return 0;
}

int config_parse(struct str text, struct arena *arena, config_each_entry *each,
		 void *context, struct error *error)
{
	struct parser parser = { .text = text,
				 .line = 1,
				 .arena = arena,
				 .each = each,
				 .context = context };
	int r = 0;

	if (str_find_byte(text, '\0') < text.size)
		return error_set(error, ERROR_BROKEN, "it holds a NUL byte");
	if (str_starts(text, "\xef\xbb\xbf"))
		parser.at = 3;
	while (!r && parser.at < text.size)
		r = parse_item(&parser, error);
	buf_release(&parser.section);
	buf_release(&parser.key);
	buf_release(&parser.value);
	return r;
}
