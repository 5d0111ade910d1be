/*
 * template.c - `refgate template`: the commit message template of a ref.
 * Never sets commit.template.
 */
#include "message.h"
#include "run_git.h"
#include "site.h"
#include "verbs.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

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
	"Explanations begin with core.commentChar, for git to strip them; where\n"
	"git would keep them (commit.cleanup, core.commentChar=auto) there are\n"
	"none.\n"
	"\n"
	"Exit status: 0 (also where no template is asked for), 2 usage or\n"
	"policy error, 3 internal error.\n";

enum {
	FLAG_POLICY = 1
};

static const struct flag flags[] = { { "policy", true, FLAG_POLICY },
				     { NULL, false, 0 } };

#define MARK "#"

/* A setting of the person; empty: unset, or there is no git. */
static void add_setting(struct buf *out, const char *key)
{
	const char *words[] = { "config", "--get", key, NULL };
	struct error ignored = { 0 };
	int status = 0;

	if (run_git(words, out, &status, &ignored) || status != 0)
		buf_clear(out);
	while (out->size && out->data[out->size - 1] == '\n')
		buf_truncate(out, out->size - 1);
}

/* What git strips lines by; empty: it strips none, or nobody knows which. */
static void add_mark(struct buf *out)
{
	struct buf cleanup = BUF_INIT;
	struct str how;

	add_setting(&cleanup, "commit.cleanup");
	how = buf_str(&cleanup);
	/* the later name, that takes a string, counts before the older one */
	add_setting(out, "core.commentString");
	if (!out->size)
		add_setting(out, "core.commentChar");
	if (!out->size)
		buf_add_text(out, MARK);
	if (str_is(buf_str(out), "auto") ||
	    !(str_is(how, "") || str_is(how, "default") ||
	      str_is(how, "strip")))
		buf_clear(out);
	out->failed |= buf_failed(&cleanup);
	buf_release(&cleanup);
}

static bool is_comment(struct str line)
{
	return str_is(line, MARK) || str_starts(line, MARK " ");
}

/* The template with its comments as git knows them here. */
static void add_template(struct buf *out, struct str text, struct str mark)
{
	struct str line;

	while (str_next_line(&text, &line)) {
		if (!is_comment(line)) {
			buf_add_str(out, line);
			if (mark.size && line.size >= mark.size &&
			    !memcmp(line.data, mark.data, mark.size))
				console_say("git strips the line \"%.*s\": "
					    "set core.commentChar to another "
					    "character",
					    STR_ARGS(line));
		} else if (mark.size) {
			buf_add_str(out, mark);
			buf_add_str(out, str_from(line, strlen(MARK)));
		} else {
			continue;
		}
		buf_add_byte(out, '\n');
	}
}

static int print(const struct console *console, const char *ref,
		 const struct buf *text)
{
	struct buf marked = BUF_INIT;
	struct buf mark = BUF_INIT;
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
		add_mark(&mark);
		add_template(&marked, buf_str(text), buf_str(&mark));
		text_escape(&out, buf_str(&marked));
	}
	out.failed |= buf_failed(&mark) || buf_failed(&marked);
	if (!text->size)
		console_say("no message template for %s", ref);
	status = console_print(&out);
	buf_release(&marked);
	buf_release(&mark);
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
	site_say_default(site);
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
