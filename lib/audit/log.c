/*
 * log.c - appends events to the log under its lock. Never acknowledges what
 * is not in the file, and never leaves a line of its own half written if it
 * can help it.
 */
#include "audit/log.h"

#include "audit/mask.h"
#include "audit/syslog_copy.h"
#include "audit/writer.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool is_full(int problem)
{
	return problem == ENOSPC || problem == EDQUOT;
}

/* One write(2), unless the system takes less. */
static int write_lines(const struct writer *writer, bool *full,
		       struct error *error)
{
	struct str left = buf_str(&writer->out);
	int fd = writer->store->log;
	ssize_t done;
	int problem;

	while (left.size) {
		done = write(fd, left.data, left.size);
		if (done > 0) {
			left = str_from(left, (size_t)done);
			continue;
		}
		if (done < 0 && errno == EINTR)
			continue;
		problem = done < 0 ? errno : ENOSPC;
		*full = is_full(problem);
		/* Under our lock only our own lines are lost. If it fails
		 * the next writer finds a torn line. */
		if (ftruncate(fd, writer->store->info.st_size) < 0)
			error_set(error, ERROR_BROKEN, "left torn");
		errno = problem;
		return error_set_errno(error, ERROR_BROKEN,
				       "cannot write the audit log");
	}
	return 0;
}

/*
 * The room of the reserve is for refusals: an acceptance does not go on
 * without it.
 */
static int keep_reserve(struct store *store, bool needed, struct error *error)
{
	if (store_keep_reserve(store) || !needed || !is_full(errno))
		return 0;
	return error_set_errno(error, ERROR_BROKEN,
			       "cannot write the audit log");
}

/* What was written, for copies that are made without the lock. */
struct written {
	struct buf lines;
	struct anchor anchor;
};

static void hand_over(struct written *out, struct writer *writer,
		      const struct event *event)
{
	out->lines = writer->out;
	buf_init(&writer->out);
	out->anchor = (struct anchor){ .repository = event->repository,
				       .sequence = writer->sequence,
				       .time = event->time };
	memcpy(out->anchor.chain, writer->id, sizeof(writer->id));
	memcpy(out->anchor.hash, writer->previous, SHA256_SIZE);
}

static int write_event(struct store *store, const struct event *event,
		       struct written *out, bool *full, struct error *error)
{
	struct event timed = *event;
	struct writer writer;
	int result;

	writer_init(&writer, store);
	if (!timed.time)
		timed.time = clock_now();
	result = writer_begin(&writer, &timed, error);
	if (result == 0)
		result = writer_add(&writer, &timed, error);
	if (result == 0)
		result = write_lines(&writer, full, error);
	if (result == 0 && store->options->sync) {
		result = store_sync(store, error);
		*full = result && is_full(errno);
		if (result && ftruncate(store->log, store->info.st_size) < 0)
			error_context(error, "left in the file");
	}
	/* Without a head the next writer looks for the end itself. */
	if (result == 0 && store->head >= 0)
		writer_write_head(&writer, NULL);
	if (result == 0)
		hand_over(out, &writer, &timed);
	writer_release(&writer);
	return result;
}

static int append(const struct log_options *options, const struct event *event,
		  bool use_reserve, struct error *error)
{
	struct written written = { .lines = BUF_INIT };
	struct store store;
	bool full = false;
	int result;

	store_init(&store, options);
	result = store_open(&store, error);
	full = result && is_full(errno);
	if (result == 0)
		result = keep_reserve(&store, !use_reserve, error);
	if (result == 0)
		result = write_event(&store, event, &written, &full, error);
	if (result && full && use_reserve && store_release_reserve(&store)) {
		store_close(&store);
		result = store_open(&store, error);
		if (result == 0)
			result = write_event(&store, event, &written, &full,
					     error);
	}
	store_close(&store);
	/* the file is the truth: a copy that fails leaves a mark */
	if (result == 0)
		(void)syslog_copy(options, buf_str(&written.lines),
				  &written.anchor, NULL);
	buf_release(&written.lines);
	return result ? ERROR_BROKEN : 0;
}

int log_append(const struct log_options *options, const struct event *event,
	       bool use_reserve, struct error *error)
{
	struct event masked;
	struct arena arena;
	int result = 0;

	arena_init(&arena);
	if (options->identity_key) {
		result = mask_event(&masked, event, options, &arena, error);
		event = &masked;
	}
	if (result == 0)
		result = append(options, event, use_reserve, error);
	arena_release(&arena);
	return result ? ERROR_BROKEN : 0;
}
