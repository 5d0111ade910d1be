/*
 * log.h - the chained log: whole lines, in order, durable before anything is
 * accepted. One chain a file; many processes append.
 *
 * Beside FILE: FILE.lock (locked with flock(2), never renamed) and FILE.head
 * (the chain's id, the last line's sequence and hash, the file's inode and
 * size), which is what the next line is chained to.
 */
#ifndef REFGATE_AUDIT_LOG_H
#define REFGATE_AUDIT_LOG_H

#include "audit/chain.h"
#include "audit/event.h"

#include <sys/types.h>

#define LOG_RESERVE_SIZE (64u << 10)

struct log_options {
	const char *file;
	bool sync;	    /* fdatasync(2) before returning */
	mode_t mode;	    /* of files it creates: 0600, or 0660 when shared */
	const char *syslog; /* facility that gets each line, too; or NULL */
	const char *syslog_socket; /* NULL: /dev/log */
	const char *anchor;	   /* "syslog", or a private SSH key; or NULL */
	/* names people by keyed hashes; NULL: in full */
	const char *identity_key;
	bool identity_key_given; /* it is not made where it is missing */
	/* with it: names, logins and addresses that a detail may hold */
	const char *const *people;
	size_t people_count;
};

/*
 * Appends one event as its lines under one lock. On failure nothing of it
 * counts: a torn line is closed and recorded as `recovered` by the next
 * writer. ERROR_BROKEN: the log could not be written (`error` says why).
 * `use_reserve`: for the record of a refusal when the disk is full.
 */
int log_append(const struct log_options *options, const struct event *event,
	       bool use_reserve, struct error *error);

#define LOG_NAME_SIZE 4096
#define LOG_NAMES 3

#define LOG_ANCHORED_BY_SIZE 64

/* What the anchors of a log say. */
struct log_anchored {
	uint64_t to;		       /* the highest that fits; 0: none does */
	int64_t time;		       /* when that was, seconds */
	char by[LOG_ANCHORED_BY_SIZE]; /* "syslog", or a key: "SHA256:..." */
	uint64_t changed; /* the first record that is another; 0: none is */
	uint64_t changed_line;
	char changed_file[LOG_NAME_SIZE];
	/* anchored, and not there: sequences; 0: none */
	uint64_t missing_from, missing_to;
};

struct anchor_list;

/* Zeroed (but for `note`, `anchors`) before the first file; owns nothing. */
struct log_verdict {
	uint64_t lines;		 /* records that are consistent */
	uint64_t first_sequence; /* above 1: begins with a rotated record */
	uint64_t last_sequence;
	char last_hash[SHA256_HEX_SIZE + 1];
	char chain[RECORD_CHAIN_SIZE + 1];
	/* breaks that the log itself owns up to */
	uint64_t rotations, recoveries;
	/* the first thing that is wrong; NULL: nothing */
	const char *flaw; /* "line was changed", "line is torn", ... */
	uint64_t flaw_line;
	char file[LOG_NAME_SIZE];	   /* that it is in */
	uint64_t missing_from, missing_to; /* sequences; 0: none are */

	/* Called for each such break, in order; may be NULL. */
	void (*note)(void *context, const char *file, uint64_t line,
		     const char *text, uint64_t torn_bytes);
	void *context;

	struct anchor_list *anchors;  /* borrowed; NULL: none are known */
	struct log_anchored anchored; /* by log_verify_anchors() */

	/* log_verify()'s own */
	struct chain state;
	uint64_t passed; /* the last record that anchors were sought for */
	bool is_final;	 /* no file that follows can explain the flaw */
	char names[LOG_NAMES][LOG_NAME_SIZE]; /* the last files, newest first */
};

/*
 * Reads one stream of lines from `fd` to its end in constant memory; *verdict
 * carries on from the files before it, given in the order they were written.
 * After each call it is what is known so far: what a file's end leaves open
 * the next one may explain. `file` is for messages.
 */
int log_verify(struct log_verdict *verdict, const char *file, int fd,
	       struct error *error);
/*
 * The same for a log by its name. If it is the one that is written to,
 * FILE.head shows that its end was cut off or changed. Lines that are added
 * meanwhile are not looked at. ERROR_NOT_FOUND.
 */
int log_verify_file(struct log_verdict *verdict, const char *file,
		    struct error *error);
/*
 * After the last file, if `file`, that was written to, is not there since it
 * was rotated: FILE.head shows what the last one lacks.
 */
int log_verify_end(struct log_verdict *verdict, const char *file,
		   struct error *error);
/* After the last file: holds it against the anchors. */
int log_verify_anchors(struct log_verdict *verdict, struct error *error);

#endif
