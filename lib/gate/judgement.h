/*
 * judgement.h - what was found about a push, and the gate's end of the
 * funnel through which rules report. Plain values once judging is over.
 */
#ifndef REFGATE_GATE_JUDGEMENT_H
#define REFGATE_GATE_JUDGEMENT_H

#include "policy/policy.h"
#include "rules/fact.h"
#include "rules/memo.h"

/* The commits that a rule looked at on a ref, for counts and repairs. */
struct looked_at {
	struct range range;
	struct oid tip;
	bool has_merges;
};

/* Where a finding belongs; what the funnel stamps on each. */
struct place {
	const struct policy *policy;
	const struct ruleset *ruleset;	/* NULL: structure */
	const struct policy_rule *rule; /* NULL: structure */
	const char *rule_id;
	const struct ref_update *update;
	struct vars *vars;	     /* NULL: structure */
	const struct looked_at *set; /* NULL: not about commits */
	const char *start;	     /* name of a start ref, or NULL */
	const char *landing;  /* name of the branch that lands, or NULL */
	enum verdict verdict; /* of whatever is found there */
};

struct override_grant; /* override.h */

/* Findings like the one that they stand with, which are not kept. */
struct folded {
	size_t findings, commits;
	struct oid last; /* of the commits, as the set has them: the oldest */
};

struct judged {
	struct finding finding;
	struct place place;
	struct folded folded;
	bool repeats; /* what structure says of a tree; see repeats.h */
};

struct ref_verdict {
	const struct ref_update *update;
	enum verdict verdict; /* the worst of its findings */
	bool governed;
	bool beside_tag; /* a new branch named like a tag that is governed */
	bool refused;
	/* some ruleset refuses what nobody has signed, of this kind */
	bool has_to_be_signed;
	size_t commits; /* new ones that were looked at */
	/* for the log, if the push is accepted; see facts.h */
	const char *facts; /* NULL: there are none */
	size_t came;	   /* commits that the ref did not have */
};

struct judgement {
	struct arena arena;
	struct arena *apart;	  /* where new findings lie; NULL: arena */
	struct judged **findings; /* heap array of arena items */
	size_t finding_count, finding_capacity;
	size_t folded_count; /* findings that are only counted */
	size_t settled;	     /* findings whose verdict is as they want it */
	struct override_grant **grants; /* heap array of arena items */
	size_t grant_count, grant_capacity;
	struct memo **memos; /* heap array of arena items */
	size_t memo_count, memo_capacity;
	struct fact **facts; /* heap array of arena items */
	size_t fact_count, fact_capacity;
	/* who made what the facts were read from; for logs that hide people */
	const char **makers; /* heap array of arena items */
	size_t maker_count, maker_capacity;
	struct ref_update *updates; /* arena */
	struct ref_verdict *refs;   /* arena, one an update */
	size_t ref_count;
	struct looked_at **sets; /* heap array of arena items */
	size_t set_count, set_capacity;
	struct vars **vars; /* heap array of arena items */
	size_t vars_count, vars_capacity;
	struct place place;   /* of the rule that is judging now */
	struct pusher pusher; /* as the first policy knows them */
	bool refused;
	bool broken; /* something could not be judged */
	bool touches_governed;
	bool import;
	bool out_of_memory;
};

void judgement_init(struct judgement *judgement);
void judgement_release(struct judgement *judgement); /* NULL-safe */

/* The funnel's ends (struct rule_context.new_finding and so on). */
struct finding *judgement_new_finding(struct judgement *judgement);
struct memo *judgement_new_memo(struct judgement *judgement);
struct fact *judgement_new_fact(struct judgement *judgement);
void judgement_add_maker(struct judgement *judgement, struct str name);
/* struct rule_context.memo_at */
const struct memo *judgement_memo_at(const struct judgement *judgement,
				     size_t index);
/* What a negative answer of a rule becomes: a broken finding at the place. */
void judgement_broken(struct judgement *judgement, const struct error *error);
/* Gives findings that only warn that verdict; after each call of a rule. */
void judgement_settle(struct judgement *judgement);
/* Of all that judging adds; it grows when anything is added. */
size_t judgement_size(const struct judgement *judgement);
/* Forgets the findings behind the first `count`. */
void judgement_forget(struct judgement *judgement, size_t count);
/* All that judging adds, to be taken back: then nothing was found since. */
struct judgement_mark {
	size_t findings, folded, settled, grants, memos, facts, makers, sets;
	bool broken;
};
struct judgement_mark judgement_mark(const struct judgement *judgement);
/* Sets that were looked at since are freed; that memory was short stays. */
void judgement_take_back(struct judgement *judgement,
			 const struct judgement_mark *mark);
/* Whether a finding of this verdict refuses where it was found. */
bool judged_refuses(const struct judged *judged);
/* Fills in refs[], refused and broken. */
void judgement_conclude(struct judgement *judgement);

/* Both are owned by the judgement; NULL if memory is short. */
struct looked_at *judgement_new_set(struct judgement *judgement);
struct vars *judgement_new_vars(struct judgement *judgement,
				const struct policy *policy);

#endif
