/*
 * writer.c - the lines that are to be written, chained to the end that was
 * found. Never hides a break: each is a record of its own before the event.
 */
#include "audit/writer.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define FEW 16

void writer_init(struct writer *writer, struct store *store)
{
	memset(writer, 0, sizeof(*writer));
	writer->store = store;
}

void writer_release(struct writer *writer)
{
	buf_release(&writer->out);
}

static int add_line(struct writer *writer, const struct event *event,
		    const struct event_part *part, size_t number, size_t count,
		    struct error *error)
{
	struct event_place place = { 0 };
	size_t start = writer->out.size;
	struct sha256 hash;
	int result;

	place.sequence = writer->sequence + 1;
	record_hex(writer->previous, place.previous);
	place.chain = writer->id;
	place.part = number;
	place.parts = count;
	result = event_format(event, part, &place, &writer->out, error);
	if (result)
		return result;
	sha256_init(&hash);
	sha256_add(&hash, writer->out.data + start, writer->out.size - start);
	sha256_final(&hash, writer->previous);
	buf_add_byte(&writer->out, '\n');
	writer->sequence++;
	return buf_failed(&writer->out) ? error_no_memory(error) : 0;
}

/* Most events are one line: tried first, as splitting costs more. */
static bool add_single(struct writer *writer, const struct event *event)
{
	struct event_part all = { 0, event->ref_count, 0,
				  event->finding_count };
	size_t start = writer->out.size;

	if (event->ref_count > FEW || event->finding_count > FEW)
		return false;
	if (add_line(writer, event, &all, 1, 1, NULL) == 0)
		return true;
	buf_truncate(&writer->out, start);
	return false;
}

int writer_add(struct writer *writer, const struct event *event,
	       struct error *error)
{
	struct event_part *parts = NULL;
	size_t count = 0;
	size_t i;
	int result;

	if (add_single(writer, event))
		return 0;
	result = event_split(&parts, &count, event, error);
	for (i = 0; result == 0 && i < count; i++)
		result =
			add_line(writer, event, &parts[i], i + 1, count, error);
	free(parts);
	return result;
}

/* A record of the log about itself. */
static int add_break(struct writer *writer, const struct event *cause,
		     const struct record_break *broken, struct error *error)
{
	bool rotated = broken->reason == RECORD_NEW_FILE;
	struct event event = { 0 };
	struct buf message = BUF_INIT;
	struct buf extra = BUF_INIT;
	int result;

	buf_addf(&message, "audit log: %s", record_reason_text(broken->reason));
	if (broken->bytes)
		buf_addf(&message, " (%" PRIu64 " torn bytes)", broken->bytes);
	record_add_break(&extra, rotated ? RECORD_ROTATED : RECORD_RECOVERED,
			 broken);
	event.action = rotated ? EVENT_ROTATED : EVENT_RECOVERED;
	event.time = cause->time;
	event.message = buf_text(&message);
	event.extra = buf_text(&extra);
	event.repository = cause->repository;
	if (buf_failed(&message) || buf_failed(&extra))
		result = error_no_memory(error);
	else
		result = writer_add(writer, &event, error);
	buf_release(&message);
	buf_release(&extra);
	return result;
}

static int add_plain_break(struct writer *writer, const struct event *cause,
			   enum record_reason reason, struct error *error)
{
	struct record_break broken = { 0 };

	broken.reason = reason;
	memcpy(broken.after, writer->chain.last.hash, SHA256_SIZE);
	return add_break(writer, cause, &broken, error);
}

/* A new file, or lines that are torn, or both. */
static int add_torn_break(struct writer *writer, const struct event *cause,
			  struct error *error)
{
	const struct chain *chain = &writer->chain;
	struct record_break broken = { 0 };

	broken.reason = writer->new_file ? RECORD_NEW_FILE : RECORD_TORN;
	memcpy(broken.after, chain->last.hash, SHA256_SIZE);
	if (chain->torn.lines) {
		broken.bytes = chain->torn.bytes;
		chain_torn_hash(chain, broken.torn);
	}
	if (writer->new_file)
		memcpy(writer->previous, chain->last.hash, SHA256_SIZE);
	return add_break(writer, cause, &broken, error);
}

static int add_breaks(struct writer *writer, const struct event *cause,
		      struct error *error)
{
	const struct chain *chain = &writer->chain;
	bool torn = chain->torn.lines > 0;
	int result = 0;

	if (writer->new_file || torn)
		result = add_torn_break(writer, cause, error);
	else if (chain->unterminated && !writer->loss)
		result = add_plain_break(writer, cause, RECORD_UNTERMINATED,
					 error);
	if (result == 0 && writer->loss)
		result = add_plain_break(writer, cause, writer->loss, error);
	if (result == 0 && !writer->loss && chain->part < chain->parts)
		result = add_plain_break(writer, cause, RECORD_INCOMPLETE,
					 error);
	if (result == 0 && writer->no_head && chain->last.sequence)
		result = add_plain_break(writer, cause, RECORD_NO_HEAD, error);
	return result;
}

int writer_begin(struct writer *writer, const struct event *cause,
		 struct error *error)
{
	struct chain *chain = &writer->chain;
	int result = writer_find_end(writer, error);

	if (result)
		return result;
	writer->sequence = chain->last.sequence;
	memcpy(writer->previous, chain->physical, SHA256_SIZE);
	memcpy(writer->id, chain->id, sizeof(writer->id));
	if (!*writer->id && !uuid7(writer->id))
		return error_set(error, ERROR_INTERNAL,
				 "no randomness for the id of a chain");
	if (chain->unterminated && writer->store->info.st_size)
		buf_add_byte(&writer->out, '\n');
	return add_breaks(writer, cause, error);
}

int writer_write_head(const struct writer *writer, struct error *error)
{
	struct head head = { 0 };

	memcpy(head.chain, writer->id, sizeof(head.chain));
	head.sequence = writer->sequence;
	memcpy(head.hash, writer->previous, SHA256_SIZE);
	head.inode = (uint64_t)writer->store->info.st_ino;
	head.size = (uint64_t)writer->store->info.st_size + writer->out.size;
	return head_write(&head, writer->store->head, error);
}
