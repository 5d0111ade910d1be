/*
 * clearance_text.c - see clearance_text.h. Never touches a file.
 */
#include "gate/clearance_text.h"

#include <stddef.h>
#include <stdlib.h>
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
	{ "email", offsetof(struct clearance, user_email) },
	{ "ip", offsetof(struct clearance, source_ip) },
	{ "protocol", offsetof(struct clearance, protocol) },
	/* of the ref, when it is read */
	{ "override", offsetof(struct clearance, ref.incident) },
	{ "facts", offsetof(struct clearance, ref.facts) },
	{ "governed", offsetof(struct clearance, ref.governed) },
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* Of a log; the first one begins it. */
static const struct field log_fields[] = {
	{ "log", offsetof(struct log_options, file) },
	{ "syslog", offsetof(struct log_options, syslog) },
	{ "socket", offsetof(struct log_options, syslog_socket) },
	{ "anchor", offsetof(struct log_options, anchor) },
	{ "identities", offsetof(struct log_options, identity_key) },
};
#define LOG_FIELDS (sizeof(log_fields) / sizeof(log_fields[0]))

static const char *get(const void *record, const struct field *field)
{
	const char *value;

	memcpy(&value, (const char *)record + field->offset, sizeof(value));
	return value;
}

static bool set(void *record, const struct field *field, struct str value,
		struct arena *arena)
{
	const char *copy = arena_copy(arena, value);

	memcpy((char *)record + field->offset, &copy, sizeof(copy));
	return copy != NULL;
}

static int add(struct buf *out, const char *key, const char *value,
	       struct error *error)
{
	if (strchr(value, '\n'))
		return error_set(error, ERROR_BROKEN,
				 "a line feed stands in the %s of a clearance",
				 key);
	buf_add_text(out, key);
	buf_add_byte(out, ' ');
	buf_add_text(out, value);
	buf_add_byte(out, '\n');
	return 0;
}

/* With a blank behind it. */
static void add_id(struct buf *out, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];

	buf_add_text(out, oid_format(id, hex));
	buf_add_byte(out, ' ');
}

static int add_ref(struct buf *out, const struct cleared_ref *ref,
		   struct error *error)
{
	int result;

	buf_add_text(out, "ref ");
	add_id(out, &ref->old);
	add_id(out, &ref->new);
	result = add(out, "is", ref->name.data, error);
	if (!result && ref->incident)
		result = add(out, "override", ref->incident, error);
	if (!result && ref->facts)
		result = add(out, "facts", ref->facts, error);
	if (!result && ref->governed)
		result = add(out, "governed", ref->governed, error);
	buf_addf(out, "commits %zu\n", ref->commits);
	for (size_t i = 0; !result && i < ref->memo_count; i++) {
		buf_add_text(out, "remember ");
		add_id(out, &ref->memos[i].blob);
		result = add(out, "as", ref->memos[i].name, error);
	}
	return result;
}

static int add_fields(struct buf *out, const void *record,
		      const struct field *rows, size_t count,
		      struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < count; i++) {
		const char *value = get(record, &rows[i]);

		if (value)
			result = add(out, rows[i].key, value, error);
	}
	return result;
}

static int add_logs(struct buf *out, const struct clearance *clearance,
		    struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < clearance->log_count; i++) {
		const struct log_options *log = &clearance->logs[i];

		result = add_fields(out, log, log_fields, LOG_FIELDS, error);
		buf_addf(out, "sync %d\nfilemode %o\n", log->sync,
			 (unsigned)log->mode);
	}
	/* a name of several lines stands in no text of one */
	for (size_t i = 0; !result && i < clearance->people_count; i++)
		if (!strchr(clearance->people[i], '\n'))
			result =
				add(out, "person", clearance->people[i], error);
	return result;
}

int clearance_format(struct buf *out, const struct clearance *clearance,
		     const struct cleared_ref *ref, struct error *error)
{
	int result;

	buf_addf(out, "%s\n", first_line);
	result = add_fields(out, clearance, fields, FIELDS, error);
	if (!result)
		result = add_logs(out, clearance, error);
	for (size_t i = 0; !result && i < clearance->file_count; i++) {
		buf_addf(out, "file %s ", clearance->files[i].sha256);
		result = add(out, "is", clearance->files[i].path, error);
	}
	if (!result)
		result = add_ref(out, ref, error);
	buf_addf(out, "%s\n", last_line);
	if (!result && buf_failed(out))
		return error_no_memory(error);
	if (!result && out->size > CLEARANCE_SIZE_MAX)
		return error_set(error, ERROR_LIMIT,
				 "too much lands at once to be remembered: "
				 "push it in parts");
	return result;
}

struct parser {
	struct clearance *out;
	struct clearance_file *files; /* arena */
	struct cleared_memo *memos;   /* heap */
	size_t memo_capacity;
	const char **people; /* heap */
	size_t people_capacity;
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

/* "<old> <new> is <name>" */
static bool parse_ref(struct parser *parser, struct str value)
{
	struct cleared_ref *ref = &parser->out->ref;
	struct str name = str_from(value, 2 * (OID_HEX_SIZE + 1));
	const char *copy;

	if (ref->name.data || !str_starts(name, "is ") ||
	    !oid_parse(&ref->old, str_first(value, OID_HEX_SIZE)) ||
	    !oid_parse(&ref->new, str_first(str_from(value, OID_HEX_SIZE + 1),
					    OID_HEX_SIZE)))
		return false;
	copy = arena_copy(parser->arena, str_from(name, 3));
	ref->name = str_of(copy);
	return copy != NULL;
}

/* "<blob> as <name>" */
static bool parse_memo(struct parser *parser, struct str value)
{
	struct cleared_ref *ref = &parser->out->ref;
	struct str name = str_from(value, OID_HEX_SIZE + 1);
	struct cleared_memo *memo = array_more(&parser->memos, ref->memo_count,
					       &parser->memo_capacity,
					       sizeof(*memo));

	if (!memo || !str_starts(name, "as ") ||
	    !oid_parse(&memo->blob, str_first(value, OID_HEX_SIZE)))
		return false;
	memo->name = arena_copy(parser->arena, str_from(name, 3));
	ref->memo_count++;
	return memo->name != NULL;
}

static bool keep_memos(struct parser *parser)
{
	struct cleared_ref *ref = &parser->out->ref;
	size_t size = ref->memo_count * sizeof(*parser->memos);
	struct cleared_memo *memos = arena_alloc(parser->arena, size + 1);

	if (memos && size)
		memcpy(memos, parser->memos, size);
	ref->memos = memos;
	return memos != NULL;
}

static bool parse_person(struct parser *parser, struct str value)
{
	const char **slot = array_more(&parser->people,
				       parser->out->people_count,
				       &parser->people_capacity, sizeof(*slot));

	if (!slot)
		return false;
	*slot = arena_copy(parser->arena, value);
	parser->out->people_count++;
	return *slot != NULL;
}

static bool keep_people(struct parser *parser)
{
	struct clearance *out = parser->out;
	size_t size = out->people_count * sizeof(*parser->people);
	const char **people = arena_alloc(parser->arena, size + 1);

	if (people && size)
		memcpy(people, parser->people, size);
	out->people = people;
	for (size_t i = 0; i < out->log_count; i++) {
		out->logs[i].identity_key_given = true;
		out->logs[i].people = people;
		out->logs[i].people_count = out->people_count;
	}
	return people != NULL;
}

/* The log that the line is of; NULL: of none. */
static struct log_options *log_of(struct clearance *out, struct str key)
{
	if (str_is(key, log_fields[0].key)) {
		if (out->log_count == CLEARANCE_LOGS_MAX)
			return NULL;
		out->log_count++;
	}
	return out->log_count ? &out->logs[out->log_count - 1] : NULL;
}

static bool is_number(struct parser *parser, struct str key, struct str value)
{
	struct log_options *log = log_of(parser->out, key);
	unsigned number = 0;

	if (str_is(key, "commits") && parse_number(value, 10, &number)) {
		parser->out->ref.commits = number;
		return true;
	}
	if (log && str_is(key, "sync") && parse_number(value, 2, &number)) {
		log->sync = number != 0;
		return true;
	}
	if (log && str_is(key, "filemode") && parse_number(value, 8, &number)) {
		log->mode = (mode_t)number;
		return true;
	}
	return false;
}

static bool parse_line(struct parser *parser, struct str line)
{
	size_t space = str_find_byte(line, ' ');
	struct str key = str_first(line, space);
	struct str value = str_from(line, space + 1);

	if (parser->ended)
		return false;
	for (size_t i = 0; i < FIELDS; i++)
		if (str_is(key, fields[i].key))
			return set(parser->out, &fields[i], value,
				   parser->arena);
	for (size_t i = 0; i < LOG_FIELDS; i++)
		if (str_is(key, log_fields[i].key)) {
			struct log_options *log = log_of(parser->out, key);

			return log &&
			       set(log, &log_fields[i], value, parser->arena);
		}
	if (str_is(key, "file"))
		return parse_file(parser, value);
	if (str_is(key, "ref"))
		return parse_ref(parser, value);
	if (str_is(key, "remember"))
		return parse_memo(parser, value);
	if (str_is(key, "person"))
		return parse_person(parser, value);
	if (is_number(parser, key, value))
		return true;
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
	good = str_find_byte(text, '\0') == text.size &&
	       str_next_line(&text, &line) && str_is(line, first_line);
	while (good && str_next_line(&text, &line))
		good = parse_line(&parser, line);
	good = good && keep_memos(&parser) && keep_people(&parser);
	free(parser.memos);
	free(parser.people);
	if (good && parser.ended && out->push_id && out->log_count &&
	    out->ref.name.data)
		return 0;
	return error_set(error, ERROR_BROKEN, "a clearance is damaged");
}
