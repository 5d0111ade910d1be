/*
 * merge_repair.c - how a branch comes in as it must: the commands that take
 * the ref back to where it was and merge. Never moves what is on the server.
 */
#include "rules/merge_rule.h"

#include "base/text.h"
#include "rules/message_repair.h"
#include "rules/message_template.h"

#include <string.h>

#define BRANCHES "refs/heads/"
#define NAMES_MAX 16

/* What the draft of a finding says. */
struct plan {
	struct repair *repair;
	const struct repair_request *request;
	const struct merge_rule *rule;
	const struct finding *finding;
	int topic; /* without those beside it */
	const char *target;
	const char *base;
	bool base_is_commit;
	const char *names[NAMES_MAX]; /* full names of branches */
	size_t name_count;
};

static void read_plan(struct plan *plan)
{
	struct repair *repair = plan->repair;
	struct str rest = str_of(plan->finding->draft);
	struct str line = { NULL, 0 };

	plan->topic = plan->finding->topic &
		      ~(MERGE_TOPIC_REDO | MERGE_TOPIC_MORE);
	plan->target = repair_short_name(repair, plan->request->update);
	(void)str_next_line(&rest, &line);
	plan->base_is_commit = line.size > 0;
	plan->base =
		plan->base_is_commit ?
			arena_copy(repair->arena, str_first(line, 12)) :
			repair_remote_name(repair, plan->request->update->name);
	while (plan->name_count < NAMES_MAX && str_next_line(&rest, &line)) {
		const char *name = arena_copy(repair->arena, line);

		repair->failed |= !name;
		if (line.size)
			plan->names[plan->name_count++] = name;
	}
	repair->failed |= !plan->base;
}

static bool needs_no_quotes(struct str name)
{
	for (size_t i = 0; i < name.size; i++) {
		char c = name.data[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
		    !(c >= '0' && c <= '9') && !strchr("._/+=@-", c))
			return false;
	}
	return true;
}

/* git would write "remote-tracking branch": the message is of the branch. */
static void merge_branch(const struct plan *plan, const char *name)
{
	const char *edit = plan->rule->has_message ? " --edit" : "";
	const char *remote = repair_remote_name(plan->repair, name);
	struct buf command = BUF_INIT;
	struct buf message = BUF_INIT;

	if (str_starts(str_of(name), BRANCHES))
		name += strlen(BRANCHES);
	buf_addf(&command, "git merge --no-ff%s -m ", edit);
	if (needs_no_quotes(str_of(name))) {
		buf_addf(&command, "\"Merge branch '%s'\"", name);
	} else {
		buf_addf(&message, "Merge branch '%s'", name);
		text_shell_quote(&command, buf_str(&message));
	}
	buf_add_byte(&command, ' ');
	text_shell_quote(&command, str_of(remote));
	if (buf_failed(&command) || buf_failed(&message))
		plan->repair->failed = true;
	else
		repair_command_text(plan->repair, "%s", buf_text(&command));
	buf_release(&message);
	buf_release(&command);
}

static void show_template(const struct plan *plan)
{
	struct buf text = BUF_INIT;

	if (!plan->rule->has_message)
		return;
	message_template(&plan->rule->message, plan->request->vars, &text);
	if (buf_failed(&text))
		plan->repair->failed = true;
	else if (text.size)
		repair_draft(plan->repair,
			     "what the merge has to say:", buf_text(&text));
	buf_release(&text);
}

static void go_back(const struct plan *plan)
{
	repair_command(plan->repair, "git", "switch", "-C", plan->target,
		       plan->base, NULL);
}

static void say_more(const struct plan *plan)
{
	if (plan->finding->topic & MERGE_TOPIC_MORE)
		repair_text(plan->repair, "then merge again what came behind "
					  "it, and:");
}

static void merge_again(const struct plan *plan)
{
	repair_command(plan->repair, "git", "fetch", "origin", NULL);
	go_back(plan);
	for (size_t i = 0; i < plan->name_count; i++)
		merge_branch(plan, plan->names[i]);
}

/* On a branch of its own, and from there by a merge. */
static void move_to_branch(const struct plan *plan)
{
	struct repair *repair = plan->repair;
	const char *edit = plan->rule->has_message ? "--edit" : "--no-edit";
	struct buf names = BUF_INIT;

	ref_globs_describe(&plan->rule->from, &names);
	repair_text(repair,
		    "to bring it in by a merge, with the name of a new "
		    "branch%s%s%s for NAME:",
		    names.size ? " (" : "", buf_text(&names),
		    names.size ? ")" : "");
	buf_release(&names);
	show_template(plan);
	/* not from a rebase that has stopped: git switch refuses that */
	if (plan->request->rewritten)
		repair_command(repair, "git", "switch", "-c", "NAME", NULL);
	else
		repair_command(repair, "git", "branch", "NAME",
			       repair_id(repair, &plan->finding->anchor), NULL);
	repair_command(repair, "git", "push", "origin", "NAME", NULL);
	repair_command(repair, "git", "fetch", "origin", NULL);
	go_back(plan);
	repair_command(repair, "git", "merge", "--no-ff", edit, "NAME", NULL);
}

static void push_first(const struct plan *plan, bool by_id)
{
	struct repair *repair = plan->repair;
	const char *name = plan->name_count ? plan->names[0] : NULL;
	const char *word = name;

	if (!name)
		return;
	if (by_id) {
		const char *id = repair_id(repair, &plan->finding->anchor);

		word = arena_printf(repair->arena, "%s:%s", id ? id : "", name);
		repair->failed |= !word;
	} else if (str_starts(str_of(name), BRANCHES)) {
		word = name + strlen(BRANCHES);
	}
	repair_text(repair, "the branch has to be on the server first:");
	repair_command(repair, "git", "push", "origin", word, NULL);
}

/*
 * Where another repair comes first, this one can be told of the tip alone:
 * other commits have other ids, and branches would be merged as they were.
 */
static bool has_to_wait(const struct plan *plan)
{
	return plan->request->rewritten &&
	       (plan->topic != MERGE_TOPIC_DIRECT || plan->base_is_commit ||
		plan->finding->topic & MERGE_TOPIC_REDO ||
		!oid_equal(&plan->finding->anchor,
			   &plan->request->update->new));
}

static void mend(const struct plan *plan)
{
	bool again = plan->topic == MERGE_TOPIC_AGAIN ||
		     plan->finding->topic & MERGE_TOPIC_REDO;

	if (has_to_wait(plan)) {
		repair_told_later(plan->repair, plan->request);
		return;
	}
	plan->repair->moves = true;
	if (plan->topic == MERGE_TOPIC_PUSH || plan->topic == MERGE_TOPIC_ABOVE)
		push_first(plan, plan->topic == MERGE_TOPIC_ABOVE);
	if (again) {
		repair_text(plan->repair,
			    "to merge again, and nothing but that:");
		show_template(plan);
		merge_again(plan);
		say_more(plan);
	} else if (plan->topic == MERGE_TOPIC_DIRECT) {
		move_to_branch(plan);
		say_more(plan);
	}
	repair_push(plan->repair, plan->request);
}

void merge_repair(struct repair *repair, const struct repair_request *request)
{
	struct plan plan = { .repair = repair,
			     .request = request,
			     .rule = request->options };

	for (size_t i = 0; i < request->finding_count && !plan.finding; i++)
		if (request->findings[i]->topic != MERGE_TOPIC_TOLD)
			plan.finding = request->findings[i];
	if (!plan.finding || request->update->class != REF_BRANCH)
		return;
	if (plan.finding->topic < MERGE_TOPIC_DIRECT) {
		message_repair_commits(repair, request);
		return;
	}
	read_plan(&plan);
	mend(&plan);
}
