/* loose_fixture.c - see loose_fixture.h. Never leaves anything behind. */
#include "loose_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "repo_fixture.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ID "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SIZE_LIMIT (1u << 20)

void loose_deflate(struct buf *out, struct str text, enum form form, int level,
		   const char *dictionary)
{
	z_stream stream = { .zalloc = NULL };
	size_t room;
	char *space;

	assert_int_equal(deflateInit2(&stream, level, Z_DEFLATED, form, 8,
				      Z_DEFAULT_STRATEGY),
			 Z_OK);
	if (dictionary)
		assert_int_equal(deflateSetDictionary(&stream,
						      (const Bytef *)dictionary,
						      (uInt)strlen(dictionary)),
				 Z_OK);
	room = deflateBound(&stream, text.size) + 64;
	space = malloc(room);
	assert_non_null(space);
	stream.next_in = (z_const Bytef *)text.data;
	stream.avail_in = (uInt)text.size;
	stream.next_out = (Bytef *)space;
	stream.avail_out = (uInt)room;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	buf_add(out, space, stream.total_out);
	deflateEnd(&stream);
	free(space);
}

struct str loose_text(struct buf *out, const char *header, struct str content)
{
	buf_clear(out);
	buf_add(out, header, strlen(header) + 1);
	buf_add_str(out, content);
	return buf_str(out);
}

/* 0: taken, and *content has it. */
static int take(struct loose *loose, struct buf *content)
{
	char *space;
	int r;

	if (loose->size > SIZE_LIMIT)
		return ERROR_LIMIT;
	space = malloc(loose->size + 1);
	assert_non_null(space);
	r = loose_read(loose, space);
	if (!r)
		buf_add(content, space, loose->size);
	free(space);
	return r;
}

int loose_fixture_file(struct buf *content, enum object_type *type)
{
	struct loose loose;
	int r = loose_open(&loose, FILE_NAME);

	*type = loose.type;
	if (!r)
		r = take(&loose, content);
	loose_close(&loose);
	return r;
}

int loose_fixture_bytes(struct buf *content, struct str bytes)
{
	struct loose loose;
	int r = loose_open_bytes(&loose, bytes);

	if (!r)
		r = take(&loose, content);
	loose_close(&loose);
	return r;
}

static bool git_takes(struct buf *content, enum object_type type)
{
	const char *argv[] = { "git",	   "--git-dir=r",
			       "cat-file", object_type_name(type),
			       ID,	   NULL };

	return scratch_try(content, STR(""), argv) == 0;
}

void loose_fixture_check(const char *what, bool taken)
{
	struct buf ours = BUF_INIT;
	struct buf theirs = BUF_INIT;
	enum object_type type = OBJECT_NONE;
	int r = loose_fixture_file(&ours, &type);
	bool git = !r && git_takes(&theirs, type);

	if (taken != !r)
		fail_msg("%s: %d", what, r);
	if (!r && (!git || !str_equal(buf_str(&ours), buf_str(&theirs))))
		fail_msg("%s: git has it otherwise", what);
	buf_release(&ours);
	buf_release(&theirs);
}

void loose_fixture_put(struct str bytes)
{
	(void)unlink(FILE_NAME);
	scratch_write(FILE_NAME, bytes);
}

void loose_fixture_check_bytes(const char *what, struct str bytes, bool taken)
{
	struct buf content = BUF_INIT;

	loose_fixture_put(bytes);
	loose_fixture_check(what, taken);
	if (taken != !loose_fixture_bytes(&content, bytes))
		fail_msg("%s: other bytes in memory", what);
	buf_release(&content);
}

int loose_fixture_set_up(void **state)
{
	int r = scratch_set_up(state);

	if (r)
		return r;
	repo_fixture_init("r");
	return mkdir(FOLDER, 0755);
}
