/*
 * template.c - `refgate template`: the commit message template of a ref.
 * Never sets commit.template.
 */
#include "message.h"
#include "site.h"
#include "verbs.h"

#include "base/json.h"
#include "base/text.h"

static const char help[] =
	"usage: refgate template [OPTION...] [REF]\n"
	"\n"
	"Prints the message that the policy asks for on REF (a branch, or a\n"
	"tag as refs/tags/v1.2.1); without REF, on the branch that the current\n"
	"one is pushed to. What is to be written stands in <angle brackets>.\n"
	"\n"
	"  --policy P      a policy file, or the name of a shipped preset;\n"
	"                  else git config refgate.policy\n"
	"  --format human|json\n"
	"\n"
	"For git commit to start from it:\n"
	"\n"
	"  refgate template >.git/refgate-template\n"
	"  git config commit.template .git/refgate-template\n"
	"\n"
	"Exit status: 0 (also where no template is asked for), 2 usage or\n"
	"policy error, 3 internal error.\n";

enum {
	FLAG_POLICY = 1
};

static const struct flag flags[] = { { "policy", true, FLAG_POLICY },
				     { NULL, false, 0 } };

static int print(const struct console *console, const char *ref,
		 const struct buf *text)
{
	struct buf out = BUF_INIT;
	struct json json;
	int status;

	if (console->format == FORMAT_JSON) {
		json_init(&json, &out);
		json_object_begin(&json, NULL);
		json_text(&json, "ref", ref);
		if (text->size)
			json_str(&json, "template", buf_str(text));
		else
			json_nil(&json, "template");
		json_object_end(&json);
		buf_add_byte(&out, '\n');
	} else {
		text_escape(&out, buf_str(text));
	}
	if (!text->size)
		console_say("no message template for %s", ref);
	status = console_print(&out);
	buf_release(&out);
	return status;
}

static int show(const struct console *console, struct site *site,
		const char *ref)
{
	struct ref_place place = { ref, &site->setup.pusher };
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	int status;

	if (message_append(&text,
			   (const struct policy *const *)site->setup.policies,
			   site->setup.policy_count, &place, &error))
		status = console_failed(&error);
	else
		status = print(console, ref, &text);
	buf_release(&text);
	return status;
}

static int run(const struct console *console, struct site *site,
	       const char *policy)
{
	bool named = console->argument_count > 0;
	struct error error = { 0 };
	const char *ref;

	if (site_open(site, !named || !policy, &error))
		return console_failed(&error);
	if (site_load(site, policy, NULL, &error))
		return site_failed(&site->setup, &error);
	ref = named ? site_full_name(site, console->arguments[0]) :
		      site_own_ref(site);
	if (!ref)
		return console_usage(console, "no branch is checked out: name "
					      "the ref");
	return show(console, site, ref);
}

int verb_template(int argc, char **argv)
{
	struct console console;
	struct site site = { 0 };
	const char *policy = NULL;
	int status;

	console_init(&console, "template", help);
	while (console_next(&console, argc, argv, flags) != 0)
		policy = console.value;
	if (console.status >= 0)
		return console.status;
	if (console.argument_count > 1)
		return console_usage(&console, "one ref at a time");
	status = run(&console, &site, policy);
	site_release(&site);
	return status;
}
