/*
 * explain_team_branch.c - how a branch begins, and its commits, as commands.
 */
#include "explain_option.h"
#include "explain_team.h"
#include "message.h"

#include "base/text.h"
#include "rules/message_options.h"

#include <string.h>

#define END_WORD "MESSAGE"

static void say_names(struct buf *line, const struct team_kind *kind)
{
	for (size_t i = 0; i < TEAM_NAMES_MAX && kind->names[i]; i++) {
		buf_add_text(line, i ? " or " : ", such as ");
		page_add_span(line, str_of(team_short(kind->names[i])));
	}
}

/* Each name rule with its own form. */
static void put_names(const struct team_life *life)
{
	const struct explained *item = NULL;
	struct buf line = BUF_INIT;

	while ((item = team_next(&life->kind->rules, "ref-name", item))) {
		const struct pattern *pattern =
			option_pattern(item->rule, "pattern");
		const char *shape = option_string(item->rule, "shape");

		buf_add_text(&line, shape ? "The name has the form " :
					    "The name matches ");
		page_add_span(&line, str_of(shape ? shape : pattern->text));
		say_names(&line, life->kind);
		buf_add_byte(&line, '.');
		team_say_rule(&line, item);
		team_put_item(life->team, &line);
	}
	buf_release(&line);
}

static void put_starts(const struct team_life *life)
{
	const struct explained *item = NULL;
	struct buf line = BUF_INIT;

	while ((item = team_next(&life->kind->rules, "start-point", item))) {
		const char *version = option_choice(item->rule, "version");
		const struct ref_globs *from = option_globs(item->rule, "from");

		buf_add_text(&line, "It starts from ");
		team_say_globs(&line, life, item, from, false);
		buf_add_byte(&line, '.');
		if (version && !strcmp(version, "next-patch"))
			buf_add_text(&line, " Its version is the next patch "
					    "version above that tag, and never "
					    "one that was used before.");
		team_say_rule(&line, item);
		team_put_item(life->team, &line);
	}
	buf_release(&line);
}

void team_put_branch(const struct team_life *life)
{
	struct team *team = life->team;
	struct buf code = BUF_INIT;

	page_heading(team->page, "%s: the branch", life->kind->ruleset->name);
	put_names(life);
	put_starts(life);
	team_command(&code, "git fetch origin", NULL);
	buf_add_text(&code, "git checkout -b ");
	text_shell_quote(&code, str_of(life->branch));
	team_command(&code, " %", life->start ? life->start : "START");
	team_command(&code, "git push -u origin %", life->branch);
	team_put_code(team, "sh", &code);
	buf_release(&code);
}

static const char *commit_options(const struct team_life *life)
{
	const struct explained_list *rules = &life->kind->rules;
	bool signs = team_next(rules, "signature", NULL) != NULL;
	bool names = team_next(rules, "signed-off-by", NULL) != NULL;

	if (signs)
		return names ? " -S -s" : " -S";
	return names ? " -s" : "";
}

bool team_fits_heredoc(const struct buf *text)
{
	struct str rest = buf_str(text);
	struct str line;

	while (str_next_line(&rest, &line))
		if (str_is(line, END_WORD))
			return false;
	return true;
}

void team_add_heredoc(struct buf *code, const char *command,
		      const struct buf *message)
{
	buf_addf(code, "%s <<'" END_WORD "'\n", command);
	buf_add_str(code, buf_str(message));
	if (!str_ends(buf_str(message), "\n"))
		buf_add_byte(code, '\n');
	buf_add_text(code, END_WORD "\n");
}

static void put_commands(const struct team_life *life)
{
	const char *options = commit_options(life);
	struct buf message = BUF_INIT;
	struct buf command = BUF_INIT;
	struct buf code = BUF_INIT;
	bool ready = team_commit_message(&message, life) &&
		     team_fits_heredoc(&message);

	page_inline(life->team->page,
		    ready ? STR("Filled in, with your paths for `FILES`:") :
			    STR("With your paths for `FILES`; your editor asks "
				"for the message:"));
	team_command(&code, "git add FILES", NULL);
	if (ready) {
		buf_addf(&command, "git commit%s -F -", options);
		team_add_heredoc(&code, buf_text(&command), &message);
	} else {
		buf_addf(&code, "git commit%s\n", options);
	}
	team_put_code(life->team, "sh", &code);
	page_inline(life->team->page,
		    STR("What the server would say to it, without a change:"));
	team_command(&code, "git push -o refgate=check origin HEAD", NULL);
	team_put_code(life->team, "sh", &code);
	page_inline(life->team->page, STR("Then:"));
	team_command(&code, "git push origin HEAD", NULL);
	team_put_code(life->team, "sh", &code);
	buf_release(&message);
	buf_release(&command);
	buf_release(&code);
}

/* What no template shows. */
static void say_limits(struct buf *line, const struct team_life *life,
		       const struct explained *item)
{
	const struct message_form *form = item->rule->options;
	const struct {
		const char *text;
		int64_t value;
	} limits[] = {
		{ " Characters of a subject, at least: ", form->subject.min },
		{ " Characters of a subject, at most: ", form->subject.max },
		{ " Characters of a line, at most: ", form->body.max_line },
	};
	struct error ignored = { 0 };
	struct vars vars;

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		if (limits[i].value != OPTION_UNSET)
			buf_addf(line, "%s%lld.", limits[i].text,
				 (long long)limits[i].value);
	if (!team_vars(&vars, life, item, &ignored))
		team_say_patterns(line, &vars, " Never in it: ", &form->forbid);
	if (form->forbid.count)
		buf_add_byte(line, '.');
	vars_release(&vars);
}

/* What the policy says of messages, to help. */
static void put_help(const struct team_life *life)
{
	const struct explained *item = NULL;
	struct buf line = BUF_INIT;

	while ((item = team_next(&life->kind->rules, "commit-message", item))) {
		const struct texts *same = option_texts(item->rule, "same");

		buf_add_text(&line, "Each message has the form below");
		for (size_t i = 0; same && i < same->count; i++) {
			buf_add_text(&line, i ? ", " :
						", and all commits of a branch "
						"have the same ");
			page_add_span(&line, str_of(same->items[i]));
		}
		buf_add_byte(&line, '.');
		say_limits(&line, life, item);
		team_say_rule(&line, item);
		team_put_item(life->team, &line);
	}
	buf_release(&line);
}

int team_put_commits(const struct team_life *life, struct error *error)
{
	const struct explain_ref *about = life->team->about;
	struct ref_place place = about->place;
	struct buf template = BUF_INIT;
	int result;

	place.ref = life->ref;
	page_heading(life->team->page, "%s: its commits",
		     life->kind->ruleset->name);
	put_help(life);
	result = message_append(&template, about->policies, about->policy_count,
				&place, error);
	if (!result && template.size) {
		page_inline(life->team->page, STR("The message:"));
		team_put_code(life->team, "text", &template);
	}
	put_commands(life);
	buf_release(&template);
	return result;
}
