/*
 * record_people.h - whom the policies and their trust files know, for logs
 * that hide people.
 */
#ifndef REFGATE_GATE_RECORD_PEOPLE_H
#define REFGATE_GATE_RECORD_PEOPLE_H

#include "audit/log.h"
#include "gate/setup.h"

/* Fills in options->people, in `arena`: names, logins, addresses, keys. */
int record_people(struct log_options *options, const struct setup *setup,
		  struct arena *arena, struct error *error);

#endif
