/*
 * query.c - finds records in logs. Never trusts a line: one that is no
 * record is counted and passed over.
 */
#include "audit/query.h"

#include "audit/line_reader.h"
#include "audit/query_match.h"
#include "audit/query_show.h"
#include "audit/record.h"

#include <string.h>

void query_init(struct query *query)
{
	memset(query, 0, sizeof(*query));
	arena_init(&query->arena);
}

void query_release(struct query *query)
{
	if (query)
		arena_release(&query->arena);
}

int query_add(struct query *query, enum query_filter filter, const char *word,
	      struct error *error)
{
	struct query_words *words = &query->filters[filter];
	bool is_id = filter == QUERY_PUSH || filter == QUERY_COMMIT;
	int result = 0;

	if (words->count == QUERY_WORDS_MAX)
		return error_set(error, ERROR_USAGE,
				 "more than %d values of one kind",
				 QUERY_WORDS_MAX);
	if (!*word || (is_id && strlen(word) < QUERY_ID_SIZE_MIN))
		return error_set(error, ERROR_USAGE,
				 "'%s' is too short to look for", word);
	if (filter == QUERY_REF)
		result = glob_compile(&words->globs[words->count], str_of(word),
				      &query->arena, error);
	if (!result)
		words->words[words->count++] = word;
	return result;
}

static void add_line(struct buf *out, struct str line)
{
	buf_add_str(out, line);
	buf_add_byte(out, '\n');
}

static void show(const struct query *query, const json_t *record,
		 struct str line, struct buf *out)
{
	if (query->format == QUERY_JSON)
		add_line(out, line);
	else if (query->format == QUERY_CSV)
		query_show_csv(out, record);
	else
		query_show_human(out, record);
	if (query->format == QUERY_HUMAN && query->verbose)
		query_show_details(out, record);
}

static json_t *load(struct str line)
{
	return json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
}

void query_show(const struct query *query, struct str line, struct buf *out)
{
	json_t *record = load(line);

	show(query, record, line, out);
	json_decref(record);
}

/* 1: a record that matches; 0: one that does not; -1: none. */
static int read_line(const struct query *query, struct str line,
		     struct buf *out)
{
	json_t *record = load(line);
	int result = -1;

	if (*query_text(record, "event.action")) {
		result = query_matches(query, record);
		if (result && query->later)
			add_line(out, line);
		else if (result)
			show(query, record, line, out);
	}
	json_decref(record);
	return result;
}

/* Reading a line as JSON takes long: not, where it cannot match. */
static int take_line(const struct query *query, struct str line,
		     struct buf *out)
{
	struct record seen;

	return query_may_match(query, line) || !record_scan(&seen, line) ?
		       read_line(query, line, out) :
		       0;
}

int query_run(const struct query *query, int fd, struct buf *out,
	      int (*flush)(struct buf *out, void *context), void *context,
	      size_t *matched, size_t *odd, struct error *error)
{
	struct line_reader reader;
	struct line_piece piece;
	int found;
	int result = line_reader_init(&reader, fd, UINT64_MAX, error);

	while (result == 0 &&
	       (result = line_reader_next(&reader, &piece, error)) > 0) {
		result = 0;
		if (!piece.first)
			continue;
		found = piece.last ? take_line(query, piece.text, out) : -1;
		if (buf_failed(out))
			result = error_no_memory(error);
		else if (found > 0)
			result = flush(out, context);
		*matched += found > 0;
		*odd += found < 0;
	}
	line_reader_release(&reader);
	return result;
}

void query_header(const struct query *query, struct buf *out)
{
	if (query->format == QUERY_CSV)
		query_show_csv_header(out);
}
