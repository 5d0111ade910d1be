/*
 * head.h - FILE.head: what the last writer knew of the end of the log. The
 * log itself is the truth; this is where to look, and what shows that its
 * end was cut off. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_HEAD_H
#define REFGATE_AUDIT_HEAD_H

#include "audit/record.h"
#include "base/error.h"

/* One sector: a power failure leaves the old or the new one. */
#define HEAD_SIZE 320

struct head {
	char chain[RECORD_CHAIN_SIZE + 1];
	uint64_t sequence;
	unsigned char hash[SHA256_SIZE]; /* of the last line */
	uint64_t inode, size;		 /* of the log */
};

/*
 * 1; 0: there is none, or what is there is none; negative, with errno: it
 * cannot be read.
 */
int head_read(struct head *out, int fd);
int head_write(const struct head *head, int fd, struct error *error);

#endif
