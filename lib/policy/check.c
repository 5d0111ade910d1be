/*
 * check.c - the policy's own keys after binding: version, namespaces, days,
 * names of rules. Never looks into rulesets.
 */
#include "policy/check.h"

#include "base/clock.h"

#include <string.h>

#define NAMES_MAX 128
#define DAY_SIZE 10
#define DAY_SECONDS 86400

/* No push may touch these, whatever a policy says. */
static const char *const forbidden[] = { "refs/replace/", "refs/refgate/" };

bool check_parse_day(struct str text, int64_t *end)
{
	struct buf time = BUF_INIT;
	int64_t start;
	bool sound;

	buf_add_str(&time, text);
	buf_add_text(&time, "T00:00:00Z");
	sound = text.size == DAY_SIZE && clock_parse(buf_str(&time), &start);
	buf_release(&time);
	if (sound)
		*end = start + DAY_SECONDS;
	return sound;
}

static void check_namespaces(struct binder *binder, const struct node *list)
{
	const struct texts *texts = &binder->policy->namespaces;

	for (size_t i = 0; i < texts->count; i++) {
		struct str text = str_of(texts->items[i]);

		if (!str_starts(text, "refs/") || !str_ends(text, "/"))
			bind_error(binder, bind_item_mark(list, i),
				   "write it as refs/heads/",
				   "'%s' is no namespace", texts->items[i]);
		for (size_t j = 0; j < sizeof(forbidden) / sizeof(forbidden[0]);
		     j++)
			if (str_starts(text, forbidden[j]) ||
			    str_starts(str_of(forbidden[j]), texts->items[i]))
				bind_error(binder, bind_item_mark(list, i),
					   NULL,
					   "'%s' would let pushes into %s",
					   texts->items[i], forbidden[j]);
	}
	if (list && bind_list_count(list) == 0)
		bind_error(binder, list->mark, NULL,
			   "without namespaces nothing could be pushed");
}

static void check_never(struct binder *binder, const struct node *list)
{
	const struct texts *texts = &binder->policy->override.never;
	const char *names[NAMES_MAX];
	size_t count = 0;

	for (; count < rules_count && count < NAMES_MAX; count++)
		names[count] = rules_all[count]->id;
	for (size_t i = 0; i < texts->count; i++)
		if (!rule_by_id(texts->items[i]))
			bind_error(binder, bind_item_mark(list, i),
				   bind_hint(binder, texts->items[i], names,
					     count),
				   "unknown rule '%s'", texts->items[i]);
}

static void check_override(struct binder *binder, const struct node *node)
{
	struct policy_override *override = &binder->policy->override;

	override->present = node != NULL;
	override->mark = node ? node_key_mark(node) : (struct mark){ 0 };
	if (node)
		check_never(binder, node_get(node, "never"));
}

static void check_version(struct binder *binder, const struct node *tree)
{
	if (binder->policy->version == OPTION_UNSET)
		bind_error(binder, tree->mark, "add 'version: 1'",
			   "the policy has no version");
}

void check_policy(struct binder *binder, const struct node *tree)
{
	const struct policy *policy = binder->policy;
	const struct node *review = node_get(tree, "review-by");
	int64_t ignored;

	if (binder->diagnostics->errors == 0)
		check_version(binder, tree);
	check_namespaces(binder, node_get(tree, "namespaces"));
	check_override(binder, node_get(tree, "override"));
	if (review && policy->review_by &&
	    !check_parse_day(str_of(policy->review_by), &ignored))
		bind_error(binder, review->mark, NULL,
			   "'review-by' wants a day such as 2027-01-31");
}
