/*
 * anchor.c - see anchor.h. Never signs what is not in the log, and never
 * changes the log.
 */
#include "audit/anchor.h"

#include "audit/fit.h"
#include "audit/head.h"
#include "audit/store.h"
#include "audit/syslog_copy.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NAME_SIZE 256
#define OPEN_TRIES 4
#define LOCK_SECONDS 1

int anchor_format(struct buf *out, const struct anchor *anchor,
		  struct error *error)
{
	char hash[SHA256_HEX_SIZE + 1];
	const char *host = anchor->host;
	char own[NAME_SIZE] = "";
	struct buf time = BUF_INIT;
	struct json json;

	if (!host && gethostname(own, sizeof(own) - 1) == 0)
		host = own;
	hex_encode(anchor->hash, SHA256_SIZE, hash);
	clock_format(&time, anchor->time);
	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_object_begin(&json, "refgate_anchor");
	fit_add_text(&json, "host", host, NAME_SIZE);
	fit_add_text(&json, "repository", anchor->repository, NAME_SIZE);
	json_text(&json, "chain", anchor->chain);
	json_int(&json, "sequence", (int64_t)anchor->sequence);
	json_text(&json, "hash", hash);
	json_str(&json, "time", buf_str(&time));
	json_object_end(&json);
	json_object_end(&json);
	if (buf_failed(&time) || buf_failed(out))
		error_no_memory(error);
	buf_release(&time);
	return buf_failed(out) ? ERROR_INTERNAL : 0;
}

int anchor_take(struct anchor *out, const char *file, const char *repository,
		struct error *error)
{
	struct head head;
	struct stat info;
	int log = -1;
	int result;

	*out = (struct anchor){ .repository = repository, .time = clock_now() };
	result = store_open_reading(file, &log, &head, &info, error);
	/* moved away, and nothing written since: the head still tells */
	if (result == ERROR_NOT_FOUND && head.sequence)
		result = 0;
	if (!result && !head.sequence)
		result = error_set(error, ERROR_BROKEN,
				   "%s.head does not tell where the log ends",
				   file);
	if (!result) {
		memcpy(out->chain, head.chain, sizeof(out->chain));
		out->sequence = head.sequence;
		memcpy(out->hash, head.hash, SHA256_SIZE);
	}
	if (log >= 0)
		close(log);
	return result;
}

int anchor_sign(struct buf *out, struct anchor *anchor, const char *key,
		struct error *error)
{
	struct buf fingerprint = BUF_INIT;
	struct buf payload = BUF_INIT;
	struct buf armor = BUF_INIT;
	struct json json;
	int result;

	result = anchor_format(&payload, anchor, error);
	if (!result)
		result = anchor_run_keygen(&armor, &fingerprint,
					   buf_str(&payload), key, error);
	if (!result) {
		(void)snprintf(anchor->key, sizeof(anchor->key), "%s",
			       buf_text(&fingerprint));
		/* up to its last brace, which comes behind these two */
		buf_add(out, payload.data, payload.size - 1);
		json = (struct json){ .out = out, .comma = true };
		json_str(&json, "key", buf_str(&fingerprint));
		json_str(&json, "signature", buf_str(&armor));
		json_object_end(&json);
	}
	buf_release(&fingerprint);
	buf_release(&payload);
	buf_release(&armor);
	if (!result && buf_failed(out))
		result = error_no_memory(error);
	return result;
}

static int open_kept(const char *path, mode_t mode, bool *created)
{
	int flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY |
		    O_NONBLOCK;
	int fd = -1;

	*created = false;
	for (int i = 0; fd < 0 && i < OPEN_TRIES; i++) {
		fd = open(path, flags);
		if (fd >= 0 || errno != ENOENT)
			return fd;
		fd = open(path, flags | O_CREAT | O_EXCL, mode);
		*created = fd >= 0;
	}
	/* whatever the umask */
	if (fd >= 0)
		(void)fchmod(fd, mode);
	return fd;
}

/* A line that a crash has cut short is closed first. */
static int append(int fd, struct str line, struct error *error)
{
	struct buf text = BUF_INIT;
	struct stat info;
	char last = '\n';
	int result;

	if (fstat(fd, &info) < 0 || !S_ISREG(info.st_mode))
		return error_set(error, ERROR_INTERNAL, "it is no file");
	if (info.st_size && pread(fd, &last, 1, info.st_size - 1) != 1)
		return error_set_errno(error, ERROR_INTERNAL, "cannot read");
	if (last != '\n')
		buf_add_byte(&text, '\n');
	buf_add_str(&text, line);
	buf_add_byte(&text, '\n');
	result = buf_failed(&text) ? error_no_memory(error) :
				     fd_write_all(fd, buf_str(&text), error);
	if (!result && fsync(fd) < 0)
		result = error_set_errno(error, ERROR_INTERNAL, "cannot sync");
	buf_release(&text);
	return result;
}

int anchor_keep(const char *file, struct str line, mode_t mode,
		struct error *error)
{
	struct buf path = BUF_INIT;
	bool created = false;
	int result = 0;
	int fd = -1;

	buf_addf(&path, "%s" ANCHOR_FILE, file);
	if (buf_failed(&path))
		return error_no_memory(error);
	fd = open_kept(buf_text(&path), mode, &created);
	if (fd < 0)
		result = error_set_errno(error, ERROR_INTERNAL, "cannot open");
	if (!result)
		result = fd_lock(fd, "it", LOCK_SECONDS, error);
	if (!result)
		result = append(fd, line, error);
	if (!result && created)
		result = file_sync_directory_of(buf_text(&path), error);
	if (result)
		error_context(error, "%s", buf_text(&path));
	if (fd >= 0)
		close(fd);
	buf_release(&path);
	return result;
}

bool anchor_is_due(const struct log_options *options)
{
	const char *key = options->anchor;
	struct buf path = BUF_INIT;
	struct stat info;
	int64_t age = ANCHOR_PERIOD;

	if (!key || *key != '/')
		return false;
	buf_addf(&path, "%s" ANCHOR_FILE, options->file);
	if (!buf_failed(&path) && stat(buf_text(&path), &info) == 0)
		age = clock_now() / USEC_PER_SECOND - info.st_mtime;
	buf_release(&path);
	return (age >= ANCHOR_PERIOD || age <= -ANCHOR_PERIOD) &&
	       access(key, R_OK) == 0;
}

static bool goes_to_syslog(const struct log_options *options)
{
	return strcmp(options->anchor, ANCHOR_SYSLOG) == 0;
}

int anchor_make(struct buf *line, struct anchor *out,
		const struct log_options *options, const char *repository,
		struct error *error)
{
	int result = anchor_take(out, options->file, repository, error);

	if (!result && !goes_to_syslog(options))
		result = anchor_sign(line, out, options->anchor, error);
	return result;
}

int anchor_put(const struct log_options *options, const struct anchor *anchor,
	       struct str line, struct error *error)
{
	if (!goes_to_syslog(options))
		return anchor_keep(options->file, line, options->mode, error);
	return syslog_copy(options, STR(""), anchor, error);
}

int anchor_checkpoint(const struct log_options *options, const char *repository,
		      struct error *error)
{
	struct buf line = BUF_INIT;
	struct anchor anchor;
	int result = anchor_make(&line, &anchor, options, repository, error);

	if (!result)
		result = anchor_put(options, &anchor, buf_str(&line), error);
	buf_release(&line);
	return result;
}
