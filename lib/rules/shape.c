/*
 * shape.c - fills the blanks of a shape with parts of a name. Never looks
 * further back than to the last "/" for the last of them.
 */
#include "rules/shape.h"

struct filler {
	struct str rest; /* of the shape */
	struct str name; /* what is left of it */
	bool fits;	 /* the name has followed the shape so far */
	enum shape_keep keep;
	struct buf *out;
	struct buf *blanks;
};

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static char lower(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

static char upper(char byte)
{
	return byte >= 'a' && byte <= 'z' ? (char)(byte - ('a' - 'A')) : byte;
}

/* Bytes before the next <blank>, or all of them. */
static size_t literal_size(struct str shape)
{
	size_t at = str_find_byte(shape, '<');

	if (str_find_byte(str_from(shape, at), '>') == shape.size - at)
		at = shape.size;
	return at;
}

static void take_literal(struct filler *filler)
{
	struct str text = str_first(filler->rest, literal_size(filler->rest));
	size_t same = 0;

	filler->rest = str_from(filler->rest, text.size);
	buf_add_str(filler->out, text);
	if (!filler->fits)
		return;
	while (same < text.size && same < filler->name.size &&
	       lower(text.data[same]) == lower(filler->name.data[same]))
		same++;
	filler->name = str_from(filler->name, same);
	filler->fits = same == text.size;
}

/* "Fix_Login" -> "fix-login" */
static size_t add_slug(struct buf *out, struct str s)
{
	size_t before = out->size;
	bool gap = false;
	size_t i;

	for (i = 0; i < s.size; i++) {
		if (!is_letter(s.data[i]) && !is_digit(s.data[i])) {
			gap = out->size > before;
			continue;
		}
		if (gap)
			buf_add_byte(out, '-');
		gap = false;
		buf_add_byte(out, lower(s.data[i]));
	}
	return out->size - before;
}

/* What a name that left the shape may mean by its last level. */
static struct str last_level(struct str name)
{
	size_t at = str_find_byte(name, '/');

	while (at < name.size) {
		name = str_from(name, at + 1);
		at = str_find_byte(name, '/');
	}
	while (name.size && !is_letter(name.data[0]))
		name = str_from(name, 1);
	return name;
}

static void add_word(struct filler *filler, struct str label)
{
	size_t i;

	if (filler->blanks->size)
		buf_add_text(filler->blanks, ", ");
	buf_add_text(filler->blanks, "your ");
	buf_add_str(filler->blanks, label);
	buf_add_text(filler->blanks, " for ");
	for (i = 0; i < label.size; i++) {
		char byte = upper(label.data[i]);

		if (!is_letter(byte) && !is_digit(byte) && byte != '.')
			byte = '-';
		buf_add_byte(filler->out, byte);
		buf_add_byte(filler->blanks, byte);
	}
}

/* What the name has for a blank that `next` follows in the shape. */
static struct str value_before(struct filler *filler, struct str next)
{
	struct str value = filler->name;

	if (!filler->fits)
		return STR("");
	if (next.size)
		value = str_first(value, str_find(value, next));
	filler->name = str_from(filler->name, value.size);
	return value;
}

static void take_blank(struct filler *filler)
{
	size_t end = str_find_byte(filler->rest, '>');
	struct str label = str_first(str_from(filler->rest, 1), end - 1);
	bool did_fit = filler->fits;
	struct str value;
	struct str next;
	bool is_last;

	filler->rest = str_from(filler->rest, end + 1);
	next = str_first(filler->rest, literal_size(filler->rest));
	is_last = filler->rest.size == 0;
	value = value_before(filler, next);
	if (is_last && filler->keep != SHAPE_KEEP_NONE) {
		if (!did_fit)
			value = last_level(filler->name);
		if (add_slug(filler->out, value))
			return;
	} else if (value.size && filler->keep == SHAPE_KEEP_ALL) {
		buf_add_str(filler->out, value);
		return;
	}
	add_word(filler, label);
}

void shape_fill(struct str shape, struct str name, enum shape_keep keep,
		struct buf *out, struct buf *blanks)
{
	struct filler filler = { shape, name, true, keep, out, blanks };

	while (filler.rest.size) {
		take_literal(&filler);
		if (filler.rest.size)
			take_blank(&filler);
	}
}
