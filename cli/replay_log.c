/*
 * replay_log.c - the accepted pushes of an audit log. Never takes one whose
 * objects are gone; passes over lines that are no records.
 */
#include "replay.h"

#include "audit/line_reader.h"
#include "audit/report_head.h"
#include "audit/report_walk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ACTION "push-accepted"
#define REFS_MAX 4096 /* of a record, which has 8 KiB */

static bool is_there(struct repo *repo, const struct oid *id)
{
	struct error ignored;
	enum object_type type;
	size_t size;

	return oid_is_zero(id) ||
	       !object_header(repo, id, &type, &size, &ignored);
}

/* A name that was cut or masked is none that a push can be made of. */
static bool read_ref(struct push_line *out, struct str object,
		     struct arena *arena)
{
	struct walk walk = walk_open(object);
	struct walk_item item;
	unsigned found = 0;

	while (walk_next(&walk, &item)) {
		struct str text = report_text(item.value, arena);

		if (str_is(item.key, "name")) {
			out->ref.data = arena_copy(arena, text);
			out->ref.size = text.size;
			found += out->ref.data && ref_name_is_valid(text);
		} else if (str_is(item.key, "old")) {
			found += oid_parse(&out->old, text);
		} else if (str_is(item.key, "new")) {
			found += oid_parse(&out->new, text);
		}
	}
	return found == 3;
}

/* 1: all of its refs are there; 0: not. */
static int read_refs(struct replay_push *push, struct str refs,
		     struct repo *repo, struct arena *arena,
		     struct error *error)
{
	struct walk walk = walk_open(refs);
	struct walk_item item;
	size_t count = 0;

	while (walk_next(&walk, &item))
		count++;
	if (!count || count > REFS_MAX)
		return 0;
	push->lines = arena_alloc(arena, count * sizeof(*push->lines));
	if (!push->lines)
		return error_no_memory(error);
	walk = walk_open(refs);
	while (push->line_count < count && walk_next(&walk, &item)) {
		struct push_line *line = &push->lines[push->line_count++];

		if (!read_ref(line, item.value, arena) ||
		    !is_there(repo, &line->old) || !is_there(repo, &line->new))
			return 0;
	}
	return 1;
}

static int take_line(struct replay_pushes *out, struct repo *repo,
		     struct str line, struct error *error)
{
	struct replay_push push = { .lines = NULL };
	struct replay_push *slot;
	struct report_head head;
	int taken;

	if (!report_head_read(&head, line, &out->arena) ||
	    !str_is(head.action, ACTION))
		return 0;
	push.time = head.time;
	taken = read_refs(&push, head.refs, repo, &out->arena, error);
	if (taken < 0)
		return taken;
	if (!taken) {
		out->gone++;
		return 0;
	}
	slot = array_more(&out->items, out->count, &out->capacity,
			  sizeof(*slot));
	if (!slot)
		return error_no_memory(error);
	*slot = push;
	out->count++;
	return 0;
}

int replay_read_log(struct replay_pushes *out, struct repo *repo,
		    const char *path, struct error *error)
{
	struct line_reader reader = { .buffer = NULL };
	struct line_piece piece;
	int result;
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) :
				     dup(STDIN_FILENO);

	if (fd < 0)
		return error_set_errno(error, ERROR_USAGE, "%s", path);
	result = line_reader_init(&reader, fd, UINT64_MAX, error);
	while (!result &&
	       (result = line_reader_next(&reader, &piece, error)) > 0)
		result = piece.first && piece.last ?
				 take_line(out, repo, piece.text, error) :
				 0;
	line_reader_release(&reader);
	close(fd);
	return result;
}
