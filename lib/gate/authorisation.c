/*
 * authorisation.c - see authorisation.h. Never believes a word of a tag before
 * its signature has been verified.
 */
#include "gate/authorisation.h"

#include "base/text.h"
#include "git/push.h"
#include "rules/approval.h"

#include <string.h>

#define ALL "all"

bool authorisation_read_name(const char *ref, struct str *incident,
			     struct str *name)
{
	struct str rest = str_of(ref);
	size_t slash;

	if (!str_starts(rest, AUTHORISATION_PREFIX))
		return false;
	rest = str_from(rest, strlen(AUTHORISATION_PREFIX));
	slash = str_find_byte(rest, '/');
	*incident = str_first(rest, slash);
	*name = str_from(rest, slash + 1);
	return incident->size && name->size &&
	       str_find_byte(*name, '/') == name->size &&
	       ref_name_is_valid(str_of(ref));
}

/* A state of signatures, an owner, a group. */
static const char *check_signer(const struct statement *statement,
				const struct policy *policy,
				const struct rule_context *context)
{
	const struct signature *signature = &statement->signature;
	struct buf names = BUF_INIT;
	const char *what = NULL;

	if (signature->state != SIGNATURE_GOOD || !signature->valid)
		return arena_say(
			context->arena,
			"it has to be signed by somebody who is trusted: %s",
			signature->detail ? signature->detail :
					    "it is not signed");
	if (!signature->signer.is_one)
		return "it is signed with a key that is no one person's";
	if (policy->override.from.kind == AUDIENCE_GROUPS &&
	    approval_is_from(&policy->override.from, context,
			     signature->signer))
		return NULL;
	for (size_t i = 0; i < policy->override.from.count; i++)
		buf_addf(&names, "%s%s", i ? ", " : "",
			 policy->override.from.groups[i]->name);
	what = arena_say(context->arena, "%.*s, who signed it, is not in %s",
			 STR_ARGS(signer_title(signature->signer)),
			 buf_text(&names));
	buf_release(&names);
	return what;
}

static bool is_zeros(struct str text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] != '0')
			return false;
	return text.size == OID_HEX_SIZE;
}

static const char *read_new(struct authorisation *out,
			    const struct rule_context *context)
{
	struct str value = statement_value(out->statement, "New");
	enum object_type type = out->statement->tag.target_type;
	char hex[OID_HEX_SIZE + 1];

	if (type != OBJECT_COMMIT && type != OBJECT_TAG)
		return arena_say(context->arena,
				 "it is a tag of a %s, not of a commit or "
				 "a tag",
				 object_type_name(type));
	oid_format(&out->statement->target, hex);
	if (!value.data)
		return arena_say(
			context->arena,
			"its message has no line \"New: %s\", or of zeros "
			"for a deletion",
			hex);
	out->new = (struct oid){ { 0 } };
	if (is_zeros(value))
		return NULL;
	if (!str_is(value, hex))
		return arena_say(context->arena,
				 "it is a tag of %s, and its message says "
				 "\"New: %.*s\"",
				 hex, STR_ARGS(value));
	out->new = out->statement->target;
	return NULL;
}

static const char *read_expires(struct authorisation *out,
				const struct policy *policy,
				const struct rule_context *context)
{
	struct str value = statement_value(out->statement, "Expires");
	int64_t longest = policy->override.max_duration;
	struct buf text = BUF_INIT;
	const char *what = NULL;

	if (!value.data)
		return "its message has no line \"Expires:\" with a time such "
		       "as 2026-01-31T18:00:00Z";
	if (!clock_parse(value, &out->expires))
		return "what it says behind \"Expires:\" is no time such as "
		       "2026-01-31T18:00:00Z";
	if (out->expires <= context->now)
		return arena_say(context->arena, "it has expired, at %.*s",
				 STR_ARGS(value));
	clock_format_duration(&text, longest);
	if (out->expires - context->now > longest)
		what = arena_say(context->arena,
				 "it lasts until %.*s, longer than %s from "
				 "now",
				 STR_ARGS(value), buf_text(&text));
	buf_release(&text);
	return what;
}

/* One id of "merge, signature"; *rest goes on behind it. */
static bool next_id(struct str *rest, struct str *id)
{
	size_t comma;

	if (!rest->size)
		return false;
	comma = str_find_byte(*rest, ',');
	*id = str_trim(str_first(*rest, comma));
	*rest = str_from(*rest, comma + 1);
	return true;
}

const char *authorisation_check_rules(const struct statement *statement,
				      const struct rule_context *context)
{
	struct str rest = statement_value(statement, "Rules");
	struct str id;

	if (!rest.size)
		return "its message has no line \"Rules:\" with ids of rules, "
		       "or all";
	while (next_id(&rest, &id)) {
		const char *copy = arena_copy(context->arena, id);

		if (!copy)
			return "out of memory";
		if (!str_is(id, ALL) && !rule_by_id(copy))
			return arena_say(context->arena,
					 "there is no rule \"%s\"", copy);
	}
	return NULL;
}

int authorisation_check_incident(const char **what, struct str incident,
				 const struct policy *policy,
				 const struct rule_context *context,
				 struct error *error)
{
	const struct pattern *pattern = policy->override.incident;
	const char *ref = arena_printf(context->arena,
				       AUTHORISATION_PREFIX "%.*s/x",
				       STR_ARGS(incident));
	enum match match = MATCH_NO;
	struct str read, name;

	*what = NULL;
	if (!ref)
		return error_no_memory(error);
	if (text_is_utf8(incident) &&
	    authorisation_read_name(ref, &read, &name) &&
	    str_equal(read, incident))
		match = pattern_match(pattern, context->vars, incident, NULL,
				      error);
	if (match == MATCH_NO)
		*what = arena_say(context->arena,
				  "\"%.*s\" is no incident: wanted %s",
				  STR_ARGS(incident),
				  pattern ? pattern->source : "a name");
	return match == MATCH_BROKEN ? error->code : 0;
}

static const char *check_said(const struct statement *statement,
			      struct str incident,
			      const struct rule_context *context)
{
	struct str value = statement_value(statement, "Override");

	if (!value.data)
		return arena_say(context->arena,
				 "its message has no line \"Override: "
				 "%.*s\"",
				 STR_ARGS(incident));
	if (!str_equal(value, incident))
		return arena_say(context->arena,
				 "it stands under \"%.*s\", and its "
				 "message says \"Override: %.*s\"",
				 STR_ARGS(incident), STR_ARGS(value));
	return NULL;
}

/* "Reason: ..." and what else the policy wants to be told. */
static int check_required(const char **what, const struct statement *statement,
			  const struct policy *policy,
			  const struct rule_context *context,
			  struct error *error)
{
	const struct pattern_map *require = &policy->override.require;

	for (size_t i = 0; !*what && i < require->count; i++) {
		const struct pattern_map_item *item = &require->items[i];
		struct str value = statement_value(statement, item->name);
		enum match match = MATCH_NO;

		if (!value.size) {
			*what = arena_say(context->arena,
					  "its message has no line \"%s:\"",
					  item->name);
			return 0;
		}
		match = pattern_match(item->pattern, context->vars, value, NULL,
				      error);
		if (match == MATCH_BROKEN)
			return error->code;
		if (match == MATCH_NO)
			*what = arena_say(
				context->arena,
				"\"%s: %.*s\" does not say enough: wanted "
				"%s",
				item->name, STR_ARGS(value),
				item->pattern->source);
	}
	return 0;
}

/* All that it says, whoever signed it. */
static int check_words(const char **what, struct authorisation *out,
		       struct str incident, const struct policy *policy,
		       const struct rule_context *context, struct error *error)
{
	const struct statement *statement = out->statement;
	int result = 0;

	*what = statement_check(statement, context, NULL);
	if (!*what)
		*what = check_said(statement, incident, context);
	if (!*what)
		result = authorisation_check_incident(what, incident, policy,
						      context, error);
	if (!result && !*what)
		*what = read_new(out, context);
	if (!result && !*what)
		*what = authorisation_check_rules(statement, context);
	if (!result && !*what)
		*what = read_expires(out, policy, context);
	return result || *what ?
		       result :
		       check_required(what, statement, policy, context, error);
}

int authorisation_read(struct authorisation *out, const char **what,
		       const struct statement *statement, struct str incident,
		       const struct policy *policy,
		       const struct rule_context *context, struct error *error)
{
	struct statement *verified =
		arena_alloc(context->arena, sizeof(*verified));
	int result;

	*out = (struct authorisation){ .statement = statement };
	if (!verified)
		return error_no_memory(error);
	result = check_words(what, out, incident, policy, context, error);
	if (result || *what)
		return result;
	result = statement_read(verified, context, statement->ref,
				&statement->id, true, error);
	if (result)
		return result;
	out->statement = verified;
	*what = verified->flaw ? verified->flaw :
				 check_signer(verified, policy, context);
	return 0;
}

bool authorisation_covers_ref(const struct authorisation *authorisation,
			      const char *ref)
{
	return statement_names(authorisation->statement, "Ref", ref);
}

bool authorisation_covers_rule(const struct authorisation *authorisation,
			       const char *rule_id)
{
	struct str rest = statement_value(authorisation->statement, "Rules");
	struct str id;

	while (next_id(&rest, &id))
		if (str_is(id, ALL) || str_is(id, rule_id))
			return true;
	return false;
}
