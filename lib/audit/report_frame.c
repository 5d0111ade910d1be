/*
 * report_frame.c - see report_frame.h. Never loads anything: the page says so
 * itself.
 */
#include "audit/report_frame.h"

#include "audit/report_html.h"
#include "audit/report_page.h"
#include "base/paths.h"

void frame_head(struct buf *out, const char *title)
{
	buf_add_text(
		out,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n"
		"<meta name=\"generator\" content=\"refgate ");
	html_text(out, paths_version);
	buf_add_text(out, "\">\n<title>");
	html_text(out, title);
	buf_add_text(out, "</title>\n<style>\n");
	buf_add_text(out, page_style);
	buf_add_text(out, page_style_more);
	buf_add_text(out, "</style>\n</head>\n<body>\n");
}

void frame_contents(struct buf *out, const struct frame_section *sections,
		    size_t count)
{
	buf_add_text(out, "<nav aria-label=\"Contents\"><ul>");
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "<li><a href=\"#%s\">%s</a></li>\n",
			 sections[i].id, sections[i].title);
	buf_add_text(out, "</ul></nav>\n");
}

void frame_open(struct buf *out, const struct frame_section *section)
{
	buf_addf(out,
		 "<section id=\"%s\" aria-labelledby=\"%s-h\">\n"
		 "<h2 id=\"%s-h\">%s</h2>\n",
		 section->id, section->id, section->id, section->title);
}

void frame_close(struct buf *out)
{
	buf_add_text(out, "</section>\n");
}

void frame_made(struct buf *out, int64_t now, const char *host)
{
	buf_add_text(out, "<dt>Made</dt><dd>");
	html_time(out, now);
	buf_add_text(out, " by refgate ");
	html_text(out, paths_version);
	if (host) {
		buf_add_text(out, " on ");
		html_text(out, host);
	}
	buf_add_text(out, "</dd>\n");
}

void frame_end(struct buf *out)
{
	buf_add_text(out, "</footer>\n</body>\n</html>\n");
}
