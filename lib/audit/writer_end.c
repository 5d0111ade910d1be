/*
 * writer_end.c - finds the end of the chain: from the head if the log
 * confirms it, else from what the file holds. Reads only what is new since
 * the head was written, or the file's tail; never writes.
 */
#include "audit/writer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define TAIL_SIZE 65536

static ssize_t read_at(int fd, char *data, size_t size, off_t offset)
{
	size_t done = 0;
	ssize_t got;

	while (done < size) {
		got = pread(fd, data + done, size - done, offset + (off_t)done);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		done += (size_t)got;
	}
	return (ssize_t)done;
}

static off_t tail_start(off_t end)
{
	return end > TAIL_SIZE ? end - TAIL_SIZE : 0;
}

static int cannot_read(struct error *error)
{
	return error_set_errno(error, ERROR_BROKEN,
			       "cannot read the audit log");
}

/*
 * The line that ends at `end`, with or without LF. 1; 0: none, or long. What
 * cannot be read is neither.
 */
static int hash_line_before(int fd, off_t end, unsigned char out[SHA256_SIZE],
			    bool *terminated, struct error *error)
{
	char tail[EVENT_LINE_SIZE_MAX + 1];
	off_t start = end > (off_t)sizeof(tail) ? end - (off_t)sizeof(tail) : 0;
	ssize_t got = read_at(fd, tail, (size_t)(end - start), start);
	const char *line;
	struct sha256 hash;
	size_t size;

	memset(out, 0, SHA256_SIZE);
	*terminated = true;
	if (got < 0)
		return cannot_read(error);
	if (!got || got != end - start)
		return 0;
	size = (size_t)got;
	*terminated = tail[size - 1] == '\n';
	if (*terminated)
		size--;
	line = memrchr(tail, '\n', size);
	if (!line && start > 0)
		return 0;
	line = line ? line + 1 : tail;
	sha256_init(&hash);
	sha256_add(&hash, line, size - (size_t)(line - tail));
	sha256_final(&hash, out);
	return 1;
}

static int follow(struct chain *chain, int fd, off_t from, off_t end,
		  struct error *error)
{
	struct line_reader reader = { 0 };
	struct line_piece piece;
	int result;

	if (lseek(fd, from, SEEK_SET) < 0) {
		result = cannot_read(error);
		goto out;
	}
	result = line_reader_init(&reader, fd, (uint64_t)(end - from), error);
	while (result == 0 &&
	       (result = line_reader_next(&reader, &piece, error)) > 0) {
		chain_take(chain, &piece);
		result = 0;
	}
out:
	line_reader_release(&reader);
	return result < 0 ? error_context(error, "the audit log") : 0;
}

static void start_at_head(struct chain *chain, const struct head *head)
{
	chain_init(chain);
	memcpy(chain->id, head->chain, sizeof(chain->id));
	chain->last.sequence = head->sequence;
	memcpy(chain->last.hash, head->hash, SHA256_SIZE);
	memcpy(chain->physical, head->hash, SHA256_SIZE);
	chain_next_file(chain);
}

/* Whether the line that the head ends with is there. */
static int ends_head(const struct writer *writer, int fd, bool *terminated,
		     struct error *error)
{
	unsigned char hash[SHA256_SIZE];
	int found = hash_line_before(fd, (off_t)writer->head.size, hash,
				     terminated, error);

	return found > 0 ? !memcmp(hash, writer->head.hash, SHA256_SIZE) :
			   found;
}

/* What came after the head in the file that was moved away. */
static int follow_moved(struct writer *writer, struct error *error)
{
	struct stat info;
	bool terminated;
	int fd;
	int result =
		store_open_moved(&fd, writer->store, writer->head.inode, error);

	if (result || fd < 0)
		return result;
	if (fstat(fd, &info))
		result = cannot_read(error);
	else if ((uint64_t)info.st_size > writer->head.size)
		result = ends_head(writer, fd, &terminated, error);
	if (result > 0)
		result = follow(&writer->chain, fd, (off_t)writer->head.size,
				info.st_size, error);
	close(fd);
	return result;
}

static bool is_broken(const struct chain *chain)
{
	return chain->flaw.text || chain->has_suspect;
}

static int give_up(struct writer *writer, enum record_reason reason,
		   struct error *error)
{
	struct chain *chain = &writer->chain;
	bool terminated;
	int result;

	writer->loss = reason;
	chain->torn.lines = 0;
	if (chain->has_suspect &&
	    chain->suspect.sequence > chain->last.sequence)
		chain->last.sequence = chain->suspect.sequence;
	result = hash_line_before(writer->store->log,
				  writer->store->info.st_size, chain->physical,
				  &terminated, error);
	chain->unterminated = !terminated;
	return result < 0 ? result : 0;
}

/* The file is another one than the head's: moved away, or put in its place. */
static int follow_new_file(struct writer *writer, struct error *error)
{
	const struct stat *info = &writer->store->info;
	struct chain *chain = &writer->chain;
	uint64_t records;
	int result = follow_moved(writer, error);

	if (result == 0 && is_broken(chain)) {
		start_at_head(chain, &writer->head);
		writer->loss = RECORD_ALTERED;
	}
	chain_next_file(chain);
	records = chain->records;
	if (result == 0 && info->st_size)
		result = follow(chain, writer->store->log, 0, info->st_size,
				error);
	if (result)
		return result;
	if (is_broken(chain))
		return give_up(writer, RECORD_REPLACED, error);
	writer->new_file = chain->records == records;
	return 0;
}

/* Without a head: the last record that can be found. */
static int follow_tail(struct writer *writer, struct error *error)
{
	struct chain *chain = &writer->chain;
	off_t end = writer->store->info.st_size;
	off_t from = tail_start(end);
	int result = 0;

	writer->no_head = true;
	chain->any_start = true;
	chain_next_file(chain);
	/* The first line of the tail may be half a one: torn, and forgotten
	 * when the first record is taken. */
	result = follow(chain, writer->store->log, from, end, error);
	if (result == 0 && from > 0 && chain->last.sequence == 0) {
		chain_init(chain);
		chain->any_start = true;
		chain_next_file(chain);
		result = follow(chain, writer->store->log, 0, end, error);
	}
	if (result == 0 && is_broken(chain))
		result = give_up(writer, RECORD_ALTERED, error);
	return result;
}

/* The log is the head's: what was written behind it. */
static int follow_rest(struct writer *writer, struct error *error)
{
	off_t from = (off_t)writer->head.size;
	off_t end = writer->store->info.st_size;
	int result = 0;

	if (end > from)
		result = follow(&writer->chain, writer->store->log, from, end,
				error);
	if (result == 0 && is_broken(&writer->chain))
		result = give_up(writer, RECORD_ALTERED, error);
	return result;
}

static int follow_head(struct writer *writer, struct error *error)
{
	const struct stat *info = &writer->store->info;
	const struct head *head = &writer->head;
	bool same_file = (uint64_t)info->st_ino == head->inode &&
			 !writer->store->log_created;
	bool is_shorter = (uint64_t)info->st_size < head->size;
	bool terminated = false;
	int found = 0;

	start_at_head(&writer->chain, head);
	if (!is_shorter)
		found = ends_head(writer, writer->store->log, &terminated,
				  error);
	if (found < 0)
		return found;
	if (found && terminated)
		return follow_rest(writer, error);
	if (!same_file)
		return follow_new_file(writer, error);
	return give_up(writer, is_shorter ? RECORD_TRUNCATED : RECORD_REPLACED,
		       error);
}

static int find_end(struct writer *writer, struct error *error)
{
	int head = writer->store->head;
	int found = 0;

	chain_init(&writer->chain);
	if (head >= 0)
		found = head_read(&writer->head, head);
	if (found < 0)
		return cannot_read(error);
	if (found)
		return follow_head(writer, error);
	memset(&writer->head, 0, sizeof(writer->head));
	if (writer->store->info.st_size)
		return follow_tail(writer, error);
	return 0;
}

int writer_find_end(struct writer *writer, struct error *error)
{
	int result = find_end(writer, error);

	/* Whoever made this file may not have lived to sync its name. */
	if (writer->head.inode != (uint64_t)writer->store->info.st_ino)
		writer->store->any_created = true;
	return result;
}
