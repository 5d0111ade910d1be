/*
 * test_pack_memory.c - how much of the packs is in memory while they are
 * read. Never looks at what the objects are: see test_pack.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include "git/pack.h"

#include "base/buf.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOBS 30
#define LINE_SIZE_MAX 8192
#define KIB 1024
#define KEPT PACK_PUSHED_KEPT
#define RSS "Rss:"

/* Of 512 KiB each, by turns in one pack and in the other. */
static const char blobs[] =
	"git init -q --bare r && cd r && i=0 && export GIT_CONFIG_COUNT=1"
	" GIT_CONFIG_KEY_0=core.compression GIT_CONFIG_VALUE_0=0 &&"
	" while [ $i -lt 30 ]; do i=$((i + 1))"
	" && head -c 524288 /dev/urandom | git hash-object -w --stdin"
	" || exit; done >../ids && for half in 'p;n' 'n;p'; do"
	" sed -n \"$half\" ../ids | git pack-objects -q objects/pack/pack"
	" >../name || exit; done && cat ../ids";

static void make_blobs(struct oid *ids)
{
	struct buf out = BUF_INIT;
	struct str rest, line;

	scratch_run(&out, STR(""), "sh", "-c", blobs, NULL);
	rest = buf_str(&out);
	for (size_t i = 0; i < BLOBS; i++) {
		assert_true(str_next_line(&rest, &line));
		assert_true(oid_parse(&ids[i], line));
	}
	buf_release(&out);
}

/* Bytes of packs that are in our memory. */
static size_t resident(void)
{
	FILE *maps = fopen("/proc/self/smaps", "re");
	bool is_pack = false;
	char line[LINE_SIZE_MAX];
	size_t all = 0;

	assert_non_null(maps);
	while (fgets(line, sizeof(line), maps)) {
		const char *size = line + sizeof(RSS) - 1;

		if (strncmp(line, RSS, sizeof(RSS) - 1) != 0) {
			is_pack = is_pack || strstr(line, ".pack\n");
			continue;
		}
		if (is_pack)
			all += (size_t)strtoul(size, NULL, 10) * KIB;
		is_pack = false;
	}
	fclose(maps);
	return all;
}

static void must_read(struct packs *packs, const struct oid *id, bool whole)
{
	struct content *content = NULL;
	struct pack_place place;
	enum object_type type;
	size_t size;

	assert_true(packs_find(&place, packs, id));
	assert_int_equal(pack_read(whole ? &content : NULL, &type, &size, packs,
				   &place, SIZE_MAX),
			 0);
	content_drop(content);
}

/* After many bytes, of whichever pack, and after many objects. */
static void test_given_back(void **state)
{
	const size_t slack = 1u << 20; /* one blob, and pages around it */
	struct packs *packs = packs_new();
	struct oid ids[BLOBS];
	size_t most = 0;

	(void)state;
	make_blobs(ids);
	assert_non_null(packs);
	packs->in_memory_max = KEPT;
	assert_int_equal(packs_look(packs, "r/objects/pack"), 0);
	assert_int_equal(packs->count, 2);
	for (size_t i = 0; i < BLOBS; i++) {
		size_t now;

		must_read(packs, &ids[i], true);
		now = resident();
		most = now > most ? now : most;
	}
	assert_in_range(most, KEPT - slack, KEPT + slack);
	assert_true(resident() > slack);
	/* what was read already takes no more */
	for (size_t i = 0; i < KEPT / PACK_WINDOW_SIZE; i++)
		must_read(packs, &ids[BLOBS - 1], false);
	assert_true(resident() > slack);
	packs_free(packs);
	assert_int_equal(resident(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_given_back, scratch_set_up,
						scratch_tear_down),
	};

	return cmocka_run_group_tests_name("pack memory", tests, NULL, NULL);
}
