/*
 * diff_words.c - one teller for each thing that a change can be about.
 */
#include "diff_words.h"

#include "diff_value.h"

#include "policy/tables.h"

#include <string.h>

/* What it is, and what follows from it for who pushes. */
struct words {
	struct buf what;
	struct buf so;
};

static const char *const kinds[] = {
	[CHANGE_STRICTER] = "stricter",
	[CHANGE_LOOSER] = "looser",
	[CHANGE_DIFFERENT] = "different",
};

/* What becomes of a push that breaks a rule. */
struct fate {
	const char *verb;   /* the rule ... what it is about */
	const char *passes; /* what it is about will be ... */
};
static const struct fate refused = { "refuses", "refused" };
static const struct fate warned = { "warns of", "warned of" };
static const struct fate noted = { "notes", "noted, not refused" };

const char *diff_words_kind(enum change_kind kind)
{
	return kinds[kind];
}

const struct policy_rule *diff_words_rule(const struct policy_change *change)
{
	return change->new.rule ? change->new.rule : change->old.rule;
}

static const struct ruleset *ruleset_of(const struct policy_change *change)
{
	return change->new.ruleset ? change->new.ruleset : change->old.ruleset;
}

static const struct fate *fate_of(const struct policy_change *change)
{
	const struct change_side *side =
		change->new.ruleset || !change->old.ruleset ? &change->new :
							      &change->old;
	const struct policy_rule *rule = diff_words_rule(change);

	if (side->policy->mode == MODE_EVALUATE ||
	    (side->ruleset && side->ruleset->enforcement == ENFORCE_EVALUATE))
		return &noted;
	if (rule && rule->common.severity == SEVERITY_WARNING)
		return &warned;
	return &refused;
}

struct concern {
	const char *key; /* of the policy */
	const char *whom;
};

static const struct concern concerns[] = {
	{ "trust", "signatures, wherever they are asked for" },
	{ "import", "who fills an empty repository" },
	{ "audit", "the log" },
	{ "override", "overrides" },
};

static const char *concern_of(const struct policy_change *change)
{
	size_t size = change->option ? strcspn(change->option, ".") : 0;
	struct str key = { change->option, size };

	if (change->about == CHANGE_PERSON || change->about == CHANGE_GROUP)
		return "people";
	for (size_t i = 0; i < sizeof(concerns) / sizeof(concerns[0]); i++)
		if (str_is(key, concerns[i].key))
			return concerns[i].whom;
	return "every push";
}

void diff_words_where(struct buf *out, const struct policy_change *change)
{
	const struct ruleset *ruleset = ruleset_of(change);

	if (!ruleset) {
		buf_add_text(out, concern_of(change));
		return;
	}
	diff_value_globs(out, &ruleset->refs);
	buf_addf(out, " (ruleset %s", ruleset->name);
	if (ruleset->has_merging) {
		buf_add_text(out, ", where it merges ");
		diff_value_globs(out, &ruleset->merging);
	}
	buf_add_byte(out, ')');
}

bool diff_words_same_where(const struct policy_change *a,
			   const struct policy_change *b)
{
	if (ruleset_of(a) || ruleset_of(b))
		return ruleset_of(a) == ruleset_of(b);
	return strcmp(concern_of(a), concern_of(b)) == 0;
}

static void add_texts(struct buf *out, const struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		buf_addf(out, "%s%s", i ? ", " : "", texts->items[i]);
}

static void add_members(struct buf *out, const struct people_group *group)
{
	for (size_t i = 0; i < group->member_count; i++)
		buf_addf(out, "%s%s", i ? ", " : "", group->members[i]->name);
}

static void add_rules(struct buf *out, const struct ruleset *ruleset)
{
	for (size_t i = 0; i < ruleset->rule_count; i++)
		buf_addf(out, "%s%s", i ? ", " : "",
			 ruleset->rules[i].rule->id);
}

static void add_rule(struct buf *out, const struct policy_rule *rule)
{
	size_t before = out->size;
	struct buf own = BUF_INIT;

	diff_value_record(out, &rule_common_options, &rule->common, NULL);
	diff_value_record(&own, rule->rule->options, rule->options, NULL);
	if (own.size && out->size > before)
		buf_add_text(out, ", ");
	buf_add_str(out, buf_str(&own));
	buf_release(&own);
}

bool diff_words_value(struct buf *out, const struct policy_change *change,
		      const struct change_side *side)
{
	size_t before = out->size;

	if (side->group)
		add_members(out, side->group);
	else if (change->about == CHANGE_RULE && side->rule)
		add_rule(out, side->rule);
	else if (change->about == CHANGE_RULESET && side->ruleset)
		add_rules(out, side->ruleset);
	else if (change->about == CHANGE_ITEM && side->record)
		diff_value_record(out, change->row->record, side->record, NULL);
	else if (change->about == CHANGE_OPTION && side->record)
		(void)diff_value_text(out, change->row, side->record);
	return out->size > before;
}

/* "change-size.lines" */
static void add_path(struct buf *out, const struct policy_change *change)
{
	const struct policy_rule *rule = diff_words_rule(change);

	if (rule)
		buf_addf(out, "%s.", rule->rule->id);
	buf_add_text(out, change->option);
}

/* "; b is added", and a separator in front of a second part. */
static void add_part(struct buf *out, const struct texts *texts,
		     const char *one, const char *many, bool *begun)
{
	if (!texts->count)
		return;
	buf_add_text(out, *begun ? "; " : "");
	add_texts(out, texts);
	buf_addf(out, " %s", texts->count == 1 ? one : many);
	*begun = true;
}

static void add_side(struct buf *out, const struct policy_change *change,
		     const struct change_side *side)
{
	if (!diff_words_value(out, change, side))
		buf_add_text(out, diff_value_unset(change->row));
	if (!side->written && change->row->fallback)
		buf_add_text(out, ", the default");
}

/* A list, of which only what is new and what is gone is told. */
static bool is_list_kept(const struct policy_change *change)
{
	struct buf text = BUF_INIT;
	bool kept = diff_words_value(&text, change, &change->old) &&
		    diff_words_value(&text, change, &change->new);

	buf_release(&text);
	return kept && change->row->type != OPTION_SIZE_MAP &&
	       (change->added.count || change->removed.count);
}

static void explain_option(struct words *words,
			   const struct policy_change *change)
{
	static const char *const contents[] = {
		[CONTENT_SAME] = "both files hold the same",
		[CONTENT_OTHER] = "the files do not hold the same",
	};
	bool stricter = change->kind == CHANGE_STRICTER;

	if (change->row->effect == EFFECT_WORDS)
		buf_add_text(&words->so, "nothing is judged by it");
	else if (change->content != CONTENT_UNKNOWN)
		buf_add_text(&words->so, contents[change->content]);
	else if (change->kind == CHANGE_DIFFERENT)
		return;
	else if (diff_value_range(&words->so, change))
		buf_addf(&words->so, " will %s%s", stricter ? "be " : "pass",
			 stricter ? fate_of(change)->passes : "");
	else if (diff_value_enough(&words->so, change))
		buf_add_text(&words->so,
			     stricter ? " will no longer do" : " will do");
}

/* Help texts, shapes and examples of a rule: that they change will do. */
static bool is_long_words(const struct policy_change *change)
{
	return diff_words_rule(change) && change->row->effect == EFFECT_WORDS;
}

static void tell_option(struct words *words, const struct policy_change *change)
{
	const struct option *row = change->row;
	bool begun = false;

	add_path(&words->what, change);
	if (is_long_words(change)) {
		buf_add_text(&words->what, " reads otherwise");
	} else if (is_list_kept(change)) {
		buf_add_text(&words->what, ": ");
		add_part(&words->what, &change->added, "is added", "are added",
			 &begun);
		add_part(&words->what, &change->removed, "is removed",
			 "are removed", &begun);
	} else {
		buf_add_byte(&words->what, ' ');
		add_side(&words->what, change, &change->old);
		buf_add_text(&words->what, " -> ");
		add_side(&words->what, change, &change->new);
	}
	if (row->type == OPTION_BOOL || row->type == OPTION_CHOICE)
		buf_addf(&words->what, " (%s)", row->help);
	explain_option(words, change);
}

static void tell_item(struct words *words, const struct policy_change *change)
{
	bool gone = change->old.record != NULL;

	add_path(&words->what, change);
	buf_add_text(&words->what, gone ? ", removed: " : ", added: ");
	(void)diff_words_value(&words->what, change,
			       gone ? &change->old : &change->new);
}

static void tell_order(struct words *words, const struct policy_change *change)
{
	add_path(&words->what, change);
	buf_add_text(&words->what, " in another order");
	buf_add_text(&words->so, "the first that fits counts");
}

static void tell_rule(struct words *words, const struct policy_change *change)
{
	const struct policy_rule *rule = diff_words_rule(change);
	bool gone = !change->new.rule;
	struct buf options = BUF_INIT;

	buf_addf(&words->what, "%s is %s", rule->rule->id,
		 gone ? "removed" : "new");
	add_rule(&options, rule);
	if (options.size && !gone)
		buf_addf(&words->what, " (%s)", buf_text(&options));
	buf_addf(&words->so, "it %s%s %s", gone ? "no longer " : "",
		 fate_of(change)->verb, rule->rule->summary);
	buf_release(&options);
}

static void tell_ruleset(struct words *words,
			 const struct policy_change *change)
{
	const struct ruleset *ruleset = ruleset_of(change);
	bool gone = !change->new.ruleset;

	buf_addf(&words->what, "the ruleset is %s", gone ? "removed" : "new");
	add_rules(&words->so, ruleset);
	if (!ruleset->rule_count)
		buf_add_text(&words->so, "it has no rules");
	else
		buf_addf(&words->so, gone ? " no longer appl%s" : " appl%s",
			 ruleset->rule_count == 1 ? "ies" : "y");
}

static void tell_person(struct words *words, const struct policy_change *change)
{
	const struct change_side *side = change->new.person ? &change->new :
							      &change->old;
	bool begun = false;

	buf_add_text(&words->what, side->person->name);
	if (!change->old.person)
		buf_add_text(&words->what, " is new");
	else if (!change->new.person)
		buf_add_text(&words->what, " is no longer listed");
	buf_add_text(&words->what,
		     change->added.count || change->removed.count ? ": " : "");
	if (!change->old.person || !change->new.person) {
		add_texts(&words->what, change->new.person ? &change->added :
							     &change->removed);
		return;
	}
	add_part(&words->what, &change->added, "is added", "are added", &begun);
	add_part(&words->what, &change->removed, "is removed", "are removed",
		 &begun);
}

static void tell_group(struct words *words, const struct policy_change *change)
{
	const struct change_side *side = change->new.group ? &change->new :
							     &change->old;
	bool begun = false;

	buf_addf(&words->what, "group %s", side->group->name);
	if (!change->old.group)
		buf_add_text(&words->what, " is new");
	else if (!change->new.group)
		buf_add_text(&words->what, " is removed");
	buf_add_text(&words->what,
		     change->added.count || change->removed.count ? ": " : "");
	add_part(&words->what, &change->added, "joins", "join", &begun);
	add_part(&words->what, &change->removed, "leaves", "leave", &begun);
	buf_add_text(&words->so, change->places.count ? "it counts for " :
							"it counts nowhere");
	add_texts(&words->so, &change->places);
}

static void (*const tellers[])(struct words *words,
			       const struct policy_change *change) = {
	[CHANGE_OPTION] = tell_option,	 [CHANGE_ITEM] = tell_item,
	[CHANGE_ORDER] = tell_order,	 [CHANGE_RULE] = tell_rule,
	[CHANGE_RULESET] = tell_ruleset, [CHANGE_PERSON] = tell_person,
	[CHANGE_GROUP] = tell_group,
};

/* A ruleset that is disabled on both sides, or on the only one. */
static bool is_disabled(const struct policy_change *change)
{
	const struct ruleset *old = change->old.ruleset;
	const struct ruleset *new = change->new.ruleset;

	return (old || new) && (!old || old->enforcement == ENFORCE_DISABLED) &&
	       (!new || new->enforcement == ENFORCE_DISABLED);
}

void diff_words_sentence(struct buf *out, const struct policy_change *change)
{
	struct words words = { BUF_INIT, BUF_INIT };

	tellers[change->about](&words, change);
	buf_addf(out, "%s: %s", buf_text(&words.what), kinds[change->kind]);
	if (is_disabled(change))
		buf_add_text(out, ": the ruleset is disabled");
	else if (words.so.size)
		buf_addf(out, ": %s", buf_text(&words.so));
	if (buf_failed(&words.what) || buf_failed(&words.so))
		out->failed = true;
	buf_release(&words.what);
	buf_release(&words.so);
}
