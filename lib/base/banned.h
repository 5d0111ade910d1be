/*
 * banned.h - makes functions that cannot be used safely compile errors. Put
 * before every source by the compiler's -include, so that nobody can forget
 * it. Never included by hand.
 */
#ifndef REFGATE_BASE_BANNED_H
#define REFGATE_BASE_BANNED_H

/* Their declarations must be read before the names are taken. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BANNED(name) refgate_forbids_##name

#undef strcpy
#define strcpy(...) BANNED(strcpy)
#undef strcat
#define strcat(...) BANNED(strcat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef strtok
#define strtok(...) BANNED(strtok)
#undef atoi
#define atoi(...) BANNED(atoi)
#undef system
#define system(...) BANNED(system)
#undef popen
#define popen(...) BANNED(popen)

#endif
