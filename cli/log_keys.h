/*
 * log_keys.h - the keys whose signatures on checkpoints count, for `refgate
 * log verify`.
 */
#ifndef REFGATE_CLI_LOG_KEYS_H
#define REFGATE_CLI_LOG_KEYS_H

#include "audit/anchor_list.h"
#include "base/arena.h"

#define LOG_KEYS_MAX 64

struct trust;

struct log_keys {
	struct arena arena;
	struct trust *trusts[LOG_KEYS_MAX]; /* one a file */
	size_t count;
};

void log_keys_init(struct log_keys *keys);
void log_keys_release(struct log_keys *keys);
/*
 * A file of public keys, or an ALLOWED SIGNERS file (ssh-keygen(1)); its
 * principals do not matter, its namespaces do. ERROR_NOT_FOUND: no such file.
 */
int log_keys_add(struct log_keys *keys, const char *path, struct error *error);
/* The keys of this host; that there are none is no error. */
int log_keys_add_host(struct log_keys *keys, struct error *error);

/* An anchor_judge; `context` is struct log_keys. */
int log_keys_judge(void *context, struct str payload, struct str signature,
		   char by[LOG_ANCHORED_BY_SIZE], char flaw[ANCHOR_FLAW_SIZE],
		   struct error *error);

#endif
