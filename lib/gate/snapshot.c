/* snapshot.c - see snapshot.h. Never says which refs belong in it. */
#include "gate/snapshot.h"

#include "git/packed_refs.h"

#define FIRST_LINE "refgate snapshot 1\n"
#define RULESET_LINE "ruleset"
#define REFS_LINE "refs"
#define GLOB_WORD "glob "

void snapshot_begin(struct buf *out)
{
	buf_add_text(out, FIRST_LINE);
}

/* No ref has a line feed in its name: such a glob matches none. */
static void add_glob(struct buf *out, const char *alternative, bool exclude)
{
	struct str text = str_of(alternative);

	if (str_find_byte(text, '\n') < text.size)
		return;
	buf_add_text(out, GLOB_WORD);
	if (exclude)
		buf_add_byte(out, '!');
	else if (str_starts(text, "!"))
		buf_add_byte(out, '\\');
	buf_add_str(out, text);
	buf_add_byte(out, '\n');
}

void snapshot_add_ruleset(struct buf *out, const struct globs *globs)
{
	buf_add_text(out, RULESET_LINE "\n");
	for (size_t i = 0; i < globs->count; i++)
		for (size_t j = 0; j < globs->items[i].count; j++)
			add_glob(out, globs->items[i].alternatives[j],
				 globs->items[i].exclude);
}

void snapshot_end_rulesets(struct buf *out)
{
	buf_add_text(out, REFS_LINE "\n");
}

void snapshot_add_ref(struct buf *out, const char *name, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];

	buf_add_text(out, oid_format(id, hex));
	buf_add_byte(out, ' ');
	buf_add_text(out, name);
	buf_add_byte(out, '\n');
}

bool snapshot_read(struct snapshot *out, struct str text)
{
	struct str rest = text;
	struct str line;

	*out = (struct snapshot){ { NULL, 0 }, { NULL, 0 } };
	if (!str_starts(rest, FIRST_LINE))
		return false;
	rest = str_from(rest, sizeof(FIRST_LINE) - 1);
	out->globs = rest;
	while (str_next_line(&rest, &line))
		if (str_is(line, REFS_LINE)) {
			out->globs.size = (size_t)(line.data - out->globs.data);
			out->refs = rest;
			return true;
		}
	return false;
}

int snapshot_find(struct oid *out, const struct snapshot *snapshot,
		  struct str name, struct error *error)
{
	const struct packed_refs refs = { .text = snapshot->refs,
					  .sorted = true,
					  .exists = true };
	struct packed_ref ref;
	int found = packed_refs_find(&ref, &refs, name, error);

	if (found == 1)
		*out = ref.id;
	return found;
}

int snapshot_next_ref(struct str *name, struct oid *id, struct str *rest,
		      struct error *error)
{
	struct packed_ref ref;
	int found = packed_refs_next(&ref, rest, error);

	if (found == 1) {
		*name = ref.name;
		*id = ref.id;
	}
	return found;
}

static int broken(struct error *error)
{
	return error_set(error, ERROR_BROKEN,
			 "the gate's memory of the policy's globs is damaged");
}

/* As many lines as the ruleset has. */
static int read_globs(struct globs *out, struct str lines, struct arena *arena,
		      struct error *error)
{
	struct str line;

	out->items = arena_alloc(arena, (str_count_lines(lines) + 1) *
						sizeof(*out->items));
	if (!out->items)
		return error_no_memory(error);
	while (str_next_line(&lines, &line)) {
		if (!str_starts(line, GLOB_WORD) ||
		    glob_compile(&out->items[out->count],
				 str_from(line, sizeof(GLOB_WORD) - 1), arena,
				 error))
			return broken(error);
		out->count++;
	}
	return 1;
}

int snapshot_next_ruleset(struct globs *out, struct str *rest,
			  struct arena *arena, struct error *error)
{
	struct str line = { NULL, 0 };
	struct str lines;
	struct str ahead;

	*out = (struct globs){ NULL, 0 };
	if (!str_next_line(rest, &line))
		return 0;
	if (!str_is(line, RULESET_LINE))
		return broken(error);
	lines = ahead = *rest;
	while (str_next_line(&ahead, &line) && !str_is(line, RULESET_LINE))
		*rest = ahead;
	lines.size -= rest->size;
	return read_globs(out, lines, arena, error);
}
