/*
 * log_anchors.h - what `refgate log verify` holds a log against: its own
 * checkpoints, and files that --anchors names; and what came of it.
 */
#ifndef REFGATE_CLI_LOG_ANCHORS_H
#define REFGATE_CLI_LOG_ANCHORS_H

#include "console.h"
#include "log_files.h"
#include "log_input.h"
#include "log_keys.h"

struct log_anchors {
	struct anchor_list list;
	struct log_keys keys;
	struct log_input inputs[ANCHOR_SOURCES_MAX];
	size_t input_count;
	/* as the command line has them; borrowed */
	const char *names[ANCHOR_SOURCES_MAX];
	size_t name_count;
	const char *key_names[LOG_KEYS_MAX];
	size_t key_count;
};

void log_anchors_init(struct log_anchors *anchors);
void log_anchors_release(struct log_anchors *anchors);
/*
 * Opens all of it, before the logs are: FILE.anchors of each, the names, the
 * keys; without --key those of `repository` (a path, or NULL: of none), else
 * this host's.
 */
int log_anchors_open(struct log_anchors *anchors, const struct log_files *files,
		     const char *repository, struct error *error);
/* After the logs were read: that what was unpacked, was unpacked well. */
int log_anchors_close(struct log_anchors *anchors, struct error *error);

/* One thing that is wrong. */
typedef void log_anchors_flaw(void *context, const char *file, uint64_t line,
			      const char *text);
/* Calls `each`, which may be NULL, for all that is; how many. */
size_t log_anchors_flaws(const struct log_anchors *anchors,
			 const struct log_anchored *anchored,
			 log_anchors_flaw *each, void *context);
/* What is no flaw, but should be known: on standard error. */
void log_anchors_warn(const struct log_anchors *anchors);

#endif
