/*
 * syslog_copy.c - see syslog_copy.h. Never holds the log's lock, and never
 * waits for another that leaves a mark.
 */
#include "audit/syslog_copy.h"

#include "audit/syslog.h"
#include "base/file.h"
#include "base/json.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define ANCHOR_FACILITY "authpriv"
#define MARK_SIZE_MAX 4096
#define MARK_LINES "{\"lines\":"
#define MARK_SINCE ",\"since\":\""

struct copy {
	const struct log_options *options;
	struct str lines;
	const struct anchor *anchor;
	bool wants_lines, wants_anchor;
	uint64_t left; /* that did not go */
};

/* Of a line of our own making: no string holds such a quote. */
static struct str level_of(struct str line)
{
	const struct str mark = STR(",\"log\":{\"level\":\"");
	struct str rest = str_from(line, str_find(line, mark));

	rest = str_from(rest, mark.size);
	return str_first(rest, str_find_byte(rest, '"'));
}

static bool next_line(struct str *rest, struct str *line)
{
	while (str_next_line(rest, line))
		if (line->size)
			return true;
	return false;
}

static uint64_t count_lines(const struct copy *copy)
{
	struct str rest = copy->lines;
	uint64_t count = copy->wants_anchor;
	struct str line;

	while (copy->wants_lines && next_line(&rest, &line))
		count++;
	return count;
}

static int send_lines(struct copy *copy, struct syslog_sender *sender,
		      struct error *error)
{
	struct str rest = copy->lines;
	struct str line;
	int result = 0;

	while (!result && copy->wants_lines && next_line(&rest, &line)) {
		result = syslog_send(sender, SYSLOG_IDENT, level_of(line), line,
				     error);
		if (!result)
			copy->left--;
	}
	return result;
}

static int send_anchor(struct copy *copy, struct syslog_sender *sender,
		       struct error *error)
{
	struct buf line = BUF_INIT;
	int result = anchor_format(&line, copy->anchor, error);

	if (!result)
		result = syslog_send(sender, SYSLOG_ANCHOR_IDENT, STR("info"),
				     buf_str(&line), error);
	if (!result)
		copy->left--;
	buf_release(&line);
	return result;
}

static int send_all(struct copy *copy, struct error *error)
{
	const struct log_options *options = copy->options;
	struct syslog_sender sender;
	int result = syslog_open(
		&sender, options->syslog ? options->syslog : ANCHOR_FACILITY,
		options->syslog_socket, error);

	if (!result)
		result = send_lines(copy, &sender, error);
	if (!result && copy->wants_anchor)
		result = send_anchor(copy, &sender, error);
	syslog_close(&sender);
	return result;
}

/* What the mark says so far; anything else is overwritten. */
static void read_mark(struct str text, uint64_t *lines, struct str *since)
{
	char number[24] = "";

	*lines = 0;
	*since = str_from(text, str_find(text, STR(MARK_SINCE)));
	*since = str_from(*since, strlen(MARK_SINCE));
	*since = str_first(*since, str_find_byte(*since, '"'));
	if (!str_starts(text, MARK_LINES))
		return;
	text = str_first(str_from(text, strlen(MARK_LINES)),
			 sizeof(number) - 1);
	memcpy(number, text.data, text.size);
	*lines = strtoull(number, NULL, 10);
}

static void add_mark(struct buf *out, const struct copy *copy, struct str old,
		     const struct error *why)
{
	struct buf now = BUF_INIT;
	struct json json;
	struct str since;
	uint64_t lines;

	read_mark(old, &lines, &since);
	lines = lines > INT64_MAX - copy->left ? INT64_MAX : lines + copy->left;
	clock_format(&now, clock_now());
	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_int(&json, "lines", (int64_t)lines);
	json_str(&json, "since", since.size ? since : buf_str(&now));
	json_str(&json, "last", buf_str(&now));
	json_text(&json, "text", why->text);
	json_object_end(&json);
	buf_add_byte(out, '\n');
	buf_release(&now);
}

/* Whoever else leaves a mark this very moment says much the same. */
static void leave_mark(const char *path, const struct copy *copy,
		       const struct error *why)
{
	struct buf text = BUF_INIT;
	struct buf old = BUF_INIT;
	int fd = open(path,
		      O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK |
			      O_NOCTTY,
		      copy->options->mode);

	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) < 0)
		goto out;
	if (fd_read_all(&old, fd, MARK_SIZE_MAX, NULL))
		buf_clear(&old);
	add_mark(&text, copy, buf_str(&old), why);
	if (!buf_failed(&text) && ftruncate(fd, 0) == 0 &&
	    lseek(fd, 0, SEEK_SET) == 0)
		(void)fd_write_all(fd, buf_str(&text), NULL);
out:
	if (fd >= 0)
		close(fd);
	buf_release(&text);
	buf_release(&old);
}

int syslog_copy(const struct log_options *options, struct str lines,
		const struct anchor *anchor, struct error *error)
{
	struct copy copy = { .options = options,
			     .lines = lines,
			     .anchor = anchor };
	struct error why = { 0 };
	struct buf path = BUF_INIT;
	int result = 0;

	copy.wants_lines = options->syslog != NULL;
	copy.wants_anchor = options->anchor &&
			    strcmp(options->anchor, ANCHOR_SYSLOG) == 0;
	copy.left = count_lines(&copy);
	if (!copy.left)
		return 0;
	buf_addf(&path, "%s" SYSLOG_MARK, options->file);
	result = send_all(&copy, &why);
	if (buf_failed(&path))
		result = error_no_memory(&why);
	else if (result)
		leave_mark(buf_text(&path), &copy, &why);
	else
		unlink(buf_text(&path));
	buf_release(&path);
	return result ? error_set(error, why.code, "%s", why.text) : 0;
}
