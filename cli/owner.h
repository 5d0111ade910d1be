/*
 * owner.h - in whose name a command writes into a repository.
 */
#ifndef REFGATE_CLI_OWNER_H
#define REFGATE_CLI_OWNER_H

#include "base/arena.h"
#include "base/error.h"

/*
 * The login of who runs the command, behind sudo the one who called it; NULL
 * if nobody knows. In `arena`.
 */
const char *owner_login(struct arena *arena);
/*
 * What root creates, the hooks could not use: a log above all. So root
 * becomes the owner of `path` for the rest of the process.
 */
int owner_become(const char *path, struct error *error);

#endif
