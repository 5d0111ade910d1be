/*
 * survey_fixture.h - a quarantine with a pack of trees. For tests only.
 */
#ifndef REFGATE_TESTS_SURVEY_FIXTURE_H
#define REFGATE_TESTS_SURVEY_FIXTURE_H

#include "git/repo.h"
#include "pack_fixture.h"

struct scene {
	struct pack_fixture pack;
	struct buf tree, delta;
};

struct oid survey_id(unsigned number);
void scene_init(struct scene *scene);
void add_entry(struct buf *tree, const char *mode, const char *name,
	       unsigned id);
/* The scene's tree is an object of that id; the next begins without entries. */
void add_tree(struct scene *scene, unsigned id);
/* Writes the pack and lets the scene go; the quarantine's packs are known. */
struct repo *scene_open(struct scene *scene);

#endif
