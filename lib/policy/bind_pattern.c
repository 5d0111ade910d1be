/*
 * bind_pattern.c - compiles every pattern of a policy and runs its examples.
 * Those with late names are tried with samples. Never lets a pattern pass
 * that was not compiled once: in a sound policy it was, and waits for its use.
 */
#include "policy/bind.h"

#include "base/regex.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct regex *bind_regex(struct binder *binder, const char *text,
			 unsigned flags, struct regex_flaw *flaw)
{
	struct policy *policy = binder->policy;
	struct regex **slot = array_more(&policy->regexes, policy->regex_count,
					 &policy->regex_capacity,
					 sizeof(struct regex *));
	int result;

	if (!slot) {
		binder->no_memory = true;
		return NULL;
	}
	if (binder->sound)
		result = regex_later(slot, text, flags);
	else
		result = regex_new(slot, str_of(text), flags, flaw);
	binder->no_memory |= result == ERROR_INTERNAL;
	policy->regex_count += result == 0;
	return result ? NULL : *slot;
}

static bool try_sample(struct binder *binder, const struct node *node,
		       const struct expansion *text, unsigned flags)
{
	const char *sample = bind_sample(binder, text->text, VARS_PATTERN);
	struct regex *regex = NULL;
	struct regex_flaw flaw;
	int result;

	if (!sample)
		return false;
	result = regex_new(&regex, str_of(sample), flags, &flaw);
	if (result)
		bind_flaw(binder, node, text, &flaw);
	regex_free(regex);
	return !result;
}

struct pattern *bind_pattern(struct binder *binder, const struct option *row,
			     const struct node *node)
{
	struct pattern *pattern;
	struct expansion text;
	struct regex_flaw flaw;

	if (node->kind != NODE_SCALAR || node_is_null(node)) {
		bind_wants(binder, row, node, "a pattern");
		return NULL;
	}
	pattern = bind_alloc(binder, 1, sizeof(*pattern));
	text = bind_expand(binder, node, VARS_PATTERN, false);
	if (!pattern || !text.text)
		return NULL;
	pattern->source = node->text;
	pattern->text = text.text;
	pattern->flags = row->pattern_flags;
	pattern->mark = node->mark;
	bind_said_text(binder, text.text);
	bind_said_number(binder, pattern->flags);
	if (text.dynamic) {
		binder->dynamic = pattern->dynamic = true;
		pattern->slot = binder->policy->slots_given++;
		return binder->sound || try_sample(binder, node, &text,
						   pattern->flags) ?
			       pattern :
			       NULL;
	}
	pattern->regex = bind_regex(binder, text.text, pattern->flags, &flaw);
	if (pattern->regex)
		return pattern;
	bind_flaw(binder, node, &text, &flaw);
	return NULL;
}

void bind_patterns(struct binder *binder, const struct option *row,
		   const struct node *node, struct patterns *out)
{
	struct pattern *pattern;

	if (node->kind == NODE_MAPPING) {
		bind_wants(binder, row, node, "a list of patterns");
		return;
	}
	out->items = bind_alloc(binder, bind_list_count(node), sizeof(pattern));
	bind_said_number(binder, (int64_t)bind_list_count(node));
	for (const struct node *item = bind_list_first(node);
	     out->items && item; item = bind_list_next(node, item)) {
		pattern = bind_pattern(binder, row, item);
		if (pattern)
			out->items[out->count++] = pattern;
	}
}

void bind_pattern_map(struct binder *binder, const struct option *row,
		      const struct node *node, struct pattern_map *out)
{
	struct pattern *pattern;

	if (node->kind != NODE_MAPPING) {
		bind_wants(binder, row, node,
			   "a mapping such as {Reason: '.{10,}'}");
		return;
	}
	out->items = bind_alloc(binder, node->count, sizeof(*out->items));
	bind_said_number(binder, (int64_t)node->count);
	for (const struct node *child = node->first; out->items && child;
	     child = child->next) {
		bind_said_text(binder, child->key->text);
		pattern = bind_pattern(binder, row, child);
		if (pattern)
			out->items[out->count++] =
				(struct pattern_map_item){ child->key->text,
							   pattern };
	}
}

struct trial {
	struct binder *binder;
	const struct pattern *pattern;
	const struct regex *regex;
	const struct option *row; /* accept or reject */
};

static void try_example(const struct trial *trial, const struct node *example,
			const char *text)
{
	bool wanted = trial->row->type == OPTION_ACCEPT;
	struct diagnostics *diagnostics = trial->binder->diagnostics;
	const char *topic = diagnostics_topic(diagnostics, "example");
	struct error error = { 0 };
	enum match match =
		regex_match(trial->regex, str_of(text), NULL, &error);

	if (match == MATCH_BROKEN)
		bind_error(trial->binder, example->mark, NULL,
			   "the %s example '%s' cannot be judged: %s",
			   trial->row->key, text, error.text);
	else if ((match == MATCH_YES) != wanted)
		bind_error(trial->binder, example->mark, NULL,
			   wanted ? "the %s example '%s' does not match the "
				    "pattern '%s'" :
				    "the %s example '%s' matches the pattern "
				    "'%s'",
			   trial->row->key, text, trial->pattern->source);
	diagnostics_topic(diagnostics, topic);
}

static void try_examples(const struct trial *trial, const struct node *list)
{
	struct binder *binder = trial->binder;
	struct expansion text;
	const char *sample;

	for (const struct node *item = bind_list_first(list); item;
	     item = bind_list_next(list, item)) {
		if (item->kind != NODE_SCALAR)
			continue;
		text = bind_expand(binder, item, VARS_PLAIN, true);
		sample = text.text ?
				 bind_sample(binder, text.text, VARS_PLAIN) :
				 NULL;
		if (sample)
			try_example(trial, item, sample);
	}
}

static void run_examples(struct binder *binder, const struct option *row,
			 const struct node *list, const struct pattern *pattern)
{
	struct trial trial = { .binder = binder,
			       .pattern = pattern,
			       .regex = pattern->regex,
			       .row = row };
	struct regex *regex = NULL;
	const char *sample;

	if (pattern->dynamic) {
		sample = bind_sample(binder, pattern->text, VARS_PATTERN);
		if (!sample ||
		    regex_new(&regex, str_of(sample), pattern->flags, NULL))
			return;
		trial.regex = regex;
	}
	try_examples(&trial, list);
	regex_free(regex);
}

void bind_examples(struct binder *binder, const struct option_table *table,
		   const struct node *mapping, const void *record)
{
	const struct pattern *pattern = NULL;
	bool has_pattern = node_get(mapping, "pattern") != NULL;
	const struct node *list;

	for (const struct option *row = table->options; row->key; row++)
		if (row->type == OPTION_PATTERN &&
		    strcmp(row->key, "pattern") == 0)
			memcpy(&pattern, (const char *)record + row->offset,
			       sizeof(pattern));
	for (const struct option *row = table->options; row->key; row++) {
		if (row->type != OPTION_ACCEPT && row->type != OPTION_REJECT)
			continue;
		list = node_get(mapping, row->key);
		if (!list || list->kind == NODE_MAPPING)
			continue;
		if (!has_pattern)
			bind_error(binder, node_key_mark(list), NULL,
				   "'%s' needs a 'pattern' beside it",
				   row->key);
		else if (pattern)
			run_examples(binder, row, list, pattern);
	}
}
