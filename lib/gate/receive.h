/*
 * receive.h - what the three hooks do, for their mains: read what git hands
 * over, judge, record, clear, answer. Returns exit statuses; prints only
 * progress.
 */
#ifndef REFGATE_GATE_RECEIVE_H
#define REFGATE_GATE_RECEIVE_H

#include "base/buf.h"

struct receive {
	const char *git_dir;
	const char *quarantine; /* GIT_QUARANTINE_PATH or NULL */
	bool shallow;		/* GIT_SHALLOW_FILE names a file */
	int input;		/* descriptor of git's lines */
	int messages;		/* descriptor for progress */
};

/*
 * Judges the push. 0: accepted, recorded durably and cleared. Else refused:
 * 1 by policy, 2 policy error, 3 internal. `answer` is for the pusher.
 */
int receive_judge(const struct receive *receive, struct buf *answer);

#endif
