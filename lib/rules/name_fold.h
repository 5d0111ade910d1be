/*
 * name_fold.h - what a file's name is to systems that take upper and lower
 * case for one.
 */
#ifndef REFGATE_RULES_NAME_FOLD_H
#define REFGATE_RULES_NAME_FOLD_H

#include "base/buf.h"
#include "base/error.h"

#include <locale.h>

struct name_fold {
	locale_t locale; /* (locale_t)0 until it is needed */
};

void name_fold_release(struct name_fold *fold);
/*
 * Appends the name in lower case, as the C library knows case in C.UTF-8:
 * one character for one. Characters that HFS+ ignores are left out; bytes
 * that are not UTF-8 stay. ERROR_BROKEN: that locale is not there, and the
 * name is not ASCII.
 */
int name_fold_add(struct name_fold *fold, struct buf *out, struct str name,
		  struct error *error);

#endif
