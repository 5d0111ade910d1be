/*
 * fuzz_ref_value.c - files of loose refs out of any bytes: an id, another
 * ref by a sound name, or broken.
 */
#include "fuzz.h"

#include "base/file.h"
#include "git/push.h"
#include "git/ref_files.h"
#include "git/ref_value.h"

#include <string.h>
#include <unistd.h>

#define REF "refs/heads/main"

static void check_file(struct str text, struct arena *arena)
{
	struct ref_value value = { .target = NULL };
	struct error error = { 0 };
	char hex[OID_HEX_SIZE + 1];
	int r = ref_file_read(&value, fuzz_folder(), REF, arena, &error);

	expect(r == 1 || r == ERROR_BROKEN);
	if (r != 1)
		return;
	if (value.target) {
		expect(str_starts(text, "ref:"));
		expect(ref_name_is_valid(str_of(value.target)));
	} else {
		expect(str_starts(text, oid_format(&value.id, hex)));
	}
}

FUZZ_TARGET(ref_value)
{
	static bool is_made;
	struct str parts[2];
	struct arena arena;
	struct error error;
	const char *name;
	struct oid id;
	int r;

	if (!is_made)
		expect(!file_make_directories(fuzz_path("refs/heads"), 0700,
					      &error));
	is_made = true;
	arena_init(&arena);
	fuzz_split((struct str){ (const char *)data, size }, parts, 2);
	fuzz_write(fuzz_path("packed-refs"), parts[1]);
	fuzz_write(fuzz_path(REF), parts[0]);
	check_file(parts[0], &arena);
	r = ref_value_find(&id, fuzz_folder(), REF, &arena, &error);
	expect(r == 0 || r == 1 || r == ERROR_BROKEN);
	r = ref_value_name(&name, fuzz_folder(), REF, &arena, &error);
	expect(r == ERROR_BROKEN || (!r && ref_name_is_valid(str_of(name))));
	arena_release(&arena);
	return 0;
}
