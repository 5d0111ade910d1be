/*
 * memory_text.c - names and texts of the gate's memory. Never touches a
 * repository.
 */
#include "git/memory.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/text.h"
#include "git/memory_parts.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define YEAR_BASE 1900
#define YEAR_MAX 9999

const char memory_deleted_text[] = "deleted yes\n";
const struct oid memory_deleted = { { 0x58, 0xf2, 0x9b, 0x77, 0x96, 0xb5, 0x02,
				      0x3c, 0x27, 0x15, 0x73, 0x80, 0xc7, 0xd4,
				      0xfd, 0x6b, 0x19, 0x06, 0x8d, 0xdf } };

const char memory_forgotten_text[] = "forgotten yes\n";
const struct oid memory_forgotten = {
	{ 0xf8, 0xac, 0x4d, 0x44, 0x3d, 0xf6, 0x17, 0xd4, 0xbf, 0x55,
	  0x45, 0x88, 0xea, 0x3c, 0xf0, 0x9b, 0xca, 0x06, 0xff, 0xd8 }
};

bool memory_is_forgotten(const struct oid *id)
{
	return oid_equal(id, &memory_forgotten);
}

void memory_hash(char *out, const struct str *parts, size_t count)
{
	unsigned char digest[SHA256_SIZE];
	struct sha256 hash;

	sha256_init(&hash);
	for (size_t i = 0; i < count; i++)
		sha256_add_field(&hash, parts[i]);
	sha256_final(&hash, digest);
	hex_encode(digest, MEMORY_HASH_SIZE / 2, out);
}

const char *memory_name(struct arena *arena, const char *before,
			struct str what)
{
	char hash[MEMORY_HASH_SIZE + 1];

	memory_hash(hash, &what, 1);
	return arena_printf(arena, "%s%s", before, hash);
}

/* Without memory of its own: a wrong month is one that nobody looks into. */
void memory_month(char out[MEMORY_MONTH_SIZE + 1], int64_t time)
{
	time_t when = (time_t)time;
	struct tm tm;

	if (!gmtime_r(&when, &tm) || tm.tm_year < -YEAR_BASE ||
	    tm.tm_year > YEAR_MAX - YEAR_BASE) {
		memset(out, '0', MEMORY_MONTH_SIZE);
		out[MEMORY_MONTH_SIZE] = '\0';
		return;
	}
	snprintf(out, MEMORY_MONTH_SIZE + 1, "%04u-%02u",
		 (unsigned)(tm.tm_year + YEAR_BASE) % (YEAR_MAX + 1),
		 (unsigned)(tm.tm_mon + 1) % 100u);
}

static bool is_key_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
	       byte == '-';
}

static bool is_key_line(struct str line)
{
	size_t size = str_find_byte(line, ' ');

	if (!size || size == line.size)
		return false;
	for (size_t i = 0; i < size; i++)
		if (!is_key_byte(line.data[i]))
			return false;
	return true;
}

bool memory_text_is_sound(struct str text)
{
	struct str line;

	if (!text.size || text.data[text.size - 1] != '\n' ||
	    str_find_byte(text, '\0') < text.size)
		return false;
	while (str_next_line(&text, &line))
		if (!is_key_line(line))
			return false;
	return true;
}

bool memory_next(struct str *text, const char *key, struct str *value)
{
	struct str line;

	while (str_next_line(text, &line)) {
		size_t size = str_find_byte(line, ' ');

		if (size == line.size || !str_is(str_first(line, size), key))
			continue;
		*value = str_from(line, size + 1);
		return true;
	}
	return false;
}

bool memory_get(struct str text, const char *key, struct str *value)
{
	return memory_next(&text, key, value);
}

bool memory_get_id(struct str text, const char *key, struct oid *value)
{
	struct str hex;

	return memory_get(text, key, &hex) && oid_parse(value, hex);
}

bool memory_get_time(struct str text, const char *key, int64_t *value)
{
	struct str time;

	return memory_get(text, key, &time) && clock_parse(time, value);
}

void memory_add(struct buf *text, const char *key, struct str value)
{
	buf_addf(text, "%s ", key);
	if (str_find_byte(value, '\n') < value.size ||
	    str_find_byte(value, '\0') < value.size)
		text_escape_line(text, value);
	else
		buf_add_str(text, value);
	buf_add_byte(text, '\n');
}

void memory_add_id(struct buf *text, const char *key, const struct oid *value)
{
	char hex[OID_HEX_SIZE + 1];

	memory_add(text, key, str_of(oid_format(value, hex)));
}

void memory_add_time(struct buf *text, const char *key, int64_t value)
{
	struct buf time = BUF_INIT;

	clock_format_seconds(&time, value);
	text->failed |= buf_failed(&time);
	memory_add(text, key, buf_str(&time));
	buf_release(&time);
}
