/* survey_layout.c - see survey_layout.h. Never looks at the content. */
#include "git/survey_layout.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

void survey_layout_drop(struct survey_layout *layout)
{
	if (layout && --layout->holders == 0)
		free(layout);
}

bool survey_places_add(struct survey_places *places,
		       const struct tree_entry *entry, size_t at)
{
	struct survey_place *place = array_more(&places->items, places->count,
						&places->capacity,
						sizeof(*place));

	if (!place || at > UINT32_MAX || entry->name.size > UINT16_MAX)
		return false;
	*place = (struct survey_place){ (uint32_t)at,
					(uint16_t)entry->name.size,
					entry->mode == MODE_TREE };
	places->count++;
	return true;
}

struct survey_layout *survey_layout_new(const struct survey_places *places)
{
	size_t size = places->count * sizeof(*places->items);
	struct survey_layout *layout = malloc(sizeof(*layout) + size);

	if (!layout)
		return NULL;
	layout->holders = 1;
	layout->count = places->count;
	if (size)
		memcpy(layout->places, places->items, size);
	return layout;
}

size_t survey_layout_begin(const struct survey_layout *layout, size_t entry)
{
	return entry ? layout->places[entry - 1].at + OID_SIZE : 0;
}

size_t survey_layout_from(const struct survey_layout *layout, size_t at)
{
	size_t low = 0;
	size_t high = layout->count + 1;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (survey_layout_begin(layout, middle) < at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
