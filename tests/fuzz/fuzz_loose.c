/*
 * fuzz_loose.c - loose objects out of any bytes, deflated or to be deflated:
 * taken are those that zlib takes in one go, with the size that they say,
 * from a file as from memory.
 */
#include "fuzz.h"

#include "base/error.h"
#include "git/loose.h"

#include <string.h>
#include <zlib.h>

#define CONTENT_MAX (256u << 10)
#define FILE_MAX (64u << 10)
#define DEFLATED 1

static unsigned char deflated[FILE_MAX];
static unsigned char inflated[CONTENT_MAX];
static char content[CONTENT_MAX];
static char again[CONTENT_MAX];

/* 0: *text is all that the bytes are, of at most CONTENT_MAX. */
static int inflate_plainly(struct str *text, struct str bytes)
{
	uLongf size = sizeof(inflated);
	uLong taken = bytes.size;

	if (uncompress2(inflated, &size, (const Bytef *)bytes.data, &taken) !=
		    Z_OK ||
	    taken != bytes.size)
		return -1;
	*text = (struct str){ (const char *)inflated, size };
	return 0;
}

/* ERROR_BROKEN where the content is larger than ours. */
static int read_all(struct loose *loose, int opened, char *into)
{
	int result = opened;

	if (!result && loose->size > CONTENT_MAX)
		result = ERROR_LIMIT;
	return result ? result : loose_read(loose, into);
}

static void check_read(const struct loose *loose, struct str bytes)
{
	struct str text = { NULL, 0 };
	size_t head;

	expect(!inflate_plainly(&text, bytes));
	head = str_find_byte(text, '\0') + 1;
	expect(head <= LOOSE_HEADER_SIZE_MAX);
	expect(text.size == head + loose->size);
	expect(!loose->size || !memcmp(text.data + head, content, loose->size));
}

static void check(struct str bytes)
{
	struct loose loose, other;
	int opened, opened_again, result;

	fuzz_write(fuzz_path("object"), bytes);
	opened = loose_open(&loose, fuzz_path("object"));
	opened_again = loose_open_bytes(&other, bytes);
	expect(opened == opened_again);
	expect(opened ||
	       (loose.type == other.type && loose.size == other.size));
	result = read_all(&loose, opened, content);
	expect(result == read_all(&other, opened, again));
	expect(result == 0 || result == ERROR_BROKEN || result == ERROR_LIMIT);
	if (!result) {
		expect(!loose.size || !memcmp(content, again, loose.size));
		check_read(&loose, bytes);
	}
	loose_close(&loose);
	loose_close(&other);
}

/* What is whole has to be taken. */
static void check_taken(struct str text, struct str bytes)
{
	struct loose loose;
	int result = loose_open_bytes(&loose, bytes);

	if (!result && loose.size <= CONTENT_MAX &&
	    text.size == str_find_byte(text, '\0') + 1 + loose.size)
		expect(!loose_read(&loose, content));
	loose_close(&loose);
}

FUZZ_TARGET(loose)
{
	struct str text = { (const char *)data + 1, size ? size - 1 : 0 };
	uLongf room = sizeof(deflated);

	if (!size)
		return 0;
	if (data[0] & DEFLATED) {
		check(text);
		return 0;
	}
	if (compress2(deflated, &room, data + 1, size - 1, data[0] >> 1 & 7) !=
	    Z_OK)
		return 0;
	check((struct str){ (const char *)deflated, room });
	check_taken(text, (struct str){ (const char *)deflated, room });
	return 0;
}
