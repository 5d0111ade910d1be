/*
 * landed.h - post-receive: records what moved, as it was cleared. What moved
 * without a clearance went past the gate and is recorded as that.
 */
#ifndef REFGATE_GATE_LANDED_H
#define REFGATE_GATE_LANDED_H

#include "base/error.h"

/* `input`: descriptor of git's lines. */
int landed_record(const char *git_dir, int input, struct error *error);

#endif
