/*
 * structure_objects.c - new objects of governed refs that could be read in
 * two ways. Never looks at names of refs.
 */
#include "gate/structure.h"

#include "base/slices.h"
#include "git/survey.h"

#include <string.h>

#define TAG_CHAIN_MAX 10

void structure_tip(const struct rule_context *context)
{
	const struct ref_update *update = context->update;
	struct finding *finding;

	if (update->class != REF_BRANCH || update->kind == UPDATE_DELETE ||
	    update->new_type == OBJECT_COMMIT)
		return;
	finding = finding_add(context,
			      "a branch must point at a commit, not at a %s",
			      object_type_name(update->new_type));
	if (finding)
		finding->topic = STRUCTURE_TIP;
}

/* The line of the object that is at fault, to be shown. */
static struct str line_of(struct str raw, size_t number)
{
	struct str line = { NULL, 0 };

	for (size_t i = 0; i < number; i++)
		if (!str_next_line(&raw, &line))
			return (struct str){ NULL, 0 };
	return line;
}

static void report_flaw(const struct rule_context *context,
			struct finding *finding, enum structure_topic topic,
			struct str raw, const struct flaw *flaw)
{
	if (finding)
		finding->topic = (int)topic;
	if (!finding || !flaw->line)
		return;
	finding_excerpt(context, finding, line_of(raw, flaw->line), flaw->line,
			0, 0);
}

/* Its first author line is what is wrong, or there is none. */
static bool author_is_at_fault(struct str raw, size_t flawed)
{
	struct str line;

	for (size_t i = 1; str_next_line(&raw, &line) && line.size; i++)
		if (str_starts(line, "author "))
			return i == flawed;
	return true;
}

static void report_commit(const struct rule_context *context,
			  const struct commit *commit, const struct flaw *flaw)
{
	struct finding *finding =
		finding_add_commit(context, commit, "%s", flaw->what);

	if (finding)
		finding->subject = STR("(unreadable)");
	report_flaw(context, finding,
		    author_is_at_fault(commit->raw, flaw->line) ?
			    STRUCTURE_AUTHOR :
			    STRUCTURE_COMMIT,
		    commit->raw, flaw);
}

static void report_tree(const struct rule_context *context,
			const struct commit *commit, const struct error *flaw,
			const struct buf *git_path)
{
	struct finding *finding =
		finding_add_commit(context, commit, "%s", flaw->text);

	if (!finding)
		return;
	finding->topic = STRUCTURE_TREE;
	if (git_path->size && !buf_failed(git_path))
		finding->draft = arena_copy(context->arena, buf_str(git_path));
}

static int check_trees(const struct rule_context *context,
		       const struct commit *commit, struct error *error)
{
	struct oid bases[COMMIT_PARENTS_MAX];
	struct buf git_path = BUF_INIT;
	struct diff_request request = {
		.bases = bases,
		.base_count = commit->parent_count,
		.new = commit->tree,
		.deadline = graph_deadline(context->graph),
		.git_path = &git_path,
	};
	struct error flaw = { 0 };
	int result = 0;

	if (survey_holds(context->repo, &commit->tree))
		return 0;
	for (size_t i = 0; !result && i < commit->parent_count; i++)
		result = graph_tree(&bases[i], context->graph,
				    &commit->parents[i], error);
	if (result)
		return result;
	result = diff_check_new_trees(context->repo, &request, &flaw);
	if (result == ERROR_BROKEN) {
		report_tree(context, commit, &flaw, &git_path);
		result = 0;
	} else {
		*error = flaw;
	}
	buf_release(&git_path);
	return result;
}

static int read_commit(struct object *out, const struct rule_context *context,
		       const struct oid *id, size_t message_limit,
		       struct error *error)
{
	char hex[OID_HEX_SIZE + 1];
	int result = object_read(out, context->repo, id,
				 message_limit + OBJECT_HEADERS_SIZE_MAX,
				 error);

	oid_format(id, hex);
	if (result == ERROR_LIMIT)
		return error_set(error, ERROR_LIMIT,
				 "commit %.12s has a message of more than %zu "
				 "bytes",
				 hex, message_limit);
	return result ? error_context(error, "commit %.12s", hex) : 0;
}

static int check_commit(struct whole_commit *out,
			const struct rule_context *context,
			const struct oid *id, size_t message_limit,
			struct error *error)
{
	struct commit *commit = &out->commit;
	struct flaw flaw = { 0 };
	char hex[OID_HEX_SIZE + 1];

	if (commit_read(commit, id, out->object.data, &flaw)) {
		report_commit(context, commit, &flaw);
		return 0;
	}
	if (commit->message.size > message_limit)
		return error_set(error, ERROR_LIMIT,
				 "commit %.12s has a message of %zu bytes; "
				 "at most %zu are judged",
				 oid_format(id, hex), commit->message.size,
				 message_limit);
	return check_trees(context, commit, error);
}

int structure_commit(struct whole_commit *out,
		     const struct rule_context *context, const struct oid *id,
		     size_t message_limit, struct error *error)
{
	int result = graph_check_deadline(context->graph, error);

	out->object = (struct object){ 0 };
	if (!result)
		result = read_commit(&out->object, context, id, message_limit,
				     error);
	if (!result)
		result = check_commit(out, context, id, message_limit, error);
	return result ? result : repo_check_answers(context->repo, error);
}

/* What each commit is checked with. */
struct check {
	const struct rule_context *context;
	const struct range *commits;
	size_t message_limit;
	bool oldest_first;
	struct error *error;
};

static int check_next(size_t index, bool helping, void *context)
{
	const struct check *check = context;
	const struct range *commits = check->commits;
	size_t at = check->oldest_first ? commits->count - 1 - index : index;
	struct whole_commit whole;
	int result = structure_commit(&whole, check->context,
				      &commits->commits[at],
				      check->message_limit, check->error);

	(void)helping;
	object_release(&whole.object);
	return result;
}

static size_t left_behind(const void *context)
{
	const struct check *check = context;

	return judgement_size(check->context->judgement);
}

/*
 * Where parents come first, only what differs from them has to be looked at.
 * What is wrong is told newest first.
 */
int structure_commits(const struct rule_context *context,
		      const struct range *commits, size_t message_limit,
		      struct error *error)
{
	struct check check = { context, commits, message_limit, true, error };
	const struct slices_work work = { commits->count, check_next,
					  left_behind, &check };
	size_t findings = context->judgement->finding_count;
	size_t before = left_behind(&check);
	int result;

	survey_assume(context->repo, commits->count);
	result = slices_run(&work);
	if (!survey_confirm(context->repo)) {
		judgement_forget(context->judgement, findings);
		result = slices_run(&work);
	}
	if (!result && left_behind(&check) == before)
		return 0;
	judgement_forget(context->judgement, findings);
	check.oldest_first = false;
	return slices_run(&work);
}

static int check_tag(const struct rule_context *context, struct oid *id,
		     enum object_type *type, size_t message_limit,
		     struct error *error)
{
	struct object object = { 0 };
	struct tag tag = { 0 };
	struct flaw flaw = { 0 };
	char hex[OID_HEX_SIZE + 1];
	int result = object_read(&object, context->repo, id,
				 message_limit + OBJECT_HEADERS_SIZE_MAX,
				 error);

	if (result) {
		error_context(error, "tag %.12s", oid_format(id, hex));
		return result;
	}
	*type = OBJECT_NONE;
	if (tag_read(&tag, id, object.data, &flaw)) {
		report_flaw(context,
			    finding_add(context,
					"the tag object is malformed: %s",
					flaw.what),
			    STRUCTURE_TAG, object.data, &flaw);
	} else {
		*id = tag.target;
		*type = tag.target_type;
	}
	object_release(&object);
	return result;
}

int structure_tags(const struct rule_context *context, size_t message_limit,
		   struct error *error)
{
	const struct ref_update *update = context->update;
	enum object_type type = update->new_type;
	struct oid id = update->new;
	int result = 0;

	for (size_t i = 0; !result && type == OBJECT_TAG; i++) {
		if (i == TAG_CHAIN_MAX)
			return error_set(error, ERROR_LIMIT,
					 "more than %d tags of tags",
					 TAG_CHAIN_MAX);
		result = check_tag(context, &id, &type, message_limit, error);
	}
	return result;
}
