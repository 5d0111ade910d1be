/*
 * follow_up_evidence.c - whether what was owed has been done: on refs, in a
 * file, by a tag, by a word of somebody. Never believes a message.
 */
#include "rules/follow_up.h"

#include "git/memory.h"
#include "rules/open_refs.h"
#include "rules/statement.h"
#include "rules/versions.h"

#define REPORT_SIZE_MAX (1u << 20)
#define OWN_COMMITS_MAX 200
#define COMMIT_BYTES_MAX (1u << 20)

struct question {
	const struct evidence *evidence;
	const struct rule_context *context;
	struct debt *debt;
	struct error *error;
};

static bool is_empty(const struct question *question,
		     const struct commit *commit)
{
	const struct commit_links *links;
	struct error ignored = { 0 };

	return commit->parent_count == 1 &&
	       !graph_links(&links, question->context->graph,
			    &commit->parents[0], &ignored) &&
	       oid_equal(&links->tree, &commit->tree);
}

/* *own: it changes something itself. */
static enum match is_picked(const struct question *question,
			    const struct globs *refs, const struct oid *id,
			    bool *own)
{
	struct object object = { .handle = NULL };
	struct commit commit;
	enum match match = MATCH_YES;
	struct flaw flaw;

	*own = false;
	if (object_read(&object, question->context->repo, id, COMMIT_BYTES_MAX,
			question->error))
		return MATCH_BROKEN;
	if (commit_read(&commit, id, object.data, &flaw))
		match = MATCH_NO;
	/* what a merge brings in is asked for itself */
	else if (commit.parent_count < 2 && !is_empty(question, &commit)) {
		*own = true;
		match = commit_is_pick(question->context->graph,
				       question->context->repo, &commit, refs,
				       NULL, question->error);
	}
	object_release(&object);
	return match;
}

static int find_own(struct range *out, const struct question *question)
{
	const struct rule_context *context = question->context;
	const struct debt *debt = question->debt;
	struct known *known;
	int result = known_new(&known, context->graph, question->error);

	if (!result && !oid_is_zero(&debt->base))
		result = known_add_tip(known, &debt->base, question->error);
	return result ? result :
			graph_range(out, context->graph, known, &debt->tip,
				    question->error);
}

/* Every commit that came in by the landing has its twin there. */
static enum match are_picked(const struct question *question,
			     const struct globs *refs)
{
	struct range range = { 0 };
	enum match match = MATCH_YES;
	bool any = false;

	if (find_own(&range, question))
		return MATCH_BROKEN;
	if (range.count > OWN_COMMITS_MAX)
		match = MATCH_NO;
	for (size_t i = 0; match == MATCH_YES && i < range.count; i++) {
		bool own;

		match = is_picked(question, refs, &range.commits[i], &own);
		any |= own;
	}
	range_release(&range);
	return match == MATCH_YES && !any ? MATCH_NO : match;
}

/* An open ref without the branch; 1: nor has it the picks. */
static int lacks(const struct ref *ref, void *data)
{
	const struct question *question = data;
	const struct evidence *evidence = question->evidence;
	struct arena *arena = question->context->arena;
	enum match picked = MATCH_NO;
	struct buf text = BUF_INIT;
	struct glob glob;
	int result = 0;

	if (evidence->by == EVIDENCE_CHERRY_PICK) {
		glob_quote(&text, str_of(ref->name));
		result = buf_failed(&text) ?
				 error_no_memory(question->error) :
				 glob_compile(&glob, buf_str(&text), arena,
					      question->error);
		if (!result)
			picked = are_picked(question,
					    &(struct globs){ &glob, 1 });
	}
	buf_release(&text);
	if (result || picked == MATCH_BROKEN)
		return question->error->code;
	if (picked == MATCH_NO)
		question->debt->lacks = ref->name;
	return picked == MATCH_NO;
}

/* Where there is no such ref, nothing has to go there. */
static enum match is_merged(struct question *question)
{
	const struct debt *debt = question->debt;
	struct globs refs;
	struct open_refs open = {
		.context = question->context,
		.refs = &refs,
		.closer = oid_is_zero(&debt->holder) ? NULL : &debt->holder,
	};
	int result = ref_globs_resolve(&refs, &question->evidence->merged_into,
				       debt->vars, question->error);

	if (!result)
		result = open_refs_lacking(&open, &debt->tip, lacks, question,
					   question->error);
	if (result < 0)
		return MATCH_BROKEN;
	return result ? MATCH_NO : MATCH_YES;
}

static enum match says_all(const struct question *question, struct str text)
{
	const struct patterns *patterns = &question->evidence->must_match;
	enum match match = MATCH_YES;

	for (size_t i = 0; match == MATCH_YES && i < patterns->count; i++)
		match = pattern_match(patterns->items[i], question->debt->vars,
				      text, NULL, question->error);
	return match;
}

static enum match blob_says(const struct question *question,
			    const struct oid *id)
{
	struct object object = { .handle = NULL };
	enum match match;
	int result;

	if (!question->evidence->must_match.count)
		return MATCH_YES;
	result = object_read(&object, question->context->repo, id,
			     REPORT_SIZE_MAX, question->error);
	if (result)
		return result == ERROR_LIMIT ? MATCH_NO : MATCH_BROKEN;
	match = says_all(question, object.data);
	object_release(&object);
	return match;
}

struct file_search {
	const struct question *question;
	const struct globs *paths;
	enum match match;
};

static int try_file(const struct diff_entry *entry, void *data)
{
	struct file_search *search = data;

	if ((entry->new.mode != MODE_FILE &&
	     entry->new.mode != MODE_EXECUTABLE) ||
	    !globs_match(search->paths, entry->path))
		return 0;
	search->match = blob_says(search->question, &entry->new.id);
	return search->match != MATCH_NO;
}

/*
 * Where neither the path nor what it says is this landing's own, the file has
 * to be another than before: else the last report would do for ever.
 */
static bool is_specific(const struct evidence *evidence)
{
	for (size_t i = 0; i < evidence->must_match.count; i++)
		if (evidence->must_match.items[i]->dynamic)
			return true;
	return evidence->path.dynamic_count > 0;
}

static int find_tree(struct oid *out, const struct question *question,
		     const struct oid *commit)
{
	const struct commit_links *links;
	int result = graph_links(&links, question->context->graph, commit,
				 question->error);

	if (!result)
		*out = links->tree;
	return result;
}

static int search_tree(struct file_search *search, const struct ref *ref)
{
	const struct question *question = search->question;
	const struct rule_context *context = question->context;
	struct oid base, tip;
	struct diff_request request = {
		.bases = &base,
		.deadline = graph_deadline(context->graph),
		.each = try_file,
		.context = search,
	};
	int result = refs_peel(&tip, context->repo, &ref->id, question->error);

	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	result = find_tree(&request.new, question, &tip);
	if (!result && !is_specific(question->evidence) &&
	    !oid_is_zero(&question->debt->base)) {
		request.base_count = 1;
		result = find_tree(&base, question, &question->debt->base);
	}
	if (!result)
		result = diff_trees(context->repo, &request, question->error);
	return result < 0 ? result : 0;
}

static int search_ref(const struct ref *ref, void *data)
{
	struct file_search *search = data;
	int result = search->match == MATCH_NO ? search_tree(search, ref) : 0;

	return result ? result : search->match != MATCH_NO;
}

static enum match has_file(const struct question *question)
{
	const struct evidence *evidence = question->evidence;
	struct file_search search = { .question = question, .match = MATCH_NO };
	struct globs paths, refs;

	search.paths = &paths;
	if (ref_globs_resolve(&paths, &evidence->path, question->debt->vars,
			      question->error) ||
	    ref_globs_resolve(&refs, &evidence->ref, question->debt->vars,
			      question->error) ||
	    refs_each(question->context->repo, &refs, search_ref, &search,
		      question->error) < 0)
		return MATCH_BROKEN;
	return search.match;
}

/* A tag that was there and is gone again was made. */
static enum match was_there(const struct question *question, const char *name)
{
	const struct rule_context *context = question->context;
	const char *memory = version_tag_memory_name(name, context->arena);
	struct str text, by;
	int result = memory ? memory_read(&text, context->repo, memory,
					  context->arena, question->error) :
			      error_no_memory(question->error);

	if (result && result != ERROR_NOT_FOUND)
		return MATCH_BROKEN;
	return !result && memory_get(text, "by", &by) && str_is(by, "tag") ?
		       MATCH_YES :
		       MATCH_NO;
}

static enum match has_tag(const struct question *question)
{
	struct buf name = BUF_INIT;
	enum match match = MATCH_BROKEN;
	struct oid id;
	int result;

	buf_add_text(&name, "refs/tags/");
	result = vars_expand(question->debt->vars, question->evidence->tag,
			     VARS_PLAIN, &name, question->error);
	if (!result)
		result = refs_lookup(&id, question->context->repo,
				     buf_text(&name), question->error);
	if (!result)
		match = MATCH_YES;
	else if (result == ERROR_NOT_FOUND)
		match = was_there(question, buf_text(&name));
	buf_release(&name);
	return match;
}

static int is_from_group(const struct statement *statement, void *data)
{
	const struct question *question = data;
	const struct audience *groups = &question->evidence->approval;
	const struct rule_context *context = question->context;

	if (statement->signature.state != SIGNATURE_GOOD ||
	    statement_check(statement, context, "Approve"))
		return 0;
	for (size_t i = 0; i < groups->count; i++)
		if (signer_in_group(statement->signature.signer,
				    context->people, groups->groups[i]))
			return 1;
	return 0;
}

static enum match has_approval(const struct question *question)
{
	const struct rule_context *context = question->context;
	char hex[OID_HEX_SIZE + 1];
	const char *prefix =
		arena_printf(context->arena, "refs/approvals/%s/",
			     oid_format(&question->debt->landing, hex));
	struct question copy = *question;
	int result;

	if (!prefix) {
		error_no_memory(question->error);
		return MATCH_BROKEN;
	}
	result = statement_each(context, prefix, true, is_from_group, &copy,
				question->error);
	if (result < 0)
		return MATCH_BROKEN;
	return result ? MATCH_YES : MATCH_NO;
}

static bool has_value(const char *text, const struct vars *vars)
{
	struct buf ignored = BUF_INIT;
	struct error error = { 0 };
	bool has = !vars_expand(vars, text, VARS_PLAIN, &ignored, &error);

	buf_release(&ignored);
	return has;
}

static bool have_values(const struct ref_globs *globs, const struct vars *vars)
{
	bool have = true;

	for (size_t i = 0; i < globs->dynamic_count; i++)
		have &= has_value(globs->dynamic[i], vars);
	return have;
}

/* What was opened under another policy may lack what this one asks for. */
static bool can_be_asked(const struct evidence *evidence,
			 const struct vars *vars)
{
	bool can = have_values(&evidence->merged_into, vars) &&
		   have_values(&evidence->path, vars) &&
		   have_values(&evidence->ref, vars) &&
		   (!evidence->tag || has_value(evidence->tag, vars));

	for (size_t i = 0; i < evidence->must_match.count; i++)
		can &= has_value(evidence->must_match.items[i]->text, vars);
	return can;
}

enum match evidence_is_there(const struct evidence *evidence,
			     const struct rule_context *context,
			     struct debt *debt, struct error *error)
{
	struct question question = { evidence, context, debt, error };

	if (!can_be_asked(evidence, debt->vars))
		return MATCH_NO;
	if (!ref_globs_is_empty(&evidence->merged_into))
		return is_merged(&question);
	if (!ref_globs_is_empty(&evidence->path))
		return has_file(&question);
	return evidence->tag ? has_tag(&question) : has_approval(&question);
}
