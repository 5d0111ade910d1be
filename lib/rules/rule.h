/*
 * rule.h - the interface of every rule: its name, its options as data, what
 * it judges, how it explains and mends. A new rule is one file, one row in
 * rules.def, one test and one page.
 */
#ifndef REFGATE_RULES_RULE_H
#define REFGATE_RULES_RULE_H

#include "git/diff.h"
#include "git/equivalence.h"
#include "git/graph.h"
#include "git/message.h"
#include "rules/finding.h"
#include "rules/option.h"
#include "trust/pusher.h"
#include "trust/trust.h"

enum ref_class {
	REF_BRANCH,
	REF_TAG,
	REF_OTHER,
};

enum update_kind {
	UPDATE_CREATE = 1,
	UPDATE_CHANGE = 2,
	UPDATE_DELETE = 4,
};

/* One line of the push, seen against the real refs. */
struct ref_update {
	const char *pushed;    /* as the client names it */
	const char *name;      /* what moves: symbolic refs followed */
	struct str short_name; /* without refs/heads/ or refs/tags/ */
	enum ref_class class;
	enum update_kind kind;
	struct oid claimed_old;
	struct oid old; /* real value; zero: not there */
	struct oid new; /* zero: deletion */
	enum object_type new_type;
	struct oid old_commit; /* through tags; zero: none */
	struct oid new_commit;
	bool rewinds; /* old_commit is not below new_commit */
};

/* The certificate of `git push --signed`, as the policy's trust judges it. */
struct certificate {
	struct signature signature;
	/*
	 * What is wrong with the push's own part of it, a sentence without a
	 * final stop: "its nonce is not this server's"; NULL: nothing is.
	 */
	const char *flaw;
	bool broken; /* the flaw is why its signature could not be judged */
};

struct judgement; /* the gate's own; rules only pass it on */
struct memo;
struct fact;
struct own_paths_kept;

/*
 * The branches that the push brings outside of a ruleset, where its start does
 * not hang on the ref: worked out by the first rule that asks.
 */
struct other_updates {
	bool known;
	const struct ref_update **items; /* in the arena of the judgement */
	size_t count;
};

/* All that a rule may look at. Borrowed for the time of a call. */
struct rule_context {
	const struct ref_update *update;
	const struct ref_update *updates; /* all of the push */
	size_t update_count;
	struct vars *vars;
	const struct people *people;
	const struct pusher *pusher;
	struct trust *trust;		       /* of the policy; never NULL */
	const struct certificate *certificate; /* NULL: not a signed push */
	int64_t now;		/* seconds since 1970, of receiving */
	const char *repository; /* refgate.name, as trailers have it */
	struct repo *repo;
	struct graph *graph;
	const char *ruleset; /* its name; NULL: none */
	/* refs of the ruleset; NULL: not known, so no ref is of it */
	const struct ref_globs *refs;
	/* refs of branches that are governed outside this ruleset */
	struct known *other_branches;
	struct other_updates *others; /* NULL: of this ref alone */
	/* the ruleset's start (struct rule.start), or NULL */
	const struct globs *start;
	struct known *start_known;
	/* the step that a `merging` ruleset judges; NULL: the whole update */
	const struct step *step;
	const char *landing; /* full name of the branch that lands; NULL */
	/* every ref that some ruleset governs */
	const struct globs *governed;
	size_t commit_count; /* new commits that the rule is to judge */
	struct own_paths_kept *own_paths; /* own_paths.h; NULL: not kept */
	struct arena *arena;		  /* of the judgement */
	struct judgement *judgement;
	/* a zeroed place for one more finding; NULL: out of memory */
	struct finding *(*new_finding)(struct judgement *judgement);
	/* likewise for one more memo (memo.h) */
	struct memo *(*new_memo)(struct judgement *judgement);
	/* a memo that this push has made so far; NULL: no more of them */
	const struct memo *(*memo_at)(const struct judgement *judgement,
				      size_t index);
	/* likewise for one more fact (fact.h); NULL: nobody asks for any */
	struct fact *(*new_fact)(struct judgement *judgement);
};

/* How exactly: no more than that is worked out, and once. */
enum counted {
	COUNTED_NOT,
	COUNTED_MOST, /* lines_count_most() */
	COUNTED_ALL,  /* lines_count() */
};

/* The whole change, or one step of it. */
struct change_path {
	struct str path;
	struct diff_side old; /* first base's */
	struct diff_side new;
};
struct change {
	const struct change_path *paths;
	size_t path_count;
	struct oid base; /* commit to restore paths from; zero: none */
	struct oid tip;
	const struct oid *commits; /* its commits, newest first */
	size_t commit_count;
	bool whole_branch; /* since the start point, over all pushes */
	/*
	 * Of a landing, what the branch itself changed since the merge base:
	 * the ref may have had some of it already. NULL: no such thing.
	 */
	const struct change *brought;
	struct line_count *counts; /* one a path, filled by change_lines() */
	enum counted *counted;
};
/* On demand; the borrowed *out lasts as long as the change. */
int change_lines(const struct line_count **out, const struct change *change,
		 size_t index, enum counted how, struct repo *repo,
		 struct error *error);

/* Options that every rule takes; their table is rule_common_options. */
enum severity {
	SEVERITY_ERROR,
	SEVERITY_WARNING
};
struct exempt {
	bool merges;
	bool reverts;
	struct ref_globs picks_of;
	struct audience pushers;
};
struct rule_common {
	int severity; /* enum severity */
	bool bypassable;
	const char *help;
	const char *url;
	struct exempt exempt;
};
extern const struct option_table rule_common_options;

/* What a rule's check of its own options may use at load. */
struct rule_check {
	struct diagnostics *diagnostics;
	struct mark mark; /* of the rule */
};

/* Findings of one rule on one ref, to be mended together. */
struct repair_request {
	const struct ref_update *update;
	const void *options;
	struct vars *vars;
	const struct finding *const *findings;
	size_t finding_count;
	/* commits of the findings, oldest first, each once */
	const struct oid *commits;
	size_t commit_count;
	struct oid tip;
	struct oid base;   /* below the oldest of them; zero: it is a root */
	struct oid bottom; /* below all that were looked at, likewise */
	size_t span;	   /* commits from the oldest of them to the tip */
	/*
	 * Another repair comes first and gives them new ids: they are found by
	 * their places below the tip (there is no merge among them).
	 */
	bool relative;
	bool rewritten;	      /* likewise, whatever this one is about */
	const size_t *places; /* of each, counted from the oldest, from 1 */
	bool has_merges;      /* a merge lies between base and tip */
	bool is_signed;	      /* what is made anew has to be signed, too */
	const char *branch;   /* short name, NULL if the ref is no branch */
	const char *start;    /* full name of a start ref, or NULL */
	const char *landing;  /* short name of the branch that lands, or NULL */
	const char *tag_template; /* message of tags there, or NULL */
	struct arena *arena;
};

enum rule_traits {
	/* stands on governed refs where no governing ruleset writes it */
	RULE_DEFAULT = 1,
	/* takes no exemption but pushers */
	RULE_NO_EXEMPTION = 2,
	/* judged on imports too */
	RULE_NAMES = 4,
	/* not asked about merges that a rule with takes_merges() has taken */
	RULE_LEAVES_MERGES = 8,
	/* severity is warning where the policy does not say */
	RULE_WARNS = 16,
	/* told behind all others: what these have made anew it is about */
	RULE_TOLD_LAST = 32,
	/* for lint: asked of nothing but landings, tags, the coming and */
	/* going of a ref; goes by when a branch was first seen */
	RULE_LANDINGS = 64,
	RULE_TAGS = 128,
	RULE_COMING = 256,
	RULE_SEEN = 512,
	/* told behind those that amend commits: it brings in the result */
	RULE_TOLD_LATE = 1024,
	/* whatever makes commits (or tags: RULE_TAGS) anew has to sign them */
	RULE_SIGNED = 2048,
};

struct repair;

/* People whose approvals a rule counts. */
struct approvers {
	const struct audience *from; /* unset: whoever is trusted */
	bool by_pusher;		     /* who pushes an approval vouches for it */
};

struct rule {
	const char *id;
	const char *summary;		    /* one line: what it refuses */
	const struct option_table *options; /* NULL: none of its own */
	unsigned traits;
	/*
	 * "need a trusted signature": follows "2 of 3 commits" or
	 * "1 of 1 commit"; both forms. NULL: findings are whole sentences.
	 */
	const char *commits_fail;
	const char *commit_fails;
	/* After binding: what a row cannot say. May be NULL. */
	void (*check)(void *options, const struct rule_check *check);
	/*
	 * Each judges and reports by finding_add(). 0 when judged, whatever
	 * was found; a negative code with *error when it cannot be judged
	 * (broken: refused). NULL: does not look at that.
	 */
	int (*judge_update)(const void *options,
			    const struct rule_context *context,
			    struct error *error);
	int (*judge_commit)(const void *options,
			    const struct rule_context *context,
			    const struct commit *commit, struct error *error);
	int (*judge_tag)(const void *options,
			 const struct rule_context *context,
			 const struct tag *tag, struct error *error);
	int (*judge_change)(const void *options,
			    const struct rule_context *context,
			    const struct change *change, struct error *error);
	/*
	 * Whether judge_change() has anything to look at: what a change is
	 * made of costs much to find out. NULL: always.
	 */
	bool (*asks_of_changes)(const void *options);
	/*
	 * Asked after the judging, whatever was found: what is to be remembered
	 * (memo_add()) if the push is accepted. May be NULL.
	 */
	int (*remember)(const void *options, const struct rule_context *context,
			struct error *error);
	/* Refs that a branch starts from; others NULL. */
	const struct ref_globs *(*start)(const void *options);
	/*
	 * Calls back for each merge whose message it judges as that of a
	 * step: rules with RULE_LEAVES_MERGES leave it alone. A non-zero
	 * answer of `take` stops and is returned.
	 */
	int (*takes_merges)(const void *options,
			    const struct rule_context *context,
			    int (*take)(const struct oid *merge, void *data),
			    void *data, struct error *error);
	/*
	 * Calls back for each list of people whose approvals (statement.h)
	 * it counts; a non-zero answer stops and is returned. May be NULL.
	 */
	int (*approvers)(const void *options,
			 int (*each)(const struct approvers *approvers,
				     void *data),
			 void *data);
	/* Names of variables that other rules of the ruleset may use. */
	const struct pattern *(*defines)(const void *options);
	/* The message template that a developer starts from, or NULL. */
	void (*template)(const void *options, struct vars *vars,
			 struct buf *out);
	void (*repair)(struct repair *repair,
		       const struct repair_request *request);
	/*
	 * What it asks, in plain words, a sentence a line, for a ref that
	 * vars belongs to (or none). NULL: made from the option rows.
	 */
	void (*explain)(const void *options, struct vars *vars,
			struct buf *out);
};

/* In the order of rules.def, which is the order of answers. */
extern const struct rule *const rules_all[];
extern const size_t rules_count;
const struct rule *rule_by_id(const char *id); /* NULL: none */
/* rule_common_options, with the severity that this rule has by default. */
const struct option_table *rule_common_table(const struct rule *rule);

/* The funnel (finding.c); context->new_finding is the gate's end of it. */

/*
 * Starts a finding of the rule that is judging: `format` is its text. NULL
 * when memory is short: the gate has noticed, the rule may return.
 */
struct finding *finding_add(const struct rule_context *context,
			    const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same about a commit: id and subject are copied. */
struct finding *finding_add_commit(const struct rule_context *context,
				   const struct commit *commit,
				   const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* These copy into the arena; a NULL finding is allowed. Rows beyond
 * FINDING_ROWS_MAX are dropped. */
void finding_row(const struct rule_context *context, struct finding *finding,
		 const char *label, struct str value);
void finding_rowf(const struct rule_context *context, struct finding *finding,
		  const char *label, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void finding_excerpt(const struct rule_context *context,
		     struct finding *finding, struct str line, size_t number,
		     size_t column, size_t length);

/* Whether the pusher belongs; BROKEN (with a sentence) if nobody is proven. */
enum match audience_has_pusher(const struct audience *audience,
			       const struct rule_context *context,
			       struct error *error);

#endif
