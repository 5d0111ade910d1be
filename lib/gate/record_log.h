/* record_log.h - which log an event goes to: each policy may name its own. */
#ifndef REFGATE_GATE_RECORD_LOG_H
#define REFGATE_GATE_RECORD_LOG_H

#include "audit/log.h"
#include "gate/setup.h"

/* The log of a policy; of none (NULL), the default one. `file` is NULL if
 * memory is short. */
struct log_options record_log_of(const struct setup *setup, const char *git_dir,
				 const struct policy *policy,
				 struct arena *arena);
/*
 * Appends it to the log of the first policy and to each further one that
 * another names. `refused`: there is room kept for it. Negative: the push
 * must not be accepted.
 */
int record_append(const struct setup *setup, const char *git_dir,
		  struct event *event, bool refused, struct arena *arena,
		  struct error *error);

#endif
