/*
 * doctor_policy.c - the policy as the hooks load it, what its lint says, the
 * keys that count, an import window. Never decides about a push.
 */
#include "doctor.h"

#include "base/file.h"
#include "policy/policy.h"

#define TRUST_SHOWN 5
#define IMPORT_SIZE_MAX 128

static struct diagnostics *new_diagnostics(struct doctor *doctor)
{
	struct diagnostics *out = arena_alloc(&doctor->arena, sizeof(*out));

	if (out)
		diagnostics_init(out, &doctor->arena);
	return out;
}

/* "refgate/policy.yml:12:3: text" */
static const char *describe(struct doctor *doctor,
			    const struct diagnostic *item)
{
	const struct mark *mark = &item->mark;

	if (!mark->source)
		return item->text;
	return doctor_say(doctor, "%s:%zu:%zu: %s",
			  doctor_name(doctor, mark->source->path), mark->line,
			  mark->column, item->text);
}

static const char *lint_command(struct doctor *doctor)
{
	return doctor_say(doctor, "(cd %s && refgate policy lint)",
			  doctor_quote(doctor, doctor->path));
}

static void tell_errors(struct doctor *doctor, const struct error *error)
{
	const struct diagnostics *all = doctor->setup.diagnostics;

	for (size_t i = 0; all && i < all->count; i++)
		if (all->items[i].level == DIAGNOSTIC_ERROR) {
			doctor_note(doctor, DOCTOR_PROBLEM,
				    lint_command(doctor),
				    "the policy does not load, so every push "
				    "is refused: %s",
				    describe(doctor, &all->items[i]));
			return;
		}
	doctor_note(doctor, DOCTOR_PROBLEM,
		    error->code == ERROR_NOT_FOUND ? doctor_install(doctor) :
						     NULL,
		    "the policy does not load, so every push is refused: %s",
		    error->text);
}

/* What lint says of a policy but of its trust, which ends the list. */
static void tell_lint(struct doctor *doctor, const struct policy *policy)
{
	struct diagnostics *all = new_diagnostics(doctor);
	struct diagnostics *trust = new_diagnostics(doctor);
	size_t count;

	if (!all || !trust)
		return;
	policy_lint(policy, all);
	policy_lint_trust(policy, trust);
	count = all->warnings + all->errors - trust->warnings - trust->errors;
	if (count)
		doctor_note(doctor, DOCTOR_WARNING, lint_command(doctor),
			    "%s%s", describe(doctor, &all->items[0]),
			    count == 1 ? "" :
					 doctor_say(doctor, ", and %zu more",
						    count - 1));
}

void doctor_policy(struct doctor *doctor)
{
	struct setup *setup = &doctor->setup;
	struct error error = { 0 };

	doctor->has_policy = !setup_load(setup, NULL, &error);
	if (!doctor->has_policy) {
		tell_errors(doctor, &error);
		return;
	}
	for (size_t i = 0; i < setup->policy_count; i++) {
		const struct policy *policy = setup->policies[i];

		if (policy->mode == MODE_EVALUATE)
			doctor_note(doctor, DOCTOR_WARNING, NULL,
				    "%s only evaluates: it warns and refuses "
				    "nothing, until `mode: evaluate` is gone",
				    doctor_name(doctor, policy->path));
		tell_lint(doctor, policy);
	}
	if (!doctor_noted(doctor, DOCTOR_OK))
		doctor_note(doctor, DOCTOR_OK, NULL, "%s loads: %s",
			    doctor_name(doctor, setup->policies[0]->path),
			    setup_policy_title(setup));
}

/* Some of them: a group of fifty without keys is one thing to know. */
static void tell_trust(struct doctor *doctor, const struct diagnostics *found)
{
	size_t shown = found->count < TRUST_SHOWN ? found->count : TRUST_SHOWN;

	for (size_t i = 0; i < shown; i++)
		doctor_note(doctor,
			    found->items[i].level == DIAGNOSTIC_ERROR ?
				    DOCTOR_PROBLEM :
				    DOCTOR_WARNING,
			    lint_command(doctor), "%s",
			    describe(doctor, &found->items[i]));
	if (shown < found->count)
		doctor_note(doctor, DOCTOR_WARNING, lint_command(doctor),
			    "and %zu more of that", found->count - shown);
}

void doctor_trust(struct doctor *doctor)
{
	const struct setup *setup = &doctor->setup;

	if (!doctor->has_policy) {
		doctor_note(doctor, DOCTOR_SKIPPED, NULL,
			    "the policy does not load");
		return;
	}
	for (size_t i = 0; i < setup->policy_count; i++) {
		struct diagnostics *found = new_diagnostics(doctor);

		if (!found)
			continue;
		policy_lint_trust(setup->policies[i], found);
		tell_trust(doctor, found);
	}
}

void doctor_import(struct doctor *doctor)
{
	const char *path = doctor_say(
		doctor, "%s/" SETUP_DIRECTORY "/import-until", doctor->path);
	struct error ignored = { 0 };
	struct buf until = BUF_INIT;

	if (!doctor->setup.import_open)
		return;
	(void)file_read(&until, path, IMPORT_SIZE_MAX, NULL, &ignored);
	doctor_note(doctor, DOCTOR_WARNING,
		    doctor_say(doctor, "refgate import close %s",
			       doctor_quote(doctor, doctor->path)),
		    "pushes are judged for names only, until %.*s",
		    STR_ARGS(str_trim(buf_str(&until))));
	buf_release(&until);
}
