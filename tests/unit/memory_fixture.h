/*
 * memory_fixture.h - a bare repository "r" and the gate's memory in it. For
 * tests only.
 */
#ifndef REFGATE_TESTS_MEMORY_FIXTURE_H
#define REFGATE_TESTS_MEMORY_FIXTURE_H

#include "git/memory.h"

extern const char memory_fixture_text[];

/* For cmocka; scratch_tear_down() goes with it. */
int memory_fixture_set_up(void **state);
struct repo *memory_fixture_open(void);
/* The tests fail if these do. */
struct oid memory_fixture_store(const char *text);
void memory_fixture_keep(const char *name, const char *text);
void memory_fixture_git(const char *one, const char *two, const char *three);

int memory_fixture_put(const char *name, const struct oid *id, bool only_new);
/* What memory_read() answers, and that it is this text. */
int memory_fixture_answer(const char *name);
void memory_fixture_assert(const char *name, const char *text);

bool memory_fixture_is_there(const char *path);

#endif
