/*
 * lint_refs.c - refs that a policy names and the repository does not have,
 * with those that are called nearly so. Never reads the repository.
 */
#include "base/text.h"
#include "policy/bind.h"
#include "policy/lint.h"

#include <string.h>

#define REFS "refs/"
#define DEFAULT_REF "~DEFAULT"
#define NEAR_MAX 256 /* names that are compared */
#define TOLD 5

static bool is_there(const struct policy_refs *refs, const char *name)
{
	for (size_t i = 0; i < refs->count; i++)
		if (strcmp(refs->names[i], name) == 0)
			return true;
	return false;
}

static bool matches(const struct policy_refs *refs, const struct glob *glob)
{
	for (size_t i = 0; i < refs->count; i++)
		if (glob_match(glob, str_of(refs->names[i])))
			return true;
	return false;
}

/* Bytes up to the second slash, with it: "refs/heads/". */
static size_t class_size(const char *name)
{
	const char *slash = strchr(name, '/');

	slash = slash ? strchr(slash + 1, '/') : NULL;
	return slash ? (size_t)(slash - name) + 1 : 0;
}

/* As much of the name as has that many slashes. */
static struct str cut(const char *name, size_t slashes)
{
	size_t size = 0;

	while (name[size] && slashes)
		slashes -= name[size++] == '/';
	return (struct str){ name, slashes ? 0 : size };
}

static size_t count_slashes(struct str text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += text.data[i] == '/';
	return count;
}

struct near {
	const char *words[NEAR_MAX]; /* without "refs/heads/" */
	size_t count;
};

static void add_near(struct near *near, const char *word)
{
	for (size_t i = 0; word && i < near->count; i++)
		if (strcmp(near->words[i], word) == 0)
			return;
	if (word && *word && near->count < NEAR_MAX)
		near->words[near->count++] = word;
}

/*
 * What there is of the class of `wanted`, whole names, or, where that ends
 * in a slash, folders of that depth.
 */
static void find_near(struct near *near, const struct lint *lint,
		      struct str wanted, size_t class)
{
	const struct policy_refs *refs = lint->refs;
	bool folder = str_ends(wanted, "/");

	near->count = 0;
	for (size_t i = 0; i < refs->count; i++) {
		struct str name = str_of(refs->names[i]);

		if (!str_equal(str_first(name, class),
			       str_first(wanted, class)))
			continue;
		if (folder)
			name = cut(refs->names[i], count_slashes(wanted));
		if (name.size)
			add_near(near, arena_copy(lint->diagnostics->arena,
						  str_from(name, class)));
	}
}

static const char *tell(const struct lint *lint, const struct near *near,
			struct str class)
{
	struct arena *arena = lint->diagnostics->arena;
	struct buf text = BUF_INIT;
	const char *copy;

	if (!near->count)
		return arena_say(arena, "there is nothing below %.*s",
				 STR_ARGS(class));
	buf_addf(&text, "below %.*s there is ", STR_ARGS(class));
	for (size_t i = 0; i < near->count && i < TOLD; i++)
		buf_addf(&text, "%s%s", i ? ", " : "", near->words[i]);
	if (near->count > TOLD)
		buf_addf(&text, " and %zu more", near->count - TOLD);
	copy = arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

/* A hint; *is_near: some name is nearly so. */
static const char *hint_for(const struct lint *lint, struct str wanted,
			    const char *behind, bool *is_near)
{
	struct arena *arena = lint->diagnostics->arena;
	const char *text = arena_copy(arena, wanted);
	size_t class = text ? class_size(text) : 0;
	struct near near;
	const char *nearest;

	*is_near = false;
	if (!class)
		return NULL;
	find_near(&near, lint, wanted, class);
	nearest = text_nearest(text + class, near.words, near.count);
	if (!nearest)
		return tell(lint, &near, str_first(wanted, class));
	*is_near = true;
	return arena_say(arena, "did you mean '%.*s%s%s'?", (int)class, text,
			 nearest, behind);
}

/* The name, or the folder that a glob's names are in. */
static struct str wanted_of(const struct glob *glob, bool *literal)
{
	const char *text = glob->alternatives[0];
	size_t size = glob_literal_prefix(text, literal);

	while (!*literal && size && text[size - 1] != '/')
		size--;
	return (struct str){ text, size };
}

/* `needed`: what nothing matches yet is worth a word, too. */
static void check_globs(const struct lint *lint, const struct node *list,
			const struct ref_globs *globs, bool needed)
{
	bool any = globs->has_default;

	for (size_t i = 0; i < globs->fixed.count; i++)
		any |= !globs->fixed.items[i].exclude &&
		       matches(lint->refs, &globs->fixed.items[i]);
	for (size_t i = 0; i < globs->fixed.count; i++) {
		const struct glob *glob = &globs->fixed.items[i];
		bool literal = false;
		bool is_near = false;
		struct str wanted = wanted_of(glob, &literal);
		const char *hint;

		if (glob->exclude || !str_starts(wanted, REFS) ||
		    matches(lint->refs, glob) ||
		    (globs->has_default && lint->refs->default_ref &&
		     glob_match(glob, str_of(lint->refs->default_ref))))
			continue;
		hint = hint_for(lint, wanted,
				glob->alternatives[0] + wanted.size, &is_near);
		if (literal || is_near || (needed && !any))
			lint_warn(lint, "no-such-ref",
				  lint_glob_mark(list, globs, i), hint,
				  literal ? "'%s' is not in this repository" :
					    "'%s' matches nothing in this "
					    "repository",
				  glob->text);
	}
}

static void check_default(const struct lint *lint, const struct node *list,
			  const struct ref_globs *globs)
{
	const struct policy_refs *refs = lint->refs;
	struct arena *arena = lint->diagnostics->arena;
	const char *first = NULL;
	struct buf command = BUF_INIT;

	if (!globs->has_default ||
	    (refs->default_ref && is_there(refs, refs->default_ref)))
		return;
	for (size_t i = 0; !first && i < refs->count; i++)
		if (str_starts(str_of(refs->names[i]), "refs/heads/"))
			first = refs->names[i];
	buf_add_text(&command, "git symbolic-ref HEAD ");
	text_shell_quote(&command, str_of(first ? first : "refs/heads/BRANCH"));
	lint_warn(lint, "no-default", list->mark,
		  arena_say(arena, "%s", buf_text(&command)),
		  refs->default_ref ? "%s is %s, which is not in this "
				      "repository" :
				      "%s is nothing: HEAD names no branch%s",
		  DEFAULT_REF, refs->default_ref ? refs->default_ref : "");
	buf_release(&command);
}

static void look(const struct lint *lint, const struct lint_option *option)
{
	enum option_type type = option->row->type;

	if (!option->rule || (type != OPTION_GLOB && type != OPTION_GLOBS))
		return;
	check_globs(lint, option->node, option->member, true);
	check_default(lint, option->node, option->member);
}

static void check_ruleset(const struct lint *lint,
			  const struct ruleset *ruleset)
{
	const struct node *node = lint_ruleset_node(lint->policy, ruleset);
	const struct node *refs = node_get(node, "refs");
	const struct node *merging = node_get(node, "merging");

	if (ruleset->enforcement == ENFORCE_DISABLED)
		return;
	if (refs) {
		check_globs(lint, refs, &ruleset->refs, false);
		check_default(lint, refs, &ruleset->refs);
	}
	if (merging)
		check_globs(lint, merging, &ruleset->merging, false);
}

static bool is_namespace(const struct policy *policy, const char *prefix)
{
	for (size_t i = 0; i < policy->namespaces.count; i++)
		if (strcmp(policy->namespaces.items[i], prefix) == 0)
			return true;
	return false;
}

/* Namespaces that the policy writes, and a near one that is in use. */
static void check_namespaces(const struct lint *lint)
{
	const struct node *list = node_get(lint->policy->tree, "namespaces");
	const struct node *item = list ? bind_list_first(list) : NULL;

	for (; item; item = bind_list_next(list, item)) {
		struct near near = { .count = 0 };
		const char *nearest;
		bool used = false;

		for (size_t i = 0; i < lint->refs->count; i++) {
			const char *name = lint->refs->names[i];
			size_t size = class_size(name);

			used |= str_starts(str_of(name), item->text);
			if (size)
				add_near(
					&near,
					arena_copy(lint->diagnostics->arena,
						   (struct str){ name, size }));
		}
		nearest =
			used ? NULL :
			       text_nearest(item->text, near.words, near.count);
		if (nearest && !is_namespace(lint->policy, nearest))
			lint_warn(lint, "no-such-ref", item->mark,
				  arena_say(lint->diagnostics->arena,
					    "did you mean '%s'?", nearest),
				  "no ref of this repository is below '%s'",
				  item->text);
	}
}

void policy_lint_refs(const struct policy *policy,
		      const struct policy_refs *refs,
		      struct diagnostics *diagnostics)
{
	const struct lint lint = { .policy = policy,
				   .diagnostics = diagnostics,
				   .refs = refs };

	if (!refs->count)
		return;
	check_namespaces(&lint);
	for (size_t i = 0; i < policy->ruleset_count; i++)
		check_ruleset(&lint, &policy->rulesets[i]);
	lint_each_option(&lint, look);
}
