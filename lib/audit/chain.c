/*
 * chain.c - follows the chain. Never repairs, and never takes a line for
 * good that does not follow the one before, unless a record of the log
 * itself explains the break to the byte.
 */
#include "audit/chain.h"

#include <string.h>

static const unsigned char zeros[SHA256_SIZE];

static bool same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, SHA256_SIZE) == 0;
}

void chain_init(struct chain *chain)
{
	memset(chain, 0, sizeof(*chain));
}

void chain_next_file(struct chain *chain)
{
	chain->file++;
	chain->line = 0;
	chain->unterminated = false;
}

static void hash_line(struct str line, unsigned char out[SHA256_SIZE])
{
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, line.data, line.size);
	sha256_final(&hash, out);
}

void chain_torn_hash(const struct chain *chain, unsigned char out[SHA256_SIZE])
{
	struct sha256 hash = chain->torn.hash;

	sha256_final(&hash, out);
}

/* LFs between torn lines belong to the region, the last one does not. */
static void take_torn(struct chain *chain, const struct line_piece *piece)
{
	struct sha256 hash;

	if (piece->first) {
		if (chain->torn.lines == 0) {
			sha256_init(&chain->torn.hash);
			chain->torn.bytes = 0;
			chain->torn.first_line = chain->line;
			chain->torn.file = chain->file;
		} else {
			sha256_add(&chain->torn.hash, "\n", 1);
			chain->torn.bytes++;
		}
		chain->torn.lines++;
		sha256_init(&chain->torn.line_hash);
	}
	sha256_add(&chain->torn.hash, piece->text.data, piece->text.size);
	sha256_add(&chain->torn.line_hash, piece->text.data, piece->text.size);
	chain->torn.bytes += piece->text.size;
	hash = chain->torn.line_hash;
	if (piece->last)
		sha256_final(&hash, chain->physical);
}

/* Whether these are the bytes that the record says were torn. */
static bool names_torn(const struct chain *chain,
		       const struct record_break *broken)
{
	unsigned char hash[SHA256_SIZE];

	if (broken->bytes != chain->torn.bytes ||
	    (chain->last.sequence && !same(broken->after, chain->last.hash)))
		return false;
	chain_torn_hash(chain, hash);
	return same(hash, broken->torn);
}

/*
 * What the record's `prev` must be: of a recovery the line as written, of a
 * rotation the last good line, which is in the file before.
 */
static const unsigned char *wanted_previous(const struct chain *chain,
					    const struct record *record)
{
	return record->kind == RECORD_RECOVERED ? chain->physical :
						  chain->last.hash;
}

/* The torn lines that it names are not among ours, and need not be. */
static bool names_elsewhere(const struct chain *chain,
			    const struct record *record)
{
	return chain->torn_elsewhere && chain->torn.lines == 0 &&
	       record->kind != RECORD_EVENT && record->broken.bytes &&
	       same(record->broken.after, chain->last.hash);
}

/* The first record that we see. */
static bool may_begin(const struct chain *chain, const struct record *record)
{
	if (record->sequence == 1 && names_elsewhere(chain, record))
		return true;
	if (chain->any_start || record->kind == RECORD_ROTATED)
		return chain->torn.lines == 0 || chain->any_start ||
		       names_torn(chain, &record->broken);
	if (record->sequence != 1)
		return false;
	if (chain->torn.lines)
		return record->kind == RECORD_RECOVERED &&
		       names_torn(chain, &record->broken) &&
		       same(record->previous, chain->physical);
	return same(record->previous, zeros);
}

/* Records that confess a loss: there is no chain to go on from. */
static bool is_loss(const struct record *record)
{
	return record->broken.reason == RECORD_TRUNCATED ||
	       record->broken.reason == RECORD_REPLACED ||
	       record->broken.reason == RECORD_ALTERED;
}

/* A last line that lacked its LF, and was taken for torn when it got one. */
static bool takes_back_last(const struct chain *chain,
			    const struct record *record)
{
	return record->kind == RECORD_RECOVERED && chain->torn.lines == 0 &&
	       record->broken.reason == RECORD_TORN &&
	       record->broken.bytes == chain->last.size &&
	       same(record->broken.torn, chain->last.hash) &&
	       same(record->broken.after, chain->before.hash) &&
	       same(record->previous, chain->last.hash) &&
	       record->sequence == chain->last.sequence;
}

static bool follows(const struct chain *chain, const struct record *record,
		    const struct chain_mark *mark)
{
	if (is_loss(record))
		return false;
	if (chain->last.sequence == 0)
		return may_begin(chain, record);
	if (mark->foreign || record->sequence != chain->last.sequence + 1)
		return false;
	if (names_elsewhere(chain, record))
		return true;
	if (!same(record->previous, wanted_previous(chain, record)))
		return false;
	if (chain->torn.lines)
		return record->kind != RECORD_EVENT &&
		       names_torn(chain, &record->broken);
	return record->broken.bytes == 0;
}

static void accept(struct chain *chain, const struct record *record,
		   const struct chain_mark *mark)
{
	if (chain->last.sequence == 0) {
		chain->first = mark->sequence;
		memcpy(chain->id, record->chain.data, record->chain.size);
		chain->id[record->chain.size] = '\0';
	}
	chain->before = chain->last;
	chain->last = *mark;
	chain->part = record->part;
	chain->parts = record->parts;
	chain->torn.lines = 0;
	chain->torn.bytes = 0;
	chain->records++;
	if (record->kind == RECORD_EVENT)
		return;
	if (record->kind == RECORD_ROTATED)
		chain->rotations++;
	else
		chain->recoveries++;
	if (chain->note)
		chain->note(chain->context, mark->line, record->broken.reason,
			    record->broken.bytes);
}

static void check_expected(struct chain *chain, const struct chain_mark *mark)
{
	if (mark->sequence != chain->expected ||
	    same(mark->hash, chain->expected_hash))
		return;
	chain->flaw = (struct chain_flaw){ "line was changed", mark->file,
					   mark->line, 0, 0 };
}

/* After "records are missing": is one of them further down? */
static void look_for_missing(struct chain *chain, const struct record *record)
{
	struct chain_flaw *flaw = &chain->flaw;

	if (flaw->missing_from == 0 || record->sequence != flaw->missing_from ||
	    !same(record->previous, chain->last.hash))
		return;
	flaw->text = "line is out of order";
	flaw->missing_from = 0;
	flaw->missing_to = 0;
}

static void take_record(struct chain *chain, const struct record *record,
			const struct chain_mark *mark)
{
	if (chain->has_suspect) {
		chain->flaw = chain_judge(chain, mark);
		look_for_missing(chain, record);
		return;
	}
	if (takes_back_last(chain, record)) {
		chain->last = chain->before;
		chain->records--;
		accept(chain, record, mark);
	} else if (follows(chain, record, mark)) {
		accept(chain, record, mark);
	} else if (is_loss(record)) {
		chain->flaw = (struct chain_flaw){
			record_reason_text(record->broken.reason), mark->file,
			mark->line, 0, 0
		};
	} else if (chain->torn.lines) {
		chain->suspect = *mark;
		chain->flaw = chain_judge(chain, mark);
	} else {
		chain->has_suspect = true;
		chain->suspect = *mark;
	}
	if (chain->flaw.text)
		return;
	memcpy(chain->physical, mark->hash, SHA256_SIZE);
	check_expected(chain, mark);
}

/* A line that is whole in both senses, or was acknowledged by nobody. */
static bool is_record(struct record *record, const struct line_piece *piece)
{
	return piece->first && piece->last &&
	       record_scan(record, piece->text) &&
	       (piece->terminated || record_is_whole(piece->text));
}

void chain_take(struct chain *chain, const struct line_piece *piece)
{
	struct chain_mark mark = { 0 };
	struct record record;

	if (piece->first)
		chain->line++;
	if (piece->last)
		chain->unterminated = !piece->terminated;
	if (!is_record(&record, piece)) {
		if (!chain->flaw.text && !chain->has_suspect)
			take_torn(chain, piece);
		else if (!chain->flaw.text)
			chain->flaw = chain_judge(chain, NULL);
		return;
	}
	if (chain->flaw.text) {
		look_for_missing(chain, &record);
		return;
	}
	mark.sequence = record.sequence;
	mark.file = chain->file;
	mark.line = chain->line;
	mark.size = piece->text.size;
	mark.foreign = chain->last.sequence && !str_is(record.chain, chain->id);
	memcpy(mark.previous, record.previous, SHA256_SIZE);
	hash_line(piece->text, mark.hash);
	take_record(chain, &record, &mark);
}
