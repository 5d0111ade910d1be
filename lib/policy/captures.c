/*
 * captures.c - finds the named groups of patterns that define variables, with
 * samples from their first example. Never reports a pattern's own flaws:
 * binding it does.
 */
#include "policy/captures.h"

#include "policy/overlap.h"

#include <stdint.h>
#include <string.h>

#define CAPTURES_MAX 16 /* of one pattern */
#define SAMPLE "x"

/*
 * Rules that give names by an option that is set, beside their patterns. Not
 * to the ruleset where the branch lands: there they are not asked.
 */
static const struct giver {
	const char *rule;
	const char *option;
	const char *off; /* gives nothing */
	const char *name;
	const char *sample;
	bool captured; /* the ref's name may give it, too */
} givers[] = {
	{ "start-point", "version", "free", "version", "1.0.0", true },
	{ "start-point", "version", "free", "base", "v1.0.0", false },
};

struct finder {
	struct binder *binder;
	struct captures *out;
	const struct node *pattern;
	const char *example; /* NULL: none */
};

static void complain(struct finder *finder, const char *format,
		     const char *name)
{
	struct arena *arena = &finder->binder->policy->arena;
	const char *text = arena_printf(arena, format, name);
	struct diagnostics *diagnostics = finder->binder->diagnostics;
	const char *topic = diagnostics_topic(diagnostics, "variable");
	const struct node *var = node_get(finder->binder->vars, name);

	bind_error(finder->binder, finder->pattern->mark, NULL, "%s",
		   text ? text : name);
	if (var)
		diagnostics_note(diagnostics, node_key_mark(var),
				 "the variable is here");
	diagnostics_topic(diagnostics, topic);
}

static void add(struct finder *finder, struct late_names *to, const char *name,
		const char *sample)
{
	struct late_names builtin;

	names_builtin(&builtin);
	if (node_get(finder->binder->vars, name))
		complain(finder, "'%s' is a capture here, and one of vars",
			 name);
	else if (names_find(&builtin, str_of(name)))
		complain(finder, "'%s' is a capture here, and built in", name);
	else if (names_find(&finder->out->own, str_of(name)))
		complain(finder, "'%s' is a capture of another rule, too",
			 name);
	else if (!names_add(to, name, sample))
		complain(finder, "too many captures: '%s'", name);
}

static void add_captures(struct finder *finder, const struct regex *regex)
{
	struct arena *arena = &finder->binder->policy->arena;
	struct regex_span spans[CAPTURES_MAX];
	size_t count = regex_name_count(regex);
	const char *sample;
	bool matched;

	if (count > CAPTURES_MAX) {
		complain(finder, "%s", "the pattern has too many captures");
		count = CAPTURES_MAX;
	}
	matched = finder->example &&
		  regex_capture(regex, str_of(finder->example), spans, count,
				NULL) == MATCH_YES;
	for (size_t i = 0; i < count; i++) {
		sample = SAMPLE;
		if (matched && spans[i].start != SIZE_MAX)
			sample = arena_copy(
				arena,
				(struct str){ finder->example + spans[i].start,
					      spans[i].end - spans[i].start });
		add(finder, &finder->out->own, regex_name(regex, i),
		    sample ? sample : SAMPLE);
	}
}

static void find_in_pattern(struct finder *finder, const struct option *row)
{
	struct binder *binder = finder->binder;
	const struct node *node = finder->pattern;
	struct expansion text;
	struct regex *regex;

	if (node->kind != NODE_SCALAR || node_is_null(node))
		return;
	text = bind_expand(binder, node, VARS_PATTERN, false);
	if (!text.text)
		return;
	if (text.dynamic)
		text.text = bind_sample(binder, text.text, VARS_PATTERN);
	regex = text.text ? bind_regex(binder, text.text, row->pattern_flags,
				       NULL) :
			    NULL;
	if (!regex)
		return;
	if (text.dynamic && regex_name_count(regex))
		bind_error(binder, node->mark,
			   "take the variable, or the captures, out",
			   "a pattern with captures cannot depend on the ref");
	else
		add_captures(finder, regex);
}

static void find_in_rule(struct finder *finder, const struct rule *rule,
			 const struct node *node)
{
	const struct option *row = rule->options ? rule->options->options :
						   NULL;
	const struct node *accept = node_get(node, "accept");

	finder->example = NULL;
	if (accept)
		accept = bind_list_first(accept);
	if (accept && accept->kind == NODE_SCALAR)
		finder->example = accept->text;
	for (; row && row->key; row++) {
		finder->pattern = node_get(node, row->key);
		if (row->flags & OPTION_DEFINES && finder->pattern)
			find_in_pattern(finder, row);
	}
}

static void find_in_givers(struct finder *finder, const struct node *rules)
{
	for (size_t i = 0; i < sizeof(givers) / sizeof(givers[0]); i++) {
		const struct giver *giver = &givers[i];

		finder->pattern =
			node_get(node_get(rules, giver->rule), giver->option);
		if (!finder->pattern || node_is_null(finder->pattern) ||
		    node_is(finder->pattern, giver->off))
			continue;
		if (!giver->captured ||
		    !names_find(&finder->out->own, str_of(giver->name)))
			add(finder, &finder->out->given, giver->name,
			    giver->sample);
	}
}

void captures_find(struct captures *out, struct binder *binder,
		   const struct node *rules)
{
	struct finder finder = { .binder = binder, .out = out };
	const struct rule *rule;
	const struct node *node;

	*out = (struct captures){ .own = { .count = 0 } };
	for (size_t i = 0; i < rules_count; i++) {
		rule = rules_all[i];
		node = node_get(rules, rule->id);
		if (node)
			find_in_rule(&finder, rule, node);
	}
	find_in_givers(&finder, rules);
}

static void add_all(struct late_names *out, const struct late_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		names_add(out, names->items[i].name, names->items[i].sample);
}

void captures_known(struct late_names *out, const struct policy *policy,
		    const struct captures *captures, size_t index)
{
	const struct ruleset *ruleset = &policy->rulesets[index];

	names_builtin(out);
	if (!ruleset->has_merging) {
		add_all(out, &captures[index].own);
		add_all(out, &captures[index].given);
		return;
	}
	/* What lands is judged with the names of the branch that lands. */
	for (size_t i = 0; i < policy->ruleset_count; i++)
		if (!policy->rulesets[i].has_merging &&
		    globs_overlap(&ruleset->merging.fixed,
				  &policy->rulesets[i].refs.fixed))
			add_all(out, &captures[i].own);
}
