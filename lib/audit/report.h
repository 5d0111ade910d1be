/*
 * report.h - an audit log as one page of HTML for people who ask what was
 * let past the rules, by whom and why. Reads lines, keeps counts and the
 * newest of what is listed, and writes the page; opens no file.
 */
#ifndef REFGATE_AUDIT_REPORT_H
#define REFGATE_AUDIT_REPORT_H

#include "audit/log.h"

#include <stdbool.h>

struct report;

struct report_options {
	int64_t since, until;	/* seconds since 1970; 0: any */
	int64_t now;		/* when the page is made */
	const char *repository; /* only of this one; NULL: of all */
	const char *title;	/* NULL: a plain one */
	const char *command;	/* how the page was made, for its footer */
	const char *host;	/* where; may be NULL */
};

/* `options` and what it points to are borrowed. NULL: out of memory. */
struct report *report_new(const struct report_options *options);
void report_free(struct report *report); /* NULL-safe */

/*
 * Reads one stream of records to its end. A record that was read before
 * (the same number of the same chain) does not count again; lines that are
 * no records are counted as such. Order does not matter. `is_stream`: there
 * is no file to verify, so that the page has the hash of what was read.
 * *chain: which one the last record is of; REPORT_NO_CHAIN: there is none.
 */
#define REPORT_NO_CHAIN SIZE_MAX
int report_read(struct report *report, int fd, bool is_stream, size_t *chain,
		struct error *error);

size_t report_chain_count(const struct report *report);
/*
 * What log_verify() and the like are to fill in for a chain, or for a log
 * that has no record (REPORT_NO_CHAIN). A chain that it was not asked for is
 * shown as not verified. NULL: out of memory.
 */
struct log_verdict *report_verdict(struct report *report, size_t chain);
/* What is wrong with the anchors of that chain besides; only the first. */
void report_anchor_flaw(struct report *report, size_t chain, const char *text);

/* The page. To be called once, after all was read. */
int report_write(struct report *report, struct buf *out, struct error *error);

#endif
