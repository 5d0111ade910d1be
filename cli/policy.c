/*
 * policy.c - `refgate policy`: what is wrong with a policy, what it comes to.
 * Never changes one.
 */
#include "policy_diff.h"
#include "policy_import.h"
#include "policy_lint.h"
#include "policy_open.h"
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
	"       refgate policy diff [OPTION...] OLD NEW\n"
	"       refgate policy test [OPTION...] [FILE | NAME]\n"
	"       refgate policy schema\n"
	"       refgate policy import FILE... | -\n"
	"\n"
	"  lint   every error of a policy, and what it may not have meant\n"
	"  show   the effective policy: extends resolved, where each line\n"
	"         comes from\n"
	"  diff   what changes for whom from one policy to another\n"
	"  test   runs the cases that a policy carries\n"
	"  schema the JSON Schema of the policy language\n"
	"  import GitHub rulesets, as a policy\n";

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

/* A document of its own where another one, the floor, follows or precedes. */
static void add_mark(struct buf *out, const struct setup *setup, size_t index)
{
	if (setup->policy_count > 1)
		buf_addf(out, "--- # %s\n",
			 index ? "the floor, judged beside it" :
				 "the repository's policy");
}

static int show_one(const struct console *console, const struct setup *setup,
		    size_t index, struct error *error)
{
	const struct policy *policy = setup->policies[index];
	struct buf text = BUF_INIT;
	struct buf out = BUF_INIT;
	int status = 0;

	if (console->format == FORMAT_JSON) {
		json_show(&out, policy);
	} else if (policy_show(policy, &text, error)) {
		status = console_failed(error);
	} else {
		add_mark(&out, setup, index);
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
	status = policy_open(&console, &site, argc, argv, &error);
	if (status < 0 && !site.setup.policy_count)
		status = site_failed(&site.setup, &error);
	for (size_t i = 0; status <= 0 && i < site.setup.policy_count; i++)
		status = show_one(&console, &site.setup, i, &error);
	site_release(&site);
	return status;
}

struct subverb {
	const char *name;
	int (*run)(int argc, char **argv);
};

static const struct subverb subverbs[] = {
	{ "lint", verb_policy_lint },	  { "show", show },
	{ "diff", verb_policy_diff },	  { "test", verb_policy_test },
	{ "schema", verb_policy_schema }, { "import", verb_policy_import }
};
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
			&console,
			"policy lint, show, diff, test, schema or import?");
	return unknown(&console, console.arguments[0]);
}
