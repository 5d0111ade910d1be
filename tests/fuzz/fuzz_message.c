/*
 * fuzz_message.c - messages of commits and tags: their parts lie where they
 * are said to be, and each part is found once.
 */
#include "fuzz.h"

#include "base/text.h"
#include "git/message.h"
#include "rules/encoding.h"
#include "rules/message_placeholder.h"

static const char *const sections[] = { "Risk", "Root cause", "Test" };
#define SECTIONS (sizeof(sections) / sizeof(sections[0]))

static bool ends(struct str part, struct str whole)
{
	return part.size <= whole.size &&
	       (!part.size || part.data + part.size == whole.data + whole.size);
}

static size_t line_of(struct str text, const char *at)
{
	return str_count_lines(str_first(text, (size_t)(at - text.data))) + 1;
}

static void check_field(const struct message *message,
			const struct message_field *field)
{
	struct str name = field->name;

	expect(name.size && fuzz_lies_in(name, message->text));
	expect(!field->value.size ||
	       (fuzz_lies_in(field->value, message->text) &&
		field->value.data > name.data));
	expect(name.data[name.size] == ':');
	expect(name.data == message->text.data || name.data[-1] == '\n');
	expect(field->line == line_of(message->text, name.data));
	expect(field->line > line_of(message->text, message->subject.data));
	expect(str_equal(field->value, str_trim(field->value)));
}

static void check_fields(const struct message *message)
{
	for (size_t i = 0; i < message->field_count; i++) {
		const struct message_field *field = &message->fields[i];

		check_field(message, field);
		if (!i)
			continue;
		/* sections first; each behind the one before it */
		expect(!field->is_section || field[-1].is_section);
		expect(field->is_section != field[-1].is_section ||
		       field->name.data > field[-1].name.data);
		if (!field->is_section)
			expect(fuzz_lies_in(field->name,
					    message->trailer_text));
	}
}

static void check_placeholders(const struct message *message)
{
	struct placeholder_search search;
	struct placeholder_hit hit;
	size_t last = 0;

	placeholder_search_init(&search, message);
	while (placeholder_next(&search, &hit)) {
		expect(hit.number >= last && hit.number >= message->body_line);
		last = hit.number;
		expect(fuzz_lies_in(hit.text, message->text));
		expect(fuzz_lies_in(hit.line, message->text));
		/* or "Fixes #[number]", as a whole */
		expect(placeholder_is(hit.text) ||
		       str_find_byte(hit.text, '#') < hit.text.size);
	}
	(void)placeholder_is_subject(message->subject);
}

static void check_encoding(struct str encoding, struct str text,
			   struct arena *arena)
{
	const char *why = NULL;
	struct error error;
	struct str out;
	int r = encoding_read(&out, &why, encoding, text, arena, &error);

	expect(r == 0 || r == 1);
	expect(r || why);
	if (r)
		expect(text_is_utf8(out));
}

FUZZ_TARGET(message)
{
	struct message message;
	struct str parts[2];
	struct error error;
	struct arena arena;

	fuzz_split((struct str){ (const char *)data, size }, parts, 2);
	arena_init(&arena);
	expect(!message_read(&message, parts[1], sections, SECTIONS, &arena,
			     &error));
	if (parts[1].size) {
		expect(ends(message.body, parts[1]));
		expect(ends(message.trailer_text, parts[1]));
		expect(fuzz_lies_in(message.subject, parts[1]));
		check_fields(&message);
		check_placeholders(&message);
	}
	check_encoding(parts[0], parts[1], &arena);
	arena_release(&arena);
	return 0;
}
