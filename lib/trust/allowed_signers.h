/*
 * allowed_signers.h - OpenSSH's ALLOWED SIGNERS file: whose key may sign
 * what, and when. Never skips a line that it does not understand.
 *
 * Format: ssh-keygen(1), ALLOWED SIGNERS; sshd(8) for quoting of options.
 */
#ifndef REFGATE_TRUST_ALLOWED_SIGNERS_H
#define REFGATE_TRUST_ALLOWED_SIGNERS_H

#include "trust/format.h"
#include "trust/ssh_key.h"

#define ALLOWED_SIGNERS_MAX 100000

struct allowed_signer {
	struct str principals; /* a comma-separated pattern list, as written */
	bool is_literal;       /* one name, no wildcard and no negation */
	bool is_authority;     /* cert-authority: vouches for others */
	struct str namespaces; /* pattern list; empty: every one */
	int64_t valid_after;   /* seconds since 1970; 0: unset */
	int64_t valid_before;  /* excluded; 0: unset */
	struct ssh_key key;
	struct public_key *loaded; /* when first needed; freed with the list */
	struct mark mark;
};

struct allowed_signers {
	struct allowed_signer *items; /* heap; by key blob, then by line */
	size_t count, capacity;
	struct source source;
	struct arena *arena;
};

/*
 * Parses all of it: flaws become diagnostics, with line and column. Errors
 * are what ssh-keygen skips or mistakes: unknown or double options, times
 * without "Z" (they would mean local time), valid-after not before
 * valid-before, a type that is not the blob's, text in the place of a key,
 * CR, NUL, no principal, an empty pattern. ERROR_INTERNAL without memory.
 */
int allowed_signers_read(struct allowed_signers *out,
			 const struct trust_file *file, struct arena *arena,
			 struct diagnostics *diagnostics, struct error *error);
void allowed_signers_release(struct allowed_signers *list); /* NULL-safe */

/* The entries of that key, one after the other; *count 0: none. */
struct allowed_signer *allowed_signers_find(const struct allowed_signers *list,
					    struct str key_blob, size_t *count);
/*
 * OpenSSH's match_pattern_list(): "*" and "?" match any byte, "!" excludes,
 * and only excluding patterns match nothing.
 */
bool pattern_list_matches(struct str list, struct str name);

#endif
