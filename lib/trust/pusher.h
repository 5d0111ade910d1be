/*
 * pusher.h - who pushes, as far as it is proven. The source is fixed when
 * the hooks are installed; its variables are believed only together with
 * the host's own markers. Never guesses.
 */
#ifndef REFGATE_TRUST_PUSHER_H
#define REFGATE_TRUST_PUSHER_H

#include "base/error.h"
#include "trust/people.h"

struct pusher {
	const char *login;    /* NULL: nobody is proven */
	const char *source;   /* "login", "ssh", "gitolite", ... */
	const char *ip;	      /* NULL: not known */
	const char *protocol; /* "ssh", "http", "local", ... or NULL */
	/* key that ssh let in ("ssh-ed25519 AAAA..."), or NULL */
	const char *ssh_key;
	const struct person *person; /* set by pusher_resolve() */
};

/*
 * `source` is the value of refgate.identity, or NULL for the operating
 * system's login. Strings are allocated in `arena`. ERROR_BROKEN: unknown
 * source. A source without its markers leaves login NULL.
 */
int pusher_read(struct pusher *out, const char *source, struct arena *arena,
		struct error *error);
void pusher_resolve(struct pusher *pusher, const struct people *people);

#endif
