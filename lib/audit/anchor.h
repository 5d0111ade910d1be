/*
 * anchor.h - where a chain stood at a time, to be kept where whoever can
 * write to the log cannot: a line for syslog, or a checkpoint that a key has
 * signed, in FILE.anchors.
 *
 * An anchor is a JSON object on one line, {"refgate_anchor":{...}}. A
 * checkpoint has behind that, within the outer braces, "key" (its SHA256:
 * fingerprint) and "signature": an armored SSHSIG (PROTOCOL.sshsig) of
 * ANCHOR_NAMESPACE over the bytes of the object without these two.
 */
#ifndef REFGATE_AUDIT_ANCHOR_H
#define REFGATE_AUDIT_ANCHOR_H

#include "audit/log.h"
#include "base/clock.h"

#define ANCHOR_NAMESPACE "refgate-log"
#define ANCHOR_FILE ".anchors"
#define ANCHOR_SYSLOG "syslog"
#define ANCHOR_KEY_SIZE 64 /* "SHA256:..." */
#define ANCHOR_LINE_SIZE_MAX (16u << 10)
#define ANCHOR_PERIOD 3600 /* seconds, between two of post-receive */

struct anchor {
	const char *host;	/* borrowed; NULL: this machine's name */
	const char *repository; /* borrowed, may be NULL */
	char chain[RECORD_CHAIN_SIZE + 1];
	uint64_t sequence;
	unsigned char hash[SHA256_SIZE]; /* of that line */
	usec time;			 /* when it was made */
	char key[ANCHOR_KEY_SIZE];	 /* that signed it; or empty */
};

/* Appends it, without an LF. */
int anchor_format(struct buf *out, const struct anchor *anchor,
		  struct error *error);
/*
 * The anchor that `line` holds, maybe behind other text. 1: *payload are the
 * bytes that a signature is of, *signature its armor, empty if there is none;
 * host and repository are NULL. 0: it holds none. ERROR_USAGE: one that
 * cannot be read; ERROR_INTERNAL without memory.
 */
int anchor_scan(struct anchor *out, struct buf *payload, struct buf *signature,
		struct str line);

/*
 * Where the log ends, as its last writer has it. ERROR_NOT_FOUND: no log;
 * ERROR_BROKEN: nothing tells.
 */
int anchor_take(struct anchor *out, const char *file, const char *repository,
		struct error *error);
/*
 * Appends the checkpoint of an anchor, signed by a private SSH key without
 * passphrase, and sets anchor->key. `key` is an absolute path. ERROR_USAGE:
 * it cannot sign, with ssh-keygen's words.
 */
int anchor_sign(struct buf *out, struct anchor *anchor, const char *key,
		struct error *error);
/* Appends a line to FILE.anchors, and has it on the disk. */
int anchor_keep(const char *file, struct str line, mode_t mode,
		struct error *error);

/*
 * The two halves of anchor_checkpoint(): the first needs the key, the second
 * writes beside the log. Where options->anchor is "syslog" there is nothing
 * to sign, and it goes there.
 */
int anchor_make(struct buf *line, struct anchor *out,
		const struct log_options *options, const char *repository,
		struct error *error);
int anchor_put(const struct log_options *options, const struct anchor *anchor,
	       struct str line, struct error *error);

/* anchor_sign.c: the armor that ssh-keygen makes of `payload`. */
int anchor_run_keygen(struct buf *armor, struct buf *fingerprint,
		      struct str payload, const char *key, struct error *error);

/*
 * For hooks: whether it is time for a checkpoint, and a key that we may read
 * is there. Costs one stat(2) when not.
 */
bool anchor_is_due(const struct log_options *options);
/* Makes and puts one. */
int anchor_checkpoint(const struct log_options *options, const char *repository,
		      struct error *error);

#endif
