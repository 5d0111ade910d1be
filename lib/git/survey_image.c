/*
 * survey_image.c - see survey_image.h. Never believes a delta anything but what
 * it does to the bytes of a tree that was read.
 */
#include "git/survey_image.h"

#include "base/arena.h"
#include "git/survey_layout.h"

#include <stdlib.h>
#include <string.h>

/* `places` may be NULL. */
static bool read_entries(struct survey_places *places, size_t *name_size,
			 struct str tree,
			 const struct survey_listener *listener)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;
	int more;

	*name_size = 0;
	tree_reader_init(&reader, tree, true);
	while ((more = tree_next(&reader, &entry, &flaw)) == 1) {
		if (places &&
		    !survey_places_add(places, &entry,
				       tree.size - reader.rest.size - OID_SIZE))
			return false;
		if (entry.name.size > *name_size)
			*name_size = entry.name.size;
		if (entry.mode == MODE_TREE &&
		    !listener->leads_to(&entry.id, entry.name.size,
					listener->context))
			return false;
	}
	return !more;
}

bool survey_image_read(struct survey_image *image, size_t *name_size,
		       const struct survey_listener *listener)
{
	const struct str tree = { (const char *)image->data, image->size };
	struct survey_places places = { NULL, 0, 0 };

	survey_layout_drop(image->layout);
	image->layout = NULL;
	if (read_entries(&places, name_size, tree, listener))
		image->layout = survey_layout_new(&places);
	free(places.items);
	return image->layout != NULL;
}

bool survey_tree_read(struct str tree, size_t *name_size,
		      const struct survey_listener *listener)
{
	return read_entries(NULL, name_size, tree, listener);
}

bool survey_delta_stays(const struct survey_delta *delta)
{
	struct delta_reader reader;
	struct delta_step step;
	size_t at = 0;
	int more;

	if (delta->sizes.base != delta->sizes.result)
		return false;
	delta_begin(&reader, &delta->sizes, delta->data, delta->size);
	while ((more = delta_next(&step, &reader)) == 1) {
		if (!step.own && step.offset != at)
			return false;
		at += step.count;
	}
	return !more;
}

/* The entry that has the byte at `at`. */
static size_t find_place(const struct survey_layout *layout, size_t at)
{
	return survey_layout_from(layout, at + 1) - 1;
}

/* False: what stands between two ids is another now. */
static bool write_bytes(struct survey_image *image, size_t at,
			const unsigned char *bytes, size_t count)
{
	const struct survey_layout *layout = image->layout;
	size_t i = find_place(layout, at);
	size_t end = at + count;
	bool same = true;

	for (size_t from = at; same && from < end; i++) {
		size_t id = i < layout->count ? layout->places[i].at :
						image->size;
		size_t to = id < end ? id : end;

		if (from < to)
			same = !memcmp(image->data + from, bytes + (from - at),
				       to - from);
		from = id + OID_SIZE;
	}
	memcpy(image->data + at, bytes, count);
	return same;
}

bool survey_image_change(struct survey_image *image,
			 const struct survey_delta *delta)
{
	struct delta_reader reader;
	struct delta_step step;
	bool same = true;
	size_t at = 0;

	delta_begin(&reader, &delta->sizes, delta->data, delta->size);
	while (delta_next(&step, &reader) == 1) {
		if (step.own && !write_bytes(image, at, step.own, step.count))
			same = false;
		at += step.count;
	}
	return same;
}

/* Of ids from that place on, up to `end`. */
static bool tell_places(const struct survey_image *image, size_t *place,
			size_t end, const struct survey_listener *listener)
{
	const struct survey_layout *layout = image->layout;

	for (; *place < layout->count && layout->places[*place].at < end;
	     ++*place) {
		const struct survey_place *told = &layout->places[*place];
		struct oid id;

		if (!told->is_tree)
			continue;
		memcpy(id.bytes, image->data + told->at, OID_SIZE);
		if (!listener->leads_to(&id, told->name_size,
					listener->context))
			return false;
	}
	return true;
}

bool survey_image_tell(const struct survey_image *image,
		       const struct survey_delta *delta,
		       const struct survey_listener *listener)
{
	struct delta_reader reader;
	struct delta_step step;
	size_t told = 0; /* places in front of it need not be told of again */
	size_t at = 0;
	bool go_on = true;

	delta_begin(&reader, &delta->sizes, delta->data, delta->size);
	while (go_on && delta_next(&step, &reader) == 1) {
		if (step.own) {
			size_t place = find_place(image->layout, at);

			told = place > told ? place : told;
			go_on = tell_places(image, &told, at + step.count,
					    listener);
		}
		at += step.count;
	}
	return go_on;
}

bool survey_image_copy(struct survey_image *out,
		       const struct survey_image *image)
{
	*out = (struct survey_image){ malloc(image->size + 1), image->size,
				      image->layout };
	if (!out->data)
		return false;
	memcpy(out->data, image->data, image->size);
	out->layout->holders++;
	return true;
}

void survey_image_release(struct survey_image *image)
{
	free(image->data);
	survey_layout_drop(image->layout);
	*image = (struct survey_image){ NULL, 0, NULL };
}
