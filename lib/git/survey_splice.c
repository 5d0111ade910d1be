/*
 * survey_splice.c - a tree that has names which its base has not, or lacks
 * some. Never takes two entries for neighbours that are not looked at, unless
 * they were neighbours in the base.
 *
 * A file and a folder of one name may be far from each other, with names
 * between them that all begin with theirs. One of the two is new then, or both
 * were in the base; so it is looked for from those that are new.
 */
#include "git/survey_image.h"
#include "git/survey_layout.h"

#include <stdlib.h>
#include <string.h>

#define NOT_IN_BASE SIZE_MAX
#define ENTRY_SIZE_MIN (sizeof("40000 x") + OID_SIZE)
/* With more new entries all of the tree is read. */
#define FRESH_MAX 128

struct key {
	struct str name;
	bool is_tree;
	size_t origin; /* which of the base's entries it is; or NOT_IN_BASE */
};

struct splice {
	const struct survey_image *base;
	const struct survey_image *image;
	const struct survey_listener *listener;
	struct survey_places places;
	size_t at; /* of the image: read so far */
	struct key last;
	size_t likely; /* of the base's entries: the next */
	size_t name_size;
	size_t fresh[FRESH_MAX]; /* places of what is not in the base */
	size_t fresh_count;
};

static struct str name_at(const unsigned char *data,
			  const struct survey_place *place)
{
	return (struct str){ (const char *)data + place->at - 1 -
				     place->name_size,
			     place->name_size };
}

static unsigned mode_of(const struct key *key)
{
	return key->is_tree ? MODE_TREE : MODE_FILE;
}

/* Whether it may stand behind the last one. */
static bool follow(struct splice *splice, const struct key *key)
{
	const struct key last = splice->last;

	splice->last = *key;
	if (key->origin != NOT_IN_BASE)
		splice->likely = key->origin + 1;
	if (!splice->at ||
	    (last.origin != NOT_IN_BASE && key->origin == last.origin + 1))
		return true;
	return tree_entry_compare(last.name, mode_of(&last), key->name,
				  mode_of(key)) < 0;
}

/* The base's entry of that name and kind, where it is to be expected. */
static size_t origin_of(const struct splice *splice, const struct key *key)
{
	const struct survey_layout *layout = splice->base->layout;
	const struct survey_place *place = &layout->places[splice->likely];

	if (splice->likely >= layout->count || place->is_tree != key->is_tree ||
	    !str_equal(name_at(splice->base->data, place), key->name))
		return NOT_IN_BASE;
	return splice->likely;
}

static bool take_entry(struct splice *splice, const struct tree_entry *entry,
		       size_t end)
{
	struct key key = { entry->name, entry->mode == MODE_TREE, 0 };

	key.origin = origin_of(splice, &key);
	if (key.origin == NOT_IN_BASE) {
		if (splice->fresh_count == FRESH_MAX)
			return false;
		splice->fresh[splice->fresh_count++] = splice->places.count;
	}
	if (!follow(splice, &key) ||
	    !survey_places_add(&splice->places, entry, end - OID_SIZE))
		return false;
	splice->at = end;
	if (entry->name.size > splice->name_size)
		splice->name_size = entry->name.size;
	return !key.is_tree ||
	       splice->listener->leads_to(&entry->id, entry->name.size,
					  splice->listener->context);
}

/* What is not the base's, up to there. */
static bool read_own(struct splice *splice, size_t end)
{
	const char *data = (const char *)splice->image->data;
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;
	int more;

	if (end < splice->at)
		return false;
	tree_reader_init(&reader,
			 (struct str){ data + splice->at, end - splice->at },
			 true);
	while ((more = tree_next(&reader, &entry, &flaw)) == 1)
		if (!take_entry(splice, &entry, end - reader.rest.size))
			return false;
	return !more;
}

/* Entries of the base as they are; what began at `from` begins at `to`. */
static bool take_run(struct splice *splice, size_t first, size_t end,
		     size_t from, size_t to)
{
	const struct survey_layout *layout = splice->base->layout;
	const struct survey_place *place = &layout->places[first];
	struct survey_places *places = &splice->places;
	struct key key = { name_at(splice->base->data, place), place->is_tree,
			   first };

	if (!follow(splice, &key) ||
	    end - first > places->capacity - places->count)
		return false;
	for (size_t i = first; i < end; i++) {
		struct survey_place *copy = &places->items[places->count++];

		*copy = layout->places[i];
		copy->at = (uint32_t)(copy->at - from + to);
	}
	place = &layout->places[end - 1];
	splice->last = (struct key){ name_at(splice->base->data, place),
				     place->is_tree, end - 1 };
	splice->likely = end;
	splice->at = survey_layout_begin(layout, end) - from + to;
	return true;
}

/* A piece of the base, which is at `to` now; whole entries of it are taken. */
static bool take_piece(struct splice *splice, const struct delta_step *step,
		       size_t to)
{
	const struct survey_layout *layout = splice->base->layout;
	size_t from = step->offset;
	size_t first = survey_layout_from(layout, from);
	size_t end = survey_layout_from(layout, from + step->count + 1) - 1;

	if (end <= first)
		return true;
	return read_own(splice,
			survey_layout_begin(layout, first) - from + to) &&
	       take_run(splice, first, end, from, to);
}

static bool take_all(struct splice *splice, const struct survey_delta *delta)
{
	struct delta_reader reader;
	struct delta_step step;
	size_t at = 0;
	int more;

	delta_begin(&reader, &delta->sizes, delta->data, delta->size);
	while ((more = delta_next(&step, &reader)) == 1) {
		if (!step.own && !take_piece(splice, &step, at))
			return false;
		at += step.count;
	}
	return !more && read_own(splice, splice->image->size);
}

static bool begins(struct str name, struct str other)
{
	return name.size <= other.size &&
	       str_equal(name, str_first(other, name.size));
}

/*
 * Whether no other has its name. A folder's twin stands in front of it, a
 * file's behind, and all that is between them begins with that name. False,
 * too, where so many may begin with each other that who reads all says so: what
 * its own name begins with, the one in front of it begins with, too.
 */
static bool is_alone(const struct splice *splice, size_t place)
{
	const struct survey_place *places = splice->places.items;
	const bool is_tree = places[place].is_tree;
	const unsigned char *data = splice->image->data;
	const struct str name = name_at(data, &places[place]);
	size_t left = is_tree ? place : splice->places.count - place - 1;
	size_t nested =
		place ? str_common_head(name,
					name_at(data, &places[place - 1])) :
			0;

	for (; nested < TREE_PREFIXES_MAX; nested++) {
		struct str other;

		if (!left--)
			return true;
		place = is_tree ? place - 1 : place + 1;
		other = name_at(data, &places[place]);
		if (!begins(name, other))
			return true;
		if (other.size == name.size)
			return false;
	}
	return false;
}

static bool are_alone(const struct splice *splice)
{
	for (size_t i = 0; i < splice->fresh_count; i++)
		if (!is_alone(splice, splice->fresh[i]))
			return false;
	return true;
}

bool survey_image_splice(struct survey_image *image, size_t *name_size,
			 const struct survey_image *base,
			 const struct survey_delta *delta,
			 const struct survey_listener *listener)
{
	struct splice splice = { .base = base,
				 .image = image,
				 .listener = listener,
				 .last.origin = NOT_IN_BASE };

	splice.places.capacity = image->size / ENTRY_SIZE_MIN + 1;
	splice.places.items =
		malloc(splice.places.capacity * sizeof(*splice.places.items));
	if (splice.places.items && take_all(&splice, delta) &&
	    are_alone(&splice))
		image->layout = survey_layout_new(&splice.places);
	free(splice.places.items);
	*name_size = splice.name_size;
	return image->layout != NULL;
}
