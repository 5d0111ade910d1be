/*
 * test_files.c - see test_files.h.
 */
#include "test_files.h"

#include "test_text.h"

#include "git/oid.h"
#include "policy/bind.h"
#include "policy/test_keys.h"

#include <stdlib.h>
#include <string.h>

/* A commit of a submodule: nobody looks for it. */
#define SUBMODULE_COMMIT "1111111111111111111111111111111111111111"
#define LINE_SIZE 64

static void add_path(struct buf *stream, const char *path)
{
	buf_add_byte(stream, '"');
	for (; *path; path++) {
		if (*path == '\n')
			buf_add_text(stream, "\\n");
		else
			buf_addf(stream, "%s%c",
				 strchr("\"\\", *path) ? "\\" : "", *path);
	}
	buf_add_text(stream, "\"\n");
}

/* Text in lines, so that it is as text is; or bytes that are none. */
static void fill(struct buf *content, int64_t size, bool binary)
{
	for (int64_t i = 0; i < size; i++)
		buf_add_byte(content, binary			     ? '\0' :
				      i % LINE_SIZE == LINE_SIZE - 1 ? '\n' :
								       'x');
}

static void add_lines(struct buf *content, const char *count)
{
	unsigned long lines = strtoul(count, NULL, 10);

	for (unsigned long i = 1; i <= lines; i++)
		buf_addf(content, "line %lu\n", i);
}

/* What the file has in `base`; nothing if it is not there. */
static int add_old(struct buf *content, struct world *world, const char *base,
		   const char *path, struct error *error)
{
	struct process process;
	int result;

	if (!base)
		return 0;
	world_git(world, &process);
	process_add(&process, "cat-file");
	process_add(&process, "blob");
	process_add(&process, arena_printf(&world->arena, "%s:%s", base, path));
	result = process_run(&process, error);
	if (!result && !process.status)
		buf_add_str(content, buf_str(&process.out));
	process_release(&process);
	return result;
}

static int add_text(struct buf *content, struct world *world, const char *text,
		    bool lines, struct error *error)
{
	const char *full = lines ? text_lines(world, text, error) :
				   text_expand(world, text, error);

	if (!full)
		return error->code;
	buf_add_text(content, full);
	return 0;
}

static int add_content(struct buf *content, struct world *world,
		       const struct node *file, const char *base,
		       struct error *error)
{
	const struct node *append = node_get(file, "append");
	const struct node *text = node_get(file, "content");
	const struct node *lines = node_get(file, "lines");
	const struct node *size = node_get(file, "size");
	int64_t bytes = 0;
	int result = 0;

	if (file->kind == NODE_SCALAR)
		return add_text(content, world, file->text, true, error);
	if (append) {
		result = add_old(content, world, base, file->key->text, error);
		return result ? result :
				add_text(content, world, append->text, true,
					 error);
	}
	if (text)
		return add_text(content, world, text->text, false, error);
	if (lines)
		add_lines(content, lines->text);
	if (size && bind_parse_size(str_of(size->text), &bytes))
		fill(content, bytes, node_is(node_get(file, "binary"), "true"));
	return 0;
}

static const char *mode_of(const struct node *file)
{
	const char *mode = plan_text(node_get(file, "mode"));

	if (!mode)
		return "100644";
	if (!strcmp(mode, "executable"))
		return "100755";
	return !strcmp(mode, "symlink") ? "120000" : "160000";
}

static void add_submodule(struct buf *stream, const struct node *file)
{
	const char *content = plan_text(node_get(file, "content"));
	struct oid id;

	buf_addf(stream, "M 160000 %s ",
		 content && oid_parse(&id, str_of(content)) ? content :
							      SUBMODULE_COMMIT);
	add_path(stream, file->key->text);
}

static int add_file(struct buf *stream, struct world *world,
		    const struct node *file, const char *base,
		    struct error *error)
{
	const char *mode = mode_of(file);
	struct buf content = BUF_INIT;
	int result;

	if (!strcmp(mode, "160000")) {
		add_submodule(stream, file);
		return 0;
	}
	result = add_content(&content, world, file, base, error);
	if (!result) {
		buf_addf(stream, "M %s inline ", mode);
		add_path(stream, file->key->text);
		buf_addf(stream, "data %zu\n", content.size);
		buf_add_str(stream, buf_str(&content));
		buf_add_byte(stream, '\n');
		stream->failed |= content.failed;
	}
	buf_release(&content);
	return result;
}

static void remove_file(struct buf *stream, const char *path,
			struct arena *arena)
{
	struct str folder = str_of(path);
	const char *copy;

	if (str_ends(folder, "/"))
		folder.size--;
	copy = arena_copy(arena, folder);
	stream->failed |= !copy;
	buf_add_text(stream, "D ");
	add_path(stream, copy ? copy : "");
}

int files_add(struct buf *stream, struct world *world, const struct node *files,
	      const char *base, struct error *error)
{
	int result = 0;

	for (const struct node *file = files ? files->first : NULL;
	     !result && file; file = file->next) {
		if (node_is_null(file))
			remove_file(stream, file->key->text, &world->arena);
		else
			result = add_file(stream, world, file, base, error);
	}
	return result;
}
