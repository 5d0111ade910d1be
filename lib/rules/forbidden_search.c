/*
 * forbidden_search.c - one added line after the other before all that is
 * forbidden. Never shows what it found: where, and by which name, is all.
 */
#include "rules/forbidden_content.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* Longer lines are searched in pieces that overlap. */
#define PIECE_SIZE (REGEX_SUBJECT_SIZE_MAX - 4096)
#define OVERLAP_SIZE 4096
#define MARKER_SIZE 7
/* The time limit is looked at once in so many lines. */
#define DEADLINE_LINES 4096

struct forbidden_search {
	const struct forbidden_content *rule;
	struct own_paths *own;
	struct secrets secrets;
	struct buf line; /* made fit for patterns */
	bool *wanted;	 /* by item: whether it looks at the file */
	size_t item_count;
	struct str path; /* of the file */
	struct oid blob;
	bool wants_secrets, wants_markers, wants_bidi;
	size_t lines;
};

/* The list's items, and then the rule's own keys. */
static const struct forbidden_text *item(const struct forbidden_search *search,
					 size_t index)
{
	const struct records *texts = &search->rule->texts;
	const struct forbidden_text *items = texts->items;

	return index < texts->count ? &items[index] : &search->rule->own;
}

int forbidden_search_new(struct forbidden_search **out,
			 const struct forbidden_content *rule,
			 struct own_paths *own)
{
	struct forbidden_search *search = calloc(1, sizeof(*search));

	*out = NULL;
	if (!search)
		return error_no_memory(own->error);
	search->rule = rule;
	search->own = own;
	search->item_count = rule->texts.count + 1;
	secrets_init(&search->secrets);
	search->wanted = calloc(search->item_count, sizeof(*search->wanted));
	if (!search->wanted) {
		forbidden_search_free(search);
		return error_no_memory(own->error);
	}
	*out = search;
	return 0;
}

void forbidden_search_free(struct forbidden_search *search)
{
	if (!search)
		return;
	secrets_release(&search->secrets);
	buf_release(&search->line);
	free(search->wanted);
	free(search);
}

static bool is_allowed_by(const struct texts *allow, struct str line)
{
	for (size_t i = 0; i < allow->count; i++)
		if (str_is(line, allow->items[i]))
			return true;
	return false;
}

static bool is_allowed(const struct forbidden_search *search, struct str line)
{
	for (size_t i = 0; i < search->item_count; i++)
		if (is_allowed_by(&item(search, i)->allow, line))
			return true;
	return false;
}

static void report(struct forbidden_search *search, const char *what,
		   size_t number, enum forbidden_topic topic)
{
	const struct rule_context *context = search->own->context;
	char hex[OID_HEX_SIZE + 1];
	struct finding *finding;
	struct buf place = BUF_INIT;

	buf_addf(&place, "%s:%zu", oid_format(&search->blob, hex), number);
	if (!buf_failed(&place) && is_allowed(search, buf_str(&place))) {
		buf_release(&place);
		return;
	}
	finding = own_paths_find(search->own, search->path,
				 "\"%.*s\" line %zu: %s",
				 STR_ARGS(search->path), number, what);
	if (finding) {
		finding->topic = (int)topic;
		/* the place alone: the line may be a secret */
		finding->excerpt.number = number;
	}
	finding_row(context, finding, "place", buf_str(&place));
	buf_release(&place);
}

int forbidden_search_open(struct forbidden_search *search, struct str path,
			  const struct oid *blob)
{
	struct own_paths *own = search->own;
	bool any = false;

	search->path = path;
	search->blob = *blob;
	search->wants_secrets = search->wants_markers = false;
	search->wants_bidi = false;
	secrets_new_file(&search->secrets);
	for (size_t i = 0; i < search->item_count; i++) {
		const struct forbidden_text *text = item(search, i);
		enum match match = MATCH_YES;

		if (!ref_globs_is_empty(&text->paths))
			match = ref_globs_match(&text->paths,
						own->context->vars, path,
						own->error);
		if (match == MATCH_BROKEN)
			return own->error->code;
		search->wanted[i] = match == MATCH_YES && text->pattern;
		search->wants_secrets |= match == MATCH_YES && text->secrets;
		search->wants_markers |= match == MATCH_YES &&
					 text->conflict_markers;
		search->wants_bidi |= match == MATCH_YES && text->bidi;
		any |= search->wanted[i];
	}
	return any || search->wants_secrets || search->wants_markers ||
	       search->wants_bidi;
}

static int add_secret(const char *name, size_t number, void *data)
{
	report(data, name, number, FORBIDDEN_SECRET);
	return 0;
}

/* "=======" alone is a heading in many texts; the others tell enough. */
static void find_marker(struct forbidden_search *search, struct str line,
			size_t number)
{
	size_t same = 0;

	if (line.size < MARKER_SIZE ||
	    !memchr("<>|", line.data[0], sizeof("<>|") - 1))
		return;
	while (same < line.size && line.data[same] == line.data[0])
		same++;
	if (same == MARKER_SIZE &&
	    (line.size == same || line.data[same] == ' '))
		report(search, "a conflict marker", number, FORBIDDEN_TEXT);
}

static bool is_bidi_control(uint32_t c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static void find_bidi(struct forbidden_search *search, struct str line,
		      size_t number)
{
	struct buf what = BUF_INIT;
	uint32_t c = 0;
	size_t size;

	for (; line.size; line = str_from(line, size ? size : 1)) {
		size = text_decode(line, &c);
		if (!size || !is_bidi_control(c))
			continue;
		buf_addf(&what, "the bidirectional control U+%04X",
			 (unsigned)c);
		report(search, buf_text(&what), number, FORBIDDEN_TEXT);
		break;
	}
	buf_release(&what);
}

/* In UTF-8, with U+FFFD for each byte that is none of it. */
static int make_fit(struct forbidden_search *search, struct str *line)
{
	size_t valid = text_valid_prefix(*line);
	struct str rest = *line;

	if (valid == line->size)
		return 0;
	buf_clear(&search->line);
	while (rest.size) {
		buf_add_str(&search->line, str_first(rest, valid));
		rest = str_from(rest, valid);
		if (rest.size)
			buf_add_text(&search->line, "\xef\xbf\xbd");
		rest = str_from(rest, 1);
		valid = text_valid_prefix(rest);
	}
	*line = buf_str(&search->line);
	return buf_failed(&search->line) ? error_no_memory(search->own->error) :
					   0;
}

/* Cuts no character. */
static struct str piece_of(struct str rest)
{
	struct str piece = str_first(rest, PIECE_SIZE);

	if (piece.size < rest.size)
		piece = str_first(piece, text_valid_prefix(piece));
	return piece;
}

static struct str behind_piece(struct str rest, struct str piece)
{
	size_t from = piece.size;

	if (from < rest.size)
		from -= OVERLAP_SIZE;
	while (from < rest.size &&
	       ((unsigned char)rest.data[from] & 0xc0) == 0x80)
		from++;
	return str_from(rest, from);
}

static int find_pattern(struct forbidden_search *search,
			const struct forbidden_text *text, struct str line,
			size_t number)
{
	struct own_paths *own = search->own;
	enum match match = MATCH_NO;
	struct str piece;

	do {
		piece = piece_of(line);
		match = pattern_match(text->pattern, own->context->vars, piece,
				      NULL, own->error);
		line = behind_piece(line, piece);
	} while (match == MATCH_NO && line.size);
	if (match == MATCH_BROKEN)
		return error_context(own->error, "\"%.*s\" line %zu",
				     STR_ARGS(search->path), number);
	if (match == MATCH_YES)
		report(search, text->name ? text->name : text->pattern->source,
		       number, FORBIDDEN_TEXT);
	return 0;
}

int forbidden_search_line(struct forbidden_search *search, struct str line,
			  size_t number)
{
	struct own_paths *own = search->own;
	int result = 0;

	if (search->lines++ % DEADLINE_LINES == 0)
		result = graph_check_deadline(own->context->graph, own->error);
	if (str_ends(line, "\r"))
		line.size--;
	if (!result && search->wants_secrets)
		result = secrets_find(&search->secrets, line, number,
				      add_secret, search, own->error);
	if (!result && search->wants_markers)
		find_marker(search, line, number);
	if (!result && search->wants_bidi)
		find_bidi(search, line, number);
	for (size_t i = 0, fit = 0; !result && i < search->item_count; i++) {
		if (!search->wanted[i])
			continue;
		if (!fit++)
			result = make_fit(search, &line);
		if (!result)
			result = find_pattern(search, item(search, i), line,
					      number);
	}
	return result;
}
