/* repo_contents.c - what is remembered of contents. Never reads one. */
#include "git/repo_state.h"

void object_keep(struct repo *repo, const struct object *object)
{
	struct content *content = object->handle;

	if (!content->had)
		object_cache_keep(&repo->cache, content);
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
