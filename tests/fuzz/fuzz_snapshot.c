/*
 * fuzz_snapshot.c - the gate's snapshot of refs and globs out of any bytes:
 * what is read is written and read again as the same.
 */
#include "fuzz.h"

#include "gate/snapshot.h"

#include <string.h>

/* False: it is damaged, which was told. */
static bool copy_globs(struct buf *out, const struct snapshot *snapshot,
		       struct arena *arena)
{
	struct str rest = snapshot->globs;
	struct error error;
	struct globs globs;
	int r;

	snapshot_begin(out);
	while ((r = snapshot_next_ruleset(&globs, &rest, arena, &error)) == 1)
		snapshot_add_ruleset(out, &globs);
	snapshot_end_rulesets(out);
	return r == 0;
}

static bool copy_refs(struct buf *out, const struct snapshot *snapshot,
		      struct arena *arena)
{
	struct str rest = snapshot->refs;
	const char *last = "";
	struct error error;
	struct str name;
	struct oid id;
	int r;

	while ((r = snapshot_next_ref(&name, &id, &rest, &error)) == 1) {
		const char *text = arena_copy(arena, name);

		expect(text);
		/* as whoever writes one sees to it */
		if (strlen(text) != name.size || strcmp(last, text) >= 0)
			return false;
		snapshot_add_ref(out, text, &id);
		last = text;
	}
	return r == 0;
}

static void check_found(const struct snapshot *snapshot)
{
	struct str rest = snapshot->refs;
	struct error error;
	struct oid id, found;
	struct str name;

	while (snapshot_next_ref(&name, &id, &rest, &error) == 1) {
		expect(snapshot_find(&found, snapshot, name, &error) == 1);
		expect(oid_equal(&id, &found));
	}
	expect(!snapshot_find(&found, snapshot, STR("refs/"), &error));
}

FUZZ_TARGET(snapshot)
{
	struct str text = { (const char *)data, size };
	struct buf first = BUF_INIT, second = BUF_INIT;
	struct snapshot snapshot;
	struct arena arena;
	struct error error;
	struct oid id;

	arena_init(&arena);
	if (!snapshot_read(&snapshot, text))
		goto out;
	(void)snapshot_find(&id, &snapshot, STR("refs/heads/main"), &error);
	if (!copy_globs(&first, &snapshot, &arena) ||
	    !copy_refs(&first, &snapshot, &arena))
		goto out;
	expect(snapshot_read(&snapshot, buf_str(&first)));
	expect(copy_globs(&second, &snapshot, &arena));
	expect(copy_refs(&second, &snapshot, &arena));
	expect(str_equal(buf_str(&first), buf_str(&second)));
	check_found(&snapshot);
out:
	buf_release(&first);
	buf_release(&second);
	arena_release(&arena);
	return 0;
}
