/*
 * message_placeholder.c - finds template text in subjects, sections,
 * trailers, bullets and paragraphs. Never takes a part for the whole.
 */
#include "rules/message_placeholder.h"

#include "rules/message_case.h"

#include <string.h>

/* "Root cause: [root cause]": labels longer than this are prose. */
#define LABEL_SIZE_MAX 40

/* Words that stand for text to come; in pieces, to be no such word here. */
#define WORD_LATER \
	"TO"       \
	"DO"
static const char *const placeholder_words[] = { WORD_LATER, "TBD", "XXX" };

static struct str without_end_marks(struct str s)
{
	while (s.size > 0 && strchr(".:!?", s.data[s.size - 1]))
		s.size--;
	return s;
}

static bool is_word(struct str s)
{
	size_t count = sizeof(placeholder_words) / sizeof(*placeholder_words);

	s = without_end_marks(s);
	for (size_t i = 0; i < count; i++) {
		if (str_equal_ascii_case(s, str_of(placeholder_words[i])))
			return true;
	}
	return false;
}

/* The bracket that opens s is closed by the last byte of s and not before. */
static bool is_enclosed(struct str s, char open, char close)
{
	size_t depth = 0;

	if (s.size < 2 || s.data[0] != open)
		return false;
	for (size_t i = 0; i < s.size; i++) {
		if (s.data[i] == open)
			depth++;
		else if (s.data[i] == close && --depth == 0)
			return i + 1 == s.size;
	}
	return false;
}

bool placeholder_is(struct str text)
{
	struct str s = str_trim(text);

	if (is_word(s))
		return true;
	s = without_end_marks(s);
	if (s.size > 0 && s.data[0] == '#')
		s = str_from(s, 1);
	if (is_enclosed(s, '[', ']'))
		return true;
	return is_enclosed(s, '<', '>') && str_find(s, STR("://")) == s.size;
}

/* Cuts one "[TAG] " off; false if there is none. */
static bool cut_tag(struct str *s)
{
	size_t end = str_find_byte(*s, ']');

	if (s->size == 0 || s->data[0] != '[' || end + 1 >= s->size ||
	    s->data[end + 1] != ' ')
		return false;
	*s = str_trim(str_from(*s, end + 1));
	return true;
}

static bool cut_prefix(struct str *s, size_t most)
{
	size_t at = str_find(*s, STR(": "));

	if (at == s->size || at > most)
		return false;
	*s = str_trim(str_from(*s, at + 1));
	return true;
}

bool placeholder_is_subject(struct str subject)
{
	struct str s = str_trim(subject);
	bool prefixed = false;

	for (;;) {
		if (placeholder_is(s))
			return true;
		if (cut_tag(&s))
			continue;
		if (prefixed || !cut_prefix(&s, s.size))
			return false;
		prefixed = true;
	}
}

void placeholder_search_init(struct placeholder_search *search,
			     const struct message *message)
{
	*search = (struct placeholder_search){ message, message->body,
					       message->body_line, NULL };
}

static bool is_bullet(struct str line)
{
	line = str_trim(line);
	return line.size >= 2 && (line.data[0] == '-' || line.data[0] == '*') &&
	       (line.data[1] == ' ' || line.data[1] == '\t');
}

/* Whether something of its own begins on this line. */
static bool begins_piece(const struct placeholder_search *search,
			 struct str line, size_t number)
{
	return str_trim(line).size == 0 || is_bullet(line) ||
	       message_field_at(search->message, number) != NULL;
}

/* A line and those that go on with it. */
static struct str next_piece(struct placeholder_search *search,
			     struct str *first)
{
	struct str whole = search->rest;
	struct str rest = whole;
	size_t line = search->line;

	(void)str_next_line(&rest, first);
	line++;
	while (rest.size > 0) {
		struct str after = rest;
		struct str one;

		(void)str_next_line(&after, &one);
		if (begins_piece(search, one, line))
			break;
		rest = after;
		line++;
	}
	search->line = line;
	search->rest = rest;
	return str_first(whole, whole.size - rest.size);
}

/* "Fixes #[issue-number]": one word and a number that is none. */
static bool is_reference(struct str piece)
{
	size_t blank = str_find_byte(piece, ' ');
	struct str rest = str_trim(str_from(piece, blank));

	return rest.size > 1 && rest.data[0] == '#' && placeholder_is(rest);
}

static bool piece_is(struct str piece, struct str *text)
{
	piece = str_trim(piece);
	if (is_bullet(piece))
		piece = str_trim(str_from(piece, 1));
	*text = piece;
	if (placeholder_is(piece) || is_reference(piece))
		return true;
	return cut_prefix(text, LABEL_SIZE_MAX) && placeholder_is(*text);
}

/* A section's text is judged with its name, not once more by itself. */
static bool is_told(const struct placeholder_search *search, struct str piece)
{
	return search->told && piece.data < search->told;
}

bool placeholder_next(struct placeholder_search *search,
		      struct placeholder_hit *hit)
{
	while (search->rest.size > 0) {
		const struct message_field *field =
			message_field_at(search->message, search->line);
		struct str piece;

		hit->number = search->line;
		hit->name = (struct str){ NULL, 0 };
		piece = next_piece(search, &hit->line);
		if (is_told(search, piece))
			continue;
		if (!field) {
			if (piece_is(piece, &hit->text))
				return true;
			continue;
		}
		hit->name = field->name;
		hit->text = field->value;
		if (placeholder_is(hit->text) || is_reference(hit->text)) {
			search->told = hit->text.data + hit->text.size;
			return true;
		}
	}
	return false;
}
