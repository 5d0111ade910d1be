/*
 * doctor_ownership.c - who can write what decides: hooks, policies, settings,
 * logs. Never changes an owner or a mode.
 */
#include "doctor.h"

#include "gate/record_log.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *name_of(struct doctor *doctor, uid_t uid)
{
	const struct passwd *entry = getpwuid(uid);

	return entry ? doctor_say(doctor, "%s", entry->pw_name) :
		       doctor_say(doctor, "user %lu", (unsigned long)uid);
}

static void check_owner(struct doctor *doctor, const char *path,
			const struct stat *info)
{
	if (info->st_uid == 0 || info->st_uid == doctor->owner)
		return;
	doctor_note(doctor, DOCTOR_PROBLEM,
		    doctor_say(doctor, "chown -h %s %s",
			       doctor_quote(doctor, doctor->owner_name),
			       doctor_quote(doctor, path)),
		    "%s belongs to %s, the repository to %s",
		    doctor_name(doctor, path), name_of(doctor, info->st_uid),
		    doctor->owner_name);
}

/* What a group shares is objects and refs, not who decides. */
static void check_mode(struct doctor *doctor, const char *path,
		       const struct stat *info)
{
	bool group = info->st_mode & S_IWGRP;
	bool others = info->st_mode & S_IWOTH && !(info->st_mode & S_ISVTX);
	const char *quoted = doctor_quote(doctor, path);

	if (others)
		doctor_note(doctor, DOCTOR_PROBLEM,
			    doctor_say(doctor, "chmod o-w %s", quoted),
			    "%s can be written by everybody",
			    doctor_name(doctor, path));
	else if (group && !doctor->setup.shared)
		doctor_note(doctor, DOCTOR_PROBLEM,
			    doctor_say(doctor, "chmod g-w %s", quoted),
			    "%s can be written by its group",
			    doctor_name(doctor, path));
}

static void check_path(struct doctor *doctor, const char *path)
{
	struct stat info;

	if (!path)
		return;
	if (lstat(path, &info)) {
		if (errno != ENOENT && errno != ENOTDIR)
			doctor_note(doctor, DOCTOR_SKIPPED, NULL, "%s: %s",
				    doctor_name(doctor, path), strerror(errno));
		return;
	}
	check_owner(doctor, path, &info);
	if (!S_ISLNK(info.st_mode)) {
		check_mode(doctor, path, &info);
	} else if (!stat(path, &info)) {
		check_owner(doctor, path, &info);
		check_mode(doctor, path, &info);
	}
}

/* What they extend, and trust files, the check of the policy looks at. */
static void check_policies(struct doctor *doctor)
{
	struct setup *setup = &doctor->setup;
	struct policy_places places;
	struct error ignored = { 0 };

	if (!policy_locate(&places, doctor->path, &setup->config,
			   &setup->system, &doctor->arena, &ignored)) {
		check_path(doctor, places.found);
		check_path(doctor, places.floor);
	}
}

static void check_logs(struct doctor *doctor)
{
	struct error ignored = { 0 };
	struct record_logs logs;

	if (!doctor->has_policy ||
	    record_logs_of(&logs, &doctor->setup, doctor->path, &doctor->arena,
			   &ignored))
		return;
	for (size_t i = 0; i < logs.count; i++)
		check_path(doctor, logs.items[i].file);
}

static void check_hooks(struct doctor *doctor)
{
	check_path(doctor, doctor->hooks);
	for (int i = 0; i < DOCTOR_HOOKS; i++) {
		const char *top = doctor_say(doctor, "%s/%s", doctor->hooks,
					     doctor_hook_names[i]);
		const char *engine = doctor->engines[i];

		check_path(doctor, top);
		if (engine && strcmp(engine, top))
			check_path(doctor, engine);
	}
}

/* In a shared repository the group does write these. */
static void tell_group(struct doctor *doctor)
{
	if (doctor->setup.shared)
		doctor_note(doctor, DOCTOR_WARNING, NULL,
			    "its group can write to it (core.sharedRepository)"
			    ", so who pushes can also change policy and hooks: "
			    "a policy in /etc/refgate is out of their reach");
	else
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "%s owns it; hooks run as who pushes, and if that "
			    "is %s, a shell there can change policy and hooks",
			    doctor->owner_name, doctor->owner_name);
}

void doctor_ownership(struct doctor *doctor)
{
	static const char *const own[] = { "",	       "/config", "/HEAD",
					   "/objects", "/refs",	  "/refgate" };

	for (size_t i = 0; i < sizeof(own) / sizeof(*own); i++)
		check_path(doctor,
			   doctor_say(doctor, "%s%s", doctor->path, own[i]));
	check_hooks(doctor);
	check_policies(doctor);
	check_logs(doctor);
	if (!doctor->is_mine)
		doctor_note(doctor, DOCTOR_SKIPPED, NULL,
			    "it belongs to %s: ask as that user, or as root, "
			    "for the rest",
			    doctor->owner_name);
	else if (!doctor_noted(doctor, DOCTOR_OK))
		tell_group(doctor);
}
