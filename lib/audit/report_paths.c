/* report_paths.c - hotfix after hotfix on the same paths. Never guesses. */
#include "audit/report_page.h"

#include "base/arena.h"

#include <stdlib.h>

/* One landing's path. */
struct hit {
	size_t repository, path;
	int64_t time;
};

static int compare_hits(const void *a, const void *b)
{
	const struct hit *x = a;
	const struct hit *y = b;

	if (x->repository != y->repository)
		return x->repository < y->repository ? -1 : 1;
	if (x->path != y->path)
		return x->path < y->path ? -1 : 1;
	return x->time < y->time ? -1 : x->time > y->time;
}

static int compare_paths(const void *a, const void *b)
{
	const struct report_path *x = a;
	const struct report_path *y = b;

	if (x->most != y->most)
		return x->most < y->most ? 1 : -1;
	if (x->landings != y->landings)
		return x->landings < y->landings ? 1 : -1;
	return x->last < y->last ? 1 : x->last > y->last ? -1 : 0;
}

static size_t gather(const struct report *report, struct hit *hits)
{
	size_t count = 0;

	for (size_t i = 0; i < report->hotfix_count; i++) {
		const struct report_hotfix *hotfix = &report->hotfixes[i];

		for (size_t j = 0; j < hotfix->path_count; j++)
			hits[count++] = (struct hit){ hotfix->repository,
						      hotfix->paths[j],
						      hotfix->time };
	}
	return count;
}

/* Of `count` hits on one path, `times` in order. */
static bool add_path(struct report_figures *figures, size_t *capacity,
		     const struct hit *hit, int64_t *times, size_t count)
{
	size_t most = stat_most_within(times, count, REPORT_MONTH);
	struct report_path *path;

	if (most < 2)
		return true;
	path = array_more(&figures->paths, figures->path_count, capacity,
			  sizeof(*path));
	if (!path)
		return false;
	figures->path_count++;
	*path = (struct report_path){
		hit->repository, hit->path, most,
		count,		 times[0],  times[count - 1]
	};
	return true;
}

bool report_figure_paths(const struct report *report,
			 struct report_figures *figures)
{
	size_t room = report->hotfix_count * REPORT_PATHS + 1;
	struct hit *hits = calloc(room, sizeof(*hits));
	int64_t *times = calloc(room, sizeof(*times));
	size_t capacity = 0;
	size_t start = 0;
	size_t count;
	bool good = hits && times;

	count = good ? gather(report, hits) : 0;
	if (count)
		qsort(hits, count, sizeof(*hits), compare_hits);
	for (size_t i = 0; good && i < count; i++) {
		times[i - start] = hits[i].time;
		if (i + 1 < count && hits[i + 1].path == hits[i].path &&
		    hits[i + 1].repository == hits[i].repository)
			continue;
		good = add_path(figures, &capacity, &hits[start], times,
				i + 1 - start);
		start = i + 1;
	}
	if (figures->path_count)
		qsort(figures->paths, figures->path_count,
		      sizeof(*figures->paths), compare_paths);
	free(hits);
	free(times);
	return good;
}
