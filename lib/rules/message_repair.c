/*
 * message_repair.c - tells how to write a message anew. Never runs anything.
 */
#include "rules/message_repair.h"

#include "rules/message_report.h"

static const struct finding *find_topic(const struct repair_request *request,
					enum message_topic topic)
{
	for (size_t i = 0; i < request->finding_count; i++) {
		if (request->findings[i]->topic == (int)topic)
			return request->findings[i];
	}
	return NULL;
}

static void show_draft(struct repair *repair,
		       const struct repair_request *request)
{
	const struct finding *finding = find_topic(request, MESSAGE_LACKS);

	if (!finding || !finding->draft)
		return;
	repair_draft(repair,
		     request->commit_count > 1 ?
			     "the first of these messages, with what is "
			     "missing in <...>:" :
			     "the message, with what is missing in <...>:",
		     finding->draft);
}

static bool has_fixups_only(const struct repair_request *request)
{
	for (size_t i = 0; i < request->finding_count; i++)
		if (request->findings[i]->topic != MESSAGE_FIXUP)
			return false;
	return request->finding_count > 0;
}

static void fold(struct repair *repair, const struct repair_request *request)
{
	repair_text(repair, "to fold it into the commit that it mends (if the "
			    "server has that one, reword it instead):");
	repair_command(repair, "git", "-c", "sequence.editor=:", "rebase", "-i",
		       "--autosquash", "--rebase-merges",
		       oid_is_zero(&request->bottom) ?
			       "--root" :
			       repair_id(repair, &request->bottom),
		       NULL);
}

/* Which of two values is the right one is for people to say. */
static void make_agree(struct repair *repair,
		       const struct repair_request *request)
{
	const char *base = NULL;

	repair_text(repair, "in the list that opens, change \"pick\" to "
			    "\"reword\" where it is wrong (another matter "
			    "needs another branch):");
	if (request->start)
		base = repair_remote_name(repair, request->start);
	else if (!oid_is_zero(&request->update->old_commit))
		base = repair_id(repair, &request->update->old_commit);
	repair->moves = true;
	repair_command(repair, "git", "rebase", "-i", "--rebase-merges",
		       base ? base : "--root", NULL);
	repair_push(repair, request);
}

static void say_somewhere(struct repair *repair,
			  const struct repair_request *request)
{
	repair_text(repair, "one of these messages is enough, as the last:");
	repair_command(repair, "git", "commit", "--amend", NULL);
	repair->moves = true;
	repair_push(repair, request);
}

void message_repair_commits(struct repair *repair,
			    const struct repair_request *request)
{
	if (has_fixups_only(request)) {
		fold(repair, request);
		repair->moves = true;
		repair_push(repair, request);
		return;
	}
	show_draft(repair, request);
	if (find_topic(request, MESSAGE_NOWHERE)) {
		say_somewhere(repair, request);
		return;
	}
	if (request->commit_count == 0) {
		make_agree(repair, request);
		return;
	}
	repair_reword(repair, request);
	repair_push(repair, request);
}

void message_repair_tag(struct repair *repair,
			const struct repair_request *request)
{
	const struct ref_update *update = request->update;
	const char *name = arena_copy(repair->arena, update->short_name);
	const char *commit;

	show_draft(repair, request);
	/* wherever it points by then: another repair may have moved it */
	commit = arena_printf(repair->arena, "%s^{commit}", update->name);
	if (!name || !commit) {
		repair->failed = true;
		return;
	}
	/* git makes no tag whose name looks like an option. */
	repair_command(repair, "git", "tag", repair_tag_option(request), "-f",
		       name, commit, NULL);
	repair_push(repair, request);
}
