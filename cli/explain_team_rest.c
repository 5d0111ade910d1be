/*
 * explain_team_rest.c - what the page says beside the life of a branch: other
 * refs, what is refused always, what only warns, whom to ask.
 */
#include "explain_option.h"
#include "explain_team.h"

#include "base/text.h"

#include <string.h>

/* Branches and tags that are no work: their rules, and what to type. */
void team_put_kind(const struct team_life *life)
{
	const struct team_kind *kind = life->kind;
	const struct explained *item =
		team_next(&kind->rules, "ref-name", NULL);
	struct buf line = BUF_INIT;

	page_heading(life->team->page, "%s: its rules", kind->ruleset->name);
	buf_add_text(&line, kind->is_tag ? "Tags " : "Branches ");
	page_add_span(&line, str_of(kind->refs));
	for (; item; item = team_next(&kind->rules, "ref-name", item)) {
		const char *shape = option_string(item->rule, "shape");

		if (!shape)
			continue;
		buf_add_text(&line, ", in the form ");
		page_add_span(&line, str_of(shape));
	}
	if (kind->names[0]) {
		buf_add_text(&line, ", such as ");
		page_add_span(&line, str_of(team_short(kind->names[0])));
	}
	buf_add_byte(&line, '.');
	team_put_text(life->team, &line);
	team_put_rules(life, &kind->rules, "What is judged there:");
	buf_release(&line);
}

static const char *const always[] = {
	"refs outside of branches, tags, notes and what the server needs; "
	"names that hide or confuse, such as a tag that is called like a "
	"branch",
	"what only looks like a governed name, in other case or below it",
	"commits and tags that can be read in two ways, and trees with unsafe "
	"names",
	"branches that share no history with the one they start from",
	"anything at the records of the gate: approvals and authorisations "
	"are made once, never changed",
};

void team_put_always(struct team *team)
{
	page_heading(team->page, "Refused always");
	page_inline(team->page, STR("Whatever the rules say, and no override "
				    "reaches it:"));
	for (size_t i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		page_item(team->page, str_of(always[i]));
	for (size_t i = 0; i < team->about->policy_count; i++)
		if (team->about->policies[i]->unmatched) {
			page_item(team->page, STR("refs that no rule is for"));
			break;
		}
}

/* Rule ids that only warn in a ruleset; all of it where it only evaluates. */
static void say_warnings(struct buf *line, const struct policy *policy,
			 const struct ruleset *ruleset)
{
	bool evaluates = ruleset->enforcement == ENFORCE_EVALUATE;
	size_t before = line->size;
	size_t count = 0;

	page_add_words(line, str_of(ruleset->name));
	buf_add_text(line, ": ");
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		const struct explained item = { policy, ruleset,
						&ruleset->rules[i] };

		if (evaluates || !team_only_warns(&item))
			continue;
		buf_add_text(line, count++ ? ", " : "");
		page_add_span(line, str_of(ruleset->rules[i].rule->id));
	}
	if (evaluates)
		buf_add_text(line, "all of its rules");
	else if (!count)
		buf_truncate(line, before);
}

static void put_policy_warnings(struct team *team, const struct policy *policy)
{
	struct buf line = BUF_INIT;
	bool told = false;

	if (policy->mode == MODE_EVALUATE) {
		buf_add_text(&line, "The policy ");
		page_add_words(&line, str_of(policy->name));
		buf_add_text(&line, " is on trial: it refuses nothing yet, "
				    "and tells what it would have refused.");
		team_put_item(team, &line);
	}
	for (size_t i = 0;
	     policy->mode != MODE_EVALUATE && i < policy->ruleset_count; i++) {
		if (policy->rulesets[i].enforcement == ENFORCE_DISABLED)
			continue;
		say_warnings(&line, policy, &policy->rulesets[i]);
		if (line.size && !told)
			page_inline(team->page,
				    STR("Rules that only warn, by ruleset:"));
		told |= line.size > 0;
		team_put_item(team, &line);
	}
	buf_release(&line);
}

void team_put_warnings(struct team *team)
{
	page_heading(team->page, "Warnings and refusals");
	page_inline(team->page,
		    STR("A line `error:` refuses the whole push, and nothing "
			"was changed; below it stand the commands that mend "
			"it. A line `warning:` is told, and the push is "
			"accepted."));
	for (size_t i = 0; i < team->about->policy_count; i++)
		put_policy_warnings(team, team->about->policies[i]);
}

void team_put_trial(struct team *team, const struct team_life *life)
{
	struct buf code = BUF_INIT;

	page_heading(team->page, "Judged before the push");
	page_inline(team->page,
		    STR("The server judges without a change by `git push -o "
			"refgate=check`. With a copy of the policy and its "
			"trust files at `POLICY-FILE` your clone does so by "
			"itself, before each push, and git starts a message "
			"from the template:"));
	team_command(&code, "git config refgate.policy POLICY-FILE", NULL);
	if (life) {
		buf_add_text(&code, "refgate template ");
		text_shell_quote(&code, str_of(life->branch));
		team_command(&code, " >.git/refgate-template", NULL);
		team_command(&code,
			     "git config commit.template .git/refgate-template",
			     NULL);
	}
	buf_add_text(&code, "mkdir -p .git/hooks\n"
			    "printf '%s\\n' '#!/bin/sh' "
			    "'exec refgate check --pre-push \"$@\"' \\\n"
			    "  >.git/hooks/pre-push\n"
			    "chmod +x .git/hooks/pre-push\n");
	team_put_code(team, "sh", &code);
	page_inline(team->page, STR("`refgate check` judges what is not pushed "
				    "yet, without a push."));
	buf_release(&code);
}

void team_put_asking(struct team *team)
{
	struct buf line = BUF_INIT;

	page_heading(team->page, "Where to ask");
	for (size_t i = 0; i < team->about->policy_count; i++) {
		const struct policy *policy = team->about->policies[i];

		buf_add_text(&line, "About ");
		page_add_words(&line, str_of(policy->name));
		buf_add_text(&line, ": ");
		page_add_words(&line, str_of(policy->contact));
		team_put_item(team, &line);
	}
	page_item(team->page, STR("`refgate explain RULE`: what a rule "
				  "refuses, and its options"));
	page_item(team->page, STR("`refgate explain REF --as LOGIN`: all that "
				  "is in force on a ref, and what one may do"));
	page_item(team->page, STR("a refusal ends with the id of the push: "
				  "whoever keeps the server finds it by that"));
	buf_release(&line);
}
