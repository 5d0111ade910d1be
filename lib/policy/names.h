/*
 * names.h - the names that ${name} may have in a policy: its vars, and what
 * only a ref gives (late names), each with a sample to try patterns with.
 */
#ifndef REFGATE_POLICY_NAMES_H
#define REFGATE_POLICY_NAMES_H

#include "policy/node.h"
#include "rules/vars.h"

#define NAME_SIZE_MAX 64

struct late_name {
	const char *name;
	const char *sample;
};

struct late_names {
	struct late_name items[VARS_MAX];
	size_t count;
};

/* Built in, on every ref. */
void names_builtin(struct late_names *names);
const struct late_name *names_find(const struct late_names *names,
				   struct str name);
/* A name that is there keeps its sample. False: there is no room. */
bool names_add(struct late_names *names, const char *name, const char *sample);

/* The ${name} that s begins with; 0: none, and SIZE_MAX: not well-formed. */
size_t names_reference(struct str s, struct str *name);

#endif
