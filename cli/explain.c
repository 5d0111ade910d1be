/*
 * explain.c - `refgate explain`: rules in general, or those in force on a
 * ref. Never judges a push.
 */
#include "explain.h"
#include "site.h"
#include "verbs.h"

#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: refgate explain [OPTION...] [RULE | REF | rules | override]\n"
	"\n"
	"Without arguments: what is judged here, and how to know more; as\n"
	"Markdown the page of the policy for the team: how a branch begins,\n"
	"its messages, approvals, landing, tag, the way back, the emergency\n"
	"exit, with the commands. RULE: what it refuses, its options, an\n"
	"example. REF (main, refs/tags/v1.2.1): the rules in force there,\n"
	"where each comes from, who may do what, and the message template. A\n"
	"branch that is called like a rule: refs/heads/update. rules: all that\n"
	"there are. override: how people let something through in an\n"
	"emergency.\n"
	"\n"
	"  --as LOGIN      what this person may do\n"
	"  --policy P      a policy file, or the name of a shipped preset;\n"
	"                  else git config refgate.policy\n"
	"  --format human|json|markdown\n"
	"\n"
	"  refgate explain commit-message\n"
	"  refgate explain hotfix/REC-1-x --as alice\n"
	"  refgate explain --format markdown >RULES.md\n"
	"\n"
	"Exit status: 0, 2 usage or policy error, 3 internal error.\n";

enum {
	FLAG_AS = 1,
	FLAG_POLICY,
};

static const struct flag flags[] = { { "as", true, FLAG_AS },
				     { "policy", true, FLAG_POLICY },
				     { NULL, false, 0 } };

static void hint_at_rules(const char *word)
{
	const char **names = calloc(rules_count, sizeof(*names));
	const char *nearest = NULL;

	for (size_t i = 0; names && i < rules_count; i++)
		names[i] = rules_all[i]->id;
	if (names)
		nearest = text_nearest(word, names, rules_count);
	if (nearest)
		console_say("there is no rule '%s', so it is a ref; or did "
			    "you mean '%s'?",
			    word, nearest);
	free(names);
}

/* `word` NULL: all of the policy. */
static int show(struct buf *out, struct console *console, struct site *site,
		const char *word, bool as)
{
	struct explain_ref explained = {
		.policies = (const struct policy *const *)site->setup.policies,
		.policy_count = site->setup.policy_count,
		.place = { "", &site->setup.pusher },
		.as = as,
		.default_ref = site->setup.default_ref,
	};
	struct error error = { 0 };
	int result = 0;

	if (word)
		explained.place.ref = site_full_name(site, word);
	if (!explained.place.ref)
		return STATUS_INTERNAL;
	if (word)
		result = explain_ref(out, console->format, &explained, &error);
	else if (console->format == FORMAT_HUMAN)
		explain_overview(out, &explained);
	else
		result = explain_team(out, console->format, &explained, &error);
	return result ? console_failed(&error) : console_print(out);
}

/* The overview is there without a policy, too. */
static bool may_lack(const struct console *console, const struct site *site,
		     const char *policy, int result)
{
	return !console->argument_count && console->format == FORMAT_HUMAN &&
	       !policy && (result == ERROR_NOT_FOUND || !site->in_repository);
}

static int show_policy(struct buf *out, struct console *console,
		       const char *policy, const char *login)
{
	const char *word = console->argument_count ? console->arguments[0] :
						     NULL;
	struct site site = { 0 };
	struct error error = { 0 };
	int status;
	int result;

	if (word)
		hint_at_rules(word);
	result = site_open(&site, word && !policy, &error);
	if (result) {
		status = console_failed(&error);
	} else {
		result = site_load(&site, policy, login, &error);
		if (!result && word)
			site_say_default(&site);
		status = result && !may_lack(console, &site, policy, result) ?
				 site_failed(&site.setup, &error) :
				 show(out, console, &site, word, login != NULL);
	}
	site_release(&site);
	return status;
}

/* What needs no policy; false: it does. */
static bool explain_word(struct buf *out, const struct console *console,
			 const char *word)
{
	const struct rule *rule = word ? rule_by_id(word) : NULL;

	if (rule)
		explain_rule(out, console->format, rule);
	else if (word && !strcmp(word, EXPLAIN_OVERRIDE))
		explain_override(out, console->format);
	else if (word && !strcmp(word, EXPLAIN_RULES))
		explain_rules(out, console->format);
	else
		return false;
	return true;
}

static int run(struct console *console, const char *policy, const char *login)
{
	const char *word = console->argument_count ? console->arguments[0] :
						     NULL;
	struct buf out = BUF_INIT;
	int status;

	if (explain_word(&out, console, word))
		status = console_print(&out);
	else
		status = show_policy(&out, console, policy, login);
	buf_release(&out);
	return status;
}

int verb_explain(int argc, char **argv)
{
	struct console console;
	const char *policy = NULL;
	const char *login = NULL;
	int code;

	console_init(&console, "explain", help);
	console.extra = FORMAT_MARKDOWN;
	while ((code = console_next(&console, argc, argv, flags)) != 0) {
		if (code == FLAG_AS)
			login = console.value;
		else
			policy = console.value;
	}
	if (console.status >= 0)
		return console.status;
	if (console.argument_count > 1)
		return console_usage(&console, "one rule or ref at a time");
	return run(&console, policy, login);
}
