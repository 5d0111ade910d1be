/*
 * library.h - shared libraries that are loaded when they are first needed:
 * their start-up is no cost of the pushes that do without. Never searches
 * but where the system's loader does.
 */
#ifndef REFGATE_TRUST_LIBRARY_H
#define REFGATE_TRUST_LIBRARY_H

#include "base/error.h"

#include <stddef.h>

/* Where the address of a symbol goes in a struct of function pointers. */
struct library_symbol {
	const char *name;
	size_t offset;
};

/*
 * Opens `soname` and fills in `table`; *handle is for library_close().
 * ERROR_BROKEN: it is not installed, or lacks a symbol; `package` is named.
 */
int library_open(void **handle, void *table, const char *soname,
		 const char *package, const struct library_symbol *symbols,
		 size_t count, struct error *error);
void library_close(void *handle); /* NULL-safe */

#endif
