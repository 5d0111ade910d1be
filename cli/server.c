/*
 * server.c - a repository on the server, its owner, its logs. Never judges.
 */
#include "server.h"

#include "owner.h"

#include "base/file.h"
#include "gate/record.h"
#include "gate/record_log.h"

#include <stdio.h>

#define PRIVATE_MODE 0600
#define SHARED_MODE 0660
#define PRIVATE_FOLDER 0700

int server_find(struct server *out, const char *path, struct error *error)
{
	int result;

	*out = (struct server){ .admin = NULL };
	result = clone_find(&out->clone, path, error);
	if (result)
		return result;
	out->admin = owner_login(&out->clone.arena);
	return owner_become(out->clone.common_dir, error);
}

int server_open(struct server *server, struct error *error)
{
	return setup_open(&server->setup, server->clone.common_dir, error);
}

void server_release(struct server *server)
{
	setup_release(&server->setup);
	clone_release(&server->clone);
}

mode_t server_file_mode(const struct server *server)
{
	return server->setup.shared ? SHARED_MODE : PRIVATE_MODE;
}

char *server_path(struct server *server, const char *name)
{
	return arena_printf(&server->clone.arena, "%s/" SETUP_DIRECTORY "%s%s",
			    server->clone.common_dir, *name ? "/" : "", name);
}

int server_log(struct server *server, struct event *event, bool use_reserve,
	       struct error *error)
{
	const char *folder = server_path(server, "");
	struct error ignored = { 0 };
	int result =
		folder ? file_make_directories(folder, PRIVATE_FOLDER, error) :
			 error_no_memory(error);

	if (result)
		return result;
	/* the hooks say what is wrong with a policy */
	if (!server->setup.policy_count)
		(void)setup_load(&server->setup, NULL, &ignored);
	record_who(event, &server->setup, NULL, NULL);
	event->user_name = server->admin;
	event->user_email = NULL;
	event->identity_source = "login";
	result = record_append(&server->setup, server->clone.common_dir, event,
			       use_reserve, &server->clone.arena, error);
	if (!result && server->setup.unrecorded)
		fprintf(stderr,
			"refgate: warning: not recorded, and the policy does "
			"not require it: %s\n",
			error->text);
	return result;
}
