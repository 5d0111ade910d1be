/*
 * test_history.c - a real history: what we read in each commit and tree is
 * what git reads there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/message.h"
#include "git/repo.h"

#include "base/buf.h"
#include "scratch.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SIZE_LIMIT (16u << 20)
#define COMMITS_MIN 3000
#define TREES_MIN 8000
#define WHOLE_TREES 20 /* compared path by path */

struct history {
	char *path;
	struct repo *repo;
};

static int find_history(struct buf *path)
{
	const char *given = getenv("REFGATE_TEST_HISTORY");
	const char *source = getenv("REFGATE_SRC");
	const char *build = getenv("REFGATE_BUILD");
	struct buf script = BUF_INIT;
	struct buf variable = BUF_INIT;

	if (given) {
		buf_add_text(path, given);
		return 0;
	}
	if (!source || !build)
		return -1;
	buf_addf(&script, "%s/tests/lib/import-history.sh", source);
	buf_addf(&variable, "REFGATE_BUILD=%s", build);
	scratch_run(path, STR(""), "env", buf_text(&variable), "sh",
		    buf_text(&script), NULL);
	buf_truncate(path, str_trim(buf_str(path)).size);
	buf_release(&script);
	buf_release(&variable);
	return 0;
}

static int set_up(void **state)
{
	struct repo_options options = { .path = NULL };
	struct history *history = calloc(1, sizeof(*history));
	struct buf path = BUF_INIT;
	struct error error = { 0 };

	*state = history;
	if (!history || find_history(&path)) {
		print_error("REFGATE_SRC and REFGATE_BUILD are not set\n");
		return -1;
	}
	history->path = buf_detach(&path);
	options.path = history->path;
	if (repo_open(&history->repo, &options, &error)) {
		print_error("%s\n", error.text);
		return -1;
	}
	return 0;
}

static int tear_down(void **state)
{
	struct history *history = *state;

	repo_close(history->repo);
	free(history->path);
	free(history);
	return 0;
}

static void must_read(struct object *out, const struct history *history,
		      const struct oid *id, enum object_type type)
{
	struct error error = { 0 };

	if (object_read(out, history->repo, id, SIZE_LIMIT, &error))
		fail_msg("%s", error.text);
	assert_int_equal(out->type, type);
}

static void describe(struct buf *out, const struct commit *commit)
{
	char hex[OID_HEX_SIZE + 1];
	size_t i;

	buf_clear(out);
	buf_addf(out, "%s\n", oid_format(&commit->id, hex));
	buf_addf(out, "%s\n", oid_format(&commit->tree, hex));
	for (i = 0; i < commit->parent_count; i++)
		buf_addf(out, "%s%s", i ? " " : "",
			 oid_format(&commit->parents[i], hex));
	buf_addf(out, "\n%.*s\n%.*s\n%" PRId64 "\n",
		 STR_ARGS(commit->author.name), STR_ARGS(commit->author.email),
		 commit->author.time);
	buf_addf(out, "%.*s\n%.*s\n%" PRId64 "\n",
		 STR_ARGS(commit->committer.name),
		 STR_ARGS(commit->committer.email), commit->committer.time);
	buf_add_str(out, commit->message);
}

/* The graph part, by the other reader. */
static void check_links(const struct commit *commit)
{
	struct commit_links links;
	struct flaw flaw;

	assert_int_equal(commit_read_links(&links, commit->raw, &flaw), 0);
	assert_true(oid_equal(&links.tree, &commit->tree));
	assert_int_equal(links.parent_count, commit->parent_count);
	assert_memory_equal(links.parents, commit->parents,
			    links.parent_count * sizeof(*links.parents));
	assert_int_equal(links.time, commit->committer.time);
}

static void check_commit(const struct history *history, struct str record)
{
	struct buf ours = BUF_INIT;
	struct object object;
	struct commit commit;
	struct flaw flaw = { 0 };
	struct oid id;

	assert_true(oid_parse(&id, str_first(record, OID_HEX_SIZE)));
	must_read(&object, history, &id, OBJECT_COMMIT);
	if (commit_read(&commit, &id, object.data, &flaw))
		fail_msg("%.40s: line %zu: %s", record.data, flaw.line,
			 flaw.what);
	describe(&ours, &commit);
	if (!str_equal(buf_str(&ours), record))
		fail_msg("git reads\n%.*s\nwe read\n%s", STR_ARGS(record),
			 buf_text(&ours));
	check_links(&commit);
	object_release(&object);
	buf_release(&ours);
}

/* Cuts the part up to a NUL off. */
static bool next_record(struct str *rest, struct str *record)
{
	size_t end = str_find_byte(*rest, '\0');

	*record = str_first(*rest, end);
	*rest = str_from(*rest, end + 1);
	return record->size > 0;
}

static void test_commits(void **state)
{
	struct history *history = *state;
	struct buf log = BUF_INIT;
	struct str record;
	struct str rest;
	size_t count = 0;

	scratch_run(&log, STR(""), "git", "--git-dir", history->path, "log",
		    "--all", "-z", "--encoding=",
		    "--format=%H%n%T%n%P%n%an%n%ae%n%at%n%cn%n%ce%n%ct%n%B",
		    NULL);
	rest = buf_str(&log);
	while (next_record(&rest, &record)) {
		check_commit(history, record);
		count++;
	}
	assert_true(count > COMMITS_MIN);
	buf_release(&log);
}

/* Where subject and body are parted by a blank line, git agrees on both. */
static void check_message(struct str subject, struct str body, struct str raw)
{
	struct message message;
	struct error error = { 0 };
	struct arena arena;

	arena_init(&arena);
	assert_int_equal(message_read(&message, raw, NULL, 0, &arena, &error),
			 0);
	if (message.blank_line &&
	    (!str_equal(message.subject, subject) ||
	     !str_equal(str_trim(message.body), str_trim(body))))
		fail_msg("git reads\n%.*s\n\n%.*swe read\n%.*s\n\n%.*s",
			 STR_ARGS(subject), STR_ARGS(body),
			 STR_ARGS(message.subject), STR_ARGS(message.body));
	arena_release(&arena);
}

static void test_messages(void **state)
{
	struct history *history = *state;
	struct buf log = BUF_INIT;
	struct str subject;
	struct str body;
	struct str raw;
	struct str rest;
	size_t count = 0;

	scratch_run(&log, STR(""), "git", "--git-dir", history->path, "log",
		    "--all", "-z", "--encoding=", "--format=%s%x00%b%n%x00%B",
		    NULL);
	rest = buf_str(&log);
	while (next_record(&rest, &subject) && next_record(&rest, &body) &&
	       next_record(&rest, &raw)) {
		check_message(subject, body, raw);
		count++;
	}
	assert_true(count > COMMITS_MIN);
	buf_release(&log);
}

static const char *type_of(unsigned mode)
{
	return mode == MODE_TREE      ? "tree" :
	       mode == MODE_SUBMODULE ? "commit" :
					"blob";
}

/* As `git ls-tree -r -t -z` prints it. */
static void list_tree(struct buf *out, const struct history *history,
		      const struct oid *id, const char *folder)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct object object;
	struct flaw flaw = { 0 };
	char hex[OID_HEX_SIZE + 1];
	struct buf path = BUF_INIT;
	int r;

	must_read(&object, history, id, OBJECT_TREE);
	tree_reader_init(&reader, object.data, true);
	while ((r = tree_next(&reader, &entry, &flaw)) == 1) {
		buf_clear(&path);
		buf_addf(&path, "%s%.*s", folder, STR_ARGS(entry.name));
		buf_addf(out, "%06o %s %s\t%s", entry.mode, type_of(entry.mode),
			 oid_format(&entry.id, hex), buf_text(&path));
		buf_add_byte(out, '\0');
		buf_add_byte(&path, '/');
		if (entry.mode == MODE_TREE)
			list_tree(out, history, &entry.id, buf_text(&path));
	}
	if (r)
		fail_msg("%s: entry %zu: %s", folder, flaw.line, flaw.what);
	object_release(&object);
	buf_release(&path);
}

static void compare_tree(const struct history *history, const char *hex)
{
	struct buf wanted = BUF_INIT;
	struct buf got = BUF_INIT;
	struct oid id;

	assert_true(oid_parse(&id, str_of(hex)));
	scratch_run(&wanted, STR(""), "git", "--git-dir", history->path,
		    "ls-tree", "-r", "-t", "-z", hex, NULL);
	list_tree(&got, history, &id, "");
	assert_true(wanted.size > 0);
	assert_true(str_equal(buf_str(&got), buf_str(&wanted)));
	buf_release(&got);
	buf_release(&wanted);
}

static void test_whole_trees(void **state)
{
	struct history *history = *state;
	struct buf log = BUF_INIT;
	char hex[OID_HEX_SIZE + 1];
	struct str line;
	struct str rest;
	size_t count = 0;

	scratch_run(&log, STR(""), "git", "--git-dir", history->path, "log",
		    "--all", "--format=%T", NULL);
	rest = buf_str(&log);
	while (str_next_line(&rest, &line))
		if (count++ % (COMMITS_MIN / WHOLE_TREES) == 0) {
			(void)snprintf(hex, sizeof(hex), "%.*s",
				       STR_ARGS(line));
			compare_tree(history, hex);
		}
	assert_true(count > COMMITS_MIN);
	buf_release(&log);
}

/* What fsck takes, we take. */
static void test_all_trees(void **state)
{
	struct history *history = *state;
	struct buf list = BUF_INIT;
	struct str line;
	struct str rest;
	size_t count = 0;

	scratch_run(NULL, STR(""), "git", "--git-dir", history->path, "fsck",
		    "--strict", "--no-dangling", NULL);
	scratch_run(&list, STR(""), "git", "--git-dir", history->path,
		    "cat-file", "--batch-all-objects", "--unordered",
		    "--batch-check=%(objectname) %(objecttype)", NULL);
	rest = buf_str(&list);
	while (str_next_line(&rest, &line)) {
		struct tree_reader reader;
		struct tree_entry entry;
		struct object object;
		struct flaw flaw = { 0 };
		struct oid id;

		if (!str_ends(line, " tree"))
			continue;
		assert_true(oid_parse(&id, str_first(line, OID_HEX_SIZE)));
		must_read(&object, history, &id, OBJECT_TREE);
		tree_reader_init(&reader, object.data, true);
		while (tree_next(&reader, &entry, &flaw) == 1)
			;
		if (flaw.what)
			fail_msg("%.40s: entry %zu: %s", line.data, flaw.line,
				 flaw.what);
		object_release(&object);
		count++;
	}
	assert_true(count > TREES_MIN);
	buf_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commits),
		cmocka_unit_test(test_messages),
		cmocka_unit_test(test_whole_trees),
		cmocka_unit_test(test_all_trees),
	};

	return cmocka_run_group_tests_name("history", tests, set_up, tear_down);
}
