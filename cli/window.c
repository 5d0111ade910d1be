/*
 * window.c - opens and closes an import window. What cannot be logged is not
 * done.
 */
#include "window.h"

#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#define UNTIL_FILE "import-until"
#define UNTIL_SIZE_MAX 128

/* What is no time stops every push: it is taken away before it is replaced. */
static int read_until(struct window *window, bool mend, struct error *error)
{
	const char *path = server_path(&window->server, UNTIL_FILE);
	struct buf text = BUF_INIT;
	int result =
		path ? file_read(&text, path, UNTIL_SIZE_MAX, NULL, error) :
		       error_no_memory(error);

	if (!result && !clock_parse(str_trim(buf_str(&text)), &window->until))
		result = ERROR_LIMIT;
	if (result == ERROR_LIMIT && !mend)
		error_set(error, ERROR_BROKEN,
			  "the import window is not a time, which stops every "
			  "push; refgate import close mends it");
	else if (result == ERROR_LIMIT && unlink(path))
		error_set_errno(error, ERROR_INTERNAL, "cannot remove %s",
				path);
	else if (result == ERROR_LIMIT || result == ERROR_NOT_FOUND)
		error->code = ERROR_NONE;
	buf_release(&text);
	return result ? (int)error->code : 0;
}

/* The window first: as long as it is no time, the rest cannot be read. */
int window_find(struct window *out, const char *path, bool mend,
		struct error *error)
{
	int result;

	out->until = 0;
	result = server_find(&out->server, path, error);
	if (!result)
		result = read_until(out, mend, error);
	return result ? result : server_open(&out->server, error);
}

static int record(struct window *window, int64_t until, struct error *error)
{
	struct event event = { .action = EVENT_IMPORT };
	struct buf text = BUF_INIT;
	int result;

	if (until) {
		buf_add_text(&text, "import window opened until ");
		clock_format_seconds(&text, until);
	} else {
		buf_add_text(&text, "import window closed");
	}
	event.message = buf_text(&text);
	result = buf_failed(&text) ?
			 error_no_memory(error) :
			 server_log(&window->server, &event, false, error);
	buf_release(&text);
	return result;
}

static int write_until(struct window *window, int64_t until,
		       struct error *error)
{
	const char *path = server_path(&window->server, UNTIL_FILE);
	struct buf text = BUF_INIT;
	int result;

	if (!path)
		return error_no_memory(error);
	if (!until) {
		if (unlink(path) && errno != ENOENT)
			return error_set_errno(error, ERROR_INTERNAL,
					       "cannot remove %s", path);
		return 0;
	}
	clock_format_seconds(&text, until);
	buf_add_byte(&text, '\n');
	result = buf_failed(&text) ?
			 error_no_memory(error) :
			 file_replace(path, buf_str(&text),
				      server_file_mode(&window->server), error);
	buf_release(&text);
	return result;
}

int window_set(struct window *window, int64_t until, struct error *error)
{
	int result = record(window, until, error);

	return result ? result : write_until(window, until, error);
}

void window_release(struct window *window)
{
	server_release(&window->server);
}
