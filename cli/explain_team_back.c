/*
 * explain_team_back.c - what a landing owes: merges to other branches, files,
 * approvals; and the end of the branch. As commands where it is one.
 */
#include "explain_option.h"
#include "explain_sample.h"
#include "explain_team.h"

#include "base/clock.h"
#include "rules/follow_up.h"

#include <string.h>

/* Each debt once, though several rulesets tell it. */
struct debts {
	const struct team_life *life;
	const struct explained *item;
	const struct follow_up_item *debt;
	struct buf line, code;
};

static void say_tag(struct debts *it)
{
	const struct team_life *life = it->life;

	buf_add_text(&it->line, ": the tag ");
	page_add_span(&it->line,
		      str_of(life->tag ? life->tag : it->debt->evidence.tag));
}

static void say_merge(struct debts *it)
{
	buf_add_text(&it->line, it->debt->evidence.by == EVIDENCE_CHERRY_PICK ?
					": merged or cherry-picked into " :
					": merged into ");
	team_say_globs(&it->line, it->life, it->item,
		       &it->debt->evidence.merged_into, false);
}

static void say_path(struct debts *it)
{
	const struct evidence *evidence = &it->debt->evidence;
	struct error ignored = { 0 };
	struct vars vars;

	buf_add_text(&it->line, ": the file ");
	team_say_globs(&it->line, it->life, it->item, &evidence->path, true);
	buf_add_text(&it->line, " on ");
	team_say_globs(&it->line, it->life, it->item, &evidence->ref, false);
	if (!team_vars(&vars, it->life, it->item, &ignored))
		team_say_patterns(&it->line, &vars, ", where this is found: ",
				  &evidence->must_match);
	vars_release(&vars);
}

static void say_approval(struct debts *it)
{
	buf_add_text(&it->line, ": an approval of the landed commit by ");
	team_say_people(&it->line, it->life->team, it->item,
			&it->debt->evidence.approval);
}

static void say_debt(struct debts *it)
{
	const struct evidence *evidence = &it->debt->evidence;

	buf_add_text(&it->line, "Within ");
	clock_format_duration(&it->line, it->debt->within);
	buf_add_text(&it->line, it->debt->after == AFTER_OVERRIDE ?
					" of an override, " :
					" of the landing, ");
	page_add_words(&it->line, str_of(it->debt->name));
	if (!ref_globs_is_empty(&evidence->merged_into))
		say_merge(it);
	else if (!ref_globs_is_empty(&evidence->path))
		say_path(it);
	else if (evidence->tag)
		say_tag(it);
	else
		say_approval(it);
	buf_add_byte(&it->line, '.');
	team_put_item(it->life->team, &it->line);
}

/* A name that is one branch only; else a word in capitals. */
static const char *find_branch(const struct debts *it, bool *literal)
{
	const struct ref_globs *into = &it->debt->evidence.merged_into;
	const struct glob *glob = into->fixed.items;

	*literal = false;
	if (into->fixed.count == 1 && glob->count == 1)
		glob_literal_prefix(glob->alternatives[0], literal);
	return *literal ? team_short(glob->alternatives[0]) : "BRANCH";
}

static void add_merge(struct debts *it)
{
	const char *branch = it->life->branch;
	bool literal;
	const char *into = find_branch(it, &literal);

	team_add_checkout(&it->code, into);
	team_command(&it->code, "git merge --no-ff --no-edit origin/%", branch);
	team_command(&it->code, "git push origin %", into);
	if (!literal)
		page_inline(it->life->team->page,
			    STR("For each such branch that is open, with its "
				"name for `BRANCH`:"));
	team_put_code(it->life->team, "sh", &it->code);
}

static bool is_told(const struct explained_list *list,
		    const struct explained *item, size_t index)
{
	const struct follow_up *rule = item->rule->options;
	const struct follow_up_item *items = rule->items.items;
	const struct explained *other = NULL;

	while ((other = team_next(list, "follow-up", other)) != item) {
		const struct follow_up *told = other->rule->options;
		const struct follow_up_item *before = told->items.items;

		for (size_t i = 0; i < told->items.count; i++)
			if (!strcmp(before[i].name, items[index].name))
				return true;
	}
	return false;
}

static void each_debt(const struct team_life *life,
		      void (*tell)(struct debts *it))
{
	const struct explained *item = NULL;
	struct debts it = { .life = life, .line = BUF_INIT, .code = BUF_INIT };

	while ((item = team_next(&life->landing, "follow-up", item))) {
		const struct follow_up *rule = item->rule->options;
		const struct follow_up_item *items = rule->items.items;

		for (size_t i = 0; i < rule->items.count; i++) {
			if (is_told(&life->landing, item, i))
				continue;
			it.item = item;
			it.debt = &items[i];
			tell(&it);
		}
	}
	buf_release(&it.line);
	buf_release(&it.code);
}

static void tell_merge(struct debts *it)
{
	if (!ref_globs_is_empty(&it->debt->evidence.merged_into))
		add_merge(it);
}

void team_put_debts(const struct team_life *life)
{
	const struct explained *item =
		team_next(&life->landing, "follow-up", NULL);
	struct buf line = BUF_INIT;

	if (!item)
		return;
	page_heading(life->team->page, "%s: afterwards",
		     life->kind->ruleset->name);
	buf_add_text(&line, team_only_warns(item) ?
				    "What is late, the next such branch is "
				    "told of; it is not refused." :
				    "What is late refuses the next such "
				    "branch.");
	team_say_rule(&line, item);
	team_put_text(life->team, &line);
	each_debt(life, say_debt);
	each_debt(life, tell_merge);
	buf_release(&line);
}

static bool may_delete(const struct team_life *life)
{
	const struct explained *item =
		team_next(&life->kind->rules, "deletion", NULL);

	for (; item; item = team_next(&life->kind->rules, "deletion", item)) {
		const struct audience *allow =
			option_audience(item->rule, "allow");
		const struct ref_globs *merged =
			option_globs(item->rule, "merged-into");

		if (allow->kind != AUDIENCE_EVERYONE &&
		    (!merged || ref_globs_is_empty(merged)))
			return false;
	}
	return true;
}

/* Whether a revert may stand where only merges may. */
static bool takes_reverts(const struct team_life *life)
{
	const struct explained *item = NULL;

	while ((item = team_next(&life->landing, "merge", item)))
		if (!item->rule->common.exempt.reverts &&
		    !(item->ruleset && item->ruleset->has_merging))
			return false;
	return life->target != NULL;
}

void team_put_end(const struct team_life *life)
{
	const char *target = life->target ? team_short(life->target) : NULL;
	struct buf code = BUF_INIT;

	if (life->target && may_delete(life)) {
		page_heading(life->team->page, "%s: away with the branch",
			     life->kind->ruleset->name);
		page_inline(life->team->page,
			    STR("Rework is a new branch. Once it is where it "
				"belongs:"));
		team_command(&code, "git push origin --delete %", life->branch);
		team_put_code(life->team, "sh", &code);
	}
	if (takes_reverts(life)) {
		page_heading(life->team->page, "%s: taken back",
			     life->kind->ruleset->name);
		page_inline(life->team->page,
			    STR("What made it worse is taken back by a revert, "
				"with the id of the merge for `MERGE`; nothing "
				"is rewritten:"));
		team_add_checkout(&code, target);
		team_command(&code, "git revert --no-edit -m 1 MERGE", NULL);
		team_command(&code, "git push origin %", target);
		team_put_code(life->team, "sh", &code);
	}
	buf_release(&code);
}
