/*
 * writer.h - where the next line goes: the end of the chain as the log and
 * its head have it, and the records that own up to what happened meanwhile.
 * For lib/audit only.
 */
#ifndef REFGATE_AUDIT_WRITER_H
#define REFGATE_AUDIT_WRITER_H

#include "audit/chain.h"
#include "audit/head.h"
#include "audit/store.h"

struct writer {
	struct store *store; /* borrowed */
	struct head head;    /* as it was; sequence 0: none */
	struct chain chain;
	/* what the breaks are, in the order of their records */
	bool new_file;
	enum record_reason loss; /* RECORD_NO_REASON: none */
	bool no_head;
	/* the end of the chain, as lines are added */
	char id[RECORD_CHAIN_SIZE + 1];
	uint64_t sequence;
	unsigned char previous[SHA256_SIZE];
	struct buf out; /* lines to be written */
};

void writer_init(struct writer *writer, struct store *store);
void writer_release(struct writer *writer);
/* Finds the end of the chain and adds what has to be owned up to. */
int writer_begin(struct writer *writer, const struct event *cause,
		 struct error *error);
/* Adds an event's lines. */
int writer_add(struct writer *writer, const struct event *event,
	       struct error *error);
/* After `out` was written: remembers the end. */
int writer_write_head(const struct writer *writer, struct error *error);

/*
 * The end of the file, found by writer_end.c: fills in `chain` and the breaks.
 */
int writer_find_end(struct writer *writer, struct error *error);

#endif
