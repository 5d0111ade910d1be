/*
 * rule-table.c - judges the rows of a decision table by one rule of a policy
 * that is loaded for each row, and prints TAP: rule-table RULE TABLE DIRECTORY
 * Never needs the gate.
 *
 * Tab-separated, the first line names the columns; lines that begin with "#"
 * do not count. "-" is an empty cell; \n, \t, \\ and \xNN stand for bytes.
 *   case       what the row shows
 *   options    of the rule, as YAML writes them on one line
 *   message    several with "\f" between them are a change, oldest first
 *   merged     message of the commit that the tagged merge brought in
 *   author, committer  "Name <email>"
 *   date, parent       committer dates, in seconds from the time of the push
 *   zone       of the author; encoding, header: header lines' values
 *   pusher     a login
 *   verdict    accept, refuse, broken, invalid (the policy does not load);
 *              template or draft: what is shown to developers
 *   finding    all findings, " | " between them; of an invalid policy, some
 *              of the words
 *
 * DIRECTORY holds a bare repository, r.git, and room for a policy.
 */
#include "rule-table.h"
#include "base/text.h"
#include "git/repo.h"
#include "policy/policy.h"

#define COLUMNS_MAX 16
#define FINDINGS_MAX 128
#define COMMITS_MAX 16
#define LINE_SIZE 16384
#define PATH_SIZE 4096

struct judgement {
	struct finding findings[FINDINGS_MAX];
	size_t count;
};

struct runner {
	const char *rule_id;
	const char *directory;
	size_t cases, failed;
};

/* What a row is judged with. */
struct stage {
	const struct row *row;
	const struct rule *rule;
	const void *options;
	struct rule_context context;
	struct ref_update update;
	struct pusher pusher;
	struct judgement judgement;
	struct vars vars;
	struct arena arena;
	char git_dir[PATH_SIZE];
};

static struct finding *new_finding(struct judgement *judgement)
{
	if (judgement->count == FINDINGS_MAX)
		return NULL;
	return &judgement->findings[judgement->count++];
}

/* Stores the next commit on top of `parent` and judges it by itself. */
static int judge_one(const struct stage *stage, struct str message,
		     struct oid *parent, struct error *error)
{
	struct oid parents[PARENTS_MAX] = { *parent, { { 0 } } };
	struct buf raw = BUF_INIT;
	struct commit commit;
	struct flaw flaw = { 0, NULL };
	struct oid id;
	int result = 0;

	write_commit(&raw, stage->row, message, parents,
		     cell(stage->row, "date", "0"));
	id = store_commit(stage->git_dir, &raw);
	if (commit_read(&commit, &id, buf_str(&raw), &flaw))
		die(flaw.what);
	if (stage->rule->judge_commit)
		result = stage->rule->judge_commit(
			stage->options, &stage->context, &commit, error);
	*parent = id;
	buf_release(&raw);
	return result;
}

/* The messages of a change. */
static int judge_messages(const struct stage *stage, struct error *error)
{
	struct oid commits[COMMITS_MAX] = { { { 0 } } };
	struct change change = { .commits = commits };
	struct oid roots[PARENTS_MAX] = { { { 0 } } };
	struct oid parent = { { 0 } };
	struct buf messages = BUF_INIT;
	struct buf raw = BUF_INIT;
	const char *date = cell(stage->row, "parent", NULL);
	struct str rest;
	int result = 0;

	if (date) {
		write_commit(&raw, stage->row, STR("parent"), roots, date);
		parent = store_commit(stage->git_dir, &raw);
	}
	add_unescaped(&messages, cell(stage->row, "message", "a subject"));
	rest = buf_str(&messages);
	while (result == 0 && change.commit_count < COMMITS_MAX) {
		struct str one = str_first(rest, str_find_byte(rest, '\f'));

		result = judge_one(stage, one, &parent, error);
		memmove(commits + 1, commits,
			(COMMITS_MAX - 1) * sizeof(*commits));
		commits[0] = parent;
		change.commit_count++;
		if (one.size == rest.size)
			break;
		rest = str_from(rest, one.size + 1);
	}
	if (result == 0 && stage->rule->judge_change)
		result = stage->rule->judge_change(
			stage->options, &stage->context, &change, error);
	buf_release(&messages);
	buf_release(&raw);
	return result;
}

static struct oid store(const struct stage *stage, const char *message,
			const struct oid parents[PARENTS_MAX])
{
	struct buf text = BUF_INIT;
	struct buf raw = BUF_INIT;
	struct oid id;

	add_unescaped(&text, message);
	write_commit(&raw, stage->row, buf_str(&text), parents, "0");
	id = store_commit(stage->git_dir, &raw);
	buf_release(&text);
	buf_release(&raw);
	return id;
}

/* The merge of a branch of one commit into a main of one commit. */
static struct oid store_merge(const struct stage *stage, const char *message)
{
	struct oid parents[PARENTS_MAX] = { { { 0 } } };

	parents[0] = store(stage, "Incident: main's own", parents);
	parents[1] = store(stage, message, parents);
	return store(stage, "Merge branch 'x'", parents);
}

static int judge_tag(const struct stage *stage, struct error *error)
{
	const char *merged = cell(stage->row, "merged", NULL);
	const struct oid none[PARENTS_MAX] = { { { 0 } } };
	struct oid id = { { 1 } };
	struct oid target = merged ? store_merge(stage, merged) :
				     store(stage, "target", none);
	char hex[OID_HEX_SIZE + 1];
	struct buf raw = BUF_INIT;
	struct flaw flaw = { 0, NULL };
	struct tag tag;
	int result;

	buf_addf(&raw,
		 "object %s\ntype commit\ntag v1.0.5\n"
		 "tagger Alice <alice@example.com> %lld +0000\n\n",
		 oid_format(&target, hex), (long long)NOW);
	add_unescaped(&raw, cell(stage->row, "message", "a subject"));
	buf_add_byte(&raw, '\n');
	if (tag_read(&tag, &id, buf_str(&raw), &flaw))
		die(flaw.what);
	result = stage->rule->judge_tag(stage->options, &stage->context, &tag,
					error);
	buf_release(&raw);
	return result;
}

static void answer(struct buf *out, const struct judgement *judgement,
		   int result, const struct error *error, bool draft)
{
	if (result) {
		buf_addf(out, "broken: %s", error->text);
		return;
	}
	if (draft) {
		size_t i = 0;

		buf_add_text(out, "draft: ");
		while (i < judgement->count && !judgement->findings[i].draft)
			i++;
		if (i < judgement->count)
			buf_add_text(out, judgement->findings[i].draft);
		return;
	}
	buf_add_text(out, judgement->count > 0 ? "refuse: " : "accept: ");
	for (size_t i = 0; i < judgement->count; i++)
		buf_addf(out, "%s%s", i ? " | " : "",
			 judgement->findings[i].text);
}

static void stage_init(struct stage *stage, const struct policy *policy,
		       const struct runner *runner, const struct row *row)
{
	const struct policy_rule *it =
		ruleset_rule(&policy->rulesets[0], runner->rule_id);
	struct graph_limits limits = { .commits = 1000 };
	struct repo_options options = { .path = stage->git_dir };
	struct rule_context *context = &stage->context;
	struct error error = { 0 };

	memset(stage, 0, sizeof(*stage));
	snprintf(stage->git_dir, PATH_SIZE, "%s/r.git", runner->directory);
	stage->row = row;
	stage->rule = it->rule;
	stage->options = it->options;
	stage->update = (struct ref_update){ .name = "refs/heads/x",
					     .class = REF_BRANCH,
					     .kind = UPDATE_CREATE };
	stage->pusher.login = cell(row, "pusher", NULL);
	if (stage->pusher.login)
		pusher_resolve(&stage->pusher, &policy->people);
	arena_init(&stage->arena);
	vars_init(&stage->vars, policy->pattern_slots, &stage->arena);
	vars_set(&stage->vars, "version", STR("1.0.5"), &error);
	*context = (struct rule_context){ .update = &stage->update,
					  .vars = &stage->vars,
					  .people = &policy->people,
					  .pusher = &stage->pusher,
					  .now = NOW,
					  .arena = &stage->arena,
					  .judgement = &stage->judgement,
					  .new_finding = new_finding };
	if (repo_open(&context->repo, &options, &error) ||
	    graph_new(&context->graph, context->repo, &limits, &error))
		die(error.text);
}

static void stage_release(struct stage *stage)
{
	graph_free(stage->context.graph);
	repo_close(stage->context.repo);
	vars_release(&stage->vars);
	arena_release(&stage->arena);
}

static void judge(struct buf *out, struct stage *stage)
{
	const char *verdict = cell(stage->row, "verdict", "");
	struct error error = { 0 };
	int result;

	if (strcmp(verdict, "template") == 0) {
		buf_add_text(out, "template: ");
		stage->rule->template(stage->options, &stage->vars, out);
		return;
	}
	result = stage->rule->judge_tag ? judge_tag(stage, &error) :
					  judge_messages(stage, &error);
	answer(out, &stage->judgement, result, &error,
	       strcmp(verdict, "draft") == 0);
}

static void run(struct buf *out, const struct runner *runner,
		const struct row *row)
{
	struct policy_request request = { 0 };
	struct diagnostics diagnostics;
	struct policy *policy = NULL;
	struct error error = { 0 };
	struct arena arena;
	char path[PATH_SIZE];

	snprintf(path, sizeof(path), "%s/policy.yml", runner->directory);
	write_policy(path, runner->rule_id, cell(row, "options", "{}"));
	request.path = path;
	request.preset_dir = runner->directory;
	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	if (policy_load(&policy, &request, &diagnostics, &arena, &error) == 0) {
		struct stage *stage = calloc(1, sizeof(*stage));

		if (!stage)
			die("no memory");
		stage_init(stage, policy, runner, row);
		judge(out, stage);
		stage_release(stage);
		free(stage);
	} else if (diagnostics.count > 0) {
		buf_addf(out, "invalid: %s", diagnostics.items[0].text);
	} else {
		buf_addf(out, "invalid: %s", error.text);
	}
	policy_free(policy);
	arena_release(&arena);
}

/* The loader's words are its own: those of the row must be among them. */
static bool is_invalid(const struct row *row, struct str got)
{
	struct str words = str_of(cell(row, "finding", ""));

	return strcmp(cell(row, "verdict", ""), "invalid") == 0 &&
	       str_starts(got, "invalid: ") && str_find(got, words) < got.size;
}

static void print_row(struct runner *runner, const struct row *row)
{
	struct buf wanted = BUF_INIT;
	struct buf got = BUF_INIT;
	struct buf shown = BUF_INIT;
	bool ok;

	buf_addf(&wanted, "%s: ", cell(row, "verdict", ""));
	add_unescaped(&wanted, cell(row, "finding", ""));
	run(&got, runner, row);
	ok = str_equal(buf_str(&wanted), buf_str(&got)) ||
	     is_invalid(row, buf_str(&got));
	runner->cases++;
	runner->failed += !ok;
	printf("%sok %zu - %s\n", ok ? "" : "not ", runner->cases,
	       cell(row, "case", "a row"));
	if (!ok) {
		text_escape_line(&shown, buf_str(&got));
		printf("# got:    %s\n", buf_text(&shown));
		buf_clear(&shown);
		text_escape_line(&shown, buf_str(&wanted));
		printf("# wanted: %s\n", buf_text(&shown));
	}
	buf_release(&wanted);
	buf_release(&got);
	buf_release(&shown);
}

static size_t split(char *line, char *cells[COLUMNS_MAX])
{
	size_t count = 0;
	char *rest = line;

	line[strcspn(line, "\n")] = '\0';
	while (rest && count < COLUMNS_MAX)
		cells[count++] = strsep(&rest, "\t");
	return count;
}

int main(int argc, char **argv)
{
	char header[LINE_SIZE];
	char line[LINE_SIZE];
	char *names[COLUMNS_MAX];
	char *cells[COLUMNS_MAX];
	struct runner runner = { 0 };
	struct row row = { (const char *const *)names, cells, 0 };
	FILE *table;

	if (argc != 4 || !(table = fopen(argv[2], "r")) ||
	    !fgets(header, sizeof(header), table))
		die("usage: rule-table RULE TABLE DIRECTORY");
	runner.rule_id = argv[1];
	runner.directory = argv[3];
	row.count = split(header, names);
	while (fgets(line, sizeof(line), table)) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (split(line, cells) != row.count)
			die("a row is not as wide as the header");
		print_row(&runner, &row);
	}
	fclose(table);
	printf("1..%zu\n", runner.cases);
	return runner.failed > 0;
}
