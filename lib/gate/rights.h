/*
 * rights.h - what a hook keeps of its rights while it reads what a pusher
 * sent: to write the gate's memory and the logs of its policies.
 */
#ifndef REFGATE_GATE_RIGHTS_H
#define REFGATE_GATE_RIGHTS_H

#include "gate/setup.h"

/* For good, see confine(). After setup_load(): policies name logs. */
int rights_drop(const struct setup *setup, struct arena *arena,
		struct error *error);

#endif
