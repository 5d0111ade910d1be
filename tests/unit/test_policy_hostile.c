/*
 * test_policy_hostile.c - files that are too large, cut or changed at random,
 * files that strangers can write, and the places where policies are found.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/paths.h"
#include "policy_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define MUTATIONS 3000

struct place {
	char directory[64];
	char path[128];
};

static int set_up(void **state)
{
	static struct place place;

	snprintf(place.directory, sizeof(place.directory),
		 "/tmp/test_policy.XXXXXX");
	if (!mkdtemp(place.directory))
		return -1;
	snprintf(place.path, sizeof(place.path), "%s/refgate/policy.yml",
		 place.directory);
	*state = &place;
	return file_make_directories(place.directory, 0700, NULL);
}

static void path_in(const struct place *place, char *path, size_t size,
		    const char *name)
{
	snprintf(path, size, "%s/%s", place->directory, name);
}

static int tear_down(void **state)
{
	const struct place *place = *state;
	char path[128];

	unlink(place->path);
	path_in(place, path, sizeof(path), "refgate");
	rmdir(path);
	return rmdir(place->directory);
}

static void write_policy(const struct place *place, struct str text)
{
	char path[128];
	struct error error;

	path_in(place, path, sizeof(path), "refgate");
	assert_int_equal(file_make_directories(path, 0700, &error), 0);
	unlink(place->path);
	assert_int_equal(file_create(place->path, text, 0600, NULL, &error), 0);
}

static void expect(struct loaded *loaded, const char *text)
{
	struct buf said = BUF_INIT;

	diagnostics_print(&loaded->diagnostics, &said);
	assert_int_equal(loaded->result, ERROR_USAGE);
	assert_null(loaded->policy);
	if (str_find(buf_str(&said), str_of(text)) == said.size)
		fail_msg("wanted '%s' in:\n%s", text, buf_text(&said));
	buf_release(&said);
}

static void test_limits(void **state)
{
	struct buf text = BUF_INIT;
	struct loaded loaded;

	buf_add_text(&text, "version: 1\n#");
	while (text.size <= POLICY_SIZE_MAX)
		buf_add_byte(&text, 'x');
	write_policy(*state, buf_str(&text));
	load(&loaded, ((struct place *)*state)->path);
	expect(&loaded, "is larger than 262144 bytes");
	unload(&loaded);

	buf_truncate(&text, POLICY_SIZE_MAX);
	write_policy(*state, buf_str(&text));
	load(&loaded, ((struct place *)*state)->path);
	assert_int_equal(loaded.result, 0);
	unload(&loaded);

	buf_clear(&text);
	buf_add_text(&text, "version: 1\ntests: [");
	for (size_t i = 0; i < 20000; i++)
		buf_add_text(&text, "a,");
	buf_add_text(&text, "]\n");
	write_policy(*state, buf_str(&text));
	load(&loaded, ((struct place *)*state)->path);
	expect(&loaded, "the file has too many values");
	unload(&loaded);
	buf_release(&text);
}

static void test_utf16(void **state)
{
	struct loaded loaded;

	write_policy(*state, STR("\xff\xfev\0e\0r\0"));
	load(&loaded, ((struct place *)*state)->path);
	expect(&loaded, "not UTF-8 (byte 0xFF)");
	unload(&loaded);
}

static void test_missing(void **state)
{
	struct loaded loaded;

	(void)state;
	load(&loaded, "tests/policy/good/none.yml");
	assert_int_equal(loaded.result, ERROR_NOT_FOUND);
	assert_null(loaded.policy);
	unload(&loaded);
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void mutate(struct buf *text, uint32_t *seed)
{
	static const char bytes[] = "{}[]:,'\"\\#&*!|>%@`~-?$ \n\t0a(\xc3\xff";
	size_t count = 1 + next_random(seed) % 3;

	while (count-- > 0 && text->size > 1) {
		size_t at = next_random(seed) % text->size;
		size_t cut = next_random(seed) % 40;

		switch (next_random(seed) % 4) {
		case 0:
			text->data[at] = (char)next_random(seed);
			break;
		case 1:
			text->data[at] =
				bytes[next_random(seed) % (sizeof(bytes) - 1)];
			break;
		case 2:
			cut = cut > text->size - at ? text->size - at : cut;
			memmove(text->data + at, text->data + at + cut,
				text->size - at - cut);
			buf_truncate(text, text->size - cut);
			break;
		default:
			buf_add(text, "x: [", next_random(seed) % 5);
			break;
		}
	}
}

/* Whatever it says: it comes back, loads or says why not. */
static void test_mutations(void **state)
{
	static const char *const files[] = {
		"tests/policy/good/everything.yml",
		"tests/policy/good/child.yml",
	};
	const struct place *place = *state;
	struct buf original = BUF_INIT;
	struct buf text = BUF_INIT;
	struct buf said = BUF_INIT;
	struct loaded loaded;
	struct error error;
	uint32_t seed = 7;

	for (int i = 0; i < MUTATIONS; i++) {
		buf_clear(&original);
		assert_int_equal(file_read(&original, files[i % 2], SIZE_MAX,
					   NULL, &error),
				 0);
		buf_clear(&text);
		buf_add_str(&text, buf_str(&original));
		mutate(&text, &seed);
		write_policy(place, buf_str(&text));
		load(&loaded, place->path);
		assert_true(loaded.result == 0 ? loaded.policy != NULL :
						 loaded.diagnostics.errors > 0);
		if (loaded.policy) {
			policy_lint(loaded.policy, &loaded.diagnostics);
			buf_clear(&said);
			assert_int_equal(
				policy_show(loaded.policy, &said, &error), 0);
		}
		buf_clear(&said);
		diagnostics_print(&loaded.diagnostics, &said);
		unload(&loaded);
	}
	buf_release(&original);
	buf_release(&text);
	buf_release(&said);
}

static void load_strictly(struct loaded *out, const struct place *place,
			  const char *repository, bool shared)
{
	struct policy_request request = {
		.path = place->path,
		.repository_dir = repository,
		.strict_modes = true,
		.shared_group = shared,
	};

	memset(out, 0, sizeof(*out));
	arena_init(&out->arena);
	diagnostics_init(&out->diagnostics, &out->arena);
	out->result = policy_load(&out->policy, &request, &out->diagnostics,
				  &out->arena, &out->error);
}

static void test_strict_file(void **state)
{
	const struct place *place = *state;
	struct loaded loaded;

	write_policy(place, STR("version: 1\n"));
	load_strictly(&loaded, place, place->directory, false);
	assert_int_equal(loaded.result, 0);
	unload(&loaded);

	chmod(place->path, 0602);
	load_strictly(&loaded, place, place->directory, true);
	expect(&loaded, "/refgate/policy.yml' can be written by everybody");
	unload(&loaded);

	chmod(place->path, 0660);
	load_strictly(&loaded, place, place->directory, false);
	expect(&loaded, "can be written by its group");
	unload(&loaded);
	load_strictly(&loaded, place, place->directory, true);
	assert_int_equal(loaded.result, 0);
	unload(&loaded);
	if (geteuid() == 0) {
		chmod(place->path, 0600);
		assert_int_equal(chown(place->path, 12345, 12345), 0);
		load_strictly(&loaded, place, place->directory, false);
		expect(&loaded, "policy.yml' belongs to a stranger");
		unload(&loaded);
	}
}

static void test_strict_folders(void **state)
{
	const struct place *place = *state;
	struct loaded loaded;
	char folder[128];

	path_in(place, folder, sizeof(folder), "refgate");
	write_policy(place, STR("version: 1\n"));
	chmod(folder, 0777);
	load_strictly(&loaded, place, place->directory, false);
	expect(&loaded, "/refgate' can be written by everybody");
	unload(&loaded);
	load(&loaded, place->path);
	assert_int_equal(loaded.result, 0);
	unload(&loaded);
	chmod(folder, 01777);
	load_strictly(&loaded, place, "/nonexistent", false);
	assert_int_equal(loaded.result, 0);
	unload(&loaded);
	chmod(folder, 0700);

	/* Outside a repository every folder up to the root counts. */
	chmod(place->directory, 0777);
	load_strictly(&loaded, place, "/nonexistent", false);
	expect(&loaded, "can be written by everybody");
	unload(&loaded);
	chmod(place->directory, 0700);
}

static void test_hash(void **state)
{
	const struct place *place = *state;
	struct loaded loaded;
	char first[SHA256_HEX_SIZE + 1];
	char second[SHA256_HEX_SIZE + 1];

	write_policy(place, STR("version: 1\ntrust: {ssh: policy.yml}\n"));
	load(&loaded, place->path);
	memcpy(first, loaded.policy->hash, sizeof(first));
	assert_int_equal(loaded.policy->file_count, 2);
	unload(&loaded);
	write_policy(place, STR("version: 1\ntrust: {ssh: missing}\n"));
	load(&loaded, place->path);
	memcpy(second, loaded.policy->hash, sizeof(second));
	assert_int_equal(loaded.policy->file_count, 1);
	assert_string_not_equal(first, second);
	unload(&loaded);
	load(&loaded, place->path);
	assert_string_equal(second, loaded.policy->hash);
	unload(&loaded);
}

/* A folder's name is no YAML and no variable. */
static void test_odd_folder(void **state)
{
	const struct place *place = *state;
	struct place odd = *place;
	struct buf shown = BUF_INIT;
	struct loaded loaded;
	struct error error;
	char folder[100];
	char wanted[128];

	path_in(place, folder, sizeof(folder), "a #b ${c}");
	snprintf(odd.path, sizeof(odd.path), "%s/p.yml", folder);
	snprintf(wanted, sizeof(wanted), "%s/keys", folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	file_create(odd.path, STR("version: 1\ntrust: {ssh: keys}\n"), 0600,
		    NULL, &error);
	load(&loaded, odd.path);
	assert_int_equal(loaded.result, 0);
	assert_string_equal(loaded.policy->trust.ssh, wanted);
	assert_int_equal(policy_show(loaded.policy, &shown, &error), 0);
	unload(&loaded);
	write_policy(place, buf_str(&shown));
	load(&loaded, place->path);
	assert_int_equal(loaded.result, 0);
	assert_string_equal(loaded.policy->trust.ssh, wanted);
	unload(&loaded);
	buf_release(&shown);
	unlink(odd.path);
	rmdir(folder);
}

static void test_locate(void **state)
{
	struct config_entry entry = { "refgate.policy", "own/p.yml" };
	struct config_entry absolute = { "refgate.policy", "/p.yml" };
	const struct config repository = { &entry, 1 };
	const struct config system = { &absolute, 1 };
	const struct config empty = { NULL, 0 };
	const struct place *place = *state;
	struct policy_places places;
	struct arena arena;
	char wanted[128];

	arena_init(&arena);
	unlink(place->path);
	assert_int_equal(policy_locate(&places, place->directory, &empty,
				       &empty, &arena, NULL),
			 0);
	assert_null(places.looked[0]);
	assert_string_equal(places.looked[1], place->path);
	assert_true(str_starts(str_of(places.looked[2]), paths_sysconf_dir));

	write_policy(place, STR("version: 1\n"));
	policy_locate(&places, place->directory, &empty, &empty, &arena, NULL);
	assert_string_equal(places.found, place->path);

	policy_locate(&places, place->directory, &repository, &system, &arena,
		      NULL);
	path_in(place, wanted, sizeof(wanted), "own/p.yml");
	assert_string_equal(places.found, wanted);
	policy_locate(&places, place->directory, &empty, &system, &arena, NULL);
	assert_string_equal(places.found, "/p.yml");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_missing),
		cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_strict_file),
		cmocka_unit_test(test_strict_folders),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_odd_folder),
		cmocka_unit_test(test_locate),
	};
	const char *tree = getenv("REFGATE_SRC");

	if (tree && chdir(tree) < 0)
		return 1;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
