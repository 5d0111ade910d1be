/*
 * rule_bench.c - judges a rule without the gate. Never decides a verdict.
 */
#include "rule_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

const char bench_history[] =
	"save() { echo $1 >$1; git add .; git commit -qm \"$1\"; }\n"
	"save a\ngit branch old\nsave b\ngit tag -m v1 v1\n"
	"git checkout -qb develop\nsave d1\ngit branch bad\nsave d2\n"
	"git checkout -q main\nsave c\ngit tag light\n"
	"git tag -m outer nested v1\n"
	"git tag -m blob blobtag HEAD:a\ngit tag lightblob HEAD:a\n"
	"git checkout -qb good\nsave g1\nsave g2\n"
	"git checkout -q bad\nsave x1\ngit tag -m wild wild\nsave x2\n"
	"git checkout -qb merged main\nsave m1\n"
	"git checkout -qb trunk develop\ngit merge -q --no-edit merged\n"
	"git checkout -q merged\nsave m2\n"
	"git checkout -q --orphan lone\nsave l1\n"
	"git branch same main\n"
	"git checkout -qb ontag v1^{}\nsave t1\n"
	"git checkout -qb below v1~\nsave s1\n";

static struct finding *new_finding(struct judgement *judgement)
{
	struct bench *bench = (struct bench *)(void *)judgement;

	assert_true(bench->count < BENCH_FINDINGS_MAX);
	return &bench->findings[bench->count++];
}

void bench_init(struct bench *bench)
{
	memset(bench, 0, sizeof(*bench));
	arena_init(&bench->arena);
	vars_init(&bench->vars, 8, &bench->arena);
	bench->context = (struct rule_context){
		.update = &bench->update,
		.updates = &bench->update,
		.update_count = 1,
		.vars = &bench->vars,
		.people = &bench->people,
		.pusher = &bench->pusher,
		.arena = &bench->arena,
		.judgement = (struct judgement *)(void *)bench,
		.new_finding = new_finding,
	};
}

void bench_init_repo(struct bench *bench, const char *script)
{
	struct graph_limits limits = { .commits = 10000 };

	bench_init(bench);
	bench->repo = bench_git_start(&bench->git,
				      "git init -q repo\ncd repo\n", script);
	if (graph_new(&bench->graph, bench->repo, &limits, &bench->error))
		fail_msg("%s", bench->error.text);
	bench->context.repo = bench->repo;
	bench->context.graph = bench->graph;
}

void bench_release(struct bench *bench)
{
	graph_free(bench->graph);
	repo_close(bench->repo);
	while (bench->regex_count)
		regex_free(bench->regexes[--bench->regex_count]);
	if (bench->git.directory[0])
		bench_git_close(&bench->git);
	vars_release(&bench->vars);
	arena_release(&bench->arena);
}

int bench_set_up(void **state, size_t size, const char *script)
{
	*state = calloc(1, size);
	if (!*state)
		return -1;
	bench_init_repo(*state, script);
	return 0;
}

int bench_tear_down(void **state)
{
	bench_release(*state);
	free(*state);
	return 0;
}

void bench_clear(struct bench *bench)
{
	memset(bench->findings, 0, sizeof(bench->findings));
	bench->count = 0;
}

static struct oid id_of(const struct bench *bench, const char *revision,
			const char *peel)
{
	struct oid none = { { 0 } };
	char text[256];

	if (!revision)
		return none;
	snprintf(text, sizeof(text), "%s%s", revision, peel);
	return bench_git_id(&bench->git, text);
}

void bench_update(struct bench *bench, const char *name, enum update_kind kind,
		  const char *old, const char *new)
{
	struct ref_update *update = &bench->update;
	struct str s = str_of(name);
	bool is_branch = str_starts(s, "refs/heads/");
	bool is_tag = str_starts(s, "refs/tags/");
	struct error error;
	size_t size;

	name = arena_copy(&bench->arena, s);
	s.data = name;
	*update = (struct ref_update){ .pushed = name,
				       .name = name,
				       .class = is_branch ? REF_BRANCH :
						is_tag	  ? REF_TAG :
							    REF_OTHER,
				       .kind = kind };
	update->short_name = is_branch ? str_from(s, 11) :
			     is_tag    ? str_from(s, 10) :
					 s;
	update->old = id_of(bench, old, "");
	update->new = id_of(bench, new, "");
	update->old_commit = id_of(bench, old, "^{commit}");
	if (new &&object_header(bench->repo, &update->new, &update->new_type,
				&size, &error))
		fail_msg("%s", error.text);
	if (new && update->new_type != OBJECT_BLOB &&
	    update->new_type != OBJECT_TREE)
		refs_peel(&update->new_commit, bench->repo, &update->new,
			  &error);
}

struct ref_globs bench_globs(struct bench *bench, const char *const *texts)
{
	struct ref_globs globs = { .has_default = false };
	size_t count = 0;
	size_t i;

	while (texts[count])
		count++;
	globs.fixed.items =
		arena_alloc(&bench->arena, count * sizeof(struct glob));
	globs.dynamic = arena_alloc(&bench->arena, count * sizeof(char *));
	for (i = 0; i < count; i++) {
		if (vars_has_reference(texts[i])) {
			globs.dynamic[globs.dynamic_count++] = texts[i];
			continue;
		}
		if (glob_compile(&globs.fixed.items[globs.fixed.count++],
				 str_of(texts[i]), &bench->arena,
				 &bench->error))
			fail_msg("%s", bench->error.text);
	}
	return globs;
}

struct pattern *bench_pattern(struct bench *bench, const char *text,
			      unsigned flags)
{
	struct pattern *pattern = arena_alloc(&bench->arena, sizeof(*pattern));
	struct regex_flaw flaw;

	*pattern = (struct pattern){ .source = text,
				     .text = text,
				     .dynamic = vars_has_reference(text),
				     .flags = flags };
	if (!pattern->dynamic &&
	    regex_new(&pattern->regex, str_of(text), flags, &flaw))
		fail_msg("%s: %s", text, flaw.message);
	if (pattern->dynamic)
		pattern->slot = bench->slots++;
	assert_true(bench->regex_count < 16);
	if (pattern->regex)
		bench->regexes[bench->regex_count++] = pattern->regex;
	return pattern;
}

struct commit *bench_commit(struct bench *bench, const char *revision)
{
	struct commit *commit = arena_alloc(&bench->arena, sizeof(*commit));
	struct oid id = bench_git_id(&bench->git, revision);
	struct object object;
	struct flaw flaw;
	struct str raw;

	if (object_read(&object, bench->repo, &id, 1 << 20, &bench->error))
		fail_msg("%s", bench->error.text);
	raw = (struct str){ arena_copy(&bench->arena, object.data),
			    object.data.size };
	object_release(&object);
	assert_int_equal(commit_read(commit, &id, raw, &flaw), 0);
	return commit;
}

struct collector {
	struct bench *bench;
	struct change_path items[BENCH_FINDINGS_MAX];
	size_t count;
};

static int collect(const struct diff_entry *entry, void *data)
{
	struct collector *collector = data;
	struct change_path *path = &collector->items[collector->count];

	assert_true(collector->count++ < BENCH_FINDINGS_MAX);
	path->path.data = arena_copy(&collector->bench->arena, entry->path);
	path->path.size = entry->path.size;
	path->old = entry->old_count ? entry->old[0] :
				       (struct diff_side){ .mode = 0 };
	path->new = entry->new;
	return 0;
}

static void add_commits(struct bench *bench, struct change *change)
{
	struct range range;
	struct known *known;
	struct oid *copy;
	size_t i;

	if (known_new(&known, bench->graph, &bench->error) ||
	    known_add_tip(known, &change->base, &bench->error) ||
	    graph_range(&range, bench->graph, known, &change->tip,
			&bench->error))
		fail_msg("%s", bench->error.text);
	copy = arena_alloc(&bench->arena, (range.count + 1) * sizeof(*copy));
	for (i = 0; i < range.count; i++)
		copy[i] = range.commits[i];
	change->commits = copy;
	change->commit_count = range.count;
	range_release(&range);
}

struct change *bench_change(struct bench *bench, const char *base,
			    const char *tip)
{
	struct change *change = arena_alloc(&bench->arena, sizeof(*change));
	struct collector *collector =
		arena_alloc(&bench->arena, sizeof(*collector));
	struct oid tree = id_of(bench, base, "^{tree}");
	struct diff_request request = { .bases = &tree,
					.base_count = 1,
					.new = id_of(bench, tip, "^{tree}"),
					.each = collect,
					.context = collector };

	collector->bench = bench;
	change->base = bench_git_id(&bench->git, base);
	change->tip = bench_git_id(&bench->git, tip);
	if (diff_trees(bench->repo, &request, &bench->error))
		fail_msg("%s", bench->error.text);
	change->paths = collector->items;
	change->path_count = collector->count;
	change->counts =
		arena_alloc(&bench->arena,
			    (collector->count + 1) * sizeof(*change->counts));
	change->counted =
		arena_alloc(&bench->arena,
			    (collector->count + 1) * sizeof(*change->counted));
	add_commits(bench, change);
	return change;
}

void bench_expect(const struct bench *bench, size_t count, const char *text)
{
	if (bench->count != count)
		fail_msg("%zu findings, not %zu: %s", bench->count, count,
			 bench->count ? bench->findings[0].text : "");
	if (count)
		assert_string_equal(bench->findings[0].text, text);
}

const char *bench_row(const struct bench *bench, size_t finding,
		      const char *label)
{
	const struct finding *found = &bench->findings[finding];
	size_t i;

	for (i = 0; i < found->row_count; i++)
		if (strcmp(found->rows[i].label, label) == 0)
			return found->rows[i].value.data;
	return "no such row";
}

void bench_repair(struct bench *bench, const struct rule *rule,
		  const void *options, const struct repair_request *request,
		  struct buf *out)
{
	const struct finding *findings[BENCH_FINDINGS_MAX];
	struct repair_request whole = *request;
	struct repair repair = { .arena = &bench->arena };
	size_t i;

	for (i = 0; i < bench->count; i++)
		findings[i] = &bench->findings[i];
	whole.update = &bench->update;
	whole.options = options;
	whole.vars = &bench->vars;
	whole.findings = findings;
	whole.finding_count = bench->count;
	whole.arena = &bench->arena;
	rule->repair(&repair, &whole);
	assert_false(repair.failed);
	for (i = 0; i < repair.count; i++)
		buf_addf(out, "%s%s\n",
			 repair.lines[i].kind == REPAIR_TEXT ? "# " : "",
			 repair.lines[i].text);
}
