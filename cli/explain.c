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
	"usage: refgate explain [OPTION...] [RULE | REF | override]\n"
	"\n"
	"Without arguments: the rules that there are. RULE: what it refuses,\n"
	"its options, an example. REF (main, refs/tags/v1.2.1): the rules in\n"
	"force there, where each comes from, who may do what, and the message\n"
	"template. A branch that is called like a rule: refs/heads/update.\n"
	"override: how people let something through in an emergency.\n"
	"\n"
	"  --as LOGIN      what this person may do\n"
	"  --policy P      a policy file, or the name of a shipped preset;\n"
	"                  else git config refgate.policy\n"
	"  --format human|json|markdown\n"
	"\n"
	"  refgate explain commit-message\n"
	"  refgate explain hotfix/REC-1-x --as alice\n"
	"  refgate explain main --format markdown >RULES.md\n"
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

static int show(struct buf *out, struct console *console, struct site *site,
		const char *ref, bool as)
{
	struct explain_ref explained = {
		.policies = (const struct policy *const *)site->setup.policies,
		.policy_count = site->setup.policy_count,
		.place = { ref, &site->setup.pusher },
		.as = as,
	};
	struct error error = { 0 };

	if (explain_ref(out, console->format, &explained, &error))
		return console_failed(&error);
	return console_print(out);
}

static int show_ref(struct buf *out, struct console *console,
		    const char *policy, const char *login)
{
	const char *word = console->arguments[0];
	struct site site = { 0 };
	struct error error = { 0 };
	const char *ref;
	int status;

	hint_at_rules(word);
	if (site_open(&site, !policy, &error)) {
		status = console_failed(&error);
	} else if (site_load(&site, policy, login, &error)) {
		status = site_failed(&site.setup, &error);
	} else {
		ref = site_full_name(&site, word);
		status = ref ? show(out, console, &site, ref, login != NULL) :
			       (int)STATUS_INTERNAL;
	}
	site_release(&site);
	return status;
}

static int run(struct console *console, const char *policy, const char *login)
{
	const char *word = console->argument_count ? console->arguments[0] :
						     NULL;
	const struct rule *rule = word ? rule_by_id(word) : NULL;
	bool is_topic = word && !strcmp(word, EXPLAIN_OVERRIDE);
	struct buf out = BUF_INIT;
	int status;

	if (word && !rule && !is_topic) {
		status = show_ref(&out, console, policy, login);
	} else {
		if (is_topic)
			explain_override(&out, console->format);
		else if (rule)
			explain_rule(&out, console->format, rule);
		else
			explain_rules(&out, console->format);
		status = console_print(&out);
	}
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
