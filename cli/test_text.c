/*
 * test_text.c - see test_text.h. Never leaves an unknown name in a text.
 */
#include "test_text.h"

#include <string.h>

#define DEPTH_MAX 8
#define DAY_SIZE 10

static int expand(struct world *world, struct buf *out, struct str text,
		  int depth, struct error *error);

static const char *find_text(const struct world *world, const char *name)
{
	const struct plan_case *test = world->test;
	const struct node *node;

	for (size_t i = test->text_count; i > 0; i--) {
		node = node_get(test->texts[i - 1], name);
		if (node)
			return plan_text(node);
	}
	return NULL;
}

static bool add_builtin(const struct world *world, struct buf *out,
			const char *name)
{
	struct buf day = BUF_INIT;

	if (!strcmp(name, "branch") && world->branch) {
		buf_add_text(out, world->branch);
	} else if (!strcmp(name, "tag") && world->tag) {
		buf_add_text(out, world->tag);
	} else if (!strcmp(name, "date")) {
		clock_format_seconds(&day, world_now(world));
		buf_add_str(out, str_first(buf_str(&day), DAY_SIZE));
		buf_release(&day);
	} else {
		return false;
	}
	return true;
}

static int add_name(struct world *world, struct buf *out, struct str name,
		    int depth, struct error *error)
{
	const char *copy = arena_copy(&world->arena, name);
	const char *text;

	if (!copy)
		return error_no_memory(error);
	text = find_text(world, copy);
	if (text)
		return expand(world, out, str_of(text), depth + 1, error);
	text = world_named(world, copy);
	if (text)
		buf_add_text(out, text);
	else if (!add_builtin(world, out, copy))
		return error_set(error, ERROR_USAGE,
				 "there is no '%s' for ${%s}; $${ is a "
				 "literal ${",
				 copy, copy);
	return 0;
}

static int expand(struct world *world, struct buf *out, struct str text,
		  int depth, struct error *error)
{
	struct str name;
	int result = 0;

	if (depth > DEPTH_MAX)
		return error_set(error, ERROR_USAGE,
				 "texts stand for each other");
	while (!result && text.size) {
		if (str_starts(text, "$${")) {
			buf_add_text(out, "${");
			text = str_from(text, 3);
			continue;
		}
		if (!str_starts(text, "${")) {
			buf_add_byte(out, text.data[0]);
			text = str_from(text, 1);
			continue;
		}
		name = str_from(text, 2);
		name = str_first(name, str_find_byte(name, '}'));
		text = str_from(text, name.size + 3);
		result = add_name(world, out, name, depth, error);
	}
	return result;
}

static const char *finish(struct world *world, const char *text, bool newline,
			  struct error *error)
{
	struct buf out = BUF_INIT;
	const char *copy = NULL;

	if (!expand(world, &out, str_of(text), 0, error)) {
		if (newline && out.size && out.data[out.size - 1] != '\n')
			buf_add_byte(&out, '\n');
		if (!buf_failed(&out))
			copy = arena_copy(&world->arena, buf_str(&out));
		if (!copy)
			error_no_memory(error);
	}
	buf_release(&out);
	return copy;
}

const char *text_expand(struct world *world, const char *text,
			struct error *error)
{
	return finish(world, text, false, error);
}

const char *text_lines(struct world *world, const char *text,
		       struct error *error)
{
	return finish(world, text, true, error);
}
