/*
 * fuzz_anchor.c - lines that may hold an anchor, with and without a
 * signature: one that is read is read again as what was signed.
 */
#include "fuzz.h"

#include "audit/anchor.h"

#include <stdlib.h>
#include <string.h>

static void check(const struct anchor *anchor, const struct buf *signed_bytes)
{
	struct buf payload = BUF_INIT;
	struct buf signature = BUF_INIT;
	struct anchor again;

	expect(anchor_scan(&again, &payload, &signature,
			   buf_str(signed_bytes)) == 1);
	expect(again.sequence == anchor->sequence);
	expect(strcmp(again.chain, anchor->chain) == 0);
	expect(!memcmp(again.hash, anchor->hash, SHA256_SIZE));
	expect(signature.size == 0);
	buf_release(&payload);
	buf_release(&signature);
}

FUZZ_TARGET(anchor)
{
	struct str rest = { (const char *)data, size };
	struct buf payload = BUF_INIT;
	struct buf signature = BUF_INIT;
	struct anchor anchor;
	struct str line;

	while (str_next_line(&rest, &line))
		if (anchor_scan(&anchor, &payload, &signature, line) == 1 &&
		    signature.size)
			check(&anchor, &payload);
	buf_release(&payload);
	buf_release(&signature);
	return 0;
}
