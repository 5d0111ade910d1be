/*
 * offline.c - keeps the network out of libgit2, and with it most of the time
 * that it takes to start. Never does anything else.
 *
 * Linked statically: see offline.def. Linked with the shared library, whose
 * TLS stream reads the bundle of all certificate authorities when it is
 * initialised: as the program comes first in symbol lookup, the function
 * below is called instead.
 */
#include "git/offline.h"

#ifdef REFGATE_SHARED_LIBGIT2

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
	__attribute__((visibility("default"), used));

int mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return 0;
}

#else

#define OFFLINE(function, answer)    \
	int __wrap_##function(void); \
	int __wrap_##function(void)  \
	{                            \
		return answer;       \
	}
#include "git/offline.def"
#undef OFFLINE

#endif

void offline(void)
{
}
