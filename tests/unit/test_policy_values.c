/*
 * test_policy_values.c - what good policies bind to: values, defaults,
 * merging, variables, digests, and that what is shown loads the same.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "policy_fixture.h"

#include <stdlib.h>
#include <unistd.h>

#define GOOD "tests/policy/good/"

static const struct ruleset *find_ruleset(const struct policy *policy,
					  const char *name)
{
	for (size_t i = 0; i < policy->ruleset_count; i++)
		if (strcmp(policy->rulesets[i].name, name) == 0)
			return &policy->rulesets[i];
	fail_msg("no ruleset %s", name);
	return NULL;
}

static const void *options(const struct policy *policy, const char *ruleset,
			   const char *rule)
{
	const struct policy_rule *found =
		ruleset_rule(find_ruleset(policy, ruleset), rule);

	if (!found)
		fail_msg("%s has no %s", ruleset, rule);
	return found->options;
}

static void test_defaults(void **state)
{
	struct loaded loaded;
	const struct policy *policy;

	(void)state;
	load(&loaded, GOOD "minimal.yml");
	policy = loaded.policy;
	assert_string_equal(policy->name, "minimal");
	assert_string_equal(policy->path, GOOD "minimal.yml");
	assert_int_equal(policy->version, 1);
	assert_int_equal(policy->mode, MODE_ENFORCE);
	assert_string_equal(policy->contact, "your git administrators");
	assert_null(policy->review_by);
	assert_int_equal(policy->namespaces.count, 6);
	assert_string_equal(policy->namespaces.items[0], "refs/heads/");
	assert_string_equal(policy->namespaces.items[5], "refs/proposals/");
	assert_int_equal(policy->unmatched, 0);
	assert_int_equal(policy->limits.refs, 1000);
	assert_int_equal(policy->limits.commits, 100000);
	assert_int_equal(policy->limits.seconds, 60);
	assert_int_equal(policy->limits.findings, 20);
	assert_int_equal(policy->limits.message_bytes, 65536);
	assert_int_equal(policy->import.kind, AUDIENCE_EVERYONE);
	assert_true(policy->audit.sync && policy->audit.required);
	assert_null(policy->audit.file);
	assert_int_equal(policy->trust.minimum_rsa_bits, 2048);
	assert_null(policy->trust.ssh);
	assert_false(policy->override.present);
	assert_int_equal(policy->ruleset_count, 0);
	assert_int_equal(policy->implied_count, 1);
	assert_true(policy->implied[0].implied);
	assert_int_equal(((const struct deletion *)policy->implied[0].options)
				 ->allow.kind,
			 AUDIENCE_NOBODY);
	unload(&loaded);
}

static void test_top_level(void **state)
{
	struct loaded loaded;
	const struct policy *policy;

	(void)state;
	load(&loaded, GOOD "everything.yml");
	policy = loaded.policy;
	assert_int_equal(policy->mode, MODE_EVALUATE);
	assert_string_equal(policy->contact,
			    "#release-managers, ${not} a variable");
	assert_string_equal(policy->trust.ssh, GOOD "allowed_signers");
	assert_string_equal(policy->trust.x509, "/etc/refgate/ca.pem");
	assert_string_equal(policy->audit.file, GOOD "audit.jsonl");
	assert_string_equal(policy->audit.anchor, "syslog");
	assert_int_equal(policy->audit.identities, 1);
	assert_int_equal(policy->limits.message_bytes, 32768);
	assert_int_equal(policy->override.max_duration, 5400);
	assert_int_equal(policy->override.at_most.per, 30 * 86400);
	assert_true(policy->override.present);
	assert_string_equal(policy->override.incident->text,
			    "INC-(?:[1-9][0-9]*)");
	assert_int_equal(policy->override.require.count, 2);
	assert_string_equal(policy->override.require.items[1].name, "Risk");
	assert_int_equal(policy->import.kind, AUDIENCE_GROUPS);
	unload(&loaded);
}

static void test_people(void **state)
{
	struct loaded loaded;
	const struct people *people;
	const struct people_group *leads;

	(void)state;
	load(&loaded, GOOD "everything.yml");
	people = &loaded.policy->people;
	leads = people_group(people, "team-leads");
	assert_int_equal(leads->member_count, 3);
	assert_string_equal(leads->members[0]->name, "alice");
	assert_string_equal(leads->members[1]->name, "bob");
	assert_string_equal(leads->members[2]->name, "carol@example.com");
	assert_false(leads->members[2]->listed);
	assert_string_equal(leads->members[0]->openpgp[0],
			    "0123456789ABCDEF0123456789ABCDEF01234567");
	assert_int_equal(people_group(people, "ci")->member_count, 0);
	unload(&loaded);
}

static void test_patterns(void **state)
{
	const struct commit_message *message;
	const struct ref_name *name;
	const struct file_content *content;
	const struct content *files;
	const struct paths *paths;
	struct loaded loaded;
	struct vars vars;

	(void)state;
	load(&loaded, GOOD "everything.yml");
	name = options(loaded.policy, "hotfix", "ref-name");
	assert_false(name->pattern->dynamic);
	assert_string_equal(name->pattern->text,
			    "hotfix/v(?<version>\\d+\\.\\d+\\.\\d+)-"
			    "(?<id>(?:REC-(?:[1-9][0-9]*)))");
	message = options(loaded.policy, "hotfix", "commit-message");
	assert_true(message->subject.pattern->dynamic);
	assert_string_equal(message->subject.pattern->text,
			    "^((?:bump to ${version})|fix: .+ after ${base})$");
	assert_int_equal(message->sections.count, 2);
	assert_int_equal(
		((const struct section *)message->sections.items)[1].min, 10);
	content = options(loaded.policy, "hotfix", "file-content");
	files = content->files.items;
	assert_int_equal(files[1].path.dynamic_count, 1);
	paths = options(loaded.policy, "hotfix", "paths");
	assert_int_equal(paths->allow.fixed.count, 1);
	assert_int_equal(paths->allow.dynamic_count, 1);

	/* A value is never more than text. */
	vars_init(&vars, loaded.policy->pattern_slots, &loaded.arena);
	vars_set(&vars, "version", STR("1.2"), NULL);
	vars_set(&vars, "base", STR("(x"), NULL);
	vars_set(&vars, "id", STR("*"), NULL);
	assert_int_equal(pattern_match(message->subject.pattern, &vars,
				       STR("bump to 1.2"), NULL, NULL),
			 MATCH_YES);
	assert_int_equal(pattern_match(message->subject.pattern, &vars,
				       STR("bump to 1x2"), NULL, NULL),
			 MATCH_NO);
	assert_int_equal(pattern_match(message->subject.pattern, &vars,
				       STR("fix: a after (x"), NULL, NULL),
			 MATCH_YES);
	assert_int_equal(ref_globs_match(&paths->allow, &vars, STR("tests/*/a"),
					 NULL),
			 MATCH_YES);
	assert_int_equal(ref_globs_match(&paths->allow, &vars, STR("tests/b/a"),
					 NULL),
			 MATCH_NO);
	vars_release(&vars);
	unload(&loaded);
}

static void test_rulesets(void **state)
{
	const struct ruleset *hotfix;
	const struct ruleset *landing;
	struct loaded loaded;

	(void)state;
	load(&loaded, GOOD "everything.yml");
	hotfix = find_ruleset(loaded.policy, "hotfix");
	assert_int_equal(hotfix->baseline_count, 1);
	for (size_t i = 1; i < hotfix->rule_count; i++)
		assert_true(hotfix->rules[i - 1].rule < hotfix->rules[i].rule);
	assert_int_equal(ruleset_governs(hotfix, "refs/heads/hotfix/x", NULL),
			 MATCH_YES);
	assert_int_equal(ruleset_governs(hotfix, "refs/heads/hotfix/wip/x",
					 NULL),
			 MATCH_NO);
	assert_non_null(ruleset_start(hotfix));
	landing = find_ruleset(loaded.policy, "landing");
	assert_null(ruleset_start(landing));
	assert_true(landing->has_merging && landing->refs.has_default);
	assert_int_equal(ruleset_governs(landing, "refs/heads/trunk", NULL),
			 MATCH_YES);
	assert_int_equal(ruleset_governs(find_ruleset(loaded.policy, "old"),
					 "refs/heads/old", NULL),
			 MATCH_NO);
	assert_null(ruleset_rule(hotfix, "deletion"));
	unload(&loaded);
}

static void test_extends(void **state)
{
	const struct commit_message *message;
	const struct ref_name *name;
	const struct policy *policy;
	struct loaded loaded;

	(void)state;
	load(&loaded, GOOD "child.yml");
	policy = loaded.policy;
	assert_int_equal(policy->file_count, 3);
	assert_string_equal(policy->contact, "your git administrators");
	assert_int_equal(policy->limits.refs, 9);
	assert_int_equal(policy->limits.commits, 99);
	assert_string_equal(policy->trust.ssh, GOOD "parts/signers");
	assert_int_equal(
		people_group(&policy->people, "team-leads")->member_count, 1);
	assert_non_null(people_group(&policy->people, "admins"));
	assert_int_equal(policy->ruleset_count, 3);
	assert_string_equal(policy->rulesets[0].name, "hotfix");
	assert_string_equal(policy->rulesets[2].name, "more");
	assert_int_equal(find_ruleset(policy, "main")->refs.fixed.count, 2);
	name = options(policy, "hotfix", "ref-name");
	assert_string_equal(name->pattern->source, "fix/(?<id>${ticket})");
	assert_null(name->shape);
	assert_int_equal(name->accept.count, 0);
	message = options(policy, "hotfix", "commit-message");
	assert_non_null(message->subject.pattern);
	assert_int_equal(message->subject.min, OPTION_UNSET);
	assert_int_equal(message->same.count, 1);
	assert_null(ruleset_rule(&policy->rulesets[0], "linear-history"));
	assert_null(ruleset_rule(&policy->rulesets[0], "paths"));
	assert_int_equal(((const struct fake_signature *)options(policy, "main",
								 "signature"))
				 ->level,
			 1);
	unload(&loaded);
}

static void same_rules(const struct policy *a, const struct policy *b)
{
	assert_int_equal(a->ruleset_count, b->ruleset_count);
	for (size_t i = 0; i < a->ruleset_count; i++) {
		const struct ruleset *x = &a->rulesets[i];
		const struct ruleset *y = &b->rulesets[i];

		assert_string_equal(x->name, y->name);
		assert_int_equal(x->rule_count, y->rule_count);
		for (size_t j = 0; j < x->rule_count; j++)
			assert_true(
				str_equal(x->rules[j].said, y->rules[j].said));
	}
	assert_string_equal(a->contact, b->contact);
	assert_int_equal(a->people.count, b->people.count);
}

static bool equal(const struct policy *policy, const char *a, const char *b,
		  const char *rule)
{
	const struct policy_rule *x =
		ruleset_rule(find_ruleset(policy, a), rule);
	const struct policy_rule *y =
		ruleset_rule(find_ruleset(policy, b), rule);

	return str_equal(x->said, y->said);
}

static void test_equal_rules(void **state)
{
	static const char *const rules[] = { "commit-date", "deletion",
					     "paths" };
	const struct policy *policy;
	struct loaded loaded;

	(void)state;
	load(&loaded, GOOD "digests.yml");
	policy = loaded.policy;
	for (size_t i = 0; i < 3; i++) {
		assert_true(equal(policy, "hour", "minutes", rules[i]));
		assert_true(equal(policy, "default", "written", rules[i]));
		assert_false(equal(policy, "hour", "warning", rules[i]));
		assert_false(equal(policy, "hour", "exempt", rules[i]));
		assert_false(equal(policy, "hour", "default", rules[i]));
	}
	assert_true(str_equal(
		ruleset_rule(find_ruleset(policy, "default"), "deletion")->said,
		policy->implied[0].said));
	unload(&loaded);

	load(&loaded, GOOD "everything.yml");
	policy = loaded.policy;
	assert_true(
		ruleset_rule(find_ruleset(policy, "hotfix"), "paths")->dynamic);
	assert_true(
		ruleset_rule(find_ruleset(policy, "hotfix"), "commit-message")
			->dynamic);
	assert_false(ruleset_rule(find_ruleset(policy, "hotfix"), "file-size")
			     ->dynamic);
	unload(&loaded);
}

static void test_show(void **state)
{
	static const char *const files[] = { GOOD "everything.yml",
					     GOOD "child.yml",
					     GOOD "minimal.yml" };
	char path[] = "/tmp/test_policy.XXXXXX";
	struct buf shown = BUF_INIT;
	struct loaded again;
	struct loaded loaded;
	struct error error;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		load(&loaded, files[i]);
		buf_clear(&shown);
		assert_int_equal(policy_show(loaded.policy, &shown, &error), 0);
		assert_true(str_find(buf_str(&shown), str_of(files[i])) <
			    shown.size);
		unlink(path);
		assert_int_equal(file_create(path, buf_str(&shown), 0600, NULL,
					     &error),
				 0);
		load(&again, path);
		if (again.result)
			print_message("%s", buf_text(&shown));
		assert_int_equal(again.result, 0);
		same_rules(loaded.policy, again.policy);
		unload(&again);
		unload(&loaded);
	}
	unlink(path);
	buf_release(&shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_top_level),
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_rulesets),
		cmocka_unit_test(test_extends),
		cmocka_unit_test(test_equal_rules),
		cmocka_unit_test(test_show),
	};
	const char *tree = getenv("REFGATE_SRC");

	if (tree && chdir(tree) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
