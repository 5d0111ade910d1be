/*
 * policy.h - a policy, loaded, extended, bound and checked: plain values that
 * the gate judges by. The only room that sees <yaml.h>.
 */
#ifndef REFGATE_POLICY_POLICY_H
#define REFGATE_POLICY_POLICY_H

#include "base/hash.h"
#include "git/config.h"
#include "git/oid.h"
#include "rules/rule.h"

#define POLICY_SIZE_MAX (256u << 10)
#define POLICY_DEPTH_MAX 32
#define POLICY_EXTENDS_MAX 16
#define POLICY_VARS_MAX 1000

enum policy_mode {
	MODE_ENFORCE,
	MODE_EVALUATE
};
enum enforcement {
	ENFORCE_ACTIVE,
	ENFORCE_EVALUATE,
	ENFORCE_DISABLED
};

struct policy_rest;

/* A rule as a ruleset has it. */
struct policy_rule {
	/*
	 * Not NULL: the rule waits in `node`, and all below is zero. Whoever
	 * asks by the functions of rulesets does not see that.
	 */
	struct policy_rest *rest;
	struct node *node;
	const struct rule *rule;
	struct rule_common common;
	void *options; /* of rule->options; NULL if it has none */
	struct mark mark;
	/* all options, own and common, in bytes: equal means equally strict */
	struct str said;
	bool dynamic; /* options hold late variables: equal to no other */
	bool implied; /* a RULE_DEFAULT nobody wrote */
};

struct ruleset {
	const char *name;
	struct ref_globs refs;
	struct ref_globs merging; /* empty: governs every change */
	bool has_merging;
	int enforcement;      /* enum enforcement */
	struct oid *baseline; /* of the ruleset */
	size_t baseline_count;
	struct policy_rule *rules; /* in the order of rules.def */
	size_t rule_count;
	struct mark mark;
};

struct policy_limits {
	int64_t refs, commits, seconds, findings, message_bytes;
};

struct policy_trust {
	const char *ssh, *openpgp, *x509, *x509_crl, *ssh_revoked; /* paths */
	int64_t minimum_rsa_bits;
};

/* What those files hold; data NULL: not named, or not there. */
struct policy_trust_texts {
	struct str ssh, openpgp, x509, x509_crl, ssh_revoked;
};

struct policy_audit {
	const char *file; /* NULL: refgate/audit.jsonl in the repository */
	const char *syslog;
	bool sync;
	bool required;
	int identities; /* 0 full, 1 hash */
	const char *anchor;
};

struct policy_override {
	bool present;
	struct mark mark;
	int64_t approvals;
	struct audience from;
	struct pattern *incident;
	int64_t max_duration;
	struct pattern_map require;
	struct texts never; /* rule ids */
	struct at_most {
		int64_t count, per;
	} at_most;
};

struct policy {
	const char *name; /* file name without .yml, for people */
	const char *path; /* of the file that was asked for */
	int64_t version;
	int mode;	       /* enum policy_mode */
	const char *contact;   /* never NULL */
	const char *review_by; /* NULL: unset */
	struct people people;
	struct policy_trust trust;
	struct policy_trust_texts trust_texts;
	struct texts namespaces; /* ref prefixes */
	int unmatched;		 /* 0 allow, 1 deny */
	struct policy_limits limits;
	struct audience import;
	struct policy_audit audit;
	struct policy_override override;
	struct ruleset *rulesets;
	size_t ruleset_count;
	/* the RULE_DEFAULT rules with their fallbacks, for whoever has none */
	struct policy_rule *implied;
	size_t implied_count;
	struct oid *baseline; /* refgate.baseline, for all rulesets */
	size_t baseline_count;
	size_t pattern_slots;	  /* for vars_init() */
	size_t slots_given;	  /* of these, to patterns that are bound */
	struct policy_rest *rest; /* what is bound later; NULL: nothing is */
	struct buf kept;	  /* its cache, which that lies in */
	/* the files that were read, in order, and the hash over them */
	const struct policy_file {
		const char *path;
		const char *written;	     /* what names it */
		const struct source *source; /* NULL: a trust file */
		char sha256[SHA256_HEX_SIZE + 1];
	} * files;
	size_t file_count;
	char hash[SHA256_HEX_SIZE + 1];
	const struct node *tree; /* merged, with origins; for show and tests */
	struct regex **regexes;	 /* of all patterns; heap */
	size_t regex_count;
	size_t regex_capacity;
	/*
	 * Owns everything above but the lines that marks point to: those
	 * lie in the arena that policy_load() was given.
	 */
	struct arena arena;
};

struct policy_request {
	const char *path;	    /* the file */
	const char *preset_dir;	    /* where names in `extends` are found */
	const char *default_ref;    /* what HEAD points at, or NULL */
	const char *repository_dir; /* for strict modes; NULL: no such check */
	bool strict_modes;
	bool shared_group; /* core.sharedRepository allows group writing */
	/* where to keep what was read, and to look first; NULL: nowhere */
	const char *cache;
};

/*
 * 0 and *out (policy_free() it); ERROR_NOT_FOUND: no such file;
 * ERROR_USAGE: diagnostics say why, *out is NULL. Warnings may be there on
 * success, too. `diagnostics` and the marks of the policy keep pointing
 * into `arena`, and the policy to `diagnostics`: both have to outlive it.
 * policy->baseline stays empty: it is the repository's. What comes from the
 * cache had no errors and is not asked again: there are no warnings then, and
 * its tree is not whole. It is to judge by, not to be shown, compared or
 * looked through.
 */
int policy_load(struct policy **out, const struct policy_request *request,
		struct diagnostics *diagnostics, struct arena *arena,
		struct error *error);
void policy_free(struct policy *policy); /* NULL-safe */

/* Where policies are looked for; each NULL if not set. */
struct policy_places {
	const char *found;     /* the one that counts, or NULL */
	const char *looked[3]; /* in order, for the message */
	const char *floor;     /* the floor, if it exists */
};
int policy_locate(struct policy_places *out, const char *git_dir,
		  const struct config *repository, const struct config *system,
		  struct arena *arena, struct error *error);

/* For trust_new(); all is borrowed from the policy. `now`: of receiving. */
struct trust_options policy_trust_options(const struct policy *policy,
					  int64_t now);

/* Whether the ruleset governs a ref of that name, whatever the step. */
enum match ruleset_governs(const struct ruleset *ruleset, const char *name,
			   struct error *error);
/*
 * A policy from the cache has its rules bound when they are asked for. Memory
 * may be short then: no rule is found that cannot be bound, and from then on
 * policy_check_bound() fails (ERROR_INTERNAL). Whoever judges has to ask that
 * in the end.
 */
int ruleset_bind(const struct ruleset *ruleset, struct error *error);
const struct policy_rule *ruleset_rule(const struct ruleset *ruleset,
				       const char *id);
const struct policy_rule *ruleset_rule_at(const struct ruleset *ruleset,
					  size_t index);
int policy_check_bound(const struct policy *policy, struct error *error);
/* The globs that the ruleset's branches start from, or NULL. */
const struct ref_globs *ruleset_start(const struct ruleset *ruleset);

/* Rules that can never fire, refs that nothing governs, keys missing. */
void policy_lint(const struct policy *policy, struct diagnostics *diagnostics);
/* What a repository has, for those that the policy names and it has not. */
struct policy_refs {
	const char *const *names; /* full ones */
	size_t count;
	const char *default_ref; /* what HEAD points at, or NULL */
};
void policy_lint_refs(const struct policy *policy,
		      const struct policy_refs *refs,
		      struct diagnostics *diagnostics);
/*
 * Its last part: trust files that are missing, wrong or end soon, rules
 * without any, keys that are nobody's, people who have to sign and have none.
 */
void policy_lint_trust(const struct policy *policy,
		       struct diagnostics *diagnostics);
/* The effective policy as YAML, each line with its origin behind it. */
int policy_show(const struct policy *policy, struct buf *out,
		struct error *error);

#endif
