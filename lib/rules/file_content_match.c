/*
 * file_content_match.c - one file before the patterns that it must or must
 * not match. Never takes a file that it cannot read for a good one.
 */
#include "rules/file_content.h"

#include "base/text.h"

#include <string.h>

/* Larger files are searched in pieces that overlap. */
#define PIECE_SIZE (REGEX_SUBJECT_SIZE_MAX - 4096)
#define OVERLAP_SIZE 4096

struct examination {
	const struct rule_context *context;
	struct str path;
	struct str text;
	struct error *error;
};

static struct finding *report(const struct examination *it, const char *what)
{
	const struct rule_context *context = it->context;
	struct finding *finding =
		finding_add(context, "\"%.*s\" %s", STR_ARGS(it->path), what);

	if (finding) {
		finding->path.data = arena_copy(context->arena, it->path);
		finding->path.size = finding->path.data ? it->path.size : 0;
	}
	return finding;
}

/* As it is written, with what is known of this ref put in. */
static void show_pattern(const struct examination *it, struct finding *finding,
			 const char *label, const struct pattern *pattern)
{
	struct buf shown = BUF_INIT;
	struct error ignored;

	if (vars_expand(it->context->vars, pattern->source, VARS_PLAIN, &shown,
			&ignored)) {
		buf_clear(&shown);
		buf_add_text(&shown, pattern->source);
	}
	finding_row(it->context, finding, label, buf_str(&shown));
	buf_release(&shown);
}

/* Means the whole file, which a piece is not. */
static bool is_about_ends(const struct pattern *pattern)
{
	return strstr(pattern->text, "\\A") || strstr(pattern->text, "\\Z") ||
	       strstr(pattern->text, "\\z") || strstr(pattern->text, "\\G");
}

/* Up to the end of a line, or of a character at least. */
static struct str piece_of(struct str rest)
{
	struct str piece = str_first(rest, PIECE_SIZE);
	size_t end = piece.size;

	if (piece.size == rest.size)
		return piece;
	while (end > OVERLAP_SIZE && piece.data[end - 1] != '\n')
		end--;
	if (end > OVERLAP_SIZE)
		return str_first(piece, end);
	return str_first(piece, text_valid_prefix(piece));
}

/* Where the next piece begins: at a line, if there is one in the overlap. */
static size_t step_of(struct str rest, struct str piece)
{
	size_t from, at;

	if (piece.size == rest.size)
		return rest.size;
	from = piece.size > OVERLAP_SIZE ? piece.size - OVERLAP_SIZE :
					   piece.size;
	at = from + str_find_byte(str_from(piece, from), '\n');
	if (at + 1 < piece.size)
		return at + 1;
	while (from < piece.size &&
	       ((unsigned char)rest.data[from] & 0xc0) == 0x80)
		from++;
	return from;
}

/* `span` is of the whole text. */
static enum match search(const struct examination *it,
			 const struct pattern *pattern, struct regex_span *span)
{
	enum match match = MATCH_NO;
	struct str rest = it->text;
	size_t start = 0, step;
	struct str piece;

	do {
		piece = piece_of(rest);
		if (graph_check_deadline(it->context->graph, it->error))
			return MATCH_BROKEN;
		match = pattern_match(pattern, it->context->vars, piece, span,
				      it->error);
		if (match != MATCH_NO)
			break;
		step = step_of(rest, piece);
		start += step;
		rest = str_from(rest, step);
	} while (rest.size);
	if (match == MATCH_YES) {
		span->start += start;
		span->end += start;
	}
	if (match == MATCH_BROKEN)
		error_context(it->error, "\"%.*s\"", STR_ARGS(it->path));
	return match;
}

static void show_line(const struct examination *it, struct finding *finding,
		      const struct regex_span *span)
{
	size_t number = 0, start = 0, next = 0;
	struct str rest = it->text;
	struct str line = STR("");
	size_t column;

	do {
		start = next;
		if (!str_next_line(&rest, &line))
			line = STR("");
		number++;
		next = start + line.size + 1;
	} while (next <= span->start);
	column = span->start - start;
	finding_rowf(it->context, finding, "line", "%zu", number);
	finding_excerpt(it->context, finding, line, number, column,
			span->end - span->start);
}

/* 1: the pattern is not to be tried. */
static int check_size(const struct examination *it,
		      const struct pattern *pattern)
{
	struct finding *finding;

	if (it->text.size <= REGEX_SUBJECT_SIZE_MAX || !is_about_ends(pattern))
		return 0;
	finding = report(it, "is too large for this pattern; at most 64KiB");
	show_pattern(it, finding, "pattern", pattern);
	return 1;
}

static int try_must(const struct examination *it, const struct pattern *pattern)
{
	struct regex_span span = { 0 };
	enum match match;

	if (check_size(it, pattern))
		return 0;
	match = search(it, pattern, &span);
	if (match == MATCH_NO)
		show_pattern(it, report(it, "does not say what it must"),
			     "wanted", pattern);
	return match == MATCH_BROKEN ? (int)it->error->code : 0;
}

static int try_must_not(const struct examination *it,
			const struct pattern *pattern)
{
	struct regex_span span = { 0 };
	struct finding *finding;
	enum match match;

	if (check_size(it, pattern))
		return 0;
	match = search(it, pattern, &span);
	if (match == MATCH_YES) {
		finding = report(it, "says what it must not");
		show_pattern(it, finding, "unwanted", pattern);
		show_line(it, finding, &span);
	}
	return match == MATCH_BROKEN ? (int)it->error->code : 0;
}

static int try_all(const struct examination *it,
		   const struct file_content_item *item)
{
	int result = 0;

	if (text_valid_prefix(it->text) < it->text.size) {
		report(it, "is not UTF-8");
		return 0;
	}
	for (size_t i = 0; !result && i < item->must.count; i++)
		result = try_must(it, item->must.items[i]);
	for (size_t i = 0; !result && i < item->must_not.count; i++)
		result = try_must_not(it, item->must_not.items[i]);
	return result;
}

int file_content_judge(const struct file_content_item *item,
		       const struct rule_context *context, struct str path,
		       const struct diff_side *side, struct error *error)
{
	struct examination it = { .context = context,
				  .path = path,
				  .error = error };
	struct object object = { 0 };
	int result;

	if (side->mode != MODE_FILE && side->mode != MODE_EXECUTABLE) {
		report(&it, "is no file");
		return 0;
	}
	result = object_read(&object, context->repo, &side->id,
			     FILE_CONTENT_SIZE_MAX, error);
	if (result == ERROR_LIMIT) {
		report(&it, "is too large to be read; at most 8MiB");
		return 0;
	}
	if (result)
		return result;
	it.text = object.data;
	result = try_all(&it, item);
	object_release(&object);
	return result;
}
