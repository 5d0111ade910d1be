/*
 * explain_team_message.c - messages that are ready to be used: made from
 * templates, shown only if the rules take them. Judges by the rules' own
 * functions, and has none of its own.
 */
#include "explain_option.h"
#include "explain_sample.h"
#include "explain_team.h"
#include "message.h"

#include "rules/merge_rule.h"
#include "rules/message_check.h"
#include "rules/message_template.h"

#include <stdlib.h>
#include <string.h>

#define TAGS "refs/tags/"

/* What a finding is to the gate is a count here. */
struct judgement {
	struct finding finding;
	size_t count;
};

static struct finding *count_finding(struct judgement *judgement)
{
	judgement->count++;
	memset(&judgement->finding, 0, sizeof(judgement->finding));
	return &judgement->finding;
}

static bool is_good(const void *options, struct vars *vars, struct str text,
		    struct arena *arena)
{
	struct judgement judgement = { .count = 0 };
	struct rule_context context = {
		.vars = vars,
		.arena = arena,
		.judgement = &judgement,
		.new_finding = count_finding,
	};
	struct commit commit = { .message = text };
	struct error ignored = { 0 };

	return !message_judge_commit(options, &context, &commit, &ignored) &&
	       !judgement.count;
}

/* What is looked for: a message for commits, for the merge, or for the tag. */
struct wanted {
	const struct team_life *life;
	const struct explained_list *list;
	const char *rule; /* id of the rules that judge it */
	const char *ref;  /* where */
};

/* The form that such a rule judges by; NULL: it asks nothing of messages. */
static const void *form_of(const struct explained *item)
{
	const struct merge_rule *merge = item->rule->options;

	if (strcmp(item->rule->rule->id, "merge") != 0)
		return item->rule->options;
	return merge->has_message ? &merge->message : NULL;
}

static int wanted_vars(struct vars *vars, const struct wanted *wanted,
		       const struct explained *item, struct error *error)
{
	struct ref_place place = wanted->life->team->about->place;

	if (!str_starts(str_of(wanted->ref), TAGS))
		return team_vars(vars, wanted->life, item, error);
	place.ref = wanted->ref;
	return ref_vars_init(vars, item->policy, item->ruleset, &place,
			     &wanted->life->team->arena, error);
}

static bool all_take(const struct wanted *wanted, struct str text)
{
	const struct explained *item = NULL;
	struct error ignored = { 0 };
	bool good = true;

	while (good &&
	       (item = team_next(wanted->list, wanted->rule, item)) != NULL) {
		const void *form = form_of(item);
		struct vars vars;

		good = !wanted_vars(&vars, wanted, item, &ignored) &&
		       (!form ||
			is_good(form, &vars, text, &wanted->life->team->arena));
		vars_release(&vars);
	}
	return good;
}

/* Lines that begin with "#" are explanations. */
static void add_without_comments(struct buf *out, struct str text)
{
	struct str line;

	while (str_next_line(&text, &line)) {
		if (str_starts(line, "# ") || str_is(line, "#"))
			continue;
		buf_add_str(out, line);
		buf_add_byte(out, '\n');
	}
}

static const struct message_subject *subject_of(const struct message_form *form)
{
	const struct message_form *kinds = form->kinds.items;

	return form->kinds.count && !form->subject.accept.count ?
		       &kinds[0].subject :
		       &form->subject;
}

/* The template of one rule, filled, below that subject. */
static void fill(struct buf *out, const struct message_form *form,
		 struct vars *vars, const char *subject)
{
	struct buf template = BUF_INIT;
	struct buf plain = BUF_INIT;
	struct str rest;
	struct str first;

	message_template(form, vars, &template);
	add_without_comments(&plain, buf_str(&template));
	rest = buf_str(&plain);
	if (subject && str_next_line(&rest, &first)) {
		buf_add_text(out, subject);
		buf_add_byte(out, '\n');
	}
	sample_fill(out, rest, vars);
	out->failed |= buf_failed(&plain) || buf_failed(&template);
	buf_release(&plain);
	buf_release(&template);
}

/* What is asked for somewhere in the change, in a paragraph of its own. */
static void add_anywhere(struct buf *out, const struct team_life *life)
{
	const struct explained *item = NULL;

	while ((item = team_next(&life->landing, "commit-message", item))) {
		const struct message_form *form = item->rule->options;
		const struct message_require *lines = form->anywhere.items;

		for (size_t i = 0; i < form->anywhere.count; i++) {
			if (!lines[i].shape)
				continue;
			buf_add_byte(out, '\n');
			sample_fill(out, str_of(lines[i].shape), NULL);
			buf_add_byte(out, '\n');
		}
	}
}

/* Subjects to try: the policy's own, then what the template has, then words. */
static bool try_form(struct buf *out, const struct wanted *wanted,
		     const struct explained *item)
{
	static const char plain[] = "Wait for the answer of the login server";
	const struct message_form *form = form_of(item);
	const struct texts *accept = &subject_of(form)->accept;
	const char *subjects[] = { accept->count ? accept->items[0] : NULL,
				   NULL, plain };
	struct error ignored = { 0 };
	size_t before = out->size;
	bool found = false;
	struct vars vars;
	/* a shape without blanks is a description, no subject */
	bool is_prose = subject_of(form)->shape &&
			!strchr(subject_of(form)->shape, '<');

	if (!wanted_vars(&vars, wanted, item, &ignored))
		for (size_t i = 0; !found && i < 3; i++) {
			if (i < 2 && !subjects[i] && (i == 0 || is_prose))
				continue;
			buf_truncate(out, before);
			fill(out, form, &vars, subjects[i]);
			found = all_take(wanted,
					 str_from(buf_str(out), before));
		}
	vars_release(&vars);
	if (!found)
		buf_truncate(out, before);
	return found;
}

static bool try_rules(struct buf *out, const struct wanted *wanted)
{
	const struct explained *item = NULL;
	bool found = false;

	while (!found && (item = team_next(wanted->list, wanted->rule, item)))
		found = form_of(item) && try_form(out, wanted, item);
	return found;
}

bool team_commit_message(struct buf *out, const struct team_life *life)
{
	const struct wanted wanted = { life, &life->kind->rules,
				       "commit-message", life->ref };

	return try_rules(out, &wanted);
}

bool team_tag_message(struct buf *out, const struct team_life *life)
{
	struct explain_ref there = *life->team->about;
	struct error ignored = { 0 };
	struct explained_list list = { NULL, 0, 0 };
	bool found;

	there.place.ref =
		arena_printf(&life->team->arena, TAGS "%s", life->tag);
	found = there.place.ref && !explain_collect(&list, &there, &ignored);
	if (found) {
		const struct wanted wanted = { life, &list, "tag-message",
					       there.place.ref };

		found = try_rules(out, &wanted);
	}
	free(list.items);
	return found;
}

bool team_merge_message(struct buf *out, const struct team_life *life)
{
	const struct wanted wanted = { life, &life->landing, "merge",
				       life->target };
	struct buf text = BUF_INIT;
	bool found;

	buf_addf(&text, "Merge branch '%s'\n", life->branch);
	add_anywhere(&text, life);
	found = all_take(&wanted, buf_str(&text));
	if (found)
		buf_add_str(out, buf_str(&text));
	else
		found = try_rules(out, &wanted);
	out->failed |= buf_failed(&text);
	buf_release(&text);
	return found;
}
