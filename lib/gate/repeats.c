/* repeats.c - see repeats.h. Never judges, never prints. */
#include "gate/repeats.h"
#include "gate/structure.h"

#include <stdlib.h>
#include <string.h>

static bool is_of_structure(const struct judged *judged)
{
	return judged->finding.topic == STRUCTURE_TREE &&
	       !judged->place.ruleset &&
	       str_is(str_of(judged->place.rule_id), "structure");
}

/* The sentence of diff_flaw_error(), without the commit in front of it. */
static const char *sentence(const struct judged *judged)
{
	const char *text = judged->finding.text;
	const char *tree = text ? strstr(text, "tree ") : NULL;

	return tree ? tree : "";
}

static int compare(const void *a, const void *b)
{
	const struct judged *one = *(const struct judged *const *)a;
	const struct judged *other = *(const struct judged *const *)b;

	if (one->place.update != other->place.update)
		return one->place.update < other->place.update ? -1 : 1;
	return strcmp(sentence(one), sentence(other));
}

void repeats_mark(struct judgement *judgement)
{
	size_t count = judgement->finding_count;
	const struct judged **trees = malloc((count + 1) * sizeof(*trees));
	size_t tree_count = 0;

	for (size_t i = 0; trees && i < count; i++)
		if (is_of_structure(judgement->findings[i]))
			trees[tree_count++] = judgement->findings[i];
	if (tree_count)
		qsort(trees, tree_count, sizeof(*trees), compare);
	for (size_t i = 0; tree_count && i < count; i++) {
		struct judged *judged = judgement->findings[i];

		judged->repeats = judged->place.verdict == VERDICT_BROKEN &&
				  bsearch(&judged, trees, tree_count,
					  sizeof(*trees), compare);
	}
	free(trees);
}

bool repeats_all(const struct judged *const *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!items[i]->repeats)
			return false;
	return true;
}
