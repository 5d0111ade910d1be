/*
 * openpgp_armor.c - see openpgp_armor.h. Never goes on with a block that has
 * a flaw: what would be left of it is not what the admin meant.
 */
#include "trust/openpgp_armor.h"

#include "trust/armor.h"

#define BEGIN "-----BEGIN PGP PUBLIC KEY BLOCK-----"
#define END "-----END PGP PUBLIC KEY BLOCK-----"
#define SECRET_BEGIN "-----BEGIN PGP PRIVATE KEY BLOCK-----"
#define DASHES "-----"
#define DIGITS_A_GROUP 4
#define BYTES_A_GROUP 3
#define CHECKSUM_LINE_SIZE 5

static void flaw(struct openpgp_armor *armor, size_t line, const char *hint,
		 const char *text)
{
	struct mark mark = { .source = armor->source,
			     .line = line,
			     .column = 1 };

	diagnostics_add(armor->diagnostics, DIAGNOSTIC_ERROR, mark, hint, "%s",
			text);
}

/* Blanks at the end, and so CR, mean nothing. */
static bool next_line(struct openpgp_armor *armor, struct str *line)
{
	if (!str_next_line(&armor->rest, line))
		return false;
	armor->line++;
	while (line->size && (str_ends(*line, " ") || str_ends(*line, "\t") ||
			      str_ends(*line, "\r")))
		line->size--;
	return true;
}

/* To the end of the block, or to where another one begins. */
static void skip_block(struct openpgp_armor *armor)
{
	struct openpgp_armor before = *armor;
	struct str line;

	while (next_line(armor, &line)) {
		if (str_starts(line, DASHES "END "))
			return;
		if (str_starts(line, DASHES "BEGIN ")) {
			*armor = before;
			return;
		}
		before = *armor;
	}
}

/* Up to the line behind a block's first; false at the end of the file. */
static bool find_begin(struct openpgp_armor *armor)
{
	struct str line;
	bool told = false;

	while (next_line(armor, &line)) {
		if (str_is(line, BEGIN))
			return true;
		if (str_is(line, SECRET_BEGIN))
			flaw(armor, armor->line,
			     "make it anew: gpg --armor --export FINGERPRINT",
			     "a secret key: it does not belong on a server");
		else if (str_starts(line, DASHES "BEGIN "))
			flaw(armor, armor->line, NULL,
			     "no block of OpenPGP public keys");
		else if (line.size && line.data[0] != '#' && !told)
			flaw(armor, armor->line, "remarks begin with \"#\"",
			     "text outside of a key block");
		told = told || (line.size && line.data[0] != '#');
		if (str_starts(line, DASHES "BEGIN ")) {
			skip_block(armor);
			told = false;
		}
	}
	return false;
}

/* "Key: value" lines, and the blank line behind them. */
static const char *skip_headers(struct openpgp_armor *armor)
{
	struct str line;

	while (next_line(armor, &line)) {
		if (line.size == 0)
			return NULL;
		if (str_find(line, STR(": ")) == line.size &&
		    !str_ends(line, ":"))
			return "no blank line before the block's base64";
	}
	return "a key block that is cut off";
}

static const char *collect(struct openpgp_armor *armor, struct buf *digits,
			   struct str *checksum)
{
	struct openpgp_armor before = *armor;
	struct str line;

	for (; next_line(armor, &line); before = *armor) {
		if (str_is(line, END))
			return NULL;
		if (str_starts(line, DASHES)) {
			*armor = before;
			break;
		}
		if (line.size == 0)
			return "a blank line within a key block";
		if (checksum->size)
			return "a line behind the key block's checksum";
		if (line.size == CHECKSUM_LINE_SIZE && line.data[0] == '=')
			*checksum = str_from(line, 1);
		else
			buf_add_str(digits, line);
	}
	return "a key block that is cut off";
}

static const char *decode(struct buf *bytes, const struct buf *digits,
			  struct str checksum)
{
	if (buf_failed(digits))
		return NULL;
	if (!base64_decode(bytes, buf_str(digits)))
		return "a key block that is no base64";
	if (bytes->size == 0)
		return "a key block without anything in it";
	if (checksum.size && !buf_failed(bytes) &&
	    !armor_checksum_fits(checksum, buf_str(bytes)))
		return "the key block's checksum is wrong";
	return NULL;
}

/* 0: there is a block; 1: it has a flaw; negative: memory. */
static int read_block(struct openpgp_armor *armor, struct openpgp_block *out)
{
	struct buf digits = BUF_INIT, bytes = BUF_INIT;
	struct str checksum = { NULL, 0 };
	size_t begin = armor->line;
	const char *what = skip_headers(armor);
	char *copy = NULL;

	out->lines = armor->rest;
	out->line = armor->line + 1;
	if (!what)
		what = collect(armor, &digits, &checksum);
	if (what)
		skip_block(armor);
	else
		what = decode(&bytes, &digits, checksum);
	if (what)
		flaw(armor, begin, NULL, what);
	else if (!buf_failed(&digits) && !buf_failed(&bytes))
		copy = arena_copy(armor->arena, buf_str(&bytes));
	out->bytes = (struct str){ copy, bytes.size };
	buf_release(&digits);
	buf_release(&bytes);
	if (what)
		return 1;
	return copy ? 0 : -1;
}

bool openpgp_armor_next(struct openpgp_armor *armor, struct openpgp_block *out,
			bool *failed)
{
	int result = 1;

	*failed = false;
	while (result > 0 && find_begin(armor))
		result = read_block(armor, out);
	*failed = result < 0;
	return result == 0;
}

void openpgp_line_init(struct openpgp_line *out,
		       const struct openpgp_block *block)
{
	*out = (struct openpgp_line){ block->lines, block->line, 0 };
}

size_t openpgp_line_at(struct openpgp_line *at, size_t offset)
{
	size_t digit = offset / BYTES_A_GROUP * DIGITS_A_GROUP;
	struct str rest = at->rest, line;

	while (str_next_line(&rest, &line)) {
		line = str_trim(line);
		if (at->digits + line.size > digit)
			break;
		at->digits += line.size;
		at->line++;
		at->rest = rest;
	}
	return at->line;
}
