/*
 * survey_trees.c - see survey_trees.h. Never passes over a byte of a tree but
 * one that its base has in the same place, and bases are read like all others.
 */
#include "git/survey_trees.h"

#include "git/diff.h"
#include "git/pack_entry.h"
#include "git/survey_image.h"
#include "git/survey_outside.h"

#include <stdlib.h>
#include <string.h>

#define CHAIN_MAX 4096
#define TREE_SIZE_MAX (16u << 20)
/* Trees that others build on, while they wait. */
#define KEPT_MAX 8192
#define KEPT_BYTES_MAX (8u << 20)
/* The deadline is looked at once in so many trees. */
#define TICKS 256

struct kept {
	size_t object;
	struct survey_image image; /* no data: a free place */
};

struct run {
	struct repo *repo;
	struct packs *packs;
	struct pack *pack;
	struct survey_list *list;
	struct survey_graph graph; /* objects first, what is outside behind */
	struct survey_outside outside;
	struct kept *kept; /* heap; KEPT_MAX */
	size_t kept_bytes;
	size_t turn;
	uint32_t *chain;      /* heap; CHAIN_MAX */
	unsigned char *delta; /* heap; room for the largest so far */
	size_t delta_room;
	size_t node; /* that is being told of */
	bool silent; /* it was told of before */
	const struct deadline *deadline;
	size_t ticks;
};

static void forget(struct run *run, struct kept *kept)
{
	if (kept->image.data)
		run->kept_bytes -= kept->image.size;
	survey_image_release(&kept->image);
}

static void keep(struct run *run, size_t object, struct survey_image *image)
{
	struct kept *kept = &run->kept[object % KEPT_MAX];

	if (!run->list->objects[object].waiting) {
		survey_image_release(image);
		return;
	}
	forget(run, kept);
	while (run->kept_bytes &&
	       run->kept_bytes + image->size > KEPT_BYTES_MAX)
		forget(run, &run->kept[run->turn++ % KEPT_MAX]);
	*kept = (struct kept){ object, *image };
	run->kept_bytes += image->size;
	*image = (struct survey_image){ NULL, 0, NULL };
}

static bool take(struct survey_image *out, struct run *run, size_t object)
{
	struct kept *kept = &run->kept[object % KEPT_MAX];

	if (!kept->image.data || kept->object != object)
		return false;
	*out = kept->image;
	run->kept_bytes -= out->size;
	kept->image = (struct survey_image){ NULL, 0, NULL };
	return true;
}

static bool find_node(size_t *out, struct run *run, const struct oid *id)
{
	struct survey_list *list = run->list;
	size_t place;

	if (pack_index_place(&place, &run->pack->index, id)) {
		*out = list->by_place[place];
		return survey_list_kind(list, *out) == OBJECT_TREE;
	}
	if (!survey_outside_find(out, &run->outside, id))
		return false;
	*out += list->count;
	return *out < run->graph.count || survey_graph_add(&run->graph);
}

static bool leads_to(const struct oid *id, size_t name_size, void *context)
{
	struct run *run = context;
	size_t node;

	if (run->silent || tree_is_empty(id))
		return true;
	return find_node(&node, run, id) &&
	       survey_graph_lead(&run->graph, run->node, node, name_size);
}

static void tell_of(struct run *run, size_t node, uint32_t like, bool silent)
{
	run->node = node;
	run->silent = silent;
	if (!silent)
		survey_graph_tell(&run->graph, node, like);
}

static bool read_image(struct run *run, struct survey_image *image,
		       size_t object)
{
	const struct survey_listener listener = { leads_to, run };
	size_t name_size;

	tell_of(run, object, SURVEY_NONE, run->list->objects[object].was_read);
	return survey_image_read(image, &name_size, &listener) &&
	       (run->silent ||
		survey_graph_name(&run->graph, object, name_size));
}

static bool read_entry(struct pack_entry *out, struct run *run, size_t object)
{
	return pack_entry_read(out, run->pack,
			       run->list->objects[object].offset) &&
	       out->size <= TREE_SIZE_MAX;
}

static bool read_whole(struct survey_image *out, struct run *run, size_t object)
{
	struct pack_entry entry;

	if (!read_entry(&entry, run, object))
		return false;
	*out = (struct survey_image){ malloc(entry.size + 1), entry.size,
				      NULL };
	return out->data &&
	       pack_entry_inflate(out->data, run->packs, run->pack, &entry) &&
	       read_image(run, out, object);
}

static bool make_room(struct run *run, size_t size)
{
	unsigned char *room;

	if (size <= run->delta_room)
		return true;
	room = realloc(run->delta, size);
	if (!room)
		return false;
	run->delta = room;
	run->delta_room = size;
	return true;
}

static bool inflate_delta(struct survey_delta *out, struct run *run,
			  size_t object, size_t base_size)
{
	struct pack_entry entry;

	if (!read_entry(&entry, run, object) ||
	    !make_room(run, entry.size + 1) ||
	    !pack_entry_inflate(run->delta, run->packs, run->pack, &entry))
		return false;
	out->data = run->delta;
	out->size = entry.size;
	return delta_read_sizes(&out->sizes, out->data, out->size) &&
	       out->sizes.base == base_size &&
	       out->sizes.result <= TREE_SIZE_MAX;
}

/* Where names and modes are those of the base, ids alone are looked at. */
static bool change_image(struct run *run, struct survey_image *image,
			 const struct survey_delta *delta, size_t object)
{
	const struct survey_listener listener = { leads_to, run };
	const struct survey_object *it = &run->list->objects[object];

	if (!survey_image_change(image, delta))
		return read_image(run, image, object);
	tell_of(run, object, it->base, it->was_read);
	return run->silent || survey_image_tell(image, delta, &listener);
}

/* The last that builds on an image may have it. */
static bool is_last(const struct run *run, size_t object)
{
	const struct survey_object *it = &run->list->objects[object];
	size_t waiting = run->list->objects[it->base].waiting;

	return waiting == (it->was_read ? 0 : 1);
}

static bool splice_image(struct run *run, struct survey_image *image,
			 const struct survey_image *base,
			 const struct survey_delta *delta, size_t object)
{
	const struct survey_listener listener = { leads_to, run };
	const struct survey_object *it = &run->list->objects[object];
	size_t name_size;

	tell_of(run, object, it->base, it->was_read);
	if (!survey_image_splice(image, &name_size, base, delta, &listener))
		return read_image(run, image, object);
	return run->silent || survey_graph_name(&run->graph, object, name_size);
}

static bool apply(struct survey_image *out, const struct survey_image *base,
		  const struct survey_delta *delta)
{
	*out = (struct survey_image){ malloc(delta->sizes.result + 1),
				      delta->sizes.result, NULL };
	return out->data && delta_apply(out->data, &delta->sizes, base->data,
					base->size, delta->data, delta->size);
}

/* `base` is the base's image; it is kept, or becomes the object's. */
static bool read_delta(struct survey_image *out, struct run *run,
		       struct survey_image *base, size_t object)
{
	struct survey_delta delta;

	if (!inflate_delta(&delta, run, object, base->size))
		return false;
	if (!survey_delta_stays(&delta))
		return apply(out, base, &delta) &&
		       splice_image(run, out, base, &delta, object);
	if (is_last(run, object)) {
		*out = *base;
		*base = (struct survey_image){ NULL, 0, NULL };
	} else if (!survey_image_copy(out, base)) {
		return false;
	}
	return change_image(run, out, &delta, object);
}

/* From the image of what the object builds on to its own. */
static bool build(struct run *run, struct survey_image *image, size_t object)
{
	struct survey_object *it = &run->list->objects[object];
	struct survey_image base = *image;
	bool done;

	*image = (struct survey_image){ NULL, 0, NULL };
	done = it->base == SURVEY_NONE ? read_whole(image, run, object) :
					 read_delta(image, run, &base, object);
	if (it->base != SURVEY_NONE && !it->was_read)
		run->list->objects[it->base].waiting--;
	it->was_read = true;
	if (base.data)
		keep(run, it->base, &base);
	return done;
}

static bool read_tree(struct run *run, size_t object)
{
	struct survey_image image = { NULL, 0, NULL };
	uint32_t at = (uint32_t)object;
	size_t depth = 0;
	bool done = true;

	do {
		if (depth == CHAIN_MAX)
			return false;
		run->chain[depth++] = at;
		at = run->list->objects[at].base;
	} while (at != SURVEY_NONE && !take(&image, run, at));
	while (done && depth)
		done = build(run, &image, run->chain[--depth]);
	if (done)
		keep(run, object, &image);
	survey_image_release(&image);
	return done;
}

static bool read_outside(struct run *run, size_t which)
{
	const struct survey_listener listener = { leads_to, run };
	size_t node = run->list->count + which;
	struct object object = { 0 };
	struct error ignored;
	size_t name_size;
	bool done;

	tell_of(run, node, SURVEY_NONE, false);
	done = !object_read(&object, run->repo, &run->outside.ids[which],
			    DIFF_TREE_SIZE_MAX, &ignored) &&
	       object.type == OBJECT_TREE &&
	       survey_tree_read(object.data, &name_size, &listener) &&
	       survey_graph_name(&run->graph, node, name_size);
	object_release(&object);
	return done;
}

static bool is_in_time(struct run *run)
{
	return run->ticks++ % TICKS || !run->deadline ||
	       !deadline_passed(run->deadline);
}

static bool read_all(struct run *run)
{
	bool done = true;

	for (size_t i = 0; done && i < run->list->count; i++) {
		if (survey_list_kind(run->list, i) == OBJECT_TREE &&
		    !run->list->objects[i].was_read)
			done = is_in_time(run) && read_tree(run, i);
		while (done && run->outside.read < run->outside.count)
			done = is_in_time(run) &&
			       read_outside(run, run->outside.read++);
	}
	return done && survey_graph_is_short(&run->graph);
}

static bool begin(struct run *run)
{
	size_t trees = 0;
	bool done;

	run->kept = calloc(KEPT_MAX, sizeof(*run->kept));
	run->chain = calloc(CHAIN_MAX, sizeof(*run->chain));
	done = run->kept && run->chain;
	for (size_t i = 0; done && i < run->list->count; i++) {
		done = survey_graph_add(&run->graph);
		trees += survey_list_kind(run->list, i) == OBJECT_TREE;
	}
	survey_outside_init(&run->outside, trees);
	return done;
}

static void end(struct run *run)
{
	for (size_t i = 0; run->kept && i < KEPT_MAX; i++)
		forget(run, &run->kept[i]);
	free(run->kept);
	free(run->chain);
	free(run->delta);
	survey_outside_release(&run->outside);
	survey_graph_release(&run->graph);
}

bool survey_trees(struct repo *repo, struct packs *packs, struct pack *pack,
		  struct survey_list *list, const struct deadline *deadline)
{
	struct run run = { .repo = repo,
			   .packs = packs,
			   .pack = pack,
			   .list = list,
			   .deadline = deadline };
	bool done = begin(&run) && read_all(&run);

	end(&run);
	return done;
}
