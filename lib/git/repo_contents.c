/* repo_contents.c - what is remembered of contents. Never reads one. */
#include "git/repo_state.h"

/* Fewer are still among those that were read lately. */
#define WALKED_FROM 64
#define SHELF_SIZE (28u << 20)

void object_keep(struct repo *repo, const struct object *object)
{
	const struct content *content = object->handle;

	if (content->had || content->shelved || repo->walked++ < WALKED_FROM)
		return;
	if (repo->shelf.places ||
	    object_shelf_open(&repo->shelf, SHELF_SIZE, false))
		(void)object_shelf_put(&repo->shelf, &content->id,
				       content->type, object->data);
}

void object_set_sound(struct repo *repo, struct object *object)
{
	struct content *content = object->handle;

	if (!content->sound)
		sound_add(&repo->sound, &content->id);
	content->sound = true;
}

bool object_is_sound(const struct object *object)
{
	const struct content *content = object->handle;

	return content->sound;
}
