/*
 * report_data.h - what a report knows once all records were read: counts,
 * and the newest lines of what is listed. Plain values, filled in by
 * report_read.c and report_take.c, shown by report_page*.c. For lib/audit
 * only.
 */
#ifndef REFGATE_AUDIT_REPORT_DATA_H
#define REFGATE_AUDIT_REPORT_DATA_H

#include "audit/report.h"
#include "audit/report_days.h"
#include "audit/report_seen.h"
#include "audit/report_tally.h"
#include "base/hash.h"

#define REPORT_KEPT 200	      /* newest of a list that are shown */
#define REPORT_DAYS_MAX 40000 /* with pushes */
#define REPORT_HOTFIXES_MAX 50000
#define REPORT_DEBTS_MAX 50000
#define REPORT_PATHS 8 /* of a hotfix */
#define REPORT_FLAW_SIZE 256

enum report_list {
	LIST_OVERRIDES,
	LIST_BYPASSES,
	LIST_BROKEN,
	LIST_CHANGES, /* of policy and gate, imports */
	LIST_RECOVERIES,
	LIST_LANDINGS, /* of hotfixes */
	LIST_COUNT,
};

/* A record that is shown later, as it was read. */
struct report_line {
	int64_t time;
	uint64_t order; /* of arrival */
	char *text;	/* owned */
	size_t size;
};

struct report_lines {
	struct report_line *items; /* at most 2 * REPORT_KEPT */
	size_t count;
	uint64_t total;
};

/* Counters of people and of repositories. */
enum report_who {
	WHO_ACCEPTED,
	WHO_REFUSED,
	WHO_OVERRIDES,
	WHO_HOTFIXES
};
/* Counters of rules. */
enum report_rule {
	RULE_REFUSED,
	RULE_WARNED,
	RULE_OVERRIDDEN
};

/* A branch that landed. Names are indexes of tallies. */
struct report_hotfix {
	int64_t time;
	int64_t seen; /* its first push; 0: not known */
	size_t repository, branch;
	int64_t commits, files, lines; /* -1: not known */
	int64_t max, per;	       /* of the frequency rule; 0: none */
	size_t paths[REPORT_PATHS];
	size_t path_count;
};

/* A follow-up. */
struct report_debt {
	size_t repository, item, branch;
	int64_t opened;
	int64_t due;	/* 0: not known */
	int64_t closed; /* 0: open */
	bool seen;	/* its opening was read */
};

struct report_chain {
	size_t host, repository;
	uint64_t records, first, last;	    /* distinct numbers */
	struct log_verdict *verdict;	    /* owned; NULL: not verified */
	char anchor_flaw[REPORT_FLAW_SIZE]; /* empty: none */
};

struct report {
	const struct report_options *options;

	uint64_t lines, odd, repeated, outside; /* of the time or repository */
	uint64_t records;			/* that count */
	int64_t first, last;			/* times of them */
	bool is_stream; /* standard input was read: the hash is of its bytes */
	struct sha256 hash;
	bool is_copy;	  /* its lines have the escapes of COPY */
	struct buf plain; /* a line without them */

	uint64_t accepted, refused, landed, imports, check_only, evaluated;
	uint64_t bypassed_refs, overridden_rules;
	uint64_t policies_changed, installed, removed;
	uint64_t rotations;

	struct report_lines lists[LIST_COUNT];
	struct report_day *days; /* in order */
	size_t day_count, day_capacity;
	uint64_t days_left_out; /* pushes */
	struct tally people, repositories, rules, hosts, branches, items, paths;
	struct report_hotfix *hotfixes;
	size_t hotfix_count, hotfix_capacity;
	uint64_t hotfixes_left_out;
	struct report_debt *debts;
	size_t debt_count, debt_capacity;
	uint64_t debts_left_out;

	struct tally chain_ids;
	struct report_chain *chains; /* one for each of chain_ids */
	size_t chain_count, chain_capacity;
	size_t current; /* chain of the stream read last */
	struct seen seen;
};

struct report_head;

/* The chain that a record is of; NULL: out of memory. */
struct report_chain *report_chain_of(struct report *report,
				     const struct report_head *head);

static inline int64_t report_end(const struct report *report)
{
	return report->options->until ? report->options->until :
					report->options->now;
}

#endif
