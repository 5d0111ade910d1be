/*
 * armor.c - see armor.h. Never skips what it does not know: a byte that has
 * no place in a block refuses the whole of it.
 */
#include "trust/armor.h"

#include "base/buf.h"
#include "base/error.h"
#include "trust/trust.h"

#include <stdint.h>

/* RFC 4880, 6.1 */
#define CRC24_INIT 0xB704CEu
#define CRC24_POLY 0x864CFBu
#define CRC24_MASK 0xFFFFFFu
#define CHECKSUM_LINE_SIZE 5 /* "=" and four digits */

#define GROUP_DIGITS 4
#define GROUP_BYTES 3

struct label {
	enum signature_format format;
	const char *begin;
	const char *end;
	bool has_headers; /* and an empty line behind them, and a checksum */
};

static const struct label labels[] = {
	{ SIGNATURE_SSH, "-----BEGIN SSH SIGNATURE-----",
	  "-----END SSH SIGNATURE-----", false },
	{ SIGNATURE_OPENPGP, "-----BEGIN PGP SIGNATURE-----",
	  "-----END PGP SIGNATURE-----", true },
	{ SIGNATURE_X509, "-----BEGIN SIGNED MESSAGE-----",
	  "-----END SIGNED MESSAGE-----", false },
};

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit_value(char digit)
{
	if (digit >= 'A' && digit <= 'Z')
		return digit - 'A';
	if (digit >= 'a' && digit <= 'z')
		return digit - 'a' + 26;
	if (digit >= '0' && digit <= '9')
		return digit - '0' + 52;
	if (digit == '+')
		return 62;
	return digit == '/' ? 63 : -1;
}

/* One group whose first `count` digits are not padding. */
static bool decode_group(struct buf *out, const char *group, size_t count)
{
	uint32_t bits = 0;
	size_t i;
	int value;

	for (i = 0; i < count; i++) {
		value = digit_value(group[i]);
		if (value < 0)
			return false;
		bits |= (uint32_t)value << (18 - 6 * i);
	}
	if (bits & ((1u << (8 * (GROUP_DIGITS - count))) - 1))
		return false;
	for (i = 0; i + 1 < count; i++)
		buf_add_byte(out, (char)(unsigned char)(bits >> (16 - 8 * i)));
	return true;
}

static size_t count_padding(struct str text)
{
	if (str_ends(text, "=="))
		return 2;
	return str_ends(text, "=") ? 1 : 0;
}

bool base64_decode(struct buf *out, struct str text)
{
	size_t padding = count_padding(text);
	size_t before = out->size;
	size_t i, left;

	if (text.size % GROUP_DIGITS)
		return false;
	for (i = 0; i < text.size; i += GROUP_DIGITS) {
		left = text.size - padding - i;
		if (!decode_group(out, text.data + i,
				  left < GROUP_DIGITS ? left : GROUP_DIGITS)) {
			buf_truncate(out, before);
			return false;
		}
	}
	return true;
}

void base64_encode_bare(struct buf *out, struct str bytes)
{
	size_t i, j, count;
	uint32_t bits;

	for (i = 0; i < bytes.size; i += GROUP_BYTES) {
		count = bytes.size - i;
		if (count > GROUP_BYTES)
			count = GROUP_BYTES;
		bits = 0;
		for (j = 0; j < count; j++)
			bits |= (uint32_t)(unsigned char)bytes.data[i + j]
				<< (16 - 8 * j);
		for (j = 0; j <= count; j++)
			buf_add_byte(out, digits[bits >> (18 - 6 * j) & 63]);
	}
}

static uint32_t crc24(struct str bytes)
{
	uint32_t crc = CRC24_INIT;
	size_t i;
	int bit;

	for (i = 0; i < bytes.size; i++) {
		crc ^= (uint32_t)(unsigned char)bytes.data[i] << 16;
		for (bit = 0; bit < 8; bit++)
			crc = (crc << 1) ^ (crc >> 23 & 1 ? CRC24_POLY : 0);
		crc &= CRC24_MASK;
	}
	return crc;
}

/* Three bytes, most significant first. */
bool armor_checksum_fits(struct str checksum, struct str bytes)
{
	struct buf buf = BUF_INIT;
	const unsigned char *sum;
	bool fits = false;

	if (base64_decode(&buf, checksum) && !buf_failed(&buf) &&
	    buf.size == GROUP_BYTES) {
		sum = (const unsigned char *)buf.data;
		fits = ((uint32_t)sum[0] << 16 | (uint32_t)sum[1] << 8 |
			sum[2]) == crc24(bytes);
	}
	buf_release(&buf);
	return fits;
}

static const struct label *find_label(struct str line)
{
	size_t i;

	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (str_is(line, labels[i].begin))
			return &labels[i];
	return NULL;
}

/* "Key: value"; tools that trim lines leave "Key:". */
static bool is_header(struct str line)
{
	size_t colon = str_find_byte(line, ':');
	struct str value = str_from(line, colon + 1);

	return colon > 0 && colon < line.size &&
	       (value.size == 0 || value.data[0] == ' ');
}

/* All of these return what is wrong, or NULL. */
static const char *skip_headers(struct str *rest)
{
	struct str line;

	while (str_next_line(rest, &line)) {
		if (line.size == 0)
			return NULL;
		if (!is_header(line))
			return "no empty line before the armor's base64";
	}
	return "the armor is cut off";
}

static const char *collect_lines(struct buf *body, struct str *checksum,
				 const struct label *label, struct str *rest)
{
	struct str line;

	while (str_next_line(rest, &line)) {
		if (str_is(line, label->end))
			return NULL;
		if (line.size == 0)
			return "an empty line within the armor";
		if (checksum->size)
			return "a line behind the armor's checksum";
		if (label->has_headers && line.data[0] == '=' &&
		    line.size == CHECKSUM_LINE_SIZE)
			*checksum = str_from(line, 1);
		else
			buf_add_str(body, line);
	}
	return "the armor is cut off";
}

static const char *expect_end(struct str rest)
{
	size_t i;

	for (i = 0; i < rest.size; i++)
		if (rest.data[i] != '\n')
			return "text behind the armor";
	return NULL;
}

static const char *read_block(struct buf *bytes, struct buf *body,
			      const struct label *label, struct str rest)
{
	struct str checksum = { NULL, 0 };
	const char *what = NULL;

	if (label->has_headers)
		what = skip_headers(&rest);
	if (!what)
		what = collect_lines(body, &checksum, label, &rest);
	if (!what)
		what = expect_end(rest);
	if (what || buf_failed(body))
		return what;
	if (!base64_decode(bytes, buf_str(body)))
		return "the armor holds what is no base64";
	if (buf_failed(bytes))
		return NULL;
	if (bytes->size == 0)
		return "the armor is empty";
	if (checksum.size && !armor_checksum_fits(checksum, buf_str(bytes)))
		return "the armor's checksum is wrong";
	/* gpg takes nothing that shows in neither way that it is whole */
	if (label->has_headers && !checksum.size &&
	    !str_ends(buf_str(body), "="))
		return "the armor has no checksum";
	return NULL;
}

static const char *check_text(struct str text)
{
	if (text.size > SIGNATURE_SIZE_MAX)
		return "longer than 64 KiB";
	if (str_find_byte(text, '\0') < text.size)
		return "a NUL byte in the armor";
	if (str_find_byte(text, '\r') < text.size)
		return "a carriage return in the armor";
	return NULL;
}

enum signature_format signature_find_format(struct str armor)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (str_starts(armor, labels[i].begin))
			return labels[i].format;
	return SIGNATURE_NO_FORMAT;
}

int armor_read(struct armor *out, struct str text, struct arena *arena,
	       const char **what)
{
	struct buf bytes = BUF_INIT, body = BUF_INIT;
	const struct label *label = NULL;
	struct str line = { NULL, 0 };
	char *copy;
	int r = ERROR_USAGE;

	*out = (struct armor){ SIGNATURE_NO_FORMAT, { NULL, 0 } };
	*what = check_text(text);
	if (*what)
		goto out;
	if (str_next_line(&text, &line))
		label = find_label(line);
	if (!label) {
		*what = "no armor of SSH, OpenPGP or X.509";
		goto out;
	}
	*what = read_block(&bytes, &body, label, text);
	if (*what)
		goto out;
	r = ERROR_INTERNAL;
	if (buf_failed(&body) || buf_failed(&bytes))
		goto out;
	copy = arena_copy(arena, buf_str(&bytes));
	if (!copy)
		goto out;
	out->format = label->format;
	out->bytes = (struct str){ copy, bytes.size };
	r = 0;
out:
	buf_release(&bytes);
	buf_release(&body);
	return r;
}
