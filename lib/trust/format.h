/*
 * format.h - what each format of signatures gives to trust.c: how its trust
 * files are read, and how one signature is judged by them. For lib/trust/
 * only.
 */
#ifndef REFGATE_TRUST_FORMAT_H
#define REFGATE_TRUST_FORMAT_H

#include "trust/armor.h"
#include "trust/crypto.h"
#include "trust/trust.h"

/* What all formats work with; borrowed by each for its lifetime. */
struct trust_base {
	const struct trust_options *options;
	struct crypto *crypto; /* open from the first verify() on */
	struct arena *arena;   /* lives as long as the trust */
};

struct format {
	enum signature_format format;
	/*
	 * Parses the trust files that are there: flaws become diagnostics with
	 * file, line and column. *out holds what could be read, without
	 * crypto. Negative: memory or a library, with *error.
	 */
	int (*open)(void **out, const struct trust_base *base,
		    struct diagnostics *diagnostics, struct error *error);
	/*
	 * `armor` is of this format and whole. *out is zeroed but for the
	 * format. ERROR_BROKEN: cannot be judged.
	 */
	int (*verify)(void *state, const struct signed_object *object,
		      const struct armor *armor, struct arena *arena,
		      struct signature *out, struct error *error);
	int (*each)(void *state,
		    void (*call)(const struct trusted_key *key, void *context),
		    void *context, struct error *error);
	void (*close)(void *state); /* NULL-safe */
};

extern const struct format format_ssh;
extern const struct format format_openpgp;
extern const struct format format_x509;

/*
 * Sets state and detail ("%s" of the state's words and what follows); the
 * text goes to `arena`. Always 0, or ERROR_INTERNAL without memory.
 */
int signature_set(struct signature *out, enum signature_state state,
		  struct arena *arena, struct error *error, const char *format,
		  ...) __attribute__((format(printf, 5, 6)));

#endif
