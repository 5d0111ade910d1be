/*
 * fuzz_packed_refs.c - packed-refs files out of any bytes: in one that is
 * sorted as it says each ref is found, by halves as by reading on.
 */
#include "fuzz.h"

#include "git/packed_refs.h"

#include <string.h>

#define REFS_MAX 200

/* In order, each once, and every line of it a ref. */
static bool is_sorted(const struct packed_refs *refs)
{
	struct str rest = refs->text;
	struct packed_ref ref;
	struct str last = { NULL, 0 };
	struct error error;
	size_t count = 0;
	int r;

	while ((r = packed_refs_next(&ref, &rest, &error)) == 1) {
		if (++count > REFS_MAX || str_compare(last, ref.name) >= 0)
			return false;
		last = ref.name;
	}
	return r == 0;
}

static void check_sought(const struct packed_refs *refs, struct str prefix)
{
	struct packed_ref ref;
	struct error error;
	struct str rest;

	expect(!packed_refs_seek(&rest, refs, prefix, &error));
	expect(packed_refs_next(&ref, &rest, &error) == 1);
	expect(!refs->sorted ||
	       str_equal(str_first(ref.name, prefix.size), prefix));
}

static void check_all(const struct packed_refs *refs)
{
	struct str rest = refs->text;
	struct packed_ref ref, found;
	struct error error;

	while (packed_refs_next(&ref, &rest, &error) == 1) {
		expect(fuzz_lies_in(ref.name, refs->text));
		expect(!oid_is_zero(&ref.id));
		expect(packed_refs_find(&found, refs, ref.name, &error) == 1);
		expect(found.name.data == ref.name.data);
		expect(oid_equal(&found.id, &ref.id));
		expect(oid_equal(&found.peeled, &ref.peeled));
		check_sought(refs, str_first(ref.name, ref.name.size / 2));
	}
	expect(!packed_refs_find(&found, refs, STR("refs/\1"), &error));
}

FUZZ_TARGET(packed_refs)
{
	struct packed_refs refs = { .exists = false };
	struct packed_ref ref;
	struct error error;

	fuzz_write(fuzz_path("packed-refs"),
		   (struct str){ (const char *)data, size });
	expect(!packed_refs_refresh(&refs, fuzz_folder(), &error));
	expect(refs.exists && refs.text.size == size);
	(void)packed_refs_find(&ref, &refs, STR("refs/heads/main"), &error);
	if (is_sorted(&refs))
		check_all(&refs);
	packed_refs_release(&refs);
	return 0;
}
