/*
 * krl_fixture.h - revocation lists, made by ssh-keygen and read. For tests
 * only.
 */
#ifndef REFGATE_TESTS_KRL_FIXTURE_H
#define REFGATE_TESTS_KRL_FIXTURE_H

#include "trust/krl.h"

#define KRL_SIZE_MAX (1u << 20)

struct loaded {
	struct arena arena;
	struct diagnostics diagnostics;
	struct krl *krl;
};

/* As "revoked"; krl is NULL if there is a flaw. krl_release() it. */
void krl_load(struct loaded *loaded, struct str text);
void krl_release(struct loaded *loaded);
/* By ssh-keygen, of one specification; "ca.pub" is the authority. */
void krl_make(struct buf *out, const char *specification);

#endif
