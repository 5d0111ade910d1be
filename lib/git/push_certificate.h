/*
 * push_certificate.h - the certificate of `git push --signed`, read strictly.
 * Never verifies.
 *
 * Format: git's Documentation/gitprotocol-pack.txt, "Push Certificate".
 */
#ifndef REFGATE_GIT_PUSH_CERTIFICATE_H
#define REFGATE_GIT_PUSH_CERTIFICATE_H

#include "git/object.h"
#include "git/push.h"

#define PUSH_CERTIFICATE_SIZE_MAX (1u << 20)

struct push_certificate {
	struct str payload;   /* what was signed */
	struct str signature; /* armor */
	struct identity pusher;
	bool has_identity; /* the pusher line reads "Name <email> time zone" */
	struct str pushee; /* empty: none */
	struct str nonce;  /* empty: none */
	struct push_line *lines;
	size_t count;
};

/* Slices of `raw`. ERROR_BROKEN with *flaw. */
int push_certificate_read(struct push_certificate *out, struct str raw,
			  struct arena *arena, struct flaw *flaw);
/* Whether it tells of exactly these updates, in any order. */
bool push_certificate_covers(const struct push_certificate *certificate,
			     const struct push_input *input);

#endif
