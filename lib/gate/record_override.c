/*
 * record_override.c - an override as an event of its own, beside the push's.
 * Never says more than those who signed have said.
 */
#include "gate/record_override.h"

#include "audit/event_override.h"
#include "gate/override.h"
#include "gate/record_findings.h"

/* Each person once; keys are their first ones. */
static size_t list_approvers(struct event_approver *out,
			     const struct override_grant *grant)
{
	size_t count = 0;

	for (size_t i = 0; i < grant->count; i++) {
		const struct signature *signature =
			&grant->items[i]->statement->signature;
		bool told = false;

		for (size_t j = 0; j < i && !told; j++)
			told = signer_is_same(
				signature->signer,
				grant->items[j]->statement->signature.signer);
		if (told)
			continue;
		out[count].name = signer_title(signature->signer);
		out[count++].key = signature->key;
	}
	return count;
}

static int64_t first_end(const struct override_grant *grant)
{
	int64_t first = grant->items[0]->expires;

	for (size_t i = 1; i < grant->count; i++)
		if (grant->items[i]->expires < first)
			first = grant->items[i]->expires;
	return first;
}

static int add_override(struct event *event, const struct override_grant *grant,
			struct arena *arena, struct error *error)
{
	const struct pattern_map *require = &grant->policy->override.require;
	struct event_approver *approvers =
		arena_alloc(arena, (grant->count + 1) * sizeof(*approvers));
	struct event_trailer *trailers =
		arena_alloc(arena, (require->count + 1) * sizeof(*trailers));
	struct event_override override = {
		.incident = grant->incident,
		.rules = grant->rules.items,
		.rule_count = grant->rules.count,
		.expires = first_end(grant),
		.approvers = approvers,
		.trailers = trailers,
		.trailer_count = require->count,
	};
	struct buf text = BUF_INIT;

	if (!approvers || !trailers)
		return error_no_memory(error);
	override.approver_count = list_approvers(approvers, grant);
	for (size_t i = 0; i < require->count; i++)
		trailers[i] = (struct event_trailer){
			require->items[i].name,
			statement_value(grant->items[0]->statement,
					require->items[i].name),
		};
	event_add_override(&text, &override);
	if (!buf_failed(&text))
		event->extra = arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return event->extra ? 0 : error_no_memory(error);
}

static int add_message(struct event *event, const struct override_grant *grant,
		       struct arena *arena, struct error *error)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "%s overrides", grant->incident);
	for (size_t i = 0; i < grant->rules.count; i++)
		buf_addf(&text, "%s %s", i ? "," : "", grant->rules.items[i]);
	buf_addf(&text, " on %s", grant->update->pushed);
	if (!buf_failed(&text))
		event->message = arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return event->message ? 0 : error_no_memory(error);
}

/* The ref and what was found about it, as the push's own record has them. */
static int add_place(struct event *event, const struct event *push,
		     const struct judgement *judgement,
		     const struct override_grant *grant, struct arena *arena,
		     struct error *error)
{
	struct event_finding *findings = arena_alloc(
		arena, (push->finding_count + 1) * sizeof(*findings));
	size_t next = 0;

	if (!findings)
		return error_no_memory(error);
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct place *place = &judgement->findings[i]->place;
		size_t first = next;

		next += record_findings_of(judgement, i);
		if (place->update == grant->update &&
		    place->policy == grant->policy &&
		    place->verdict == VERDICT_OVERRIDDEN && place->rule)
			while (first < next)
				findings[event->finding_count++] =
					push->findings[first++];
	}
	event->findings = findings;
	event->refs = &push->refs[grant->update - judgement->updates];
	event->ref_count = 1;
	return 0;
}

int record_override(struct event *event, const struct event *push,
		    struct judgement *judgement,
		    const struct override_grant *grant, struct error *error)
{
	struct arena *arena = &judgement->arena;
	int result;

	*event = *push;
	event->action = EVENT_POLICY_OVERRIDE;
	event->message = NULL;
	event->rules = grant->rules.items;
	event->rule_count = grant->rules.count;
	event->finding_count = 0;
	result = add_place(event, push, judgement, grant, arena, error);
	if (!result)
		result = add_message(event, grant, arena, error);
	return result ? result : add_override(event, grant, arena, error);
}
