/*
 * stream.h - follows the chains of records that come out of a store, where
 * many hosts' records lie together. Ordered by chain and sequence there may
 * be any number of chains; mixed, but each in its own order, STREAM_CHAINS.
 *
 * Unlike in a log's own files, a line that repeats the one before it in its
 * chain counts once (delivery is at least once), and torn lines, which a
 * store leaves out, are not missed. Lines may have the escapes of
 * PostgreSQL's COPY: the first line whose hash tells decides for all.
 */
#ifndef REFGATE_AUDIT_STREAM_H
#define REFGATE_AUDIT_STREAM_H

#include "audit/chain.h"

#define STREAM_CHAINS 256
#define STREAM_NAME_SIZE 256

/* One chain's; what is in it is borrowed for the call. */
struct stream_verdict {
	const char *chain;	       /* empty: lines that belong to none */
	const char *host, *repository; /* of the first record; may be empty */
	uint64_t records, last_sequence;
	char last_hash[SHA256_HEX_SIZE + 1];
	uint64_t rotations, recoveries, repeated;
	struct chain_flaw flaw; /* the line is the stream's */
};

/* Each chain's verdict, once; a result that it returns ends it. */
typedef int stream_tell(void *context, const struct stream_verdict *verdict);

/*
 * Reads `fd` to its end. ERROR_USAGE: more chains than STREAM_CHAINS, in no
 * order.
 */
int stream_verify(int fd, stream_tell *tell, void *context,
		  struct error *error);

#endif
