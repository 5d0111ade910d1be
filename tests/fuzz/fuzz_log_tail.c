/*
 * fuzz_log_tail.c - logs that end in any bytes, and the next writer: what is
 * there stays, its own record is whole, and a log that was sound but for a
 * torn end is sound again.
 */
#include "fuzz.h"

#include "audit/log.h"
#include "base/file.h"
#include "log_lines.h"

#include <unistd.h>

#define LOG_SIZE_MAX (1u << 20)

static void append(const char *file)
{
	const struct log_options options = { .file = file, .mode = 0600 };
	const struct event_ref ref = { .name = STR("refs/heads/main"),
				       .kind = "update",
				       .verdict = "fail" };
	const struct event event = { .action = EVENT_PUSH_DENIED,
				     .message = "push refused",
				     .repository = "fuzz",
				     .mode = "enforce",
				     .refs = &ref,
				     .ref_count = 1 };
	struct error error;

	expect(!log_append(&options, &event, false, &error));
}

static bool is_sound(const char *file)
{
	struct log_verdict verdict = { .flaw = NULL };
	struct error error;

	expect(!log_verify_file(&verdict, file, &error));
	return !verdict.flaw;
}

static void read_log(struct buf *out, const char *file)
{
	struct error error;

	buf_clear(out);
	expect(!file_read(out, file, LOG_SIZE_MAX, NULL, &error));
}

static void check_last(struct str log)
{
	struct record record;
	struct str line = { NULL, 0 };

	expect(str_ends(log, "\n"));
	while (str_next_line(&log, &line))
		;
	expect(record_scan(&record, line) && record_is_whole(line));
	expect(record.kind == RECORD_EVENT && record.sequence > 0);
}

/* The first `kept` bytes of a log, and two writers behind them. */
static void check(struct str log, size_t kept)
{
	const char *file = fuzz_path("log");
	struct buf now = BUF_INIT;
	bool was_sound;

	unlink(fuzz_path("log.head"));
	fuzz_write(file, log);
	was_sound = is_sound(file);
	log = str_first(log, kept);
	fuzz_write(file, log);
	for (int i = 0; i < 2; i++) {
		append(file);
		read_log(&now, file);
		expect(now.size > log.size);
		expect(str_equal(str_first(buf_str(&now), log.size), log));
		check_last(buf_str(&now));
	}
	expect(!was_sound || is_sound(file));
	buf_release(&now);
}

FUZZ_TARGET(log_tail)
{
	struct str text = { (const char *)data, size };
	struct buf chained = BUF_INIT;
	size_t cut = size > 1 ? data[0] + 256u * data[size / 2] : 0;

	log_lines_chain(&chained, text);
	check(text, text.size);
	check(buf_str(&chained),
	      chained.size ? chained.size - cut % chained.size : 0);
	buf_release(&chained);
	return 0;
}
