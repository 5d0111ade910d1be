/*
 * survey_image.h - the content of a sound tree, and where in it ids stand: of
 * one that differs from it in ids alone, nothing else has to be read. For
 * lib/git/survey*.c only.
 */
#ifndef REFGATE_GIT_SURVEY_IMAGE_H
#define REFGATE_GIT_SURVEY_IMAGE_H

#include "git/object.h"
#include "git/pack_delta.h"

struct survey_layout;

struct survey_image {
	unsigned char *data; /* heap */
	size_t size;
	struct survey_layout *layout; /* held; NULL: not read yet */
};

/* Told of the trees that entries lead to; false stops. */
struct survey_listener {
	bool (*leads_to)(const struct oid *id, size_t name_size, void *context);
	void *context;
};

/*
 * Reads all of its data, strictly, and tells of each tree. False: it is not
 * sound, or memory is short. *name_size: of its longest name.
 */
bool survey_image_read(struct survey_image *image, size_t *name_size,
		       const struct survey_listener *listener);

/* The same of a tree that is not kept. */
bool survey_tree_read(struct str tree, size_t *name_size,
		      const struct survey_listener *listener);

struct survey_delta {
	struct delta_sizes sizes;
	const unsigned char *data;
	size_t size;
};

/* Whether all that it takes from its base stays where it is. */
bool survey_delta_stays(const struct survey_delta *delta);
/*
 * Of a delta that stays, on its base. False: not only ids are others now. Then
 * the content is what the delta makes of it, and is to be read.
 */
bool survey_image_change(struct survey_image *image,
			 const struct survey_delta *delta);
/* After that: tells of each tree whose id has been written. */
bool survey_image_tell(const struct survey_image *image,
		       const struct survey_delta *delta,
		       const struct survey_listener *listener);
/*
 * Reads what the delta has made of `base` where it differs from it. False: it
 * may be sound or not, and all of it is to be read.
 */
bool survey_image_splice(struct survey_image *image, size_t *name_size,
			 const struct survey_image *base,
			 const struct survey_delta *delta,
			 const struct survey_listener *listener);
/* False: no memory. */
bool survey_image_copy(struct survey_image *out,
		       const struct survey_image *image);
void survey_image_release(struct survey_image *image);

#endif
