/*
 * explain_team_say.c - pieces of the team's page. Everything from the policy
 * goes through page_add_span() or page_add_words().
 */
#include "explain_sample.h"
#include "explain_team.h"
#include "option_text.h"

#include "base/text.h"

#include <string.h>

bool explain_may(const struct audience *audience, const struct policy *policy,
		 const struct explain_ref *about)
{
	struct pusher pusher = *about->place.pusher;

	/* each policy has people of its own */
	pusher_resolve(&pusher, &policy->people);
	for (size_t i = 0; pusher.person && i < audience->count; i++)
		if (group_has_person(audience->groups[i], pusher.person))
			return true;
	return audience->kind == AUDIENCE_EVERYONE;
}

void team_say_people(struct buf *line, const struct team *team,
		     const struct explained *item,
		     const struct audience *audience)
{
	const struct explain_ref *about = team->about;
	struct buf text = BUF_INIT;

	option_text_audience(&text, audience);
	page_add_words(line, buf_str(&text));
	if (about->as && about->place.pusher->login) {
		bool may = explain_may(audience, item->policy, about);

		buf_add_text(line, may ? " (**" : " (");
		page_add_words(line, str_of(about->place.pusher->login));
		buf_add_text(line, may ? ": yes**)" : ": no)");
	}
	line->failed |= buf_failed(&text);
	buf_release(&text);
}

/* With the branch's variables, where it has them all. */
static void add_described(struct buf *line, const struct ref_globs *globs,
			  const struct vars *vars)
{
	struct error ignored = { 0 };
	struct buf text = BUF_INIT;
	struct buf expanded = BUF_INIT;

	ref_globs_describe(globs, &text);
	if (vars_expand(vars, buf_text(&text), VARS_PLAIN, &expanded, &ignored))
		page_add_span(line, buf_str(&text));
	else
		page_add_span(line, buf_str(&expanded));
	line->failed |= buf_failed(&text) || buf_failed(&expanded);
	buf_release(&text);
	buf_release(&expanded);
}

void team_say_globs(struct buf *line, const struct team_life *life,
		    const struct explained *item, const struct ref_globs *globs,
		    bool paths)
{
	struct error ignored = { 0 };
	struct buf sample = BUF_INIT;
	struct vars vars;

	if (!team_vars(&vars, life, item, &ignored)) {
		add_described(line, globs, &vars);
		if (paths &&
		    sample_of_list(&sample, globs, &vars, SAMPLE_WORD)) {
			buf_add_text(line, ", such as ");
			page_add_span(line, buf_str(&sample));
		}
	}
	vars_release(&vars);
	line->failed |= buf_failed(&sample);
	buf_release(&sample);
}

void team_say_patterns(struct buf *line, const struct vars *vars,
		       const char *text, const struct patterns *patterns)
{
	struct error ignored = { 0 };
	struct buf expanded = BUF_INIT;

	for (size_t i = 0; i < patterns->count; i++) {
		const char *pattern = patterns->items[i]->text;

		buf_clear(&expanded);
		buf_add_text(line, i ? ", " : text);
		if (vars_expand(vars, pattern, VARS_PATTERN, &expanded,
				&ignored))
			page_add_span(line, str_of(pattern));
		else
			page_add_span(line, buf_str(&expanded));
	}
	buf_release(&expanded);
}

bool team_only_warns(const struct explained *item)
{
	return item->rule->common.severity == SEVERITY_WARNING ||
	       item->policy->mode == MODE_EVALUATE ||
	       (item->ruleset &&
		item->ruleset->enforcement == ENFORCE_EVALUATE);
}

void team_say_rule(struct buf *line, const struct explained *item)
{
	const struct rule_common *common = &item->rule->common;

	buf_add_text(line, " (");
	page_add_span(line, str_of(item->rule->rule->id));
	if (team_only_warns(item))
		buf_add_text(line, ", only a warning");
	if (!common->bypassable)
		buf_add_text(line, ", no override reaches it");
	buf_add_byte(line, ')');
	if (common->help) {
		buf_add_byte(line, ' ');
		page_add_words(line, str_trim(str_of(common->help)));
	}
	if (common->url) {
		buf_add_byte(line, ' ');
		page_add_words(line, str_of(common->url));
	}
}

void team_put_text(struct team *team, struct buf *line)
{
	if (line->size)
		page_inline(team->page, buf_str(line));
	team->page->out->failed |= buf_failed(line);
	buf_clear(line);
}

void team_put_item(struct team *team, struct buf *line)
{
	if (line->size)
		page_item(team->page, buf_str(line));
	team->page->out->failed |= buf_failed(line);
	buf_clear(line);
}

void team_put_code(struct team *team, const char *language, struct buf *code)
{
	if (code->size)
		page_code(team->page, language, buf_str(code));
	team->page->out->failed |= buf_failed(code);
	buf_clear(code);
}

void team_command(struct buf *code, const char *command, const char *name)
{
	const char *at = strchr(command, '%');

	if (!at) {
		buf_add_text(code, command);
	} else {
		buf_add(code, command, (size_t)(at - command));
		text_shell_quote(code, str_of(name));
		buf_add_text(code, at + 1);
	}
	buf_add_byte(code, '\n');
}
