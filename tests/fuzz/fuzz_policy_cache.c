/*
 * fuzz_policy_cache.c - kept trees of policies out of any bytes: what is taken
 * lies in them, and is kept as what it was; and a cache whose writer lied, with
 * the right hash, is bound like any policy, or is none.
 */
#include "fuzz.h"

#include "base/file.h"
#include "base/hash.h"
#include "policy/cache_pack.h"
#include "policy/policy.h"

#include <string.h>
#include <unistd.h>

#define LIES 1
#define LIE_SIZE 3
#define CACHE_SIZE_MAX (1u << 20)

static const char text[] =
	"version: 1\n"
	"contact: ops@example.com\n"
	"vars: {area: 'a|b'}\n"
	"rulesets:\n"
	"  - name: topics\n"
	"    refs: [\"~DEFAULT\", \"refs/heads/topic/**\"]\n"
	"    rules:\n"
	"      ref-name: {pattern: 'refs/heads/(topic/(?<topic>[a-z]+)|x)'}\n"
	"      commit-message: {subject: {pattern: '^(${area})/x: '}}\n";

static const struct source files[] = {
	{ .path = "one", .text = { text, sizeof(text) - 1 } },
	{ .path = "two", .text = { "", 0 } },
};
static const struct source *const list[] = { &files[0], &files[1] };
static const struct pack_sources sources = { list, 2 };

/* What is shut is opened, and checked then. */
static void check_node(const struct packed *packed, struct node *node,
		       struct str bytes)
{
	size_t count = 0;

	expect(unpack_shut(packed, node));
	if (node->kind == NODE_SCALAR)
		expect(fuzz_lies_in((struct str){ node->text,
						  strlen(node->text) + 1 },
				    bytes));
	else
		expect(!node->text);
	for (struct node *child = node->first; child;
	     child = child->next, count++) {
		expect((child->key != NULL) == (node->kind == NODE_MAPPING));
		if (child->key)
			check_node(packed, child->key, bytes);
		check_node(packed, child, bytes);
	}
	expect(count == node->count);
}

static bool has_text(const struct node *node)
{
	bool found = node->kind == NODE_SCALAR;

	for (const struct node *child = node->first; child && !found;
	     child = child->next)
		found = child->key || has_text(child);
	return found;
}

/* Without a text it is no policy; and tests are left out. */
static void check_tree(struct str bytes)
{
	struct buf one = BUF_INIT;
	struct buf two = BUF_INIT;
	struct packed *packed;
	struct arena arena;
	struct node *tree;

	arena_init(&arena);
	tree = unpack_tree(&packed, bytes, &sources, &arena);
	if (tree)
		check_node(packed, tree, bytes);
	if (tree && has_text(tree) && !node_get(tree, "tests")) {
		pack_tree(&one, tree, &sources);
		expect(!buf_failed(&one));
		tree = unpack_tree(&packed, buf_str(&one), &sources, &arena);
		expect(tree);
		check_node(packed, tree, buf_str(&one));
		pack_tree(&two, tree, &sources);
		expect(str_equal(buf_str(&one), buf_str(&two)));
	}
	buf_release(&one);
	buf_release(&two);
	arena_release(&arena);
}

static int load(const char *cache)
{
	struct policy_request request = {
		.path = fuzz_path("policy.yml"),
		.default_ref = "refs/heads/main",
		.cache = cache,
	};
	struct policy *policy = NULL;
	struct diagnostics diagnostics;
	struct buf shown = BUF_INIT;
	struct error error = { 0 };
	struct arena arena;
	int result;

	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	result = policy_load(&policy, &request, &diagnostics, &arena, &error);
	expect(result == 0 || result == ERROR_USAGE);
	expect(!result == (policy != NULL));
	for (size_t i = 0; policy && i < policy->ruleset_count; i++)
		(void)ruleset_bind(&policy->rulesets[i], &error);
	if (policy)
		(void)policy_show(policy, &shown, NULL);
	buf_release(&shown);
	policy_free(policy);
	arena_release(&arena);
	return result;
}

/* A whole cache of this build, without its hash. */
static struct str genuine(void)
{
	static struct buf bytes;

	if (bytes.size)
		return buf_str(&bytes);
	fuzz_write(fuzz_path("policy.yml"), STR(text));
	expect(!load(fuzz_path("cache")));
	expect(!file_read(&bytes, fuzz_path("cache"), CACHE_SIZE_MAX, NULL,
			  NULL));
	buf_truncate(&bytes, bytes.size - SHA256_HEX_SIZE);
	return buf_str(&bytes);
}

/* Three bytes each: where, from the end, and what stands there. */
static void check_lies(struct str lies)
{
	struct str truth = genuine();
	struct buf bytes = BUF_INIT;
	char hash[SHA256_HEX_SIZE + 1];

	buf_add_str(&bytes, truth);
	for (; lies.size >= LIE_SIZE; lies = str_from(lies, LIE_SIZE)) {
		const unsigned char *lie = (const unsigned char *)lies.data;
		size_t at = ((size_t)lie[0] << 8 | lie[1]) % truth.size;

		bytes.data[truth.size - 1 - at] = (char)lie[2];
	}
	sha256_hex(buf_str(&bytes), hash);
	buf_add_text(&bytes, hash);
	/* as its owner alone could write it */
	(void)unlink(fuzz_path("cache"));
	expect(!file_replace(fuzz_path("cache"), buf_str(&bytes), 0600, NULL));
	(void)load(fuzz_path("cache"));
	buf_release(&bytes);
}

FUZZ_TARGET(policy_cache)
{
	struct str bytes = { (const char *)data + 1, size ? size - 1 : 0 };

	if (!size)
		return 0;
	if (data[0] & LIES)
		check_lies(bytes);
	else
		check_tree(bytes);
	return 0;
}
