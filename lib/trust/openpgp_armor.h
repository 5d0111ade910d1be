/*
 * openpgp_armor.h - the armored blocks of a file of OpenPGP keys, decoded one
 * by one. Never takes text between them for a remark that is not marked as
 * one.
 *
 * Format: RFC 4880, 6.2; a blank line must stand before the base64.
 */
#ifndef REFGATE_TRUST_OPENPGP_ARMOR_H
#define REFGATE_TRUST_OPENPGP_ARMOR_H

#include "base/arena.h"
#include "base/diagnostic.h"

struct openpgp_block {
	struct str bytes; /* in the arena */
	struct str lines; /* from the first line of base64 on */
	size_t line;	  /* its number */
};

/* Where a file is being read. */
struct openpgp_armor {
	struct str rest;
	size_t line; /* of the last line that was read */
	const struct source *source;
	struct arena *arena;
	struct diagnostics *diagnostics;
};

/*
 * The next block without a flaw; those with one become diagnostics. false at
 * the end, or, with *failed, when memory is short.
 */
bool openpgp_armor_next(struct openpgp_armor *armor, struct openpgp_block *out,
			bool *failed);

/* The line of a byte of a block; bytes are asked for in rising order. */
struct openpgp_line {
	struct str rest;
	size_t line;
	size_t digits; /* that stand before `rest` */
};
void openpgp_line_init(struct openpgp_line *out,
		       const struct openpgp_block *block);
size_t openpgp_line_at(struct openpgp_line *at, size_t offset);

#endif
