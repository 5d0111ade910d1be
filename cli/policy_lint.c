/*
 * policy_lint.c - `refgate policy lint`: all that is wrong with a policy, and
 * what it can hardly mean. Never changes one.
 */
#include "policy_lint.h"

#include "policy_open.h"

#include "base/json.h"
#include "git/refs.h"

#include <stdlib.h>

static const char lint_help[] =
	"usage: refgate policy lint [OPTION...] [FILE | NAME]\n"
	"\n"
	"Says everything that is wrong with a policy, with its place, and\n"
	"warns of what can never fire or match. FILE has a slash or ends in\n"
	".yml; NAME is a shipped preset. Without either: the policy of the\n"
	"repository in the current folder, and which refs it names that are\n"
	"not there; in a bare repository that is told of FILE, too.\n"
	"\n"
	"  --format human|json\n"
	"  --color auto|always|never\n"
	"\n"
	"  refgate policy lint /srv/git/project.git/refgate/policy.yml\n"
	"  cd /srv/git/project.git && refgate policy lint\n"
	"\n"
	"Exit status: 0 clean, 1 warnings, 2 errors, 3 internal error.\n";

static void json_mark(struct json *json, const struct mark *mark)
{
	json_text(json, "file", mark->source ? mark->source->path : NULL);
	json_int(json, "line", (int64_t)mark->line);
	json_int(json, "column", (int64_t)mark->column);
}

static void json_diagnostic(struct json *json, const struct diagnostic *item)
{
	json_object_begin(json, NULL);
	json_text(json, "level",
		  item->level == DIAGNOSTIC_ERROR ? "error" : "warning");
	json_text(json, "code", item->code);
	json_mark(json, &item->mark);
	json_int(json, "length", (int64_t)item->mark.length);
	json_text(json, "text", item->text);
	json_text(json, "hint", item->hint);
	json_object_begin(json, "note");
	if (item->note) {
		json_mark(json, &item->note_mark);
		json_text(json, "text", item->note);
	}
	json_object_end(json);
	json_object_end(json);
}

static void json_lint(struct buf *out, const struct diagnostics *diagnostics)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_int(&json, "errors", (int64_t)diagnostics->errors);
	json_int(&json, "warnings", (int64_t)diagnostics->warnings);
	json_array_begin(&json, "diagnostics");
	for (size_t i = 0; i < diagnostics->count; i++)
		json_diagnostic(&json, &diagnostics->items[i]);
	json_array_end(&json);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

static int print_lint(const struct console *console,
		      const struct diagnostics *diagnostics)
{
	struct buf out = BUF_INIT;
	int status;

	if (console->format == FORMAT_JSON) {
		json_lint(&out, diagnostics);
		status = console_print(&out);
	} else {
		diagnostics_print(diagnostics, &out);
		diagnostics_sum(diagnostics, &out);
		status = console_print_words(console, &out);
	}
	buf_release(&out);
	if (status)
		return status;
	if (diagnostics->errors)
		return STATUS_USAGE;
	return diagnostics->warnings ? STATUS_FINDINGS : STATUS_CLEAN;
}

struct ref_names {
	struct arena *arena;
	const char **items; /* heap */
	size_t count, capacity;
	struct error *error;
};

static int add_name(const struct ref *ref, void *data)
{
	struct ref_names *names = data;
	const char **place = array_more(&names->items, names->count,
					&names->capacity, sizeof(*place));

	if (place)
		*place = arena_copy(names->arena, str_of(ref->name));
	if (!place || !*place)
		return error_no_memory(names->error);
	names->count++;
	return 0;
}

static int read_names(struct ref_names *names, const struct clone *clone)
{
	struct repo_options options = { .path = clone->common_dir,
					.remote = clone->remote };
	struct glob all = { .text = NULL };
	struct globs globs = { &all, 1 };
	struct repo *repo = NULL;
	int result = repo_open(&repo, &options, names->error);

	if (!result)
		result = glob_compile(&all, STR("refs/**"), names->arena,
				      names->error);
	if (!result)
		result = refs_each(repo, &globs, add_name, names, names->error);
	repo_close(repo);
	return result;
}

/* A file may be meant for another repository than the clone one is in. */
static void lint_refs(const struct console *console, struct site *site)
{
	struct setup *setup = &site->setup;
	struct error error = { 0 };
	struct ref_names names = { .arena = &setup->arena, .error = &error };
	struct policy_refs refs = { .default_ref = setup->default_ref };
	bool looked;

	if (!site->in_repository ||
	    (console->argument_count && !site->clone.bare))
		return;
	looked = !read_names(&names, &site->clone);
	if (!looked)
		console_say("the refs were not looked at: %s", error.text);
	refs.names = names.items;
	refs.count = names.count;
	for (size_t i = 0; looked && i < setup->policy_count; i++)
		policy_lint_refs(setup->policies[i], &refs, setup->diagnostics);
	free(names.items);
}

int verb_policy_lint(int argc, char **argv)
{
	struct console console;
	struct site site = { 0 };
	struct error error = { 0 };
	int status;

	console_init(&console, "policy lint", lint_help);
	status = policy_open(&console, &site, argc, argv, &error);
	if (status < 0) {
		for (size_t i = 0; i < site.setup.policy_count; i++)
			policy_lint(site.setup.policies[i],
				    site.setup.diagnostics);
		lint_refs(&console, &site);
		status = print_lint(&console, site.setup.diagnostics);
	}
	site_release(&site);
	return status;
}
