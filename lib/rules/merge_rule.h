/*
 * merge_rule.h - the parts of the rule merge: its options, the tips that may
 * come in, what is told about a step, and how a step is made anew.
 */
#ifndef REFGATE_RULES_MERGE_RULE_H
#define REFGATE_RULES_MERGE_RULE_H

#include "rules/message_options.h"
#include "rules/repair.h"

enum merge_commit {
	MERGE_REQUIRED,
	MERGE_ANY, /* a fast-forward will do */
};

struct merge_rule {
	int commit; /* enum merge_commit */
	struct ref_globs from;
	bool first_parent;
	int64_t max_parents;
	bool clean;
	bool has_message;
	struct message_form message;
	struct merge_direct {
		struct ref_globs paths;
	} direct;
};

/* A branch of this server, as it was before the push. */
struct merge_tip {
	struct oid id;
	const char *name; /* in the arena */
};

/* One update, or one landing of it, while it is judged. */
struct merge_case {
	const struct merge_rule *rule;
	const struct rule_context *context;
	struct error *error;
	struct globs from;	/* resolved; count 0: all branches */
	struct merge_tip *tips; /* heap; sorted by id, then by name */
	size_t tip_count;
	struct oid landing; /* tip of the branch that lands; zero: none yet */
	struct step *steps; /* heap */
	size_t step_count;
	bool whole;
	size_t forward; /* steps that are a fast-forward to a tip: the first */
	size_t index;	/* of the step that is looked at */
};

/* All of the update; merge_case_close() is due whatever it returns. */
int merge_case_open(struct merge_case *out, const struct merge_rule *rule,
		    const struct rule_context *context, struct error *error);
void merge_case_close(struct merge_case *it);

enum merge_step_kind {
	MERGE_STEP_ELSEWHERE, /* another landing's */
	MERGE_STEP_FORWARD,   /* part of a fast-forward that may come in */
	MERGE_STEP_PLAIN,     /* without a merge */
	MERGE_STEP_ASIDE,     /* leaves the line of first parents */
	MERGE_STEP_BACK,      /* nothing comes in */
	MERGE_STEP_SWAPPED,   /* merges the ref into what comes in */
	MERGE_STEP_MERGE,
};
struct merge_step {
	enum merge_step_kind kind;
	const struct commit_links *links; /* of its last commit */
	size_t mainline; /* of a merge, the parent that the ref had */
};
/* The step at it->index. */
int merge_step_read(struct merge_step *out, const struct merge_case *it);

/* Reads the tips; merge_tips_release() is due whatever it returns. */
int merge_tips_read(struct merge_case *it);
void merge_tips_release(struct merge_case *it);
/* Name of the branch whose tip the commit is and that may come in, or NULL. */
const char *merge_tip_of(const struct merge_case *it, const struct oid *commit);

/* The branches that the parents are tips of, a line each, in the arena; NULL if
 * one of them is not. The value before the step is passed over. */
char *merge_tips_list(const struct merge_case *it, const struct oid *parents,
		      size_t count);

/* How a commit stands to the branches that may come in. */
enum merge_place {
	MERGE_NOWHERE, /* no such branch has to do with it */
	MERGE_TIP,     /* it is such a tip */
	MERGE_PUSHED,  /* this push makes it one */
	MERGE_BELOW,   /* it is an older commit of the branch */
	MERGE_ABOVE,   /* the branch has it not yet */
	MERGE_BESIDE,  /* the branch that lands has another tip */
};
/* *name: that branch, or NULL. Negative: not to be told. */
int merge_find(enum merge_place *place, const char **name,
	       const struct merge_case *it, const struct oid *commit);

/* struct finding.topic; what else the repair needs is in the draft. */
enum merge_topic {
	/* those of message_report.h come before */
	MERGE_TOPIC_DIRECT = 8, /* a branch of its own, then a merge */
	MERGE_TOPIC_AGAIN,	/* merge the named branches again */
	MERGE_TOPIC_PUSH,	/* push the named branch first */
	MERGE_TOPIC_ABOVE,	/* push the anchor to the named branch first */
	MERGE_TOPIC_TOLD,	/* nothing to be done */
	/* Beside the others: */
	MERGE_TOPIC_REDO = 32, /* of the two pushes: then merge again */
	MERGE_TOPIC_MORE = 64, /* more steps come behind this one */
};

/*
 * What all of these need, for the finding (or NULL). The draft becomes the
 * commit to begin from (an empty line: the server's value), then `branches`
 * (or NULL) to be merged, a line each.
 */
void merge_report_finish(const struct merge_case *it, struct finding *finding,
			 int topic, const struct oid *anchor,
			 const char *branches);
void merge_report_wanted(const struct merge_case *it, struct finding *finding);

/* What comes in without a merge. */
int merge_report_direct(const struct merge_case *it, const struct oid *commits,
			size_t count);
int merge_report_aside(const struct merge_case *it,
		       const struct commit_links *links);
void merge_report_back(const struct merge_case *it);
/* `parent` is none of the tips. */
int merge_report_parent(const struct merge_case *it, const struct oid *merge,
			const struct oid *parent);
void merge_report_nothing(const struct merge_case *it, const struct oid *merge,
			  const struct oid *parent);
void merge_report_octopus(const struct merge_case *it, const struct oid *merge,
			  const struct oid *parents, size_t count);
int merge_report_swapped(const struct merge_case *it, const struct oid *merge,
			 const struct oid *first);
/* Paths of the merge one by one; a finding is made for the first of each. */
struct merge_paths {
	const struct merge_case *it;
	const struct commit *commit;
	struct finding *unclean, *resolved;
	size_t unclean_count, resolved_count;
};
int merge_report_unclean(struct str path, void *context);
int merge_report_resolved(struct str path, void *context);
void merge_report_paths_end(const struct merge_paths *paths);

/* struct rule.repair */
void merge_repair(struct repair *repair, const struct repair_request *request);

#endif
