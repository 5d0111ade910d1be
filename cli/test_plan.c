/*
 * test_plan.c - see test_plan.h.
 */
#include "test_plan.h"

#include <stdlib.h>
#include <string.h>

const char *plan_text(const struct node *node)
{
	return node && !node_is_null(node) ? node->text : NULL;
}

static int add_word(const char ***words, size_t *count, size_t *capacity,
		    const char *word, struct error *error)
{
	const char **slot;

	for (size_t i = 0; i < *count; i++)
		if (!strcmp((*words)[i], word))
			return 0;
	slot = array_more(words, *count, capacity, sizeof(*slot));
	if (!slot)
		return error_no_memory(error);
	*slot = word;
	(*count)++;
	return 0;
}

static int add_person(struct plan *plan, const char *word, bool signs,
		      struct error *error)
{
	int result = add_word(&plan->words, &plan->word_count,
			      &plan->word_capacity, word, error);

	if (!result && signs)
		result = add_word(&plan->signers, &plan->signer_count,
				  &plan->signer_capacity, word, error);
	return result;
}

static int collect(struct plan *plan, const struct node *node,
		   struct error *error);

/* People stand behind these keys; all else is looked into. */
static int collect_child(struct plan *plan, const struct node *child,
			 struct error *error)
{
	const char *key = child->key ? child->key->text : "";
	bool signs = !strcmp(key, "as") || !strcmp(key, "signed-by");
	bool is_identity = !strcmp(key, "author") || !strcmp(key, "committer");

	if (child->kind != NODE_SCALAR)
		return collect(plan, child, error);
	if (!(signs || is_identity) || node_is_null(child) ||
	    strchr(child->text, '<'))
		return 0;
	return add_person(plan, child->text, signs, error);
}

static int collect_groups(struct plan *plan, const struct node *groups,
			  struct error *error)
{
	int result = 0;

	for (const struct node *group = groups->first; !result && group;
	     group = group->next) {
		if (group->kind == NODE_SCALAR && !node_is_null(group))
			result = add_person(plan, group->text, false, error);
		for (const struct node *item = group->first; !result && item;
		     item = item->next)
			result = add_person(plan, item->text, false, error);
	}
	return result;
}

static int collect_people(struct plan *plan, const struct node *people,
			  struct error *error)
{
	int result = 0;

	for (const struct node *item = people->first; !result && item;
	     item = item->next)
		result = add_person(plan, item->key->text, false, error);
	return result;
}

/* Words of files are no people. */
static int collect(struct plan *plan, const struct node *node,
		   struct error *error)
{
	int result = 0;

	for (const struct node *child = node->first; !result && child;
	     child = child->next) {
		const char *key = child->key ? child->key->text : "";

		if (!strcmp(key, "groups"))
			result = collect_groups(plan, child, error);
		else if (!strcmp(key, "people"))
			result = collect_people(plan, child, error);
		else if (strcmp(key, "files") && strcmp(key, "resolve") &&
			 strcmp(key, "texts") && strcmp(key, "trailers"))
			result = collect_child(plan, child, error);
	}
	return result;
}

static int take_settings(struct plan_case *setting, const struct node *item,
			 struct error *error)
{
	static const struct {
		const char *key;
		size_t offset;
	} keys[] = {
		{ "as", offsetof(struct plan_case, as) },
		{ "given", offsetof(struct plan_case, given) },
		{ "sign", offsetof(struct plan_case, sign) },
		{ "defaults", offsetof(struct plan_case, defaults) },
		{ "people", offsetof(struct plan_case, people) },
		{ "groups", offsetof(struct plan_case, groups) },
	};
	const struct node *texts = node_get(item, "texts");
	const struct node *node;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		node = node_get(item, keys[i].key);
		if (node)
			memcpy((char *)setting + keys[i].offset, &node,
			       sizeof(node));
	}
	if (!texts)
		return 0;
	if (setting->text_count == PLAN_TEXTS_MAX)
		return error_set(error, ERROR_USAGE,
				 "more than %d settings with texts",
				 PLAN_TEXTS_MAX);
	setting->texts[setting->text_count++] = texts;
	return 0;
}

static int add_case(struct plan *plan, const struct plan_case *setting,
		    const struct node *item, struct error *error)
{
	struct plan_case *slot;

	if (plan->count == PLAN_CASES_MAX)
		return error_set(error, ERROR_LIMIT, "more than %d cases",
				 PLAN_CASES_MAX);
	slot = array_more(&plan->cases, plan->count, &plan->capacity,
			  sizeof(*slot));
	if (!slot)
		return error_no_memory(error);
	*slot = *setting;
	slot->name = node_get(item, "name")->text;
	slot->mark = node_get(item, "name")->mark;
	slot->item = item;
	plan->count++;
	return take_settings(slot, item, error);
}

int plan_make(struct plan *out, const struct node *tree, const char *filter,
	      struct error *error)
{
	const struct node *tests = node_get(tree, "tests");
	struct plan_case setting = { .name = NULL };
	int result = add_person(out, "developer", true, error);

	for (const struct node *item = tests ? tests->first : NULL;
	     !result && item; item = item->next) {
		const struct node *name = node_get(item, "name");

		if (!name) {
			result = take_settings(&setting, item, error);
			if (!result)
				result = collect(out, item, error);
			continue;
		}
		if (filter && !strstr(name->text, filter)) {
			out->left_out++;
			continue;
		}
		result = add_case(out, &setting, item, error);
		if (!result)
			result = collect(out, item, error);
	}
	return result;
}

void plan_release(struct plan *plan)
{
	free(plan->cases);
	free(plan->signers);
	free(plan->words);
	*plan = (struct plan){ .count = 0 };
}
