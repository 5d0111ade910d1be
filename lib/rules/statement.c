/*
 * statement.c - see statement.h. Takes a tag apart and has its signature
 * verified. Never decides what a statement is good for.
 */
#include "rules/statement.h"

#include "base/text.h"
#include "git/signed.h"

/* Said more than once, for several refs. */
#define TOKEN_MANY "Ref"

static bool is_trailer(const struct message_field *field, struct str token)
{
	return !field->is_section && str_equal_ascii_case(field->name, token);
}

static const char *find_repeated(const struct statement *statement,
				 const struct rule_context *context)
{
	const struct message *message = &statement->message;

	for (size_t i = 0; i < message->field_count; i++) {
		struct str name = message->fields[i].name;

		if (str_equal_ascii_case(name, STR(TOKEN_MANY)))
			continue;
		for (size_t j = 0; j < i; j++)
			if (is_trailer(&message->fields[j], name))
				return arena_say(context->arena,
						 "its message says \"%.*s:\" "
						 "twice",
						 STR_ARGS(name));
	}
	return NULL;
}

static int read_tag(struct statement *out, const struct rule_context *context,
		    struct str raw, struct error *error)
{
	struct flaw flaw = { 0 };
	char *copy = arena_copy(context->arena, raw);

	if (!copy)
		return error_no_memory(error);
	if (tag_read(&out->tag, &out->id, (struct str){ copy, raw.size },
		     &flaw)) {
		out->flaw = arena_say(context->arena,
				      "it is a malformed tag: %s", flaw.what);
		return 0;
	}
	out->target = out->tag.target;
	if (!out->tag.tagger.name.data) {
		out->flaw = "it does not say who made it, and when";
		return 0;
	}
	if (message_read(&out->message, out->tag.message, NULL, 0,
			 context->arena, error))
		return error->code;
	out->flaw = find_repeated(out, context);
	return 0;
}

static int verify_tag(struct statement *out, const struct rule_context *context,
		      struct error *error)
{
	struct signed_text text;
	struct signed_object object = { .time = out->tag.tagger.time };

	tag_signed_text(&text, &out->tag);
	object.payload = text.pieces;
	object.payload_count = text.count;
	object.signature = text.signature;
	return trust_verify(context->trust, &object, context->arena,
			    &out->signature, error);
}

static int read_object(struct statement *out,
		       const struct rule_context *context, struct error *error)
{
	struct object object = { 0 };
	enum object_type type = OBJECT_NONE;
	size_t size = 0;
	int result =
		object_header(context->repo, &out->id, &type, &size, error);

	if (result)
		return result;
	if (type != OBJECT_TAG) {
		out->flaw = arena_say(context->arena,
				      "it is a %s, not a tag object",
				      object_type_name(type));
		return 0;
	}
	if (size > STATEMENT_SIZE_MAX) {
		out->flaw = arena_say(context->arena,
				      "it has more than %u bytes",
				      STATEMENT_SIZE_MAX);
		return 0;
	}
	result = object_read(&object, context->repo, &out->id,
			     STATEMENT_SIZE_MAX, error);
	if (!result)
		result = read_tag(out, context, object.data, error);
	object_release(&object);
	return result;
}

int statement_read(struct statement *out, const struct rule_context *context,
		   const char *ref, const struct oid *id, bool verify,
		   struct error *error)
{
	int result;

	*out = (struct statement){
		.ref = arena_copy(context->arena, str_of(ref)),
		.id = *id,
		.signature = { .state = SIGNATURE_MISSING },
	};
	if (!out->ref)
		return error_no_memory(error);
	result = read_object(out, context, error);
	if (!result && !out->flaw && verify)
		result = verify_tag(out, context, error);
	if (result == ERROR_NOT_FOUND)
		result = error_set(error, ERROR_BROKEN,
				   "the object of %s is missing", out->ref);
	return result;
}

struct str statement_value(const struct statement *statement, const char *token)
{
	const struct message *message = &statement->message;

	for (size_t i = 0; i < message->field_count; i++)
		if (is_trailer(&message->fields[i], str_of(token)))
			return message->fields[i].value;
	return (struct str){ NULL, 0 };
}

size_t statement_count(const struct statement *statement, const char *token)
{
	const struct message *message = &statement->message;
	size_t count = 0;

	for (size_t i = 0; i < message->field_count; i++)
		count += is_trailer(&message->fields[i], str_of(token));
	return count;
}

bool statement_names(const struct statement *statement, const char *token,
		     const char *value)
{
	const struct message *message = &statement->message;

	for (size_t i = 0; i < message->field_count; i++)
		if (is_trailer(&message->fields[i], str_of(token)) &&
		    str_is(message->fields[i].value, value))
			return true;
	return false;
}

static const char *check_target(const struct statement *statement,
				const struct rule_context *context,
				const char *token)
{
	struct str value = statement_value(statement, token);
	char hex[OID_HEX_SIZE + 1];

	oid_format(&statement->target, hex);
	if (!value.data)
		return arena_say(context->arena,
				 "its message has no line \"%s: %s\"", token,
				 hex);
	if (!str_is(value, hex))
		return arena_say(context->arena,
				 "it is a tag of %s, and its message says "
				 "\"%s: %.*s\"",
				 hex, token, STR_ARGS(value));
	return NULL;
}

static const char *check_repository(const struct statement *statement,
				    const struct rule_context *context)
{
	struct str value = statement_value(statement, "Repository");

	if (!value.data)
		return arena_say(context->arena,
				 "its message has no line \"Repository: %s\"",
				 context->repository);
	if (!str_is(value, context->repository))
		return arena_say(context->arena,
				 "it is for the repository \"%.*s\"; this one "
				 "is \"%s\"",
				 STR_ARGS(value), context->repository);
	return NULL;
}

static const char *check_time(const struct statement *statement,
			      const struct rule_context *context)
{
	int64_t time = statement->tag.tagger.time;
	struct buf text = BUF_INIT;
	const char *what;

	if (time <= context->now + STATEMENT_AHEAD_MAX)
		return NULL;
	clock_format_seconds(&text, time);
	what = arena_say(context->arena,
			 "it is dated %s, which is ahead of the server's clock",
			 buf_text(&text));
	buf_release(&text);
	return what;
}

const char *statement_check(const struct statement *statement,
			    const struct rule_context *context,
			    const char *token)
{
	const char *what = statement->flaw;

	if (!what && token)
		what = check_target(statement, context, token);
	if (!what)
		what = check_repository(statement, context);
	if (!what && !statement_count(statement, TOKEN_MANY))
		what = "its message has no line \"Ref:\" with the full name "
		       "of a ref";
	return what ? what : check_time(statement, context);
}

struct visit {
	const struct rule_context *context;
	bool verify;
	size_t count;
	int (*each)(const struct statement *statement, void *context);
	void *data;
	struct error *error;
};

static int visit_ref(const struct ref *ref, void *data)
{
	struct visit *visit = data;
	struct statement *statement =
		arena_alloc(visit->context->arena, sizeof(*statement));
	int result;

	if (!statement)
		return error_no_memory(visit->error);
	if (visit->count++ == STATEMENTS_MAX)
		return error_set(visit->error, ERROR_BROKEN,
				 "more than %d tags stand beside %s",
				 STATEMENTS_MAX, ref->name);
	result = statement_read(statement, visit->context, ref->name, &ref->id,
				visit->verify, visit->error);
	return result ? result : visit->each(statement, visit->data);
}

int statement_each(const struct rule_context *context, const char *prefix,
		   bool verify,
		   int (*each)(const struct statement *statement,
			       void *context),
		   void *data, struct error *error)
{
	struct visit visit = { context, verify, 0, each, data, error };

	return refs_each_below(context->repo, prefix, visit_ref, &visit, error);
}
