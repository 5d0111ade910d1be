/*
 * policy_cache_fixture.c - see policy_cache_fixture.h. Never leaves anything
 * behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy_cache_fixture.h"

#include "base/file.h"
#include "policy/node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char cache_own[] = "version: 1\n"
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

void cache_write_file(const char *path, struct str text)
{
	assert_int_equal(file_replace(path, text, 0644, NULL), 0);
}

int cache_set_up(void **state)
{
	struct cache_place *place = calloc(1, sizeof(*place));

	if (!place)
		return -1;
	place->presets = "policy";
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
	cache_write_file(place->policy, str_of(cache_own));
	cache_write_file(place->base, str_of(base));
	*state = place;
	return 0;
}

int cache_tear_down(void **state)
{
	struct cache_place *place = *state;

	unlink(place->policy);
	unlink(place->base);
	unlink(place->cache);
	rmdir(place->directory);
	umask(place->mask);
	free(place);
	return 0;
}

void cache_read_as(struct cached_policy *out, const struct cache_place *place,
		   const char *cache, const char *head)
{
	struct policy_request request = {
		.path = place->policy,
		.preset_dir = place->presets,
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

void cache_read_policy(struct cached_policy *out,
		       const struct cache_place *place)
{
	cache_read_as(out, place, place->cache, "refs/heads/trunk");
}

void cache_release(struct cached_policy *it)
{
	policy_free(it->policy);
	arena_release(&it->arena);
}

/* The cache leaves test cases out: that is how one tells. */
bool cache_gave(const struct cached_policy *it)
{
	return node_get(it->policy->tree, "tests") == NULL;
}

bool cache_is_used(const struct cache_place *place)
{
	struct cached_policy it;
	bool cached;

	cache_read_policy(&it, place);
	assert_int_equal(it.result, 0);
	cached = cache_gave(&it);
	cache_release(&it);
	return cached;
}
