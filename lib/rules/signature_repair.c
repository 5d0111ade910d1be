/*
 * signature_repair.c - by the state of what was found: which key to sign
 * with, or what has to happen before signing helps. Never runs a command.
 */
#include "rules/signature_repair.h"

#include "rules/allow.h"
#include "rules/signature_check.h"

#include <string.h>

enum need {
	NEED_SETUP = 1,	  /* git does not sign so yet */
	NEED_KEY = 2,	  /* another one */
	NEED_ADDRESS = 4, /* the signer's own */
	NEED_SHOW = 8,	  /* the public key, to be sent to somebody */
	NEED_SIGNING = 16,
};

struct advice {
	int topic;
	unsigned needs;	  /* enum need */
	const char *text; /* a sentence above the commands; NULL: none */
};

/* The first one that something was found of is told. */
static const struct advice advices[] = {
	{ SIGNATURE_MISSING, NEED_SETUP | NEED_SIGNING,
	  "once, if git does not sign with your key yet:" },
	{ SIGNATURE_TOPIC_FORMAT, NEED_SETUP | NEED_SIGNING,
	  "once, for signatures of the wanted kind:" },
	{ SIGNATURE_WRONG_SIGNER, NEED_KEY | NEED_SIGNING, NULL },
	{ SIGNATURE_TOPIC_GROUP, NEED_SIGNING, NULL },
	{ SIGNATURE_TOPIC_SHARED, NEED_KEY | NEED_SIGNING,
	  "with a key that is one person's for KEY:" },
	{ SIGNATURE_REVOKED, NEED_KEY | NEED_SIGNING,
	  "that key is revoked: with another for KEY:" },
	{ SIGNATURE_WEAK, NEED_KEY | NEED_SIGNING,
	  "that is too weak to be trusted: with another key for KEY:" },
	{ SIGNATURE_EXPIRED, NEED_KEY | NEED_SIGNING,
	  "that key's time is over: with another for KEY:" },
	{ SIGNATURE_NOT_YET_VALID, NEED_KEY | NEED_SIGNING,
	  "wait until its time has come, or with another key for KEY:" },
	{ SIGNATURE_NOT_ALLOWED, NEED_KEY | NEED_SIGNING,
	  "that key is not for this: with another for KEY:" },
	{ SIGNATURE_UNTRUSTED, NEED_KEY | NEED_SIGNING,
	  "have somebody vouch for that key, or with another for KEY:" },
	{ SIGNATURE_UNKNOWN_KEY, NEED_SHOW,
	  "ask to have your key added, which this prints; then push again:" },
	{ SIGNATURE_TOPIC_NAME, NEED_SIGNING, NULL },
	{ SIGNATURE_BAD, NEED_SIGNING, NULL },
	{ SIGNATURE_MALFORMED, NEED_SIGNING, NULL },
};
#define ADVICES (sizeof(advices) / sizeof(advices[0]))

/* What is to be signed, as git's configuration calls it. */
struct work {
	const char *config, *value; /* "commit.gpgsign", "true" */
	bool has_author;	    /* who need not be the one that signs */
};
static const struct work commits = { "commit.gpgsign", "true", true };
static const struct work tag = { "tag.gpgsign", "true", false };
static const struct work push = { "push.gpgsign", "if-asked", false };

static const struct finding *find_topic(const struct repair_request *request,
					int topic)
{
	for (size_t i = 0; i < request->finding_count; i++)
		if (request->findings[i]->topic == topic)
			return request->findings[i];
	return NULL;
}

static void tell_group(struct repair *repair,
		       const struct signature_options *options)
{
	struct buf names = BUF_INIT;

	allow_names(&options->signers, &names);
	if (buf_failed(&names))
		repair->failed = true;
	else
		repair_text(repair,
			    "somebody of %s has to sign:", buf_text(&names));
	buf_release(&names);
}

/* One sentence; the needs that come with it. */
static unsigned tell_wrong_signer(struct repair *repair,
				  const struct signature_options *options,
				  const struct work *work)
{
	const char *wanted = options->signer_is;

	if (!wanted || !strcmp(wanted, "pusher")) {
		repair_text(repair, "let who signed it push it, or sign with "
				    "your own key for KEY:");
		return 0;
	}
	if (work->has_author && !strcmp(wanted, "author")) {
		repair_text(repair, "only its author can sign it; if that is "
				    "you, with your own key for KEY:");
		return 0;
	}
	repair_text(repair, "with your own address and key for YOUR-EMAIL and "
			    "KEY:");
	return NEED_ADDRESS;
}

/* Of the first advice that fits; signing, if any finding needs that. */
static unsigned tell(struct repair *repair,
		     const struct repair_request *request,
		     const struct work *work)
{
	const struct advice *first = NULL;
	unsigned signing = 0;
	unsigned needs;

	for (size_t i = 0; i < ADVICES; i++) {
		if (!find_topic(request, advices[i].topic))
			continue;
		first = first ? first : &advices[i];
		signing |= advices[i].needs & NEED_SIGNING;
	}
	if (!first)
		return NEED_SIGNING;
	needs = first->needs | signing;
	if (first->text)
		repair_text(repair, "%s", first->text);
	else if (first->topic == SIGNATURE_WRONG_SIGNER)
		needs |= tell_wrong_signer(repair, request->options, work);
	else if (first->topic == SIGNATURE_TOPIC_GROUP)
		tell_group(repair, request->options);
	return needs;
}

static void configure(struct repair *repair, const char *key, const char *value)
{
	repair_command(repair, "git", "config", key, value, NULL);
}

/* A format that is wanted; SSH if all are. */
static void set_up(struct repair *repair,
		   const struct signature_options *options,
		   const struct work *work)
{
	const char *format =
		options->formats.count ? options->formats.items[0] : "ssh";

	for (size_t i = 0; i < options->formats.count; i++)
		if (!strcmp(options->formats.items[i], "ssh"))
			format = "ssh";
	configure(repair, "gpg.format", format);
	if (strcmp(format, "ssh"))
		configure(repair, "user.signingkey", "KEY");
	else
		/* the shell's "~": git push --signed takes no other */
		repair_command_text(repair, "git config user.signingkey "
					    "~/.ssh/id_ed25519.pub");
	configure(repair, work->config, work->value);
}

static void show_key(struct repair *repair,
		     const struct repair_request *request)
{
	static const struct {
		const char *format, *command;
	} prints[] = {
		{ "openpgp", "gpg --armor --export YOUR-EMAIL" },
		{ "x509", "gpgsm --armor --export YOUR-EMAIL" },
	};
	const struct finding *unknown =
		find_topic(request, SIGNATURE_UNKNOWN_KEY);
	const char *command = "cat ~/.ssh/id_ed25519.pub";

	for (size_t i = 0; i < sizeof(prints) / sizeof(prints[0]); i++)
		if (unknown && unknown->draft &&
		    !strcmp(unknown->draft, prints[i].format))
			command = prints[i].command;
	repair_command_text(repair, "%s", command);
}

/* What is needed. */
static unsigned prepare(struct repair *repair,
			const struct repair_request *request,
			const struct work *work)
{
	size_t first = repair->count;
	unsigned needs = tell(repair, request, work);

	if (needs & NEED_SETUP)
		set_up(repair, request->options, work);
	for (size_t i = first; needs & NEED_SETUP && i < repair->count; i++)
		repair->lines[i].phase = REPAIR_SETUP;
	if (needs & NEED_ADDRESS)
		configure(repair, "user.email", "YOUR-EMAIL");
	if (needs & NEED_KEY)
		configure(repair, "user.signingkey", "KEY");
	if (needs & NEED_SHOW)
		show_key(repair, request);
	return needs;
}

void signature_repair_commits(struct repair *repair,
			      const struct repair_request *request)
{
	unsigned needs = prepare(repair, request, &commits);

	if (needs & NEED_SETUP)
		repair_text(repair, "then sign what is there:");
	if (needs & NEED_SIGNING)
		repair_sign(repair, request);
	repair_push(repair, request);
}

/* Wherever the tag points by then, if the tag of that name was pushed. */
static const char *target_of(struct repair *repair,
			     const struct repair_request *request)
{
	const struct finding *finding = request->findings[0];
	bool has_tag = request->update->new_type == OBJECT_TAG &&
		       finding->topic != SIGNATURE_TOPIC_NAME;
	const char *target = has_tag ? arena_printf(repair->arena, "%s^{}",
						    request->update->name) :
				       repair_id(repair, &finding->anchor);

	if (!target)
		repair->failed = true;
	return target;
}

static void push_tag(struct repair *repair,
		     const struct repair_request *request)
{
	const char *name = request->update->name;

	repair->phase = REPAIR_PUSH;
	if (request->update->kind == UPDATE_CHANGE)
		repair_command(repair, "git", "push", "--force", "origin", name,
			       NULL);
	else
		repair_command(repair, "git", "push", "origin", name, NULL);
}

void signature_repair_tag(struct repair *repair,
			  const struct repair_request *request)
{
	const char *name =
		arena_copy(repair->arena, request->update->short_name);

	if (!name) {
		repair->failed = true;
		return;
	}
	if (prepare(repair, request, &tag) & NEED_SIGNING) {
		repair_text(repair, "your editor asks for its message:");
		/* git makes no tag whose name looks like an option. */
		repair_command(repair, "git", "tag", "-s", "-f", name,
			       target_of(repair, request), NULL);
	}
	push_tag(repair, request);
}

void signature_repair_push(struct repair *repair,
			   const struct repair_request *request)
{
	const struct ref_update *update = request->update;
	const char *name = update->kind == UPDATE_DELETE ?
				   update->name :
				   repair_short_name(repair, update);
	unsigned needs = prepare(repair, request, &push);

	repair->phase = REPAIR_PUSH;
	if (needs & NEED_SETUP)
		repair_text(repair, "then push it signed:");
	if (update->kind == UPDATE_DELETE)
		repair_command(repair, "git", "push", "--signed", "origin",
			       "--delete", name, NULL);
	else if (update->rewinds)
		repair_command(repair, "git", "push", "--signed", "--force",
			       "origin", name, NULL);
	else
		repair_command(repair, "git", "push", "--signed", "origin",
			       name, NULL);
}
