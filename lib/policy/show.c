/*
 * show.c - writes the merged tree as YAML that loads again, each line with
 * the place that it comes from. Never shows what was not read.
 */
#include "policy/policy.h"

#include "base/text.h"
#include "policy/node.h"

#include <stdlib.h>
#include <string.h>

#define INDENT 2
#define ORIGIN_COLUMN_MAX 64

struct show_line {
	size_t end; /* in the text */
	size_t columns;
	struct mark mark;
};

struct show {
	struct buf text;
	struct show_line *lines; /* heap */
	size_t count;
	size_t capacity;
	bool no_memory;
};

static bool begins_plainly(const char *text)
{
	if (text[0] == '-')
		return text[1] >= '0' && text[1] <= '9';
	return text[0] && !strchr("?:,[]{}#&*!|>'\"%@` ", text[0]);
}

static bool is_plain_safe(const char *text)
{
	size_t size = strlen(text);

	return begins_plainly(text) && text[size - 1] != ' ' &&
	       text[size - 1] != ':' && !strpbrk(text, "\n\t") &&
	       !strstr(text, ": ") && !strstr(text, " #") &&
	       strcmp(text, "...") != 0;
}

static void add_double_quoted(struct buf *out, const char *text)
{
	buf_add_byte(out, '"');
	for (; *text; text++) {
		if (*text == '\n')
			buf_add_text(out, "\\n");
		else if (*text == '\t')
			buf_add_text(out, "\\t");
		else if (*text == '"' || *text == '\\')
			buf_addf(out, "\\%c", *text);
		else
			buf_add_byte(out, *text);
	}
	buf_add_byte(out, '"');
}

static void add_scalar(struct buf *out, const struct node *node)
{
	if (node->plain && is_plain_safe(node->text)) {
		buf_add_text(out, node->text);
	} else if (strpbrk(node->text, "\n\t")) {
		add_double_quoted(out, node->text);
	} else {
		buf_add_byte(out, '\'');
		for (const char *at = node->text; *at; at++)
			buf_add_text(out, *at == '\'' ? "''" :
							(char[]){ *at, '\0' });
		buf_add_byte(out, '\'');
	}
}

/* Ends the line that is being written. */
static void end_line(struct show *show, struct mark mark)
{
	size_t start = show->count ? show->lines[show->count - 1].end : 0;
	struct show_line *line = array_more(&show->lines, show->count,
					    &show->capacity, sizeof(*line));

	if (!line) {
		show->no_memory = true;
		return;
	}
	line->end = show->text.size;
	line->columns = text_columns(str_from(buf_str(&show->text), start));
	line->mark = mark;
	show->count++;
}

static void indent(struct show *show, size_t depth)
{
	for (size_t i = 0; i < depth * INDENT; i++)
		buf_add_byte(&show->text, ' ');
}

static void show_children(struct show *show, const struct node *node,
			  size_t depth, bool begun);

/* What stands behind "key:" or "-"; ends the line. */
static void show_value(struct show *show, const struct node *node, size_t depth)
{
	if (node->kind == NODE_SCALAR) {
		buf_add_byte(&show->text, ' ');
		add_scalar(&show->text, node);
		end_line(show, node->mark);
	} else if (node->count == 0) {
		buf_add_text(&show->text,
			     node->kind == NODE_MAPPING ? " {}" : " []");
		end_line(show, node->mark);
	} else if (node->key) {
		end_line(show, node->key->mark);
		show_children(show, node, depth + 1, false);
	} else {
		buf_add_byte(&show->text, ' ');
		show_children(show, node, depth + 1, true);
	}
}

/* `begun`: the first child stands behind a "- ". */
static void show_children(struct show *show, const struct node *node,
			  size_t depth, bool begun)
{
	for (const struct node *child = node->first; child;
	     child = child->next) {
		if (!begun)
			indent(show, depth);
		begun = false;
		if (node->kind == NODE_MAPPING) {
			add_scalar(&show->text, child->key);
			buf_add_byte(&show->text, ':');
		} else {
			buf_add_byte(&show->text, '-');
		}
		show_value(show, child, depth);
	}
}

static size_t widest(const struct show *show)
{
	size_t columns = 0;

	for (size_t i = 0; i < show->count; i++)
		if (show->lines[i].columns > columns &&
		    show->lines[i].columns <= ORIGIN_COLUMN_MAX)
			columns = show->lines[i].columns;
	return columns;
}

static void write_lines(const struct show *show, struct buf *out)
{
	size_t column = widest(show) + 1;
	size_t start = 0;

	for (size_t i = 0; i < show->count; i++) {
		const struct show_line *line = &show->lines[i];

		buf_add(out, show->text.data + start, line->end - start);
		for (size_t j = line->columns; j < column; j++)
			buf_add_byte(out, ' ');
		if (line->mark.source) {
			buf_add_text(out,
				     line->columns < column ? "# " : " # ");
			text_escape_line(out, str_of(line->mark.source->path));
			buf_addf(out, ":%zu", line->mark.line);
		}
		buf_add_byte(out, '\n');
		start = line->end;
	}
}

int policy_show(const struct policy *policy, struct buf *out,
		struct error *error)
{
	struct show show = { .text = BUF_INIT };
	int result = 0;

	show_children(&show, policy->tree, 0, false);
	if (show.no_memory || buf_failed(&show.text))
		result = error_no_memory(error);
	else
		write_lines(&show, out);
	if (!result && buf_failed(out))
		result = error_no_memory(error);
	free(show.lines);
	buf_release(&show.text);
	return result;
}
