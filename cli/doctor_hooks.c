/*
 * doctor_hooks.c - whether a push meets our hooks: they are there, git runs
 * them, nothing stands before them, and they are those of this version.
 */
#include "doctor_hook_place.h"

#include "base/paths.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What it means that a hook is not there. */
static const struct {
	enum doctor_answer answer;
	const char *words;
} losses[DOCTOR_HOOKS] = {
	[DOCTOR_PRE_RECEIVE] = { DOCTOR_PROBLEM,
				 "every push of a guarded repository is "
				 "refused without it" },
	[DOCTOR_UPDATE] = { DOCTOR_WARNING,
			    "if pre-receive is lost, too, nothing is left" },
	[DOCTOR_POST_RECEIVE] = { DOCTOR_WARNING,
				  "what landed is recorded late" },
};

/* Of an empty pre-receive there is no telling: git takes it for a yes. */
static void tell_lost(struct doctor *doctor, int hook,
		      const struct hook_place *place)
{
	const struct hook_file *top = &place->top;
	const char *name = doctor_name(doctor, top->path);

	if (top->state != HOOK_RUNS)
		doctor_note(doctor, losses[hook].answer,
			    hook_state_command(doctor, top), "%s %s; %s", name,
			    hook_state_words(top->state), losses[hook].words);
	else if (top->kind == HOOK_UNREAD)
		doctor_note(doctor, DOCTOR_SKIPPED, NULL,
			    "%s cannot be read by us: nobody knows whose it is",
			    name);
	else if (top->other)
		doctor_note(doctor, DOCTOR_PROBLEM, doctor_install(doctor),
			    "%s is refgate's %s: another hook", name,
			    top->other);
	else
		doctor_note(doctor, losses[hook].answer, doctor_install(doctor),
			    "%s is not refgate's; %s", name,
			    losses[hook].words);
}

/* A part of a place that is there, and does not run. */
static void tell_stopped(struct doctor *doctor, int hook,
			 const struct hook_file *file)
{
	enum doctor_answer answer = losses[hook].answer;

	if (file->state == HOOK_RUNS)
		return;
	if (file->state == HOOK_NO_INTERPRETER)
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "%s needs %s, which is missing: every push is "
			    "refused",
			    doctor_name(doctor, file->path), file->interpreter);
	else
		doctor_note(doctor, answer, hook_state_command(doctor, file),
			    "%s %s", doctor_name(doctor, file->path),
			    hook_state_words(file->state));
}

/* A script of ours refuses where it cannot run both. */
static void tell_script(struct doctor *doctor, int hook,
			const struct hook_place *place)
{
	const struct hook_file *parts[] = { &place->engine, &place->before };
	const struct hook_file *script = &place->ours;
	bool refuses = hook != DOCTOR_POST_RECEIVE;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (parts[i]->path && parts[i]->state != HOOK_RUNS)
			doctor_note(doctor,
				    refuses ? DOCTOR_PROBLEM : DOCTOR_WARNING,
				    hook_state_command(doctor, parts[i]),
				    "%s does not run, and %s asks it%s",
				    doctor_name(doctor, parts[i]->path),
				    doctor_name(doctor, script->path),
				    refuses ? ": every push is refused" : "");
	/* what lies elsewhere is in no manifest of this repository */
	if (!script->is_current && !script->is_link &&
	    doctor_name(doctor, script->path) != script->path)
		doctor_note(doctor, DOCTOR_WARNING, doctor_install(doctor),
			    "%s is not as install.sh wrote it",
			    doctor_name(doctor, script->path));
}

static void tell_current(struct doctor *doctor, int hook,
			 const struct hook_file *engine)
{
	const char *wanted = doctor_say(doctor, "%s/%s", paths_libexec_dir,
					doctor_hook_names[hook]);

	if (engine->is_current || engine->kind != HOOK_ENGINE)
		return;
	if (access(wanted, R_OK))
		doctor_note(doctor, DOCTOR_SKIPPED, NULL,
			    "%s cannot be compared: %s: %s",
			    doctor_name(doctor, engine->path), wanted,
			    strerror(errno));
	else
		doctor_note(doctor, DOCTOR_WARNING, doctor_install(doctor),
			    "%s is of another version than %s",
			    doctor_name(doctor, engine->path), wanted);
}

static void tell_place(struct doctor *doctor, int hook,
		       const struct hook_place *place)
{
	if (place->kind == PLACE_NONE) {
		tell_lost(doctor, hook, place);
		return;
	}
	if (place->kind == PLACE_FOLDER)
		tell_stopped(doctor, hook, &place->top);
	tell_stopped(doctor, hook, &place->ours);
	if (place->ours.kind == HOOK_SCRIPT)
		tell_script(doctor, hook, place);
	if (place->kind == PLACE_PLAIN && place->top.is_link &&
	    !hook_place_is_gitolite(doctor))
		doctor_note(doctor, DOCTOR_WARNING, doctor_install(doctor),
			    "%s is a link: if what it leads to goes away, git "
			    "goes on without it",
			    doctor_name(doctor, place->top.path));
	tell_current(doctor, hook, &place->engine);
}

static void unknown_hooks(struct doctor *doctor)
{
	doctor_note(doctor, DOCTOR_SKIPPED, NULL,
		    "nobody knows where git looks for hooks there");
}

/* Where the engines are, on the line that says all is well. */
static void tell_where(struct doctor *doctor, const struct hook_place *places)
{
	struct buf text = BUF_INIT;

	for (int i = 0; i < DOCTOR_HOOKS; i++)
		if (places[i].kind != PLACE_NONE)
			buf_addf(&text, "%s%s", text.size ? ", " : "",
				 doctor_name(doctor, places[i].engine.path));
	if (!buf_failed(&text))
		doctor_note(doctor, DOCTOR_OK, NULL, "%s", buf_text(&text));
	buf_release(&text);
}

void doctor_hooks(struct doctor *doctor)
{
	struct hook_place places[DOCTOR_HOOKS];

	if (!doctor->hooks) {
		unknown_hooks(doctor);
		return;
	}
	for (int i = 0; i < DOCTOR_HOOKS; i++) {
		struct hook_place *place = &places[i];

		hook_place_find(place, doctor, i);
		if (hook_place_works(place)) {
			doctor->engines[i] = place->engine.path;
			doctor->by_host |= place->kind == PLACE_FOLDER ||
					   place->kind == PLACE_GITLAB ||
					   place->kind == PLACE_GITOLITE;
		}
	}
	doctor->guarded = doctor->engines[DOCTOR_PRE_RECEIVE] ||
			  doctor->engines[DOCTOR_UPDATE];
	if (!doctor->guarded)
		doctor_note(doctor, DOCTOR_PROBLEM, doctor_install(doctor),
			    "no hook of refgate's runs there: git takes every "
			    "push");
	for (int i = 0; i < DOCTOR_HOOKS; i++)
		if (doctor->guarded || places[i].top.state != HOOK_MISSING ||
		    places[i].kind != PLACE_NONE)
			tell_place(doctor, i, &places[i]);
	if (!doctor_noted(doctor, DOCTOR_OK))
		tell_where(doctor, places);
}

/* Hooks of ours for a whole machine: install.sh --system. */
static bool is_folder_of_ours(struct doctor *doctor)
{
	struct hook_place place;

	hook_place_find(&place, doctor, DOCTOR_PRE_RECEIVE);
	return place.kind == PLACE_PLAIN;
}

/* Undone where it is set, or else overruled by the repository. */
static const char *hooks_path_command(struct doctor *doctor,
				      const struct doctor_setting *setting)
{
	if (strcmp(setting->scope, "local"))
		return doctor_configure(doctor, "core.hooksPath", "hooks");
	return doctor_say(doctor,
			  "git config --file %s --unset-all core.hooksPath",
			  doctor_quote(doctor, setting->origin));
}

static bool is_own_folder(struct doctor *doctor)
{
	const char *own = doctor_say(doctor, "%s/hooks", doctor->path);
	char real[PATH_MAX];

	return !strcmp(doctor->hooks, realpath(own, real) ? real : own);
}

void doctor_hooks_path(struct doctor *doctor)
{
	const struct doctor_setting *setting =
		doctor_setting(doctor, "core.hookspath");
	const char *shell = getenv("GIT_CONFIG_GLOBAL");

	if (!doctor->hooks) {
		unknown_hooks(doctor);
		return;
	}
	if (setting && !is_own_folder(doctor)) {
		if (is_folder_of_ours(doctor))
			doctor_note(doctor, DOCTOR_OK, NULL,
				    "core.hooksPath (%s) names %s, where "
				    "refgate's hooks are",
				    setting->scope, doctor->hooks);
		else
			doctor_note(doctor, DOCTOR_PROBLEM,
				    hooks_path_command(doctor, setting),
				    "core.hooksPath (%s, in %s) sends git to "
				    "%s",
				    setting->scope, setting->origin,
				    doctor->hooks);
		return;
	}
	if (shell && !doctor->was_root)
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "no setting sends git to other hooks, with "
			    "GIT_CONFIG_GLOBAL as it is in this shell: '%s'",
			    shell);
}
