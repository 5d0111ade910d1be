/*
 * approvals_rule.h - the parts of the rule approvals: its options, the
 * approvals that are there for a step, and what is told where they do not
 * suffice.
 */
#ifndef REFGATE_RULES_APPROVALS_RULE_H
#define REFGATE_RULES_APPROVALS_RULE_H

#include "rules/approval.h"

enum approvals_by {
	APPROVALS_BY_SIGNER,
	APPROVALS_BY_PUSHER,
};

struct approvals_rule {
	int64_t required;
	struct audience from;
	struct texts not_by;
	int by; /* enum approvals_by */
	int64_t within;
	struct records extra; /* struct approvals_extra */
};

struct approvals_extra {
	const char *name;
	struct ref_globs paths;
	struct audience from;
	int64_t required;
	bool bypassable;
};

bool approvals_not_by(const struct approvals_rule *rule, const char *whom);

/* The rule itself, or one of its extras. */
struct approvals_part {
	const char *name;	       /* NULL: the rule itself */
	const struct ref_globs *paths; /* NULL: whatever changes */
	const struct audience *from;
	int64_t required;
	bool bypassable;
};

/* One that is on the server, or a withdrawal. */
struct approval {
	const struct statement *statement;
	struct signer signer;
	bool withdraws;
	const char *fault; /* why it counts for nobody; NULL: it may count */
};

/* Who made the commits that go in. */
struct approvals_makers {
	struct str *emails; /* heap; slices of the arena */
	size_t count, capacity;
	struct signer_set signers; /* of commits; names are written freely */
	bool known, exact;
};

struct approvals_case {
	const struct approvals_rule *rule;
	const struct rule_context *context;
	struct error *error;
	struct step *steps; /* heap */
	size_t step_count;
	size_t first, end; /* of the steps, those that are judged */
	bool is_creation;  /* one step from nothing */
	size_t index;	   /* of the step that is looked at */
	/*
	 * Commits of that step whose approval counts: its end and those of
	 * later steps, and what it merges, if that is all that comes in.
	 */
	struct oid merged;	/* zero: only its end will do */
	struct approval *items; /* heap */
	size_t count, capacity;
	struct approvals_makers makers;
};

/* The steps of the update; approvals_close() is due whatever it returns. */
int approvals_open(struct approvals_case *out,
		   const struct approvals_rule *rule,
		   const struct rule_context *context, struct error *error);
void approvals_close(struct approvals_case *it);
/* Adds what is there for that commit. */
int approvals_gather(struct approvals_case *it, const struct oid *commit);
/* Forgets what is behind the first `count`, and who made the step before. */
void approvals_forget(struct approvals_case *it, size_t count);
/* Why that person may not approve the step; *what NULL: they may. */
int approvals_exclude(const char **what, struct approvals_case *it,
		      struct signer signer);
/* Whether the step touches a path of these; *path is one, in the arena. */
int approvals_touch(bool *out, struct str *path, struct approvals_case *it,
		    const struct ref_globs *paths);
/* Fills in it->merged. */
int approvals_find_merged(struct approvals_case *it);

/* struct finding.topic: where the commit to be approved is. */
enum approvals_topic {
	APPROVALS_NOWHERE, /* there is none */
	APPROVALS_THERE,   /* the tip of a branch of this server */
	APPROVALS_NEW,	   /* not to be seen yet */
};

#define APPROVALS_FAULTS_SHOWN 3

/* What a part lacks, told of the newest step that it is about. */
struct approvals_lack {
	struct approvals_part part;
	size_t steps;	      /* that lack approvals */
	struct oid commit;    /* whose approval would do for that step */
	bool is_merged;	      /* the tip of what is merged */
	bool is_by_hand;      /* a merge that adds something of its own */
	struct signer_set by; /* who has approved it */
	struct str path;      /* why an extra is asked for */
	const char *may;      /* who could approve it */
	const char *faults[APPROVALS_FAULTS_SHOWN]; /* what does not count */
	size_t fault_count;
};

/* For the step that is looked at: who may, and what does not count. */
int approvals_describe(struct approvals_lack *lack, struct approvals_case *it);
/* A finding for each that lacks something. */
int approvals_report(struct approvals_case *it, struct approvals_lack *lacks,
		     size_t count);
void approvals_repair(struct repair *repair,
		      const struct repair_request *request);

#endif
