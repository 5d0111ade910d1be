/* survey_fixture.c - see survey_fixture.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "survey_fixture.h"

#include "git/repo_state.h"
#include "repo_fixture.h"

#include <sys/stat.h>

#define QUARANTINE_PATH "r/objects/tmp_objdir-incoming-1"

struct oid survey_id(unsigned number)
{
	struct oid id = { { 0 } };

	id.bytes[0] = (unsigned char)(number * 7);
	id.bytes[1] = (unsigned char)(number >> 8);
	id.bytes[2] = (unsigned char)number;
	return id;
}

void add_entry(struct buf *tree, const char *mode, const char *name,
	       unsigned id)
{
	struct oid oid = survey_id(id);

	buf_addf(tree, "%s %s", mode, name);
	buf_add_byte(tree, '\0');
	buf_add(tree, oid.bytes, OID_SIZE);
}

void scene_init(struct scene *scene)
{
	pack_fixture_init(&scene->pack);
	scene->tree = scene->delta = (struct buf)BUF_INIT;
	repo_fixture_init("r");
	assert_int_equal(mkdir(QUARANTINE_PATH, 0777), 0);
	assert_int_equal(mkdir(QUARANTINE_PATH "/pack", 0777), 0);
}

void add_tree(struct scene *scene, unsigned id)
{
	struct oid oid = survey_id(id);

	pack_fixture_add(&scene->pack, &oid, OBJECT_TREE,
			 buf_str(&scene->tree));
	buf_clear(&scene->tree);
}

struct repo *scene_open(struct scene *scene)
{
	struct repo *repo;

	pack_fixture_write(&scene->pack, QUARANTINE_PATH "/pack");
	repo = repo_fixture_open("r", QUARANTINE_PATH);
	assert_int_equal(object_store_look(&repo->stores[QUARANTINE]), 0);
	pack_fixture_release(&scene->pack);
	buf_release(&scene->tree);
	buf_release(&scene->delta);
	return repo;
}
