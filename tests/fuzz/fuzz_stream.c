/*
 * fuzz_stream.c - what a store hands to `refgate log verify --store`: lines
 * that may be records, of any chain, with or without the escapes of COPY.
 */
#include "fuzz.h"

#include "audit/copy_text.h"
#include "audit/stream.h"
#include "base/file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct total {
	uint64_t lines; /* records and their repetitions */
	size_t chains;
};

/* As COPY writes it. */
static void escape(struct buf *out, struct str text)
{
	static const char bytes[] = "\\\b\f\n\r\t\v";
	static const char letters[] = "\\bfnrtv";
	const char *found;

	for (size_t i = 0; i < text.size; i++) {
		found = text.data[i] ? strchr(bytes, text.data[i]) : NULL;
		if (found)
			buf_add_byte(out, '\\');
		buf_add_byte(out,
			     found ? letters[found - bytes] : text.data[i]);
	}
}

/* What was undone is undone again to the same, and takes less room. */
static void check_copy(struct str line)
{
	struct buf plain = BUF_INIT;
	struct buf again = BUF_INIT;
	struct buf written = BUF_INIT;

	if (copy_text_undo(line, &plain)) {
		expect(plain.size < line.size);
		escape(&written, buf_str(&plain));
		expect(copy_text_undo(buf_str(&written), &again));
		expect(str_equal(buf_str(&again), buf_str(&plain)));
	}
	buf_release(&plain);
	buf_release(&again);
	buf_release(&written);
}

static void check_record(struct str line)
{
	struct record record;

	if (!record_scan(&record, line))
		return;
	expect(record.sequence > 0);
	expect(record.chain.size > 0 && record.chain.size <= RECORD_CHAIN_SIZE);
	expect(record.chain.data > line.data);
	expect(record.chain.data + record.chain.size < line.data + line.size);
}

static int count(void *context, const struct stream_verdict *verdict)
{
	struct total *total = context;

	expect(strlen(verdict->chain) <= RECORD_CHAIN_SIZE);
	expect(strlen(verdict->host) < STREAM_NAME_SIZE);
	expect(strlen(verdict->repository) < STREAM_NAME_SIZE);
	expect(!verdict->last_sequence == !*verdict->last_hash);
	total->lines += verdict->records + verdict->repeated;
	total->chains++;
	return 0;
}

/* No line counts for two. */
static void check_stream(struct str text, uint64_t lines)
{
	struct total total = { 0 };
	struct error error = { 0 };
	int fd = memfd_create("stream", MFD_CLOEXEC);

	expect(fd >= 0 && !fd_write_all(fd, text, NULL) &&
	       !lseek(fd, 0, SEEK_SET));
	expect(!stream_verify(fd, count, &total, &error) || *error.text);
	expect(total.lines <= lines && total.chains <= lines);
	close(fd);
}

FUZZ_TARGET(stream)
{
	struct str text = { (const char *)data, size };
	struct str rest = text;
	uint64_t lines = 0;
	struct str line;

	while (str_next_line(&rest, &line)) {
		lines++;
		check_copy(line);
		check_record(line);
	}
	check_stream(text, lines);
	return 0;
}
