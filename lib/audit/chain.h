/*
 * chain.h - follows a chain line by line and says where it breaks: what the
 * auditor's verification and the writer's recovery have in common. Reads
 * nothing itself. For lib/audit and its tests.
 *
 * A line is good if it follows the last good one: its sequence is one more,
 * its `prev` is that one's hash. Lines that cannot be read are a torn region,
 * good if the record behind it names it (`recovered`, `rotated`). What is
 * wrong often shows only one line later; so a verdict may lag one behind.
 */
#ifndef REFGATE_AUDIT_CHAIN_H
#define REFGATE_AUDIT_CHAIN_H

#include "audit/line_reader.h"
#include "audit/record.h"

/* A line that was seen. */
struct chain_mark {
	uint64_t sequence; /* 0: none yet */
	uint64_t file;	   /* from 1 */
	uint64_t line;	   /* from 1 */
	uint64_t size;
	unsigned char hash[SHA256_SIZE];
	unsigned char previous[SHA256_SIZE];
	bool foreign; /* of another chain */
};

struct chain_flaw {
	const char *text; /* NULL: none */
	uint64_t file, line;
	uint64_t missing_from, missing_to; /* sequences; 0: none are */
};

/* Told of each break that the log itself owns up to. */
typedef void chain_note(void *context, uint64_t line, enum record_reason reason,
			uint64_t bytes);

struct chain {
	char id[RECORD_CHAIN_SIZE + 1]; /* empty: not known */
	struct chain_mark last, before; /* good ones */
	uint64_t part, parts;		/* of the last */
	bool any_start; /* whatever record comes first is taken for good */
	/*
	 * Torn lines were left out, as by a store that takes only records: a
	 * record that names some is good if `after` and its sequence fit.
	 */
	bool torn_elsewhere;

	uint64_t file, line; /* where we are */
	/* SHA-256 of the last line as written, good or not; zeros: none */
	unsigned char physical[SHA256_SIZE];
	bool unterminated; /* the last line has no LF */

	struct { /* lines that could not be read */
		uint64_t lines, bytes, first_line, file;
		struct sha256 hash;
		struct sha256 line_hash;
	} torn;

	bool has_suspect; /* a record that does not follow `last` */
	struct chain_mark suspect;
	struct chain_flaw flaw;

	/* what the writer remembered: this record had this hash */
	uint64_t expected;
	unsigned char expected_hash[SHA256_SIZE];

	uint64_t first; /* sequence of the first good one */
	uint64_t records, rotations, recoveries;
	chain_note *note; /* may be NULL */
	void *context;
};

void chain_init(struct chain *chain);
/* Lines that follow are of another, later file. */
void chain_next_file(struct chain *chain);
/* After a flaw only records that were missed are looked for. */
void chain_take(struct chain *chain, const struct line_piece *piece);
/*
 * What is wrong if nothing comes any more. More may still be taken: a file
 * that follows can explain a torn end.
 */
struct chain_flaw chain_verdict(const struct chain *chain);
/*
 * The last record that is proven: not the last that was taken if that is the
 * one that is wrong. Its sequence is 0 if none is.
 */
const struct chain_mark *chain_proven(const struct chain *chain);
/* The digest of the torn region. */
void chain_torn_hash(const struct chain *chain, unsigned char out[SHA256_SIZE]);

/* Of a bad record and the one behind it (NULL: none); chain_flaw.c. */
struct chain_flaw chain_judge(const struct chain *chain,
			      const struct chain_mark *next);

#endif
