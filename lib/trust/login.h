/*
 * login.h - what the operating system calls a user. No environment variable
 * counts.
 */
#ifndef REFGATE_TRUST_LOGIN_H
#define REFGATE_TRUST_LOGIN_H

#include "base/buf.h"

#include <sys/types.h>

/*
 * Whether nsswitch.conf(5) has users looked for in /etc/passwd first, and no
 * further where they are found there. False in doubt.
 */
bool login_file_comes_first(struct str nsswitch);
/*
 * Adds the name of that user as getpwuid(3) has it, or nothing where it has
 * none. buf_failed(out) when memory is short.
 */
void login_name(struct buf *out, uid_t uid);

#endif
