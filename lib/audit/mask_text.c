/*
 * mask_text.c - see mask_text.h. Takes rather a word too many for a person
 * than one too few.
 */
#include "audit/mask_text.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#define SSH_KEY "SHA256:"
#define FINGERPRINT_DIGITS 40 /* of OpenPGP, the short ones */

static bool is_lower(unsigned char byte)
{
	return byte >= 'a' && byte <= 'z';
}

static bool is_upper(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static bool is_digit(unsigned char byte)
{
	return byte >= '0' && byte <= '9';
}

static unsigned char fold(char byte)
{
	unsigned char c = (unsigned char)byte;

	return is_upper(c) ? (unsigned char)(c - 'A' + 'a') : c;
}

/* Of a byte that a name begins with: that of the letter in the other case. */
static unsigned char fold_first(char byte)
{
	unsigned char c = fold(byte);

	/* the second halves of Latin, Greek and Cyrillic */
	return c == 0xc5 || c == 0xcf || c == 0xd1 ? (unsigned char)(c - 1) : c;
}

/* The alphabets whose letters take two bytes in either case. */
static unsigned lower(unsigned letter)
{
	static const struct {
		unsigned first, last, distance, step;
	} ranges[] = {
		{ 0xc0, 0xd6, 32, 1 },	 { 0xd8, 0xde, 32, 1 },
		{ 0x100, 0x136, 1, 2 },	 { 0x139, 0x147, 1, 2 },
		{ 0x14a, 0x176, 1, 2 },	 { 0x179, 0x17d, 1, 2 },
		{ 0x391, 0x3ab, 32, 1 }, { 0x400, 0x40f, 80, 1 },
		{ 0x410, 0x42f, 32, 1 }, { 0x460, 0x4fe, 1, 2 },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (letter >= ranges[i].first && letter <= ranges[i].last &&
		    (letter - ranges[i].first) % ranges[i].step == 0)
			return letter + ranges[i].distance;
	return letter;
}

/* 0: the bytes there are no letter of two. */
static unsigned letter_at(struct str text, size_t at)
{
	unsigned char first = (unsigned char)text.data[at];
	unsigned char second =
		at + 1 < text.size ? (unsigned char)text.data[at + 1] : 0;

	if ((first & 0xe0) != 0xc0 || (second & 0xc0) != 0x80)
		return 0;
	return lower((first & 0x1fu) << 6 | (second & 0x3fu));
}

static bool is_same(struct str a, struct str b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++) {
		unsigned letter = letter_at(a, i);

		if (letter && letter == letter_at(b, i))
			i++;
		else if (fold(a.data[i]) != fold(b.data[i]))
			return false;
	}
	return true;
}

/* Of a name: letters of any language, digits, "_". */
static bool is_word(char byte)
{
	unsigned char c = (unsigned char)byte;

	return is_lower(c) || is_upper(c) || is_digit(c) || c == '_' ||
	       c >= 0x80;
}

void mask_names_release(struct mask_names *names)
{
	if (!names)
		return;
	free(names->items);
	*names = (struct mask_names){ .items = NULL };
}

bool mask_names_add(struct mask_names *names, const char *const *people,
		    size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char **slot;

		if (!people[i] || !*people[i])
			continue;
		slot = array_more(&names->items, names->count, &names->capacity,
				  sizeof(*slot));
		if (!slot)
			return false;
		*slot = people[i];
		names->count++;
	}
	return true;
}

static int compare(const void *a, const void *b)
{
	const char *one = *(const char *const *)a;
	const char *other = *(const char *const *)b;
	size_t one_size = strlen(one);
	size_t other_size = strlen(other);

	if (fold_first(*one) != fold_first(*other))
		return fold_first(*one) < fold_first(*other) ? -1 : 1;
	if (one_size != other_size)
		return one_size > other_size ? -1 : 1;
	return strcmp(one, other);
}

void mask_names_sort(struct mask_names *names)
{
	size_t at = 0;

	if (names->count)
		qsort(names->items, names->count, sizeof(*names->items),
		      compare);
	for (size_t byte = 0; byte < MASK_STARTS; byte++) {
		names->starts[byte] = at;
		while (at < names->count &&
		       fold_first(*names->items[at]) == (unsigned char)byte)
			at++;
	}
	names->starts[MASK_STARTS] = at;
}

static bool ends_word(struct str text, size_t at)
{
	return at == text.size || !is_word(text.data[at]) ||
	       !is_word(text.data[at - 1]);
}

static bool begins_word(struct str text, size_t at)
{
	return at == 0 || !is_word(text.data[at]) ||
	       !is_word(text.data[at - 1]);
}

static bool matches(const char *name, struct str text, size_t at)
{
	struct str wanted = str_of(name);

	return begins_word(text, at) &&
	       is_same(str_first(str_from(text, at), wanted.size), wanted) &&
	       ends_word(text, at + wanted.size);
}

static bool find_name(const struct mask_names *names, struct str text,
		      size_t at, struct mask_hit *hit)
{
	unsigned char start = fold_first(text.data[at]);

	for (size_t i = names->starts[start]; i < names->starts[start + 1u];
	     i++)
		if (matches(names->items[i], text, at)) {
			struct str name = str_of(names->items[i]);

			*hit = (struct mask_hit){ at, name.size, name };
			return true;
		}
	return false;
}

/* RFC 5321's atoms, and what is beyond ASCII. */
static bool is_local(char byte)
{
	return is_word(byte) || (byte && strchr(".!#$%&'*+/=?^`{|}~-", byte));
}

static bool is_domain(char byte)
{
	return is_word(byte) || byte == '.' || byte == '-';
}

static bool is_name_start(char byte)
{
	unsigned char c = (unsigned char)byte;

	return is_upper(c) || c >= 0x80;
}

/* Of the word that ends at `end`: where it begins. "Roe, Eve" is a name. */
static size_t word_start(struct str text, size_t end, size_t from)
{
	if (end > from + 1 && text.data[end - 1] == ',')
		end--;
	while (end > from && !strchr(" \t\n\",;:<>", text.data[end - 1]))
		end--;
	return end;
}

/* "Eve (evi) van der Roe": what stands in names without a capital. */
static bool is_inside_names(struct str word)
{
	static const char *const words[] = {
		"van", "von", "der", "den", "de",  "del", "della",
		"di",  "da",  "das", "do",  "dos", "du",  "la",
		"le",  "ten", "ter", "zu",  "zum", "zur", "bin",
		"ibn", "al",  "el",  "af",  "av",  "y",	  "e",
	};

	if (str_starts(word, "("))
		return str_ends(word, ")");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_is(word, words[i]))
			return true;
	return false;
}

/*
 * Of "... by Alice Doe <a@example.com>" where the name begins, `at` being
 * the "<": behind a quote, or as far back as words begin with capitals.
 */
static size_t find_real_name(struct str text, size_t from, size_t at)
{
	size_t start = at;
	size_t quote = at;
	size_t seen = at;

	while (quote > from && !strchr("\"\n<>", text.data[quote - 1]))
		quote--;
	if (quote > from && text.data[quote - 1] == '"')
		return quote;
	while (seen > from && text.data[seen - 1] == ' ') {
		size_t word = word_start(text, seen - 1, from);

		if (word == seen - 1)
			break;
		if (is_name_start(text.data[word]))
			start = word;
		else if (!is_inside_names(str_first(str_from(text, word),
						    seen - 1 - word)))
			break;
		seen = word;
	}
	return start;
}

/* `at` is the "@". */
static bool find_address(struct str text, size_t from, size_t at,
			 struct mask_hit *hit)
{
	size_t start = at;
	size_t end = at + 1;

	while (start > from && is_local(text.data[start - 1]))
		start--;
	while (end < text.size && is_domain(text.data[end]))
		end++;
	while (end > at + 1 && !is_word(text.data[end - 1]))
		end--;
	if (start == at || end == at + 1)
		return false;
	*hit = (struct mask_hit){ start,
				  end - start,
				  { text.data + start, end - start } };
	if (start > from && text.data[start - 1] == '<' && end < text.size &&
	    text.data[end] == '>') {
		size_t name = find_real_name(text, from, start - 1);

		hit->from = name;
		hit->size = end + 1 - name;
	}
	return true;
}

static bool is_key_byte(char byte)
{
	unsigned char c = (unsigned char)byte;

	return is_lower(c) || is_upper(c) || is_digit(c) || c == '+' ||
	       c == '/';
}

static bool find_key(struct str text, size_t at, struct mask_hit *hit)
{
	struct str rest = str_from(text, at);
	size_t size = 0;

	if (!begins_word(text, at))
		return false;
	if (str_starts(rest, SSH_KEY)) {
		size = sizeof(SSH_KEY) - 1;
		while (size < rest.size && is_key_byte(rest.data[size]))
			size++;
	} else {
		while (size < rest.size &&
		       (is_digit((unsigned char)rest.data[size]) ||
			(rest.data[size] >= 'A' && rest.data[size] <= 'F')))
			size++;
		if (size < FINGERPRINT_DIGITS || !ends_word(rest, size))
			return false;
	}
	*hit = (struct mask_hit){ at, size, { rest.data, size } };
	return size > 0;
}

/* The listed spelling of what was found. */
static struct str known_as(const struct mask_names *names, struct str who)
{
	struct mask_hit hit;

	return who.size && find_name(names, who, 0, &hit) &&
			       hit.size == who.size ?
		       hit.who :
		       who;
}

/* No byte is looked at twice for one. */
static bool find_next_address(struct mask_scan *scan)
{
	struct str text = scan->text;
	size_t at = scan->at;

	if (scan->has_none ||
	    (scan->has_address && scan->address.from >= scan->at))
		return !scan->has_none;
	for (; at < text.size; at++)
		if (text.data[at] == '@' &&
		    find_address(text, scan->at, at, &scan->address)) {
			scan->has_address = true;
			return true;
		}
	scan->has_none = true;
	return false;
}

bool mask_scan_next(struct mask_scan *scan, struct mask_hit *hit)
{
	bool has_address = find_next_address(scan);
	size_t end = has_address ? scan->address.from : scan->text.size;

	for (size_t at = scan->at; at < end; at++)
		if (find_key(scan->text, at, hit) ||
		    find_name(scan->names, scan->text, at, hit)) {
			scan->at = at + hit->size;
			return true;
		}
	if (!has_address)
		return false;
	*hit = scan->address;
	hit->who = known_as(scan->names, hit->who);
	scan->at = hit->from + hit->size;
	return true;
}

void mask_names_find(const struct mask_names *names, struct str text,
		     bool *seen)
{
	for (size_t at = 0; at < text.size; at++) {
		unsigned char start = fold_first(text.data[at]);

		for (size_t i = names->starts[start];
		     i < names->starts[start + 1u]; i++)
			if (matches(names->items[i], text, at))
				seen[i] = true;
	}
}
