/*
 * survey.c - see survey.h. Never believes more of trees than one byte: all are
 * sound.
 */
#include "git/survey.h"

#include "git/pack_entry.h"
#include "git/repo_state.h"
#include "git/survey_commits.h"
#include "git/survey_trees.h"

#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>

#define USEC_PER_MILLISECOND 1000
/* So many times as long as all else took, and so many milliseconds. */
#define WAIT_TIMES 4
#define WAIT_MORE 50
/* Of commits that are read ahead, bytes. */
#define AHEAD_SIZE (6u << 20)

struct order {
	struct repo *repo;
	struct pack *pack;
	const struct deadline *deadline;
};

static void work(int fd, void *context)
{
	const struct order *order = context;
	struct repo *repo = order->repo;
	struct survey *survey = &repo->survey;
	struct packs *packs = repo->stores[QUARANTINE].packs;
	struct survey_list list;

	if (survey_list_read(&list, order->pack, survey->kinds) &&
	    survey_trees(repo, packs, order->pack, &list, order->deadline) &&
	    helper_tell(fd))
		survey_commits(&survey->ahead, packs, order->pack, &list,
			       survey->enough, order->deadline);
	survey_list_release(&list);
}

/* The only one that the push brought; NULL: another number, or odd ones. */
static struct pack *pack_of(const struct repo *repo)
{
	const struct object_store *store = &repo->stores[QUARANTINE];
	const struct packs *packs = store->packs;
	size_t count;

	if (!store->path || !store->looked || store->odd || packs->count != 1)
		return NULL;
	count = packs->items[0]->index.count;
	return count < SURVEY_OBJECTS_MIN || count > SURVEY_OBJECTS_MAX ?
		       NULL :
		       packs->items[0];
}

/* A byte for each of its objects, and `enough`. */
static size_t map_size(const struct pack *pack)
{
	return pack->index.count + 1;
}

void survey_begin(struct repo *repo, const struct deadline *deadline)
{
	struct survey *survey = &repo->survey;
	struct order order = { repo, pack_of(repo), deadline };
	void *kinds;

	if (survey->stage != SURVEY_NOT_BEGUN || !order.pack ||
	    !pack_open(order.pack))
		return;
	kinds = mmap(NULL, map_size(order.pack), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (kinds == MAP_FAILED)
		return;
	pack_index_refine(&order.pack->index); /* for both processes */
	survey->kinds = kinds;
	survey->enough = survey->kinds + order.pack->index.count;
	(void)object_shelf_open(&survey->ahead, AHEAD_SIZE, true);
	survey->pack = order.pack;
	survey->stage = SURVEY_UNDER_WAY;
	survey->begun = clock_monotonic();
	/* ignored, who ends would be gone before helper_end() */
	survey->before = signal(SIGCHLD, SIG_DFL);
	helper_start(&survey->helper, work, &order);
}

static void stop(struct survey *survey, enum survey_stage stage)
{
	helper_end(&survey->helper);
	signal(SIGCHLD, survey->before);
	survey->stage = stage;
}

void survey_assume(struct repo *repo, size_t commits)
{
	struct survey *survey = &repo->survey;

	if (survey->kinds)
		atomic_store_explicit(survey->enough, 1, memory_order_relaxed);
	if (survey->stage == SURVEY_UNDER_WAY &&
	    survey->pack->index.count / SURVEY_OBJECTS_EACH <= commits)
		survey->stage = SURVEY_ASSUMED;
}

/*
 * It may be made to take long, and what it looks at need not be what is judged:
 * so there is an end to waiting.
 */
static bool has_come_well(struct survey *survey)
{
	usec spent = clock_monotonic() - survey->begun;
	usec more = spent / USEC_PER_MILLISECOND * WAIT_TIMES + WAIT_MORE;

	return helper_has_told(&survey->helper, more < INT_MAX ? (int)more : 0);
}

bool survey_confirm(struct repo *repo)
{
	struct survey *survey = &repo->survey;
	bool good;

	if (survey->stage != SURVEY_ASSUMED)
		return true;
	good = has_come_well(survey);
	stop(survey, good ? SURVEY_GOOD : SURVEY_GIVEN_UP);
	return good;
}

bool survey_holds(const struct repo *repo, const struct oid *tree)
{
	const struct survey *survey = &repo->survey;
	size_t place;

	if (survey->stage != SURVEY_ASSUMED && survey->stage != SURVEY_GOOD)
		return false;
	return pack_index_place(&place, &survey->pack->index, tree) &&
	       atomic_load_explicit(&survey->kinds[place],
				    memory_order_relaxed) == OBJECT_TREE;
}

void survey_end(struct repo *repo)
{
	struct survey *survey = &repo->survey;

	if (survey->stage == SURVEY_UNDER_WAY ||
	    survey->stage == SURVEY_ASSUMED)
		stop(survey, SURVEY_GIVEN_UP);
	if (survey->kinds)
		munmap((void *)survey->kinds, map_size(survey->pack));
	survey->kinds = survey->enough = NULL;
	object_shelf_close(&survey->ahead);
}
