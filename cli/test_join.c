/*
 * test_join.c - `merge`, `revert` and `cherry-pick` of a case, by git
 * merge-tree. A conflict that the case does not resolve is an error.
 */
#include "test_change.h"

#include "test_text.h"

#include <string.h>

#define HEADS "refs/heads/"

/* The empty tree, which every git knows. */
#define EMPTY_TREE "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

struct join {
	const char *start; /* what the ref has */
	const char *tree;  /* a commit with the merged tree */
	struct object_commit commit;
};

static bool is_resolved(const struct act *act, struct str path)
{
	static const char *const keys[] = { "resolve", "files" };

	for (size_t i = 0; i < 2; i++) {
		const struct node *files = node_get(act->node, keys[i]);

		for (const struct node *file = files ? files->first : NULL;
		     file; file = file->next)
			if (str_is(path, file->key->text))
				return true;
	}
	return false;
}

/* The tree's id, and then the paths with conflicts. */
static int read_merge(const struct act *act, const char *said,
		      const char **tree, struct error *error)
{
	struct str rest = str_of(said);
	struct str line;

	if (!str_next_line(&rest, &line))
		return error_set(error, ERROR_USAGE,
				 "git merge-tree says nothing; git 2.38 or "
				 "newer is needed");
	*tree = arena_copy(&act->world->arena, line);
	while (str_next_line(&rest, &line))
		if (line.size && !is_resolved(act, line))
			return error_set(error, ERROR_USAGE,
					 "a conflict in %.*s; say in `resolve` "
					 "what it is to be",
					 STR_ARGS(line));
	return *tree ? 0 : error_no_memory(error);
}

/* *tree is a commit that has the merged tree. */
static int merge_trees(const struct act *act, const char *ours,
		       const char *theirs, const char **tree,
		       struct error *error)
{
	struct world *world = act->world;
	struct process process;
	int result;

	world_git(world, &process);
	process_add(&process, "merge-tree");
	process_add(&process, "--write-tree");
	process_add(&process, "--name-only");
	process_add(&process, "--no-messages");
	process_add(&process, "--allow-unrelated-histories");
	process_add(&process, ours);
	process_add(&process, theirs);
	result = process_run(&process, error);
	if (!result && process.status > 1)
		result = error_set(error, ERROR_USAGE, "git merge-tree: %s",
				   buf_text(&process.messages));
	if (!result)
		result = read_merge(act, buf_text(&process.out), tree, error);
	process_release(&process);
	if (result)
		return result;
	*tree = object_bare_commit(world, *tree, NULL, error);
	return *tree ? 0 : error->code;
}

/* What `theirs` did since `base`, done to `ours`. */
static int apply(const struct act *act, const char *base, const char *ours,
		 const char *theirs, const char **tree, struct error *error)
{
	struct world *world = act->world;
	const char *below = object_bare_commit(world, base, NULL, error);
	const char *left =
		below ? object_bare_commit(world, ours, below, error) : NULL;
	const char *right =
		left ? object_bare_commit(world, theirs, below, error) : NULL;

	return right ? merge_trees(act, left, right, tree, error) : error->code;
}

/* Defaults are those of merges: nothing else has any. */
static const char *section(const struct act *act)
{
	return node_get(act->node, "merge") ? "merge" : "";
}

static int begin(struct join *join, struct ref_change *out,
		 const struct act *act, struct error *error)
{
	const char *into =
		plan_text(act_get(act, section(act), act->node, "into"));
	const char *from = plan_text(node_get(act->node, "from"));

	*join = (struct join){ .start = NULL };
	out->ref = act_ref(act, into ? into : WORLD_MAIN, error);
	if (!out->ref)
		return error->code;
	join->start = from ? act_commit(act, from, error) :
			     world_value(act->world, out->ref);
	if (from && !join->start)
		return error->code;
	if (!join->start)
		join->start = world_value(act->world, WORLD_MAIN);
	if (!join->start)
		return error_set(error, ERROR_USAGE, "%s has no commit",
				 out->ref);
	return act_sign(act, section(act), act->node, &join->commit, error);
}

static int finish(struct join *join, struct ref_change *out,
		  const struct act *act, const char *message,
		  const char *second, struct error *error)
{
	const struct node *said =
		act_get(act, section(act), act->node, "message");
	struct object_commit *commit = &join->commit;

	if (!message)
		return error_no_memory(error);
	commit->message = said ? text_lines(act->world, said->text, error) :
				 message;
	if (!commit->message)
		return error->code;
	commit->base = join->tree;
	commit->files[0] = act_get(act, section(act), act->node, "files");
	commit->files[1] = node_get(act->node, "resolve");
	commit->parents[commit->parent_count++] = join->start;
	if (second)
		commit->parents[commit->parent_count++] = second;
	out->oid = object_commit(act->world, commit, error);
	return out->oid ? 0 : error->code;
}

/* As git writes it. */
static const char *merge_message(const struct act *act, const char *name,
				 const char *into)
{
	struct arena *arena = &act->world->arena;
	struct error ignored = { 0 };
	const char *ref = world_ref(act->world, name, &ignored);
	const char *kind = "commit";
	bool is_main = !strcmp(into, WORLD_MAIN) ||
		       !strcmp(into, HEADS "master");

	if (ref && world_value(act->world, ref)) {
		kind = str_starts(str_of(ref), "refs/tags/") ? "tag" : "branch";
		name = strchr(ref + strlen("refs/"), '/') + 1;
	}
	if (str_starts(str_of(into), HEADS))
		into += strlen(HEADS);
	return arena_printf(arena, "Merge %s '%s'%s%s\n", kind, name,
			    is_main ? "" : " into ", is_main ? "" : into);
}

/* git would say "Already up to date." and make nothing. */
static int check_news(const struct act *act, const char *ours,
		      const char *theirs, struct error *error)
{
	struct process process;
	int result;

	world_git(act->world, &process);
	process_add(&process, "merge-base");
	process_add(&process, "--is-ancestor");
	process_add(&process, theirs);
	process_add(&process, ours);
	result = process_run(&process, error);
	if (!result && !process.status)
		result = error_set(error, ERROR_USAGE,
				   "there is nothing to merge: it is in "
				   "already");
	process_release(&process);
	return result;
}

int change_merge(struct ref_change *out, const struct act *act,
		 struct error *error)
{
	const char *name = node_get(act->node, "merge")->text;
	const char *ff = plan_text(act_get(act, section(act), act->node, "ff"));
	struct join join;
	const char *theirs;
	int result = begin(&join, out, act, error);

	if (result)
		return result;
	theirs = act_commit(act, name, error);
	if (!theirs)
		return error->code;
	if (ff && !strcmp(ff, "only")) {
		out->oid = theirs;
		return 0;
	}
	result = check_news(act, join.start, theirs, error);
	if (!result)
		result =
			merge_trees(act, join.start, theirs, &join.tree, error);
	if (result)
		return result;
	return finish(&join, out, act, merge_message(act, name, out->ref),
		      theirs, error);
}

struct seen {
	const char *id, *parent; /* NULL: a root */
	bool is_merge;
	struct str name, email, date, message;
};

/* Fields of `git show`, each before a NUL. */
static struct str cut(struct str *text)
{
	struct str field = str_first(*text, str_find_byte(*text, '\0'));

	*text = str_from(*text, field.size + 1);
	return field;
}

static int look(const struct act *act, const char *name, struct seen *out,
		struct error *error)
{
	struct arena *arena = &act->world->arena;
	struct process process;
	struct str text;
	struct str parents;
	const char *copy = NULL;
	int result;

	*out = (struct seen){ .id = act_commit(act, name, error) };
	if (!out->id)
		return error->code;
	world_git(act->world, &process);
	process_add(&process, "show");
	process_add(&process, "--no-patch");
	process_add(&process, "--format=%an%x00%ae%x00%at%x00%P%x00%B");
	process_add(&process, out->id);
	result = process_run(&process, error);
	text = str_trim(buf_str(&process.out));
	if (!result)
		copy = arena_copy(arena, text);
	text.data = copy;
	process_release(&process);
	if (result)
		return result;
	if (!copy)
		return error_no_memory(error);
	out->name = cut(&text);
	out->email = cut(&text);
	out->date = cut(&text);
	parents = cut(&text);
	out->message = text;
	out->is_merge = str_find_byte(parents, ' ') < parents.size;
	if (parents.size)
		out->parent = arena_copy(
			arena, str_first(parents, str_find_byte(parents, ' ')));
	return parents.size && !out->parent ? error_no_memory(error) : 0;
}

static const char *revert_message(const struct act *act,
				  const struct seen *seen)
{
	struct arena *arena = &act->world->arena;
	struct str subject =
		str_first(seen->message, str_find_byte(seen->message, '\n'));

	if (seen->is_merge)
		return arena_printf(arena,
				    "Revert \"%.*s\"\n\nThis reverts commit "
				    "%s, reversing\nchanges made to %s.\n",
				    STR_ARGS(subject), seen->id, seen->parent);
	return arena_printf(arena,
			    "Revert \"%.*s\"\n\nThis reverts commit %s.\n",
			    STR_ARGS(subject), seen->id);
}

int change_revert(struct ref_change *out, const struct act *act,
		  struct error *error)
{
	struct join join;
	struct seen seen;
	int result = begin(&join, out, act, error);

	if (!result)
		result = look(act, node_get(act->node, "revert")->text, &seen,
			      error);
	if (!result)
		result = apply(act, seen.id, join.start,
			       seen.parent ? seen.parent : EMPTY_TREE,
			       &join.tree, error);
	if (result)
		return result;
	return finish(&join, out, act, revert_message(act, &seen), NULL, error);
}

static int keep_author(const struct act *act, const struct seen *seen,
		       struct object_identity *author, struct error *error)
{
	struct arena *arena = &act->world->arena;

	if (node_get(act->node, "author"))
		return 0;
	author->name = arena_copy(arena, seen->name);
	author->email = arena_copy(arena, seen->email);
	author->date = arena_printf(arena, "@%.*s +0000", STR_ARGS(seen->date));
	return author->name && author->email && author->date ?
		       0 :
		       error_no_memory(error);
}

int change_pick(struct ref_change *out, const struct act *act,
		struct error *error)
{
	struct join join;
	struct seen seen;
	int result = begin(&join, out, act, error);

	if (!result)
		result = look(act, node_get(act->node, "cherry-pick")->text,
			      &seen, error);
	if (!result)
		result = keep_author(act, &seen, &join.commit.author, error);
	if (!result)
		result = apply(act, seen.parent ? seen.parent : EMPTY_TREE,
			       join.start, seen.id, &join.tree, error);
	if (result)
		return result;
	return finish(&join, out, act,
		      arena_printf(&act->world->arena, "%.*s\n",
				   STR_ARGS(seen.message)),
		      NULL, error);
}
