/*
 * trust_fixture.h - SSH keys and certificates of many kinds, a trust that
 * knows some of them, and what ssh-keygen says. For tests only.
 */
#ifndef REFGATE_TESTS_TRUST_FIXTURE_H
#define REFGATE_TESTS_TRUST_FIXTURE_H

#include "trust/trust.h"

#define NOW INT64_C(1780272000) /* 2026-06-01 */
#define DAY INT64_C(86400)
#define PAYLOAD "tree 1\n\nthe message\n"

/* "Alice": alice@example.com and a@home.example. */
extern const struct people trust_fixture_people;

struct judged {
	struct trust *trust;
	struct arena arena;
	struct buf signers;
	struct buf revoked;
	struct buf armor;
	struct signature found;
	struct error error;
	int result;
};

/* A scratch directory with all keys; for cmocka. */
int trust_fixture_keys(void **state);
/* "{alice}": her public key; "<alice>": its fingerprint. */
void trust_fixture_expand(struct buf *out, const char *text);
void trust_fixture_fingerprint(struct buf *out, const char *path);
/*
 * With these files, expanded; NULL: the policy names none. "spec:..." in
 * `revoked` makes a KRL of it.
 */
void trust_fixture_open(struct judged *judged, const char *signers,
			const char *revoked, int64_t now);
void trust_fixture_release(struct judged *judged);
/* PAYLOAD, by a certificate where `path` is the name of one. */
void trust_fixture_sign(struct buf *armor, const char *path);
void trust_fixture_verify(struct judged *judged, const char *payload,
			  int64_t dated);
/* Whether git, with ssh-keygen, would take it at both times. */
bool trust_fixture_oracle(const struct judged *judged, int64_t now,
			  int64_t dated);

#endif
