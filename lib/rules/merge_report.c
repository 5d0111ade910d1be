/*
 * merge_report.c - what is told about a step that does not come in as it
 * must, and what its repair will need. Never judges.
 */
#include "rules/merge_rule.h"

#define COMMITS_SHOWN 3
#define BRANCHES "refs/heads/"
/* Bytes of a commit that is read for its subject, and of that. */
#define COMMIT_BYTES_MAX (1u << 20)
#define SUBJECT_SIZE_MAX 200

struct hex {
	char text[OID_HEX_SIZE + 1];
};

static struct hex hex_of(const struct oid *id)
{
	struct hex hex;

	oid_format(id, hex.text);
	return hex;
}

static struct str short_name(const char *name)
{
	struct str s = str_of(name);

	return str_starts(s, BRANCHES) ? str_from(s, sizeof(BRANCHES) - 1) : s;
}

void merge_report_finish(const struct merge_case *it, struct finding *finding,
			 int topic, const struct oid *anchor,
			 const char *branches)
{
	const struct step *step = &it->steps[it->index];
	struct hex base = hex_of(&step->from);

	if (!finding)
		return;
	if (it->index + 1 < it->step_count)
		topic |= MERGE_TOPIC_MORE;
	finding->topic = topic;
	finding->anchor = *anchor;
	finding->draft = arena_printf(
		it->context->arena, "%s\n%s",
		oid_equal(&step->from, &it->context->update->old_commit) ?
			"" :
			base.text,
		branches ? branches : "");
}

void merge_report_wanted(const struct merge_case *it, struct finding *finding)
{
	const struct merge_rule *rule = it->rule;
	const struct rule_context *context = it->context;
	const char *any =
		rule->commit == MERGE_ANY ? ", or the fast-forward to it" : "";
	struct buf names = BUF_INIT;

	if (context->landing) {
		finding_rowf(context, finding, "wanted",
			     "the merge of \"%.*s\" as the server has it%s",
			     STR_ARGS(short_name(context->landing)), any);
	} else {
		ref_globs_describe(&rule->from, &names);
		finding_rowf(
			context, finding, "wanted",
			"the merge of a branch that is on the server%s%s%s",
			names.size ? ": " : "", buf_text(&names), any);
	}
	buf_clear(&names);
	ref_globs_describe(&rule->direct.paths, &names);
	if (names.size)
		finding_rowf(context, finding, "unless",
			     "nothing but %s is changed", buf_text(&names));
	buf_release(&names);
}

static int add_commit(const struct merge_case *it, struct finding *finding,
		      const struct oid *id)
{
	struct object object = { OBJECT_NONE, { NULL, 0 }, NULL };
	struct str subject = { NULL, 0 };
	struct hex hex = hex_of(id);
	struct commit commit;
	struct flaw flaw;
	int result = object_read(&object, it->context->repo, id,
				 COMMIT_BYTES_MAX, it->error);

	if (!result && !commit_read(&commit, id, object.data, &flaw))
		(void)str_next_line(&commit.message, &subject);
	if (!result)
		finding_rowf(it->context, finding, "commit", "%s %.*s",
			     hex.text,
			     STR_ARGS(str_first(subject, SUBJECT_SIZE_MAX)));
	object_release(&object);
	return result;
}

static int add_commits(const struct merge_case *it, struct finding *finding,
		       const struct oid *commits, size_t count)
{
	int result = 0;

	for (size_t i = 0; !result && i < count && i < COMMITS_SHOWN; i++)
		result = add_commit(it, finding, &commits[i]);
	if (count > COMMITS_SHOWN)
		finding_rowf(it->context, finding, "commits",
			     "and %zu more of them", count - COMMITS_SHOWN);
	return result;
}

/* What stands behind "comes", and what has to be done. */
struct way {
	const char *text; /* behind the name of the branch */
	int topic;
};

static const struct way run_ways[] = {
	[MERGE_NOWHERE] = { NULL, MERGE_TOPIC_DIRECT },
	[MERGE_TIP] = { "is fast-forwarded to, not merged", MERGE_TOPIC_AGAIN },
	[MERGE_PUSHED] = { "comes in by the push that brings it in here, and "
			   "without a merge",
			   MERGE_TOPIC_PUSH | MERGE_TOPIC_REDO },
	[MERGE_BELOW] = { "comes in only in part, and without a merge",
			  MERGE_TOPIC_AGAIN },
	[MERGE_ABOVE] = { "comes in with commits that it does not have on the "
			  "server, and without a merge",
			  MERGE_TOPIC_ABOVE | MERGE_TOPIC_REDO },
	[MERGE_BESIDE] = { "comes in along with other commits, and not by "
			   "the merge of its tip",
			   MERGE_TOPIC_AGAIN },
};

static const struct way parent_ways[] = {
	[MERGE_NOWHERE] = { NULL, MERGE_TOPIC_DIRECT },
	[MERGE_TIP] = { "may not come in by that merge", MERGE_TOPIC_AGAIN },
	[MERGE_PUSHED] = { "is not on the server yet as it is merged",
			   MERGE_TOPIC_PUSH },
	[MERGE_BELOW] = { "has newer commits on the server than the merge has",
			  MERGE_TOPIC_AGAIN },
	[MERGE_ABOVE] = { "is not on the server yet as it is merged",
			  MERGE_TOPIC_ABOVE },
	[MERGE_BESIDE] = { "comes in by another way than the merge of its tip",
			   MERGE_TOPIC_AGAIN },
};

/* A branch that is not there cannot be merged again before it is pushed. */
static int topic_of(const struct merge_case *it, const struct way *way)
{
	if (way->topic == MERGE_TOPIC_AGAIN && it->context->landing &&
	    oid_is_zero(&it->landing))
		return MERGE_TOPIC_PUSH | MERGE_TOPIC_REDO;
	return way->topic;
}

int merge_report_direct(const struct merge_case *it, const struct oid *commits,
			size_t count)
{
	const struct rule_context *context = it->context;
	const struct oid *to = &it->steps[it->index].to;
	struct str here = context->update->short_name;
	struct finding *finding;
	enum merge_place place;
	const char *name;
	int result = merge_find(&place, &name, it, to);

	if (result)
		return result;
	if (run_ways[place].text)
		finding = finding_add(context,
				      "\"%.*s\" %s: \"%.*s\" takes "
				      "merges only",
				      STR_ARGS(short_name(name)),
				      run_ways[place].text, STR_ARGS(here));
	else
		finding = finding_add(context,
				      "\"%.*s\" takes merges only: %zu "
				      "commit%s without one",
				      STR_ARGS(here), count,
				      count == 1 ? " comes" : "s come");
	result = add_commits(it, finding, commits, count);
	merge_report_wanted(it, finding);
	merge_report_finish(it, finding, topic_of(it, &run_ways[place]), to,
			    name);
	return result;
}

/* The tip that a merge on another line brings in, else the merge itself. */
static const struct oid *brought_in(const struct merge_case *it,
				    const struct commit_links *links)
{
	const char *landing = it->context->landing;

	for (size_t i = 1; i < links->parent_count; i++) {
		const char *name = merge_tip_of(it, &links->parents[i]);

		if (landing ? name == landing : name != NULL)
			return &links->parents[i];
	}
	return &it->steps[it->index].to;
}

int merge_report_aside(const struct merge_case *it,
		       const struct commit_links *links)
{
	const struct rule_context *context = it->context;
	const struct oid *to = brought_in(it, links);
	struct finding *finding;
	enum merge_place place;
	const char *name;
	int result = merge_find(&place, &name, it, to);

	if (result)
		return result;
	finding = finding_add(context,
			      "what \"%.*s\" has is not among the first "
			      "parents of what comes: it takes merges only",
			      STR_ARGS(context->update->short_name));
	result = add_commit(it, finding, &it->steps[it->index].to);
	merge_report_wanted(it, finding);
	merge_report_finish(it, finding, topic_of(it, &run_ways[place]), to,
			    name);
	return result;
}

void merge_report_back(const struct merge_case *it)
{
	const struct rule_context *context = it->context;
	struct finding *finding = finding_add(
		context, "\"%.*s\" is set back: it takes merges only",
		STR_ARGS(context->update->short_name));

	merge_report_finish(it, finding, MERGE_TOPIC_TOLD,
			    &it->steps[it->index].to, NULL);
}

int merge_report_parent(const struct merge_case *it, const struct oid *merge,
			const struct oid *parent)
{
	const struct rule_context *context = it->context;
	struct hex hex = hex_of(parent);
	struct finding *finding;
	enum merge_place place;
	const char *name;
	int result = merge_find(&place, &name, it, parent);

	if (result)
		return result;
	if (parent_ways[place].text)
		finding = finding_add(context, "\"%.*s\" %s",
				      STR_ARGS(short_name(name)),
				      parent_ways[place].text);
	else
		finding = finding_add(context,
				      "%s is merged, which is the tip of no "
				      "branch that may come in",
				      hex.text);
	result = add_commit(it, finding, merge);
	merge_report_wanted(it, finding);
	merge_report_finish(it, finding, topic_of(it, &parent_ways[place]),
			    parent, name);
	return result;
}

void merge_report_nothing(const struct merge_case *it, const struct oid *merge,
			  const struct oid *parent)
{
	const struct rule_context *context = it->context;
	struct hex merge_hex = hex_of(merge);
	struct hex hex = hex_of(parent);
	struct finding *finding;

	finding = finding_add(context,
			      "the commit %s merges nothing: \"%.*s\" has its "
			      "parent %s already",
			      merge_hex.text,
			      STR_ARGS(context->update->short_name), hex.text);
	merge_report_wanted(it, finding);
	merge_report_finish(it, finding, MERGE_TOPIC_DIRECT, merge, NULL);
}

void merge_report_octopus(const struct merge_case *it, const struct oid *merge,
			  const struct oid *parents, size_t count)
{
	const struct rule_context *context = it->context;
	char *names = merge_tips_list(it, parents, count);
	struct hex hex = hex_of(merge);
	struct finding *finding;

	finding = finding_add(context,
			      "the merge %s has %zu parents; at most %lld",
			      hex.text, count,
			      (long long)it->rule->max_parents);
	merge_report_wanted(it, finding);
	merge_report_finish(it, finding,
			    names ? MERGE_TOPIC_AGAIN : MERGE_TOPIC_DIRECT,
			    merge, names);
}

int merge_report_swapped(const struct merge_case *it, const struct oid *merge,
			 const struct oid *first)
{
	const struct rule_context *context = it->context;
	struct hex hex = hex_of(merge);
	struct finding *finding;
	enum merge_place place;
	const char *name;
	int result = merge_find(&place, &name, it, first);
	int topic = result ? 0 : topic_of(it, &parent_ways[place]);

	if (result)
		return result;
	finding = finding_add(context,
			      "the parents of the merge %s are swapped: "
			      "\"%.*s\" must be the first",
			      hex.text, STR_ARGS(context->update->short_name));
	merge_report_wanted(it, finding);
	if (topic == MERGE_TOPIC_PUSH || topic == MERGE_TOPIC_ABOVE)
		topic |= MERGE_TOPIC_REDO;
	merge_report_finish(it, finding, topic, first, name);
	return 0;
}
