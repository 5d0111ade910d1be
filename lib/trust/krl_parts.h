/*
 * krl_parts.h - what a revocation list is made of, and its two readers. For
 * lib/trust/krl*.c only.
 */
#ifndef REFGATE_TRUST_KRL_PARTS_H
#define REFGATE_TRUST_KRL_PARTS_H

#include "trust/krl.h"

enum krl_set_kind {
	KRL_KEYS,   /* blobs */
	KRL_SHA1,   /* of blobs */
	KRL_SHA256, /* likewise */
	KRL_SET_COUNT,
};

/* Slices of the text or the arena; sorted once all are there. */
struct krl_set {
	struct str *items;
	size_t count, capacity;
};

/* One subsection on certificates, already checked. */
struct krl_certificates {
	struct str authority; /* blob; empty: every one */
	uint8_t type;
	struct str data;
};

struct krl {
	struct krl_set sets[KRL_SET_COUNT];
	struct krl_certificates *certificates;
	size_t count, capacity;
};

/* ERROR_INTERNAL without memory. */
int krl_add(struct krl *krl, enum krl_set_kind kind, struct str item);

#define KRL_MAGIC "SSHKRL\n"
#define KRL_MAGIC_SIZE sizeof(KRL_MAGIC) /* with its NUL */

/*
 * 0; ERROR_USAGE with *what and, in *at, where in the text; ERROR_INTERNAL
 * without memory.
 */
int krl_read_binary(struct krl *krl, struct str text, size_t *at,
		    const char **what);
/* Whether that subsection revokes the certificate, by anybody. */
bool krl_section_has(const struct krl_certificates *section,
		     const struct ssh_certificate *certificate);

#endif
