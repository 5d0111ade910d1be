/*
 * non_fast_forward.c - refuses updates that take commits away from a ref.
 * Never trusts the old value that the client claims.
 */
#include "rules/allow.h"

#define ID_DIGITS 12

static const struct option options[] = { ALLOW_OPTION("nobody"),
					 { .key = NULL } };

static const struct option_table table = { options, sizeof(struct allow) };

/* What is no commit has nothing below it: any move takes it away. */
static bool takes_away(const struct ref_update *update)
{
	return update->kind == UPDATE_CHANGE &&
	       (update->rewinds || oid_is_zero(&update->old_commit) ||
		oid_is_zero(&update->new_commit));
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	struct finding *finding;
	char hex[OID_HEX_SIZE + 1];
	int result;

	if (!takes_away(update))
		return 0;
	result =
		allow_judge(&finding, rule_options,
			    update->class == REF_TAG ? "move" : "force-push to",
			    context, error);
	finding_rowf(context, finding, "server",
		     update->class == REF_TAG ? "%.*s" :
						"%.*s (would lose commits)",
		     ID_DIGITS, oid_format(&update->old, hex));
	return result;
}

static void repair_branch(struct repair *repair,
			  const struct repair_request *request)
{
	repair_text(repair,
		    "to put your commits on top of the server's instead:");
	repair->moves = true;
	repair_command(repair, "git", "fetch", "origin", NULL);
	repair_command(repair, "git", "rebase", "--rebase-merges",
		       repair_remote_name(repair, request->update->name), NULL);
	repair_push(repair, request);
}

static void repair_tag(struct repair *repair,
		       const struct repair_request *request)
{
	const char *name = request->update->name;
	const char *refspec;

	refspec = arena_printf(request->arena, "+%s:%s", name, name);
	if (!refspec) {
		repair->failed = true;
		return;
	}
	repair_text(repair, "the server's tag stays: give yours another name. "
			    "To get the server's back:");
	repair_command(repair, "git", "fetch", "origin", refspec, NULL);
}

static void repair_rewind(struct repair *repair,
			  const struct repair_request *request)
{
	allow_repair(repair, request);
	if (request->update->class == REF_BRANCH)
		repair_branch(repair, request);
	else
		repair_tag(repair, request);
}

const struct rule rule_non_fast_forward = {
	.id = "non-fast-forward",
	.summary = "updates that take commits away from a ref",
	.options = &table,
	.traits = RULE_DEFAULT,
	.judge_update = judge_update,
	.repair = repair_rewind,
};
