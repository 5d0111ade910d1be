/*
 * judge.c - gate_judge(): names first, then the real refs, then every scope
 * of every governed ref. Leaves before the repository is opened if no
 * governed ref is touched.
 */
#include "gate/judge.h"
#include "gate/arrival.h"
#include "gate/facts.h"
#include "gate/identify.h"
#include "gate/override.h"
#include "gate/structure.h"
#include "gate/updates.h"
#include "git/survey.h"
#include "rules/allow.h"

#include <string.h>

static int64_t smallest(const struct gate_request *request, size_t offset)
{
	int64_t value = INT64_MAX;

	for (size_t i = 0; i < request->policy_count; i++) {
		const char *limits =
			(const char *)&request->policies[i]->limits;
		int64_t one;

		memcpy(&one, limits + offset, sizeof(one));
		if (one < value)
			value = one;
	}
	return value;
}

#define LIMIT(request, name) \
	smallest(request, offsetof(struct policy_limits, name))

static int check_count(const struct gate_request *request, struct error *error)
{
	int64_t limit = LIMIT(request, refs);

	if (request->input->count <= (size_t)limit)
		return 0;
	return error_set(error, ERROR_LIMIT,
			 "the push names %zu refs; at most %lld are taken at "
			 "once",
			 request->input->count, (long long)limit);
}

static void add_names(struct buf *out, const struct globs *globs)
{
	for (size_t i = 0; i < globs->count; i++)
		buf_addf(out, "%s%s", out->size ? ", " : "",
			 globs->items[i].text);
}

static void report_unmatched(const struct rule_context *context,
			     const struct gate_request *request)
{
	struct buf names = BUF_INIT;
	struct finding *finding = finding_add(
		context, "only refs that the policy names may be pushed");

	for (size_t i = 0; i < request->policy_count; i++) {
		const struct policy *policy = request->policies[i];

		for (size_t j = 0;
		     policy->unmatched && j < policy->ruleset_count; j++)
			add_names(&names, &policy->rulesets[j].refs.fixed);
	}
	finding_row(context, finding, "named", buf_str(&names));
	buf_release(&names);
}

/* Refs in allowed namespaces that no ruleset names. */
static void judge_unmatched(struct judgement *judgement,
			    const struct gate_request *request,
			    const struct ref_update *update)
{
	struct rule_context context;
	bool denied = false;

	if (structure_is_guarded(update->name))
		return;
	for (size_t i = 0; i < request->policy_count; i++)
		denied |= request->policies[i]->unmatched != 0;
	if (!denied)
		return;
	context = structure_context(judgement, request, update);
	judgement->place.rule_id = "unmatched";
	report_unmatched(&context, request);
}

/* clone --branch takes the branch, where both are there. */
static enum match is_beside_tag(const struct ref_update *update,
				const struct gate_request *request,
				struct arena *arena, struct error *error)
{
	char *tag;

	if (update->class != REF_BRANCH || update->kind != UPDATE_CREATE)
		return MATCH_NO;
	tag = arena_printf(arena, "refs/tags/%.*s",
			   STR_ARGS(update->short_name));
	if (!tag) {
		error_no_memory(error);
		return MATCH_BROKEN;
	}
	return gate_governs(request, tag, error);
}

static int govern(struct judgement *judgement,
		  const struct gate_request *request, struct error *error)
{
	for (size_t i = 0; i < judgement->ref_count; i++) {
		const struct ref_update *update = &judgement->updates[i];
		enum match match = gate_governs(request, update->name, error);

		if (match == MATCH_BROKEN)
			return error->code;
		judgement->refs[i].governed = match == MATCH_YES;
		if (match == MATCH_YES)
			judgement->touches_governed = true;
		else
			judge_unmatched(judgement, request, update);
		match = is_beside_tag(update, request, &judgement->arena,
				      error);
		if (match == MATCH_BROKEN)
			return error->code;
		judgement->refs[i].beside_tag = match == MATCH_YES;
	}
	return 0;
}

static void report_import(const struct rule_context *context,
			  const struct audience *audience)
{
	const struct pusher *pusher = context->pusher;
	struct buf names = BUF_INIT;
	struct finding *finding;

	allow_names(audience, &names);
	finding = finding_add(context,
			      "this repository is empty; %s%s may fill it",
			      audience->count ? "only " : "", buf_text(&names));
	if (pusher && pusher->login)
		finding_row(context, finding, "you are", str_of(pusher->login));
	buf_release(&names);
}

static int decide_import(struct gate *gate, struct error *error)
{
	const struct gate_request *request = gate->request;
	struct judgement *judgement = gate->judgement;
	int any = refs_any(gate->repo, "refs/heads/",
			   judgement->updates[0].name, error);

	if (any < 0)
		return any;
	judgement->import = request->import_open ||
			    (!any && !request->was_filled);
	for (size_t i = 0; judgement->import && !request->import_open &&
			   i < request->policy_count;
	     i++) {
		struct rule_context context = structure_context(
			judgement, request, &judgement->updates[0]);
		enum match match;

		gate_introduce(gate, request->policies[i], &context);
		judgement->place.rule_id = "import";
		match = audience_has_pusher(&request->policies[i]->import,
					    &context, error);
		if (match == MATCH_NO)
			report_import(&context, &request->policies[i]->import);
		else if (match == MATCH_BROKEN)
			judgement_broken(judgement, error);
	}
	return 0;
}

static void report_stale(struct gate *gate, const struct ref_update *update)
{
	struct rule_context context =
		structure_context(gate->judgement, gate->request, update);

	gate->judgement->place.rule_id = "fetch-first";
	finding_add(&context,
		    oid_is_zero(&update->old) ?
			    "it is no longer on the server" :
			    "it has moved on the server since you fetched it");
}

static int judge_one(struct gate *gate, size_t index, struct error *error)
{
	struct judgement *judgement = gate->judgement;
	const struct ref_update *update = &judgement->updates[index];
	struct rule_context context =
		structure_context(judgement, gate->request, update);
	int result = 0;

	context.repo = gate->repo;
	if (structure_has_name_flaw(judgement, update))
		return 0;
	if (structure_tag_shadow(&context) < 0)
		return error_no_memory(error);
	if (arrival_is_judged(update->name))
		result = arrival_judge(gate, update, error);
	if (result)
		return result;
	if ((judgement->refs[index].governed ||
	     judgement->refs[index].beside_tag) &&
	    structure_branch_shadow(&context) < 0)
		return error_no_memory(error);
	if (!judgement->refs[index].governed)
		return 0;
	if (update_is_stale(update)) {
		report_stale(gate, update);
		return 0;
	}
	return judge_ref(gate, update, error);
}

static int look_up(struct gate *gate, size_t index, struct error *error)
{
	struct judgement *judgement = gate->judgement;
	struct ref_update *update = &judgement->updates[index];
	int result;

	structure_context(judgement, gate->request, update);
	result = updates_look_up(update, gate->repo, error);
	/* before anything is walked: it goes on beside that */
	if (!result && judgement->refs[index].governed && !judgement->import)
		survey_begin(gate->repo, &gate->deadline);
	if (!result)
		result = updates_compare(update, gate->graph, error);
	return result ? error_context(error, "%s", update->name) : 0;
}

static int look_up_all(struct gate *gate, struct error *error)
{
	struct judgement *judgement = gate->judgement;
	int result = 0;

	for (size_t i = 0; !result && i < judgement->ref_count; i++) {
		const struct ref_update *update = &judgement->updates[i];

		if ((!judgement->refs[i].governed &&
		     !arrival_is_judged(update->name)) ||
		    structure_has_name_flaw(judgement, update))
			continue;
		result = look_up(gate, i, error);
	}
	return result;
}

static int open_repo(struct gate *gate, struct error *error)
{
	const struct gate_request *request = gate->request;
	const struct repo_options options = {
		.path = request->git_dir,
		.quarantine = request->quarantine,
		.remote = request->remote,
	};
	int result;

	gate->repo = request->opened;
	result = gate->repo ? repo_add_quarantine(gate->repo,
						  request->quarantine, error) :
			      repo_open(&gate->repo, &options, error);
	if (!result)
		refs_hold(gate->repo);
	return result;
}

/* Its own repository and graph, or those of the request. */
static int open_objects(struct gate *gate, struct error *error)
{
	const struct gate_request *request = gate->request;
	struct graph_limits limits = {
		.commits = (size_t)LIMIT(request, commits),
		.deadline = &gate->deadline,
	};
	int result;

	if (request->repo) {
		gate->repo = request->repo;
		gate->graph = request->graph;
		graph_reset(gate->graph, &limits);
		return 0;
	}
	result = open_repo(gate, error);
	return result ? result :
			graph_new(&gate->graph, gate->repo, &limits, error);
}

static int open_gate(struct gate *gate, struct error *error)
{
	int result = open_objects(gate, error);

	if (!result)
		result = identify_by_certificate(gate, error);
	if (!result)
		result = decide_import(gate, error);
	if (!result)
		result = look_up_all(gate, error);
	return result ? result : gate_prepare(gate, error);
}

static int judge_all(struct gate *gate, struct error *error)
{
	struct judgement *judgement = gate->judgement;
	int result = open_gate(gate, error);

	for (size_t i = 0; !result && i < judgement->ref_count; i++)
		result = judge_one(gate, i, error);
	if (!result)
		result = override_apply(gate, error);
	if (!result)
		facts_gather(gate);
	return result ? result : repo_check_answers(gate->repo, error);
}

/* What was asked of a rule that could not be bound was not answered. */
static int check_bound(const struct gate_request *request, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < request->policy_count; i++)
		result = policy_check_bound(request->policies[i], error);
	return result;
}

int gate_judge(struct judgement *out, const struct gate_request *request,
	       struct error *error)
{
	struct gate gate = {
		.request = request,
		.judgement = out,
		.message_limit = (size_t)LIMIT(request, message_bytes),
		.deadline = { clock_monotonic() +
			      LIMIT(request, seconds) * USEC_PER_SECOND },
	};
	int result = check_count(request, error);

	judgement_init(out);
	if (!result)
		result = identify(&gate, error);
	if (!result)
		result = updates_name(out, request, error);
	if (!result)
		result = structure_names(out, request, error);
	if (!result)
		result = govern(out, request, error);
	if (!result && (out->touches_governed || structure_needs_refs(out) ||
			arrival_is_due(out) || request->input->has_certificate))
		result = judge_all(&gate, error);
	gate_release(&gate);
	if (!result)
		result = check_bound(request, error);
	if (!result && out->out_of_memory)
		result = error_no_memory(error);
	if (!result)
		judgement_conclude(out);
	return result;
}
