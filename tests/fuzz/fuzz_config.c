/*
 * fuzz_config.c - git's configuration out of any bytes: what is read is, in
 * quotes, read again as the same.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "git/config_parse.h"

#include <string.h>

struct rewriting {
	struct buf text;
	struct buf seen; /* keys and values with NUL between */
	bool is_sound;	 /* each can be written again */
};

static void add_quoted(struct buf *out, const char *value)
{
	buf_add_byte(out, '"');
	for (; *value; value++) {
		if (*value == '\n')
			buf_add_text(out, "\\n");
		else if (strchr("\"\\", *value))
			buf_addf(out, "\\%c", *value);
		else
			buf_add_byte(out, *value);
	}
	buf_add_byte(out, '"');
}

/* "a.b.c.d" is section a, subsection "b.c", key d. */
static void add_section(struct rewriting *out, struct str key, struct str name)
{
	size_t dot = str_find_byte(key, '.');
	struct str middle = str_from(key, dot + 1);

	buf_addf(&out->text, "[%.*s", STR_ARGS(str_first(key, dot)));
	if (middle.size > name.size) {
		struct buf sub = BUF_INIT;

		buf_add_str(&sub,
			    str_first(middle, middle.size - name.size - 1));
		buf_add_byte(&out->text, ' ');
		add_quoted(&out->text, buf_text(&sub));
		buf_release(&sub);
	}
	buf_add_text(&out->text, "]\n");
}

static int rewrite(const struct config_entry *entry, void *context)
{
	struct rewriting *out = context;
	const char *dot = strrchr(entry->key, '.');
	struct str key = str_of(entry->key);
	const char *bytes;

	buf_add(&out->seen, entry->key, key.size + 1);
	buf_add_text(&out->seen, entry->value ? entry->value : "\1");
	buf_add_byte(&out->seen, '\0');
	expect(key.size > 0);
	/* before any section; a CR could begin another line */
	if (!dot || strchr(entry->key, '\r') || strchr(entry->key, '\n') ||
	    entry->key[0] == '.') {
		out->is_sound = false;
		return 0;
	}
	for (bytes = dot + 1; *bytes; bytes++)
		expect(strchr("abcdefghijklmnopqrstuvwxyz0123456789-", *bytes));
	add_section(out, key, str_of(dot + 1));
	buf_addf(&out->text, "%s", dot + 1);
	if (entry->value) {
		out->is_sound &= !strchr(entry->value, '\r');
		buf_add_text(&out->text, " = ");
		add_quoted(&out->text, entry->value);
	}
	buf_add_byte(&out->text, '\n');
	return 0;
}

static bool read_into(struct rewriting *out, struct str text,
		      struct arena *arena)
{
	struct error error = { 0 };
	int r;

	*out = (struct rewriting){ .is_sound = true };
	r = config_parse(text, arena, rewrite, out, &error);
	expect(r == 0 || r == ERROR_BROKEN);
	expect(!r == !error.text[0]);
	return !r;
}

FUZZ_TARGET(config)
{
	struct rewriting first, second = { .is_sound = false };
	struct arena arena;

	arena_init(&arena);
	if (read_into(&first, (struct str){ (const char *)data, size },
		      &arena) &&
	    first.is_sound) {
		expect(read_into(&second, buf_str(&first.text), &arena));
		expect(str_equal(buf_str(&first.seen), buf_str(&second.seen)));
	}
	buf_release(&first.text);
	buf_release(&first.seen);
	buf_release(&second.text);
	buf_release(&second.seen);
	arena_release(&arena);
	return 0;
}
