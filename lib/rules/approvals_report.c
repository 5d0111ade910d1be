/*
 * approvals_report.c - what is told where approvals are missing: how many, of
 * what, by whom, and what the approvers type. Never decides that.
 */
#include "rules/approvals_rule.h"

#include "rules/allow.h"

#define NAMES_SHOWN 4
#define PROPOSALS "refs/proposals/"
#define ID_SHOWN 12

static int fault_row(struct approvals_lack *lack, struct approvals_case *it,
		     const struct approval *item, const char *what)
{
	struct str who = signer_title(item->signer);
	struct oid commit;
	const char *row;

	if (!item->signer.name.size &&
	    !approval_read_name(item->statement->ref, &commit, &who))
		return 0;
	row = arena_printf(it->context->arena, "%.*s: %s", STR_ARGS(who), what);
	if (!row)
		return error_no_memory(it->error);
	lack->faults[lack->fault_count++] = row;
	return 0;
}

/* Of an extra, those whose approval is for something else are left out. */
static int describe_fault(struct approvals_lack *lack,
			  struct approvals_case *it,
			  const struct approval *item)
{
	bool is_from =
		approval_is_from(lack->part.from, it->context, item->signer);
	const char *what = item->fault;
	int result = 0;

	if (item->withdraws || (lack->part.name && !is_from))
		return 0;
	if (!what && !is_from)
		what = "not one of these";
	if (!what)
		result = approvals_exclude(&what, it, item->signer);
	return result || !what ? result : fault_row(lack, it, item, what);
}

struct naming {
	struct approvals_lack *lack;
	struct approvals_case *it;
	struct buf names;
	size_t count;
};

/* Those who could still approve. */
static int add_member(struct naming *naming, const struct person *person)
{
	const struct signer signer = { str_of(person->name), person, true };
	const char *what = NULL;
	int result;

	if (signer_set_has(&naming->lack->by, signer))
		return 0;
	result = approvals_exclude(&what, naming->it, signer);
	if (result || what)
		return result;
	if (naming->count++ < NAMES_SHOWN)
		buf_addf(&naming->names, "%s%s", naming->names.size ? ", " : "",
			 person->name);
	return 0;
}

static bool is_named_before(const struct audience *from, size_t group,
			    const struct person *person)
{
	for (size_t i = 0; i < group; i++)
		if (group_has_person(from->groups[i], person))
			return true;
	return false;
}

static int describe_may(struct approvals_lack *lack, struct approvals_case *it)
{
	const struct audience *from = lack->part.from;
	struct naming naming = { .lack = lack, .it = it };
	int result = 0;

	for (size_t i = 0; i < from->count; i++)
		for (size_t j = 0; !result && j < from->groups[i]->member_count;
		     j++)
			if (!is_named_before(from, i,
					     from->groups[i]->members[j]))
				result = add_member(
					&naming, from->groups[i]->members[j]);
	if (naming.count > NAMES_SHOWN)
		buf_addf(&naming.names, " and %zu more",
			 naming.count - NAMES_SHOWN);
	if (from->kind == AUDIENCE_UNSET)
		buf_add_text(&naming.names, "whoever has a trusted key and did "
					    "not make it");
	else if (!naming.count)
		buf_add_text(&naming.names, "nobody else");
	lack->may =
		buf_failed(&naming.names) ?
			NULL :
			arena_copy(it->context->arena, buf_str(&naming.names));
	buf_release(&naming.names);
	return result || lack->may ? result : error_no_memory(it->error);
}

int approvals_describe(struct approvals_lack *lack, struct approvals_case *it)
{
	int result = describe_may(lack, it);

	for (size_t i = 0; !result && i < it->count &&
			   lack->fault_count < APPROVALS_FAULTS_SHOWN;
	     i++)
		result = describe_fault(lack, it, &it->items[i]);
	return result;
}

static bool is_empty(const struct audience *from)
{
	for (size_t i = 0; i < from->count; i++)
		if (from->groups[i]->member_count)
			return false;
	return from->kind == AUDIENCE_GROUPS;
}

/* "3f1c2ab... needs 2 approvals by team-leads (security), and has 1" */
static struct finding *add_finding(const struct approvals_case *it,
				   const struct approvals_lack *lack)
{
	const struct approvals_part *part = &lack->part;
	struct finding *finding = NULL;
	struct buf text = BUF_INIT;
	char hex[OID_HEX_SIZE + 1];

	buf_addf(&text, "%s needs %lld approval%s",
		 oid_format(&lack->commit, hex), (long long)part->required,
		 part->required == 1 ? "" : "s");
	if (part->from->kind == AUDIENCE_GROUPS) {
		buf_add_text(&text, " by ");
		allow_names(part->from, &text);
	}
	if (part->name)
		buf_addf(&text, " (%s)", part->name);
	if (is_empty(part->from))
		buf_add_text(&text, ", where nobody is a member");
	else if (lack->by.count)
		buf_addf(&text, ", and has %zu", lack->by.count);
	else
		buf_add_text(&text, ", and has none");
	if (!buf_failed(&text))
		finding = finding_add(it->context, "%s", buf_text(&text));
	buf_release(&text);
	return finding;
}

static void add_rows(const struct approvals_case *it, struct finding *finding,
		     const struct approvals_lack *lack)
{
	const struct rule_context *context = it->context;
	struct buf names = BUF_INIT;

	if (lack->is_merged && context->landing)
		finding_row(context, finding, "branch",
			    str_of(context->landing));
	if (lack->is_by_hand)
		finding_row(context, finding, "because",
			    STR("the merge is not just what its two sides "
				"have"));
	if (lack->path.size)
		finding_row(context, finding, "because", lack->path);
	for (size_t i = 0; i < lack->by.count; i++) {
		buf_add_text(&names, i ? ", " : "");
		buf_add_str(&names, signer_title(lack->by.items[i]));
	}
	if (names.size)
		finding_row(context, finding, "has", buf_str(&names));
	for (size_t i = 0; i < lack->fault_count; i++)
		finding_row(context, finding, "not", str_of(lack->faults[i]));
	if (!is_empty(lack->part.from))
		finding_row(context, finding, "may", str_of(lack->may));
	buf_release(&names);
}

struct place {
	const struct oid *commit;
	bool found;
};

static int find_tip(const struct ref *ref, void *data)
{
	struct place *place = data;

	place->found = oid_equal(&ref->id, place->commit);
	return place->found;
}

/* Whether it comes by a plain git fetch. */
static int is_branch(bool *out, const struct approvals_case *it,
		     const struct oid *commit)
{
	struct place place = { commit, false };
	struct glob glob = { 0 };
	const struct globs branches = { &glob, 1 };
	int result = glob_compile(&glob, STR("refs/heads/**"),
				  it->context->arena, it->error);

	if (!result && repo_had_object(it->context->repo, commit))
		result = refs_each(it->context->repo, &branches, find_tip,
				   &place, it->error);
	*out = place.found;
	return result < 0 ? result : 0;
}

static void propose(struct buf *out, const char *hex, const char *proposal)
{
	struct buf command = BUF_INIT;

	buf_addf(&command, "git push origin %.*s:%s", ID_SHOWN, hex, proposal);
	approval_draft_text(out, "so that it can be looked at:");
	approval_draft_command(out, buf_text(&command));
	out->failed |= buf_failed(&command);
	buf_release(&command);
}

/* What the approvers type; before that, what shows them the commit. */
static int add_draft(const struct approvals_case *it, struct finding *finding,
		     const struct oid *commit)
{
	const struct rule_context *context = it->context;
	bool by_pusher = it->rule->by == APPROVALS_BY_PUSHER;
	char hex[OID_HEX_SIZE + 1];
	struct approval_draft draft = {
		.commit = oid_format(commit, hex),
		.repository = context->repository,
		.ref = context->update->name,
		.name = by_pusher ? "YOUR-EMAIL" : "YOUR-NAME",
		.is_signed = !by_pusher,
	};
	struct buf text = BUF_INIT;
	bool there;
	int result = is_branch(&there, it, commit);

	finding->topic = there ? APPROVALS_THERE : APPROVALS_NEW;
	if (!result && !there) {
		draft.fetch = arena_printf(context->arena, PROPOSALS "%.*s",
					   ID_SHOWN, hex);
		if (draft.fetch)
			propose(&text, hex, draft.fetch);
	}
	approval_draft_text(&text, by_pusher ?
					   "an approver types, with their own "
					   "address for YOUR-EMAIL:" :
					   "an approver types, with a key of "
					   "their own and any word for "
					   "YOUR-NAME:");
	approval_draft_lines(&text, &draft);
	finding->draft = buf_failed(&text) ?
				 NULL :
				 arena_copy(context->arena, buf_str(&text));
	buf_release(&text);
	return result;
}

static int report(struct approvals_case *it, struct approvals_lack *lack)
{
	struct finding *finding;

	/* of several steps only the last commit can be approved at once */
	if (lack->steps > 1) {
		lack->commit = it->context->update->new_commit;
		lack->is_merged = false;
		lack->is_by_hand = false;
	}
	finding = add_finding(it, lack);
	if (!finding)
		return error_no_memory(it->error);
	finding->firm = !lack->part.bypassable;
	finding->anchor = lack->commit;
	add_rows(it, finding, lack);
	return is_empty(lack->part.from) ?
		       0 :
		       add_draft(it, finding, &lack->commit);
}

int approvals_report(struct approvals_case *it, struct approvals_lack *lacks,
		     size_t count)
{
	int result = 0;

	for (size_t i = 0; !result && i < count; i++)
		if (lacks[i].steps)
			result = report(it, &lacks[i]);
	return result;
}

/* What other repairs make anew cannot be approved yet. */
static bool is_too_early(const struct repair_request *request)
{
	for (size_t i = 0; i < request->finding_count; i++)
		if (request->findings[i]->topic == APPROVALS_NEW)
			return request->rewritten;
	return false;
}

void approvals_repair(struct repair *repair,
		      const struct repair_request *request)
{
	size_t count = repair->count;

	if (is_too_early(request))
		repair_text(repair, "approvals come last: push again to be "
				    "told of which commit");
	else
		approval_repair(repair, request);
	if (repair->count == count)
		return;
	repair->phase = REPAIR_PUSH;
	repair_text(repair, "then push again:");
	repair_push(repair, request);
}
