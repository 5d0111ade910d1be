/*
 * log_scratch.h - a log in a throw-away folder, for tests of lib/audit.
 */
#ifndef REFGATE_TESTS_LOG_SCRATCH_H
#define REFGATE_TESTS_LOG_SCRATCH_H

#include "audit/log.h"

#define LOG_SCRATCH_PATH_SIZE 128
#define LOG_SCRATCH_FILE_LIMIT (64u << 20)

struct log_scratch {
	char directory[LOG_SCRATCH_PATH_SIZE];
	char file[LOG_SCRATCH_PATH_SIZE];
	char moved[LOG_SCRATCH_PATH_SIZE]; /* where a rotation puts it */
	char head[LOG_SCRATCH_PATH_SIZE];
	char reserve[LOG_SCRATCH_PATH_SIZE];
	struct log_options options;
};

/* For cmocka. */
int log_scratch_set_up(void **state);
int log_scratch_tear_down(void **state);

void log_scratch_join(char out[LOG_SCRATCH_PATH_SIZE], const char *path,
		      const char *ending);
/* The names of the files, once `directory` is set. */
void log_scratch_name_files(struct log_scratch *s);
void log_scratch_remove(const struct log_scratch *s);
/* One refused push; `name`, its repository, tells it from others. */
int log_scratch_append_as(const struct log_scratch *s, const char *name,
			  bool reserve, struct error *error);
/* Of the repositories event-0, event-1, ... */
void log_scratch_append(const struct log_scratch *s, unsigned count);
void log_scratch_read(const char *path, struct buf *out);
/* `flags` as O_APPEND, O_TRUNC. */
void log_scratch_write(const char *path, int flags, struct str data);
void log_scratch_verify(const char *file, struct log_verdict *verdict);

/* The log is whole, with as many records and recoveries. */
void assert_whole(const struct log_scratch *s, uint64_t records,
		  uint64_t recoveries);
void assert_flaw(const struct log_scratch *s, const char *flaw, uint64_t line);

#endif
