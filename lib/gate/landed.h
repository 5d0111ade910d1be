/*
 * landed.h - post-receive: records what moved, as it was cleared, and puts
 * what the gate's memory is to have of it, its value, too. What moved without
 * a clearance went past the gate and is recorded as that.
 */
#ifndef REFGATE_GATE_LANDED_H
#define REFGATE_GATE_LANDED_H

#include "base/error.h"
#include "git/push.h"

/* `input`: descriptor of git's lines. */
int landed_record(const char *git_dir, int input, struct error *error);
/*
 * The same, late, for earlier pushes whose post-receive never ran: of the
 * refs that this push names, and of others after a while.
 */
int landed_record_late(const char *git_dir, const struct push_input *input,
		       struct error *error);

#endif
