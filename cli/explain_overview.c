/*
 * explain_overview.c - `refgate explain` alone: what is judged here, and what
 * to type to know more. Says nothing of what a rule asks.
 */
#include "explain.h"
#include "page.h"

#include "base/text.h"

#define SHORT_HASH 8

static const struct str none = { NULL, 0 };

static const struct {
	const char *command;
	const char *what;
} ways[] = {
	{ "refgate explain REF",
	  "what is in force on a branch or tag (main, refs/tags/v1.2.1), where "
	  "it comes from, and the commands" },
	{ "refgate explain REF --as LOGIN", "and what that person may do" },
	{ "refgate explain RULE", "what a rule refuses, and its options" },
	{ "refgate explain rules", "all rules, a line each" },
	{ "refgate explain override", "the exit in an emergency" },
	{ "refgate explain --format markdown >RULES.md",
	  "all of it as one page, for the team" },
	{ "refgate template REF", "the message that is asked for" },
	{ "refgate check", "what a push would meet" },
};

static void add_refs(struct page *page, const struct ruleset *ruleset)
{
	struct buf text = BUF_INIT;

	ref_globs_describe(&ruleset->refs, &text);
	if (ruleset->has_merging) {
		buf_add_text(&text, ", where this lands: ");
		ref_globs_describe(&ruleset->merging, &text);
	}
	page_row(page, 0, ruleset->name, buf_str(&text), none);
	page->out->failed |= buf_failed(&text);
	buf_release(&text);
}

static void add_policy(struct page *page, const struct policy *policy)
{
	page_title(page, "The policy %s %.*s", policy->name, SHORT_HASH,
		   policy->hash);
	for (size_t i = 0; i < policy->ruleset_count; i++)
		add_refs(page, &policy->rulesets[i]);
}

void explain_overview(struct buf *out, const struct explain_ref *about)
{
	struct page page = { .out = out };

	for (size_t i = 0; i < about->policy_count; i++)
		add_policy(&page, about->policies[i]);
	if (!about->policy_count)
		page_title(&page, "No policy is known here (--policy P names "
				  "one)");
	page_heading(&page, "To go on");
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		page_row(&page, 0, ways[i].command, none, str_of(ways[i].what));
}
