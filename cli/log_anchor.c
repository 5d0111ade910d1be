/*
 * log_anchor.c - `refgate log anchor`: a checkpoint of where a log ends, now.
 * Never changes a log, and never leaves files of root's in a repository.
 */
#include "log_anchor.h"

#include "console.h"
#include "log_places.h"
#include "owner.h"

#include "audit/anchor.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define SHARED_BITS 0666

static const char help[] =
	"usage: refgate log anchor [OPTION...] [REPOSITORY | FILE]\n"
	"\n"
	"Anchors the end of an audit log: signs its number and hash with the\n"
	"server's SSH key and appends that to FILE.anchors, or sends it to\n"
	"syslog, as the policy says. For a timer, and before logrotate. Run by\n"
	"root, for the key, it writes in the name of the log's owner. Without\n"
	"arguments: the logs of the repository in the current folder.\n"
	"\n"
	"  --key KEYFILE              a private SSH key without passphrase, in\n"
	"                             place of what the policy names\n"
	"  --format human|json        json: the anchors themselves, for a copy\n"
	"                             elsewhere\n"
	"  --color auto|always|never\n"
	"\n"
	"Exit status: 0 done, 2 usage, 3 internal.\n";

struct made {
	struct anchor anchor;
	struct buf line;
};

struct request {
	struct console console;
	const char *key; /* absolute; heap */
	struct log_places places;
	struct log_options logs[RECORD_LOGS_MAX];
	struct made made[RECORD_LOGS_MAX];
	size_t count;
};

static bool is_same_file(const char *a, const char *b)
{
	struct stat first, second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static bool find_beside(struct log_places *places, const char *name,
			struct log_options *log)
{
	const char *slash = strrchr(name, '/');
	struct error ignored = { 0 };
	struct buf path = BUF_INIT;
	bool found = false;

	if (slash)
		buf_add(&path, name, (size_t)(slash - name) + 1);
	buf_add_text(&path, "..");
	if (!buf_failed(&path) &&
	    log_places_find(places, buf_text(&path), &ignored) == 0)
		for (size_t i = 0; i < places->logs.count && !found; i++) {
			*log = places->logs.items[i];
			found = is_same_file(log->file, name);
		}
	buf_release(&path);
	return found;
}

/*
 * logrotate knows only the file: of a log in a repository's refgate/ the policy
 * there says how. That there is none is no error.
 */
static void find_by_file(struct request *request, const char *name)
{
	request->count = 1;
	if (find_beside(&request->places, name, &request->logs[0]))
		return;
	log_places_release(&request->places);
	request->places = (struct log_places){ .logs.count = 0 };
	request->logs[0] = (struct log_options){ .file = name };
}

static int find_logs(struct request *request, const char *name,
		     struct error *error)
{
	int result;

	if (name && !file_is_directory(name)) {
		find_by_file(request, name);
		return 0;
	}
	result = log_places_find(&request->places, name, error);
	if (result)
		return result;
	request->count = request->places.logs.count;
	memcpy(request->logs, request->places.logs.items,
	       request->count * sizeof(request->logs[0]));
	return 0;
}

/* Of a log that is given by its name only its files tell. */
static int complete(struct request *request, struct log_options *log,
		    struct error *error)
{
	struct buf path = BUF_INIT;
	struct stat info;
	int result = 0;

	if (request->key)
		log->anchor = request->key;
	if (!log->anchor)
		return error_set(error, ERROR_USAGE,
				 "nothing says how to anchor %s: give --key, "
				 "or set audit: {anchor: ...}",
				 log->file);
	buf_addf(&path, "%s.lock", log->file);
	if (buf_failed(&path))
		result = error_no_memory(error);
	else if (lstat(buf_text(&path), &info) < 0)
		result = error_set_errno(error, ERROR_USAGE, "%s",
					 buf_text(&path));
	else if (!S_ISREG(info.st_mode))
		/* whose it is says for whom we write: a link would lie */
		result = error_set(error, ERROR_USAGE, "%s is no regular file",
				   buf_text(&path));
	else if (!log->mode)
		log->mode = info.st_mode & SHARED_BITS;
	buf_release(&path);
	return result;
}

static int make_all(struct request *request, struct error *error)
{
	const char *repository = request->places.setup.name;
	int result = 0;

	for (size_t i = 0; !result && i < request->count; i++) {
		result = complete(request, &request->logs[i], error);
		if (!result)
			result = anchor_make(&request->made[i].line,
					     &request->made[i].anchor,
					     &request->logs[i], repository,
					     error);
	}
	return result;
}

/*
 * As all commands do in a repository; of a log that is given by its name the
 * lock has the owner, and stays where the log is moved away.
 */
static int give_up_root(const struct request *request, struct error *error)
{
	const char *repository = request->places.clone.common_dir;
	struct buf path = BUF_INIT;
	int result;

	if (repository)
		return owner_become(repository, error);
	buf_addf(&path, "%s.lock", request->logs[0].file);
	result = buf_failed(&path) ? error_no_memory(error) :
				     owner_become(buf_text(&path), error);
	buf_release(&path);
	return result;
}

static int tell(const struct request *request, const struct log_options *log,
		const struct made *made, struct error *error)
{
	const struct anchor *anchor = &made->anchor;
	struct buf out = BUF_INIT;
	int result = 0;

	if (request->console.format == FORMAT_JSON) {
		if (made->line.size)
			buf_add_str(&out, buf_str(&made->line));
		else
			result = anchor_format(&out, anchor, error);
	} else {
		text_escape_line(&out, str_of(log->file));
		buf_addf(&out, ": record %" PRIu64 " anchored by %s",
			 anchor->sequence,
			 *anchor->key ? anchor->key : ANCHOR_SYSLOG);
	}
	buf_add_byte(&out, '\n');
	if (!result)
		result = console_print(&out);
	buf_release(&out);
	return result;
}

/* The exit status, or negative. */
static int anchor_all(struct request *request, const char *name,
		      struct error *error)
{
	int result = find_logs(request, name, error);

	if (!result)
		result = make_all(request, error);
	if (!result)
		result = give_up_root(request, error);
	for (size_t i = 0; !result && i < request->count; i++) {
		result = anchor_put(&request->logs[i], &request->made[i].anchor,
				    buf_str(&request->made[i].line), error);
		if (!result)
			result = tell(request, &request->logs[i],
				      &request->made[i], error);
	}
	return result;
}

enum {
	FLAG_KEY = 1,
};

static const struct flag flags[] = {
	{ "key", true, FLAG_KEY },
	{ NULL, false, 0 },
};

/* The exit status. */
static int run(struct request *request, const char *key)
{
	struct console *console = &request->console;
	struct error error = { 0 };
	char *absolute = NULL;
	int result;

	if (console->argument_count > 1)
		return console_usage(console, "one repository or log at a "
					      "time");
	absolute = key ? realpath(key, NULL) : NULL;
	if (key && !absolute) {
		error_set_errno(&error, ERROR_USAGE, "%s", key);
		return console_failed(&error);
	}
	request->key = absolute;
	result = anchor_all(
		request, console->argument_count ? console->arguments[0] : NULL,
		&error);
	if (result < 0)
		result = console_failed(&error);
	for (size_t i = 0; i < RECORD_LOGS_MAX; i++)
		buf_release(&request->made[i].line);
	log_places_release(&request->places);
	free(absolute);
	return result;
}

int log_anchor_main(int argc, char **argv)
{
	struct request request = { .key = NULL };
	struct console *console = &request.console;
	const char *key = NULL;

	console_init(console, "log anchor", help);
	while (console_next(console, argc, argv, flags))
		key = console->value;
	return console->status >= 0 ? console->status : run(&request, key);
}
