/*
 * policy_fixture.h - a policy loaded from a file of tests/policy, with all
 * that belongs to it, against the rules of fake_rules.h.
 */
#ifndef REFGATE_TESTS_POLICY_FIXTURE_H
#define REFGATE_TESTS_POLICY_FIXTURE_H

#include "fake_rules.h"
#include "policy/policy.h"

struct loaded {
	struct policy *policy;
	struct diagnostics diagnostics;
	struct arena arena;
	struct error error;
	int result;
};

static inline void load(struct loaded *out, const char *path)
{
	struct policy_request request = {
		.path = path,
		.preset_dir = "tests/policy/presets",
		.default_ref = "refs/heads/trunk",
	};

	memset(out, 0, sizeof(*out));
	arena_init(&out->arena);
	diagnostics_init(&out->diagnostics, &out->arena);
	out->result = policy_load(&out->policy, &request, &out->diagnostics,
				  &out->arena, &out->error);
}

static inline void unload(struct loaded *loaded)
{
	policy_free(loaded->policy);
	arena_release(&loaded->arena);
}

#endif
