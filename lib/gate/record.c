/*
 * record.c - see record.h.
 */
#include "gate/record.h"

#include "gate/record_findings.h"

#include <string.h>

#define MESSAGE_REFS_MAX 3

static const char *kind_name(enum update_kind kind)
{
	switch (kind) {
	case UPDATE_CREATE:
		return "create";
	case UPDATE_CHANGE:
		return "update";
	case UPDATE_DELETE:
		return "delete";
	}
	return "update";
}

const char *record_version_of(const char *const *hashes, size_t count,
			      struct arena *arena)
{
	unsigned char digest[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE + 1];
	struct sha256 hash;

	if (count < 2)
		return count ? hashes[0] : NULL;
	sha256_init(&hash);
	for (size_t i = 0; i < count; i++)
		sha256_add_field(&hash, str_of(hashes[i]));
	sha256_final(&hash, digest);
	hex_encode(digest, sizeof(digest), hex);
	return arena_copy(arena, str_of(hex));
}

const char *record_version(struct setup *setup)
{
	const char *hashes[GATE_POLICIES_MAX] = { NULL };

	for (size_t i = 0; i < setup->policy_count; i++)
		hashes[i] = setup->policies[i]->hash;
	return record_version_of(hashes, setup->policy_count, &setup->arena);
}

void record_who(struct event *event, struct setup *setup,
		const struct pusher *pusher, const char *push_id)
{
	bool evaluate = setup->policy_count > 0;

	if (!pusher)
		pusher = &setup->pusher;
	event->push_id = push_id;
	event->repository = setup->name;
	event->user_name = pusher->login;
	if (pusher->person && pusher->person->email_count)
		event->user_email = pusher->person->emails[0];
	event->identity_source = pusher->source;
	event->source_ip = pusher->ip;
	event->protocol = pusher->protocol;
	for (size_t i = 0; i < setup->policy_count; i++)
		evaluate &= setup->policies[i]->mode == MODE_EVALUATE;
	event->mode = evaluate ? "evaluate" : "enforce";
	event->policy_hash = record_version(setup);
}

static int record_refs(struct event *event, const struct judgement *judgement,
		       struct arena *arena, struct error *error)
{
	struct event_ref *refs =
		arena_alloc(arena, (judgement->ref_count + 1) * sizeof(*refs));

	if (!refs)
		return error_no_memory(error);
	for (size_t i = 0; i < judgement->ref_count; i++) {
		const struct ref_verdict *ref = &judgement->refs[i];

		refs[i] = (struct event_ref){
			.name = str_of(ref->update->pushed),
			.old = ref->update->claimed_old,
			.new = ref->update->new,
			.kind = kind_name(ref->update->kind),
			.verdict = ref->governed || ref->verdict ?
					   verdict_name(ref->verdict) :
					   "ungoverned",
			.commits = ref->commits,
		};
	}
	event->refs = refs;
	event->ref_count = judgement->ref_count;
	return 0;
}

/* Names that no policy knows: of who made the commits. */
static int record_people_of(struct event *event,
			    const struct judgement *judgement,
			    struct arena *arena, struct error *error)
{
	size_t count = judgement->finding_count;
	size_t makers = judgement->maker_count;
	const char **people =
		arena_alloc(arena, (2 * count + makers + 1) * sizeof(*people));
	size_t used = 0;

	if (!people)
		return error_no_memory(error);
	for (size_t i = 0; i < 2 * count; i++) {
		const struct finding *finding =
			&judgement->findings[i / 2]->finding;
		struct str name = finding->people[i % 2];

		if (name.size && !(used && str_is(name, people[used - 1])))
			people[used++] = name.data;
	}
	for (size_t i = 0; i < makers; i++)
		people[used++] = judgement->makers[i];
	event->people = people;
	event->people_count = used;
	return 0;
}

static bool holds(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(words[i], word))
			return true;
	return false;
}

/* The ids that decided: what refused, or else what was told. */
static int record_rules(struct event *event, const struct judgement *judgement,
			struct arena *arena, struct error *error)
{
	size_t count = judgement->finding_count;
	const char **rules = arena_alloc(arena, (count + 1) * sizeof(*rules));
	const char **sets = arena_alloc(arena, (count + 1) * sizeof(*sets));

	if (!rules || !sets)
		return error_no_memory(error);
	for (size_t i = 0; i < count; i++) {
		const struct place *place = &judgement->findings[i]->place;

		if (judgement->refused ?
			    !judged_refuses(judgement->findings[i]) :
			    place->verdict <= VERDICT_EXEMPT)
			continue;
		if (!holds(rules, event->rule_count, place->rule_id))
			rules[event->rule_count++] = place->rule_id;
		if (place->ruleset &&
		    !holds(sets, event->ruleset_count, place->ruleset->name))
			sets[event->ruleset_count++] = place->ruleset->name;
	}
	event->rules = rules;
	event->rulesets = sets;
	return 0;
}

static void add_refs(struct buf *message, const struct event *event)
{
	for (size_t i = 0; i < event->ref_count && i < MESSAGE_REFS_MAX; i++) {
		buf_add_text(message, i ? ", " : "");
		buf_add_str(message, event->refs[i].name);
	}
	if (event->ref_count > MESSAGE_REFS_MAX)
		buf_addf(message, " and %zu more",
			 event->ref_count - MESSAGE_REFS_MAX);
}

static const char *outcome(const struct judgement *judgement, bool check_only)
{
	if (check_only)
		return judgement->refused ? "would be refused" :
					    "would be accepted";
	if (judgement->import && !judgement->refused)
		return "accepted as an import";
	return judgement->refused ? "refused" : "accepted";
}

/* Nothing that was judged refuses: it is the gate's own trouble. */
static bool is_broken(const struct judgement *judgement)
{
	bool broken = judgement->broken;

	for (size_t i = 0; i < judgement->finding_count; i++)
		broken &= !judged_refuses(judgement->findings[i]) ||
			  judgement->findings[i]->place.verdict ==
				  VERDICT_BROKEN;
	return broken;
}

static enum event_action action_of(const struct judgement *judgement,
				   bool check_only)
{
	if (check_only)
		return EVENT_CHECK_ONLY;
	if (judgement->refused && is_broken(judgement))
		return EVENT_GATE_BROKEN;
	if (judgement->refused)
		return EVENT_PUSH_DENIED;
	return judgement->import ? EVENT_IMPORT : EVENT_PUSH_ACCEPTED;
}

int record_judgement(struct event *event, struct judgement *judgement,
		     bool check_only, struct error *error)
{
	struct arena *arena = &judgement->arena;
	struct buf message = BUF_INIT;
	int result = record_refs(event, judgement, arena, error);

	event->action = action_of(judgement, check_only);
	if (!result)
		result = record_findings(event, judgement, arena, error);
	if (!result)
		result = record_rules(event, judgement, arena, error);
	if (!result)
		result = record_people_of(event, judgement, arena, error);
	buf_add_text(&message, "push to ");
	add_refs(&message, event);
	buf_addf(&message, " %s", outcome(judgement, check_only));
	for (size_t i = 0; i < event->rule_count; i++)
		buf_addf(&message, "%s %s", i ? "," : ":", event->rules[i]);
	event->message = buf_failed(&message) ?
				 NULL :
				 arena_copy(arena, buf_str(&message));
	buf_release(&message);
	return !result && !event->message ? error_no_memory(error) : result;
}

int record_failure(struct event *event, const struct push_input *input,
		   const struct error *why, bool let_in, struct arena *arena,
		   struct error *error)
{
	static const char *const limits[] = { "limits" };
	struct event_ref *refs =
		arena_alloc(arena, (input->count + 1) * sizeof(*refs));
	bool beyond = why->code == ERROR_LIMIT && !let_in;
	enum verdict verdict = let_in ? VERDICT_EVALUATED :
			       beyond ? VERDICT_FAIL :
					VERDICT_BROKEN;

	event->message = arena_printf(
		arena, "push %s: %s%s",
		beyond ? "refused" : "could not be judged", why->text,
		let_in ? "; let in, as the policy only evaluates" : "");
	if (!refs || !event->message)
		return error_no_memory(error);
	for (size_t i = 0; i < input->count; i++)
		refs[i] = (struct event_ref){
			.name = input->lines[i].ref,
			.old = input->lines[i].old,
			.new = input->lines[i].new,
			.kind = oid_is_zero(&input->lines[i].new) ? "delete" :
				oid_is_zero(&input->lines[i].old) ? "create" :
								    "update",
			.verdict = verdict_name(verdict),
		};
	event->action = beyond ? EVENT_PUSH_DENIED : EVENT_GATE_BROKEN;
	event->rules = limits;
	event->rule_count = beyond ? 1 : 0;
	event->refs = refs;
	event->ref_count = input->count;
	return 0;
}

int record_diagnostics(struct event *event,
		       const struct diagnostics *diagnostics,
		       struct arena *arena, struct error *error)
{
	static const char *const rules[] = { "policy" };
	size_t count = diagnostics->count;
	struct event_finding *findings =
		arena_alloc(arena, (count + 1) * sizeof(*findings));

	if (!findings)
		return error_no_memory(error);
	for (size_t i = 0; i < count; i++) {
		const struct diagnostic *item = &diagnostics->items[i];
		const struct mark *mark = &item->mark;
		char *detail = arena_printf(
			arena, "%s:%zu:%zu: %s",
			mark->source ? mark->source->path : "policy",
			mark->line, mark->column, item->text);

		if (!detail)
			return error_no_memory(error);
		findings[i] = (struct event_finding){
			.rule = rules[0],
			.ref = str_of(""),
			.detail = str_of(detail),
			.verdict = verdict_name(VERDICT_BROKEN),
		};
	}
	event->findings = findings;
	event->finding_count = count;
	event->rules = rules;
	event->rule_count = count ? 1 : 0;
	return 0;
}
