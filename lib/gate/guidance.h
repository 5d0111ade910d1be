/*
 * guidance.h - a judgement in words: what is wrong, where, what was wanted,
 * the commands that mend it. Appends text; never prints.
 */
#ifndef REFGATE_GATE_GUIDANCE_H
#define REFGATE_GATE_GUIDANCE_H

#include "gate/judgement.h"

struct guidance_options {
	const char *prefix;  /* "GL-HOOK-ERR: " for GitLab, else "" */
	const char *push_id; /* NULL: none (refgate check) */
	const char *policy;  /* setup_policy_title() */
	const char *contact;
	bool check_only; /* say the whole verdict, also when clean */
	bool local;	 /* `refgate check`: there is no server to speak of */
	bool overriding; /* the push has asked for an override */
};

/* Nothing is appended for a push that is accepted and clean. */
void guidance_render(struct buf *out, struct judgement *judgement,
		     const struct guidance_options *options);
/*
 * A push that could not be judged as a whole. ERROR_LIMIT is the pusher's to
 * mend, all else is the gate's own problem. `accepted`: evaluate mode.
 */
void guidance_failure(struct buf *out, const struct error *error, bool accepted,
		      const struct guidance_options *options);

#endif
