/* survey_commits.c - see survey_commits.h. Never judges what it reads. */
#include "git/survey_commits.h"

#include "git/pack_entry.h"

#include <stdatomic.h>

/* Unless it is large, a difference or damaged. */
static void shelve(struct object_shelf *shelf, struct packs *packs,
		   struct pack *pack, const struct survey_object *object)
{
	unsigned char data[OBJECT_SHELF_SIZE_MAX];
	struct pack_entry entry;
	struct oid id;

	pack_index_id(&id, &pack->index, object->place);
	if (!object_shelf_takes(shelf, &id) ||
	    !pack_entry_read(&entry, pack, object->offset) ||
	    entry.type != OBJECT_COMMIT || entry.size > sizeof(data) ||
	    !pack_entry_inflate(data, packs, pack, &entry))
		return;
	(void)object_shelf_put(shelf, &id, OBJECT_COMMIT,
			       (struct str){ (const char *)data, entry.size });
}

void survey_commits(struct object_shelf *shelf, struct packs *packs,
		    struct pack *pack, const struct survey_list *list,
		    const _Atomic unsigned char *enough,
		    const struct deadline *deadline)
{
	for (size_t i = list->count; i > 0; i--) {
		if (survey_list_kind(list, i - 1) != OBJECT_COMMIT)
			continue;
		if (!object_shelf_has_room(shelf) ||
		    atomic_load_explicit(enough, memory_order_relaxed) ||
		    (deadline && deadline_passed(deadline)))
			return;
		shelve(shelf, packs, pack, &list->objects[i - 1]);
	}
}
