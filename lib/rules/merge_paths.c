/*
 * merge_paths.c - tells the paths of a merge that are not as its sides have
 * them, and those that were resolved by hand. Never judges.
 */
#include "rules/merge_rule.h"

#define PATHS_SHOWN 6

static void add_path(const struct merge_paths *paths, struct finding *finding,
		     size_t count, struct str path)
{
	if (count <= PATHS_SHOWN)
		finding_row(paths->it->context, finding, "path", path);
}

int merge_report_unclean(struct str path, void *data)
{
	struct merge_paths *paths = data;
	const struct merge_case *it = paths->it;
	char hex[OID_HEX_SIZE + 1];

	if (!paths->unclean_count++)
		paths->unclean =
			finding_add(it->context,
				    "the merge %s does more than "
				    "merge: paths are not as its "
				    "sides have them",
				    oid_format(&paths->commit->id, hex));
	add_path(paths, paths->unclean, paths->unclean_count, path);
	return 0;
}

int merge_report_resolved(struct str path, void *data)
{
	struct merge_paths *paths = data;
	const struct merge_case *it = paths->it;
	char hex[OID_HEX_SIZE + 1];

	if (!paths->resolved_count++)
		paths->resolved =
			finding_add(it->context,
				    "paths of the merge %s were "
				    "resolved by hand",
				    oid_format(&paths->commit->id, hex));
	if (paths->resolved)
		paths->resolved->warns = true;
	add_path(paths, paths->resolved, paths->resolved_count, path);
	return 0;
}

static void end_paths(const struct merge_paths *paths, struct finding *finding,
		      size_t count, int topic)
{
	const struct merge_case *it = paths->it;
	const struct commit *commit = paths->commit;
	char *names;

	if (!finding)
		return;
	if (count > PATHS_SHOWN)
		finding_rowf(it->context, finding, "paths",
			     "and %zu more of them", count - PATHS_SHOWN);
	if (topic != MERGE_TOPIC_TOLD && it->context->landing)
		merge_report_wanted(it, finding);
	names = merge_tips_list(it, commit->parents, commit->parent_count);
	merge_report_finish(it, finding, topic, &commit->id, names);
}

void merge_report_paths_end(const struct merge_paths *paths)
{
	end_paths(paths, paths->unclean, paths->unclean_count,
		  MERGE_TOPIC_AGAIN);
	end_paths(paths, paths->resolved, paths->resolved_count,
		  MERGE_TOPIC_TOLD);
}
