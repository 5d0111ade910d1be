/*
 * test_policy_cache.c - a policy from its cache is the policy from its files,
 * and there is no cache of what has changed since.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy_cache_fixture.h"

#include <string.h>
#include <unistd.h>

static void assert_rules_equal(const struct ruleset *a, const struct ruleset *b)
{
	assert_int_equal(a->rule_count, b->rule_count);
	for (size_t i = 0; i < a->rule_count; i++) {
		const struct policy_rule *x = ruleset_rule_at(a, i);
		const struct policy_rule *y = ruleset_rule_at(b, i);

		assert_ptr_equal(x->rule, y->rule);
		assert_true(str_equal(x->said, y->said));
		assert_int_equal(x->dynamic, y->dynamic);
		assert_int_equal(x->mark.line, y->mark.line);
		assert_int_equal(x->mark.column, y->mark.column);
		assert_string_equal(x->mark.source->path, y->mark.source->path);
	}
}

static void assert_shown_equal(const struct policy *a, const struct policy *b)
{
	struct buf x = BUF_INIT;
	struct buf y = BUF_INIT;
	size_t tests;

	assert_int_equal(policy_show(a, &x, NULL), 0);
	assert_int_equal(policy_show(b, &y, NULL), 0);
	tests = str_find(buf_str(&x), STR("\ntests:"));
	assert_true(tests < x.size);
	buf_truncate(&x, tests + 1);
	assert_string_equal(buf_text(&x), buf_text(&y));
	buf_release(&x);
	buf_release(&y);
}

static void assert_policies_equal(const struct policy *a,
				  const struct policy *b)
{
	assert_string_equal(a->hash, b->hash);
	assert_string_equal(a->name, b->name);
	assert_string_equal(a->contact, b->contact);
	assert_int_equal(a->pattern_slots, b->pattern_slots);
	assert_int_equal(a->file_count, b->file_count);
	for (size_t i = 0; i < a->file_count; i++) {
		assert_string_equal(a->files[i].path, b->files[i].path);
		assert_string_equal(a->files[i].sha256, b->files[i].sha256);
	}
	assert_int_equal(a->ruleset_count, b->ruleset_count);
	for (size_t i = 0; i < a->ruleset_count; i++)
		assert_rules_equal(&a->rulesets[i], &b->rulesets[i]);
}

static void test_same_policy(void **state)
{
	const struct cache_place *place = *state;
	struct cached_policy first, second, none;

	cache_read_policy(&first, place);
	cache_read_policy(&second, place);
	cache_read_as(&none, place, NULL, "refs/heads/trunk");
	assert_int_equal(first.result, 0);
	assert_int_equal(second.result, 0);
	assert_false(cache_gave(&first));
	assert_true(cache_gave(&second));
	assert_false(cache_gave(&none));
	assert_policies_equal(first.policy, second.policy);
	assert_policies_equal(first.policy, none.policy);
	assert_shown_equal(first.policy, second.policy);
	cache_release(&first);
	cache_release(&second);
	cache_release(&none);
}

/* One rule after the other; none is forgotten, and none is bound twice. */
static void test_rules_wait(void **state)
{
	const struct cache_place *place = *state;
	struct cached_policy it;
	const struct ruleset *topics;
	const struct policy_rule *rule;

	assert_false(cache_is_used(place));
	cache_read_policy(&it, place);
	topics = &it.policy->rulesets[it.policy->ruleset_count - 1];
	assert_string_equal(topics->name, "topics");
	assert_int_equal(topics->rule_count, 2);
	for (size_t i = 0; i < topics->rule_count; i++) {
		assert_non_null(topics->rules[i].rest);
		assert_null(topics->rules[i].rule);
	}
	assert_null(ruleset_rule(topics, "commit-date"));
	rule = ruleset_rule(topics, "commit-message");
	assert_ptr_equal(rule, &topics->rules[1]);
	assert_null(rule->rest);
	assert_string_equal(rule->rule->id, "commit-message");
	assert_true(rule->dynamic);
	assert_int_equal(it.policy->slots_given, 1);
	assert_non_null(topics->rules[0].rest);
	assert_ptr_equal(ruleset_rule(topics, "commit-message"), rule);
	assert_int_equal(it.policy->slots_given, 1);
	assert_int_equal(ruleset_bind(topics, &it.error), 0);
	assert_null(topics->rules[0].rest);
	assert_int_equal(policy_check_bound(it.policy, &it.error), 0);
	assert_int_equal(it.policy->slots_given, it.policy->pattern_slots);
	cache_release(&it);
}

/* What was asked for then is not looked at later. */
static void test_request_goes(void **state)
{
	const struct cache_place *place = *state;
	const struct ref_globs *start;
	struct cached_policy it;
	char head[] = "refs/heads/trunk";

	cache_write_file(place->base,
			 STR("version: 1\n"
			     "rulesets:\n"
			     "  - name: topics\n"
			     "    refs: [\"refs/heads/topic/**\"]\n"
			     "    rules: {start-point: {from: [~DEFAULT]}}\n"));
	cache_read_as(&it, place, place->cache, head);
	assert_int_equal(it.result, 0);
	cache_release(&it);
	cache_read_as(&it, place, place->cache, head);
	memset(head, 'x', sizeof(head) - 1);
	start = ruleset_start(&it.policy->rulesets[0]);
	assert_non_null(start);
	assert_int_equal(start->fixed.count, 1);
	assert_string_equal(start->fixed.items[0].text, "refs/heads/trunk");
	cache_release(&it);
}

/* Out of a shortage no rule comes that asks for less. */
static void test_rules_that_cannot_be_bound(void **state)
{
	const struct cache_place *place = *state;
	struct cached_policy it;
	const struct ruleset *topics;

	assert_false(cache_is_used(place));
	cache_read_policy(&it, place);
	topics = &it.policy->rulesets[it.policy->ruleset_count - 1];
	it.policy->pattern_slots = 0;
	assert_non_null(ruleset_rule(topics, "ref-name"));
	assert_int_equal(policy_check_bound(it.policy, &it.error), 0);
	assert_null(ruleset_rule(topics, "commit-message"));
	assert_int_equal(policy_check_bound(it.policy, &it.error),
			 ERROR_INTERNAL);
	it.policy->pattern_slots = 100;
	assert_int_equal(ruleset_bind(topics, &it.error), ERROR_INTERNAL);
	assert_null(ruleset_rule(topics, "commit-message"));
	assert_non_null(ruleset_rule(topics, "ref-name"));
	cache_release(&it);
}

static void test_patterns_wait(void **state)
{
	const struct cache_place *place = *state;
	const struct policy_rule *rule;
	const struct pattern *pattern;
	struct cached_policy it;
	struct error error;

	assert_false(cache_is_used(place));
	cache_read_policy(&it, place);
	rule = ruleset_rule(&it.policy->rulesets[it.policy->ruleset_count - 1],
			    "ref-name");
	assert_non_null(rule);
	pattern = rule->rule->defines(rule->options);
	assert_int_equal(regex_name_count(pattern->regex), 1);
	assert_string_equal(regex_name(pattern->regex, 0), "topic");
	assert_int_equal(regex_match(pattern->regex, STR("refs/heads/topic/x"),
				     NULL, &error),
			 MATCH_YES);
	assert_int_equal(regex_match(pattern->regex, STR("refs/heads/topic/X"),
				     NULL, &error),
			 MATCH_NO);
	cache_release(&it);
}

static void test_changes_are_seen(void **state)
{
	const struct cache_place *place = *state;
	struct cached_policy it;

	assert_false(cache_is_used(place));
	assert_true(cache_is_used(place));
	cache_write_file(place->base, STR("version: 1\nextends: common\n"));
	assert_false(cache_is_used(place));
	assert_true(cache_is_used(place));
	cache_write_file(place->policy, STR("version: 1\ntests: []\nx: y\n"));
	cache_read_policy(&it, place);
	assert_int_equal(it.result, ERROR_USAGE);
	cache_release(&it);
	cache_write_file(place->policy, str_of(cache_own));
	unlink(place->base);
	cache_read_policy(&it, place);
	assert_int_equal(it.result, ERROR_USAGE);
	cache_release(&it);
}

static void test_request_counts(void **state)
{
	const struct cache_place *place = *state;
	struct cache_place other = *place;
	struct cached_policy it;

	assert_false(cache_is_used(place));
	cache_read_as(&it, place, place->cache, "refs/heads/other");
	assert_false(cache_gave(&it));
	cache_release(&it);
	cache_read_as(&it, place, place->cache, NULL);
	assert_false(cache_gave(&it));
	cache_release(&it);
	assert_false(cache_is_used(place));
	other.presets = "./policy";
	assert_false(cache_is_used(&other));
	assert_true(cache_is_used(&other));
	memcpy(other.policy, place->base, sizeof(other.policy));
	cache_read_policy(&it, &other);
	assert_string_equal(it.policy->files[0].path, place->base);
	cache_release(&it);
	assert_false(cache_is_used(place));
}

static void test_flaws_are_not_kept(void **state)
{
	const struct cache_place *place = *state;
	struct cached_policy it;

	cache_write_file(place->base, STR("version: 1\ncontcat: x\n"));
	cache_read_policy(&it, place);
	assert_int_equal(it.result, ERROR_USAGE);
	cache_release(&it);
	assert_int_equal(access(place->cache, F_OK), -1);
}

#define IN_PLACE(test) \
	cmocka_unit_test_setup_teardown(test, cache_set_up, cache_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(test_same_policy),
		IN_PLACE(test_rules_wait),
		IN_PLACE(test_request_goes),
		IN_PLACE(test_rules_that_cannot_be_bound),
		IN_PLACE(test_patterns_wait),
		IN_PLACE(test_changes_are_seen),
		IN_PLACE(test_request_counts),
		IN_PLACE(test_flaws_are_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
