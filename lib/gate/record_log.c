/* record_log.c - see record_log.h. Never decides what is recorded. */
#include "gate/record_log.h"

#include "gate/record.h"
#include "gate/record_people.h"

#include <string.h>
#include <unistd.h>

#define HASHED 1 /* audit.identities */

_Static_assert(RECORD_LOGS_MAX >= GATE_POLICIES_MAX, "a log for each policy");

/* Of the repository's configuration, or else of the system's. */
static const char *configured(const struct setup *setup, const char *key,
			      const char *git_dir, struct arena *arena)
{
	const char *value = config_get(&setup->config, key);

	if (!value)
		value = config_get(&setup->system, key);
	if (!value || *value == '/')
		return value;
	return arena_printf(arena, "%s/%s", git_dir, value);
}

static char *own_file(const char *git_dir, const char *name,
		      struct arena *arena)
{
	return arena_printf(arena, "%s/" SETUP_DIRECTORY "/%s", git_dir, name);
}

/* Its key, given or our own; false: memory is short. */
static bool hide_identities(struct log_options *options,
			    const struct setup *setup, const char *git_dir,
			    struct arena *arena)
{
	options->identity_key =
		configured(setup, "refgate.identitykey", git_dir, arena);
	options->identity_key_given = options->identity_key != NULL;
	if (!options->identity_key)
		options->identity_key =
			own_file(git_dir, "identity.key", arena);
	return options->identity_key != NULL;
}

/* Where no policy says it: as it was said when the key was made. */
static bool were_hidden(const struct setup *setup, const char *git_dir,
			struct arena *arena)
{
	struct log_options options = { 0 };

	return !hide_identities(&options, setup, git_dir, arena) ||
	       options.identity_key_given ||
	       !access(options.identity_key, F_OK);
}

/* What `policy` asks of a log; of several policies the stricter counts. */
static bool ask(struct log_options *options, const struct policy *policy,
		const struct setup *setup, const char *git_dir,
		struct arena *arena)
{
	const struct policy_audit *audit = &policy->audit;

	options->sync |= audit->sync;
	if (audit->syslog)
		options->syslog = audit->syslog;
	if (audit->anchor)
		options->anchor = audit->anchor;
	return audit->identities != HASHED ||
	       hide_identities(options, setup, git_dir, arena);
}

/* Whether `other` writes to the log of `policy`. */
static bool shares(const struct setup *setup, const struct policy *policy,
		   const struct policy *other)
{
	const char *file = policy->audit.file;

	if (other == policy)
		return true;
	if (!other->audit.file)
		return policy == setup->policies[0];
	return file && !strcmp(file, other->audit.file);
}

struct log_options record_log_of(const struct setup *setup, const char *git_dir,
				 const struct policy *policy,
				 struct arena *arena)
{
	struct log_options options = {
		.file = policy ? policy->audit.file : NULL,
		.sync = !policy,
		.mode = setup->shared ? 0660 : 0600,
		.syslog_socket =
			configured(setup, "refgate.syslog", git_dir, arena),
	};
	bool done = true;

	if (!policy && were_hidden(setup, git_dir, arena))
		done = hide_identities(&options, setup, git_dir, arena);
	for (size_t i = 0; policy && done && i < setup->policy_count; i++)
		if (shares(setup, policy, setup->policies[i]))
			done = ask(&options, setup->policies[i], setup, git_dir,
				   arena);
	if (!options.file)
		options.file = own_file(git_dir, "audit.jsonl", arena);
	if (!done)
		options.file = NULL;
	return options;
}

static bool is_required(const struct setup *setup, const struct policy *policy)
{
	bool required = false;

	for (size_t i = 0; i < setup->policy_count; i++)
		if (shares(setup, policy, setup->policies[i]))
			required |= setup->policies[i]->audit.required;
	return required;
}

/* Whether its log is that of a policy before it. */
static bool is_taken(const struct setup *setup, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (shares(setup, setup->policies[i], setup->policies[index]))
			return true;
	return false;
}

static int add_log(struct record_logs *out, const struct setup *setup,
		   const char *git_dir, const struct policy *policy,
		   struct arena *arena, struct error *error)
{
	struct log_options *log = &out->items[out->count];

	*log = record_log_of(setup, git_dir, policy, arena);
	if (!log->file)
		return error_no_memory(error);
	out->required[out->count++] = !policy || is_required(setup, policy);
	return log->identity_key ? record_people(log, setup, arena, error) : 0;
}

int record_logs_of(struct record_logs *out, const struct setup *setup,
		   const char *git_dir, struct arena *arena,
		   struct error *error)
{
	int result = 0;

	*out = (struct record_logs){ .count = 0 };
	if (!setup->policy_count)
		return add_log(out, setup, git_dir, NULL, arena, error);
	for (size_t i = 0; !result && i < setup->policy_count; i++)
		if (!is_taken(setup, i))
			result = add_log(out, setup, git_dir,
					 setup->policies[i], arena, error);
	return result;
}

int record_append(struct setup *setup, const char *git_dir, struct event *event,
		  bool refused, struct arena *arena, struct error *error)
{
	struct record_logs logs;
	int result = record_logs_of(&logs, setup, git_dir, arena, error);

	if (!event->policy_hash)
		event->policy_hash = record_version(setup);
	for (size_t i = 0; !result && i < logs.count; i++) {
		result = log_append(&logs.items[i], event, refused, error);
		if (!result || logs.required[i])
			continue;
		setup->unrecorded = true;
		result = 0;
	}
	return result;
}
