/*
 * test_pack.c - packs as git makes them, object by object, and packs that are
 * damaged. Never asks libgit2.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include "git/pack.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "git/pack_delta.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE_MAX (16u << 20)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A history that git stores as long chains of differences. */
static const char history[] =
	"git init -q --bare r && cd r && {\n"
	"i=0; while [ $i -lt 120 ]; do i=$((i + 1))\n"
	"echo 'commit refs/heads/main'\n"
	"echo \"committer A <a@example.com> $((1700000000 + i)) +0000\"\n"
	"printf 'data 30\\nA message that is number %04d.\\n' $i\n"
	"echo \"M 100644 inline f$((i % 50))\"\n"
	"seq $i $((i + 400)) >../t; echo \"data $(wc -c <../t)\"; cat ../t\n"
	"done; } | git fast-import --quiet && git tag -a -m one one main &&\n"
	"rm ../t && git repack -q -adf --window=50 --depth=50 ";

static void make(const char *options)
{
	struct buf script = BUF_INIT;

	buf_addf(&script,
		 "rm -rf r; export GIT_COMMITTER_NAME=A "
		 "GIT_COMMITTER_EMAIL=a@example.com; %s%s",
		 history, options);
	scratch_run(NULL, STR(""), "sh", "-c", buf_text(&script), NULL);
	buf_release(&script);
}

static struct packs *must_look(void)
{
	struct packs *packs = packs_new();

	assert_non_null(packs);
	assert_int_equal(packs_look(packs, "r/objects/pack"), 0);
	assert_true(packs->complete);
	return packs;
}

static void assert_object(struct packs *packs, const struct oid *id,
			  struct str type, struct str data)
{
	struct content *content = NULL;
	struct pack_place place;
	enum object_type got;
	size_t size;

	assert_true(packs_find(&place, packs, id));
	assert_int_equal(pack_read(NULL, &got, &size, packs, &place, SIZE_MAX),
			 0);
	assert_true(str_is(type, object_type_name(got)));
	assert_int_equal(size, data.size);
	if (size)
		assert_int_equal(pack_read(&content, &got, &size, packs, &place,
					   size - 1),
				 ERROR_LIMIT);
	assert_int_equal(pack_read(&content, &got, &size, packs, &place, size),
			 0);
	assert_int_equal(content->size, data.size);
	assert_memory_equal(content->data, data.data, data.size);
	content_drop(content);
}

/* Each object that git tells of: "<id> <type> <size> LF <data> LF". */
static size_t assert_all(struct packs *packs, struct str batch)
{
	struct str line;
	size_t count = 0;

	for (; str_next_line(&batch, &line); count++) {
		struct str rest = str_from(line, OID_HEX_SIZE + 1);
		size_t blank = str_find_byte(rest, ' ');
		size_t size = (size_t)strtoul(rest.data + blank, NULL, 10);
		struct oid id;

		assert_true(oid_parse(&id, str_first(line, OID_HEX_SIZE)));
		assert_object(packs, &id, str_first(rest, blank),
			      str_first(batch, size));
		batch = str_from(batch, size + 1);
	}
	return count;
}

static void read_all(const char *order)
{
	struct buf batch = BUF_INIT;
	struct buf script = BUF_INIT;
	struct packs *packs = must_look();

	buf_addf(&script,
		 "cd r && git cat-file --batch-all-objects --batch-check |"
		 " cut -d' ' -f1 | %s | git cat-file --batch",
		 order);
	scratch_run(&batch, STR(""), "sh", "-c", buf_text(&script), NULL);
	assert_true(assert_all(packs, buf_str(&batch)) > 300);
	packs_free(packs);
	buf_release(&batch);
	buf_release(&script);
}

static void test_objects(void **state)
{
	static const char *const kinds[] = {
		"",
		"&& git config repack.useDeltaBaseOffset false && "
		"git repack -q -adf --window=50 --depth=50",
		"--max-pack-size=1m",
		"&& git -c pack.indexVersion=2 -c core.compression=0 "
		"repack -q -adF",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(kinds); i++) {
		make(kinds[i]);
		read_all("cat");
		read_all("sort -R --random-source=/bin/sh");
	}
}

static void test_missing(void **state)
{
	struct oid id = { { 1 } };
	struct pack_place place;
	struct packs *packs;

	(void)state;
	make("");
	packs = must_look();
	for (unsigned i = 0; i < 256; i++) {
		memset(id.bytes, (int)i, sizeof(id.bytes));
		assert_false(packs_find(&place, packs, &id));
	}
	packs_free(packs);
}

/* What comes later is found, and only that is opened. */
static void test_look_again(void **state)
{
	struct packs *packs;
	size_t count;

	(void)state;
	make("");
	packs = must_look();
	count = packs->count;
	scratch_run(NULL, STR("x\n"), "sh", "-c",
		    "cd r && git rev-parse main >../id && git pack-objects -q "
		    "objects/pack/pack <../id >/dev/null && rm ../id",
		    NULL);
	assert_int_equal(packs_look(packs, "r/objects/pack"), 0);
	assert_int_equal(packs->count, count + 1);
	assert_int_equal(packs_look(packs, "r/objects/pack"), 0);
	assert_int_equal(packs->count, count + 1);
	assert_true(packs->complete);
	packs_free(packs);
}

static void test_folders(void **state)
{
	struct packs *packs = packs_new();

	(void)state;
	assert_non_null(packs);
	assert_int_equal(packs_look(packs, "none"), 0);
	assert_true(packs->complete);
	scratch_write("file", STR(""));
	assert_int_equal(packs_look(packs, "file"), ERROR_BROKEN);
	assert_false(packs->complete);
	packs_free(packs);
}

static char *pack_name(const char *suffix)
{
	struct buf out = BUF_INIT;
	char *name;

	scratch_run(&out, STR(""), "sh", "-c", "echo r/objects/pack/pack-*.idx",
		    NULL);
	buf_truncate(&out, out.size - (sizeof("idx\n") - 1));
	buf_add_text(&out, suffix);
	name = strdup(buf_text(&out));
	assert_non_null(name);
	buf_release(&out);
	return name;
}

/* Whatever comes out: nothing is read that is not there. */
static void read_damaged(const struct oid *ids, size_t count)
{
	struct packs *packs = packs_new();

	assert_non_null(packs);
	assert_int_equal(packs_look(packs, "r/objects/pack"), 0);
	for (size_t i = 0; i < count; i++) {
		struct content *content = NULL;
		struct pack_place place;
		enum object_type type;
		size_t size;

		if (packs_find(&place, packs, &ids[i]) &&
		    !pack_read(&content, &type, &size, packs, &place,
			       FILE_SIZE_MAX))
			assert_int_equal(content->size, size);
		content_drop(content);
	}
	packs_free(packs);
}

static size_t some_ids(struct oid *ids, size_t most)
{
	struct buf out = BUF_INIT;
	struct str rest, line;
	size_t count = 0;

	scratch_run(&out, STR(""), "sh", "-c",
		    "cd r && git cat-file --batch-all-objects --batch-check |"
		    " cut -d' ' -f1 | sort -R --random-source=/bin/sh",
		    NULL);
	for (rest = buf_str(&out); count < most && str_next_line(&rest, &line);)
		assert_true(oid_parse(&ids[count++], line));
	buf_release(&out);
	return count;
}

static void damage(const char *suffix)
{
	char *path = pack_name(suffix);
	struct error error = { 0 };
	struct buf whole = BUF_INIT;
	struct oid ids[40];
	size_t count = some_ids(ids, COUNT(ids));
	unsigned seed = 1;

	assert_int_equal(file_read(&whole, path, FILE_SIZE_MAX, NULL, &error),
			 0);
	chmod(path, 0600);
	for (unsigned i = 0; i < 300; i++) {
		struct str all = buf_str(&whole);
		size_t at = (seed = seed * 1103515245u + 12345u) % all.size;
		char *bytes = malloc(all.size);

		/* headers and the like are few: half of all changes */
		at = i % 2 ? at : at % 1100;
		assert_non_null(bytes);
		memcpy(bytes, all.data, all.size);
		bytes[at] = (char)(bytes[at] ^ (1 << i % 8));
		all = (struct str){ bytes, i % 5 ? all.size : at };
		scratch_write(path, all);
		read_damaged(ids, count);
		free(bytes);
	}
	buf_release(&whole);
	free(path);
}

static void test_damage(void **state)
{
	(void)state;
	make("");
	damage("pack");
	make("");
	damage("idx");
}

/* All objects begin behind the pack's end, by a little or by much. */
static void test_offsets(void **state)
{
	const size_t head = 8 + 256 * 4, each = OID_SIZE + 4;
	char *path;
	struct error error = { 0 };
	struct buf whole = BUF_INIT;
	struct oid ids[40];
	size_t count;

	(void)state;
	make("");
	path = pack_name("idx");
	count = some_ids(ids, COUNT(ids));
	assert_int_equal(file_read(&whole, path, FILE_SIZE_MAX, NULL, &error),
			 0);
	chmod(path, 0600);
	for (unsigned byte = 0; byte < 3; byte++) {
		size_t all = (unsigned char)whole.data[head - 2] * 256u +
			     (unsigned char)whole.data[head - 1];
		char *bytes = malloc(whole.size);

		assert_non_null(bytes);
		memcpy(bytes, whole.data, whole.size);
		for (size_t i = 0; i < all; i++)
			bytes[head + all * each + i * 4 + byte] = 0x7f;
		scratch_write(path, (struct str){ bytes, whole.size });
		read_damaged(ids, count);
		free(bytes);
	}
	buf_release(&whole);
	free(path);
}

static void test_deltas(void **state)
{
	/* base of 4, result of 6 */
#define DELTA(text) text, sizeof(text) - 1
	static const struct {
		const char *delta;
		size_t size;
		bool good;
	} cases[] = {
		{ DELTA("\4\6\x90\4\2xy"), true },
		{ DELTA("\4\6\x90\4\2x"), false }, /* an insertion too short */
		{ DELTA("\4\6\x90\4\1x"), false }, /* the result too short */
		{ DELTA("\4\6\x90\4\3xyz"), false }, /* too long */
		{ DELTA("\4\6\x90\5\1x"), false },   /* behind the base */
		{ DELTA("\4\6\x91\4\1\2xy"), false },
		{ DELTA("\4\6\x91"), false }, /* cut off */
		{ DELTA("\4\6\0\x90\4\2xy"), false },
		{ DELTA("\5\6\x90\4\2xy"), false }, /* of another base */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const unsigned char *delta =
			(const unsigned char *)cases[i].delta;
		struct delta_sizes sizes;
		unsigned char result[6];

		assert_true(delta_read_sizes(&sizes, delta, cases[i].size));
		assert_int_equal(delta_apply(result, &sizes,
					     (const unsigned char *)"base", 4,
					     delta, cases[i].size),
				 cases[i].good);
		if (cases[i].good)
			assert_memory_equal(result, "basexy", 6);
	}
	assert_false(delta_read_sizes(&(struct delta_sizes){ 0 },
				      (const unsigned char *)"\x84\x86", 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, scratch_set_up, scratch_tear_down)
		TEST(test_objects), TEST(test_missing), TEST(test_look_again),
		TEST(test_folders), TEST(test_damage),	TEST(test_deltas),
		TEST(test_offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
