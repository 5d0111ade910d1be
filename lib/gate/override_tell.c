/*
 * override_tell.c - who has signed for an override, and what is missing. Never
 * changes a verdict.
 */
#include "gate/override_case.h"

#include "base/text.h"
#include "gate/arrival.h"
#include "rules/allow.h"
#include "rules/approval.h"

#define PROPOSALS "refs/proposals/"
#define ID_SHOWN 12
#define SAID_COLUMNS 200

static bool pusher_signer(const struct exit_case *it, struct signer *out)
{
	const struct pusher *pusher = it->context.pusher;

	if (!pusher || !pusher->person)
		return false;
	*out = (struct signer){ str_of(pusher->person->name), pusher->person,
				true };
	return true;
}

size_t override_count_people(const struct exit_case *it, const char *rule_id,
			     size_t *with_pusher)
{
	struct signer_set people = { NULL, 0 };
	struct signer pusher;
	size_t count;

	for (size_t i = 0; i < it->count; i++)
		if (!rule_id ||
		    authorisation_covers_rule(it->items[i], rule_id))
			signer_set_add(
				&people,
				it->items[i]->statement->signature.signer,
				&it->context);
	count = people.count;
	if (pusher_signer(it, &pusher))
		signer_set_add(&people, pusher, &it->context);
	*with_pusher = people.count;
	return count;
}

static void add_people(struct buf *out, const struct exit_case *it)
{
	struct signer_set people = { NULL, 0 };

	for (size_t i = 0; i < it->count; i++) {
		struct signer signer =
			it->items[i]->statement->signature.signer;

		if (!signer_set_add(&people, signer, &it->context))
			continue;
		buf_addf(out, "%s%.*s", people.count > 1 ? ", " : "",
			 STR_ARGS(signer_title(signer)));
	}
}

static void add_names(struct buf *out, const struct texts *names)
{
	for (size_t i = 0; i < names->count; i++)
		buf_addf(out, "%s%s", i ? ", " : "", names->items[i]);
}

static void tell_said(struct exit_case *it, struct finding *finding)
{
	const struct pattern_map *require = &it->policy->override.require;
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < require->count; i++) {
		const char *name = require->items[i].name;

		buf_clear(&text);
		buf_addf(&text, "%s: ", name);
		text_escape_fit(&text,
				statement_value(it->items[0]->statement, name),
				SAID_COLUMNS);
		finding_row(&it->context, finding, "says", buf_str(&text));
	}
	buf_release(&text);
}

void override_tell_granted(struct exit_case *it)
{
	const char *pusher = it->context.pusher ? it->context.pusher->login :
						  NULL;
	struct buf text = BUF_INIT;
	struct finding *finding;

	it->gate->judgement->place.verdict = VERDICT_OVERRIDDEN;
	add_names(&text, &it->granted);
	finding = finding_add(&it->context, "%s overrides %s", it->incident,
			      buf_text(&text));
	buf_clear(&text);
	add_people(&text, it);
	finding_row(&it->context, finding, "by", buf_str(&text));
	if (pusher)
		finding_row(&it->context, finding, "pushed", str_of(pusher));
	tell_said(it, finding);
	it->gate->judgement->out_of_memory |= buf_failed(&text);
	buf_release(&text);
}

struct place_of {
	const struct oid *id;
	bool found;
};

static int find_tip(const struct ref *ref, void *data)
{
	struct place_of *place = data;

	place->found = oid_equal(&ref->id, place->id);
	return place->found;
}

/* Whether some ref of these has that value. */
static int is_at(bool *out, const struct exit_case *it, const char *refs,
		 const struct oid *id)
{
	struct place_of place = { id, false };
	struct glob glob = { 0 };
	const struct globs globs = { &glob, 1 };
	int result =
		glob_compile(&glob, str_of(refs), it->context.arena, it->error);

	if (!result)
		result = refs_each(it->context.repo, &globs, find_tip, &place,
				   it->error);
	*out = place.found;
	return result < 0 ? result : 0;
}

/* Those who sign have to have it: what the gate refuses is not there. */
static int show_commit(struct buf *out, struct authorisation_draft *draft,
		       const struct exit_case *it, const struct oid *id)
{
	struct buf command = BUF_INIT;
	char *proposal;
	bool there = false;
	int result;

	if (draft->deletes) {
		draft->fetch = it->context.update->name;
		return 0;
	}
	result = is_at(&there, it, "refs/heads/**", id);
	if (result || there)
		return result;
	proposal = arena_printf(it->context.arena, PROPOSALS "%.*s", ID_SHOWN,
				draft->commit);
	if (!proposal)
		return error_no_memory(it->error);
	draft->fetch = proposal;
	result = is_at(&there, it, proposal, id);
	if (result || there)
		return result;
	buf_addf(&command, "git push origin %s:%s", draft->commit, proposal);
	approval_draft_text(out,
			    "to have it let in as it is, show it to those who "
			    "sign:");
	approval_draft_command(out, buf_text(&command));
	out->failed |= buf_failed(&command);
	buf_release(&command);
	return 0;
}

static void add_last(struct buf *out, const struct exit_case *it)
{
	const struct ref_update *update = it->context.update;
	char hex[OID_HEX_SIZE + 1] = "";
	struct buf word = BUF_INIT;

	if (update->kind != UPDATE_DELETE)
		oid_format(&update->new, hex);
	approval_draft_text(out, "when they have:");
	buf_add_text(out, "git push -o ");
	buf_addf(&word, "override=%s", it->incident);
	text_shell_quote(out, buf_str(&word));
	buf_add_text(out, " origin ");
	buf_clear(&word);
	buf_addf(&word, "%s%s:%s", update->rewinds ? "+" : "", hex,
		 update->name);
	text_shell_quote(out, buf_str(&word));
	buf_add_byte(out, '\n');
	out->failed |= buf_failed(&word);
	buf_release(&word);
}

static int add_draft(struct exit_case *it, struct finding *finding,
		     const char *rules)
{
	const struct oid *id = &it->serves[it->serve_count - 1];
	const char *const refs[] = { it->context.update->name };
	char hex[OID_HEX_SIZE + 1];
	struct authorisation_draft draft = {
		.incident = it->incident,
		.commit = oid_format(id, hex),
		.deletes = it->context.update->kind == UPDATE_DELETE,
		.refs = refs,
		.ref_count = 1,
		.rules = rules,
		.name = "YOUR-NAME",
		.terms = &it->policy->override,
	};
	struct buf text = BUF_INIT;
	int result = show_commit(&text, &draft, it, id);

	approval_draft_text(&text, "each who signs types, with a key of their "
				   "own and any word for YOUR-NAME:");
	authorisation_draft_lines(&text, &draft, &it->context);
	add_last(&text, it);
	if (buf_failed(&text))
		it->gate->judgement->out_of_memory = true;
	else
		finding->draft = arena_copy(it->context.arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static void add_wanted(struct exit_case *it, struct finding *finding)
{
	const struct policy_override *terms = &it->policy->override;
	struct buf text = BUF_INIT;
	size_t with_pusher;
	size_t count = override_count_people(it, NULL, &with_pusher);

	buf_addf(&text, "%lld who sign%s, of ", (long long)terms->approvals,
		 terms->approvals == 1 ? "s" : "");
	allow_names(&terms->from, &text);
	if (terms->approvals < OVERRIDE_PEOPLE_MIN)
		buf_add_text(&text,
			     it->context.pusher && it->context.pusher->person ?
				     ", beside who pushes" :
				     "; two, as who pushes is not "
				     "proven");
	finding_row(&it->context, finding, "wanted", buf_str(&text));
	buf_clear(&text);
	buf_addf(&text, "%zu%s", count, count ? ": " : "");
	add_people(&text, it);
	finding_row(&it->context, finding, "there", buf_str(&text));
	for (size_t i = 0; i < it->fault_count; i++)
		finding_row(&it->context, finding, "not",
			    str_of(it->faults[i]));
	if (it->other_count)
		finding_rowf(&it->context, finding, "not",
			     "%zu for another ref", it->other_count);
	it->gate->judgement->out_of_memory |= buf_failed(&text);
	buf_release(&text);
}

/* The rules have refused it: this only says why that stands. */
int override_tell_missing(struct exit_case *it)
{
	bool reached = it->left.count > 0;
	struct buf text = BUF_INIT;
	struct finding *finding;
	int result = 0;

	it->gate->judgement->place.verdict = VERDICT_WARNED;
	add_names(&text, reached ? &it->left : &it->firm);
	finding = finding_add(&it->context,
			      reached ? "%s does not override %s" :
					"%s cannot override %s",
			      it->incident, buf_text(&text));
	if (!finding) {
		buf_release(&text);
		return error_no_memory(it->error);
	}
	if (it->limit)
		finding_row(&it->context, finding, "because",
			    str_of(it->limit));
	else if (reached)
		add_wanted(it, finding);
	/* what stands anyway is not worth anybody's signature */
	if (reached && !it->limit && !it->firm.count)
		result = add_draft(it, finding, buf_text(&text));
	buf_clear(&text);
	add_names(&text, &it->firm);
	if (reached && it->firm.count)
		finding_row(&it->context, finding, "stands", buf_str(&text));
	buf_release(&text);
	return result;
}

void override_tell_closed(struct gate *gate, const struct ref_update *update)
{
	struct rule_context context = arrival_context(gate, update, "override");

	gate->judgement->place.verdict = VERDICT_WARNED;
	finding_add(&context, "this policy takes no overrides");
}
