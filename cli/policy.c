/*
 * policy.c - `refgate policy`: what is wrong with a policy, what it comes to.
 * Never changes one.
 */
#include "policy_import.h"
#include "policy_schema.h"
#include "site.h"
#include "test_verb.h"
#include "tree_json.h"
#include "verbs.h"

#include "base/json.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
	"usage: refgate policy lint [OPTION...] [FILE | NAME]\n"
	"       refgate policy show [OPTION...] [FILE | NAME]\n"
	"       refgate policy test [OPTION...] [FILE | NAME]\n"
	"       refgate policy schema\n"
	"       refgate policy import FILE... | -\n"
	"\n"
	"  lint   every error of a policy, and what it may not have meant\n"
	"  show   the effective policy: extends resolved, where each line\n"
	"         comes from\n"
	"  test   runs the cases that a policy carries\n"
	"  schema the JSON Schema of the policy language\n"
	"  import GitHub rulesets, as a policy\n";

static const char lint_help[] =
	"usage: refgate policy lint [OPTION...] [FILE | NAME]\n"
	"\n"
	"Says everything that is wrong with a policy, with its place, and\n"
	"warns of what can never fire or match. FILE has a slash or ends in\n"
	".yml; NAME is a shipped preset. Without either: the policy of the\n"
	"repository in the current folder.\n"
	"\n"
	"  --format human|json\n"
	"  --color auto|always|never\n"
	"\n"
	"  refgate policy lint /srv/git/project.git/refgate/policy.yml\n"
	"  cd /srv/git/project.git && refgate policy lint\n"
	"\n"
	"Exit status: 0 clean, 1 warnings, 2 errors, 3 internal error.\n";

static const char show_help[] =
	"usage: refgate policy show [OPTION...] [FILE | NAME]\n"
	"\n"
	"Shows the policy that takes effect, as YAML: what it extends is put\n"
	"in, each line has its origin behind it. FILE and NAME are as for\n"
	"refgate policy lint.\n"
	"\n"
	"  --format human|json\n"
	"\n"
	"  refgate policy show hotfix\n"
	"\n"
	"Exit status: 0, or 2 if the policy does not load, 3 internal error.\n";

static const struct flag flags[] = { { NULL, false, 0 } };

/* Options, the one argument, the policy; -1: go on. */
static int open_policy(struct console *console, struct site *site, int argc,
		       char **argv, struct error *error)
{
	const char *name;
	int result;

	console_next(console, argc, argv, flags);
	if (console->status >= 0)
		return console->status;
	if (console->argument_count > 1)
		return console_usage(console, "one policy at a time");
	name = console->argument_count ? console->arguments[0] : NULL;
	result = site_open(site, !name, error);
	if (!result)
		result = site_load(site, name, NULL, error);
	if (result && (result != ERROR_USAGE || !site->setup.diagnostics ||
		       !site->setup.diagnostics->count))
		return console_failed(error);
	return -1;
}

static void json_diagnostic(struct json *json, const struct diagnostic *item)
{
	const struct mark *mark = &item->mark;

	json_object_begin(json, NULL);
	json_text(json, "level",
		  item->level == DIAGNOSTIC_ERROR ? "error" : "warning");
	json_text(json, "file", mark->source ? mark->source->path : NULL);
	json_int(json, "line", (int64_t)mark->line);
	json_int(json, "column", (int64_t)mark->column);
	json_text(json, "text", item->text);
	json_text(json, "hint", item->hint);
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
		status = console_print_words(console, &out);
	}
	buf_release(&out);
	if (status)
		return status;
	if (diagnostics->errors)
		return STATUS_USAGE;
	return diagnostics->warnings ? STATUS_FINDINGS : STATUS_CLEAN;
}

static int lint(int argc, char **argv)
{
	struct console console;
	struct site site = { 0 };
	struct error error = { 0 };
	int status;

	console_init(&console, "policy lint", lint_help);
	status = open_policy(&console, &site, argc, argv, &error);
	if (status < 0) {
		for (size_t i = 0; i < site.setup.policy_count; i++)
			policy_lint(site.setup.policies[i],
				    site.setup.diagnostics);
		status = print_lint(&console, site.setup.diagnostics);
	}
	site_release(&site);
	return status;
}

static void json_files(struct json *json, const struct policy *policy)
{
	json_array_begin(json, "files");
	for (size_t i = 0; i < policy->file_count; i++) {
		json_object_begin(json, NULL);
		json_text(json, "path", policy->files[i].path);
		json_text(json, "sha256", policy->files[i].sha256);
		json_object_end(json);
	}
	json_array_end(json);
}

static void json_show(struct buf *out, const struct policy *policy)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "name", policy->name);
	json_text(&json, "path", policy->path);
	json_text(&json, "hash", policy->hash);
	json_files(&json, policy);
	tree_json(&json, "policy", policy->tree);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

static int show_one(const struct console *console, const struct policy *policy,
		    struct error *error)
{
	struct buf text = BUF_INIT;
	struct buf out = BUF_INIT;
	int status = 0;

	if (console->format == FORMAT_JSON) {
		json_show(&out, policy);
	} else if (policy_show(policy, &text, error)) {
		status = console_failed(error);
	} else {
		text_escape(&out, buf_str(&text));
	}
	if (!status)
		status = console_print(&out);
	buf_release(&text);
	buf_release(&out);
	return status;
}

static int show(int argc, char **argv)
{
	struct console console;
	struct site site = { 0 };
	struct error error = { 0 };
	int status;

	console_init(&console, "policy show", show_help);
	status = open_policy(&console, &site, argc, argv, &error);
	if (status < 0 && !site.setup.policy_count)
		status = site_failed(&site.setup, &error);
	for (size_t i = 0; status <= 0 && i < site.setup.policy_count; i++)
		status = show_one(&console, site.setup.policies[i], &error);
	site_release(&site);
	return status;
}

struct subverb {
	const char *name;
	int (*run)(int argc, char **argv);
};

static const struct subverb subverbs[] = { { "lint", lint },
					   { "show", show },
					   { "test", verb_policy_test },
					   { "schema", verb_policy_schema },
					   { "import", verb_policy_import } };
#define SUBVERB_COUNT (sizeof(subverbs) / sizeof(subverbs[0]))

static int unknown(const struct console *console, const char *word)
{
	const char *names[SUBVERB_COUNT];
	const char *nearest;

	for (size_t i = 0; i < SUBVERB_COUNT; i++)
		names[i] = subverbs[i].name;
	nearest = text_nearest(word, names, SUBVERB_COUNT);
	return console_usage(console, "there is no 'policy %s'%s%s%s", word,
			     nearest ? "; did you mean '" : "",
			     nearest ? nearest : "", nearest ? "'?" : "");
}

int verb_policy(int argc, char **argv)
{
	struct console console;

	console_init(&console, "policy", help);
	if (argc > 1)
		for (size_t i = 0; i < SUBVERB_COUNT; i++)
			if (!strcmp(argv[1], subverbs[i].name))
				return subverbs[i].run(argc - 1, argv + 1);
	console_next(&console, argc, argv, flags);
	if (console.status >= 0)
		return console.status;
	if (!console.argument_count)
		return console_usage(
			&console, "policy lint, show, test, schema or import?");
	return unknown(&console, console.arguments[0]);
}
