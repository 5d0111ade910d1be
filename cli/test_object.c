/*
 * test_object.c - see test_object.h. Trees by git fast-import, signatures by
 * git itself; never writes an object by hand.
 */
#include "test_object.h"

#include "test_files.h"

#include <stdio.h>
#include <string.h>

static void set_identity(struct world *world, struct process *process,
			 const char *whose,
			 const struct object_identity *identity)
{
	struct arena *arena = &world->arena;

	process_set(process, arena_printf(arena, "GIT_%s_NAME=%s", whose,
					  identity->name));
	process_set(process, arena_printf(arena, "GIT_%s_EMAIL=%s", whose,
					  identity->email));
	process_set(process, arena_printf(arena, "GIT_%s_DATE=%s", whose,
					  identity->date));
}

static const struct object_identity nobody = { "nobody", "nobody@example.com",
					       "@1 +0000" };

const char *object_bare_commit(struct world *world, const char *tree,
			       const char *parent, struct error *error)
{
	struct process process;

	world_git(world, &process);
	set_identity(world, &process, "AUTHOR", &nobody);
	set_identity(world, &process, "COMMITTER", &nobody);
	process_add(&process, "commit-tree");
	process_add(&process, arena_printf(&world->arena, "%s^{tree}", tree));
	if (parent) {
		process_add(&process, "-p");
		process_add(&process, parent);
	}
	return world_run(world, &process, error);
}

/* The commit with the tree that is wanted, whatever else it says. */
static const char *import(struct world *world,
			  const struct object_commit *commit,
			  struct error *error)
{
	struct buf stream = BUF_INIT;
	const char *made = NULL;
	struct process process;
	int result = 0;

	buf_add_text(&stream, "feature get-mark\ncommit refs/import\nmark :1\n"
			      "committer x <x> 1 +0000\ndata 0\n");
	if (commit->base)
		buf_addf(&stream, "from %s\n", commit->base);
	for (size_t i = 0; !result && i < 2; i++)
		result = files_add(&stream, world, commit->files[i],
				   commit->base, error);
	buf_add_text(&stream, "\nget-mark :1\n");
	if (!result && buf_failed(&stream))
		result = error_no_memory(error);
	if (!result) {
		world_git(world, &process);
		process_add(&process, "fast-import");
		process_add(&process, "--quiet");
		process_add(&process, "--force");
		process.input = buf_str(&stream);
		made = world_run(world, &process, error);
	}
	buf_release(&stream);
	return made;
}

static bool is_as_base(const struct object_commit *commit)
{
	for (size_t i = 0; i < 2; i++)
		if (commit->files[i] && commit->files[i]->first)
			return false;
	return commit->base != NULL;
}

const char *object_commit(struct world *world,
			  const struct object_commit *commit,
			  struct error *error)
{
	struct process process;
	const char *tree = is_as_base(commit) ? commit->base :
						import(world, commit, error);
	const char *key = NULL;

	if (commit->signer)
		key = world_key(world, commit->signer, error);
	if (!tree || (commit->signer && !key))
		return NULL;
	world_git(world, &process);
	set_identity(world, &process, "AUTHOR", &commit->author);
	set_identity(world, &process, "COMMITTER", &commit->committer);
	process_add(&process, "commit-tree");
	process_add(&process, arena_printf(&world->arena, "%s^{tree}", tree));
	for (size_t i = 0; i < commit->parent_count; i++) {
		process_add(&process, "-p");
		process_add(&process, commit->parents[i]);
	}
	if (key)
		process_add(&process, arena_printf(&world->arena, "-S%s", key));
	process_add(&process, "-F");
	process_add(&process, "-");
	process.input = str_of(commit->message);
	return world_run(world, &process, error);
}

const char *object_tag(struct world *world, const struct object_tag *tag,
		       struct error *error)
{
	const char *key = NULL;
	struct process process;

	if (tag->signer) {
		key = world_key(world, tag->signer, error);
		if (!key)
			return NULL;
	}
	world_git(world, &process);
	set_identity(world, &process, "COMMITTER", &tag->tagger);
	process_add(&process, "tag");
	process_add(&process, "--force");
	process_add(&process, "--cleanup=verbatim");
	process_add(&process, "--annotate");
	if (key)
		process_add(&process, arena_printf(&world->arena,
						   "--local-user=%s", key));
	process_add(&process, "--file=-");
	process_add(&process, "--");
	process_add(&process, tag->name);
	process_add(&process, tag->target);
	process.input = str_of(tag->message);
	if (!world_run(world, &process, error))
		return NULL;
	world_git(world, &process);
	process_add(&process, "rev-parse");
	process_add(&process, "--verify");
	process_add(&process,
		    arena_printf(&world->arena, "refs/tags/%s", tag->name));
	return world_run(world, &process, error);
}
