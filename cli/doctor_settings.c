/*
 * doctor_settings.c - what git itself is told: push options, hidden refs, refs
 * of others, its own checks. Never sets anything.
 */
#include "doctor.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GATE_REFS "refs/refgate"
#define REFS_COMMAND "core.alternateRefsCommand"

static bool is_on(const struct doctor *doctor, const char *key)
{
	bool ok = true;

	return config_bool(&doctor->config, key, false, &ok) && ok;
}

void doctor_push_options(struct doctor *doctor)
{
	if (is_on(doctor, "receive.advertisepushoptions"))
		return;
	doctor_note(doctor, DOCTOR_WARNING,
		    doctor_configure(doctor, "receive.advertisePushOptions",
				     "true"),
		    "receive.advertisePushOptions is not set: `git push -o "
		    "refgate=check` and overrides fail");
}

static int is_gate_refs(const char *value, void *context)
{
	struct str ref = str_of(value);

	(void)context;
	if (str_ends(ref, "/"))
		ref = str_first(ref, ref.size - 1);
	return str_is(ref, GATE_REFS) || str_is(ref, "refs");
}

void doctor_hidden_refs(struct doctor *doctor)
{
	const char *file = doctor_say(doctor, "%s/config", doctor->path);

	if (config_each(&doctor->config, "receive.hiderefs", is_gate_refs,
			NULL) ||
	    config_each(&doctor->config, "transfer.hiderefs", is_gate_refs,
			NULL))
		return;
	doctor_note(
		doctor, DOCTOR_WARNING,
		doctor_say(
			doctor,
			"git config --file %s --add receive.hideRefs " GATE_REFS,
			doctor_quote(doctor, file)),
		"receive.hideRefs does not name " GATE_REFS
		": only the hooks keep pushes from it");
}

static bool borrows(struct doctor *doctor)
{
	struct stat info;

	return !stat(doctor_say(doctor, "%s/objects/info/alternates",
				doctor->path),
		     &info) &&
	       info.st_size;
}

/* What install.sh sets, for who borrows from nobody. */
static bool names_no_refs(const struct doctor_setting *setting)
{
	return setting && setting->value &&
	       (!strcmp(setting->value, "hooks/no-refs") ||
		!strcmp(setting->value, "custom_hooks/no-refs"));
}

/* A bare key runs nothing, and "true" is what many set for that. */
static bool lists_nothing(const struct doctor_setting *setting)
{
	return !setting->value || !strcmp(setting->value, "true") ||
	       names_no_refs(setting);
}

static void tell_borrower(struct doctor *doctor,
			  const struct doctor_setting *setting)
{
	const char *command = NULL;

	if (!lists_nothing(setting)) {
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "what git sees of whom it borrows from is up "
			    "to " REFS_COMMAND " (%s, in %s)",
			    setting->scope, setting->origin);
		return;
	}
	if (!strcmp(setting->scope, "local"))
		command = doctor_say(
			doctor,
			"git config --file %s --unset-all " REFS_COMMAND,
			doctor_quote(doctor, setting->origin));
	doctor_note(
		doctor, DOCTOR_WARNING, command,
		"objects/info/alternates names another repository, but " REFS_COMMAND
		" (%s, in %s) keeps its refs from git: pushes "
		"send and check what is there",
		setting->scope, setting->origin);
}

/* A push goes on without it, but whoever pushes reads that it cannot run. */
static bool lacks_no_refs(struct doctor *doctor,
			  const struct doctor_setting *setting)
{
	return names_no_refs(setting) &&
	       access(doctor_say(doctor, "%s/%s", doctor->path, setting->value),
		      X_OK);
}

void doctor_borrowed(struct doctor *doctor)
{
	const struct doctor_setting *setting =
		doctor_setting(doctor, "core.alternaterefscommand");

	if (lacks_no_refs(doctor, setting))
		doctor_note(doctor, DOCTOR_WARNING, doctor_install(doctor),
			    REFS_COMMAND " (%s, in %s) names %s, which is not "
					 "there or cannot be run: each push "
					 "shows an error of git's",
			    setting->scope, setting->origin, setting->value);
	else if (!borrows(doctor))
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "no objects of another repository");
	else if (setting)
		tell_borrower(doctor, setting);
	else
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "git asks whom it borrows from for their refs");
}

/* What the policy does not govern is left to these two. */
static const char *left_open(const struct doctor *doctor)
{
	bool deletes = !is_on(doctor, "receive.denydeletes");
	bool rewinds = !is_on(doctor, "receive.denynonfastforwards");

	if (deletes && rewinds)
		return "refs that no ruleset governs may be deleted and "
		       "rewound: denyDeletes and denyNonFastForwards are off";
	if (deletes)
		return "refs that no ruleset governs may be deleted: "
		       "denyDeletes is off";
	if (rewinds)
		return "refs that no ruleset governs may be rewound: "
		       "denyNonFastForwards is off";
	return "nobody deletes or rewinds any ref";
}

void doctor_receive(struct doctor *doctor)
{
	const char *fsck = doctor_setting(doctor, "receive.fsckobjects") ?
				   "receive.fsckobjects" :
				   "transfer.fsckobjects";

	if (!is_on(doctor, fsck))
		doctor_note(doctor, DOCTOR_WARNING,
			    doctor_configure(doctor, "receive.fsckObjects",
					     "true"),
			    "receive.fsckObjects is off: on refs that no "
			    "ruleset governs git takes broken objects");
	else
		doctor_note(doctor, DOCTOR_OK, NULL, "git checks objects; %s",
			    left_open(doctor));
}
