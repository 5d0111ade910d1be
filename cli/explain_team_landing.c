/*
 * explain_team_landing.c - who lets a branch in, how it is merged, and how
 * that is tagged, as commands.
 */
#include "explain_option.h"
#include "explain_team.h"

#include "base/text.h"
#include "rules/approvals_rule.h"

#include <stdlib.h>
#include <string.h>

/* "security review: 1 more by leads (ann), where this changes: ..." */
static void put_extras(const struct team_life *life,
		       const struct explained *item)
{
	const struct approvals_rule *rule = item->rule->options;
	const struct approvals_extra *extras = rule->extra.items;
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < rule->extra.count; i++) {
		page_add_words(&line, str_of(extras[i].name));
		buf_addf(&line, ": %lld more by ",
			 (long long)extras[i].required);
		team_say_people(&line, life->team, item, &extras[i].from);
		if (!ref_globs_is_empty(&extras[i].paths)) {
			buf_add_text(&line, ", where this changes: ");
			team_say_globs(&line, life, item, &extras[i].paths,
				       true);
		}
		buf_add_text(&line, extras[i].bypassable ?
					    "." :
					    "; no override reaches it.");
		team_put_item(life->team, &line);
	}
	buf_release(&line);
}

static void put_needed(const struct team_life *life,
		       const struct explained *item)
{
	const struct approvals_rule *rule = item->rule->options;
	struct buf line = BUF_INIT;

	buf_addf(&line, "It needs %lld approval%s by ",
		 (long long)rule->required, rule->required == 1 ? "" : "s");
	if (rule->from.kind == AUDIENCE_UNSET)
		buf_add_text(&line, "anyone whose key is known");
	else
		team_say_people(&line, life->team, item, &rule->from);
	for (size_t i = 0; i < rule->not_by.count; i++)
		buf_addf(&line, "%s%s", i ? " or " : ", but not by who is its ",
			 rule->not_by.items[i]);
	buf_add_byte(&line, '.');
	if (rule->within != OPTION_UNSET) {
		buf_add_text(&line, " It counts for ");
		clock_format_duration(&line, rule->within);
		buf_add_byte(&line, '.');
	}
	team_say_rule(&line, item);
	team_put_item(life->team, &line);
	put_extras(life, item);
	buf_release(&line);
}

void team_put_approvals(const struct team_life *life)
{
	const struct explained *item =
		team_next(&life->landing, "approvals", NULL);
	const struct approvals_rule *rule = item ? item->rule->options : NULL;
	struct buf code = BUF_INIT;

	if (!item)
		return;
	page_heading(life->team->page, "%s: the approval",
		     life->kind->ruleset->name);
	for (; item; item = team_next(&life->landing, "approvals", item))
		put_needed(life, item);
	page_inline(life->team->page,
		    STR("Who approves reads it first, then says so by a signed "
			"tag on its last commit. What is pushed to the branch "
			"later needs a new one."));
	team_command(&code, "git fetch origin", NULL);
	buf_add_text(&code, "git diff ");
	team_command(&code, "origin/%", team_short(life->target));
	buf_truncate(&code, code.size - 1);
	team_command(&code, "...origin/%", life->branch);
	team_command(&code, "refgate approve origin/% \\", life->branch);
	team_command(&code,
		     rule->by == APPROVALS_BY_PUSHER ? "  --unsigned --ref %" :
						       "  --ref %",
		     team_short(life->target));
	team_put_code(life->team, "sh", &code);
	buf_release(&code);
}

/* The merge's own signature is judged with it. */
static bool merge_is_signed(const struct team_life *life)
{
	return team_next(&life->landing, "signature", NULL) != NULL;
}

/* Double quotes where they read better and mean the same. */
static void quote(struct buf *code, struct str text)
{
	bool plain = text_is_utf8(text);
	char mark;

	for (size_t i = 0; i < text.size; i++)
		plain = plain && !strchr("\"$`\\!", text.data[i]) &&
			((unsigned char)text.data[i] >= ' ' ||
			 text.data[i] == '\n');
	mark = str_find_byte(text, '\'') < text.size ? '"' : '\'';
	if (plain)
		buf_addf(code, "%c%.*s%c", mark, STR_ARGS(text), mark);
	else
		text_shell_quote(code, text);
}

/* One line: -m; several: one -m a paragraph, which git sets apart. */
static void add_message(struct buf *code, struct str message)
{
	struct buf paragraph = BUF_INIT;
	struct str line;

	message = str_trim(message);
	while (message.size) {
		bool more = str_next_line(&message, &line);

		if (line.size)
			buf_addf(&paragraph, "%s%.*s",
				 paragraph.size ? "\n" : "", STR_ARGS(line));
		if (!more || (line.size && message.size))
			continue;
		buf_add_text(code, " \\\n  -m ");
		quote(code, buf_str(&paragraph));
		buf_clear(&paragraph);
	}
	code->failed |= buf_failed(&paragraph);
	buf_release(&paragraph);
}

void team_add_checkout(struct buf *code, const char *branch)
{
	team_command(code, "git fetch origin", NULL);
	team_command(code, "git checkout %", branch);
	team_command(code, "git merge --ff-only origin/%", branch);
}

static void put_merge(const struct team_life *life)
{
	const char *target = team_short(life->target);
	struct buf message = BUF_INIT;
	struct buf code = BUF_INIT;

	team_add_checkout(&code, target);
	buf_addf(&code, "git merge --no-ff%s",
		 merge_is_signed(life) ? " -S" : "");
	if (team_merge_message(&message, life))
		add_message(&code, buf_str(&message));
	team_command(&code, " \\\n  origin/%", life->branch);
	team_command(&code, "git push origin %", target);
	team_put_code(life->team, "sh", &code);
	code.failed |= buf_failed(&message);
	buf_release(&message);
	buf_release(&code);
}

/* What is in force there anyway is told with the branch itself. */
static void put_judged(const struct team_life *life)
{
	struct explained_list own = { NULL, 0, 0 };

	own.items = calloc(life->landing.count + 1, sizeof(*own.items));
	if (!own.items) {
		life->team->page->out->failed = true;
		return;
	}
	for (size_t i = 0; i < life->landing.count; i++)
		if (life->landing.items[i].ruleset &&
		    life->landing.items[i].ruleset->has_merging)
			own.items[own.count++] = life->landing.items[i];
	team_put_rules(life, &own,
		       "What is judged then, beside the rules of "
		       "that branch:");
	free(own.items);
}

void team_put_landing(const struct team_life *life)
{
	struct buf line = BUF_INIT;

	if (!life->target)
		return;
	page_heading(life->team->page, "%s: the landing",
		     life->kind->ruleset->name);
	buf_add_text(&line, "It lands on ");
	page_add_span(&line, str_of(team_short(life->target)));
	buf_add_text(&line, ", by a merge of the whole branch as it is on the "
			    "server:");
	team_put_text(life->team, &line);
	put_merge(life);
	put_judged(life);
	buf_release(&line);
}

void team_put_tag(const struct team_life *life)
{
	struct buf message = BUF_INIT;
	struct buf command = BUF_INIT;
	struct buf line = BUF_INIT;
	struct buf code = BUF_INIT;

	if (!life->tag)
		return;
	page_heading(life->team->page, "%s: the tag",
		     life->kind->ruleset->name);
	buf_add_text(&line, "On the merge that has just landed:");
	team_put_text(life->team, &line);
	team_command(&command, "git tag -a %", life->tag);
	buf_truncate(&command, command.size - 1);
	if (team_tag_message(&message, life) && team_fits_heredoc(&message)) {
		buf_add_text(&command, " -F -");
		team_add_heredoc(&code, buf_text(&command), &message);
	} else {
		buf_addf(&code, "%s\n", buf_text(&command));
	}
	team_command(&code, "git push origin refs/tags/%", life->tag);
	team_put_code(life->team, "sh", &code);
	code.failed |= buf_failed(&message) || buf_failed(&command);
	buf_release(&message);
	buf_release(&command);
	buf_release(&line);
	buf_release(&code);
}
