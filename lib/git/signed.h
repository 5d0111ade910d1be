/*
 * signed.h - what a signature of a commit or tag is about: the object's bytes
 * without it, exactly as git puts them together. Never verifies.
 *
 * Format: git's Documentation/technical/signature-format.txt, and
 * commit.c:parse_signed_commit(), gpg-interface.c:parse_signature().
 */
#ifndef REFGATE_GIT_SIGNED_H
#define REFGATE_GIT_SIGNED_H

#include "base/arena.h"
#include "base/error.h"
#include "git/object.h"

#define SIGNED_PIECES_MAX 3

struct signed_text {
	struct str pieces[SIGNED_PIECES_MAX]; /* slices of the object */
	size_t count;
	struct str signature; /* continuation lines unfolded; empty: none */
};

/* The signature lies in `arena`; ERROR_INTERNAL without memory. */
int commit_signed_text(struct signed_text *out, const struct commit *commit,
		       struct arena *arena, struct error *error);
void tag_signed_text(struct signed_text *out, const struct tag *tag);

#endif
