/*
 * secrets.h - finds what looks like a secret in a line, by the forms of
 * secrets.def: first a search for what they begin with, then a pattern.
 */
#ifndef REFGATE_RULES_SECRETS_H
#define REFGATE_RULES_SECRETS_H

#include "base/regex.h"

#include <stdint.h>

#define SECRETS_MAX 96
/* What is looked at behind a prefix. */
#define SECRET_SIZE_MAX 2048

/* Lines of one file, in their order. */
struct secrets {
	/* first form, from 1, that begins with the byte; 0: none */
	unsigned char first[256];
	unsigned char next[SECRETS_MAX];     /* another form with that byte */
	struct regex *patterns[SECRETS_MAX]; /* compiled when needed */
	/* a header that is one only if the next line has a key's body */
	size_t header_line; /* 0: none */
	const char *header_name;
};

void secrets_init(struct secrets *secrets);
void secrets_release(struct secrets *secrets);
void secrets_new_file(struct secrets *secrets);

/*
 * Calls back for each secret with its name and the number of its line, which
 * may be the one before; a form is told once a line. A non-zero answer stops
 * and is returned.
 */
int secrets_find(struct secrets *secrets, struct str line, size_t number,
		 int (*each)(const char *name, size_t number, void *context),
		 void *context, struct error *error);

#endif
