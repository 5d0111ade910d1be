/*
 * record.h - what the chain needs to know of a line, read off the very form
 * that event_format() writes, without parsing the rest. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_RECORD_H
#define REFGATE_AUDIT_RECORD_H

#include "base/buf.h"
#include "base/hash.h"

#include <stdint.h>

#define RECORD_CHAIN_SIZE 64

enum record_kind {
	RECORD_EVENT,
	RECORD_ROTATED,
	RECORD_RECOVERED,
};

/* Why there is a record of the log about itself. */
enum record_reason {
	RECORD_NO_REASON,
	RECORD_NEW_FILE,     /* rotated: the file before was moved away */
	RECORD_TORN,	     /* lines that were not whole stand before it */
	RECORD_UNTERMINATED, /* the last line lacked nothing but its end */
	RECORD_INCOMPLETE,   /* an event of several lines was cut short */
	RECORD_NO_HEAD,	     /* FILE.head was not there to compare with */
	RECORD_TRUNCATED,    /* lines that were there are not any more */
	RECORD_REPLACED,     /* the file is not the one that was written */
	RECORD_ALTERED,	     /* lines were added that are no chain */
};
const char *record_reason_name(enum record_reason reason);
/* As half a sentence. */
const char *record_reason_text(enum record_reason reason);

/* What a record about the log itself says. */
struct record_break {
	enum record_reason reason;
	unsigned char after[SHA256_SIZE]; /* hash of the last good line */
	uint64_t bytes; /* torn, without the last LF; 0: none */
	unsigned char torn[SHA256_SIZE]; /* their hash */
};

struct record {
	enum record_kind kind;
	uint64_t sequence;
	unsigned char previous[SHA256_SIZE]; /* zeros: empty */
	struct str chain;		     /* within the line */
	uint64_t part, parts;
	struct record_break broken;
};

/* False: not such a line. */
bool record_scan(struct record *out, struct str line);
/* Whether it is a whole JSON object: quotes and braces are even. */
bool record_is_whole(struct str line);
/* Appends it as struct event's `extra`. */
void record_add_break(struct buf *out, enum record_kind kind,
		      const struct record_break *broken);
/* Hex, or nothing for zeros. */
void record_hex(const unsigned char hash[SHA256_SIZE],
		char hex[SHA256_HEX_SIZE + 1]);

#endif
