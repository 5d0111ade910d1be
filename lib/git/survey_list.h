/*
 * survey_list.h - the objects of one pack, in its order, and what each is. For
 * lib/git/survey*.c only.
 */
#ifndef REFGATE_GIT_SURVEY_LIST_H
#define REFGATE_GIT_SURVEY_LIST_H

#include "git/pack.h"
#include "git/survey_graph.h"

struct survey_object {
	uint64_t offset;
	uint32_t place;	  /* of its id, in the index */
	uint32_t base;	  /* the object that it builds on; or SURVEY_NONE */
	uint32_t waiting; /* those that build on it and were not read */
	bool was_read;
};

struct survey_list {
	struct survey_object *objects; /* heap; by their offsets */
	uint32_t *by_place;	       /* heap; which object has that place */
	size_t count;
	/*
	 * By places: enum object_type, and OBJECT_NONE until it is known.
	 * Borrowed; other processes may look at it meanwhile.
	 */
	_Atomic unsigned char *kinds;
};

/* `kinds` has as many bytes as the pack has objects. False: odd, or no memory.
 */
bool survey_list_read(struct survey_list *out, struct pack *pack,
		      _Atomic unsigned char *kinds);
enum object_type survey_list_kind(const struct survey_list *list, size_t at);
void survey_list_release(struct survey_list *list);

#endif
