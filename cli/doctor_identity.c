/*
 * doctor_identity.c - where the name of who pushes comes from, held against
 * the marks that hosts leave in a repository. Never sets it.
 */
#include "doctor_hook_place.h"

#include "trust/pusher.h"

#include <string.h>
#include <unistd.h>

static bool has_file(struct doctor *doctor, const char *name)
{
	return !access(doctor_say(doctor, "%s/%s", doctor->path, name), F_OK);
}

static bool is_gitlab(struct doctor *doctor)
{
	return doctor_setting(doctor, "gitlab.fullpath") ||
	       has_file(doctor, "custom_hooks");
}

/* Its scripts are written by the program that they name. */
static bool is_dispatched_by(struct doctor *doctor, const char *word)
{
	for (size_t i = 0; i < doctor->setting_count; i++)
		if (strstr(doctor->settings[i].key, word))
			return true;
	return hook_place_mentions(doctor, DOCTOR_PRE_RECEIVE, word);
}

static bool is_gitea(struct doctor *doctor)
{
	return is_dispatched_by(doctor, "gitea") ||
	       is_dispatched_by(doctor, "forgejo");
}

static bool is_soft_serve(struct doctor *doctor)
{
	return is_dispatched_by(doctor, "soft-serve") ||
	       is_dispatched_by(doctor, "soft serve");
}

static const struct {
	const char *source;
	bool (*is)(struct doctor *doctor);
	const char *mark;
} hosts[] = {
	{ "gitolite", hook_place_is_gitolite, "there is a gl-conf" },
	{ "gitlab", is_gitlab, "it is one of GitLab's" },
	{ "gitea", is_gitea, "its hooks are Gitea's or Forgejo's" },
	{ "soft-serve", is_soft_serve, "its hooks are Soft Serve's" },
};

/* An index of hosts[], or -1. */
static int find_host(struct doctor *doctor)
{
	for (size_t i = 0; i < sizeof(hosts) / sizeof(*hosts); i++)
		if (hosts[i].is(doctor))
			return (int)i;
	return -1;
}

static const char *identity_command(struct doctor *doctor, const char *source)
{
	return doctor_configure(doctor, "refgate.identity", source);
}

static void tell_unset(struct doctor *doctor, int host)
{
	bool is_shared_account = !strcmp(doctor->owner_name, "git");

	if (host >= 0)
		doctor_note(doctor, DOCTOR_WARNING,
			    identity_command(doctor, hosts[host].source),
			    "refgate.identity is not set, and %s",
			    hosts[host].mark);
	else
		doctor_note(
			doctor, DOCTOR_WARNING,
			identity_command(doctor,
					 is_shared_account ? "ssh" : "login"),
			"refgate.identity is not set: nobody has said "
			"where the name of who pushes comes from%s",
			is_shared_account ? ", and all of them are `git` here" :
					    "");
}

static void check_certificate(struct doctor *doctor)
{
	if (!doctor_setting(doctor, "receive.certnonceseed"))
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "refgate.identity is certificate, and "
			    "receive.certNonceSeed is not set: no certificate "
			    "is ever good");
}

void doctor_identity(struct doctor *doctor)
{
	const char *source = setup_identity_source(&doctor->setup);
	int host = find_host(doctor);

	if (!source)
		tell_unset(doctor, host);
	else if (host >= 0 && strcmp(source, hosts[host].source) &&
		 strcmp(source, "certificate"))
		doctor_note(doctor, DOCTOR_WARNING,
			    identity_command(doctor, hosts[host].source),
			    "refgate.identity is %s, and %s", source,
			    hosts[host].mark);
	else if (!strcmp(source, "certificate"))
		check_certificate(doctor);
	if (source && !doctor_noted(doctor, DOCTOR_OK))
		doctor_note(doctor, DOCTOR_OK, NULL, "refgate.identity is %s",
			    source);
}
