/*
 * openpgp_keys.h - OpenPGP keys in all the states that a key can be in, and
 * signatures made before. For tests only.
 */
#ifndef REFGATE_TESTS_OPENPGP_KEYS_H
#define REFGATE_TESTS_OPENPGP_KEYS_H

#include "openpgp_fixture.h"

#define OPENPGP_PAYLOAD "tree 0\n\nhello\n"

/*
 * Files in the current directory: "payload"; NAME.sig, signatures of it;
 * NAME.pgp, keys as gpg exports them; NAME.ring, keys as nobody should.
 */
void openpgp_keys_make(const struct openpgp_home *home);

#endif
