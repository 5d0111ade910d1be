/*
 * ssh_composed.h - SSH keys made by libcrypto, for signatures that ssh-keygen
 * cannot or would not make, and what is said about them. For tests only.
 */
#ifndef REFGATE_TESTS_SSH_COMPOSED_H
#define REFGATE_TESTS_SSH_COMPOSED_H

#include "trust/ssh_key.h"

#include <openssl/evp.h>

#define COMPOSED_RSA_SIZE 128		/* bytes of a signature */
#define COMPOSED_APPLICATION "ssh:test" /* of security keys */

struct composed {
	EVP_PKEY *pair;
	struct buf blob;
	struct crypto *crypto;
	struct ssh_key key;
	struct public_key *loaded;
};

/* `type` is a name as "ssh-rsa"; released with composed_release(). */
void composed_make(struct composed *out, const char *type);
void composed_release(struct composed *composed);

/* The bare signature, in place of what `out` held; NULL digest: Ed25519. */
void composed_sign(struct buf *out, const struct composed *composed,
		   const char *digest, struct str message);
/* Makes two mpints of an ECDSA-Sig-Value. */
void composed_numbers(struct buf *bytes);
/* string algorithm, string bytes; in place of what `out` held. */
void composed_blob(struct buf *out, const char *algorithm, struct str bytes);

/* The test fails unless `blob` is answered so; `word` NULL: it was tried. */
void composed_expect(const struct composed *composed, struct str blob,
		     struct str message, enum match match,
		     enum ssh_signature_flaw flaw, const char *word);
/* It is good, and no longer if anything in it is changed or missing. */
void composed_expect_strict(const struct composed *composed, struct buf *blob,
			    struct str message);

#endif
