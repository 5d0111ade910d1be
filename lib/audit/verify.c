/*
 * verify.c - follows the chain through files and tells what is wrong first.
 * Never writes, and never holds the log's lock while reading.
 */
#include "audit/log.h"

#include "audit/anchor_list.h"
#include "audit/head.h"
#include "audit/store.h"

#include <string.h>
#include <unistd.h>

static void copy_name(char out[LOG_NAME_SIZE], const char *name)
{
	size_t size = strnlen(name, LOG_NAME_SIZE - 1);

	memcpy(out, name, size);
	out[size] = '\0';
}

static const char *name_of(const struct log_verdict *verdict, uint64_t file)
{
	uint64_t back = verdict->state.file - file;

	return verdict->names[back < LOG_NAMES ? back : LOG_NAMES - 1];
}

/* A flaw lies at most two files back: one that is empty does not count. */
static void begin_file(struct log_verdict *verdict, const char *file)
{
	struct chain *chain = &verdict->state;

	if (chain->file && chain->line == 0)
		chain->file--;
	else
		memmove(verdict->names[1], verdict->names[0],
			sizeof(verdict->names) - sizeof(verdict->names[0]));
	copy_name(verdict->names[0], file);
	chain_next_file(chain);
}

static void pass_on(void *context, uint64_t line, enum record_reason reason,
		    uint64_t bytes)
{
	const struct log_verdict *verdict = context;

	if (verdict->note)
		verdict->note(verdict->context, verdict->names[0], line,
			      record_reason_text(reason), bytes);
}

static void conclude(struct log_verdict *verdict)
{
	const struct chain *chain = &verdict->state;
	const struct chain_mark *proven = chain_proven(chain);
	struct chain_flaw flaw = chain_verdict(chain);

	verdict->lines = chain->records - (proven != &chain->last);
	verdict->first_sequence = proven->sequence ? chain->first : 0;
	verdict->last_sequence = proven->sequence;
	record_hex(proven->hash, verdict->last_hash);
	memcpy(verdict->chain, chain->id, sizeof(verdict->chain));
	verdict->rotations = chain->rotations;
	verdict->recoveries = chain->recoveries;
	verdict->flaw = flaw.text;
	verdict->flaw_line = flaw.text ? flaw.line : 0;
	verdict->missing_from = flaw.missing_from;
	verdict->missing_to = flaw.missing_to;
	if (!verdict->is_final)
		copy_name(verdict->file,
			  flaw.text ? name_of(verdict, flaw.file) : "");
	verdict->is_final = chain->flaw.text;
}

/*
 * One record late: a last line that lacked its LF may still be taken back.
 * The first record tells which chain it is.
 */
static int hold_against_anchors(struct log_verdict *verdict,
				struct error *error)
{
	const struct chain *chain = &verdict->state;
	int result = 0;

	if (!verdict->anchors || chain->last.sequence == verdict->passed)
		return 0;
	if (!verdict->passed)
		result = anchor_list_load(verdict->anchors, chain->id, error);
	else
		anchor_list_pass(verdict->anchors, &chain->before,
				 name_of(verdict, chain->before.file),
				 &verdict->anchored);
	verdict->passed = chain->last.sequence;
	return result;
}

static int read_stream(struct log_verdict *verdict, const char *file, int fd,
		       uint64_t limit, struct error *error)
{
	struct chain *chain = &verdict->state;
	struct line_reader reader = { 0 };
	struct line_piece piece;
	int result;

	begin_file(verdict, file);
	chain->note = pass_on;
	chain->context = verdict;
	result = line_reader_init(&reader, fd, limit, error);
	while (result == 0 &&
	       (result = line_reader_next(&reader, &piece, error)) > 0) {
		chain_take(chain, &piece);
		result = hold_against_anchors(verdict, error);
	}
	line_reader_release(&reader);
	if (result)
		error_context(error, "%s", file);
	else
		conclude(verdict);
	return result;
}

int log_verify(struct log_verdict *verdict, const char *file, int fd,
	       struct error *error)
{
	return read_stream(verdict, file, fd, UINT64_MAX, error);
}

/*
 * An empty file of another inode: moved away, and nothing written since. Then
 * the files before it, if they were given, hold what the head knows.
 */
static void expect_head(struct log_verdict *verdict, const struct head *head,
			const struct stat *info)
{
	bool moved = info->st_size == 0 &&
		     (uint64_t)info->st_ino != head->inode;

	if (!head->sequence || (moved && !verdict->state.last.sequence))
		return;
	verdict->state.expected = head->sequence;
	memcpy(verdict->state.expected_hash, head->hash, SHA256_SIZE);
}

int log_verify_file(struct log_verdict *verdict, const char *file,
		    struct error *error)
{
	struct stat info;
	struct head head;
	int log = -1;
	int result;

	result = store_open_reading(file, &log, &head, &info, error);
	if (result)
		goto out;
	if (S_ISREG(info.st_mode)) {
		expect_head(verdict, &head, &info);
		result = read_stream(verdict, file, log, (uint64_t)info.st_size,
				     error);
	} else {
		result = log_verify(verdict, file, log, error);
	}
out:
	if (log >= 0)
		close(log);
	return result;
}

int log_verify_end(struct log_verdict *verdict, const char *file,
		   struct error *error)
{
	struct stat info = { 0 };
	struct head head;
	int log = -1;
	int result = store_open_reading(file, &log, &head, &info, error);

	if (result == ERROR_NOT_FOUND) {
		expect_head(verdict, &head, &info);
		conclude(verdict);
		result = 0;
	}
	if (log >= 0)
		close(log);
	return result;
}

int log_verify_anchors(struct log_verdict *verdict, struct error *error)
{
	const struct chain_mark *last = &verdict->state.last;
	struct anchor_list *anchors = verdict->anchors;
	int result = 0;

	if (!anchors)
		return 0;
	if (!verdict->passed)
		result = anchor_list_load(anchors, "", error);
	if (result)
		return result;
	if (verdict->passed)
		anchor_list_pass(anchors, last, name_of(verdict, last->file),
				 &verdict->anchored);
	/* behind a flaw nothing is known */
	if (!verdict->flaw && anchors->highest.sequence > last->sequence) {
		verdict->anchored.missing_from = last->sequence + 1;
		verdict->anchored.missing_to = anchors->highest.sequence;
	}
	return 0;
}
