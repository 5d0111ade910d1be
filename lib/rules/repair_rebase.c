/*
 * repair_rebase.c - the ready-made repairs, by where the commits stand. Never
 * touches a commit that the server's branch or its start holds already.
 */
#include "rules/repair.h"

#include "base/text.h"

/* What a todo list of git-rebase(1) shows at least. */
#define TODO_DIGITS 7
/* With more commits one edits the todo list by hand. */
#define TODO_COMMITS_MAX 40

static bool is_tip_only(const struct repair_request *request)
{
	return request->commit_count == 0 ||
	       (request->commit_count == 1 &&
		oid_equal(&request->commits[0], &request->tip));
}

/* Amending what changes nothing is refused by git without it. */
static const char *allow_empty(const struct repair_request *request)
{
	for (size_t i = 0; i < request->finding_count; i++)
		if (request->findings[i]->empty)
			return " --allow-empty";
	return "";
}

/* All commits from the base to the tip, and no merge among them. */
static bool is_whole_line(const struct repair_request *request)
{
	return !request->has_merges && request->span > 0 &&
	       request->commit_count == request->span;
}

const char *repair_base(struct repair *repair,
			const struct repair_request *request)
{
	const char *base = "--root";

	if (oid_is_zero(&request->base))
		return base;
	if (!request->relative)
		return repair_id(repair, &request->base);
	base = arena_printf(repair->arena, "HEAD~%zu", request->span);
	if (!base)
		repair->failed = true;
	return base;
}

/* "(3f1c2ab|9d8e7f6)" */
static void add_commits(struct buf *out, const struct repair_request *request)
{
	char hex[OID_HEX_SIZE + 1];
	size_t i;

	for (i = 0; i < request->commit_count; i++) {
		oid_format(&request->commits[i], hex);
		buf_addf(out, "%c%.*s", i ? '|' : '(', TODO_DIGITS, hex);
	}
	buf_add_byte(out, ')');
}

/* `option` is one more of git-rebase(1), or NULL. */
static void run_editor(struct repair *repair,
		       const struct repair_request *request,
		       const struct buf *editor, const char *option)
{
	if (buf_failed(editor))
		repair->failed = true;
	else if (request->relative)
		repair_command(repair, "git", "-c", buf_text(editor), "rebase",
			       "-i", repair_base(repair, request), option,
			       NULL);
	else
		repair_command(repair, "git", "-c", buf_text(editor), "rebase",
			       "-i", "--rebase-merges",
			       repair_base(repair, request), option, NULL);
}

/*
 * Edits the todo list. -i.bak is what every sed understands, the quotes are
 * read by the shell that git runs the editor with.
 */
static void start_rebase(struct repair *repair,
			 const struct repair_request *request, const char *verb,
			 const char *merge_script)
{
	struct buf editor = BUF_INIT;

	buf_add_text(&editor, "sequence.editor=sed -E -i.bak");
	for (size_t i = 0; request->relative && i < request->commit_count; i++)
		buf_addf(&editor, " -e %zus/^pick/%s/", request->places[i],
			 verb);
	if (!request->relative) {
		buf_add_text(&editor, " -e \"s/^pick ");
		add_commits(&editor, request);
		buf_addf(&editor, "/%s \\1/\"", verb);
	}
	if (request->has_merges) {
		buf_add_text(&editor, " -e \"/^merge -C ");
		add_commits(&editor, request);
		buf_addf(&editor, "/%s", merge_script);
	}
	run_editor(repair, request, &editor, NULL);
	buf_release(&editor);
}

static void start_rebase_by_hand(struct repair *repair,
				 const struct repair_request *request,
				 const char *verb)
{
	repair_text(repair,
		    "in the list that opens, change \"pick\" to "
		    "\"%s\" for the commits above:",
		    verb);
	repair_command(repair, "git", "rebase", "-i", "--rebase-merges",
		       repair_base(repair, request), NULL);
}

static void exec_each(struct repair *repair,
		      const struct repair_request *request, const char *edit,
		      const char *amend_options)
{
	struct buf script = BUF_INIT;

	buf_addf(&script, "git commit --amend%s%s%s%s", edit,
		 allow_empty(request), *amend_options ? " " : "",
		 amend_options);
	if (buf_failed(&script))
		repair->failed = true;
	else
		repair_command(repair, "git", "rebase", "--exec",
			       buf_text(&script), repair_base(repair, request),
			       NULL);
	buf_release(&script);
}

/* Amends the failing commits, and no other. */
static void exec_after(struct repair *repair,
		       const struct repair_request *request, const char *edit,
		       const char *amend_options, const char *rebase_option)
{
	struct buf editor = BUF_INIT;
	struct buf exec = BUF_INIT;

	if (is_whole_line(request)) {
		exec_each(repair, request, edit, amend_options);
		return;
	}
	buf_addf(&exec, "a\\\\\" -e \"exec git commit --amend%s%s%s%s\"", edit,
		 allow_empty(request), *amend_options ? " " : "",
		 amend_options);
	buf_add_text(&editor, "sequence.editor=sed -E -i.bak");
	for (size_t i = 0; request->relative && i < request->commit_count; i++)
		buf_addf(&editor, " -e \"%zu%s", request->places[i],
			 buf_text(&exec));
	if (!request->relative) {
		buf_add_text(&editor, " -e \"/^(pick|merge -C) ");
		add_commits(&editor, request);
		buf_addf(&editor, "/%s", buf_text(&exec));
	}
	if (buf_failed(&exec))
		repair->failed = true;
	run_editor(repair, request, &editor, rebase_option);
	buf_release(&editor);
	buf_release(&exec);
}

void repair_reword(struct repair *repair, const struct repair_request *request)
{
	if (is_tip_only(request))
		repair_command_text(repair, "git commit --amend%s",
				    allow_empty(request));
	else if (*allow_empty(request))
		/* git rewords no commit that changes nothing */
		exec_after(repair, request, "", "", NULL);
	else if (is_whole_line(request))
		repair_command(repair, "git", "-c",
			       "sequence.editor=sed -i.bak s/^pick/reword/",
			       "rebase", "-i", repair_base(repair, request),
			       NULL);
	else if (request->commit_count > TODO_COMMITS_MAX)
		start_rebase_by_hand(repair, request, "reword");
	else
		start_rebase(repair, request, "reword", "s/-C/-c/\"");
}

bool repair_stop_at_each(struct repair *repair,
			 const struct repair_request *request)
{
	if (is_tip_only(request))
		return false;
	if (request->commit_count > TODO_COMMITS_MAX)
		start_rebase_by_hand(repair, request, "edit");
	else
		start_rebase(repair, request, "edit", "a\\\\\" -e break");
	return true;
}

void repair_edit(struct repair *repair, const struct repair_request *request)
{
	bool stops = repair_stop_at_each(repair, request);

	if (stops)
		repair_text(repair, "at each stop, mend the commit, then:");
	repair_command_text(repair, "git commit --amend%s",
			    allow_empty(request));
	if (stops)
		repair_command(repair, "git", "rebase", "--continue", NULL);
}

/* Leaves alone what was merged in and is no work of this branch. */
static void add_guard(struct repair *repair, struct buf *script,
		      const char *ref)
{
	const char *name = repair_remote_name(repair, ref);

	buf_add_text(script, "git merge-base --is-ancestor HEAD ");
	if (name)
		text_shell_quote(script, str_of(name));
	buf_add_text(script, " || ");
}

void repair_amend_each(struct repair *repair,
		       const struct repair_request *request,
		       const char *amend_options)
{
	struct buf script = BUF_INIT;

	if (is_tip_only(request)) {
		/* The options are shell text that is quoted already. */
		repair_command_text(repair,
				    "git commit --amend --no-edit%s%s%s",
				    allow_empty(request),
				    *amend_options ? " " : "", amend_options);
		return;
	}
	if (request->has_merges && request->start)
		add_guard(repair, &script, request->start);
	if (request->has_merges && request->update->kind == UPDATE_CHANGE)
		add_guard(repair, &script, request->update->name);
	buf_addf(&script, "git commit --amend --no-edit%s%s%s",
		 allow_empty(request), *amend_options ? " " : "",
		 amend_options);
	if (buf_failed(&script))
		repair->failed = true;
	else
		repair_command(repair, "git", "rebase", "--rebase-merges",
			       "--exec", buf_text(&script),
			       repair_base(repair, request), NULL);
	buf_release(&script);
}

void repair_amend_only(struct repair *repair,
		       const struct repair_request *request,
		       const char *amend_options)
{
	if (is_tip_only(request) || request->commit_count >= request->span) {
		repair_amend_each(repair, request, amend_options);
	} else if (request->commit_count > TODO_COMMITS_MAX) {
		(void)repair_stop_at_each(repair, request);
		repair_text(repair, "at each stop:");
		repair_command_text(repair, "git commit --amend --no-edit%s %s",
				    allow_empty(request), amend_options);
		repair_command(repair, "git", "rebase", "--continue", NULL);
	} else {
		exec_after(repair, request, " --no-edit", amend_options, NULL);
	}
}

void repair_sign(struct repair *repair, const struct repair_request *request)
{
	if (request->has_merges && !is_tip_only(request) &&
	    request->commit_count <= TODO_COMMITS_MAX)
		exec_after(repair, request, " --no-edit", "-S", "-S");
	else
		/* in a line, all above the oldest get new ids anyway */
		repair_amend_each(repair, request, "-S");
}

#define FILTER_BRANCH                                                    \
	"FILTER_BRANCH_SQUELCH_WARNING=1", "git", "filter-branch", "-f", \
		"--index-filter"

/* git-commit-tree(1) signs only when it is told to. */
void repair_filter_index(struct repair *repair,
			 const struct repair_request *request,
			 const struct buf *script)
{
	const char *base = repair_base(repair, request);
	const char *range = oid_is_zero(&request->base) ?
				    "HEAD" :
				    arena_printf(repair->arena, "%s..HEAD",
						 base ? base : "");

	if (buf_failed(script) || !base || !range)
		repair->failed = true;
	else if (request->is_signed)
		repair_command(repair, FILTER_BRANCH, buf_text(script),
			       "--commit-filter", "git commit-tree -S \"$@\"",
			       range, NULL);
	else
		repair_command(repair, FILTER_BRANCH, buf_text(script), range,
			       NULL);
}

void repair_push(struct repair *repair, const struct repair_request *request)
{
	repair->phase = REPAIR_PUSH;
	repair_command(repair, "git", "push", "origin",
		       repair_short_name(repair, request->update), NULL);
}

void repair_told_later(struct repair *repair,
		       const struct repair_request *request)
{
	repair_text(repair, "these have other ids by then: push again to be "
			    "told more");
	repair_push(repair, request);
}
