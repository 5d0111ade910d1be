/*
 * policy.c - from a path to a policy that is whole, or to all that is wrong
 * with it. Never gives out half a policy.
 */
#include "policy/policy.h"

#include "policy/bind_later.h"
#include "policy/bind_people.h"
#include "policy/bind_rulesets.h"
#include "policy/cache.h"
#include "policy/check.h"
#include "policy/check_tests.h"
#include "policy/extend.h"

#include <stdlib.h>
#include <string.h>

#define SUFFIX ".yml"

static const char *name_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct str name = str_of(slash ? slash + 1 : path);

	if (str_ends(name, SUFFIX) && name.size > strlen(SUFFIX))
		name.size -= strlen(SUFFIX);
	return arena_copy(arena, name);
}

static struct policy *policy_new(const char *path)
{
	struct policy *policy = calloc(1, sizeof(*policy));

	if (!policy)
		return NULL;
	arena_init(&policy->arena);
	policy->path = arena_copy(&policy->arena, str_of(path));
	policy->name = name_of(&policy->arena, path);
	if (policy->path && policy->name)
		return policy;
	policy_free(policy);
	return NULL;
}

static void bind_top(struct binder *binder, const struct node *tree)
{
	struct bind_owner owner = { .name = "the policy",
				    .tables = { &policy_table },
				    .keys = policy_keys };

	bind_check_keys(binder, &owner, tree);
	binder->literal = true;
	diagnostics_topic(binder->diagnostics, "people");
	bind_people(binder, tree);
	diagnostics_topic(binder->diagnostics, "value");
	bind_record(binder, &policy_table, tree, binder->policy);
	if (!binder->sound) {
		check_policy(binder, tree);
		diagnostics_topic(binder->diagnostics, "tests");
		check_tests(binder, tree);
		diagnostics_topic(binder->diagnostics, "value");
	}
	binder->literal = false;
}

static void bind_vars(struct binder *binder, const struct node *tree)
{
	const struct node *vars = node_get(tree, "vars");

	if (vars && vars->kind != NODE_MAPPING)
		bind_error(binder, vars->mark, "main: refs/heads/main",
			   "'vars' wants a mapping of texts");
	else if (vars && vars->count > POLICY_VARS_MAX)
		bind_error(binder, vars->mark, NULL, "more than %d variables",
			   POLICY_VARS_MAX);
	else
		binder->vars = vars;
}

static void wait_with_rules(struct binder *binder, const struct packed *packed)
{
	binder->rest = bind_rest(binder, packed);
	binder->policy->rest = binder->rest;
	binder->no_memory |= !binder->rest;
}

static int bind_tree(struct load *load, const struct node *tree)
{
	struct binder binder = { .policy = load->policy,
				 .diagnostics = load->diagnostics,
				 .default_ref = load->request->default_ref,
				 .sound = load->sound };

	load->policy->tree = tree;
	diagnostics_topic(load->diagnostics, "value");
	bind_vars(&binder, tree);
	bind_top(&binder, tree);
	if (load->sound)
		wait_with_rules(&binder, load->packed);
	bind_rulesets(&binder, tree);
	diagnostics_topic(load->diagnostics, "trust");
	load_trust(load);
	diagnostics_topic(load->diagnostics, NULL);
	if (!load->sound)
		load->policy->pattern_slots = load->policy->slots_given;
	return binder.no_memory ? error_no_memory(load->error) : 0;
}

/*
 * A repository's own file is called policy.yml everywhere: what it extends
 * tells people more.
 */
static int finish_name(struct load *load)
{
	struct policy *policy = load->policy;
	const char *name;

	if (strcmp(policy->name, "policy") != 0 || policy->file_count < 2)
		return 0;
	name = name_of(&policy->arena, policy->files[1].path);
	if (!name)
		return error_no_memory(load->error);
	policy->name = name;
	return 0;
}

static void finish_hash(struct load *load)
{
	unsigned char hash[SHA256_SIZE];

	sha256_final(&load->hash, hash);
	hex_encode(hash, sizeof(hash), load->policy->hash);
}

/* From the cache, or from its files. */
static int read_tree(struct node **tree, struct load *load)
{
	int result = cache_read(tree, load);

	load->sound = *tree != NULL;
	if (!result && !load->sound)
		result = extend_read(tree, load);
	return result;
}

static int load_all(struct load *load)
{
	size_t errors = load->diagnostics->errors;
	struct node *tree = NULL;
	size_t files = 0;
	int result = read_tree(&tree, load);

	if (!result) {
		files = load->policy->file_count;
		result = finish_name(load);
	}
	if (!result && tree)
		result = bind_tree(load, tree);
	if (result)
		return result;
	finish_hash(load);
	if (!tree || load->diagnostics->errors > errors)
		return error_set(load->error, ERROR_USAGE,
				 "the policy %s does not load",
				 load->policy->path);
	if (!load->sound)
		cache_write(load, tree, files);
	return 0;
}

int policy_load(struct policy **out, const struct policy_request *request,
		struct diagnostics *diagnostics, struct arena *arena,
		struct error *error)
{
	struct load load = { .request = request,
			     .diagnostics = diagnostics,
			     .arena = arena,
			     .error = error };
	int result;

	*out = NULL;
	load.policy = policy_new(request->path);
	if (!load.policy)
		return error_no_memory(error);
	sha256_init(&load.hash);
	result = load_all(&load);
	if (!result) {
		*out = load.policy;
		load.policy = NULL;
	}
	policy_free(load.policy);
	return result;
}

void policy_free(struct policy *policy)
{
	if (!policy)
		return;
	for (size_t i = 0; i < policy->regex_count; i++)
		regex_free(policy->regexes[i]);
	free(policy->regexes);
	buf_release(&policy->kept);
	arena_release(&policy->arena);
	free(policy);
}
