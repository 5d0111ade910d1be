/*
 * stream.c - sorts a stream's lines to their chains. Never judges a line
 * itself: that is chain.c's.
 */
#include "audit/stream.h"

#include "audit/copy_text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

struct lane {
	char id[RECORD_CHAIN_SIZE + 1]; /* empty: no record yet */
	char host[STREAM_NAME_SIZE];
	char repository[STREAM_NAME_SIZE];
	struct chain chain;
	bool has_seen;
	unsigned char seen[SHA256_SIZE]; /* the last line, as it came */
	bool has_undone; /* the last good one may be COPY's: then its hash */
	unsigned char undone[SHA256_SIZE];
	uint64_t repeated;
};

enum form {
	FORM_UNKNOWN,
	FORM_PLAIN,
	FORM_COPY,
};

struct stream {
	struct lane *lanes; /* STREAM_CHAINS */
	size_t count;
	struct lane *current; /* of the line before */
	bool mixed;	      /* the chains are not one after the other */
	enum form form;
	struct buf undone;
	uint64_t line;
	stream_tell *tell;
	void *context;
};

static bool same(const unsigned char *a, const unsigned char *b)
{
	return memcmp(a, b, SHA256_SIZE) == 0;
}

static void hash_of(struct str line, unsigned char out[SHA256_SIZE])
{
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add(&hash, line.data, line.size);
	sha256_final(&hash, out);
}

static int tell(const struct stream *stream, const struct lane *lane)
{
	const struct chain *chain = &lane->chain;
	const struct chain_mark *proven = chain_proven(chain);
	struct stream_verdict verdict = {
		.chain = lane->id,
		.host = lane->host,
		.repository = lane->repository,
		.records = chain->records - (proven != &chain->last),
		.last_sequence = proven->sequence,
		.rotations = chain->rotations,
		.recoveries = chain->recoveries,
		.repeated = lane->repeated,
		.flaw = chain_verdict(chain),
	};

	record_hex(proven->hash, verdict.last_hash);
	return stream->tell(stream->context, &verdict);
}

/* In order none comes back, and the first is done with. */
static int make_room(struct stream *stream, struct error *error)
{
	int result;

	if (stream->count < STREAM_CHAINS)
		return 0;
	if (stream->mixed)
		return error_set(error, ERROR_USAGE,
				 "line %llu: there are more than %d chains, "
				 "not in order: order them by chain and "
				 "sequence",
				 (unsigned long long)stream->line,
				 STREAM_CHAINS);
	result = tell(stream, &stream->lanes[0]);
	if (result)
		return result;
	stream->count--;
	memmove(&stream->lanes[0], &stream->lanes[1],
		stream->count * sizeof(stream->lanes[0]));
	stream->current = &stream->lanes[stream->count - 1];
	return 0;
}

static int add_lane(struct stream *stream, struct str id, struct error *error)
{
	struct lane *lane;
	int result = 0;

	if (stream->current &&
	    str_compare(id, str_of(stream->current->id)) <= 0)
		stream->mixed = true;
	result = make_room(stream, error);
	if (result)
		return result;
	lane = &stream->lanes[stream->count++];
	memset(lane, 0, sizeof(*lane));
	memcpy(lane->id, id.data, id.size);
	chain_init(&lane->chain);
	chain_next_file(&lane->chain);
	lane->chain.torn_elsewhere = true;
	stream->current = lane;
	return 0;
}

/* The line's lane becomes the current one. */
static int enter_lane(struct stream *stream, struct str id, struct error *error)
{
	struct lane *lane = stream->current;
	size_t i;

	if (lane && str_is(id, lane->id))
		return 0;
	for (i = 0; i < stream->count; i++) {
		lane = &stream->lanes[i];
		if (!str_is(id, lane->id))
			continue;
		stream->mixed = true;
		stream->current = lane;
		return 0;
	}
	lane = stream->current;
	if (lane && lane->id[0] == '\0') { /* torn lines at the start */
		memcpy(lane->id, id.data, id.size);
		return 0;
	}
	return add_lane(stream, id, error);
}

static void take_name(char out[STREAM_NAME_SIZE], const json_t *object,
		      const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));
	size_t size = text ? strnlen(text, STREAM_NAME_SIZE - 1) : 0;

	if (size)
		memcpy(out, text, size);
	out[size] = '\0';
}

/* What people call the chain, by its first record. */
static void name_lane(struct lane *lane, struct str line)
{
	json_t *root = json_loadb(line.data, line.size, 0, NULL);

	take_name(lane->host, json_object_get(root, "host"), "name");
	take_name(lane->repository, json_object_get(root, "refgate"),
		  "repository");
	json_decref(root);
}

/* What was taken as it came, was COPY's. */
static void become_copy(struct stream *stream)
{
	struct lane *lane;
	size_t i;

	stream->form = FORM_COPY;
	for (i = 0; i < stream->count; i++) {
		lane = &stream->lanes[i];
		if (!lane->has_undone)
			continue;
		memcpy(lane->chain.last.hash, lane->undone, SHA256_SIZE);
		memcpy(lane->chain.physical, lane->undone, SHA256_SIZE);
	}
}

/* The next record's `prev` tells how the line before it has to be read. */
static void settle_form(struct stream *stream, const struct record *record)
{
	const struct lane *lane = stream->current;

	if (stream->form != FORM_UNKNOWN || !lane->has_undone)
		return;
	if (same(record->previous, lane->chain.last.hash))
		stream->form = FORM_PLAIN;
	else if (same(record->previous, lane->undone))
		become_copy(stream);
}

static void take_line(struct stream *stream, const struct line_piece *piece)
{
	struct lane *lane = stream->current;
	struct line_piece line = *piece;
	unsigned char hash[SHA256_SIZE];
	bool undone;

	lane->has_undone = false;
	undone = stream->form != FORM_PLAIN && piece->first && piece->last &&
		 copy_text_undo(piece->text, &stream->undone);
	if (undone && stream->form == FORM_COPY)
		line.text = buf_str(&stream->undone);
	if (piece->first)
		lane->chain.line = stream->line - 1;
	chain_take(&lane->chain, &line);
	if (!undone || stream->form != FORM_UNKNOWN)
		return;
	hash_of(line.text, hash);
	lane->has_undone = same(hash, lane->chain.last.hash);
	hash_of(buf_str(&stream->undone), lane->undone);
}

static bool repeats(struct lane *lane, struct str line)
{
	unsigned char hash[SHA256_SIZE];

	hash_of(line, hash);
	if (lane->has_seen && same(hash, lane->seen)) {
		lane->repeated++;
		return true;
	}
	memcpy(lane->seen, hash, SHA256_SIZE);
	lane->has_seen = true;
	return false;
}

static int take_piece(struct stream *stream, const struct line_piece *piece,
		      struct error *error)
{
	struct record record;
	bool is_record = piece->first && piece->last &&
			 record_scan(&record, piece->text);
	int result = 0;

	if (piece->first)
		stream->line++;
	if (is_record)
		result = enter_lane(stream, record.chain, error);
	else if (!stream->current)
		result = add_lane(stream, STR(""), error);
	if (result || (is_record && repeats(stream->current, piece->text)))
		return result;
	if (is_record) {
		if (!stream->current->host[0])
			name_lane(stream->current, piece->text);
		settle_form(stream, &record);
	}
	take_line(stream, piece);
	return buf_failed(&stream->undone) ? error_no_memory(error) : 0;
}

static int read_lines(struct stream *stream, int fd, struct error *error)
{
	struct line_reader reader = { 0 };
	struct line_piece piece;
	int result;

	result = line_reader_init(&reader, fd, UINT64_MAX, error);
	while (result == 0 &&
	       (result = line_reader_next(&reader, &piece, error)) > 0)
		result = take_piece(stream, &piece, error);
	line_reader_release(&reader);
	return result;
}

int stream_verify(int fd, stream_tell *told, void *context, struct error *error)
{
	struct stream stream = {
		.undone = BUF_INIT,
		.tell = told,
		.context = context,
	};
	int result;
	size_t i;

	stream.lanes = calloc(STREAM_CHAINS, sizeof(*stream.lanes));
	if (!stream.lanes)
		return error_no_memory(error);
	result = read_lines(&stream, fd, error);
	for (i = 0; result == 0 && i < stream.count; i++)
		result = tell(&stream, &stream.lanes[i]);
	free(stream.lanes);
	buf_release(&stream.undone);
	return result;
}
