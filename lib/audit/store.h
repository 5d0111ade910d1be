/*
 * store.h - the files of a log, opened under its lock: FILE, FILE.lock,
 * FILE.head, FILE.reserve. Knows nothing of what is in them. For lib/audit
 * only.
 */
#ifndef REFGATE_AUDIT_STORE_H
#define REFGATE_AUDIT_STORE_H

#include "audit/head.h"
#include "audit/log.h"

#include <sys/stat.h>

#define STORE_LOCK_SECONDS 10

struct store {
	const struct log_options *options; /* borrowed */
	int lock;			   /* -1: not held */
	int log;
	int head;	  /* -1: cannot be had; the log goes on without */
	bool log_created; /* by this opening */
	bool any_created;
	struct stat info; /* of the log, when it was opened */
};

void store_init(struct store *store, const struct log_options *options);
void store_close(struct store *store); /* lets the lock go, too */
/*
 * Waits for the lock, at most STORE_LOCK_SECONDS, and opens the log and its
 * head, creating what is missing. ERROR_BROKEN.
 */
int store_open(struct store *store, struct error *error);
/*
 * The log that was moved away: a file beside it whose name begins alike, with
 * this inode. *out is -1 if there is none.
 */
int store_open_moved(int *out, const struct store *store, uint64_t inode,
		     struct error *error);
/* Makes the reserve if there is none; false (errno) if there is no room. */
bool store_keep_reserve(struct store *store);
/* Gives its room back; false: there was none. */
bool store_release_reserve(const struct store *store);
/* All that is written, and the names of what was created, to the disk. */
int store_sync(const struct store *store, struct error *error);

/*
 * For readers: the log and its head as they are between two writers.
 * ERROR_NOT_FOUND: no log; *head is read nonetheless. Sequence 0 in *head:
 * none can be read.
 */
int store_open_reading(const char *file, int *log, struct head *head,
		       struct stat *info, struct error *error);

#endif
