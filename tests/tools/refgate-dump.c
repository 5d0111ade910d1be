/*
 * refgate-dump.c - asks lib/git about a repository, for comparison with git.
 * Reads one question a line and ends each answer with a line "."; never
 * writes to the repository.
 *
 * refgate-dump GIT-DIR [QUARANTINE]
 *   fresh                    forget all commits and names
 *   let NAME COMMIT...       name what is known: tips
 *   refs NAME GLOB...        the same: refs
 *   exact NAME               paint all of it
 *   range TIP NAME           commits, "boundary COMMIT"s, "exact" or "inexact"
 *   bases TIP NAME           the best merge bases
 *   holds COMMIT NAME        yes, no or broken
 *   ancestor COMMIT COMMIT   the same
 *   steps OLD NEW            FROM TO merge|run|branch, or "whole FROM TO"
 *   diff TREE BASE...        OLDMODE,... NEWMODE OLDID,... NEWID PATH
 *   check TREE BASE...       "ok" or the flaw
 *   numstat TREE BASE        ADDED REMOVED PATH
 *   added TREE BASE          "path PATH", and NUMBER TEXT of each added line
 *   clean COMMIT             "unclean PATH"s, "resolved PATH"s, the answer
 *   revert COMMIT            the answer, and what was reverted
 *   pick COMMIT GLOB...      the answer, and what was picked
 * Paths are printed with %XX for odd bytes.
 */
#include "git/equivalence.h"
#include "probe.h"

#define NAMES_MAX 64

struct dump {
	struct repo *repo;
	struct graph *graph;
	struct arena arena;
	struct known *knowns[NAMES_MAX];
	char names[NAMES_MAX][16];
	size_t name_count;
	char *words[WORDS_MAX];
	size_t count; /* of words, without the verb */
	struct error error;
};

static struct oid id_at(const struct dump *d, size_t i)
{
	return read_id(d->words, d->count, i);
}

static struct known *known_at(struct dump *d, size_t i)
{
	for (size_t n = 0; i < d->count && n < d->name_count; n++)
		if (!strcmp(d->names[n], d->words[i]))
			return d->knowns[n];
	die("no such name");
	return NULL;
}

static void print_path(const char *before, struct str path)
{
	print_odd(before, path);
	putchar('\n');
}

static void print_match(enum match match)
{
	puts(match == MATCH_YES ? "yes" : match == MATCH_NO ? "no" : "broken");
}

static int do_fresh(struct dump *d)
{
	struct graph_limits limits = { .commits = SIZE_MAX };
	graph_free(d->graph);
	d->graph = NULL;
	d->name_count = 0;
	return graph_new(&d->graph, d->repo, &limits, &d->error);
}

static struct known *name_known(struct dump *d)
{
	if (!d->count || d->name_count >= NAMES_MAX)
		die("no name");
	char *name = d->names[d->name_count];
	snprintf(name, sizeof(d->names[0]), "%s", d->words[0]);
	if (known_new(&d->knowns[d->name_count], d->graph, &d->error))
		return NULL;
	return d->knowns[d->name_count++];
}

static int do_let(struct dump *d)
{
	struct known *known = name_known(d);
	int r = known ? 0 : ERROR_INTERNAL;
	for (size_t i = 1; !r && i < d->count; i++) {
		struct oid tip = id_at(d, i);
		r = known_add_tip(known, &tip, &d->error);
	}
	return r;
}

static int read_globs(struct globs *globs, struct dump *d)
{
	int r = 0;
	globs->count = 0;
	globs->items = arena_alloc(&d->arena, d->count * sizeof(struct glob));
	for (size_t i = 1; !r && i < d->count; i++)
		r = glob_compile(&globs->items[globs->count++],
				 str_of(d->words[i]), &d->arena, &d->error);
	return r;
}

static int do_refs(struct dump *d)
{
	struct known *known = name_known(d);
	struct globs *globs = arena_alloc(&d->arena, sizeof(*globs));
	int r = known && globs ? read_globs(globs, d) : ERROR_INTERNAL;
	return r ? r : known_add_refs(known, globs, &d->error);
}

static int do_exact(struct dump *d)
{
	return graph_make_exact(d->graph, known_at(d, 0), &d->error);
}

static int do_range(struct dump *d)
{
	struct range range = { 0 };
	struct oid tip = id_at(d, 0);
	int r = graph_range(&range, d->graph, known_at(d, 1), &tip, &d->error);
	for (size_t i = 0; i < range.count; i++) {
		print_id("", &range.commits[i]);
		putchar('\n');
	}
	for (size_t i = 0; i < range.boundary_count; i++) {
		print_id("boundary ", &range.boundary[i]);
		putchar('\n');
	}
	puts(range.exact ? "exact" : "inexact");
	range_release(&range);
	return r;
}

static int do_bases(struct dump *d)
{
	struct oid *bases = NULL;
	size_t count = 0;
	struct oid tip = id_at(d, 0);
	int r = graph_merge_bases(&bases, &count, d->graph, known_at(d, 1),
				  &tip, &d->error);
	for (size_t i = 0; i < count; i++) {
		print_id("", &bases[i]);
		putchar('\n');
	}
	free(bases);
	return r;
}

static int do_holds(struct dump *d)
{
	struct oid id = id_at(d, 0);
	print_match(graph_is_known(d->graph, known_at(d, 1), &id, &d->error));
	return 0;
}

static int do_ancestor(struct dump *d)
{
	struct oid a = id_at(d, 0);
	struct oid b = id_at(d, 1);
	print_match(graph_is_ancestor(d->graph, &a, &b, &d->error));
	return 0;
}

static int do_steps(struct dump *d)
{
	struct step *steps = NULL;
	size_t count = 0;
	bool whole = false;
	struct oid old = id_at(d, 0);
	struct oid new = id_at(d, 1);
	int r = graph_steps(&steps, &count, &whole, d->graph, &old, &new,
			    &d->error);
	for (size_t i = 0; i < count; i++) {
		const char *kind = steps[i].ends_at_branch ? "branch" : "run";
		print_id(whole ? "whole " : "", &steps[i].from);
		print_id(" ", &steps[i].to);
		printf(" %s\n", steps[i].is_merge ? "merge" : kind);
	}
	free(steps);
	return r;
}

static int print_entry(const struct diff_entry *entry, void *context)
{
	(void)context;
	for (size_t i = 0; i < entry->old_count; i++)
		printf("%s%06o", i ? "," : "", entry->old[i].mode);
	printf(" %06o", entry->new.mode);
	for (size_t i = 0; i < entry->old_count; i++)
		print_id(i ? "," : " ", &entry->old[i].id);
	print_id(" ", &entry->new.id);
	print_path(" ", entry->path);
	return 0;
}

static int print_numstat(const struct diff_entry *entry, void *context)
{
	struct dump *d = context;
	struct line_count count;
	int r = lines_count(&count, d->repo, &entry->old[0], &entry->new,
			    &d->error);
	if (r)
		return r;
	if (count.binary)
		print_path("- - ", entry->path);
	else
		printf("%zu %zu", count.added, count.removed);
	if (!count.binary)
		print_path(" ", entry->path);
	return 0;
}

static int print_line(struct str line, size_t number, void *context)
{
	(void)context;
	printf("%zu", number);
	print_path(" ", line);
	return 0;
}

static int print_added(const struct diff_entry *entry, void *context)
{
	struct dump *d = context;
	print_path("path ", entry->path);
	return lines_added(d->repo, &entry->old[0], &entry->new, print_line, d,
			   &d->error);
}

static int compare(struct dump *d,
		   int (*each)(const struct diff_entry *entry, void *context))
{
	struct oid bases[DIFF_BASES_MAX] = { 0 };
	struct diff_request request = {
		.bases = bases,
		.new = id_at(d, 0),
		.each = each,
		.context = d,
	};
	for (size_t i = 1; i < d->count && i <= DIFF_BASES_MAX; i++)
		bases[request.base_count++] = id_at(d, i);
	if (each)
		return diff_trees(d->repo, &request, &d->error);
	return diff_check_new_trees(d->repo, &request, &d->error);
}

static int do_diff(struct dump *d)
{
	return compare(d, print_entry);
}

static int do_numstat(struct dump *d)
{
	return compare(d, print_numstat);
}

static int do_added(struct dump *d)
{
	return compare(d, print_added);
}

static int do_check(struct dump *d)
{
	if (compare(d, NULL))
		puts(d->error.text);
	else
		puts("ok");
	return 0;
}

static int print_unclean(struct str path, void *context)
{
	(void)context;
	print_path("unclean ", path);
	return 0;
}

static int print_resolved(struct str path, void *context)
{
	(void)context;
	print_path("resolved ", path);
	return 0;
}

/* The verb's question about a commit; the answer's own id follows. */
static int ask_commit(struct dump *d, char verb)
{
	struct merge_review review = { print_unclean, print_resolved, NULL };
	struct object object = { 0 };
	struct flaw flaw = { 0 };
	struct commit commit;
	struct globs globs = { 0 };
	struct oid found = { { 0 } };
	struct oid id = id_at(d, 0);
	enum match match = MATCH_BROKEN;
	int r = object_read(&object, d->repo, &id, 1u << 20, &d->error);
	if (!r)
		r = commit_read(&commit, &id, object.data, &flaw);
	if (!r && verb == 'c')
		match = commit_is_clean_merge(d->graph, d->repo, &commit,
					      &review, &d->error);
	else if (!r && verb == 'r')
		match = commit_is_revert(d->graph, d->repo, &commit, &found,
					 &d->error);
	else if (!r && !(r = read_globs(&globs, d)))
		match = commit_is_pick(d->graph, d->repo, &commit, &globs,
				       &found, &d->error);
	if (!r)
		print_match(match);
	if (match == MATCH_YES && !oid_is_zero(&found)) {
		print_id("", &found);
		putchar('\n');
	}
	object_release(&object);
	return r;
}

static int do_clean(struct dump *d)
{
	return ask_commit(d, 'c');
}

static int do_revert(struct dump *d)
{
	return ask_commit(d, 'r');
}

static int do_pick(struct dump *d)
{
	return ask_commit(d, 'p');
}

static const struct verb {
	const char *name;
	int (*run)(struct dump *d);
} verbs[] = {
	{ "fresh", do_fresh }, { "let", do_let },
	{ "refs", do_refs },   { "exact", do_exact },
	{ "range", do_range }, { "bases", do_bases },
	{ "holds", do_holds }, { "ancestor", do_ancestor },
	{ "steps", do_steps }, { "diff", do_diff },
	{ "check", do_check }, { "numstat", do_numstat },
	{ "clean", do_clean }, { "revert", do_revert },
	{ "pick", do_pick },   { "added", do_added },
};

static void answer(void *asked, char *line)
{
	struct dump *d = asked;
	const char *verb = split_words(line, d->words, &d->count);
	d->error = (struct error){ 0 };
	for (size_t i = 0; verb && i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (strcmp(verbs[i].name, verb) != 0)
			continue;
		if (verbs[i].run(d))
			printf("error %d %s\n", (int)d->error.code,
			       d->error.text);
		puts(".");
		return;
	}
	die("no such question");
}

int main(int argc, char **argv)
{
	static struct dump d;
	d.repo = open_repo(argc, argv);
	arena_init(&d.arena);
	if (do_fresh(&d))
		die(d.error.text);
	answer_all(answer, &d);
	graph_free(d.graph);
	arena_release(&d.arena);
	repo_close(d.repo);
	return 0;
}
