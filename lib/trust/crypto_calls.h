/*
 * crypto_calls.h - libcrypto's calls as a table of pointers, so that the
 * library is loaded when it is needed. For crypto.c and x509.c only.
 */
#ifndef REFGATE_TRUST_CRYPTO_CALLS_H
#define REFGATE_TRUST_CRYPTO_CALLS_H

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

struct crypto_calls {
#define CALL(name) __typeof__(&(name)) name;
#include "trust/crypto.def"
#undef CALL
};

#endif
