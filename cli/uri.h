/*
 * uri.h - paths and repositories as URIs (RFC 3986), for reports. Never
 * resolves one.
 */
#ifndef REFGATE_CLI_URI_H
#define REFGATE_CLI_URI_H

#include "base/buf.h"

/* A path as the path of a URI: all but unreserved bytes and "/" as %XX. */
void uri_add_path(struct buf *out, struct str path);
/*
 * What git takes for a remote's URL (git-clone(1), GIT URLS), as a URI
 * without anybody's name or password. False, with nothing added, for what
 * has none: a relative path, the address of a remote helper.
 */
bool uri_add_repository(struct buf *out, struct str url);

#endif
