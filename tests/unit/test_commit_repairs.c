/*
 * test_commit_repairs.c - what developers are told to type when a message,
 * an identity, a sign-off, a date or the form of a commit is refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/message_report.h"
#include "rules/repair.h"

#include <string.h>

#define FINDINGS_MAX 4
#define TIP "2222222222222222222222222222222222222222"
#define DEEP "1111111111111111111111111111111111111111"
#define BASE "3333333333333333333333333333333333333333"
#define BOTTOM "4444444444444444444444444444444444444444"

extern const struct rule rule_commit_message, rule_tag_message, rule_author,
	rule_committer, rule_signed_off_by, rule_commit_date, rule_commit_form;

static struct oid oid(const char *hex)
{
	struct oid id;

	assert_true(oid_parse(&id, str_of(hex)));
	return id;
}

/* Lines of the repair: "# " before sentences, "| " before template lines. */
static void show(struct buf *out, const struct rule *rule, const void *options,
		 const struct finding *findings, size_t count,
		 const char *commit)
{
	static const char *const marks[] = { "# ", "", "| " };
	const struct finding *pointers[FINDINGS_MAX];
	struct ref_update update = { .pushed = "refs/heads/fix",
				     .name = "refs/heads/fix",
				     .short_name = STR("fix"),
				     .class = REF_BRANCH,
				     .kind = UPDATE_CREATE,
				     .new_commit = oid(TIP) };
	struct oid id = oid(commit);
	struct repair_request request = { .update = &update,
					  .options = options,
					  .findings = pointers,
					  .finding_count = count,
					  .commits = &id,
					  .commit_count = 1,
					  .tip = oid(TIP),
					  .base = oid(BASE),
					  .bottom = oid(BOTTOM),
					  .branch = "fix" };
	struct repair repair = { .count = 0 };
	struct arena arena;

	for (size_t i = 0; i < count; i++)
		pointers[i] = &findings[i];
	if (rule == &rule_tag_message) {
		update.pushed = update.name = "refs/tags/v1";
		update.short_name = STR("v1");
		update.class = REF_TAG;
		request.branch = NULL;
		request.commit_count = 0;
	}
	arena_init(&arena);
	request.arena = repair.arena = &arena;
	rule->repair(&repair, &request);
	assert_false(repair.failed);
	for (size_t i = 0; i < repair.count; i++)
		buf_addf(out, "%s%s\n", marks[repair.lines[i].kind],
			 repair.lines[i].text);
	arena_release(&arena);
}

static void check(const struct rule *rule, const void *options,
		  struct finding finding, const char *commit,
		  const char *wanted)
{
	struct buf got = BUF_INIT;

	show(&got, rule, options, &finding, 1, commit);
	assert_string_equal(buf_text(&got), wanted);
	buf_release(&got);
}

static void test_message(void **state)
{
	struct finding wrong = { .topic = MESSAGE_WRONG };
	struct finding lacks = { .topic = MESSAGE_LACKS,
				 .draft = "s\n\nImpact: <impact>\n" };
	struct finding fixup = { .topic = MESSAGE_FIXUP };

	(void)state;
	check(&rule_commit_message, NULL, wrong, TIP,
	      "git commit --amend\n"
	      "git push origin fix\n");
	check(&rule_commit_message, NULL, wrong, DEEP,
	      "git -c 'sequence.editor=sed -E -i.bak "
	      "-e \"s/^pick (1111111)/reword \\1/\"' "
	      "rebase -i --rebase-merges 333333333333\n"
	      "git push origin fix\n");
	check(&rule_commit_message, NULL, lacks, TIP,
	      "# the message, with what is missing in <...>:\n"
	      "| s\n| \n| Impact: <impact>\n"
	      "git commit --amend\n"
	      "git push origin fix\n");
	check(&rule_commit_message, NULL, fixup, TIP,
	      "# to fold it into the commit that it mends (if the server has "
	      "that one, reword it instead):\n"
	      "git -c sequence.editor=: rebase -i --autosquash "
	      "--rebase-merges 444444444444\n"
	      "git push origin fix\n");
}

static void test_tag(void **state)
{
	struct finding lacks = { .topic = MESSAGE_LACKS, .draft = "s\n" };

	(void)state;
	check(&rule_tag_message, NULL, lacks, TIP,
	      "# the message, with what is missing in <...>:\n"
	      "| s\n"
	      "git tag -a -f v1 'refs/tags/v1^{commit}'\n"
	      "git push origin refs/tags/v1\n");
}

/* A draft that is longer than a repair may be is cut, the commands stay. */
static void test_long_draft(void **state)
{
	struct finding lacks = { .topic = MESSAGE_LACKS };
	struct buf draft = BUF_INIT;
	struct buf got = BUF_INIT;

	(void)state;
	for (int i = 0; i < 500; i++)
		buf_add_text(&draft, "line\n");
	lacks.draft = buf_text(&draft);
	show(&got, &rule_commit_message, NULL, &lacks, 1, TIP);
	assert_true(str_ends(buf_str(&got), "| line\n| ...\n"
					    "git commit --amend\n"
					    "git push origin fix\n"));
	buf_release(&draft);
	buf_release(&got);
}

static void test_identity(void **state)
{
	struct finding finding = { .topic = 0 };

	(void)state;
	check(&rule_author, NULL, finding, TIP,
	      "# if they are yours, with your own name and address:\n"
	      "git config user.email YOUR-EMAIL\n"
	      "git config user.name YOUR-NAME\n"
	      "git commit --amend --no-edit --reset-author\n"
	      "git push origin fix\n");
	check(&rule_committer, NULL, finding, DEEP,
	      "# with your own name and address; authors stay as they are:\n"
	      "git config user.email YOUR-EMAIL\n"
	      "git config user.name YOUR-NAME\n"
	      "git rebase --rebase-merges "
	      "--exec 'git commit --amend --no-edit' 333333333333\n"
	      "git push origin fix\n");
}

static void test_sign_off(void **state)
{
	struct finding finding = { .topic = 0 };
	int by_committer = 1;

	(void)state;
	check(&rule_signed_off_by, &by_committer, finding, TIP,
	      "git commit --amend --no-edit --signoff\n"
	      "git push origin fix\n");
}

static void test_date(void **state)
{
	struct finding finding = { .topic = 0 };

	(void)state;
	check(&rule_commit_date, NULL, finding, TIP,
	      "# this dates them now; see that your clock is right:\n"
	      "git commit --amend --no-edit\n"
	      "git push origin fix\n");
}

/* Topics as in commit_form.c: message, encoding, headers, author, its zone. */
static void test_form(void **state)
{
	(void)state;
	check(&rule_commit_form, NULL, (struct finding){ .topic = 0 }, TIP,
	      "git commit --amend\n"
	      "git push origin fix\n");
	check(&rule_commit_form, NULL, (struct finding){ .topic = 1 }, TIP,
	      "git config i18n.commitEncoding UTF-8\n"
	      "git commit --amend --no-edit\n"
	      "git push origin fix\n");
	check(&rule_commit_form, NULL, (struct finding){ .topic = 2 }, TIP,
	      "# to have git write them anew, without it:\n"
	      "git rebase --rebase-merges --force-rebase 333333333333\n"
	      "git push origin fix\n");
	check(&rule_commit_form, NULL, (struct finding){ .topic = 3 }, TIP,
	      "# with your own name and address:\n"
	      "git config user.name YOUR-NAME\n"
	      "git config user.email YOUR-EMAIL\n"
	      "git commit --amend --no-edit --reset-author\n"
	      "git push origin fix\n");
	check(&rule_commit_form, NULL, (struct finding){ .topic = 4 }, TIP,
	      "git commit --amend --no-edit --date=now\n"
	      "git push origin fix\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_tag),
		cmocka_unit_test(test_long_draft),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_sign_off),
		cmocka_unit_test(test_date),
		cmocka_unit_test(test_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
