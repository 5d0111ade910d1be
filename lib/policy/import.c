/*
 * import.c - GitHub rulesets into a policy: which refs, how strictly, who is
 * let past. Knows no rule, and never writes a part of a ruleset as a whole.
 */
#include "policy/import.h"

#include "base/glob.h"
#include "policy/import_ruleset.h"
#include "policy/import_text.h"
#include "policy/read.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_NAME "ruleset"
#define NOTE_INDENT 4

struct import {
	struct buf rulesets;
	const char *names[IMPORT_RULESETS_MAX * IMPORT_PARTS_MAX];
	size_t name_count;
	size_t count;
	bool needs_trust;
	bool no_memory;
	struct arena *arena;
	struct diagnostics *diagnostics;
};

struct target {
	const char *name;
	const char *prefix; /* of all its refs */
	const char *all;    /* as a list of YAML */
};

static const struct target targets[] = {
	{ "branch", "refs/heads/", "refs/heads/**" },
	{ "tag", "refs/tags/", "refs/tags/**" },
	{ "push", "refs/", "refs/{heads,tags}/**" },
};
#define TARGET_COUNT (sizeof(targets) / sizeof(targets[0]))

static const char known_keys[] =
	"id name target source_type source enforcement conditions rules "
	"bypass_actors node_id created_at updated_at _links "
	"current_user_can_bypass";

static void complain(struct import *import, const struct node *node,
		     const char *hint, const char *text)
{
	diagnostics_add(import->diagnostics, DIAGNOSTIC_ERROR, node->mark, hint,
			"%s", text);
}

static bool is_taken(const struct import *import, const char *name)
{
	for (size_t i = 0; i < import->name_count; i++)
		if (strcmp(import->names[i], name) == 0)
			return true;
	return false;
}

/* One that no other ruleset has. */
static const char *new_name(struct import *import, const char *wanted)
{
	const char *name = wanted;

	for (size_t i = 2; name && is_taken(import, name); i++)
		name = arena_printf(import->arena, "%s (%zu)", wanted, i);
	if (!name)
		import->no_memory = true;
	else
		import->names[import->name_count++] = name;
	return name ? name : "";
}

static const struct target *target_of(struct import *import,
				      const struct node *node)
{
	const struct node *word = node_get(node, "target");

	for (size_t i = 0; word && i < TARGET_COUNT; i++)
		if (word->kind == NODE_SCALAR &&
		    strcmp(word->text, targets[i].name) == 0)
			return &targets[i];
	if (word)
		complain(import, word, NULL,
			 "the target of a ruleset is branch, tag or push");
	return word ? NULL : &targets[0];
}

static void add_item(struct buf *out, struct str glob)
{
	buf_addf(out, "%*s- ", NOTE_INDENT + 2, "");
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
		import_comment(&ruleset->notes, NOTE_INDENT,
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
		    const struct target *target, const struct node *item,
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
		       const struct target *target, const struct node *list,
		       bool exclude)
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

/* Of which refs: lines of `refs`. False: of none. */
static bool write_refs(struct import_ruleset *ruleset, struct buf *out,
		       const struct target *target, const struct node *node)
{
	const struct node *conditions = node_get(node, "conditions");
	const struct node *names = node_get(conditions, "ref_name");
	const struct node *child = NULL;
	size_t count;

	if (conditions && conditions->kind == NODE_MAPPING)
		child = conditions->first;
	for (; child; child = child->next)
		if (strcmp(child->key->text, "ref_name") != 0)
			import_tell(ruleset, &ruleset->notes, NOTE_INDENT,
				    child->key->mark,
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

/* The same words as ours. */
static const char *enforcement_of(struct import *import,
				  const struct node *node)
{
	const struct node *word = node_get(node, "enforcement");

	if (!word)
		return "active";
	if (word->kind == NODE_SCALAR &&
	    import_is_word("active evaluate disabled", word->text))
		return word->text;
	complain(
		import, word, NULL,
		"the enforcement of a ruleset is active, evaluate or disabled");
	return "active";
}

static void tell_actors(struct import_ruleset *ruleset, const struct node *node)
{
	const struct node *list = node_get(node, "bypass_actors");
	const struct node *actor =
		list && list->kind == NODE_SEQUENCE ? list->first : NULL;

	for (; actor; actor = actor->next) {
		const struct node *type = node_get(actor, "actor_type");
		const struct node *id = node_get(actor, "actor_id");

		import_tell(ruleset, &ruleset->notes, NOTE_INDENT, actor->mark,
			    "bypass for %s %s was left out: name them in "
			    "groups: and exempt: {pushers: [GROUP]} of a rule, "
			    "or let two people sign an override",
			    type && type->text ? type->text : "somebody",
			    id && id->text ? id->text : "");
	}
}

static void tell_unknown_keys(struct import_ruleset *ruleset,
			      const struct node *node)
{
	for (const struct node *child = node->first; child; child = child->next)
		if (!import_is_word(known_keys, child->key->text))
			import_tell(ruleset, &ruleset->notes, NOTE_INDENT,
				    child->key->mark,
				    "'%s' is unknown and was left out",
				    child->key->text);
}

static void write_parts(struct import *import,
			const struct import_ruleset *ruleset, const char *name,
			const char *enforcement, const struct buf *refs)
{
	struct buf *out = &import->rulesets;

	for (size_t i = 0; i < ruleset->part_count; i++) {
		buf_add_text(out, "  - name: ");
		import_text(out, str_of(new_name(import, name)));
		if (i == 0 && ruleset->notes.size) {
			buf_add_byte(out, '\n');
			buf_add_str(out, buf_str(&ruleset->notes));
			buf_truncate(out, out->size - 1);
		}
		buf_addf(out, "\n    enforcement: %s\n    refs:\n",
			 enforcement);
		buf_add_str(out, buf_str(refs));
		buf_add_text(out, "    rules:\n");
		buf_add_str(out, buf_str(&ruleset->parts[i].rules));
	}
}

static void write_ruleset(struct import *import, const struct node *node,
			  const struct node *rules, const struct target *target)
{
	struct import_ruleset ruleset = { .diagnostics = import->diagnostics,
					  .prefix = target->prefix };
	const struct node *name = node_get(node, "name");
	const char *text = name ? import_string(&ruleset, name, "a name") :
				  NULL;
	const char *enforcement = enforcement_of(import, node);
	struct buf refs = BUF_INIT;

	tell_unknown_keys(&ruleset, node);
	tell_actors(&ruleset, node);
	if (!write_refs(&ruleset, &refs, target, node)) {
		import_tell(&ruleset, &import->rulesets, 2, node->mark,
			    "%s was left out: it is about no ref",
			    text ? text : DEFAULT_NAME);
	} else {
		for (const struct node *item = rules->first; item;
		     item = item->next)
			import_rule(&ruleset, item);
		import_rules_end(&ruleset);
		write_parts(import, &ruleset,
			    text && *text ? text : DEFAULT_NAME, enforcement,
			    &refs);
		import->count++;
	}
	import->needs_trust |= ruleset.needs_trust;
	buf_release(&refs);
	import_ruleset_release(&ruleset);
}

static void take_ruleset(struct import *import, const struct node *node)
{
	const struct node *rules = node_get(node, "rules");
	const struct target *target;

	if (node->kind != NODE_MAPPING) {
		complain(import, node, NULL, "this is no ruleset");
		return;
	}
	if (!rules || rules->kind != NODE_SEQUENCE) {
		complain(import, node,
			 "lists only name rulesets; ask for each: "
			 "gh api repos/OWNER/REPO/rulesets/ID",
			 "a ruleset without rules");
		return;
	}
	if (import->count == IMPORT_RULESETS_MAX) {
		complain(import, node, NULL, "too many rulesets");
		return;
	}
	target = target_of(import, node);
	if (target)
		write_ruleset(import, node, rules, target);
}

static void take_source(struct import *import, const struct node *root)
{
	if (root->kind != NODE_SEQUENCE) {
		take_ruleset(import, root);
		return;
	}
	for (const struct node *item = root->first; item; item = item->next)
		take_ruleset(import, item);
}

static void write_policy(const struct import *import, struct buf *out)
{
	import_comment(out, 0, "%s",
		       "Made by refgate policy import. Read the comments, then "
		       "try it with enforcement: evaluate.");
	buf_add_text(out, "version: 1\n");
	import_comment(out, 0, "%s",
		       "contact: \"#whom-to-ask\", when the gate has a "
		       "problem");
	if (import->needs_trust) {
		import_comment(out, 0, "%s",
			       "Whose keys count: a file beside this one, a "
			       "line each, \"EMAIL KEY\". GitHub shows "
			       "anybody's at https://github.com/LOGIN.keys.");
		buf_add_text(out, "trust: {ssh: allowed_signers}\n");
	}
	if (!import->count)
		buf_add_text(out, "rulesets: []\n");
	else
		buf_add_text(out, "rulesets:\n");
	buf_add_str(out, buf_str(&import->rulesets));
}

int policy_import(struct buf *out, const struct source *sources, size_t count,
		  struct arena *arena, struct diagnostics *diagnostics,
		  struct error *error)
{
	struct import *import = calloc(1, sizeof(*import));
	struct node *root;
	int result = 0;

	if (!import)
		return error_no_memory(error);
	import->arena = arena;
	import->diagnostics = diagnostics;
	for (size_t i = 0; !result && i < count; i++) {
		size_t errors = diagnostics->errors;

		result = node_read_foreign(&root, &sources[i], arena,
					   diagnostics, error);
		/* after an error of form, a tree may lack something */
		if (!result && root && diagnostics->errors == errors)
			take_source(import, root);
	}
	if (!result)
		write_policy(import, out);
	if (!result && (import->no_memory || buf_failed(&import->rulesets) ||
			buf_failed(out)))
		result = error_no_memory(error);
	buf_release(&import->rulesets);
	free(import);
	return result;
}
