/*
 * ssh.h - whose an SSH public key is, for trust_ssh_owner(). Never judges a
 * signature: that is format_ssh's.
 */
#ifndef REFGATE_TRUST_SSH_H
#define REFGATE_TRUST_SSH_H

#include "trust/format.h"

/*
 * `state` is format_ssh's. `key_line`: "TYPE BASE64" and maybe a comment.
 * is_one is false for nobody, also for what is no key. ERROR_BROKEN: a trust
 * file is not there.
 */
int ssh_owner(void *state, struct str key_line, struct signer *out,
	      struct error *error);

#endif
