/*
 * approvals_count.c - the approvals that are on the server for a commit, and
 * who may not give one. Believes no ref's name and no tag that is not signed,
 * unless who pushes vouches.
 */
#include "rules/approvals_rule.h"

#include "base/clock.h"
#include "git/signed.h"

#include <stdlib.h>
#include <string.h>

#define COMMIT_BYTES_MAX (2u << 20)

bool approvals_not_by(const struct approvals_rule *rule, const char *whom)
{
	for (size_t i = 0; i < rule->not_by.count; i++)
		if (!strcmp(rule->not_by.items[i], whom))
			return true;
	return false;
}

/* Whoever vouches for it. */
static struct signer find_signer(const struct approvals_case *it,
				 const struct statement *statement)
{
	struct oid commit;
	struct str name = { NULL, 0 };

	if (it->rule->by == APPROVALS_BY_SIGNER)
		return statement->signature.signer;
	/* it had to be their own when it was pushed */
	if (!approval_read_name(statement->ref, &commit, &name))
		return (struct signer){ .is_one = false };
	return signer_by_name(it->context->people, approval_email(name));
}

static const char *check_signature(const struct approvals_case *it,
				   const struct approval *approval)
{
	const struct signature *signature = &approval->statement->signature;

	if (it->rule->by == APPROVALS_BY_SIGNER &&
	    (signature->state != SIGNATURE_GOOD || !signature->valid))
		return signature->detail ? signature->detail :
					   "its signature is not good";
	return approval->signer.is_one ? NULL : "it is no one person's";
}

static const char *check_ref(const struct approvals_case *it,
			     const struct statement *statement)
{
	if (statement_count(statement, "Ref") == 1 &&
	    statement_names(statement, "Ref", it->context->update->name))
		return NULL;
	return arena_say(it->context->arena, "it is for %.*s",
			 STR_ARGS(statement_value(statement, "Ref")));
}

static const char *check_age(const struct approvals_case *it,
			     const struct statement *statement)
{
	int64_t within = it->rule->within;
	struct buf text = BUF_INIT;
	const char *what;

	if (within == OPTION_UNSET ||
	    statement->tag.tagger.time >= it->context->now - within)
		return NULL;
	clock_format_duration(&text, within);
	what = arena_say(it->context->arena, "it is older than %s",
			 buf_text(&text));
	buf_release(&text);
	return what;
}

static const char *find_fault(const struct approvals_case *it,
			      const struct approval *approval,
			      const struct oid *commit)
{
	const struct statement *statement = approval->statement;
	const char *what = statement_check(
		statement, it->context,
		approval->withdraws ? APPROVAL_WITHDRAW : APPROVAL_APPROVE);

	if (!what && approval->withdraws &&
	    statement_count(statement, APPROVAL_APPROVE))
		what = "it says both \"Approve:\" and \"Withdraw:\"";
	if (!what && (statement->tag.target_type != OBJECT_COMMIT ||
		      !oid_equal(&statement->target, commit)))
		what = "it is a tag of something else";
	if (!what)
		what = check_ref(it, statement);
	if (what || approval->withdraws)
		return what;
	what = check_signature(it, approval);
	return what ? what : check_age(it, statement);
}

struct gathering {
	struct approvals_case *it;
	const struct oid *commit;
};

static int add(const struct statement *statement, void *data)
{
	struct gathering *gathering = data;
	struct approvals_case *it = gathering->it;
	struct approval *item =
		array_more(&it->items, it->count, &it->capacity, sizeof(*item));

	if (!item)
		return error_no_memory(it->error);
	it->count++;
	item->statement = statement;
	item->withdraws = statement_count(statement, APPROVAL_WITHDRAW) > 0;
	item->signer = find_signer(it, statement);
	item->fault = find_fault(it, item, gathering->commit);
	return 0;
}

/*
 * A withdrawal was verified when it came. If it cannot be any more, because
 * its key has expired or was revoked, it may be anybody's.
 */
static bool takes_back(const struct approvals_case *it,
		       const struct approval *withdrawal,
		       const struct approval *approval)
{
	return withdrawal->withdraws && !withdrawal->fault &&
	       (check_signature(it, withdrawal) ||
		signer_is_same(withdrawal->signer, approval->signer)) &&
	       withdrawal->statement->tag.tagger.time >=
		       approval->statement->tag.tagger.time;
}

int approvals_gather(struct approvals_case *it, const struct oid *commit)
{
	struct gathering gathering = { it, commit };
	size_t first = it->count;
	char hex[OID_HEX_SIZE + 1];
	char *prefix = arena_printf(it->context->arena, APPROVAL_PREFIX "%s/",
				    oid_format(commit, hex));
	int result = prefix ?
			     statement_each(it->context, prefix,
					    it->rule->by == APPROVALS_BY_SIGNER,
					    add, &gathering, it->error) :
			     error_no_memory(it->error);

	for (size_t i = first; !result && i < it->count; i++)
		for (size_t j = first; j < it->count; j++)
			if (!it->items[i].withdraws && !it->items[i].fault &&
			    takes_back(it, &it->items[j], &it->items[i]))
				it->items[i].fault = "it was withdrawn";
	return result;
}

void approvals_forget(struct approvals_case *it, size_t count)
{
	it->count = count;
	it->makers.count = 0;
	it->makers.signers.count = 0;
	it->makers.known = false;
}

static int add_email(struct approvals_case *it, struct str email)
{
	struct approvals_makers *makers = &it->makers;
	struct str *place;

	for (size_t i = 0; i < makers->count; i++)
		if (str_equal(makers->emails[i], email))
			return 0;
	place = array_more(&makers->emails, makers->count, &makers->capacity,
			   sizeof(*place));
	if (!place)
		return error_no_memory(it->error);
	place->data = arena_copy(it->context->arena, email);
	if (!place->data)
		return error_no_memory(it->error);
	place->size = email.size;
	makers->count++;
	return 0;
}

/* A commit may name anybody; its signature is whose it is. */
static int add_signer(struct approvals_case *it, const struct commit *commit)
{
	const struct rule_context *context = it->context;
	struct signed_object object = { .time = commit->committer.time };
	struct signature signature;
	struct signed_text text;
	int result =
		commit_signed_text(&text, commit, context->arena, it->error);

	if (result || !text.signature.size ||
	    it->rule->by != APPROVALS_BY_SIGNER)
		return result;
	object.payload = text.pieces;
	object.payload_count = text.count;
	object.signature = text.signature;
	result = trust_verify(context->trust, &object, context->arena,
			      &signature, it->error);
	if (!result && signature.valid)
		signer_set_add(&it->makers.signers, signature.signer, context);
	return result;
}

static int add_maker(struct approvals_case *it, const struct oid *id)
{
	struct object object = { 0 };
	struct commit commit;
	struct flaw flaw;
	char hex[OID_HEX_SIZE + 1];
	int result = object_read(&object, it->context->repo, id,
				 COMMIT_BYTES_MAX, it->error);
	bool read;

	if (result)
		return error_context(it->error, "commit %.12s",
				     oid_format(id, hex));
	/* a malformed one is structure's finding, or was there before */
	read = !commit_read(&commit, id, object.data, &flaw);
	if (approvals_not_by(it->rule, "author"))
		result = add_email(it, commit.author.email);
	if (!result && approvals_not_by(it->rule, "committer"))
		result = add_email(it, commit.committer.email);
	if (!result && read && approvals_not_by(it->rule, "committer"))
		result = add_signer(it, &commit);
	object_release(&object);
	return result;
}

/* Of a new branch, its own commits: beyond its start, or its fellows. */
static int range_of_creation(struct range *out, struct approvals_case *it,
			     const struct globs *beside, bool exact)
{
	const struct rule_context *context = it->context;
	const struct oid *to = &it->steps[it->index].to;
	struct known *known = context->start_known;
	int result = 0;

	if (!known) {
		result = known_new(&known, context->graph, it->error);
		if (!result)
			result = known_add_refs(known, beside, it->error);
	}
	if (!result && exact)
		result = graph_make_exact(context->graph, known, it->error);
	return result ? result :
			graph_range(out, context->graph, known, to, it->error);
}

/* Without any fellow: what no governed ref holds. */
static int open_creation(struct range *out, struct approvals_case *it,
			 bool exact)
{
	const struct rule_context *context = it->context;
	struct globs *refs = arena_alloc(context->arena, sizeof(*refs));
	int result = refs ? ref_globs_resolve(refs, context->refs,
					      context->vars, it->error) :
			    error_no_memory(it->error);

	if (!result)
		result = range_of_creation(out, it, refs, exact);
	if (result || out->boundary_count || context->start_known)
		return result;
	range_release(out);
	return range_of_creation(out, it, context->governed, exact);
}

static int open_range(struct range *out, struct approvals_case *it, bool exact)
{
	const struct rule_context *context = it->context;
	const struct step *step = &it->steps[it->index];
	struct known *known = NULL;
	int result;

	if (it->is_creation)
		return open_creation(out, it, exact);
	result = known_new(&known, context->graph, it->error);
	if (!result)
		result = known_add_tip(known, &step->from, it->error);
	if (!result && exact)
		result = graph_make_exact(context->graph, known, it->error);
	return result ? result :
			graph_range(out, context->graph, known, &step->to,
				    it->error);
}

static int add_makers(struct approvals_case *it, const struct range *range)
{
	const struct oid *to = &it->steps[it->index].to;
	int result = 0;

	for (size_t i = 0; !result && i < range->count; i++) {
		/* a merge that adds nothing is nobody's work */
		if (!oid_is_zero(&it->merged) &&
		    oid_equal(&range->commits[i], to))
			continue;
		result = add_maker(it, &range->commits[i]);
		if (!result)
			result = graph_check_deadline(it->context->graph,
						      it->error);
	}
	return result;
}

static int read_makers(struct approvals_case *it, bool exact)
{
	struct range range = { 0 };
	int result = 0;

	it->makers.count = 0;
	it->makers.signers.count = 0;
	it->makers.known = true;
	it->makers.exact = true;
	if (it->is_creation)
		result = add_maker(it, &it->steps[it->index].to);
	/* a tag says something about its commit alone */
	if (result ||
	    (it->is_creation && it->context->update->class != REF_BRANCH))
		return result;
	result = open_range(&range, it, exact);
	it->makers.exact = range.exact;
	if (!result)
		result = add_makers(it, &range);
	range_release(&range);
	return result;
}

static bool is_maker(const struct approvals_case *it, struct signer signer)
{
	for (size_t i = 0; i < it->makers.count; i++)
		if (signer_has_email(signer, it->context->people,
				     it->makers.emails[i]))
			return true;
	return signer_set_has(&it->makers.signers, signer);
}

static int exclude_pusher(const char **what, struct approvals_case *it,
			  struct signer signer)
{
	const struct pusher *pusher = it->context->pusher;

	if (!approvals_not_by(it->rule, "pusher"))
		return 0;
	if (!pusher || !pusher->person)
		return error_set(it->error, ERROR_BROKEN,
				 "the server cannot tell which person of the "
				 "policy you are");
	if (signer.person == pusher->person)
		*what = "pushes it";
	return 0;
}

int approvals_exclude(const char **what, struct approvals_case *it,
		      struct signer signer)
{
	int result = 0;

	*what = NULL;
	if (!it->makers.known)
		result = read_makers(it, false);
	/* clocks that are skewed must not cost anybody their vote */
	if (!result && !it->makers.exact && is_maker(it, signer))
		result = read_makers(it, true);
	if (!result && is_maker(it, signer))
		*what = "made what is to be approved";
	return result || *what ? result : exclude_pusher(what, it, signer);
}
