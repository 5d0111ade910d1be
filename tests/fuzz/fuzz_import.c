/*
 * fuzz_import.c - rulesets of GitHub out of any bytes: what becomes of them
 * without an error is a policy that loads.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "policy/import.h"
#include "policy/policy.h"

static void check_loads(struct str text, struct arena *arena)
{
	struct policy_request request = { .path = fuzz_file_path(),
					  .preset_dir = "policy" };
	struct policy *policy = NULL;
	struct diagnostics diagnostics;
	struct error error;

	diagnostics_init(&diagnostics, arena);
	if (text.size > POLICY_SIZE_MAX)
		return;
	(void)fuzz_file(text);
	expect(!policy_load(&policy, &request, &diagnostics, arena, &error));
	expect(policy->ruleset_count > 0 || !diagnostics.errors);
	policy_free(policy);
}

FUZZ_TARGET(import)
{
	struct source source = { "rulesets.json",
				 { (const char *)data, size } };
	struct diagnostics diagnostics;
	struct buf out = BUF_INIT;
	struct error error;
	struct arena arena;

	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	expect(!policy_import(&out, &source, 1, &arena, &diagnostics, &error));
	if (!diagnostics.errors)
		check_loads(buf_str(&out), &arena);
	buf_release(&out);
	arena_release(&arena);
	return 0;
}
