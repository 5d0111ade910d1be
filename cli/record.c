/*
 * record.c - `refgate record`: puts into a repository's audit log that its
 * hooks were installed or are removed. Never installs anything.
 */
#include "server.h"
#include "site.h"
#include "verbs.h"

#include "base/json.h"
#include "base/paths.h"
#include "gate/reconcile.h"

#include <string.h>

static const char help[] =
	"usage: refgate record installed [--by LOGIN] REPO\n"
	"       refgate record removed [--by LOGIN] REPO\n"
	"\n"
	"For install.sh: puts into the audit log of the repository that its\n"
	"hooks were installed, or are about to be removed, with the version,\n"
	"the identity source and who did it. Root acts as the owner of the\n"
	"repository.\n"
	"\n"
	"  --by LOGIN  who did it; else the login here, behind sudo whose it is\n"
	"  --format human|json\n"
	"\n"
	"Exit status: 0 recorded, 1 the log cannot be written, 2 usage, 3\n"
	"internal error.\n";

enum {
	FLAG_BY = 1
};

static const struct flag flags[] = { { "by", true, FLAG_BY },
				     { NULL, false, 0 } };

struct deed {
	const char *name;
	enum event_action action;
	bool use_reserve; /* a full disk keeps nobody from it */
};

static const struct deed deeds[] = {
	{ "installed", EVENT_INSTALLED, false },
	{ "removed", EVENT_REMOVED, true },
};

static const struct deed *find_deed(const char *name)
{
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++)
		if (!strcmp(deeds[i].name, name))
			return &deeds[i];
	return NULL;
}

static int append(struct server *server, const struct deed *deed,
		  struct buf *message, struct error *error)
{
	const char *source = server->setup.pusher.source;
	struct event event = { .action = deed->action };

	buf_addf(message, "refgate %s %s; identity source %s", paths_version,
		 deed->name, source ? source : "none");
	if (buf_failed(message))
		return error_no_memory(error);
	event.message = buf_text(message);
	return server_log(server, &event, deed->use_reserve, error);
}

/*
 * The refs as they are now are remembered, or no longer. If that fails, the
 * first push does it, or says so: no reason not to install.
 */
static void begin_or_end_memory(struct server *server, const struct deed *deed)
{
	static const struct push_input none;
	struct reconcile reconcile;
	struct error ignored = { 0 };

	reconcile_init(&reconcile, &server->setup, &none, NULL);
	if (deed->action == EVENT_REMOVED)
		(void)reconcile_end(&reconcile, &ignored);
	else if (server->setup.policy_count)
		(void)reconcile_begin(&reconcile, &ignored);
	reconcile_release(&reconcile);
}

static int print_json(const struct buf *message)
{
	struct buf out = BUF_INIT;
	struct json json;
	int status;

	json_init(&json, &out);
	json_object_begin(&json, NULL);
	json_str(&json, "recorded", buf_str(message));
	json_object_end(&json);
	buf_add_byte(&out, '\n');
	status = console_print(&out);
	buf_release(&out);
	return status;
}

static int run(const struct console *console, const struct deed *deed,
	       const char *login)
{
	struct server server = { .admin = NULL };
	struct error error = { 0 };
	struct buf message = BUF_INIT;
	int status = STATUS_CLEAN;
	int result = server_find(&server, console->arguments[1], &error);

	if (!result)
		result = server_open(&server, &error);
	if (login)
		server.admin = login;
	if (!result)
		result = append(&server, deed, &message, &error);
	if (!result)
		begin_or_end_memory(&server, deed);
	if (result)
		status = console_failed(&error);
	else if (console->format == FORMAT_JSON)
		status = print_json(&message);
	buf_release(&message);
	server_release(&server);
	return status;
}

int verb_record(int argc, char **argv)
{
	struct console console;
	const struct deed *deed;
	const char *login = NULL;

	console_init(&console, "record", help);
	while (console_next(&console, argc, argv, flags) != 0)
		login = console.value;
	if (console.status >= 0)
		return console.status;
	if (console.argument_count != 2)
		return console_usage(&console, "record installed or removed, "
					       "and a repository");
	deed = find_deed(console.arguments[0]);
	if (!deed)
		return console_usage(&console, "there is no 'record %s'",
				     console.arguments[0]);
	return run(&console, deed, login);
}
