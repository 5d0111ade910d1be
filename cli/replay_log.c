/*
 * replay_log.c - the accepted pushes of an audit log. Never passes over one:
 * what cannot be judged is there with the reason; lines that are no records
 * are none.
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

struct reading {
	struct replay_pushes *out;
	struct repo *repo;
	const char *repository; /* NULL: of all */
	struct error *error;
};

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

static size_t count_refs(struct str refs)
{
	struct walk walk = walk_open(refs);
	struct walk_item item;
	size_t count = 0;

	while (walk_next(&walk, &item))
		count++;
	return walk.broken ? 0 : count;
}

/* Behind those that the push has already: a large one is several records. */
static int read_refs(const struct reading *reading, struct replay_push *push,
		     struct str refs)
{
	struct arena *arena = &reading->out->arena;
	size_t count = count_refs(refs);
	struct walk walk = walk_open(refs);
	struct push_line *lines;
	struct walk_item item;

	if (count > REFS_MAX || (!count && !push->line_count)) {
		push->unjudged = "the log does not say what was pushed";
		return 0;
	}
	lines = arena_alloc(arena, (push->line_count + count) * sizeof(*lines));
	if (!lines)
		return error_no_memory(reading->error);
	if (push->line_count)
		memcpy(lines, push->lines, push->line_count * sizeof(*lines));
	push->lines = lines;
	for (size_t i = 0; i < count && walk_next(&walk, &item); i++) {
		struct push_line *line = &lines[push->line_count];

		*line = (struct push_line){ .ref = { NULL, 0 } };
		if (!read_ref(line, item.value, arena)) {
			push->unjudged = "the log does not name all its refs";
			continue;
		}
		push->line_count++;
		if (!is_there(reading->repo, &line->old) ||
		    !is_there(reading->repo, &line->new))
			push->unjudged = "the objects are no longer there";
	}
	return 0;
}

static bool is_part_of(const struct report_head *head,
		       const struct replay_pushes *pushes)
{
	return head->part > 1 && pushes->count &&
	       pushes->items[pushes->count - 1].time == head->time;
}

static int take_line(const struct reading *reading, struct str line)
{
	struct replay_pushes *out = reading->out;
	struct replay_push *push;
	struct report_head head;

	if (!report_head_read(&head, line, &out->arena) ||
	    !str_is(head.action, ACTION) ||
	    (reading->repository &&
	     !str_is(head.repository, reading->repository)))
		return 0;
	if (is_part_of(&head, out))
		return read_refs(reading, &out->items[out->count - 1],
				 head.refs);
	push = replay_add_push(out);
	if (!push)
		return error_no_memory(reading->error);
	push->time = head.time;
	if (head.login.size) {
		push->login = arena_copy(&out->arena, head.login);
		if (!push->login)
			return error_no_memory(reading->error);
	}
	return read_refs(reading, push, head.refs);
}

int replay_read_log(struct replay_pushes *out, struct repo *repo,
		    const char *repository, const char *path,
		    struct error *error)
{
	const struct reading reading = { out, repo, repository, error };
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
				 take_line(&reading, piece.text) :
				 0;
	line_reader_release(&reader);
	close(fd);
	return result;
}
