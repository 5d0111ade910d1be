/*
 * library_static.c - in the place of library.c where a program is linked
 * statically: libcrypto is in it, and no other library can be loaded.
 */
#include "trust/library.h"

#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <string.h>

typedef void (*call)(void);

static const struct {
	const char *name;
	call address;
} calls[] = {
#define CALL(name) { #name, (call)(name) },
#include "trust/cms.def"
#include "trust/crypto.def"
#undef CALL
};

static call find(const char *name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (!strcmp(calls[i].name, name))
			return calls[i].address;
	return NULL;
}

int library_open(void **handle, void *table, const char *soname,
		 const char *package, const struct library_symbol *symbols,
		 size_t count, struct error *error)
{
	(void)package;
	*handle = NULL;
	for (size_t i = 0; i < count; i++) {
		call address = find(symbols[i].name);

		if (!address)
			return error_set(error, ERROR_BROKEN,
					 "%s cannot be used by a program that "
					 "is linked statically",
					 soname);
		memcpy((char *)table + symbols[i].offset, &address,
		       sizeof(address));
	}
	return 0;
}

void library_close(void *handle)
{
	(void)handle;
}
