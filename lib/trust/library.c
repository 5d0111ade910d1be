/*
 * library.c - see library.h. Binds all symbols at once: a library that lacks
 * one is none.
 */
#include "trust/library.h"

#include <dlfcn.h>
#include <string.h>

int library_open(void **handle, void *table, const char *soname,
		 const char *package, const struct library_symbol *symbols,
		 size_t count, struct error *error)
{
	void *opened = dlopen(soname, RTLD_NOW | RTLD_LOCAL);

	*handle = NULL;
	if (!opened)
		return error_set(error, ERROR_BROKEN,
				 "%s cannot be loaded on the server; is the "
				 "package %s installed?",
				 soname, package);
	for (size_t i = 0; i < count; i++) {
		void *address = dlsym(opened, symbols[i].name);

		if (!address) {
			dlclose(opened);
			return error_set(error, ERROR_BROKEN,
					 "%s on the server has no %s", soname,
					 symbols[i].name);
		}
		memcpy((char *)table + symbols[i].offset, &address,
		       sizeof(address));
	}
	*handle = opened;
	return 0;
}

void library_close(void *handle)
{
	if (handle)
		dlclose(handle);
}
