/*
 * push.h - what git hands to a hook: the ref updates on standard input, the
 * push options in the environment. Strict: one odd byte refuses the push.
 * Never touches a repository.
 *
 * Format: githooks(5), pre-receive: "<old> SP <new> SP <ref> LF".
 */
#ifndef REFGATE_GIT_PUSH_H
#define REFGATE_GIT_PUSH_H

#include "base/arena.h"
#include "base/error.h"
#include "git/oid.h"

#define PUSH_REF_SIZE_MAX 1024
#define PUSH_INPUT_SIZE_MAX (64u << 20)
#define PUSH_OPTIONS_MAX 64
#define PUSH_OPTION_SIZE_MAX 4096

struct push_line {
	struct oid old; /* the client's claim */
	struct oid new;
	struct str ref; /* NUL-terminated; bytes as sent */
};

struct push_input {
	struct push_line *lines; /* arena */
	size_t count;
	const char **options; /* arena; NULL-terminated */
	size_t option_count;
	bool has_certificate;	  /* git push --signed */
	struct oid certificate;	  /* blob, as git stored it */
	const char *nonce;	  /* arena; "" if git gave none */
	const char *nonce_status; /* arena; "OK", "BAD", ... */
};

/*
 * Reads `fd` to its end. Empty input gives count 0; a blank line at the end
 * (Gitea) is skipped. ERROR_BROKEN: a line that is no ref update (the text
 * says which); ERROR_LIMIT.
 */
int push_read(struct push_input *out, int fd, struct arena *arena,
	      struct error *error);
/* One line without its LF; the text of `error` says what is wrong. */
int push_parse_line(struct push_line *out, struct str line, struct arena *arena,
		    struct error *error);
/* GIT_PUSH_OPTION_COUNT and GIT_PUSH_OPTION_<n>. */
int push_read_options(struct push_input *out, struct arena *arena,
		      struct error *error);
/* GIT_PUSH_CERT and its fellows (git-receive-pack(1)). */
int push_read_certificate(struct push_input *out, struct arena *arena,
			  struct error *error);

/* git-check-ref-format(1), whole names ("refs/heads/x"), on bytes. */
bool ref_name_is_valid(struct str name);

#endif
