/*
 * report_made.c - the footer: how the page was made, so that somebody else
 * can make it again, and the words that are used on it.
 */
#include "audit/report_page.h"

#include "audit/report_frame.h"

#include <string.h>

static void open_row(struct buf *out, const char *name)
{
	buf_addf(out, "<dt>%s</dt><dd>", name);
}

static void add_read(struct buf *out, const struct report *report)
{
	html_count(out, report->records, "record counts", "records count");
	buf_add_text(out, ", of ");
	html_count(out, report->lines, "line that was read",
		   "lines that were read");
	buf_add_text(out, ". ");
	stat_format_number(out, report->repeated);
	buf_add_text(out, " came twice, ");
	stat_format_number(out, report->outside);
	buf_add_text(out, " are of another time or repository, ");
	stat_format_number(out, report->odd);
	buf_add_text(out, " are no records.");
}

static void add_hashes(struct buf *out, const struct report *report)
{
	struct sha256 hash = report->hash;
	unsigned char digest[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE + 1];

	if (report->is_stream) {
		sha256_final(&hash, digest);
		hex_encode(digest, SHA256_SIZE, hex);
		hex[SHA256_HEX_SIZE] = '\0';
		open_row(out, "SHA-256 of the stream");
		html_code(out, hex);
		buf_add_text(out, "</dd>\n");
	}
	for (size_t i = 0; i < report->chain_count; i++) {
		const struct log_verdict *verdict = report->chains[i].verdict;

		if (!verdict || !*verdict->last_hash)
			continue;
		open_row(out, "SHA-256 of the last line");
		html_code(out, verdict->last_hash);
		buf_add_text(out, " (chain ");
		html_text(out, tally_name(&report->chain_ids, i));
		buf_add_text(out, ")</dd>\n");
	}
}

void page_made(struct buf *out, const struct report *report)
{
	const struct report_options *options = report->options;

	buf_add_text(out, "<dl>\n");
	if (options->command) {
		open_row(out, "Command");
		html_code(out, options->command);
		buf_add_text(out, "</dd>\n");
	}
	frame_made(out, options->now, options->host);
	open_row(out, "Read");
	add_read(out, report);
	buf_add_text(out, "</dd>\n");
	if (report->records) {
		open_row(out, "First record");
		html_time(out, report->first);
		buf_add_text(out, "</dd>\n");
		open_row(out, "Last record");
		html_time(out, report->last);
		buf_add_text(out, "</dd>\n");
	}
	add_hashes(out, report);
	buf_add_text(out, "</dl>\n<p class=\"aside\">All times are UTC. The "
			  "page holds all that it shows; it loads nothing and "
			  "runs nothing.</p>\n");
}

struct word {
	const char *word;
	const char *meaning;
};

static const struct word words[] = {
	{ "Anchor", "A number and a hash of the log that were sent to a place "
		    "where the server cannot change them. Up to there nobody "
		    "can have rewritten or shortened the log unseen." },
	{ "Branch", "A line of work with a name. main is the one that goes "
		    "into production." },
	{ "Chain", "Each line of the log holds the hash of the line before. A "
		   "line that is changed, lost or added later breaks it." },
	{ "Commit", "One recorded change, with its author and a message." },
	{ "Follow-up", "What a hotfix or an override still owes: to be merged "
		       "back, a review, a report." },
	{ "Gate", "refgate: the program on the server that judges each push by "
		  "written rules before anything changes." },
	{ "Hash", "A number computed from a text. Another text has another "
		  "one." },
	{ "Hotfix", "A small urgent change of what is in production, on a "
		    "branch of its own." },
	{ "Landing", "The moment when a hotfix reaches a protected branch." },
	{ "Median", "Half of the values are below it, half above it." },
	{ "Moved past the gate",
	  "A branch or tag has a value that no judged push explains: somebody "
	  "with access to the server has moved it." },
	{ "90 of 100", "Nine values of ten are at most this large." },
	{ "Override", "People who may do so have signed that rules do not hold "
		      "for one change, for a limited time, and why." },
	{ "Person:...", "A pusher whose name is kept out of the log. The same "
			"letters are the same person." },
	{ "Push", "The sending of changes to the server. It is accepted or "
		  "refused as a whole." },
	{ "Ref", "The full name of a branch or a tag, such as "
		 "refs/heads/main." },
	{ "Warned", "The push was accepted, and the pusher was told what the "
		    "rule found." },
};

void page_glossary(struct buf *out)
{
	buf_add_text(out, "<dl>\n");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		buf_add_text(out, "<dt>");
		html_text(out, words[i].word);
		buf_add_text(out, "</dt><dd>");
		html_text(out, words[i].meaning);
		buf_add_text(out, "</dd>\n");
	}
	buf_add_text(out, "</dl>\n");
}
