/*
 * ref_list_order.c - puts a list of refs in order, each name once. Never reads
 * a ref.
 */
#include "git/ref_list.h"

#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b)
{
	const struct ref_item *left = a;
	const struct ref_item *right = b;
	int order = strcmp(left->name, right->name);

	return order ? order : left->is_packed - right->is_packed;
}

void ref_list_finish(struct ref_list *list)
{
	const char *last = NULL;
	size_t kept = 0;
	size_t i;

	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), compare);
	for (i = 0; i < list->count; i++) {
		struct ref_item item = list->items[i];
		bool again = last && strcmp(last, item.name) == 0;

		last = item.name;
		if (!again && !item.is_symbolic)
			list->items[kept++] = item;
	}
	list->count = kept;
}
