/*
 * message_report.c - makes findings about messages: texts, excerpts, what
 * was wanted. Never judges.
 */
#include "rules/message_report.h"

#include "base/text.h"
#include "rules/message_template.h"

#include <stdarg.h>

static const char *draft_of(struct message_report *report)
{
	struct buf draft = BUF_INIT;

	if (report->draft)
		return report->draft;
	message_draft(&draft, report->it);
	if (!buf_failed(&draft))
		report->draft =
			arena_copy(report->context->arena, buf_str(&draft));
	buf_release(&draft);
	return report->draft;
}

struct finding *message_finding(struct message_report *report,
				enum message_topic topic, const char *format,
				...)
{
	struct finding *finding = NULL;
	struct buf text = BUF_INIT;
	va_list args;

	if (report->count >= MESSAGE_FINDINGS_MAX)
		return NULL;
	report->count++;
	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	if (report->commit)
		finding = finding_add_commit(report->context, report->commit,
					     "%s", buf_text(&text));
	else
		finding = finding_add(report->context, "%s", buf_text(&text));
	if (finding) {
		finding->topic = (int)topic;
		if (topic == MESSAGE_LACKS)
			finding->draft = draft_of(report);
	}
	buf_release(&text);
	return finding;
}

void message_excerpt(struct message_report *report, struct finding *finding,
		     struct str line, size_t number, struct str part)
{
	size_t column = 0;
	size_t length = 0;

	if (part.size > 0 && part.data >= line.data &&
	    part.data < line.data + line.size) {
		column = (size_t)(part.data - line.data);
		length = line.size - column;
		if (part.size < length)
			length = part.size;
	}
	finding_excerpt(report->context, finding, line, number, column, length);
}

void message_expand(struct buf *out, const struct vars *vars, const char *text)
{
	struct buf expanded = BUF_INIT;
	struct error error;

	if (vars && vars_expand(vars, text, VARS_PLAIN, &expanded, &error) == 0)
		buf_add_str(out, buf_str(&expanded));
	else
		buf_add_text(out, text);
	buf_release(&expanded);
}

static void add_row(struct message_report *report, struct finding *finding,
		    const char *label, const char *name, const struct buf *text)
{
	if (!buf_failed(text))
		finding_rowf(report->context, finding, label, "%s%s%.*s",
			     name ? name : "", name ? ": " : "",
			     STR_ARGS(buf_str(text)));
}

void message_row(struct message_report *report, struct finding *finding,
		 const char *label, const char *text)
{
	struct buf value = BUF_INIT;

	message_expand(&value, report->it->vars, text);
	add_row(report, finding, label, NULL, &value);
	buf_release(&value);
}

void message_wanted(struct message_report *report, struct finding *finding,
		    const char *name, const char *shape,
		    const struct pattern *pattern)
{
	struct buf value = BUF_INIT;
	struct buf hint = BUF_INIT;

	if (!finding || finding->topic == MESSAGE_LACKS || (!shape && !pattern))
		return;
	message_expand(&value, report->it->vars, shape ? shape : pattern->text);
	if (!shape && message_hint(&hint, buf_text(&value)))
		add_row(report, finding, "wanted", name, &hint);
	else
		add_row(report, finding, "wanted", name, &value);
	buf_release(&value);
	buf_release(&hint);
}

struct str message_quote(struct str value)
{
	struct str line = str_trim(value);

	line = str_first(line, str_find_byte(line, '\n'));
	if (line.size > MESSAGE_QUOTE_SIZE)
		line.size =
			text_valid_prefix(str_first(line, MESSAGE_QUOTE_SIZE));
	return line;
}
