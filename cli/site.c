/*
 * site.c - repository and policy for the verbs. Never judges, never writes.
 */
#include "site.h"

#include "base/paths.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define HEADS "refs/heads/"

static int open_setup(struct site *site, struct error *error)
{
	int result = setup_open(&site->setup, site->clone.common_dir, error);

	if (!result && !site->clone.bare)
		site->setup.default_ref = site->clone.default_ref;
	return result;
}

int site_open(struct site *out, bool required, struct error *error)
{
	int result;

	memset(out, 0, sizeof(*out));
	result = clone_find(&out->clone, NULL, error);
	out->in_repository = !result;
	if (!result)
		return open_setup(out, error);
	if (required || result != ERROR_USAGE)
		return result;
	arena_init(&out->setup.arena);
	out->setup.git_dir = ".";
	return 0;
}

void site_release(struct site *site)
{
	setup_release(&site->setup);
	clone_release(&site->clone);
}

static bool is_preset_name(const char *policy)
{
	struct str name = str_of(policy);

	return !strchr(policy, '/') && !str_ends(name, ".yml") &&
	       !str_ends(name, ".yaml");
}

const char *site_policy_path(struct site *site, const char *policy)
{
	if (!is_preset_name(policy))
		return policy;
	return arena_printf(&site->setup.arena, "%s/%s.yml", paths_policy_dir,
			    policy);
}

static int find_policy(const char **path, struct site *site, const char *policy,
		       struct error *error)
{
	*path = site_policy_path(site, policy);
	if (!*path)
		return error_no_memory(error);
	if (!is_preset_name(policy) || !access(*path, F_OK))
		return 0;
	return error_set(error, ERROR_USAGE,
			 "no policy '%s' is shipped; a file has a slash or "
			 "ends in .yml",
			 policy);
}

/* In a clone: the places are the same, but the file is the developer's. */
static int locate(const char **path, struct site *site, struct error *error)
{
	struct setup *setup = &site->setup;
	const char *setting = config_get(&setup->config, "refgate.policy");
	struct policy_places places = { 0 };
	int result;

	if (setting && is_preset_name(setting))
		return find_policy(path, site, setting, error);
	result = policy_locate(&places, setup->git_dir, &setup->config,
			       &setup->system, &setup->arena, error);

	*path = places.found;
	if (result || places.found)
		return result;
	return error_set(error, ERROR_NOT_FOUND,
			 "no policy: give --policy FILE or --policy NAME, or "
			 "set it once: git config refgate.policy FILE");
}

/* Who pushes from a clone is who commits there, as far as we know. */
static void know_pusher(struct site *site, const char *login)
{
	struct pusher *pusher = &site->setup.pusher;
	const struct people *people = &site->setup.policies[0]->people;
	const struct person *person = NULL;

	if (login) {
		pusher->login = login;
		pusher_resolve(pusher, people);
		return;
	}
	if (!site->in_repository || site->clone.bare || !site->clone.email)
		return;
	person = people_by_email(people, str_of(site->clone.email));
	if (!person)
		return;
	pusher->person = person;
	pusher->login = person->login_count ? person->logins[0] : person->name;
}

void site_say_default(const struct site *site)
{
	const struct policy *policy = site->setup.policies[0];
	bool asked = false;

	if (!site->in_repository || site->setup.default_ref)
		return;
	for (size_t i = 0; i < policy->ruleset_count; i++)
		asked |= policy->rulesets[i].refs.has_default;
	if (asked && site->clone.remote)
		console_say("the default branch of %s is not known, so "
			    "~DEFAULT matches nothing; try: git remote "
			    "set-head %s --auto",
			    site->clone.remote, site->clone.remote);
}

int site_load(struct site *site, const char *policy, const char *login,
	      struct error *error)
{
	const char *path = NULL;
	int result = 0;

	if (policy) {
		result = find_policy(&path, site, policy, error);
	} else if (!site->in_repository) {
		return error_set(error, ERROR_USAGE,
				 "this folder is not in a git repository: "
				 "which policy is meant?");
	} else if (!site->clone.bare) {
		result = locate(&path, site, error);
	}
	if (!result)
		result = setup_load(&site->setup, path, error);
	if (!result)
		know_pusher(site, login);
	return result;
}

int site_failed(const struct setup *setup, const struct error *error)
{
	const struct diagnostics *diagnostics = setup->diagnostics;
	struct buf text = BUF_INIT;

	if (error->code != ERROR_USAGE || !diagnostics || !diagnostics->count)
		return console_failed(error);
	diagnostics_print(diagnostics, &text);
	fputs(buf_text(&text), stderr);
	buf_release(&text);
	return STATUS_USAGE;
}

const char *site_full_name(struct site *site, const char *ref)
{
	if (str_starts(str_of(ref), "refs/"))
		return ref;
	return arena_printf(&site->setup.arena, HEADS "%s", ref);
}

const char *site_own_ref(const struct site *site)
{
	return site->clone.upstream ? site->clone.upstream : site->clone.branch;
}
