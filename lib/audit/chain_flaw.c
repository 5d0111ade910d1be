/*
 * chain_flaw.c - from a record that does not follow and the one behind it to
 * the line that was changed, lost, added or moved. Never names a line when
 * two would explain it alike.
 */
#include "audit/chain.h"

#include <string.h>

static bool same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, SHA256_SIZE) == 0;
}

static struct chain_flaw at(const struct chain_mark *mark, const char *text)
{
	return (struct chain_flaw){ text, mark->file, mark->line, 0, 0 };
}

static struct chain_flaw judge_torn(const struct chain *chain,
				    const struct chain_mark *next)
{
	struct chain_flaw flaw = { "line is no record", chain->torn.file,
				   chain->torn.first_line, 0, 0 };
	uint64_t last = chain->last.sequence;

	if (!next) {
		if (chain->unterminated)
			flaw.text = "line is torn";
	} else if (next->sequence == last + chain->torn.lines + 1) {
		flaw.text = "line was changed";
	} else if (next->sequence == last + 1 &&
		   same(next->previous, chain->last.hash)) {
		flaw.text = "line was inserted";
	}
	return flaw;
}

/* The sequence is right, the hash is not: one of the two was changed. */
static struct chain_flaw judge_hash(const struct chain *chain,
				    const struct chain_mark *next)
{
	const struct chain_mark *bad = &chain->suspect;

	if (next ? same(next->previous, bad->hash) :
		   bad->sequence == chain->expected)
		return at(&chain->last, "line was changed");
	if (!next)
		return at(&chain->last, "line or the next one was changed");
	return at(bad, "line was changed");
}

static struct chain_flaw judge_earlier(const struct chain *chain,
				       const struct chain_mark *next)
{
	const struct chain_mark *bad = &chain->suspect;
	bool twins = bad->sequence == chain->last.sequence &&
		     same(bad->previous, chain->last.previous);

	if (twins && !same(bad->hash, chain->last.hash)) {
		if (!next)
			return at(&chain->last,
				  "line or the next one was inserted");
		if (same(next->previous, bad->hash))
			return at(&chain->last, "line was inserted");
	}
	return at(bad, "line was inserted");
}

static struct chain_flaw judge_later(const struct chain *chain)
{
	const struct chain_mark *bad = &chain->suspect;
	struct chain_flaw flaw;

	if (same(bad->previous, chain->last.hash))
		return at(bad, "line was changed");
	flaw = at(bad, "lines are missing before it");
	flaw.missing_from = chain->last.sequence + 1;
	flaw.missing_to = bad->sequence - 1;
	return flaw;
}

struct chain_flaw chain_judge(const struct chain *chain,
			      const struct chain_mark *next)
{
	const struct chain_mark *bad = &chain->suspect;

	if (chain->torn.lines)
		return judge_torn(chain, next);
	if (chain->last.sequence == 0)
		return at(bad, "log begins neither with record 1 nor with a "
			       "rotated one");
	if (bad->foreign)
		return at(bad, "line belongs to another log");
	if (bad->sequence == chain->last.sequence + 1)
		return judge_hash(chain, next);
	if (bad->sequence <= chain->last.sequence)
		return judge_earlier(chain, next);
	return judge_later(chain);
}

struct chain_flaw chain_verdict(const struct chain *chain)
{
	struct chain_flaw flaw = { NULL, chain->file, chain->line, 0, 0 };

	if (chain->flaw.text)
		return chain->flaw;
	if (chain->has_suspect || chain->torn.lines)
		return chain_judge(chain, NULL);
	if (chain->unterminated) {
		flaw.text = "line is torn";
	} else if (chain->expected && chain->expected == chain->last.sequence &&
		   !same(chain->expected_hash, chain->last.hash)) {
		flaw = at(&chain->last, "line was changed");
	} else if (chain->expected > chain->last.sequence) {
		flaw.text = "lines are missing before the end";
		flaw.line++;
		flaw.missing_from = chain->last.sequence + 1;
		flaw.missing_to = chain->expected;
	}
	return flaw;
}

const struct chain_mark *chain_proven(const struct chain *chain)
{
	struct chain_flaw flaw = chain_verdict(chain);

	if (flaw.text && flaw.file == chain->last.file &&
	    flaw.line == chain->last.line)
		return &chain->before;
	return &chain->last;
}
