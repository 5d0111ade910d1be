/*
 * import_refs.c - see import_refs.h. Never takes a pattern as it stands: what
 * fnmatch(3) reads in another way than a glob of ours is written anew.
 */
#include "policy/import_refs.h"

#include "base/glob.h"
#include "policy/import_text.h"

#include <string.h>

static const struct import_target targets[] = {
	{ "branch", "refs/heads/", "refs/heads/**" },
	{ "tag", "refs/tags/", "refs/tags/**" },
	{ "push", "refs/", "refs/{heads,tags}/**" },
	{ "repository", NULL, NULL }, /* who may make or delete one */
};

const struct import_target *import_target_named(const char *name)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (strcmp(targets[i].name, name) == 0)
			return &targets[i];
	return NULL;
}

static void add_item(struct buf *out, struct str glob)
{
	buf_addf(out, "%*s- ", IMPORT_REFS_INDENT + 2, "");
	import_text(out, glob);
	buf_add_byte(out, '\n');
}

static void add_glob(struct import_ruleset *ruleset, struct buf *out,
		     const struct node *item, bool exclude)
{
	struct str text = str_of(item->text);
	struct buf glob = BUF_INIT;
	struct arena arena = { 0 };
	struct glob compiled;
	struct error why = { 0 };
	bool full = str_starts(text, "refs/");

	if (import_glob_is_odd(text))
		import_comment(&ruleset->notes, IMPORT_REFS_INDENT,
			       "%s: ** was the same as * on GitHub; here it "
			       "%s.",
			       item->text,
			       exclude ? "became *" :
					 "takes all levels below, too");
	import_glob(&glob, full ? text : (struct str){ NULL, 0 }, exclude,
		    !exclude);
	if (!full) {
		buf_add_text(&glob, ruleset->prefix);
		import_glob(&glob, text, false, !exclude);
	}
	if (glob_compile(&compiled, buf_str(&glob), &arena, &why))
		diagnostics_add(ruleset->diagnostics, DIAGNOSTIC_ERROR,
				item->mark, NULL, "%s", why.text);
	add_item(out, buf_str(&glob));
	arena_release(&arena);
	buf_release(&glob);
}

static void add_ref(struct import_ruleset *ruleset, struct buf *out,
		    const struct import_target *target, const struct node *item,
		    bool exclude)
{
	struct buf word = BUF_INIT;

	if (!import_string(ruleset, item, "a ref"))
		return;
	buf_add_text(&word, exclude ? "!" : "");
	if (strcmp(item->text, "~DEFAULT_BRANCH") == 0) {
		buf_add_text(&word, "~DEFAULT");
		add_item(out, buf_str(&word));
	} else if (strcmp(item->text, "~ALL") == 0) {
		buf_add_text(&word, target->all);
		add_item(out, buf_str(&word));
	} else if (item->text[0] == '~') {
		diagnostics_add(ruleset->diagnostics, DIAGNOSTIC_ERROR,
				item->mark, NULL, "'%s' is unknown",
				item->text);
	} else {
		add_glob(ruleset, out, item, exclude);
	}
	buf_release(&word);
}

static size_t add_refs(struct import_ruleset *ruleset, struct buf *out,
		       const struct import_target *target,
		       const struct node *list, bool exclude)
{
	size_t count = 0;

	if (!list || list->kind != NODE_SEQUENCE)
		return 0;
	for (const struct node *item = list->first; item; item = item->next) {
		add_ref(ruleset, out, target, item, exclude);
		count++;
	}
	return count;
}

bool import_refs(struct import_ruleset *ruleset, struct buf *out,
		 const struct import_target *target, const struct node *node)
{
	const struct node *conditions = node_get(node, "conditions");
	const struct node *names = node_get(conditions, "ref_name");
	const struct node *child = NULL;
	size_t count;

	if (conditions && conditions->kind == NODE_MAPPING)
		child = conditions->first;
	for (; child; child = child->next)
		if (strcmp(child->key->text, "ref_name") != 0)
			import_tell(ruleset, &ruleset->notes,
				    IMPORT_REFS_INDENT, child->key->mark,
				    "'%s' was left out: give this policy to "
				    "those repositories only",
				    child->key->text);
	if (!names) {
		add_item(out, str_of(target->all));
		return true;
	}
	count = add_refs(ruleset, out, target, node_get(names, "include"),
			 false);
	add_refs(ruleset, out, target, node_get(names, "exclude"), true);
	return count > 0;
}
