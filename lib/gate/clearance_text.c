/*
 * clearance_text.c - see clearance_text.h. Never touches a file.
 */
#include "gate/clearance_text.h"

#include <stddef.h>
#include <string.h>

#define FILES_MAX 64

static const char first_line[] = "refgate clearance 1";
static const char last_line[] = "end";

static const struct field {
	const char *key;
	size_t offset; /* of a const char * */
} fields[] = {
	{ "push", offsetof(struct clearance, push_id) },
	{ "policy", offsetof(struct clearance, policy_hash) },
	{ "repository", offsetof(struct clearance, repository) },
	{ "mode", offsetof(struct clearance, mode) },
	{ "identity", offsetof(struct clearance, identity_source) },
	{ "user", offsetof(struct clearance, user_name) },
	{ "ip", offsetof(struct clearance, source_ip) },
	{ "protocol", offsetof(struct clearance, protocol) },
	{ "log", offsetof(struct clearance, log.file) },
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static const char *get(const struct clearance *clearance,
		       const struct field *field)
{
	const char *value;

	memcpy(&value, (const char *)clearance + field->offset, sizeof(value));
	return value;
}

static void set(struct clearance *clearance, const struct field *field,
		const char *value)
{
	memcpy((char *)clearance + field->offset, &value, sizeof(value));
}

static int add(struct buf *out, const char *key, const char *value,
	       struct error *error)
{
	if (strchr(value, '\n'))
		return error_set(error, ERROR_BROKEN,
				 "a line feed stands in the %s of a clearance",
				 key);
	buf_addf(out, "%s %s\n", key, value);
	return 0;
}

int clearance_format(struct buf *out, const struct clearance *clearance,
		     struct error *error)
{
	int result = 0;

	buf_addf(out, "%s\n", first_line);
	for (size_t i = 0; !result && i < FIELDS; i++) {
		const char *value = get(clearance, &fields[i]);

		if (value)
			result = add(out, fields[i].key, value, error);
	}
	buf_addf(out, "sync %d\nfilemode %o\n", clearance->log.sync,
		 (unsigned)clearance->log.mode);
	for (size_t i = 0; !result && i < clearance->file_count; i++) {
		buf_addf(out, "file %s ", clearance->files[i].sha256);
		result = add(out, "is", clearance->files[i].path, error);
	}
	buf_addf(out, "%s\n", last_line);
	return !result && buf_failed(out) ? error_no_memory(error) : result;
}

struct parser {
	struct clearance *out;
	struct clearance_file *files; /* arena */
	struct arena *arena;
	bool ended;
};

static bool parse_number(struct str value, unsigned base, unsigned *out)
{
	*out = 0;
	for (size_t i = 0; i < value.size; i++) {
		unsigned digit = (unsigned)(unsigned char)value.data[i] - '0';

		if (digit >= base || i > 8)
			return false;
		*out = *out * base + digit;
	}
	return value.size > 0;
}

static bool parse_file(struct parser *parser, struct str value)
{
	size_t space = str_find_byte(value, ' ');
	struct str path = str_from(value, space + 1);
	struct clearance_file *file = &parser->files[parser->out->file_count];

	if (space != SHA256_HEX_SIZE || !str_starts(path, "is ") ||
	    parser->out->file_count == FILES_MAX)
		return false;
	file->sha256 = arena_copy(parser->arena, str_first(value, space));
	file->path = arena_copy(parser->arena, str_from(path, 3));
	parser->out->file_count++;
	return file->sha256 && file->path;
}

static bool parse_line(struct parser *parser, struct str line)
{
	size_t space = str_find_byte(line, ' ');
	struct str key = str_first(line, space);
	struct str value = str_from(line, space + 1);
	unsigned number = 0;

	if (parser->ended)
		return false;
	for (size_t i = 0; i < FIELDS; i++) {
		const char *copy;

		if (!str_is(key, fields[i].key))
			continue;
		copy = arena_copy(parser->arena, value);
		set(parser->out, &fields[i], copy);
		return copy != NULL;
	}
	if (str_is(key, "file"))
		return parse_file(parser, value);
	if (str_is(key, "sync") && parse_number(value, 2, &number)) {
		parser->out->log.sync = number != 0;
		return true;
	}
	if (str_is(key, "filemode") && parse_number(value, 8, &number)) {
		parser->out->log.mode = (mode_t)number;
		return true;
	}
	parser->ended = str_is(line, last_line);
	return parser->ended;
}

int clearance_parse(struct clearance *out, struct str text, struct arena *arena,
		    struct error *error)
{
	struct parser parser = { .out = out, .arena = arena };
	struct str line;
	bool good;

	*out = (struct clearance){ 0 };
	parser.files = arena_alloc(arena, FILES_MAX * sizeof(*parser.files));
	if (!parser.files)
		return error_no_memory(error);
	out->files = parser.files;
	good = str_next_line(&text, &line) && str_is(line, first_line);
	while (good && str_next_line(&text, &line))
		good = parse_line(&parser, line);
	if (good && parser.ended && out->push_id && out->log.file)
		return 0;
	return error_set(error, ERROR_BROKEN, "a clearance is damaged");
}
