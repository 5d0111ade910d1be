/*
 * test_policy_cache.c - a policy from its cache is the policy from its files,
 * or there is no cache: nothing that changed, was damaged or was put there by
 * others is believed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "policy/cache_pack.h"
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HASH_SIZE SHA256_HEX_SIZE
#define DAMAGES 2000
#define SIZE_LIMIT (1u << 20)

static const char own[] = "version: 1\n"
			  "extends: ./base.yml\n"
			  "contact: ops@example.com\n"
			  "tests:\n"
			  "  - name: nothing\n"
			  "    steps:\n"
			  "      - push: {ref: x, commits: [{message: y}]}\n";
static const char base[] =
	"version: 1\n"
	"extends: common\n"
	"vars: {area: 'a|b'}\n"
	"rulesets:\n"
	"  - name: topics\n"
	"    refs: [\"~DEFAULT\", \"refs/heads/topic/**\"]\n"
	"    rules:\n"
	"      ref-name:\n"
	"        pattern: 'refs/heads/(topic/(?<topic>[a-z]+)|trunk)'\n"
	"        accept: [refs/heads/topic/login]\n"
	"      commit-message:\n"
	"        subject: {pattern: '^(${area})/${topic}: '}\n";

struct place {
	char directory[64];
	char policy[96], base[96], cache[96];
	mode_t mask;
};

struct read_policy {
	struct policy *policy;
	struct diagnostics diagnostics;
	struct arena arena;
	struct error error;
	int result;
};

static void write_file(const char *path, struct str text)
{
	assert_int_equal(file_replace(path, text, 0644, NULL), 0);
}

static int set_up(void **state)
{
	struct place *place = calloc(1, sizeof(*place));

	if (!place)
		return -1;
	place->mask = umask(022);
	snprintf(place->directory, sizeof(place->directory),
		 "/tmp/test_policy_cache.XXXXXX");
	if (!mkdtemp(place->directory))
		return -1;
	snprintf(place->policy, sizeof(place->policy), "%s/policy.yml",
		 place->directory);
	snprintf(place->base, sizeof(place->base), "%s/base.yml",
		 place->directory);
	snprintf(place->cache, sizeof(place->cache), "%s/policy.cache",
		 place->directory);
	write_file(place->policy, str_of(own));
	write_file(place->base, str_of(base));
	*state = place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;

	unlink(place->policy);
	unlink(place->base);
	unlink(place->cache);
	rmdir(place->directory);
	umask(place->mask);
	free(place);
	return 0;
}

static void read_as(struct read_policy *out, const struct place *place,
		    const char *cache, const char *head)
{
	struct policy_request request = {
		.path = place->policy,
		.preset_dir = "policy",
		.default_ref = head,
		.repository_dir = place->directory,
		.strict_modes = true,
		.cache = cache,
	};

	memset(out, 0, sizeof(*out));
	arena_init(&out->arena);
	diagnostics_init(&out->diagnostics, &out->arena);
	out->result = policy_load(&out->policy, &request, &out->diagnostics,
				  &out->arena, &out->error);
}

static void read_policy(struct read_policy *out, const struct place *place)
{
	read_as(out, place, place->cache, "refs/heads/trunk");
}

static void release(struct read_policy *it)
{
	policy_free(it->policy);
	arena_release(&it->arena);
}

/* The cache leaves test cases out: that is how one tells. */
static bool is_cached(const struct read_policy *it)
{
	return node_get(it->policy->tree, "tests") == NULL;
}

static bool comes_from_cache(const struct place *place)
{
	struct read_policy it;
	bool cached;

	read_policy(&it, place);
	assert_int_equal(it.result, 0);
	cached = is_cached(&it);
	release(&it);
	return cached;
}

static void assert_rules_equal(const struct ruleset *a, const struct ruleset *b)
{
	assert_int_equal(a->rule_count, b->rule_count);
	for (size_t i = 0; i < a->rule_count; i++) {
		const struct policy_rule *x = &a->rules[i];
		const struct policy_rule *y = &b->rules[i];

		assert_ptr_equal(x->rule, y->rule);
		assert_memory_equal(x->digest, y->digest, sizeof(x->digest));
		assert_int_equal(x->dynamic, y->dynamic);
		assert_int_equal(x->mark.line, y->mark.line);
		assert_int_equal(x->mark.column, y->mark.column);
		assert_string_equal(x->mark.source->path, y->mark.source->path);
		assert_int_equal(x->mark.source->text.size,
				 y->mark.source->text.size);
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
	const struct place *place = *state;
	struct read_policy first, second, none;

	read_policy(&first, place);
	read_policy(&second, place);
	read_as(&none, place, NULL, "refs/heads/trunk");
	assert_int_equal(first.result, 0);
	assert_int_equal(second.result, 0);
	assert_false(is_cached(&first));
	assert_true(is_cached(&second));
	assert_false(is_cached(&none));
	assert_policies_equal(first.policy, second.policy);
	assert_policies_equal(first.policy, none.policy);
	assert_shown_equal(first.policy, second.policy);
	release(&first);
	release(&second);
	release(&none);
}

static void test_patterns_wait(void **state)
{
	const struct place *place = *state;
	const struct policy_rule *rule;
	const struct pattern *pattern;
	struct read_policy it;
	struct error error;

	assert_false(comes_from_cache(place));
	read_policy(&it, place);
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
	release(&it);
}

static void test_changes_are_seen(void **state)
{
	const struct place *place = *state;
	struct read_policy it;

	assert_false(comes_from_cache(place));
	assert_true(comes_from_cache(place));
	write_file(place->base, STR("version: 1\nextends: common\n"));
	assert_false(comes_from_cache(place));
	assert_true(comes_from_cache(place));
	write_file(place->policy, STR("version: 1\ntests: []\nx: y\n"));
	read_policy(&it, place);
	assert_int_equal(it.result, ERROR_USAGE);
	release(&it);
	write_file(place->policy, str_of(own));
	unlink(place->base);
	read_policy(&it, place);
	assert_int_equal(it.result, ERROR_USAGE);
	release(&it);
}

static void test_head_counts(void **state)
{
	const struct place *place = *state;
	struct read_policy it;

	assert_false(comes_from_cache(place));
	read_as(&it, place, place->cache, "refs/heads/other");
	assert_false(is_cached(&it));
	release(&it);
	read_as(&it, place, place->cache, NULL);
	assert_false(is_cached(&it));
	release(&it);
	assert_false(comes_from_cache(place));
}

static void test_flaws_are_not_kept(void **state)
{
	const struct place *place = *state;
	struct read_policy it;

	write_file(place->base, STR("version: 1\ncontcat: x\n"));
	read_policy(&it, place);
	assert_int_equal(it.result, ERROR_USAGE);
	release(&it);
	assert_int_equal(access(place->cache, F_OK), -1);
}

static void test_strangers_are_seen(void **state)
{
	const struct place *place = *state;
	struct read_policy it;

	assert_false(comes_from_cache(place));
	chmod(place->base, 0666);
	read_policy(&it, place);
	assert_int_equal(it.result, ERROR_USAGE);
	assert_non_null(strstr(it.diagnostics.items[0].text,
			       "can be written by everybody"));
	release(&it);
	chmod(place->base, 0644);
	chmod(place->cache, 0622);
	assert_false(comes_from_cache(place)); /* and writes one of its own */
	assert_true(comes_from_cache(place));
	if (geteuid() == 0 && chown(place->cache, 12345, 12345) == 0)
		assert_false(comes_from_cache(place));
}

static void test_damage_is_seen(void **state)
{
	const struct place *place = *state;
	struct buf bytes = BUF_INIT;

	assert_false(comes_from_cache(place));
	assert_int_equal(
		file_read(&bytes, place->cache, SIZE_LIMIT, NULL, NULL), 0);
	for (size_t i = 0; i < bytes.size; i += 1 + bytes.size / 50) {
		bytes.data[i] ^= 1;
		write_file(place->cache, buf_str(&bytes));
		assert_false(comes_from_cache(place));
		bytes.data[i] ^= 1;
		write_file(place->cache, str_first(buf_str(&bytes), i));
		assert_false(comes_from_cache(place));
	}
	buf_release(&bytes);
}

/* As if its writer meant it: whatever comes out, nothing is read beyond. */
static void test_lies_do_no_harm(void **state)
{
	const struct place *place = *state;
	struct buf bytes = BUF_INIT;
	struct read_policy it;
	unsigned seed = 7;

	assert_false(comes_from_cache(place));
	assert_int_equal(
		file_read(&bytes, place->cache, SIZE_LIMIT, NULL, NULL), 0);
	buf_truncate(&bytes, bytes.size - HASH_SIZE);
	for (int i = 0; i < DAMAGES; i++) {
		struct buf lie = BUF_INIT;
		char hash[HASH_SIZE + 1];

		buf_add_str(&lie, buf_str(&bytes));
		lie.data[(size_t)rand_r(&seed) % lie.size] =
			(char)rand_r(&seed);
		sha256_hex(buf_str(&lie), hash);
		buf_add_text(&lie, hash);
		write_file(place->cache, buf_str(&lie));
		read_policy(&it, place);
		release(&it);
		buf_release(&lie);
	}
	buf_release(&bytes);
}

static void test_bytes_that_are_no_tree(void **state)
{
	struct pack_sources sources = { NULL, 0 };
	struct arena arena;
	char bytes[64] = { 0 };

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < 2 * sizeof(bytes); i++) {
		if (i == sizeof(bytes))
			memset(bytes, 0xff, sizeof(bytes) - 1);
		assert_null(
			unpack_tree((struct str){ bytes, i % sizeof(bytes) },
				    &sources, &arena));
	}
	arena_release(&arena);
}

#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_PLACE(test_same_policy),
		IN_PLACE(test_patterns_wait),
		IN_PLACE(test_changes_are_seen),
		IN_PLACE(test_head_counts),
		IN_PLACE(test_flaws_are_not_kept),
		IN_PLACE(test_strangers_are_seen),
		IN_PLACE(test_damage_is_seen),
		IN_PLACE(test_lies_do_no_harm),
		cmocka_unit_test(test_bytes_that_are_no_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
