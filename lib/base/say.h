/*
 * say.h - the words of a hook to whoever pushed. git shows them what comes by
 * stderr, and by stdout: that is where they go when stderr takes none, be it
 * that a library's own words are kept from there just then.
 */
#ifndef REFGATE_BASE_SAY_H
#define REFGATE_BASE_SAY_H

#include "base/str.h"

/* write(2) and nothing else: a signal handler may. */
void say(struct str words);

#endif
