/*
 * explain_team_setup.c - what a new developer sets up once: a key to sign
 * with, where anything asks for a signature.
 */
#include "explain_option.h"
#include "explain_team.h"

#include "rules/approvals_rule.h"
#include "rules/signature_check.h"

#include <string.h>

/* What is signed, by which rule; approvals by who pushes are not. */
static const struct {
	const char *rule;
	const char *what;
} signings[] = {
	{ "signature", "commits" },
	{ "tag-signature", "tags" },
	{ "push-certificate", "pushes" },
	{ "approvals", "approvals" },
};

static bool asks(const struct policy *policy, const char *id)
{
	for (size_t i = 0; i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];
		const struct policy_rule *rule = ruleset_rule(ruleset, id);
		const struct approvals_rule *approvals = rule ? rule->options :
								NULL;

		if (!rule || ruleset->enforcement == ENFORCE_DISABLED)
			continue;
		if (strcmp(id, "approvals") != 0 ||
		    approvals->by == APPROVALS_BY_SIGNER)
			return true;
	}
	return false;
}

static bool any_asks(const struct team *team, const char *id)
{
	for (size_t i = 0; i < team->about->policy_count; i++)
		if (asks(team->about->policies[i], id))
			return true;
	return false;
}

static bool any_override(const struct team *team)
{
	for (size_t i = 0; i < team->about->policy_count; i++)
		if (team->about->policies[i]->override.present)
			return true;
	return false;
}

/* "commits, approvals, authorisations of an emergency" */
static void say_signed(struct buf *line, const struct team *team)
{
	const char *comma = "";

	for (size_t i = 0; i < sizeof(signings) / sizeof(signings[0]); i++) {
		if (!any_asks(team, signings[i].rule))
			continue;
		buf_addf(line, "%s%s", comma, signings[i].what);
		comma = ", ";
	}
	if (any_override(team))
		buf_addf(line, "%sauthorisations in an emergency", comma);
}

void team_put_setup(struct team *team)
{
	struct buf line = BUF_INIT;
	struct buf code = BUF_INIT;
	struct buf what = BUF_INIT;

	say_signed(&what, team);
	if (what.size) {
		page_heading(team->page, "Once: a key to sign with");
		buf_addf(&line,
			 "Signed are: %s. With the SSH key that you have "
			 "(`ssh-keygen -t ed25519` makes one):",
			 buf_text(&what));
		team_put_text(team, &line);
		team_command(&code, "git config --global gpg.format ssh", NULL);
		team_command(&code,
			     "git config --global user.signingkey "
			     "~/.ssh/id_ed25519.pub",
			     NULL);
		if (any_asks(team, "signature"))
			team_command(&code,
				     "git config --global commit.gpgsign true",
				     NULL);
		if (any_asks(team, "tag-signature"))
			team_command(&code,
				     "git config --global tag.gpgsign true",
				     NULL);
		if (any_asks(team, "push-certificate"))
			team_command(&code,
				     "git config --global push.gpgsign "
				     "if-asked",
				     NULL);
		team_put_code(team, "sh", &code);
		page_inline(team->page,
			    STR("The server has to know the key. Send what "
				"this prints to whoever keeps its trust "
				"files:"));
		team_command(&code,
			     "echo \"$(git config user.email) "
			     "$(cat ~/.ssh/id_ed25519.pub)\"",
			     NULL);
		team_put_code(team, "sh", &code);
	}
	buf_release(&what);
	buf_release(&line);
	buf_release(&code);
}
