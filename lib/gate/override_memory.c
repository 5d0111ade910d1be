/*
 * override_memory.c - authorisations that are reserved or spent, and the
 * incidents of the last time. One authorisation serves one landing a ref.
 */
#include "gate/override.h"

#include "git/memory.h"
#include "rules/follow_up.h"

#include <stdlib.h>

#define INCIDENTS_SHOWN 5
#define SPENT "-spent"

/* `spent`: two names, so that no late reservation can hide that. */
static const char *use_name(const struct authorisation *authorisation,
			    const char *incident, bool spent,
			    const struct rule_context *context)
{
	char hex[OID_HEX_SIZE + 1];
	char of_incident[MEMORY_HASH_SIZE + 1];
	char of_use[MEMORY_HASH_SIZE + 1];
	const struct str whole = str_of(incident);
	const struct str use[] = {
		str_of(oid_format(&authorisation->statement->id, hex)),
		str_of(context->update->name),
	};

	memory_hash(of_incident, &whole, 1);
	memory_hash(of_use, use, 2);
	return arena_printf(context->arena, "override/%s/%s%s", of_incident,
			    of_use, spent ? SPENT : "");
}

/* Whether it is kept for this very push. */
static bool is_this_push(struct str text, const struct ref_update *update)
{
	struct oid old, new;

	return memory_get_id(text, "old", &old) &&
	       memory_get_id(text, "new", &new) &&
	       oid_equal(&old, &update->old) && oid_equal(&new, &update->new);
}

/* 0 with *what NULL: it is not there, or (of a reservation) for this push. */
static int check_name(const char **what, const char *name, bool spent,
		      const struct rule_context *context, struct error *error)
{
	struct str time = { NULL, 0 };
	struct str text;
	int result;

	if (!name)
		return error_no_memory(error);
	result = memory_read(&text, context->repo, name, context->arena, error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	if (!spent && is_this_push(text, context->update))
		return 0;
	memory_get(text, "time", &time);
	*what = arena_say(context->arena,
			  spent ? "it was used, at %.*s" :
				  "it is kept for another push, since %.*s",
			  STR_ARGS(time));
	return 0;
}

int override_check_use(const char **what,
		       const struct authorisation *authorisation,
		       const char *incident, const struct rule_context *context,
		       struct error *error)
{
	static const bool states[] = { true, false };
	int result = 0;

	*what = NULL;
	for (size_t i = 0; !result && !*what && i < 2; i++)
		result = check_name(what,
				    use_name(authorisation, incident, states[i],
					     context),
				    states[i], context, error);
	return result;
}

struct count {
	const struct policy *policy;
	const char *incident;
	const struct rule_context *context;
	struct str *seen; /* heap */
	size_t seen_count, capacity;
	struct error *error;
};

/* An incident may have lasted beyond the end of a month. */
static int count_incident(const char *name, struct str text, void *data)
{
	struct count *count = data;
	struct str incident, policy;
	struct str *place;
	int64_t time;

	(void)name;
	if (!memory_get(text, "incident", &incident) ||
	    !memory_get(text, "policy", &policy) ||
	    !memory_get_time(text, "time", &time) ||
	    !str_is(policy, count->policy->name) ||
	    str_is(incident, count->incident) ||
	    time <= count->context->now - count->policy->override.at_most.per)
		return 0;
	for (size_t i = 0; i < count->seen_count; i++)
		if (str_equal(count->seen[i], incident))
			return 0;
	place = array_more(&count->seen, count->seen_count, &count->capacity,
			   sizeof(*place));
	if (!place)
		return error_no_memory(count->error);
	*place = incident;
	count->seen_count++;
	return 0;
}

static const char *describe_count(const struct count *count)
{
	const struct at_most *limit = &count->policy->override.at_most;
	struct buf names = BUF_INIT;
	struct buf per = BUF_INIT;
	const char *what;

	for (size_t i = 0; i < count->seen_count && i < INCIDENTS_SHOWN; i++)
		buf_addf(&names, "%s%.*s", i ? ", " : "",
			 STR_ARGS(count->seen[i]));
	clock_format_duration(&per, limit->per);
	what = arena_say(count->context->arena,
			 "overrides for %lld incidents within %s are the "
			 "limit: %s%s",
			 (long long)limit->count, buf_text(&per),
			 buf_text(&names),
			 count->seen_count > INCIDENTS_SHOWN ? ", ..." : "");
	buf_release(&names);
	buf_release(&per);
	return what;
}

int override_check_count(const char **what, const struct policy *policy,
			 const char *incident,
			 const struct rule_context *context,
			 struct error *error)
{
	const struct at_most *limit = &policy->override.at_most;
	struct count count = { .policy = policy,
			       .incident = incident,
			       .context = context,
			       .error = error };
	int result;

	*what = NULL;
	if (limit->count <= 0 || limit->per <= 0)
		return 0;
	result = memory_each_month(context->repo, "spent",
				   context->now - limit->per, context->now,
				   context->arena, count_incident, &count,
				   error);
	if (!result && count.seen_count >= (size_t)limit->count)
		*what = describe_count(&count);
	free(count.seen);
	return result;
}

static int remember(const struct rule_context *context, enum memo_kind kind,
		    const char *name, const struct buf *text,
		    struct error *error)
{
	return name && !buf_failed(text) ?
		       memo_add(context, kind, name, buf_str(text), error) :
		       error_no_memory(error);
}

static int remember_use(const struct override_grant *grant,
			const struct authorisation *authorisation,
			const struct rule_context *context, struct error *error)
{
	const char *incident = grant->incident;
	struct buf text = BUF_INIT;
	int result;

	memory_add(&text, "incident", str_of(incident));
	memory_add(&text, "ref", str_of(context->update->name));
	memory_add_id(&text, "old", &context->update->old);
	memory_add_id(&text, "new", &context->update->new);
	memory_add(&text, "tag", str_of(authorisation->statement->ref));
	memory_add_time(&text, "time", context->now);
	result = remember(context, MEMO_NOW,
			  use_name(authorisation, incident, false, context),
			  &text, error);
	if (!result)
		result = remember(context, MEMO_LANDED,
				  use_name(authorisation, incident, true,
					   context),
				  &text, error);
	buf_release(&text);
	return result;
}

static int remember_incident(const struct override_grant *grant,
			     const struct rule_context *context,
			     struct error *error)
{
	const struct str parts[] = { str_of(grant->incident),
				     str_of(grant->policy->name) };
	char month[MEMORY_MONTH_SIZE + 1];
	char hash[MEMORY_HASH_SIZE + 1];
	struct buf text = BUF_INIT;
	int result;

	memory_month(month, context->now);
	memory_hash(hash, parts, 2);
	memory_add(&text, "incident", parts[0]);
	memory_add(&text, "policy", parts[1]);
	memory_add(&text, "ref", str_of(context->update->name));
	memory_add_id(&text, "new", &context->update->new);
	memory_add_time(&text, "time", context->now);
	result = remember(context, MEMO_LANDED,
			  arena_printf(context->arena, "spent/%s/%s", month,
				       hash),
			  &text, error);
	buf_release(&text);
	return result;
}

static const char *branch_of(const struct override_grant *grant)
{
	return grant->landing ? grant->landing : grant->update->name;
}

/* What follow-up asks for, of the ruleset, after an override. */
static int open_debt(const struct override_grant *grant, const char *ruleset,
		     const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	const struct str parts[] = { STR("override"), str_of(update->name),
				     str_of(ruleset) };
	char hash[MEMORY_HASH_SIZE + 1];
	char hex[OID_HEX_SIZE + 1];
	struct buf text = BUF_INIT;
	int result;

	memory_hash(hash, parts, 3);
	memory_add(&text, "after", STR("override"));
	memory_add(&text, "incident", str_of(grant->incident));
	memory_add(&text, "branch", str_of(branch_of(grant)));
	memory_add(&text, "ref", str_of(update->name));
	memory_add(&text, "ruleset", str_of(ruleset));
	memory_add_id(&text, "commit", &update->new_commit);
	memory_add_id(&text, "from", &update->old_commit);
	memory_add_id(&text, "tip", &update->new_commit);
	memory_add_time(&text, "time", context->now);
	if (grant->vars)
		debt_add_vars(&text, grant->vars);
	result = remember(context, MEMO_LANDED,
			  arena_printf(context->arena, DEBT_PREFIX "%s-%s",
				       oid_format(&update->new_commit, hex),
				       hash),
			  &text, error);
	buf_release(&text);
	return result;
}

/* Rulesets that govern the ref, or the branch that lands there. */
static enum match is_concerned(const struct override_grant *grant,
			       const struct ruleset *ruleset,
			       struct error *error)
{
	enum match match = ruleset_governs(ruleset, grant->update->name, error);

	if (match == MATCH_NO && grant->landing)
		match = ruleset_governs(ruleset, grant->landing, error);
	return match;
}

static int open_debts(const struct override_grant *grant,
		      const struct rule_context *context, struct error *error)
{
	const struct policy *policy = grant->policy;
	int result = 0;

	if (oid_is_zero(&context->update->new_commit))
		return 0;
	for (size_t i = 0; !result && i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];
		const struct policy_rule *rule =
			ruleset_rule(ruleset, "follow-up");
		enum match match = MATCH_NO;

		if (rule)
			match = is_concerned(grant, ruleset, error);
		if (match == MATCH_BROKEN)
			return error->code;
		if (match == MATCH_NO)
			continue;
		result = open_debt(grant, ruleset->name, context, error);
		if (!result)
			result = follow_up_tell_opened(rule->options, context,
						       branch_of(grant),
						       AFTER_OVERRIDE,
						       grant->vars, error);
	}
	return result;
}

int override_remember(const struct override_grant *grant,
		      const struct rule_context *context, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < grant->count; i++)
		result = remember_use(grant, grant->items[i], context, error);
	if (!result)
		result = remember_incident(grant, context, error);
	return result ? result : open_debts(grant, context, error);
}
