/*
 * doctor_examine.c - see doctor_examine.h. Knows no check by name.
 */
#include "doctor_examine.h"

#include "owner.h"
#include "test_scratch.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whose it is, and who we are from now on. */
static int become_owner(struct doctor *doctor, struct error *error)
{
	bool was_root = geteuid() == 0;
	const struct passwd *entry;
	char real[PATH_MAX];
	struct stat info;
	int result;

	if (!realpath(doctor->path, real) || stat(real, &info))
		return error_set_errno(error, ERROR_USAGE, "%s", doctor->path);
	doctor->path = doctor_say(doctor, "%s", real);
	doctor->owner = info.st_uid;
	entry = getpwuid(info.st_uid);
	doctor->owner_name = entry ? doctor_say(doctor, "%s", entry->pw_name) :
				     doctor_say(doctor, "user %lu",
						(unsigned long)info.st_uid);
	doctor->home = entry ? doctor_say(doctor, "%s", entry->pw_dir) : "/";
	result = owner_become(real, error);
	doctor->was_root = was_root && geteuid() != 0;
	doctor->is_mine = geteuid() == info.st_uid;
	/* our own home is where this shell says */
	if (!doctor->was_root && getenv("HOME"))
		doctor->home = getenv("HOME");
	return result;
}

/* What most checks stand on. */
static void prepare(struct doctor *doctor)
{
	struct error error = { 0 };
	int result = doctor_read_config(doctor, &error);

	if (!result) {
		doctor->has_setup = true;
		result = setup_open(&doctor->setup, doctor->path, &error);
	}
	doctor->is_readable = !result;
	if (result)
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "every push is refused: %s", error.text);
}

static void run_check(struct doctor *doctor, const struct doctor_check *check)
{
	doctor->check = check;
	if (!check->always && !doctor->guarded)
		doctor_note(doctor, DOCTOR_SKIPPED, NULL,
			    "no hook of refgate's runs there");
	else if (!check->always && !doctor->is_readable)
		doctor_note(doctor, DOCTOR_SKIPPED, NULL,
			    "its settings cannot be read");
	else
		check->run(doctor);
	if (!doctor->last || doctor->last->check != check)
		doctor_note(doctor, DOCTOR_OK, NULL, "%s", check->summary);
}

static void count(struct doctor_tally *tally, const struct doctor *doctor)
{
	tally->guarded = doctor->guarded;
	tally->known = doctor->hooks != NULL;
	for (const struct doctor_note *note = doctor->first; note;
	     note = note->next)
		tally->counts[note->answer]++;
}

/* The name is told before anything lies there. */
static void make_scratch(struct doctor *doctor, struct doctor_tally *tally)
{
	struct error error = { 0 };

	doctor->scratch = scratch_make(&doctor->arena, &error);
	if (doctor->scratch)
		snprintf(tally->scratch, sizeof(tally->scratch), "%s",
			 doctor->scratch);
}

void doctor_examine(struct doctor *doctor, struct doctor_tally *tally)
{
	struct error error = { 0 };

	doctor->check = &doctor_checks[0];
	if (become_owner(doctor, &error)) {
		doctor_note(doctor, DOCTOR_PROBLEM, NULL, "%s", error.text);
		count(tally, doctor);
		return;
	}
	umask(077);
	prepare(doctor);
	make_scratch(doctor, tally);
	for (size_t i = 0; i < doctor_check_count; i++)
		run_check(doctor, &doctor_checks[i]);
	if (doctor->scratch)
		scratch_remove(doctor->scratch);
	tally->scratch[0] = '\0';
	count(tally, doctor);
}

void doctor_release(struct doctor *doctor)
{
	if (doctor->has_setup)
		setup_release(&doctor->setup);
	free(doctor->settings);
	arena_release(&doctor->arena);
}
