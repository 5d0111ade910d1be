/*
 * record_log.h - which logs an event goes to: each policy may name its own,
 * and what it asks for is done there.
 */
#ifndef REFGATE_GATE_RECORD_LOG_H
#define REFGATE_GATE_RECORD_LOG_H

#include "audit/log.h"
#include "gate/setup.h"

#define RECORD_LOGS_MAX GATE_POLICIES_MAX

struct record_logs {
	struct log_options items[RECORD_LOGS_MAX];
	bool required[RECORD_LOGS_MAX]; /* without it nothing is accepted */
	size_t count;
};

/*
 * The log of a policy; of none (NULL), the default one. What another policy
 * that has no log of its own, or the same, asks for holds for it, too: the
 * stricter wins. `file` is NULL if memory is short. Without `people`.
 */
struct log_options record_log_of(const struct setup *setup, const char *git_dir,
				 const struct policy *policy,
				 struct arena *arena);
/* The log of the first policy, and each further one that another names. */
int record_logs_of(struct record_logs *out, const struct setup *setup,
		   const char *git_dir, struct arena *arena,
		   struct error *error);
/*
 * Appends it to all of them, with record_version() if it says none. `refused`:
 * there is room kept for it. Negative: the push must not be accepted. If only
 * logs failed that the policy does not require, setup->unrecorded is set.
 */
int record_append(struct setup *setup, const char *git_dir, struct event *event,
		  bool refused, struct arena *arena, struct error *error);

#endif
