/*
 * commit_date.c - the rule commit-date: committer dates in the future, too
 * old, or before a parent's. Never looks at author dates, which rebases and
 * mailed patches keep.
 */
#include "base/clock.h"
#include "rules/repair.h"

#define ID_DIGITS 7

struct date_options {
	int64_t ahead;	/* seconds, or OPTION_UNSET: not judged */
	int64_t behind; /* seconds, or OPTION_UNSET */
	int64_t order;	/* slack in seconds, or OPTION_UNSET */
};

static const struct option date_rows[] = {
	{ .key = "ahead",
	  .type = OPTION_DURATION,
	  .offset = offsetof(struct date_options, ahead),
	  .fallback = "10m",
	  .flags = OPTION_OR_FALSE,
	  .effect = EFFECT_BOUNDS,
	  .help = "how far in the future a committer date may be" },
	{ .key = "behind",
	  .type = OPTION_DURATION,
	  .offset = offsetof(struct date_options, behind),
	  .fallback = "30d",
	  .flags = OPTION_OR_FALSE,
	  .effect = EFFECT_BOUNDS,
	  .help = "how old a committer date may be" },
	{ .key = "order",
	  .type = OPTION_DURATION,
	  .offset = offsetof(struct date_options, order),
	  .fallback = "false",
	  .flags = OPTION_OR_FALSE,
	  .effect = EFFECT_BOUNDS,
	  .help = "how far before a parent's date it may be" },
	{ .key = NULL },
};
static const struct option_table date_options = { date_rows,
						  sizeof(struct date_options) };

/* Seconds from a to b, 0 if b is not later; cannot overflow. */
static uint64_t later_by(int64_t a, int64_t b)
{
	return b > a ? (uint64_t)b - (uint64_t)a : 0;
}

static bool exceeds(uint64_t seconds, int64_t most)
{
	return most != OPTION_UNSET && seconds > (uint64_t)most;
}

static struct finding *add_finding(const struct rule_context *context,
				   const struct commit *commit,
				   uint64_t distance, const char *where,
				   int64_t most)
{
	struct finding *finding;
	struct buf text = BUF_INIT;

	buf_add_text(&text, "dated ");
	clock_format_seconds(&text, commit->committer.time);
	buf_add_text(&text, ", ");
	clock_format_age(&text, distance);
	buf_addf(&text, " %s; at most ", where);
	if (most > 0)
		clock_format_duration(&text, most);
	else
		buf_add_text(&text, "0s");
	finding = finding_add_commit(context, commit, "%s", buf_text(&text));
	buf_release(&text);
	return finding;
}

/* The parent that is the furthest ahead is named. */
static int judge_order(const struct date_options *options,
		       const struct rule_context *context,
		       const struct commit *commit, struct error *error)
{
	const struct oid *latest = NULL;
	char hex[OID_HEX_SIZE + 1];
	uint64_t distance = 0;
	struct finding *finding;

	for (size_t i = 0; i < commit->parent_count; i++) {
		const struct commit_links *links;
		uint64_t one;
		int result = graph_links(&links, context->graph,
					 &commit->parents[i], error);

		if (result)
			return result;
		one = later_by(commit->committer.time, links->time);
		if (one > distance) {
			distance = one;
			latest = &commit->parents[i];
		}
	}
	if (!latest || !exceeds(distance, options->order))
		return 0;
	finding = add_finding(context, commit, distance, "before its parent",
			      options->order);
	finding_rowf(context, finding, "parent", "%.*s", ID_DIGITS,
		     oid_format(latest, hex));
	return 0;
}

static int judge_commit(const void *rule_options,
			const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	const struct date_options *options = rule_options;
	uint64_t ahead = later_by(context->now, commit->committer.time);
	uint64_t behind = later_by(commit->committer.time, context->now);

	if (exceeds(ahead, options->ahead))
		(void)add_finding(context, commit, ahead, "in the future",
				  options->ahead);
	if (exceeds(behind, options->behind))
		(void)add_finding(context, commit, behind, "in the past",
				  options->behind);
	if (options->order == OPTION_UNSET)
		return 0;
	return judge_order(options, context, commit, error);
}

/* Amending renews the committer date; the author's stays. */
static void repair_date(struct repair *repair,
			const struct repair_request *request)
{
	repair_text(repair,
		    "this dates them now; see that your clock is right:");
	repair_amend_each(repair, request, "");
	repair_push(repair, request);
}

const struct rule rule_commit_date = {
	.id = "commit-date",
	.summary = "committer dates in the future, too old, or before "
		   "a parent's",
	.options = &date_options,
	.commits_fail = "have a wrong committer date",
	.commit_fails = "has a wrong committer date",
	.judge_commit = judge_commit,
	.repair = repair_date,
};
