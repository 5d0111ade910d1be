/*
 * paths_repair.c - takes paths out of a change again, by where the commits
 * stand. Never touches what others brought in by a merge.
 */
#include "rules/paths_rule.h"

#include "base/text.h"
#include "rules/repair_files.h"

#include <string.h>

/* More paths are named by the globs of the policy. */
#define PATHS_NAMED_MAX 20
#define SPECS_MAX 512

/* Pathspecs of git, each to be quoted. */
struct specs {
	const char *items[SPECS_MAX];
	size_t count;
	bool literal; /* paths, some of which git would read as patterns */
	struct repair *repair;
};

static void add_spec(struct specs *specs, const char *spec)
{
	if (!spec || specs->count == SPECS_MAX)
		specs->repair->failed = true;
	else
		specs->items[specs->count++] = spec;
}

static bool is_taken(const struct specs *specs, struct str path)
{
	size_t i;

	for (i = 0; i < specs->count; i++)
		if (str_is(path, specs->items[i]))
			return true;
	return false;
}

/* The paths of one kind, each once; false if they are too many. */
static bool add_paths(struct specs *specs, const struct repair_request *request,
		      enum paths_topic topic)
{
	const struct finding *finding;
	size_t i;

	for (i = 0; i < request->finding_count; i++) {
		finding = request->findings[i];
		if (finding->topic != (int)topic || !finding->path.size ||
		    is_taken(specs, finding->path))
			continue;
		if (specs->count == PATHS_NAMED_MAX)
			return false;
		add_spec(specs,
			 arena_copy(specs->repair->arena, finding->path));
	}
	return true;
}

static void add_globs(struct specs *specs, const struct globs *globs,
		      bool exclude)
{
	const struct glob *glob;
	size_t i;
	size_t j;

	for (i = 0; i < globs->count; i++) {
		glob = &globs->items[i];
		for (j = 0; j < glob->count; j++)
			add_spec(specs, arena_printf(specs->repair->arena,
						     ":(top,%s%s",
						     glob->exclude != exclude ?
							     "exclude,glob)" :
							     "glob)",
						     glob->alternatives[j]));
	}
}

static bool reads_as_pattern(const char *path)
{
	return path[0] == ':' || strpbrk(path, "*?[\\");
}

static void collect(struct specs *specs, struct repair *repair,
		    const struct repair_request *request,
		    enum paths_topic topic)
{
	const struct paths_rule *rule = request->options;
	bool outside = topic == PATHS_OUTSIDE;
	struct globs globs;
	size_t i;

	*specs = (struct specs){ .repair = repair };
	if (add_paths(specs, request, topic)) {
		for (i = 0; i < specs->count; i++)
			if (reads_as_pattern(specs->items[i]))
				specs->literal = true;
		return;
	}
	specs->count = 0;
	if (outside)
		add_spec(specs, ":/");
	if (ref_globs_resolve(&globs, outside ? &rule->allow : &rule->deny,
			      request->vars, NULL))
		repair->failed = true;
	else
		add_globs(specs, &globs, outside);
}

static void add_words(struct buf *out, const struct specs *specs)
{
	size_t i;

	for (i = 0; i < specs->count; i++) {
		buf_add_byte(out, ' ');
		text_shell_quote(out, str_of(specs->items[i]));
	}
}

static void restore(struct repair *repair, const char *source,
		    const struct specs *specs)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "git%s restore --source=%s --staged --worktree --",
		 specs->literal ? " --literal-pathspecs" : "", source);
	add_words(&text, specs);
	if (buf_failed(&text))
		repair->failed = true;
	else
		repair_command_text(repair, "%s", buf_text(&text));
	buf_release(&text);
}

static void amend(struct repair *repair)
{
	repair_command(repair, "git", "commit", "--amend", "--no-edit",
		       "--allow-empty", NULL);
}

/* Each commit keeps the paths as the base has them. */
static void filter(struct repair *repair, const struct repair_request *request,
		   const struct specs *specs)
{
	const char *base = repair_base(repair, request);
	struct buf script = BUF_INIT;

	buf_addf(&script, "git%s reset -q %s --",
		 specs->literal ? " --literal-pathspecs" : "",
		 base ? base : "");
	add_words(&script, specs);
	repair_filter_index(repair, request, &script);
	buf_release(&script);
}

static bool has_topic(const struct repair_request *request,
		      enum paths_topic topic)
{
	size_t i;

	for (i = 0; i < request->finding_count; i++)
		if (request->findings[i]->topic == (int)topic)
			return true;
	return false;
}

/* A merge may have to take a path from the branch that it brings in. */
static const char *denied_source(struct repair *repair,
				 const struct repair_request *request)
{
	size_t i;

	for (i = 0; request->has_merges && i < request->finding_count; i++)
		if (request->findings[i]->topic == PATHS_DENIED)
			return repair_id(repair, &request->findings[i]->anchor);
	return "HEAD~";
}

static void mend_denied(struct repair *repair,
			const struct repair_request *request)
{
	struct specs specs;

	collect(&specs, repair, request, PATHS_DENIED);
	repair_text(repair, request->commit_count > 1 ?
				    "to take the paths out of these commits:" :
				    "to take the paths out of the commit:");
	if (request->commit_count <= 1 &&
	    (request->commit_count == 0 ||
	     oid_equal(&request->commits[0], &request->tip))) {
		restore(repair, denied_source(repair, request), &specs);
		amend(repair);
	} else if (!request->has_merges && !oid_is_zero(&request->base)) {
		filter(repair, request, &specs);
	} else {
		repair_stop_at_each(repair, request);
		repair_text(repair, "at each stop:");
		restore(repair, "HEAD~", &specs);
		amend(repair);
		repair_command(repair, "git", "rebase", "--continue", NULL);
	}
}

static void mend_outside(struct repair *repair,
			 const struct repair_request *request)
{
	const struct oid *base = NULL;
	const char *source;
	struct specs specs;
	size_t i;

	for (i = 0; i < request->finding_count && !base; i++)
		if (request->findings[i]->topic == PATHS_OUTSIDE)
			base = &request->findings[i]->anchor;
	if (!base || oid_is_zero(base))
		return;
	source = repair_id(repair, base);
	collect(&specs, repair, request, PATHS_OUTSIDE);
	repair_text(repair, "to leave them as they were:");
	if (source)
		restore(repair, source, &specs);
	amend(repair);
}

static void mend_missing(struct repair *repair,
			 const struct repair_request *request)
{
	repair_text(repair, request->landing ?
				    "write what is missing on the branch that "
				    "lands; with its path for FILE:" :
				    "write what is missing; with its path for "
				    "FILE:");
	repair_write_file(repair, request, "FILE");
}

void paths_repair(struct repair *repair, const struct repair_request *request)
{
	if (has_topic(request, PATHS_DENIED))
		mend_denied(repair, request);
	if (has_topic(request, PATHS_OUTSIDE))
		mend_outside(repair, request);
	if (has_topic(request, PATHS_NOT_ONLY)) {
		repair_text(repair, "such a change belongs on another branch");
		return;
	}
	if (has_topic(request, PATHS_MISSING))
		mend_missing(repair, request);
	repair_push(repair, request);
}
