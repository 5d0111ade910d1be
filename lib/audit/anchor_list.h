/*
 * anchor_list.h - the anchors of one chain, out of files that hold those of
 * many and much else, and what a log is worth against them. In constant
 * memory: of very many anchors some are left out, evenly, the highest never;
 * the chain makes the earlier ones redundant.
 */
#ifndef REFGATE_AUDIT_ANCHOR_LIST_H
#define REFGATE_AUDIT_ANCHOR_LIST_H

#include "audit/anchor.h"

#define ANCHOR_COUNT_MAX 4096
#define ANCHOR_SOURCES_MAX 64
#define ANCHOR_FLAW_SIZE 256

/*
 * Whether `signature` is one that counts. 1: `by` is its key's fingerprint;
 * 0: not, `flaw` says why; ERROR_NOT_FOUND: no key is known, so nobody can
 * tell; else an error.
 */
typedef int anchor_judge(void *context, struct str payload,
			 struct str signature, char by[LOG_ANCHORED_BY_SIZE],
			 char flaw[ANCHOR_FLAW_SIZE], struct error *error);

struct anchor_mark {
	uint64_t sequence; /* 0: none */
	unsigned char hash[SHA256_SIZE];
	int64_t time;		       /* seconds since 1970 */
	char by[LOG_ANCHORED_BY_SIZE]; /* "syslog", or a fingerprint */
};

struct anchor_source {
	char name[LOG_NAME_SIZE];
	int fd;		/* borrowed */
	uint64_t limit; /* what is there, in bytes */
	bool is_own;	/* FILE.anchors: this log's checkpoints, no others */
};

struct anchor_list {
	anchor_judge *judge;
	void *context;
	struct anchor_source *sources; /* heap */
	size_t source_count;
	/* of the chain, when they are loaded; by sequence */
	struct anchor_mark *items; /* heap */
	size_t count, next;
	uint64_t seen, stride;
	struct anchor_mark highest;
	uint64_t odd;	   /* lines that cannot be read */
	uint64_t unjudged; /* for want of a key */
	/* the first checkpoint that is not good; text empty: none */
	struct {
		char file[LOG_NAME_SIZE];
		uint64_t line;
		char text[ANCHOR_FLAW_SIZE];
	} flaw;
};

void anchor_list_init(struct anchor_list *list, anchor_judge *judge,
		      void *context);
void anchor_list_release(struct anchor_list *list);
/*
 * `fd`, borrowed until they are loaded, is read from where it stands; what is
 * added to a file later is not looked at. Before the logs are opened, so that
 * these hold all that was anchored. ERROR_LIMIT: too many.
 */
int anchor_list_add(struct anchor_list *list, const char *name, int fd,
		    bool is_own, struct error *error);

/* For verify.c. `chain` empty: the log has no record that could tell. */
int anchor_list_load(struct anchor_list *list, const char *chain,
		     struct error *error);
/* The next record, in order: what is anchored of it goes to *out. */
void anchor_list_pass(struct anchor_list *list, const struct chain_mark *mark,
		      const char *file, struct log_anchored *out);

#endif
