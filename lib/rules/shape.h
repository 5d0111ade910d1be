/*
 * shape.h - a name as a policy shows it to people, "hotfix/REC-<number>-<x>",
 * made into one that a developer can use. Never decides what is a good name.
 */
#ifndef REFGATE_RULES_SHAPE_H
#define REFGATE_RULES_SHAPE_H

#include "base/buf.h"

enum shape_keep {
	SHAPE_KEEP_ALL,	 /* every part of the name that fits its blank */
	SHAPE_KEEP_LAST, /* only what stands for the last blank */
	SHAPE_KEEP_NONE,
	SHAPE_KEEPS,
};

/*
 * Appends the shape to *out, its <blanks> filled with what `name` has of
 * them. The others become words in capitals, and *blanks gets, for a
 * sentence, "your number for NUMBER, your date for DATE"; nothing if none is
 * left.
 */
void shape_fill(struct str shape, struct str name, enum shape_keep keep,
		struct buf *out, struct buf *blanks);

#endif
