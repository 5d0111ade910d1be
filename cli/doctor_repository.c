/*
 * doctor_repository.c - whether this is a repository that git and refgate can
 * work in. Never mends it.
 */
#include "doctor.h"

#include "git/refs.h"

#include <string.h>

static void check_head(struct doctor *doctor, struct repo *repo)
{
	const char *head = doctor->setup.default_ref;
	struct error error = { 0 };
	struct oid ignored;
	int any = refs_any(repo, "refs/heads/", NULL, &error);

	if (any < 0)
		doctor_note(doctor, DOCTOR_PROBLEM, NULL, "%s", error.text);
	if (any <= 0 || (head && !refs_lookup(&ignored, repo, head, &error)))
		return;
	doctor_note(doctor, DOCTOR_WARNING,
		    doctor_say(doctor,
			       "git --git-dir=%s symbolic-ref HEAD "
			       "refs/heads/BRANCH",
			       doctor_quote(doctor, doctor->path)),
		    "HEAD names no branch that exists: ~DEFAULT in a policy "
		    "matches nothing");
}

void doctor_repository(struct doctor *doctor)
{
	struct repo_options options = { .path = doctor->path };
	struct repo *repo = NULL;
	struct error error = { 0 };
	bool ok = true;

	if (!doctor->is_readable)
		return;
	if (repo_open(&repo, &options, &error))
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "refgate refuses every push: %s", error.text);
	else
		check_head(doctor, repo);
	if (!config_bool(&doctor->config, "core.bare", false, &ok) &&
	    !str_ends(str_of(doctor->path), "/.git"))
		doctor_note(doctor, DOCTOR_WARNING,
			    doctor_configure(doctor, "core.bare", "true"),
			    "it is no bare repository");
	repo_close(repo);
}
