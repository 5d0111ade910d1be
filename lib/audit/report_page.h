/*
 * report_page.h - the sections of the page, each of which appends itself.
 * What failed sticks to `out`. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_REPORT_PAGE_H
#define REFGATE_AUDIT_REPORT_PAGE_H

#include "audit/report_data.h"
#include "audit/report_html.h"
#include "audit/report_stat.h"

#include <jansson.h>

#define REPORT_MONTH (30 * STAT_DAY)

/* A path that hotfixes touched at least twice within a month. */
struct report_path {
	size_t repository, path;
	size_t most;	     /* within a month */
	size_t landings;     /* at any time */
	int64_t first, last; /* of them */
};

/* What the sections and the summary need of hotfixes and follow-ups. */
struct report_figures {
	size_t hotfixes; /* each branch once */
	size_t beyond;	 /* more than the frequency rule has planned */
	struct stat_spread landing; /* seconds from first push */
	size_t landing_classes[STAT_CLASSES];
	size_t opened, closed;	   /* in the time that is reported */
	size_t open, overdue;	   /* at its end */
	struct report_path *paths; /* owned; the most often hit first */
	size_t path_count;
};

/* Chains by what is known of them. */
struct report_proof {
	size_t verified, broken, not_anchored, not_verified;
};
struct report_proof page_proof(const struct report *report);

void page_summary(struct buf *out, const struct report *report,
		  const struct report_figures *figures);
void page_overrides(struct buf *out, const struct report *report);
void page_bypasses(struct buf *out, const struct report *report);
void page_chain(struct buf *out, const struct report *report);
void page_gate(struct buf *out, const struct report *report);
void page_debts(struct buf *out, const struct report *report,
		const struct report_figures *figures);
void page_pushes(struct buf *out, const struct report *report);
void page_hotfixes(struct buf *out, const struct report *report,
		   const struct report_figures *figures);
void page_landings(struct buf *out, const struct report *report);
void page_made(struct buf *out, const struct report *report);
void page_glossary(struct buf *out);

/* Sorts and counts; false: out of memory. */
bool report_figure(struct report *report, struct report_figures *figures);
/* The part of it about paths, after hotfixes were sorted by time. */
bool report_figure_paths(const struct report *report,
			 struct report_figures *figures);

/* The kept lines of a list, built one by one; json_decref() each. */
json_t *page_record(const struct report_line *line);
/* Who pushed: "alice", "person:...", "not proven". */
void page_user(struct buf *out, const json_t *record);
/* "The newest 200 of 1,234 are listed." where not all are. */
void page_not_all(struct buf *out, uint64_t shown, uint64_t total);
/* refs/heads/main -> main; tags and others in full. */
const char *page_branch(const char *name);

extern const char page_style[], page_style_more[];

#endif
