/* record_log.c - see record_log.h. Never decides what is recorded. */
#include "gate/record_log.h"

struct log_options record_log_of(const struct setup *setup, const char *git_dir,
				 const struct policy *policy,
				 struct arena *arena)
{
	struct log_options options = {
		.file = policy ? policy->audit.file : NULL,
		.sync = !policy || policy->audit.sync,
		.mode = setup->shared ? 0660 : 0600,
	};

	if (!options.file)
		options.file = arena_printf(
			arena, "%s/" SETUP_DIRECTORY "/audit.jsonl", git_dir);
	return options;
}

static int append(const struct setup *setup, const char *git_dir,
		  const struct policy *policy, const struct event *event,
		  bool refused, struct arena *arena, struct error *error)
{
	struct log_options options =
		record_log_of(setup, git_dir, policy, arena);

	if (!options.file)
		return error_no_memory(error);
	return log_append(&options, event, refused, error);
}

int record_append(const struct setup *setup, const char *git_dir,
		  struct event *event, bool refused, struct arena *arena,
		  struct error *error)
{
	int result = 0;

	if (!setup->policy_count)
		return append(setup, git_dir, NULL, event, refused, arena,
			      error);
	for (size_t i = 0; !result && i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];

		if (i && !policy->audit.file)
			continue;
		event->policy_hash = policy->hash;
		result = append(setup, git_dir, policy, event, refused, arena,
				error);
		if (result && !policy->audit.required)
			result = 0;
	}
	return result;
}
