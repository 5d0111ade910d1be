/*
 * mend_structure.c - repairs of names and objects that no policy can allow,
 * and of what the server has otherwise. Never judges.
 */
#include "base/text.h"
#include "gate/mend.h"
#include "gate/structure.h"
#include "rules/approval.h"

#include <string.h>

#define NEW_NAME "NEW-NAME"
#define HEADS "refs/heads/"
#define TAGS "refs/tags/"
/* As many as a command can be read with. */
#define GIT_PATHS_MAX 16

/* By its id, for what no local ref is called. */
static void push_as(struct repair *repair, const struct oid *id,
		    const char *ref)
{
	const char *short_id = repair_id(repair, id);
	const char *refspec =
		short_id ? arena_printf(repair->arena, "%s:%s", short_id, ref) :
			   NULL;

	repair->phase = REPAIR_PUSH;
	if (refspec)
		repair_command(repair, "git", "push", "origin", refspec, NULL);
	else
		repair->failed = true;
}

static void push_to_new_name(struct repair *repair,
			     const struct ref_update *update)
{
	repair_text(repair, "with another name for " NEW_NAME ":");
	push_as(repair, &update->new,
		update->class == REF_TAG ? TAGS NEW_NAME : HEADS NEW_NAME);
}

/* "refs/heads/refs/heads/x": it is plain what was meant. */
static void mend_unnameable(struct repair *repair,
			    const struct ref_update *update)
{
	if (!str_starts(update->short_name, HEADS) ||
	    str_starts(str_from(update->short_name, strlen(HEADS)), "refs/")) {
		push_to_new_name(repair, update);
		return;
	}
	repair_text(repair, "with the prefix once:");
	push_as(repair, &update->new, update->short_name.data);
}

static void mend_name(struct repair *repair,
		      const struct repair_request *request)
{
	repair_text(repair, "with another name for " NEW_NAME ":");
	repair_rename(repair, request, NEW_NAME);
}

static void mend_namespace(struct repair *repair,
			   const struct ref_update *update)
{
	repair_text(repair, "as a branch, with its name for " NEW_NAME ":");
	push_as(repair, &update->new, HEADS NEW_NAME);
}

static void mend_shallow(struct repair *repair,
			 const struct repair_request *request)
{
	repair_text(repair, "your clone is shallow; to get the rest:");
	repair_command(repair, "git", "fetch", "--unshallow", "origin", NULL);
	repair_push(repair, request);
}

static bool has_topic(const struct repair_request *request,
		      enum structure_topic topic)
{
	for (size_t i = 0; i < request->finding_count; i++)
		if (request->findings[i]->topic == (int)topic)
			return true;
	return false;
}

/* Paths that are .git, each once. */
struct git_paths {
	const char *items[GIT_PATHS_MAX];
	size_t count;
	bool more; /* than have room */
};

static void add_git_path(struct git_paths *paths, const char *path)
{
	for (size_t i = 0; i < paths->count; i++)
		if (!strcmp(paths->items[i], path))
			return;
	if (paths->count < GIT_PATHS_MAX)
		paths->items[paths->count++] = path;
	else
		paths->more = true;
}

static struct git_paths find_git_paths(const struct repair_request *request)
{
	struct git_paths paths = { .count = 0 };

	for (size_t i = 0; i < request->finding_count; i++) {
		const struct finding *finding = request->findings[i];

		if (finding->topic == STRUCTURE_TREE && finding->draft)
			add_git_path(&paths, finding->draft);
	}
	return paths;
}

/* With paths alone, git leaves out merges and commits that change nothing. */
static void leave_out(struct repair *repair, struct buf *text,
		      const struct git_paths *paths)
{
	buf_add_text(text, " --full-history --sparse -- :/");
	for (size_t i = 0; i < paths->count; i++) {
		const char *word = arena_printf(repair->arena,
						":(top,exclude,literal)%s",
						paths->items[i]);

		if (!word) {
			repair->failed = true;
			return;
		}
		buf_add_byte(text, ' ');
		text_shell_quote(text, str_of(word));
	}
}

/* What a malformed tree holds always differs from git's index. */
static void rewrite_trees(struct repair *repair,
			  const struct repair_request *request,
			  const struct git_paths *paths)
{
	struct buf text = BUF_INIT;

	buf_add_text(&text, "git fast-export --no-data "
			    "--reference-excluded-parents ");
	if (!oid_is_zero(&request->base))
		buf_addf(&text, "^%s ", repair_base(repair, request));
	text_shell_quote(&text, str_of(request->update->name));
	if (paths->count)
		leave_out(repair, &text, paths);
	buf_add_text(&text, " | git fast-import --quiet --force");
	if (buf_failed(&text))
		repair->failed = true;
	else
		repair_command_text(repair, "%s", buf_text(&text));
	buf_release(&text);
}

/* Picking a commit anew drops headers that git does not know. */
static void rewrite_commits(struct repair *repair,
			    const struct repair_request *request)
{
	repair_command(repair, "git", "rebase", "--rebase-merges",
		       "--force-rebase", repair_base(repair, request), NULL);
}

/* Findings are in the order of the set, newest first. */
static size_t odd_authors(struct oid *out, const struct repair_request *request)
{
	size_t count = 0;

	for (size_t i = request->finding_count; i-- > 0;)
		if (request->findings[i]->topic == STRUCTURE_AUTHOR)
			out[count++] = request->findings[i]->commit;
	return count;
}

/* Nothing in git mends one: it is kept, or git gives up. */
static void replace_authors(struct repair *repair,
			    const struct repair_request *request)
{
	struct repair_request odd = *request;
	struct oid *commits = arena_alloc(
		repair->arena, (request->finding_count + 1) * sizeof(*commits));

	if (!commits) {
		repair->failed = true;
		return;
	}
	odd.commits = commits;
	odd.commit_count = odd_authors(commits, request);
	repair_text(repair,
		    "git keeps such an author as it is; to put yourself "
		    "in its place:");
	repair_amend_only(repair, &odd, "--reset-author");
	if (odd.commit_count < request->commit_count)
		repair_text(repair, "then push again to be told more");
}

static void mend_commits(struct repair *repair,
			 const struct repair_request *request)
{
	const struct git_paths paths = find_git_paths(request);

	if (has_topic(request, STRUCTURE_AUTHOR) ||
	    has_topic(request, STRUCTURE_COMMIT))
		repair_text(repair, "other rules judge such a commit once it "
				    "can be read");
	if (has_topic(request, STRUCTURE_AUTHOR) &&
	    has_topic(request, STRUCTURE_TREE)) {
		repair_text(repair, "git can make neither anew while the other "
				    "is there: ask for help");
		return;
	}
	if (has_topic(request, STRUCTURE_AUTHOR)) {
		replace_authors(repair, request);
		repair_push(repair, request);
		return;
	}
	if (paths.count)
		repair_text(repair, "to have git make it anew without %s:",
			    paths.more	     ? "the first of those paths" :
			    paths.count == 1 ? "that path" :
					       "those paths");
	else
		repair_text(repair, "to have git make it anew:");
	if (has_topic(request, STRUCTURE_TREE))
		rewrite_trees(repair, request, &paths);
	else
		rewrite_commits(repair, request);
	repair_push(repair, request);
}

static void mend_tag(struct repair *repair,
		     const struct repair_request *request)
{
	const struct ref_update *update = request->update;
	const char *name = arena_copy(repair->arena, update->short_name);

	if (oid_is_zero(&update->new_commit))
		return;
	repair_text(repair, "other rules judge such a tag once it can be read");
	repair_text(repair, "to have git make it anew:");
	repair_command(repair, "git", "tag", repair_tag_option(request), "-f",
		       name ? name : update->name,
		       repair_id(repair, &update->new_commit), NULL);
	repair_push(repair, request);
}

static void mend_tip(struct repair *repair, const struct ref_update *update)
{
	if (oid_is_zero(&update->new_commit))
		return;
	repair_text(repair, "to push the commit that it leads to:");
	push_as(repair, &update->new_commit, update->name);
}

static void mend_root(struct repair *repair,
		      const struct repair_request *request)
{
	if (!request->start || !request->branch)
		return;
	repair->moves = true;
	repair_text(repair, "to put its commits on top of that:");
	repair_command(repair, "git", "rebase", "--onto",
		       repair_remote_name(repair, request->start), "--root",
		       request->branch, NULL);
	repair_push(repair, request);
}

void mend_structure(struct repair *repair, const struct repair_request *request)
{
	const struct ref_update *update = request->update;

	if (update->kind == UPDATE_DELETE &&
	    request->findings[0]->topic != STRUCTURE_SAID)
		return;
	switch ((enum structure_topic)request->findings[0]->topic) {
	case STRUCTURE_OTHER:
		break;
	case STRUCTURE_NAME:
		mend_name(repair, request);
		break;
	case STRUCTURE_UNNAMEABLE:
		mend_unnameable(repair, update);
		break;
	case STRUCTURE_NAMESPACE:
		mend_namespace(repair, update);
		break;
	case STRUCTURE_SHALLOW:
		mend_shallow(repair, request);
		break;
	case STRUCTURE_COMMIT:
	case STRUCTURE_AUTHOR:
	case STRUCTURE_TREE:
		mend_commits(repair, request);
		break;
	case STRUCTURE_TAG:
		mend_tag(repair, request);
		break;
	case STRUCTURE_TIP:
		mend_tip(repair, update);
		break;
	case STRUCTURE_ROOT:
		mend_root(repair, request);
		break;
	case STRUCTURE_SAID:
		approval_repair(repair, request);
		break;
	}
}

void mend_unmatched(struct repair *repair, const struct repair_request *request)
{
	const struct ref_update *update = request->update;

	if (update->kind == UPDATE_DELETE)
		return;
	repair_text(repair, "with one of these names for " NEW_NAME ":");
	if (update->class == REF_OTHER)
		push_as(repair, &update->new, HEADS NEW_NAME);
	else
		repair_rename(repair, request, NEW_NAME);
}

static void fetch_other(struct repair *repair, const struct ref_update *update)
{
	const char *refspec = arena_printf(repair->arena, "+%s:%s",
					   update->name, update->name);

	if (!refspec) {
		repair->failed = true;
		return;
	}
	repair_text(repair, "to get the server's, in place of yours:");
	repair_command(repair, "git", "fetch", "origin", refspec, NULL);
}

void mend_stale(struct repair *repair, const struct repair_request *request)
{
	const struct ref_update *update = request->update;

	if (oid_is_zero(&update->old)) {
		repair_text(repair, "to see what is there now:");
		repair_command(repair, "git", "fetch", "--prune", "origin",
			       NULL);
	} else if (update->class != REF_BRANCH) {
		fetch_other(repair, update);
	} else {
		repair_text(repair, update->kind == UPDATE_DELETE ?
					    "to see what is there now:" :
					    "to put your commits on top:");
		repair_command(repair, "git", "fetch", "origin", NULL);
		if (update->kind == UPDATE_DELETE)
			return;
		repair->moves = true;
		repair_command(repair, "git", "rebase", "--rebase-merges",
			       repair_remote_name(repair, update->name), NULL);
		repair_push(repair, request);
	}
}
