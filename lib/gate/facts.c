/* facts.c - see facts.h. Never judges. */
#include "gate/facts.h"

#include <string.h>

#define FACTS_SECONDS 5 /* all of it may take so long */
#define LANDINGS_MAX 20 /* of a ref that are measured */

static bool is_refused(const struct judgement *judgement)
{
	for (size_t i = 0; i < judgement->finding_count; i++)
		if (judged_refuses(judgement->findings[i]))
			return true;
	return false;
}

static bool is_same(const struct fact *a, const struct fact *b)
{
	return a->kind == b->kind && a->update == b->update &&
	       a->time == b->time && oid_equal(&a->tip, &b->tip) &&
	       oid_equal(&a->from, &b->from) && !strcmp(a->branch, b->branch) &&
	       (!a->item || !strcmp(a->item, b->item));
}

/* What several rulesets or policies say counts once. */
static bool is_first(const struct judgement *judgement, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (is_same(judgement->facts[i], judgement->facts[index]))
			return false;
	return true;
}

static bool is_about(const struct judgement *judgement, size_t index,
		     const struct ref_update *update)
{
	return judgement->facts[index]->update == update &&
	       is_first(judgement, index);
}

static size_t add_debt(struct event_debt *debts, size_t count,
		       const struct fact *fact)
{
	debts[count] = (struct event_debt){ str_of(fact->item),
					    str_of(fact->branch), fact->time };
	return count + 1;
}

static void add_fact(struct event_facts *out, struct event_landing *landings,
		     struct event_debt *debts, struct gate *gate,
		     const struct fact *fact)
{
	size_t index = out->landing_count;

	if (fact->kind == FACT_LANDED) {
		facts_fill_landing(&landings[index], gate, fact,
				   index < LANDINGS_MAX);
		out->landing_count++;
	} else if (fact->kind == FACT_OPENED) {
		out->opened_count = add_debt(debts, out->opened_count, fact);
	} else if (fact->kind == FACT_CLOSED) {
		out->closed_count = add_debt(debts, out->closed_count, fact);
	}
}

/* The lists of one ref; each has room for all facts of its kind. */
static int list_facts(struct event_facts *out, struct gate *gate,
		      const struct ref_update *update, struct error *error)
{
	const struct judgement *judgement = gate->judgement;
	struct arena *arena = &gate->judgement->arena;
	struct event_landing *landings;
	struct event_debt *opened, *closed;
	size_t count = 0;

	for (size_t i = 0; i < judgement->fact_count; i++)
		count += judgement->facts[i]->update == update;
	if (!count)
		return 0;
	landings = arena_alloc(arena, count * sizeof(*landings));
	opened = arena_alloc(arena, count * sizeof(*opened));
	closed = arena_alloc(arena, count * sizeof(*closed));
	if (!landings || !opened || !closed)
		return error_no_memory(error);
	out->landings = landings;
	out->opened = opened;
	out->closed = closed;
	for (size_t i = 0; i < judgement->fact_count; i++)
		if (is_about(judgement, i, update))
			add_fact(out, landings,
				 judgement->facts[i]->kind == FACT_OPENED ?
					 opened :
					 closed,
				 gate, judgement->facts[i]);
	return 0;
}

static int read_tag(struct event_facts *out, struct gate *gate,
		    const struct oid *id, struct error *error)
{
	struct arena *arena = &gate->judgement->arena;
	struct object object = { 0 };
	struct tag tag;
	struct flaw flaw;
	int result = object_read(&object, gate->repo, id,
				 gate->message_limit + OBJECT_HEADERS_SIZE_MAX,
				 error);

	if (!result && !tag_read(&tag, id, object.data, &flaw)) {
		judgement_add_maker(gate->judgement, tag.tagger.name);
		result = facts_read_message(out, tag.message, arena, error);
	}
	object_release(&object);
	return result;
}

static int read_commit(struct event_facts *out, struct gate *gate,
		       const struct oid *id, struct error *error)
{
	struct arena *arena = &gate->judgement->arena;
	struct object object = { 0 };
	struct commit commit;
	struct flaw flaw;
	int result = graph_check_deadline(gate->graph, error);

	if (!result)
		result = object_read(
			&object, gate->repo, id,
			gate->message_limit + OBJECT_HEADERS_SIZE_MAX, error);
	if (!result && !commit_read(&commit, id, object.data, &flaw)) {
		judgement_add_maker(gate->judgement, commit.author.name);
		judgement_add_maker(gate->judgement, commit.committer.name);
		result = facts_read_message(out, commit.message, arena, error);
	}
	object_release(&object);
	return result;
}

/* Of a branch the commits that it did not have, of a new one all new ones. */
static int read_commits(struct event_facts *out, struct gate *gate,
			struct ref_verdict *ref, struct error *error)
{
	const struct ref_update *update = ref->update;
	struct known *known = gate->governed_known;
	struct range range = { 0 };
	int result = 0;

	if (!oid_is_zero(&update->old_commit)) {
		result = known_new(&known, gate->graph, error);
		if (!result)
			result = known_add_tip(known, &update->old_commit,
					       error);
	}
	if (!result)
		result = graph_range(&range, gate->graph, known,
				     &update->new_commit, error);
	if (!result)
		ref->came = range.count;
	for (size_t i = 0; !result && i < range.count && i < FACTS_COMMITS_MAX;
	     i++)
		result = read_commit(out, gate, &range.commits[i], error);
	range_release(&range);
	return result;
}

static int read_messages(struct event_facts *out, struct gate *gate,
			 struct ref_verdict *ref, struct error *error)
{
	const struct ref_update *update = ref->update;

	if (update->new_type == OBJECT_TAG)
		return read_tag(out, gate, &update->new, error);
	return oid_is_zero(&update->new_commit) ?
		       0 :
		       read_commits(out, gate, ref, error);
}

static void gather(struct gate *gate, struct ref_verdict *ref)
{
	struct event_facts facts = { 0 };
	struct buf text = BUF_INIT;
	struct error ignored = { 0 };

	if (list_facts(&facts, gate, ref->update, &ignored))
		return;
	if (ref->governed)
		read_messages(&facts, gate, ref, &ignored);
	event_add_facts(&text, &facts);
	/* whom it names may not be known then */
	if (gate->judgement->out_of_memory)
		buf_clear(&text);
	if (text.size && !buf_failed(&text))
		ref->facts =
			arena_copy(&gate->judgement->arena, buf_str(&text));
	buf_release(&text);
}

void facts_gather(struct gate *gate)
{
	struct judgement *judgement = gate->judgement;
	usec end = clock_monotonic() + FACTS_SECONDS * USEC_PER_SECOND;

	if (judgement->import || is_refused(judgement))
		return;
	if (gate->deadline.at > end)
		gate->deadline.at = end;
	facts_find_paid(gate);
	for (size_t i = 0; i < judgement->ref_count; i++)
		gather(gate, &judgement->refs[i]);
}
