/*
 * x509_fixture.h - X.509 signatures by the scripts of tests/trust, and the
 * question what the library makes of one. For tests only.
 */
#ifndef REFGATE_TESTS_X509_FIXTURE_H
#define REFGATE_TESTS_X509_FIXTURE_H

#include "trust/trust.h"

#define X509_DAY 86400

struct x509_question {
	const char *signature;	  /* file; or: */
	struct str armored;	  /* the text itself */
	const char *payload;	  /* file; NULL: "payload" */
	const char *anchors;	  /* file; NULL: the policy names none */
	const char *lists;	  /* likewise */
	int days;		  /* now, from the real one */
	int64_t minimum_rsa_bits; /* 0: 2048 */
};

/*
 * For cmocka: a scratch directory with all of them, in an environment that
 * tells libcrypto to do without any algorithm and to trust a stranger.
 */
int x509_set_up(void **state);
int x509_tear_down(void **state);

/* Runs a script of tests/trust in the scratch directory. */
void x509_run(const char *program, const char *script, const char *first,
	      const char *second);

/* By the files of the question; for trust_free(), before the arena. */
struct trust *x509_trust(const struct x509_question *question,
			 struct arena *arena);
int x509_verify(struct trust *trust, const struct x509_question *question,
		struct arena *arena, struct signature *out,
		struct error *error);
/* Both at once. */
int x509_ask(const struct x509_question *question, struct arena *arena,
	     struct signature *out, struct error *error);
/* The test fails unless that is what is found. */
void x509_expect(const struct x509_question *question,
		 enum signature_state state);
/* The file, in the arena; the test fails if there is none. */
struct str x509_read(const char *path, struct arena *arena);
/* The armor that git keeps, in the arena. */
struct str x509_armor(struct str bytes, struct arena *arena);

#endif
