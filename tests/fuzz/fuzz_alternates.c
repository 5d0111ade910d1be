/*
 * fuzz_alternates.c - lists of alternates out of any bytes: folders, each
 * once, the repository's own first.
 */
#include "fuzz.h"

#include "base/file.h"
#include "git/alternates.h"

static void check(const struct alternates *list, const char *first)
{
	expect(list->count > 0 && list->count <= ALTERNATES_MAX);
	expect(list->items[0].path == first);
	for (size_t i = 0; i < list->count; i++) {
		expect(file_is_directory(list->items[i].path));
		for (size_t j = 0; j < i; j++)
			expect(list->items[i].inode != list->items[j].inode ||
			       list->items[i].device != list->items[j].device);
	}
}

static void make_folders(void)
{
	static const char *const names[] = { "objects/info", "a/info", "b" };
	struct error error;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		expect(!file_make_directories(fuzz_path(names[i]), 0700,
					      &error));
}

FUZZ_TARGET(alternates)
{
	static bool is_made;
	struct alternates list;
	struct error error = { 0 };
	struct str parts[2];
	struct arena arena;
	const char *path;
	int r;

	if (!is_made)
		make_folders();
	is_made = true;
	arena_init(&arena);
	fuzz_split((struct str){ (const char *)data, size }, parts, 2);
	fuzz_write(fuzz_path("objects/info/alternates"), parts[0]);
	fuzz_write(fuzz_path("a/info/alternates"), parts[1]);
	path = fuzz_path("objects");
	r = alternates_read(&list, path, &arena, &error);
	expect(r == 0 || r == ERROR_BROKEN || r == ERROR_LIMIT);
	expect(!r || error.text[0]);
	if (!r)
		check(&list, path);
	arena_release(&arena);
	return 0;
}
