/*
 * explain_team_exit.c - the emergency exit of a policy, in its own terms and
 * as commands. Of the exit as such tells explain_override.c.
 */
#include "explain_sample.h"
#include "explain_team.h"

#include "base/clock.h"
#include "base/text.h"
#include "rules/message_template.h"

#include <ctype.h>

#define HOUR 3600

/* A ticket that the branch is named after. */
static bool say_capture(struct buf *out, const struct team_life *life,
			const struct explained *item)
{
	const struct pattern *pattern = item->policy->override.incident;
	struct error ignored = { 0 };
	bool found = false;
	struct vars vars;

	if (!team_vars(&vars, life, item, &ignored))
		for (size_t i = 0; !found && i < vars.count; i++) {
			found = pattern_match(pattern, &vars,
					      vars.items[i].value, NULL,
					      &ignored) == MATCH_YES;
			if (found)
				page_add_span(out, vars.items[i].value);
		}
	vars_release(&vars);
	return found;
}

/* An incident that the pattern takes; false: anybody's guess. */
static bool say_incident(struct buf *out, const struct pattern *pattern)
{
	struct error ignored = { 0 };
	struct buf hint = BUF_INIT;
	struct buf name = BUF_INIT;
	bool good = message_hint(&hint, pattern->text);

	if (good) {
		sample_fill(&name, buf_str(&hint), NULL);
		good = pattern_match(pattern, NULL, buf_str(&name), NULL,
				     &ignored) == MATCH_YES;
	}
	if (good)
		page_add_span(out, buf_str(&name));
	buf_release(&hint);
	buf_release(&name);
	return good;
}

static void say_terms(struct buf *line, const struct team_life *life,
		      const struct explained *item)
{
	const struct policy_override *terms = &item->policy->override;
	size_t before;

	buf_addf(line, "Signatures that it needs: %lld, by ",
		 (long long)terms->approvals);
	team_say_people(line, life->team, item, &terms->from);
	buf_add_text(line, "; nobody signs for a change of their own. "
			   "Together with who pushes they are two people at "
			   "least. The incident matches ");
	page_add_span(line, str_of(terms->incident->text));
	before = line->size;
	buf_add_text(line, ", such as ");
	if (!say_capture(line, life, item) &&
	    !say_incident(line, terms->incident))
		buf_truncate(line, before);
	buf_add_text(line, ". It ends after ");
	clock_format_duration(line, terms->max_duration);
	buf_add_text(line, " at the latest, and serves one landing.");
	if (terms->at_most.count > 0) {
		buf_addf(line, " At most %lld incidents within ",
			 (long long)terms->at_most.count);
		clock_format_duration(line, terms->at_most.per);
		buf_add_byte(line, '.');
	}
}

static void say_required(struct buf *line, const struct policy_override *terms)
{
	for (size_t i = 0; i < terms->require.count; i++) {
		const struct pattern_map_item *item = &terms->require.items[i];

		buf_add_text(line, i ? ", " : "To be said: ");
		page_add_span(line, str_of(item->name));
		if (item->pattern && item->pattern->text[0]) {
			buf_add_text(line, " (matches ");
			page_add_span(line, str_of(item->pattern->text));
			buf_add_byte(line, ')');
		}
	}
	if (terms->require.count)
		buf_add_byte(line, '.');
}

/* By `never`, and by rules with bypassable: false. */
static void say_never(struct buf *line, const struct policy *policy)
{
	const struct texts *never = &policy->override.never;

	buf_add_text(line, "What no override reaches: ");
	page_add_span(line, STR("structure"));
	for (size_t i = 0; i < never->count; i++) {
		buf_add_text(line, ", ");
		page_add_span(line, str_of(never->items[i]));
	}
	for (size_t i = 0; i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];

		for (size_t k = 0; k < ruleset->rule_count; k++) {
			if (ruleset->rules[k].common.bypassable)
				continue;
			buf_add_text(line, ", ");
			page_add_span(line, str_of(ruleset->rules[k].rule->id));
			buf_add_text(line, " on ");
			page_add_words(line, str_of(ruleset->name));
		}
	}
	buf_add_byte(line, '.');
}

/* "Follow-up" -> "FOLLOW-UP": what only they know. */
static void add_capitals(struct buf *out, const char *name)
{
	for (; *name; name++)
		buf_add_byte(out, (char)toupper((unsigned char)*name));
}

static void add_trailers(struct buf *code, const struct policy_override *terms)
{
	struct buf word = BUF_INIT;

	for (size_t i = 0; i < terms->require.count; i++) {
		const char *name = terms->require.items[i].name;

		if (str_is(str_of(name), "Reason"))
			continue;
		buf_clear(&word);
		buf_addf(&word, "%s: ", name);
		add_capitals(&word, name);
		buf_add_text(code, " \\\n  --trailer ");
		text_shell_quote(code, buf_str(&word));
	}
	buf_release(&word);
}

static void put_commands(const struct team_life *life,
			 const struct policy_override *terms)
{
	const char *target = team_short(life->target);
	struct buf code = BUF_INIT;

	page_inline(life->team->page,
		    STR("Each who signs types, with the rules that stand in "
			"the way (commas between) for `RULES`:"));
	team_command(&code, "git fetch origin", NULL);
	team_command(&code, "refgate authorize INCIDENT origin/% \\",
		     life->branch);
	team_command(&code, "  --ref % --rules RULES \\", target);
	buf_add_text(&code, "  --expires ");
	clock_format_duration(
		&code, terms->max_duration < HOUR ? terms->max_duration : HOUR);
	buf_add_text(&code, " --reason 'REASON'");
	add_trailers(&code, terms);
	buf_add_byte(&code, '\n');
	team_put_code(life->team, "sh", &code);
	page_inline(life->team->page,
		    STR("Then who lands it merges as above, and pushes with "
			"the incident:"));
	team_command(&code, "git push -o override=INCIDENT origin %", target);
	team_put_code(life->team, "sh", &code);
	buf_release(&code);
}

void team_put_override(const struct team_life *life)
{
	const struct policy *policy = life->kind->policy;
	const struct explained item = { policy, NULL, NULL };
	struct buf line = BUF_INIT;

	if (!policy->override.present || !life->target)
		return;
	page_heading(life->team->page, "%s: the emergency exit",
		     life->kind->ruleset->name);
	page_inline(life->team->page,
		    STR("For when what has to go in cannot pass. Everybody is "
			"told of it, and it stays in the audit log."));
	say_terms(&line, life, &item);
	team_put_item(life->team, &line);
	say_required(&line, &policy->override);
	team_put_item(life->team, &line);
	say_never(&line, policy);
	team_put_item(life->team, &line);
	put_commands(life, &policy->override);
	buf_release(&line);
}
