/*
 * allowed_signers_options.h - the options of a line of allowed signers. For
 * lib/trust/ only.
 */
#ifndef REFGATE_TRUST_ALLOWED_SIGNERS_OPTIONS_H
#define REFGATE_TRUST_ALLOWED_SIGNERS_OPTIONS_H

#include "trust/allowed_signers.h"
#include "trust/ssh_line.h"

/*
 * Cuts the options off *rest and puts what they say into `out`; flaws are
 * told of each. ERROR_INTERNAL without memory.
 */
int allowed_signer_options(struct ssh_line *line, struct str *rest,
			   struct allowed_signer *out);

#endif
