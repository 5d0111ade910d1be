/*
 * server.c - a repository on the server, its owner, its logs. Never judges.
 */
#include "server.h"

#include "owner.h"

#include "audit/log.h"
#include "base/file.h"
#include "gate/record.h"

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

static int append(struct server *server, const struct policy *policy,
		  const struct event *event, bool use_reserve,
		  struct error *error)
{
	struct log_options options = {
		.file = policy ? policy->audit.file : NULL,
		.sync = true,
		.mode = server_file_mode(server),
	};

	if (!options.file)
		options.file = server_path(server, SERVER_LOG);
	if (!options.file)
		return error_no_memory(error);
	return log_append(&options, event, use_reserve, error);
}

/* As the hooks: a log of its own for each policy that names one. */
static int append_all(struct server *server, struct event *event,
		      bool use_reserve, struct error *error)
{
	const struct setup *setup = &server->setup;
	int result = 0;

	if (!setup->policy_count)
		return append(server, NULL, event, use_reserve, error);
	for (size_t i = 0; !result && i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];

		if (i && !policy->audit.file)
			continue;
		event->policy_hash = policy->hash;
		result = append(server, policy, event, use_reserve, error);
		if (result && !policy->audit.required)
			result = 0;
	}
	return result;
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
	return append_all(server, event, use_reserve, error);
}
