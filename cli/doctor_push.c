/*
 * doctor_push.c - a good and a bad commit, really pushed into a throw-away
 * clone with the repository's own hooks and policy. Other hooks are never run
 * there, and the log that it writes to is thrown away with it.
 */
#include "doctor_clone.h"

#include "test_answer.h"

#include "base/text.h"

#include <string.h>

#define GATE_REF "refs/refgate/doctor"
#define STRUCTURE "[structure]"

/* Whether a ruleset in force governs a ref of that name. */
static bool is_governed(const struct setup *setup, const char *name)
{
	struct error ignored = { 0 };

	for (size_t i = 0; i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];

		for (size_t j = 0; j < policy->ruleset_count; j++)
			if (policy->rulesets[j].enforcement !=
				    ENFORCE_DISABLED &&
			    ruleset_governs(&policy->rulesets[j], name,
					    &ignored) != MATCH_NO)
				return true;
	}
	return false;
}

static bool is_open(const struct setup *setup, const char *name)
{
	for (size_t i = 0; i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];
		bool inside = false;

		for (size_t j = 0; j < policy->namespaces.count; j++)
			inside |= str_starts(str_of(name),
					     policy->namespaces.items[j]);
		if (policy->unmatched || !inside)
			return false;
	}
	return !is_governed(setup, name);
}

/* A ref that the policies leave to whoever pushes, or NULL. */
static const char *find_open(struct doctor *doctor)
{
	const struct texts *spaces = &doctor->setup.policies[0]->namespaces;
	const char *name = "refs/heads/refgate-doctor";

	if (is_open(&doctor->setup, name))
		return name;
	for (size_t i = 0; i < spaces->count; i++) {
		const char *space = spaces->items[i];
		bool ends = str_ends(str_of(space), "/");

		name = doctor_say(doctor, "%s%srefgate-doctor", space,
				  ends ? "" : "/");
		if (is_open(&doctor->setup, name))
			return name;
	}
	return NULL;
}

/* A ref that a ruleset without wildcards, or HEAD, names; else the gate's own:
 * nobody may push there, whatever the policy and its mode. */
static const char *find_guarded(struct doctor *doctor)
{
	const struct setup *setup = &doctor->setup;
	const struct policy *policy = setup->policies[0];
	bool enforces = policy->mode == MODE_ENFORCE && !setup->import_open;
	const char *head = setup->default_ref;

	for (size_t i = 0; head && enforces && i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];
		struct error ignored = { 0 };

		if (ruleset->enforcement == ENFORCE_ACTIVE &&
		    !ruleset->has_merging &&
		    ruleset_governs(ruleset, head, &ignored) == MATCH_YES)
			return head;
	}
	return GATE_REF;
}

static const char *first_words(struct doctor *doctor,
			       const struct answer *answer)
{
	struct str text = answer->git.size ? buf_str(&answer->git) :
					     buf_str(&answer->text);
	struct str line;

	if (!str_next_line(&text, &line))
		return "and nothing was said";
	return doctor_say(doctor, "%.*s", STR_ARGS(line));
}

static const char *through(const struct doctor *doctor)
{
	return doctor->by_host ? " (the programs themselves: the host's own "
				 "scripts were not run)" :
				 "";
}

static void judge_good(struct doctor *doctor, const struct answer *answer,
		       const char *ref, bool landed)
{
	if (answer->refused || answer->git.size)
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "a good commit, pushed to %s, was refused: %s", ref,
			    first_words(doctor, answer));
	else if (!landed)
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "a good commit, pushed to %s, was let in, and no "
			    "hook recorded it",
			    ref);
	else
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "a good commit, pushed to %s of a throw-away "
			    "clone, got in and was recorded%s",
			    ref, through(doctor));
}

static void judge_bad(struct doctor *doctor, const struct answer *answer,
		      const char *ref)
{
	bool by_us = answer->refused &&
		     str_find(buf_str(&answer->text), STR(STRUCTURE)) <
			     answer->text.size;

	if (by_us)
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "a commit with two authors, pushed to %s there, "
			    "was refused",
			    ref);
	else if (answer->refused || answer->git.size)
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "a commit with two authors, pushed to %s, was "
			    "refused, but not judged: %s",
			    ref, first_words(doctor, answer));
	else
		doctor_note(doctor, DOCTOR_PROBLEM, doctor_install(doctor),
			    "a commit with two authors, pushed to %s, got in: "
			    "the gate is open",
			    ref);
}

typedef void judge_push(struct doctor *doctor, const struct clone_push *push,
			const struct answer *answer);

static void judge_good_push(struct doctor *doctor,
			    const struct clone_push *push,
			    const struct answer *answer)
{
	judge_good(doctor, answer, push->ref, doctor_clone_logged(doctor));
}

static void judge_bad_push(struct doctor *doctor, const struct clone_push *push,
			   const struct answer *answer)
{
	judge_bad(doctor, answer, push->ref);
}

static void try(struct doctor *doctor, const struct clone_push *push,
		judge_push *judge)
{
	struct process process;
	struct answer answer;
	struct error error = { 0 };

	if (doctor_clone_push(doctor, push, &process, &error)) {
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "no push could be tried: %s", error.text);
	} else if (answer_read(&answer, &process)) {
		judge(doctor, push, &answer);
		answer_release(&answer);
	}
	process_release(&process);
}

/* A policy is to have no such characters, so it cannot name that path. */
static bool is_hidden(const char *path)
{
	struct buf shown = BUF_INIT;
	bool same;

	text_escape_line(&shown, str_of(path));
	same = str_is(buf_str(&shown), path);
	buf_release(&shown);
	return !same;
}

/* Why the push cannot be tried; NULL: it can. */
static const char *obstacle(struct doctor *doctor)
{
	char real[PATH_MAX];

	if (doctor->options->no_push)
		return "--no-push was given";
	if (!doctor->is_mine)
		return doctor_say(doctor,
				  "it belongs to %s: ask as that user, or as "
				  "root",
				  doctor->owner_name);
	if (!doctor->has_policy)
		return "the policy does not load";
	if (!doctor->engines[DOCTOR_PRE_RECEIVE])
		return "pre-receive does not run";
	if (is_hidden(doctor->path))
		return "its path has characters that nobody can see";
	if (!doctor->scratch)
		return "no temporary folder can be made";
	for (size_t i = 1; i < doctor->setup.policy_count; i++)
		if (doctor->setup.policies[i]->audit.file)
			return "the floor policy has a log of its own, which "
			       "would tell of it";
	for (int i = 0; i < DOCTOR_HOOKS; i++)
		if (doctor->engines[i] &&
		    !doctor_clone_may_run(doctor, doctor->engines[i], real))
			return doctor_say(doctor,
					  "somebody else can write to %s, so "
					  "it is not run",
					  doctor->engines[i]);
	return NULL;
}

void doctor_push(struct doctor *doctor)
{
	const char *why = obstacle(doctor);
	struct error error = { 0 };
	struct clone_push push = { .ref = NULL };

	if (why) {
		doctor_note(doctor, DOCTOR_SKIPPED, NULL, "%s", why);
		return;
	}
	if (doctor_clone_make(doctor, &error)) {
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "no throw-away clone can be made: %s", error.text);
		return;
	}
	push.ref = find_open(doctor);
	if (push.ref)
		try(doctor, &push, judge_good_push);
	else
		doctor_note(doctor, DOCTOR_SKIPPED, NULL,
			    "every ref is governed, so no push is good for "
			    "certain: write `tests` into the policy, and run "
			    "refgate policy test");
	push = (struct clone_push){ .ref = find_guarded(doctor), .bad = true };
	try(doctor, &push, judge_bad_push);
}
