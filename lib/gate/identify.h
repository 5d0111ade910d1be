/*
 * identify.h - who pushes, as each policy knows them: by the login of the
 * source, by the key that ssh let in, by the certificate of the push. Never
 * takes more than one source.
 */
#ifndef REFGATE_GATE_IDENTIFY_H
#define REFGATE_GATE_IDENTIFY_H

#include "gate/scope.h"

/* All that can be known without the repository's objects. */
int identify(struct gate *gate, struct error *error);
/* Reads and verifies the certificate, if there is one; gate->repo is open. */
int identify_by_certificate(struct gate *gate, struct error *error);

#endif
