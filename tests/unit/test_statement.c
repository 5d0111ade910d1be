/*
 * test_statement.c - tags by which people say something about commits: what
 * is read out of them, and why some are none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rule_bench.h"
#include "rules/approval.h"

#include <stdio.h>
#include <string.h>

#define NOW INT64_C(1700000000)

static const char history[] = "git commit -q --allow-empty -m start";

static int set_up(void **state)
{
	struct bench *bench;

	if (bench_set_up(state, sizeof(*bench), history))
		return -1;
	bench = *state;
	bench->context.now = NOW;
	bench->context.repository = "project";
	return 0;
}

/* "$C" in the text is the commit; the tag is refs/tags/t afterwards. */
static struct oid write_tag(struct bench *bench, const char *header,
			    const char *message)
{
	struct buf script = BUF_INIT;

	buf_addf(&script,
		 "cd repo && C=$(git rev-parse main) && T=$(printf "
		 "\"%s\\n\\n%s\" | git hash-object -t tag --literally -w "
		 "--stdin) && git update-ref refs/tags/t $T",
		 header, message);
	bench_git_do(&bench->git, buf_text(&script));
	buf_release(&script);
	return bench_git_id(&bench->git, "refs/tags/t");
}

#define HEADER                                      \
	"object $C\\ntype commit\\ntag x\\ntagger " \
	"Lead <lead@example.com> 1700000000 +0000"
#define GOOD "Approve: $C\\nRepository: project\\nRef: refs/heads/main\\n"

static void read_tag(struct statement *out, struct bench *bench,
		     const struct oid *id)
{
	if (statement_read(out, &bench->context, "refs/approvals/x/y", id,
			   false, &bench->error))
		fail_msg("%s", bench->error.text);
}

static void test_check(void **state)
{
	static const struct {
		const char *header, *message;
		const char *wanted; /* NULL: all is well */
	} rows[] = {
		{ HEADER, "x\\n\\n" GOOD, NULL },
		{ HEADER, "x\\n\\n" GOOD "\\n\\n", NULL },
		{ HEADER, "x\\n\\nsome text\\n" GOOD, NULL },
		{ HEADER,
		  "x\\n\\napprove: $C\\nREPOSITORY: project\\nref: a\\n",
		  NULL },
		{ HEADER, "x\\n\\n" GOOD "Ref: refs/heads/other\\n", NULL },
		{ HEADER, GOOD, "no line \"Approve: " },
		{ HEADER, "x\\n\\n" GOOD "\\nmore\\n", "no line \"Approve: " },
		{ HEADER, "x\\n\\n" GOOD "approve: $C\\n",
		  "its message says \"approve:\" twice" },
		{ HEADER, "x\\n\\n" GOOD "Repository: project\\n",
		  "its message says \"Repository:\" twice" },
		{ HEADER,
		  "x\\n\\nApprove: $C 1\\nRepository: project\\nRef: a\\n",
		  "it is a tag of " },
		{ HEADER,
		  "x\\n\\nApprove: $C\\nRepository: Project\\nRef: a\\n",
		  "it is for the repository \"Project\"" },
		{ HEADER, "x\\n\\nApprove: $C\\nRef: a\\n",
		  "its message has no line \"Repository: project\"" },
		{ HEADER, "x\\n\\nApprove: $C\\nRepository: project\\n",
		  "its message has no line \"Ref:\"" },
		{ "object $C\\ntype commit\\ntag x", "x\\n\\n" GOOD,
		  "it does not say who made it, and when" },
		{ "object $C\\ntype commit\\ntag x\\nodd x", "x\\n\\n" GOOD,
		  "it is a malformed tag: " },
		{ "object $C\\ntype commit\\ntag x\\ntagger Lead "
		  "<lead@example.com> 1700000600 +0000",
		  "x\\n\\n" GOOD, NULL },
		{ "object $C\\ntype commit\\ntag x\\ntagger Lead "
		  "<lead@example.com> 1700000601 +0000",
		  "x\\n\\n" GOOD, "it is dated 2023-11-14T22:23:21Z" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench *bench = *state;
		struct statement statement;
		struct oid id =
			write_tag(bench, rows[i].header, rows[i].message);
		const char *what;

		read_tag(&statement, bench, &id);
		what = statement_check(&statement, &bench->context, "Approve");
		if (!what != !rows[i].wanted)
			fail_msg("row %zu: %s", i, what ? what : "no flaw");
		if (what && !strstr(what, rows[i].wanted))
			fail_msg("row %zu: %s", i, what);
	}
}

static void test_no_tag(void **state)
{
	struct bench *bench = *state;
	struct statement statement;
	struct oid id = bench_git_id(&bench->git, "main");

	read_tag(&statement, bench, &id);
	assert_string_equal(statement.flaw, "it is a commit, not a tag object");
	id = bench_git_id(&bench->git, "main^{tree}");
	read_tag(&statement, bench, &id);
	assert_string_equal(statement.flaw, "it is a tree, not a tag object");
	id.bytes[0] ^= 1;
	assert_int_equal(statement_read(&statement, &bench->context, "x", &id,
					false, &bench->error),
			 ERROR_BROKEN);
}

static void test_size(void **state)
{
	struct bench *bench = *state;
	struct statement statement;
	struct oid id;

	bench_git_do(&bench->git,
		     "cd repo && head -c 66000 /dev/zero | tr '\\0' x | "
		     "git tag -a -F - big main");
	id = bench_git_id(&bench->git, "refs/tags/big");
	read_tag(&statement, bench, &id);
	assert_string_equal(statement.flaw, "it has more than 65536 bytes");
}

static void test_values(void **state)
{
	struct bench *bench = *state;
	struct statement statement;
	struct oid id =
		write_tag(bench, HEADER, "x\\n\\n" GOOD "Ref: refs/heads/b\\n");

	read_tag(&statement, bench, &id);
	assert_true(
		str_is(statement_value(&statement, "repository"), "project"));
	assert_null(statement_value(&statement, "Withdraw").data);
	assert_int_equal(statement_count(&statement, "Ref"), 2);
	assert_true(statement_names(&statement, "Ref", "refs/heads/main"));
	assert_true(statement_names(&statement, "ref", "refs/heads/b"));
	assert_false(statement_names(&statement, "Ref", "refs/heads"));
	assert_int_equal(statement.tag.target_type, OBJECT_COMMIT);
	assert_int_equal(statement.signature.state, SIGNATURE_MISSING);
}

static int count(const struct statement *statement, void *data)
{
	size_t *found = data;

	assert_non_null(statement->ref);
	++*found;
	return 0;
}

static void test_each(void **state)
{
	struct bench *bench = *state;
	size_t found = 0;

	(void)write_tag(bench, HEADER, "x\\n\\n" GOOD);
	bench_git_do(&bench->git,
		     "cd repo && for n in p/a p/b p/c/d pq/x; do git "
		     "update-ref refs/approvals/$n refs/tags/t; done");
	assert_int_equal(statement_each(&bench->context, "refs/approvals/p/",
					false, count, &found, &bench->error),
			 0);
	assert_int_equal(found, 2);
	bench_git_do(&bench->git,
		     "cd repo && t=$(git rev-parse refs/tags/t) && seq 255 | "
		     "sed \"s,.*,create refs/approvals/p/& $t,\" | "
		     "git update-ref --stdin");
	assert_int_equal(statement_each(&bench->context, "refs/approvals/p/",
					false, count, &found, &bench->error),
			 ERROR_BROKEN);
}

static void test_people(void **state)
{
	struct bench *bench = *state;
	struct person alice = { .name = "alice" };
	const struct signer rows[] = {
		{ STR("alice"), &alice, true },
		{ STR("a@example.com"), &alice, true }, /* again */
		{ STR("bob@example.com"), NULL, true },
		{ STR("BOB@example.com"), NULL, true }, /* again */
		{ STR("*@example.com"), NULL, false },	/* nobody */
		{ STR("carol@example.com"), NULL, true },
	};
	static const bool wanted[] = { true, false, true, false, false, true };
	struct signer_set set = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(signer_set_add(&set, rows[i], &bench->context),
				 wanted[i]);
	assert_int_equal(set.count, 3);
	assert_true(signer_set_has(&set, rows[1]));
	assert_false(signer_set_has(&set, rows[4]));
}

static void test_name(void **state)
{
	static const struct {
		const char *ref, *name; /* NULL: it is no such ref */
	} rows[] = {
#define ID "0123456789012345678901234567890123456789"
		{ "refs/approvals/" ID "/x", "x" },
		{ "refs/approvals/" ID "/a@b,2", "a@b,2" },
		{ "refs/approvals/" ID "/x/y", NULL },
		{ "refs/approvals/" ID "/", NULL },
		{ "refs/approvals/" ID, NULL },
		{ "refs/approvals/" ID "0/x", NULL },
		{ "refs/approvals/x/y", NULL },
		{ "refs/approvals/ABCDEF7890123456789012345678901234567890/x",
		  NULL },
		{ "refs/overrides/" ID "/x", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str name = { NULL, 0 };
		struct oid commit;
		bool is_name = approval_read_name(rows[i].ref, &commit, &name);

		assert_int_equal(is_name, rows[i].name != NULL);
		if (is_name)
			assert_true(str_is(name, rows[i].name));
	}
	assert_true(str_is(approval_email(STR("a@b,2")), "a@b"));
	assert_true(str_is(approval_email(STR("a@b")), "a@b"));
	assert_null(approval_email(STR("alice")).data);
	assert_null(approval_email(STR("alice,a@b")).data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_BENCH(test_check),	     WITH_BENCH(test_no_tag),
		WITH_BENCH(test_size),	     WITH_BENCH(test_values),
		WITH_BENCH(test_each),	     WITH_BENCH(test_people),
		cmocka_unit_test(test_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
