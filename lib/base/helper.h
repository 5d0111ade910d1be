/*
 * helper.h - a further process that works beside this one, with memory as it
 * was. It tells by single bytes how far it has come. It does not outlive who
 * started it.
 */
#ifndef REFGATE_BASE_HELPER_H
#define REFGATE_BASE_HELPER_H

#include <stdbool.h>
#include <sys/types.h>

struct helper {
	pid_t pid; /* 0: none */
	int fd;	   /* what it tells */
};

/*
 * Runs `work` in a further process, if there can be one; nothing of that
 * process comes after. The caller sees to it that SIGCHLD is not ignored.
 */
void helper_start(struct helper *out, void (*work)(int fd, void *context),
		  void *context);
/* In the further process: false if nobody listens any more. */
bool helper_tell(int fd);
/*
 * Waits until it tells, at most so long (HELPER_WAITS: any time). False: it has
 * not, or never will; it is ended then.
 */
#define HELPER_WAITS (-1)
bool helper_has_told(struct helper *helper, int milliseconds);
/* Wherever it is. */
void helper_end(struct helper *helper);

#endif
