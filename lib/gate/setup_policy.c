/*
 * setup_policy.c - finds and loads the policies of a repository, with what
 * its configuration adds. Never judges.
 */
#include "base/paths.h"
#include "gate/setup.h"

#include <stdlib.h>
#include <string.h>

struct baseline {
	struct oid *ids; /* heap */
	size_t count, capacity;
};

static int add_baseline(const char *value, void *context)
{
	struct baseline *baseline = context;
	struct oid *slot = array_more(&baseline->ids, baseline->count,
				      &baseline->capacity, sizeof(*slot));

	if (!slot)
		return ERROR_INTERNAL;
	if (!oid_parse(slot, str_trim(str_of(value))))
		return ERROR_BROKEN;
	baseline->count++;
	return 0;
}

static int read_baseline(struct setup *setup, struct policy *policy,
			 struct error *error)
{
	struct baseline baseline = { 0 };
	int result = config_each(&setup->config, "refgate.baseline",
				 add_baseline, &baseline);

	if (result == ERROR_BROKEN)
		error_set(error, ERROR_BROKEN,
			  "refgate.baseline holds what is no full commit id");
	else if (result)
		error_no_memory(error);
	policy->baseline = arena_alloc(
		&setup->arena, (baseline.count + 1) * sizeof(struct oid));
	if (!result && !policy->baseline)
		result = error_no_memory(error);
	if (!result && baseline.count)
		memcpy(policy->baseline, baseline.ids,
		       baseline.count * sizeof(struct oid));
	policy->baseline_count = result ? 0 : baseline.count;
	free(baseline.ids);
	return result;
}

/* Of the first policy, and of the floor. What others can write is not kept. */
static const char *cache_of(struct setup *setup)
{
	static const char *const names[GATE_POLICIES_MAX] = {
		SETUP_DIRECTORY "/policy.cache",
		SETUP_DIRECTORY "/floor.cache",
	};

	if (!setup->caches || setup->shared)
		return NULL;
	return arena_printf(&setup->arena, "%s/%s", setup->git_dir,
			    names[setup->policy_count]);
}

static int load_one(struct setup *setup, const char *path, bool in_repository,
		    struct error *error)
{
	bool ok = true;
	struct policy_request request = {
		.path = path,
		.preset_dir = paths_policy_dir,
		.default_ref = setup->default_ref,
		.repository_dir = in_repository ? setup->git_dir : NULL,
		.strict_modes = in_repository &&
				config_bool(&setup->system,
					    "refgate.strictmodes", true, &ok),
		.shared_group = setup->shared,
		.cache = cache_of(setup),
	};
	struct policy *policy = NULL;
	struct trust_options trust;
	int result;

	if (!ok)
		return error_set(error, ERROR_USAGE,
				 "refgate.strictModes is neither true nor "
				 "false");
	result = policy_load(&policy, &request, setup->diagnostics,
			     &setup->arena, error);
	/* what is named and missing does not load: the words are for admins */
	if (result == ERROR_NOT_FOUND)
		result = error->code = ERROR_USAGE;
	if (result)
		return result;
	trust = policy_trust_options(policy, setup->now);
	setup->trusts[setup->policy_count] = trust_new(&trust);
	setup->policies[setup->policy_count++] = policy;
	if (!setup->trusts[setup->policy_count - 1])
		return error_no_memory(error);
	return read_baseline(setup, policy, error);
}

static int locate(struct setup *setup, struct policy_places *places,
		  struct error *error)
{
	int result = policy_locate(places, setup->git_dir, &setup->config,
				   &setup->system, &setup->arena, error);

	if (result || places->found)
		return result;
	return error_set(error, ERROR_NOT_FOUND,
			 "no policy was found; looked at %s%s%s, %s",
			 places->looked[0] ? places->looked[0] :
					     "refgate.policy (not set)",
			 places->looked[1] ? ", " : "",
			 places->looked[1] ? places->looked[1] : "",
			 places->looked[2] ? places->looked[2] : "");
}

int setup_load(struct setup *setup, const char *path, struct error *error)
{
	struct policy_places places = { 0 };
	bool given = path != NULL;
	int result = 0;

	setup->diagnostics =
		arena_alloc(&setup->arena, sizeof(*setup->diagnostics));
	if (!setup->diagnostics)
		return error_no_memory(error);
	diagnostics_init(setup->diagnostics, &setup->arena);
	if (!given) {
		result = locate(setup, &places, error);
		path = places.found;
	}
	if (!result)
		result = load_one(setup, path, !given, error);
	if (!result && places.floor)
		result = load_one(setup, places.floor, true, error);
	if (!result)
		pusher_resolve(&setup->pusher, &setup->policies[0]->people);
	return result;
}
