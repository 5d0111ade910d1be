/*
 * fuzz_memory_text.c - texts of the gate's memory: what is added is found
 * again, and nothing of it becomes a line of its own.
 */
#include "fuzz.h"

#include "git/memory.h"
#include "git/memory_parts.h"

static void check_written(struct str value)
{
	struct buf text = BUF_INIT;
	struct str found, rest;

	memory_add(&text, "before", STR("1"));
	memory_add(&text, "value", value);
	memory_add(&text, "behind", STR("2"));
	expect(memory_text_is_sound(buf_str(&text)));
	expect(str_count_lines(buf_str(&text)) == 3);
	expect(memory_get(buf_str(&text), "behind", &found));
	expect(str_is(found, "2"));
	rest = buf_str(&text);
	expect(memory_next(&rest, "value", &found));
	if (str_find_byte(value, '\n') == value.size &&
	    str_find_byte(value, '\0') == value.size)
		expect(str_equal(found, value));
	expect(!memory_next(&rest, "value", &found));
	buf_release(&text);
}

static void check_read(struct str text)
{
	struct str rest = text, value;
	int64_t time;
	struct oid id;
	size_t count = 0;

	while (memory_next(&rest, "by", &value)) {
		expect(fuzz_lies_in(value, text) || !value.size);
		expect(str_find_byte(value, '\n') == value.size);
		count++;
	}
	expect((count > 0) == memory_get(text, "by", &value));
	if (memory_get_time(text, "time", &time)) {
		struct buf again = BUF_INIT;
		int64_t found;

		memory_add_time(&again, "time", time);
		expect(memory_get_time(buf_str(&again), "time", &found));
		expect(found == time);
		buf_release(&again);
	}
	if (memory_get_id(text, "new", &id)) {
		char hex[OID_HEX_SIZE + 1];

		expect(memory_get(text, "new", &value));
		expect(str_is(value, oid_format(&id, hex)));
	}
}

FUZZ_TARGET(memory_text)
{
	struct str text = { (const char *)data, size };

	if (memory_text_is_sound(text))
		check_read(text);
	check_written(text);
	return 0;
}
