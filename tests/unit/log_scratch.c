/*
 * log_scratch.c - a log in a throw-away folder. Leaves nothing behind.
 */
#include "log_scratch.h"

#include "base/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

void log_scratch_join(char out[LOG_SCRATCH_PATH_SIZE], const char *path,
		      const char *ending)
{
	assert_in_range(snprintf(out, LOG_SCRATCH_PATH_SIZE, "%s%s", path,
				 ending),
			1, LOG_SCRATCH_PATH_SIZE - 1);
}

void log_scratch_name_files(struct log_scratch *s)
{
	log_scratch_join(s->file, s->directory, "/a b.jsonl");
	log_scratch_join(s->moved, s->file, ".1");
	log_scratch_join(s->head, s->file, ".head");
	log_scratch_join(s->reserve, s->file, ".reserve");
	s->options.file = s->file;
	s->options.mode = 0600;
	s->options.sync = false;
}

int log_scratch_set_up(void **state)
{
	struct log_scratch *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	snprintf(s->directory, sizeof(s->directory), "/tmp/refgate-log.XXXXXX");
	assert_non_null(mkdtemp(s->directory));
	log_scratch_name_files(s);
	*state = s;
	return 0;
}

void log_scratch_remove(const struct log_scratch *s)
{
	static const char *const endings[] = {
		"",   ".lock", ".head",	   ".reserve",
		".1", ".new",  ".anchors", ".syslog-failed",
	};
	char path[LOG_SCRATCH_PATH_SIZE];
	size_t i;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		log_scratch_join(path, s->file, endings[i]);
		unlink(path);
	}
	assert_int_equal(rmdir(s->directory), 0);
}

int log_scratch_tear_down(void **state)
{
	log_scratch_remove(*state);
	free(*state);
	return 0;
}

int log_scratch_append_as(const struct log_scratch *s, const char *name,
			  bool reserve, struct error *error)
{
	struct event event = { 0 };
	struct event_ref ref = { 0 };

	ref.name = STR("refs/heads/main");
	ref.kind = "update";
	ref.verdict = "fail";
	event.action = EVENT_PUSH_DENIED;
	event.message = "push to refs/heads/main refused: signature";
	event.repository = name;
	event.mode = "enforce";
	event.refs = &ref;
	event.ref_count = 1;
	return log_append(&s->options, &event, reserve, error);
}

void log_scratch_append(const struct log_scratch *s, unsigned count)
{
	struct error error = { 0 };
	char name[32];
	unsigned i;

	for (i = 0; i < count; i++) {
		snprintf(name, sizeof(name), "event-%u", i);
		if (log_scratch_append_as(s, name, false, &error))
			fail_msg("%s", error.text);
	}
}

void log_scratch_read(const char *path, struct buf *out)
{
	struct error error = { 0 };

	buf_clear(out);
	if (file_read(out, path, LOG_SCRATCH_FILE_LIMIT, NULL, &error))
		fail_msg("%s", error.text);
}

void log_scratch_write(const char *path, int flags, struct str data)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0600);

	assert_true(fd >= 0);
	assert_int_equal(fd_write_all(fd, data, NULL), 0);
	close(fd);
}

void log_scratch_verify(const char *file, struct log_verdict *verdict)
{
	struct error error = { 0 };

	if (log_verify_file(verdict, file, &error))
		fail_msg("%s", error.text);
}

void assert_whole(const struct log_scratch *s, uint64_t records,
		  uint64_t recoveries)
{
	struct log_verdict verdict = { 0 };

	log_scratch_verify(s->file, &verdict);
	if (verdict.flaw)
		fail_msg("line %u: %s", (unsigned)verdict.flaw_line,
			 verdict.flaw);
	assert_int_equal(verdict.lines, records);
	assert_int_equal(verdict.recoveries, recoveries);
}

void assert_flaw(const struct log_scratch *s, const char *flaw, uint64_t line)
{
	struct log_verdict verdict = { 0 };

	log_scratch_verify(s->file, &verdict);
	assert_string_equal(verdict.flaw ? verdict.flaw : "none", flaw);
	assert_int_equal(verdict.flaw_line, line);
}
