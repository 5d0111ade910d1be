/*
 * report_frame.h - what all pages of ours have around their sections: head,
 * style, contents, headings. For lib/audit and cli/replay_html*.c.
 */
#ifndef REFGATE_AUDIT_REPORT_FRAME_H
#define REFGATE_AUDIT_REPORT_FRAME_H

#include "base/buf.h"

#include <stdint.h>

struct frame_section {
	const char *id; /* plain, as the title */
	const char *title;
};

/* Up to <body>; `title` is escaped. */
void frame_head(struct buf *out, const char *title);
void frame_contents(struct buf *out, const struct frame_section *sections,
		    size_t count);
void frame_open(struct buf *out, const struct frame_section *section);
void frame_close(struct buf *out);
/* "Made ... by refgate 0.1.0 on HOST", a row of a <dl>; host may be NULL. */
void frame_made(struct buf *out, int64_t now, const char *host);
/* Behind the last one: <footer> is open. */
void frame_end(struct buf *out);

#endif
