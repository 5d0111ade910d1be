/*
 * fuzz_ref_name.c - names of refs: taken are those that libgit2 takes, too
 * (but for "A/x", which it refuses, and DEL, which it takes), and what is made
 * of one as a path stays where it belongs.
 */
#include "fuzz.h"

#include "gate/authorisation.h"
#include "gate/clearance_file.h"
#include "git/memory.h"
#include "git/push.h"

#include <git2.h>
#include <string.h>

static bool libgit2_takes(struct str name)
{
	static int started;
	struct buf text = BUF_INIT;
	int valid = 0;

	if (!started)
		started = git_libgit2_init();
	expect(started > 0);
	buf_add_str(&text, name);
	expect(!git_reference_name_is_valid(&valid, buf_text(&text)));
	buf_release(&text);
	return valid && str_find_byte(name, '\0') == name.size &&
	       str_find_byte(name, '/') < name.size;
}

/* No level leads up or away. */
static void check_levels(struct str name)
{
	size_t size;

	for (; name.size; name = str_from(name, size + 1)) {
		size = str_find_byte(name, '/');
		expect(size && name.data[0] != '.');
	}
}

static void check_clearance(struct str name)
{
	struct cleared_ref ref = { .name = name };
	struct buf path = BUF_INIT;
	struct str rest;

	clearance_path(&path, "/srv/x.git", "refgate/landing", &ref, 0);
	rest = str_from(buf_str(&path), strlen("/srv/x.git/refgate/landing/"));
	expect(rest.size == 42 && str_ends(rest, ".0"));
	expect(str_find_byte(rest, '/') == rest.size);
	buf_release(&path);
}

static void check_memory(struct str name, struct arena *arena)
{
	const char *memory = memory_name(arena, MEMORY_PREFIX "seen/", name);

	expect(memory && ref_name_is_valid(str_of(memory)));
}

static void check_authorisation(const char *name)
{
	struct str incident, person;

	if (!authorisation_read_name(name, &incident, &person))
		return;
	expect(incident.size && person.size);
	expect(str_find_byte(incident, '/') == incident.size);
	expect(str_starts(str_of(name), AUTHORISATION_PREFIX));
}

FUZZ_TARGET(ref_name)
{
	struct str name = { (const char *)data, size };
	bool is_valid = ref_name_is_valid(name);
	struct arena arena;
	const char *text;

	arena_init(&arena);
	text = arena_copy(&arena, name);
	if (size <= PUSH_REF_SIZE_MAX && str_find_byte(name, '\x7f') == size)
		expect(str_starts(name, "refs/") ?
			       is_valid == libgit2_takes(name) :
			       is_valid || !libgit2_takes(name));
	if (is_valid) {
		expect(size <= PUSH_REF_SIZE_MAX);
		check_levels(name);
	}
	check_clearance(name);
	check_memory(name, &arena);
	check_authorisation(text);
	arena_release(&arena);
	return 0;
}
