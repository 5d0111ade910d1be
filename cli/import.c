/*
 * import.c - `refgate import`: the window in which pushes to a repository are
 * judged for names only. Each opening and closing is in the audit log.
 */
#include "site.h"
#include "verbs.h"
#include "window.h"

#include "base/json.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
	"usage: refgate import open REPO --for DURATION\n"
	"       refgate import close REPO\n"
	"       refgate import status REPO\n"
	"\n"
	"While an import window is open, pushes to the repository are judged\n"
	"for names only, and logged as imports. For the server, in the\n"
	"repository's own account; root acts as the owner of the repository.\n"
	"\n"
	"  --for DURATION  30m, 2h, 1d; at most 7d\n"
	"  --format human|json\n"
	"\n"
	"  refgate import open /srv/git/project.git --for 2h\n"
	"\n"
	"Exit status: 0 done, 2 usage or policy error, 3 internal error.\n";

enum {
	FLAG_FOR = 1
};

static const struct flag flags[] = { { "for", true, FLAG_FOR },
				     { NULL, false, 0 } };

struct import {
	struct console console;
	const char *duration;
	int64_t seconds;
};

static void print_human(struct buf *out, int64_t until, int64_t now)
{
	if (until <= now) {
		buf_add_text(out, "closed\n");
		return;
	}
	buf_add_text(out, "open until ");
	clock_format_seconds(out, until);
	buf_add_byte(out, '\n');
}

static void print_json(struct buf *out, int64_t until, int64_t now)
{
	struct buf time = BUF_INIT;
	struct json json;

	clock_format_seconds(&time, until);
	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_bool(&json, "open", until > now);
	if (until > now)
		json_str(&json, "until", buf_str(&time));
	else
		json_nil(&json, "until");
	json_object_end(&json);
	buf_add_byte(out, '\n');
	buf_release(&time);
}

static int print(const struct import *import, int64_t until)
{
	int64_t now = clock_now() / USEC_PER_SECOND;
	struct buf out = BUF_INIT;
	int status;

	if (import->console.format == FORMAT_JSON)
		print_json(&out, until, now);
	else
		print_human(&out, until, now);
	status = console_print(&out);
	buf_release(&out);
	return status;
}

static int open_window(struct import *import, struct window *window,
		       struct error *error)
{
	int64_t until = clock_now() / USEC_PER_SECOND + import->seconds;
	int result = window_set(window, until, error);

	return result ? result : print(import, until);
}

static int close_window(struct import *import, struct window *window,
			struct error *error)
{
	int result = window_set(window, 0, error);

	return result ? result : print(import, 0);
}

static int show_window(struct import *import, struct window *window,
		       struct error *error)
{
	(void)error;
	return print(import, window->until);
}

struct action {
	const char *name;
	bool needs_duration;
	bool changes;
	/* the exit status, or negative with *error */
	int (*run)(struct import *import, struct window *window,
		   struct error *error);
};

static const struct action actions[] = {
	{ "open", true, true, open_window },
	{ "close", false, true, close_window },
	{ "status", false, false, show_window },
};

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (!strcmp(actions[i].name, name))
			return &actions[i];
	return NULL;
}

/* -1: go on; else the exit status. */
static int check_duration(struct import *import, const struct action *action)
{
	const struct console *console = &import->console;

	if (!action->needs_duration)
		return import->duration ?
			       console_usage(console, "--for is for import "
						      "open") :
			       -1;
	if (!import->duration)
		return console_usage(console, "how long? Give --for 2h");
	if (!clock_parse_duration(str_of(import->duration), &import->seconds))
		return console_usage(console,
				     "'%s' is no duration such as 30m, 2h, 1d",
				     import->duration);
	if (import->seconds > WINDOW_SECONDS_MAX)
		return console_usage(console,
				     "an import window is open for at most "
				     "7d");
	return -1;
}

static int run(struct import *import, const struct action *action,
	       const char *path)
{
	struct error error = { 0 };
	struct window window;
	int result = window_find(&window, path, action->changes, &error);

	if (!result)
		result = action->run(import, &window, &error);
	if (result < 0)
		result = console_failed(&error);
	window_release(&window);
	return result;
}

int verb_import(int argc, char **argv)
{
	struct import import = { .duration = NULL };
	struct console *console = &import.console;
	const struct action *action;
	int status;

	console_init(console, "import", help);
	while (console_next(console, argc, argv, flags) != 0)
		import.duration = console->value;
	if (console->status >= 0)
		return console->status;
	if (console->argument_count != 2)
		return console_usage(console, "import open, close or status, "
					      "and a repository");
	action = find_action(console->arguments[0]);
	if (!action)
		return console_usage(console, "there is no 'import %s'",
				     console->arguments[0]);
	status = check_duration(&import, action);
	return status >= 0 ? status :
			     run(&import, action, console->arguments[1]);
}
