/*
 * event.h - one thing that the auditor is to know, as plain values, and its
 * form as a line of the log (ECS names; output.md in docs). Never writes.
 */
#ifndef REFGATE_AUDIT_EVENT_H
#define REFGATE_AUDIT_EVENT_H

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/hash.h"
#include "git/oid.h"

#define EVENT_LINE_SIZE_MAX 8000 /* with its LF; syslog cuts at 8 KiB */
#define EVENT_EXTRA_SIZE_MAX 4000
#define EVENT_REF_EXTRA_SIZE_MAX 2500

enum event_action {
	EVENT_PUSH_ACCEPTED,
	EVENT_PUSH_DENIED,
	EVENT_PUSH_LANDED,
	EVENT_POLICY_OVERRIDE,
	EVENT_POLICY_CHANGED,
	EVENT_GATE_BYPASSED,
	EVENT_GATE_BROKEN,
	EVENT_IMPORT,
	EVENT_CHECK_ONLY,
	EVENT_INSTALLED,
	EVENT_REMOVED,
	EVENT_ROTATED,
	EVENT_RECOVERED,
};
const char *event_action_name(enum event_action action);

struct event_ref {
	struct str name;
	struct oid old;
	struct oid new;
	const char *kind;    /* "create", "update", "delete" */
	const char *verdict; /* verdict_name(), or "ungoverned" */
	size_t commits;
	/*
	 * Further members, already JSON: ",\"key\":..." or NULL; left out
	 * beyond EVENT_REF_EXTRA_SIZE_MAX bytes.
	 */
	const char *extra;
};

struct event_finding {
	const char *rule;
	const char *ruleset;
	struct str ref;
	struct oid commit; /* zero: none */
	struct str detail;
	const char *verdict;
};

struct event {
	enum event_action action;
	usec time; /* 0: when it is appended */
	usec duration;
	const char *message; /* one line for people */
	const char *push_id; /* uuid, NULL: none */
	const char *repository;
	const char *user_name;	/* NULL: not proven */
	const char *user_email; /* NULL: not known */
	const char *user_hash;	/* in place of both: a keyed hash; or NULL */
	/* names that details may hold, for whoever hides them */
	const char *const *people;
	size_t people_count;
	const char *identity_source;
	const char *source_ip;	  /* NULL: not known */
	const char *protocol;	  /* NULL: not known */
	const char *mode;	  /* "enforce", "evaluate" */
	const char *policy_hash;  /* hex, NULL: no policy was loaded */
	const char *const *rules; /* ids that failed */
	size_t rule_count;
	const char *const *rulesets;
	size_t ruleset_count;
	const struct event_ref *refs;
	size_t ref_count;
	const struct event_finding *findings;
	size_t finding_count;
	/*
	 * Further members of "refgate", already JSON: ",\"key\":..." or NULL.
	 * "override" stands first, if it is among them. In the first line
	 * only; at most EVENT_EXTRA_SIZE_MAX bytes.
	 */
	const char *extra;
};

/* What the chain gives to a line. */
struct event_place {
	uint64_t sequence;
	char previous[SHA256_HEX_SIZE + 1]; /* empty: the first line */
	const char *chain;		    /* id */
	size_t part, parts;		    /* from 1 */
	const char *id;			    /* event.id; NULL: a new one */
	const char *host;		    /* NULL: this machine's name */
	int64_t pid;			    /* 0: this process */
};

/* The refs and findings that one of an event's lines holds. */
struct event_part {
	size_t ref, ref_count;
	size_t finding, finding_count;
};

/*
 * Spreads an event over lines, at least one: a ref is never cut, nor is a
 * line longer than EVENT_LINE_SIZE_MAX; a detail that is too long is cut,
 * with its true size and SHA-256 beside it. The caller frees *parts.
 * ERROR_LIMIT: `extra` is too long or not one line.
 */
int event_split(struct event_part **parts, size_t *count,
		const struct event *event, struct error *error);
/* Appends one line, without its LF. ERROR_LIMIT: it is too long. */
int event_format(const struct event *event, const struct event_part *part,
		 const struct event_place *place, struct buf *out,
		 struct error *error);

#endif
