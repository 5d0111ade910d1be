/*
 * import.c - GitHub rulesets into a policy: which refs, how strictly, who is
 * let past. Knows no rule, and never writes a part of a ruleset as a whole.
 */
#include "policy/import.h"

#include "policy/import_json.h"
#include "policy/import_refs.h"
#include "policy/import_ruleset.h"
#include "policy/import_text.h"
#include "policy/read.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_NAME "ruleset"

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

static const struct import_target *target_of(struct import *import,
					     const struct node *node)
{
	const struct node *word = node_get(node, "target");

	const struct import_target *target = NULL;

	if (!word)
		return import_target_named("branch");
	if (word->kind == NODE_SCALAR)
		target = import_target_named(word->text);
	if (!target)
		complain(import, word, NULL,
			 "the target of a ruleset is branch, tag, push or "
			 "repository");
	return target;
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

		import_tell(ruleset, &ruleset->notes, IMPORT_REFS_INDENT,
			    actor->mark,
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
			import_tell(ruleset, &ruleset->notes,
				    IMPORT_REFS_INDENT, child->key->mark,
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
			  const struct node *rules,
			  const struct import_target *target)
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
	if (!import_refs(&ruleset, &refs, target, node)) {
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

static void tell_other(struct import *import, const struct node *node)
{
	struct import_ruleset ruleset = { .diagnostics = import->diagnostics };

	import_tell(&ruleset, &import->rulesets, 2, node->mark,
		    "a ruleset was left out: it is about repositories as a "
		    "whole, not about pushes");
	import_ruleset_release(&ruleset);
}

static void take_ruleset(struct import *import, const struct node *node)
{
	const struct node *rules = node_get(node, "rules");
	const struct import_target *target;

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
	if (target && target->prefix)
		write_ruleset(import, node, rules, target);
	else if (target)
		tell_other(import, node);
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

static int read_source(struct node **out, const struct source *source,
		       struct import *import, struct error *error)
{
	const struct source *text;
	int result = import_json_source(&text, source, import->arena, error);

	if (result)
		return result;
	return node_read(out, text, NODE_FOREIGN, import->arena,
			 import->diagnostics, error);
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

		result = read_source(&root, &sources[i], import, error);
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
