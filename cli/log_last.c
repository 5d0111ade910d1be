/* log_last.c - see log_last.h. Never holds more than it was made for. */
#include "log_last.h"

#include <stdlib.h>

int log_last_init(struct log_last *out, size_t size, struct error *error)
{
	*out = (struct log_last){ .size = size };
	out->texts = calloc(size, sizeof(*out->texts));
	return out->texts ? 0 : error_no_memory(error);
}

void log_last_take(struct log_last *last, struct buf *text)
{
	struct buf *place = &last->texts[last->next];

	buf_release(place);
	*place = *text;
	buf_init(text);
	last->next = (last->next + 1) % last->size;
	last->count += last->count < last->size;
}

struct buf *log_last_next(struct log_last *last)
{
	size_t first;

	if (!last->count)
		return NULL;
	first = (last->next + last->size - last->count) % last->size;
	last->count--;
	return &last->texts[first];
}

void log_last_release(struct log_last *last)
{
	for (size_t i = 0; last->texts && i < last->size; i++)
		buf_release(&last->texts[i]);
	free(last->texts);
	*last = (struct log_last){ .size = 0 };
}
