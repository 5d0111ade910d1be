/*
 * file_size.c - the rule file-size: files that are too big, as their header
 * tells. Never reads their content.
 */
#include "rules/own_paths.h"
#include "rules/repair_files.h"

struct file_size {
	int64_t max; /* bytes, or OPTION_UNSET */
	struct size_map per;
};

static const struct option options[] = {
	{ .key = "max",
	  .type = OPTION_SIZE,
	  .offset = offsetof(struct file_size, max),
	  .fallback = "1MiB",
	  .flags = OPTION_OR_FALSE,
	  .effect = EFFECT_BOUNDS,
	  .help = "at most so many bytes in a file" },
	{ .key = "per",
	  .type = OPTION_SIZE_MAP,
	  .offset = offsetof(struct file_size, per),
	  .help = "other sizes: the first glob that matches the path decides" },
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct file_size) };

struct review {
	const struct file_size *rule;
	struct own_paths own;
};

static int find_limit(int64_t *limit, const struct review *review,
		      struct str path)
{
	const struct size_map *per = &review->rule->per;

	*limit = review->rule->max;
	for (size_t i = 0; i < per->count; i++) {
		enum match match = ref_globs_match(&per->items[i].key,
						   review->own.context->vars,
						   path, review->own.error);

		if (match == MATCH_BROKEN)
			return review->own.error->code;
		if (match == MATCH_YES) {
			*limit = per->items[i].size;
			break;
		}
	}
	return 0;
}

/* Without a size of its own, or with the content of a parent's file. */
static bool is_new_blob(const struct diff_entry *entry)
{
	if (entry->new.mode == 0 || entry->new.mode == MODE_SUBMODULE)
		return false;
	for (size_t i = 0; i < entry->old_count; i++)
		if (entry->old[i].mode && entry->old[i].mode != MODE_TREE &&
		    oid_equal(&entry->old[i].id, &entry->new.id))
			return false;
	return true;
}

static void add_size(struct buf *out, uint64_t size)
{
	if (size && size % (1u << 20) == 0)
		buf_addf(out, "%lluMiB", (unsigned long long)(size >> 20));
	else if (size && size % (1u << 10) == 0)
		buf_addf(out, "%lluKiB", (unsigned long long)(size >> 10));
	else
		buf_addf(out, "%llu bytes", (unsigned long long)size);
}

static void report(struct review *review, struct str path, uint64_t size,
		   int64_t limit)
{
	struct buf most = BUF_INIT;
	struct buf is = BUF_INIT;

	add_size(&is, size);
	add_size(&most, (uint64_t)limit);
	own_paths_find(&review->own, path, "\"%.*s\" has %s; at most %s",
		       STR_ARGS(path), buf_text(&is), buf_text(&most));
	buf_release(&is);
	buf_release(&most);
}

static int judge_path(const struct diff_entry *entry, void *data)
{
	struct review *review = data;
	enum object_type type;
	int64_t limit;
	size_t size;
	int result;

	if (!is_new_blob(entry))
		return 0;
	result = find_limit(&limit, review, entry->path);
	if (result || limit == OPTION_UNSET)
		return result;
	result = object_header(review->own.context->repo, &entry->new.id, &type,
			       &size, review->own.error);
	if (!result && size > (uint64_t)limit)
		report(review, entry->path, size, limit);
	return result;
}

static int judge_commit(const void *rule_options,
			const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	struct review review = {
		.rule = rule_options,
		.own = { .context = context, .commit = commit, .error = error },
	};
	int result = own_paths_each(&review.own, judge_path, &review);

	own_paths_close(&review.own);
	return result;
}

static void check(void *rule_options, const struct rule_check *check)
{
	const struct file_size *rule = rule_options;

	for (size_t i = 0; i < rule->per.count; i++) {
		const struct ref_globs *key = &rule->per.items[i].key;

		if ((key->fixed.count && key->fixed.items[0].exclude) ||
		    (key->dynamic_count && key->dynamic[0][0] == '!'))
			diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
					key->mark,
					"the first glob that matches decides: "
					"put exceptions first",
					"a glob of 'per' cannot exclude");
	}
}

static void repair_size(struct repair *repair,
			const struct repair_request *request)
{
	repair_text(repair, "what is needed and big can be kept outside of "
			    "git");
	repair_take_out(repair, request, 0);
	repair_push(repair, request);
}

const struct rule rule_file_size = {
	.id = "file-size",
	.summary = "files that are too big",
	.options = &table,
	.commits_fail = "add files that are too big",
	.commit_fails = "adds files that are too big",
	.check = check,
	.judge_commit = judge_commit,
	.repair = repair_size,
};
