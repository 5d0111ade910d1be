/*
 * doctor_examine.h - all checks of one repository, in the process that does
 * nothing else. For cli/doctor*.c.
 */
#ifndef REFGATE_CLI_DOCTOR_EXAMINE_H
#define REFGATE_CLI_DOCTOR_EXAMINE_H

#include "doctor.h"

/*
 * doctor->path and options are set; becomes the owner where we are root. The
 * tally is shared with who watches: what has to be removed is told there.
 */
void doctor_examine(struct doctor *doctor, struct doctor_tally *tally);
void doctor_release(struct doctor *doctor);

#endif
