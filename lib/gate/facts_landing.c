/*
 * facts_landing.c - how big a branch is that landed, what it touches and since
 * when it was there. Never measures what would take long.
 */
#include "gate/facts.h"

#include "rules/seen.h"

#include <stdlib.h>
#include <string.h>

#define MEASURED_MAX 2000 /* files */
#define FOLDERS_LOOKED_AT 10000
#define FOLDER_DEPTH_MAX 8

/* The first `depth` folders of the path; "." where it has none. */
static struct str folder_of(struct str path, size_t depth)
{
	size_t end = 0;

	for (size_t i = 0; depth && i < path.size; i++)
		if (path.data[i] == '/') {
			end = i;
			depth--;
		}
	return end ? str_first(path, end) : STR(".");
}

/* False: there are more than can be told. */
static bool list_folders(struct event_landing *out,
			 const struct change_path *paths, size_t count,
			 size_t depth)
{
	out->folder_count = 0;
	for (size_t i = 0; i < count && i < FOLDERS_LOOKED_AT; i++) {
		struct str folder = folder_of(paths[i].path, depth);
		bool known = false;

		for (size_t j = 0; !known && j < out->folder_count; j++)
			known = str_equal(out->folders[j], folder);
		if (known)
			continue;
		if (out->folder_count == EVENT_FOLDERS_MAX)
			return false;
		out->folders[out->folder_count++] = folder;
	}
	return true;
}

static void find_folders(struct event_landing *out,
			 const struct change_path *paths, size_t count)
{
	for (size_t depth = FOLDER_DEPTH_MAX; depth > 0; depth--)
		if (list_folders(out, paths, count, depth))
			return;
}

/* As `git diff --numstat` counts; what is binary has no lines. */
static void measure(struct event_landing *out, struct gate *gate,
		    const struct change_path *paths, size_t count)
{
	struct error ignored = { 0 };

	out->measured = count <= MEASURED_MAX;
	for (size_t i = 0; out->measured && i < count; i++) {
		struct line_count lines;

		out->measured = !graph_check_deadline(gate->graph, &ignored) &&
				!lines_count(&lines, gate->repo, &paths[i].old,
					     &paths[i].new, &ignored);
		if (out->measured && !lines.binary)
			out->lines += (uint64_t)lines.added + lines.removed;
	}
}

static int count_commits(struct event_landing *out, struct gate *gate,
			 struct known *before, const struct oid *tip,
			 struct error *error)
{
	const struct commit_links *links;
	struct range range = { 0 };
	int result = graph_range(&range, gate->graph, before, tip, error);

	for (size_t i = 0; !result && i < range.count; i++) {
		result = graph_links(&links, gate->graph, &range.commits[i],
				     error);
		if (!result)
			out->commits += links->parent_count < 2;
	}
	range_release(&range);
	return result;
}

static int count(struct event_landing *out, struct gate *gate,
		 const struct fact *fact, struct error *error)
{
	struct change_path *paths = NULL;
	struct known *before = NULL;
	size_t path_count = 0;
	int result = known_new(&before, gate->graph, error);

	if (!result)
		result = known_add_tip(before, &fact->from, error);
	if (!result)
		result = count_commits(out, gate, before, &fact->tip, error);
	if (!result)
		result = changes_since(&paths, &path_count, gate, before,
				       &fact->tip, error);
	if (!result) {
		out->files = path_count;
		find_folders(out, paths, path_count);
		measure(out, gate, paths, path_count);
	}
	free(paths);
	return result;
}

static void find_plan(struct event_landing *out,
		      const struct judgement *judgement,
		      const struct fact *landed)
{
	for (size_t i = 0; !out->max && i < judgement->fact_count; i++) {
		const struct fact *fact = judgement->facts[i];

		if (fact->kind == FACT_PLANNED &&
		    fact->update == landed->update &&
		    !strcmp(fact->branch, landed->branch)) {
			out->max = fact->max;
			out->per = fact->per;
		}
	}
}

/* What comes with this very push is seen now. */
static int64_t find_seen(struct gate *gate, const char *branch)
{
	struct judgement *judgement = gate->judgement;
	struct rule_context context = { .repo = gate->repo,
					.arena = &judgement->arena };
	struct error ignored = { 0 };
	int64_t seen = 0;

	if (seen_first(&seen, &context, branch, &ignored) > 0)
		return seen;
	for (size_t i = 0; i < judgement->ref_count; i++)
		if (!strcmp(judgement->updates[i].name, branch) &&
		    judgement->updates[i].kind == UPDATE_CREATE)
			return gate->request->now;
	return 0;
}

void facts_fill_landing(struct event_landing *out, struct gate *gate,
			const struct fact *fact, bool full)
{
	struct error ignored = { 0 };

	*out = (struct event_landing){ .branch = str_of(fact->branch) };
	out->seen = find_seen(gate, fact->branch);
	out->counted = full && !count(out, gate, fact, &ignored);
	find_plan(out, gate->judgement, fact);
}
