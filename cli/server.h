/*
 * server.h - a repository on the server that a command is to work on: in the
 * name of its owner, and with each change in the audit log.
 */
#ifndef REFGATE_CLI_SERVER_H
#define REFGATE_CLI_SERVER_H

#include "audit/event.h"
#include "gate/setup.h"
#include "git/clone.h"

#include <sys/types.h>

struct server {
	struct clone clone;
	struct setup setup;
	const char *admin; /* login of who runs the command, or NULL */
};

/*
 * The repository at `path`; root becomes its owner for the rest of the
 * process. server_release() in any case.
 */
int server_find(struct server *out, const char *path, struct error *error);
/* Its settings, without its policy. */
int server_open(struct server *server, struct error *error);
void server_release(struct server *server);

/* Of files that are created there. */
mode_t server_file_mode(const struct server *server);
/* A path in its refgate/, or ("") that folder; NULL: out of memory. */
char *server_path(struct server *server, const char *name);
/*
 * Appends what the admin did to the logs that the hooks write to; who and
 * where is filled in. A policy that does not load names no log: then it is
 * the default one. `use_reserve`: also when the disk is full.
 */
int server_log(struct server *server, struct event *event, bool use_reserve,
	       struct error *error);

#endif
