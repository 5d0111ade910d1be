/* offline.h - libgit2 without its ways to the network. */
#ifndef REFGATE_GIT_OFFLINE_H
#define REFGATE_GIT_OFFLINE_H

/* Nothing; being called brings offline.c into the program. */
void offline(void);

#endif
