/*
 * signature_options.c - what signature and tag-signature can be told. Never
 * judges.
 */
#include "rules/signature_check.h"

#include <string.h>

static const char *const levels[] = { "trusted", "valid", "present", NULL };
static const char *const formats[] = { "ssh", "openpgp", "x509", NULL };
static const char *const parties[] = { "author", "committer", "pusher", NULL };
static const char *const expired[] = { "reject", "accept-if-signed-before",
				       NULL };

static const struct option rows[] = {
	{ .key = "level",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct signature_options, level),
	  .fallback = "trusted",
	  .flags = OPTION_WHOLE,
	  .choices = levels,
	  .effect = EFFECT_LOOSENS,
	  .help = "trusted: by a key of the trust files; valid: it fits the "
		  "content; present: there is one" },
	{ .key = "formats",
	  .type = OPTION_TEXTS,
	  .offset = offsetof(struct signature_options, formats),
	  .choices = formats,
	  .effect = EFFECT_BOUNDS,
	  .help = "which kinds of signatures (default: all)" },
	SIGNERS_ROW,
	{ .key = "signer-is",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct signature_options, signer_is),
	  .choices = parties,
	  .effect = EFFECT_TIGHTENS,
	  .help = "whose signature it must be" },
	{ .key = "expired",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct signature_options, expired),
	  .fallback = "reject",
	  .choices = expired,
	  .effect = EFFECT_LOOSENS,
	  .help = "OpenPGP and X.509: what becomes of keys that have expired, "
		  "by the signature's own word" },
	{ .key = NULL },
};

const struct option_table signature_options = {
	rows, sizeof(struct signature_options)
};

static void complain(const struct rule_check *check, const char *hint,
		     const char *text)
{
	diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR, check->mark, hint,
			"%s", text);
}

static bool is_ssh_only(const struct texts *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i], "ssh") != 0)
			return false;
	return list->count > 0;
}

/* Below trusted nobody knows who signed, or how old the key is. */
static void check_level(const struct signature_options *options,
			const struct rule_check *check)
{
	const struct {
		const char *key;
		bool is_set;
	} needs[] = {
		{ "signers", options->signers.kind != AUDIENCE_UNSET },
		{ "signer-is", options->signer_is != NULL },
		{ "expired", options->expired != SIGNATURE_EXPIRED_REJECT },
	};

	if (options->level == SIGNATURE_LEVEL_TRUSTED)
		return;
	for (size_t i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if (needs[i].is_set)
			diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
					check->mark, "write level: trusted",
					"'%s' needs a trusted signature: with "
					"level %s nobody knows whose it is",
					needs[i].key, levels[options->level]);
}

void signature_options_check(void *rule_options, const struct rule_check *check)
{
	const struct signature_options *options = rule_options;
	const struct audience *signers = &options->signers;

	check_level(options, check);
	if (options->formats.items && !options->formats.count)
		complain(check, "leave it out to take all",
			 "'formats' names none: no signature could pass");
	if (signers->kind == AUDIENCE_GROUPS && !signers->count)
		complain(check, "leave it out to take everybody",
			 "'signers' names no group: nobody could sign");
	if (options->expired != SIGNATURE_EXPIRED_REJECT &&
	    is_ssh_only(&options->formats))
		complain(check, NULL,
			 "'expired' is of OpenPGP and X.509, which 'formats' "
			 "leaves out: SSH signatures do not say when they were "
			 "made");
}
