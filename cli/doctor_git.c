/* doctor_git.c - see doctor_git.h. Never hands on what a shell has set. */
#include "doctor_git.h"

#include <stdlib.h>

#define PATH_FALLBACK "/usr/local/bin:/usr/bin:/bin"

static void pass_on(struct doctor *doctor, struct process *process,
		    const char *name)
{
	const char *value = getenv(name);

	if (value)
		process_set(process, doctor_say(doctor, "%s=%s", name, value));
}

static void begin(struct doctor *doctor, struct process *process,
		  const char *dir)
{
	const char *search = getenv("PATH");

	process_init(process);
	process_add(process, "git");
	process_add(process, doctor_say(doctor, "--git-dir=%s", dir));
	process_set(process,
		    doctor_say(doctor, "PATH=%s",
			       search && *search ? search : PATH_FALLBACK));
	process_set(process, "GIT_TERMINAL_PROMPT=0");
	process_set(process, "LC_ALL=C.UTF-8");
}

void doctor_git(struct doctor *doctor, struct process *process, const char *dir)
{
	static const char *const ours[] = { "XDG_CONFIG_HOME",
					    "GIT_CONFIG_GLOBAL" };

	begin(doctor, process, dir);
	process_set(process, doctor_say(doctor, "HOME=%s", doctor->home));
	pass_on(doctor, process, "GIT_CONFIG_NOSYSTEM");
	pass_on(doctor, process, "GIT_CONFIG_SYSTEM");
	for (size_t i = 0; !doctor->was_root && i < 2; i++)
		pass_on(doctor, process, ours[i]);
}

void doctor_git_alone(struct doctor *doctor, struct process *process,
		      const char *dir)
{
	begin(doctor, process, dir);
	process_set(process, doctor_say(doctor, "HOME=%s", doctor->scratch));
	process_set(process, "GIT_CONFIG_NOSYSTEM=1");
	process_set(process, "GIT_CONFIG_GLOBAL=/dev/null");
	process_set(process, "GIT_AUTHOR_NAME=refgate doctor");
	process_set(process, "GIT_AUTHOR_EMAIL=doctor@refgate.invalid");
	process_set(process, "GIT_COMMITTER_NAME=refgate doctor");
	process_set(process, "GIT_COMMITTER_EMAIL=doctor@refgate.invalid");
}

const char *doctor_git_said(struct doctor *doctor,
			    const struct process *process)
{
	struct str text = buf_str(&process->messages);
	struct str line;

	if (!str_next_line(&text, &line))
		return "nothing";
	return doctor_say(doctor, "%.*s", STR_ARGS(str_trim(line)));
}

const char *doctor_git_run(struct doctor *doctor, struct process *process,
			   struct error *error)
{
	const char *out = NULL;

	if (!process_run(process, error) && process->status)
		error_set(error, ERROR_BROKEN, "git %s: %s",
			  process->arguments[2],
			  doctor_git_said(doctor, process));
	else if (!error->code)
		out = doctor_say(doctor, "%.*s",
				 STR_ARGS(str_trim(buf_str(&process->out))));
	process_release(process);
	return out;
}
