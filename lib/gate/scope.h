/*
 * scope.h - one ruleset on one ref update, or on one step of it: what is
 * known there, what its variables are, where its branches start. Never
 * judges.
 */
#ifndef REFGATE_GATE_SCOPE_H
#define REFGATE_GATE_SCOPE_H

#include "gate/gate.h"

/* Commits known to the rules of a scope; shared where it is the same. */
struct known_class {
	const struct policy *policy;
	uint64_t rulesets; /* bit i: refs of policy->rulesets[i] are known */
	const struct ruleset *start;	 /* whose start refs are known; NULL */
	const struct ref_update *update; /* NULL: shared by all updates */
	const struct step *step;	 /* NULL: the whole update */
	struct known *known;
};

/* All that lasts while a push is judged. */
struct gate {
	const struct gate_request *request;
	/* who pushes, as each policy knows and trusts them */
	struct pusher pushers[GATE_POLICIES_MAX];
	struct certificate certificates[GATE_POLICIES_MAX];
	struct judgement *judgement;
	struct repo *repo;
	struct graph *graph;
	struct deadline deadline;
	bool exact;	      /* no set of commits may hold too much */
	size_t message_limit; /* the smallest of the policies, bytes */
	struct globs governed;
	struct known *governed_known; /* what any governed ref holds */
	struct known *branches_known; /* what governed branches hold */
	struct known_class *classes;  /* heap */
	size_t class_count, class_capacity;
	/* of each ruleset whose start is the same on any ref: the first */
	const struct scope **starts; /* heap */
	size_t start_count, start_capacity;
	/* by policy and update: bit i: policy->rulesets[i] governs it */
	uint64_t *under[GATE_POLICIES_MAX]; /* NULL: nobody has asked yet */
};

struct scopes;

struct scope {
	const struct policy *policy;
	const struct ruleset *ruleset;
	const struct ref_update *update;
	const struct step *step; /* a landing; NULL: the whole update */
	const char *landing;	 /* full name of the branch that lands */
	struct oid tip;		 /* commit; zero: none */
	struct vars *vars;
	bool named;		      /* the captures of the name have values */
	struct globs start;	      /* resolved; count 0: no start point */
	struct known *start_known;    /* NULL: no start point */
	struct known *other_branches; /* NULL: no start point */
	struct other_updates *others; /* NULL: not shared */
	const struct scopes *beside;  /* all of the update, this one, too */
	struct oid *taken; /* heap; merges that its rules take, sorted */
	size_t taken_count, taken_capacity;
	bool knows_taken;
	bool passed; /* its commits: judge_together() found nothing wrong */
};

/* Tips of refs that some ruleset governs, and the baselines. */
int gate_prepare(struct gate *gate, struct error *error);
void gate_release(struct gate *gate);

/* What a rule sees of the policy itself: people, pusher, trust. */
void gate_introduce(const struct gate *gate, const struct policy *policy,
		    struct rule_context *context);

/* Whether any ruleset that is not disabled governs the name. */
enum match gate_governs(const struct gate_request *request, const char *name,
			struct error *error);

/*
 * `step` and `landing` NULL: the whole update. *out is remembered by the
 * graph: it must live as long as the gate.
 */
int scope_open(struct scope *out, struct gate *gate,
	       const struct policy *policy, const struct ruleset *ruleset,
	       const struct ref_update *update, const struct step *step,
	       const char *landing, struct error *error);
/* Fills in where its branches start, for scope_open(). */
int scope_open_start(struct scope *scope, struct gate *gate,
		     struct error *error);
/* Whether its start refs are the same for any ref of its ruleset. */
bool scope_shares_start(const struct scope *scope);
/* Adds what the scope's start refs hold; tags only where they count. */
int scope_add_start(struct known *known, struct gate *gate,
		    const struct scope *scope, struct error *error);
/* What the rule takes for known in this scope; owned by the gate. */
int scope_known(struct known **out, struct gate *gate,
		const struct scope *scope, const struct policy_rule *rule,
		struct error *error);
/*
 * The first start ref that is named in full, else the tag that a version
 * starts at, for commands to be pasted; NULL: none.
 */
const char *scope_start_name(const struct scope *scope);
/* A rule's view of the scope. */
struct rule_context scope_context(const struct gate *gate,
				  const struct scope *scope);
/* Stamps what is found from now on. */
void scope_enter(const struct gate *gate, const struct scope *scope,
		 const struct policy_rule *rule, const struct looked_at *set);

#endif
