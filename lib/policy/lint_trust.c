/*
 * lint_trust.c - warns of trust that is missing, doubtful or about to end:
 * files, keys, and people who have to sign. Errors are those of the trust
 * files themselves; never decides about a signature.
 */
#include "policy/lint.h"

#include "base/clock.h"
#include "policy/key_list.h"
#include "policy/node.h"
#include "trust/allowed_signers.h"

#include <string.h>

#define SOON (INT64_C(30) * 86400)
#define PATTERN_BYTES "*?!,"

static struct mark trust_mark(const struct policy *policy, const char *key)
{
	const struct node *node =
		node_get(node_get(policy->tree, "trust"), key);

	return node ? node->mark : (struct mark){ 0 };
}

/* Whether all files that the policy names could be read. */
static bool lint_files(const struct policy *policy,
		       struct diagnostics *diagnostics)
{
	const struct trust_options options = policy_trust_options(policy, 0);
	const struct {
		const char *key;
		const struct trust_file *file;
	} files[] = {
		{ "ssh", &options.ssh },
		{ "ssh-revoked", &options.ssh_revoked },
		{ "openpgp", &options.openpgp },
		{ "x509", &options.x509 },
		{ "x509-crl", &options.x509_crl },
	};
	bool whole = true;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (!files[i].file->path || files[i].file->text.data)
			continue;
		whole = false;
		diagnostics_topic(diagnostics, "no-trust-file");
		diagnostics_add(diagnostics, DIAGNOSTIC_WARNING,
				trust_mark(policy, files[i].key),
				"until it is there, rules that need it cannot "
				"be judged, and refuse",
				"the trust file '%s' is missing",
				files[i].file->path);
	}
	return whole;
}

static bool names_keys(const struct policy *policy)
{
	return policy->trust.ssh || policy->trust.openpgp || policy->trust.x509;
}

static const struct option *find_option(const struct policy_rule *rule,
					const char *key)
{
	const struct option_table *table = rule->rule->options;

	for (const struct option *row = table ? table->options : NULL;
	     row && row->key; row++)
		if (strcmp(row->key, key) == 0)
			return row;
	return NULL;
}

static const struct audience *signers_of(const struct policy_rule *rule)
{
	const struct option *row = find_option(rule, "signers");

	if (!row || row->type != OPTION_GROUPS)
		return NULL;
	return (const void *)((const char *)rule->options + row->offset);
}

/* Rules that have signers judge signatures; not all of them look at keys. */
static bool looks_at_keys(const struct policy_rule *rule)
{
	const struct option *level = find_option(rule, "level");
	int value;

	if (!signers_of(rule))
		return false;
	if (!level || level->type != OPTION_CHOICE)
		return true;
	memcpy(&value, (const char *)rule->options + level->offset,
	       sizeof(value));
	return value < 0 || strcmp(level->choices[value], "present") != 0;
}

static bool asks_whose(const struct policy_rule *rule)
{
	const struct audience *signers = signers_of(rule);
	const struct option *row = find_option(rule, "signer-is");
	const char *who = NULL;

	if (row && row->type == OPTION_TEXT)
		memcpy(&who, (const char *)rule->options + row->offset,
		       sizeof(who));
	return who || (signers && signers->kind == AUDIENCE_GROUPS);
}

/* The first rule in force that says yes, or NULL. */
static const struct policy_rule *
find_rule(const struct policy *policy, bool (*is)(const struct policy_rule *))
{
	for (size_t i = 0; i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];

		if (ruleset->enforcement == ENFORCE_DISABLED)
			continue;
		for (size_t j = 0; j < ruleset->rule_count; j++)
			if (is(&ruleset->rules[j]))
				return &ruleset->rules[j];
	}
	return NULL;
}

static void lint_signing(const struct policy *policy,
			 struct diagnostics *diagnostics)
{
	const struct policy_rule *rule = find_rule(policy, looks_at_keys);

	diagnostics_topic(diagnostics, "no-trust");
	if (rule && !names_keys(policy))
		diagnostics_add(diagnostics, DIAGNOSTIC_WARNING, rule->mark,
				"trust: {ssh: allowed_signers}",
				"'%s' looks for trusted keys, and the policy "
				"names none: nothing can be signed",
				rule->rule->id);
}

static void warn(const struct key_list *keys, const char *code,
		 const struct trusted_key *key, const char *hint,
		 const char *text)
{
	diagnostics_topic(keys->diagnostics, code);
	diagnostics_add(keys->diagnostics, DIAGNOSTIC_WARNING, key->mark, hint,
			"%s", text ? text : "out of memory");
}

static const char *title(const struct key_list *keys,
			 const struct trusted_key *key)
{
	const char *name =
		arena_copy(keys->diagnostics->arena, signer_title(key->signer));

	return name ? name : "";
}

static void lint_end(const struct key_list *keys, const struct trusted_key *key)
{
	struct buf end = BUF_INIT;

	if (!key->signer.name.size || !key->ends || key->ends <= keys->now ||
	    key->ends - keys->now > SOON)
		return;
	clock_format_seconds(&end, key->ends);
	warn(keys, "key-ends", key, "put in a new one before that",
	     arena_printf(keys->diagnostics->arena,
			  "the key %s of %s ends on %s", key->key,
			  title(keys, key), buf_text(&end)));
	buf_release(&end);
}

static bool is_pattern(struct str name)
{
	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] && strchr(PATTERN_BYTES, name.data[i]))
			return true;
	return false;
}

/* `rule` asks whose signature it is. */
static void lint_owner(const struct key_list *keys,
		       const struct trusted_key *key,
		       const struct policy_rule *rule)
{
	if (key->signer.is_one || key->is_authority ||
	    !is_pattern(key->signer.name))
		return;
	warn(keys, "key-of-many", key,
	     "one name a line: alice@example.com ssh-ed25519 ...",
	     arena_printf(keys->diagnostics->arena,
			  "'%s' asks who signed, and '%s' is no one person: "
			  "this key never passes",
			  rule->rule->id, title(keys, key)));
}

static void lint_shared(const struct key_list *keys,
			const struct trusted_key *key,
			const struct trusted_key *before)
{
	if (!str_equal(str_of(key->key), str_of(before->key)) ||
	    !key->signer.is_one || !before->signer.is_one ||
	    signer_is_same(key->signer, before->signer))
		return;
	warn(keys, "key-of-two", key, "a key that two have proves neither",
	     arena_printf(keys->diagnostics->arena,
			  "the key %s is under %s and under %s", key->key,
			  title(keys, before), title(keys, key)));
}

static bool is_in_group(const struct people *people,
			const struct trusted_key *key)
{
	for (size_t i = 0; i < people->group_count; i++)
		if (signer_in_group(key->signer, people, &people->groups[i]))
			return true;
	return false;
}

/* Where people are listed at all: whom nobody knows may do nothing. */
static void lint_stranger(const struct policy *policy,
			  const struct key_list *keys,
			  const struct trusted_key *key)
{
	const struct people *people = &policy->people;

	if (!node_get(policy->tree, "people") || key->is_authority ||
	    !key->signer.is_one || key->signer.person ||
	    is_in_group(people, key))
		return;
	warn(keys, "key-of-nobody", key,
	     "put the name under 'people', or take the key out",
	     arena_printf(keys->diagnostics->arena,
			  "the key %s is of '%s', whom neither people nor "
			  "groups name",
			  key->key, title(keys, key)));
}

static void lint_keys(const struct policy *policy, const struct key_list *keys)
{
	const struct policy_rule *rule = find_rule(policy, asks_whose);

	for (size_t i = 0; i < keys->count; i++) {
		lint_end(keys, &keys->items[i]);
		lint_stranger(policy, keys, &keys->items[i]);
		if (rule)
			lint_owner(keys, &keys->items[i], rule);
		if (i)
			lint_shared(keys, &keys->items[i], &keys->items[i - 1]);
	}
}

static bool names(const struct trusted_key *key, const struct person *person)
{
	for (size_t i = 0; i < person->email_count; i++)
		if (pattern_list_matches(key->signer.name,
					 str_of(person->emails[i])))
			return true;
	return false;
}

/*
 * Certificates are with their holders: who may have one, has one. `shared`:
 * so is a key of several, where nobody asks whose it is.
 */
static bool has_key(const struct key_list *keys, const struct person *person,
		    bool shared)
{
	for (size_t i = 0; i < keys->count; i++) {
		const struct trusted_key *key = &keys->items[i];
		bool is_theirs = key->signer.is_one &&
				 key->signer.person == person;

		if ((is_theirs ||
		     ((key->is_authority || shared) && names(key, person))) &&
		    (!key->ends || key->ends > keys->now))
			return true;
	}
	return false;
}

static bool audience_has_group(const struct audience *audience,
			       const struct people_group *group)
{
	for (size_t i = 0; i < audience->count; i++)
		if (audience->groups[i] == group)
			return true;
	return false;
}

static bool has_to_sign(const struct policy *policy,
			const struct people_group *group)
{
	if (policy->override.present &&
	    audience_has_group(&policy->override.from, group))
		return true;
	for (size_t i = 0; i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];

		for (size_t j = 0; j < ruleset->rule_count; j++) {
			const struct audience *signers =
				signers_of(&ruleset->rules[j]);

			if (signers &&
			    ruleset->enforcement != ENFORCE_DISABLED &&
			    audience_has_group(signers, group))
				return true;
		}
	}
	return false;
}

/* Who commits anything there has to sign it: any member of any group. */
static bool asks_everybody(const struct policy_rule *rule)
{
	return rule->rule->judge_commit && looks_at_keys(rule) &&
	       signers_of(rule)->kind != AUDIENCE_GROUPS;
}

static void lint_members(const struct policy *policy,
			 const struct key_list *keys,
			 struct diagnostics *diagnostics)
{
	const struct people *people = &policy->people;
	bool all = find_rule(policy, asks_everybody) && names_keys(policy);

	diagnostics_topic(diagnostics, "no-key");
	for (size_t i = 0; i < people->group_count; i++) {
		const struct people_group *group = &people->groups[i];
		bool asked = has_to_sign(policy, group);

		if (!asked && !all)
			continue;
		for (size_t j = 0; j < group->member_count; j++)
			if (!has_key(keys, group->members[j], !asked))
				diagnostics_add(
					diagnostics, DIAGNOSTIC_WARNING,
					lint_group_mark(policy, group->name),
					"give people.openpgp, or a trust file",
					"'%s' has no key to sign with",
					group->members[j]->name);
	}
}

void policy_lint_trust(const struct policy *policy,
		       struct diagnostics *diagnostics)
{
	struct key_list keys = { .count = 0 };
	bool whole = lint_files(policy, diagnostics);
	int64_t now = clock_now() / USEC_PER_SECOND;

	lint_signing(policy, diagnostics);
	diagnostics_topic(diagnostics, "trust");
	if (names_keys(policy)) {
		whole = key_list_read(&keys, policy, now, diagnostics) && whole;
		lint_keys(policy, &keys);
	}
	/* Of files that were not read nobody knows who is in them. */
	if (whole && !policy->trust.x509)
		lint_members(policy, &keys, diagnostics);
	key_list_release(&keys);
	diagnostics_topic(diagnostics, NULL);
}
