/*
 * explain_ref.c - the rules in force on a ref, for people. Never judges.
 */
#include "explain.h"
#include "explain_sample.h"
#include "message.h"
#include "option_text.h"
#include "page.h"

#include <stdlib.h>
#include <string.h>

#define SHORT_HASH 8

static const struct str none = { NULL, 0 };

/* "policy.yml:17" */
static void add_place(struct buf *out, const struct mark *mark)
{
	const char *path = mark->source ? mark->source->path : NULL;
	const char *slash = path ? strrchr(path, '/') : NULL;

	if (path)
		buf_addf(out, "%s:%zu", slash ? slash + 1 : path, mark->line);
	else
		buf_add_text(out, "built in");
}

static void add_globs(struct page *page, const char *name,
		      const struct ref_globs *globs)
{
	struct buf text = BUF_INIT;

	ref_globs_describe(globs, &text);
	page_row(page, 0, name, buf_str(&text), none);
	buf_release(&text);
}

static void add_ruleset(struct page *page, const struct explained *item)
{
	const struct ruleset *ruleset = item->ruleset;
	struct buf place = BUF_INIT;

	if (!ruleset) {
		page_heading(page, "Built in, where no ruleset says otherwise");
		return;
	}
	add_place(&place, &ruleset->mark);
	page_heading(page, "Ruleset %s (%s)", ruleset->name, buf_text(&place));
	add_globs(page, "refs", &ruleset->refs);
	if (ruleset->has_merging)
		add_globs(page, "only merges of", &ruleset->merging);
	if (ruleset->enforcement == ENFORCE_EVALUATE ||
	    item->policy->mode == MODE_EVALUATE)
		page_row(page, 0, "evaluate", STR("refuses nothing, but warns"),
			 none);
	buf_release(&place);
}

/* A glob for paths shows more by a path that it matches. */
static void add_sample(struct buf *out, const void *globs)
{
	struct arena arena;
	struct vars vars;

	arena_init(&arena);
	vars_init(&vars, 0, &arena);
	buf_add_text(out, "such as ");
	if (!sample_of_list(out, globs, &vars, SAMPLE_WORD) ||
	    str_find(buf_str(out), STR(" refs/")) < out->size)
		buf_clear(out);
	vars_release(&vars);
	arena_release(&arena);
}

static void add_options(struct page *page, unsigned level, const char *prefix,
			const struct option_table *table, const void *record)
{
	const struct option *row = table ? table->options : NULL;
	struct buf sample = BUF_INIT;
	struct buf value = BUF_INIT;
	struct buf name = BUF_INIT;

	for (; row && record && row->key; row++) {
		buf_clear(&name);
		buf_clear(&value);
		buf_addf(&name, "%s%s", prefix, row->key);
		if (row->type == OPTION_RECORD) {
			buf_add_byte(&name, '.');
			add_options(page, level, buf_text(&name), row->record,
				    (const char *)record + row->offset);
		} else if (option_text_value(&value, row, record)) {
			buf_clear(&sample);
			if (row->type == OPTION_GLOBS)
				add_sample(&sample,
					   (const char *)record + row->offset);
			page_row(page, level, buf_text(&name), buf_str(&value),
				 buf_str(&sample));
		}
	}
	buf_release(&sample);
	buf_release(&value);
	buf_release(&name);
}

static void add_common(struct page *page, const struct rule_common *common)
{
	if (common->severity == SEVERITY_WARNING)
		page_row(page, 1, "severity", STR("warning: refuses nothing"),
			 none);
	if (!common->bypassable)
		page_row(page, 1, "bypassable",
			 STR("false: no override reaches it"), none);
	if (common->help)
		page_row(page, 1, "help", str_of(common->help), none);
	if (common->url)
		page_row(page, 1, "url", str_of(common->url), none);
}

static void add_lines(struct page *page, struct str text)
{
	struct str line;

	while (str_next_line(&text, &line))
		if (line.size)
			page_row(page, 1, "-", line, none);
}

static int add_rule(struct page *page, const struct explained *item,
		    const struct explain_ref *ref, struct error *error)
{
	const struct policy_rule *rule = item->rule;
	struct buf remark = BUF_INIT;
	struct buf words = BUF_INIT;
	int result = explain_words(&words, item, ref, error);

	buf_addf(&remark, "refuses %s (", rule->rule->summary);
	if (item->ruleset)
		add_place(&remark, &rule->mark);
	else
		buf_add_text(&remark, "built in");
	buf_add_byte(&remark, ')');
	page_row(page, 0, rule->rule->id, none, buf_str(&remark));
	if (words.size)
		add_lines(page, buf_str(&words));
	else
		add_options(page, 1, "", rule->rule->options, rule->options);
	add_common(page, &rule->common);
	if (buf_failed(&remark) || buf_failed(&words))
		page->out->failed = true;
	buf_release(&remark);
	buf_release(&words);
	return result;
}

static void add_who(struct page *page, const struct explained_list *list,
		    const struct explain_ref *ref)
{
	const char *login = ref->place.pusher->login;
	struct buf value = BUF_INIT;
	struct buf remark = BUF_INIT;

	for (size_t i = 0; i < list->count; i++) {
		const struct policy_rule *rule = list->items[i].rule;
		const struct audience *allow =
			option_text_allow(rule->rule->options, rule->options);

		if (!allow || allow->kind == AUDIENCE_UNSET)
			continue;
		buf_clear(&value);
		buf_clear(&remark);
		option_text_audience(&value, allow);
		if (ref->as && login)
			buf_addf(&remark, "%s: %s", login,
				 explain_may(allow, list->items[i].policy,
					     ref) ?
					 "yes" :
					 "no");
		page_row(page, 0, rule->rule->id, buf_str(&value),
			 buf_str(&remark));
	}
	buf_release(&value);
	buf_release(&remark);
}

static void add_overrides(struct page *page, const struct explain_ref *ref)
{
	struct buf value = BUF_INIT;

	for (size_t i = 0; i < ref->policy_count; i++) {
		const struct policy_override *override =
			&ref->policies[i]->override;

		if (!override->present)
			continue;
		buf_clear(&value);
		buf_addf(&value, "%lld of ", (long long) override->approvals);
		option_text_audience(&value, &override->from);
		buf_addf(&value, ", for %s", override->incident->text);
		page_row(page, 0, "override", buf_str(&value), none);
	}
	buf_release(&value);
}

static int add_template(struct page *page, const struct explain_ref *ref,
			struct error *error)
{
	struct buf text = BUF_INIT;
	int result = message_append(&text, ref->policies, ref->policy_count,
				    &ref->place, error);

	if (!result && text.size) {
		page_heading(page, "Message template");
		page_code(page, "", buf_str(&text));
	}
	buf_release(&text);
	return result;
}

/* Each policy has its name, the first bytes of its hash and its file. */
static void add_policies(struct page *page, const struct explain_ref *ref)
{
	for (size_t i = 0; i < ref->policy_count; i++) {
		const struct policy *policy = ref->policies[i];
		struct buf text = BUF_INIT;

		buf_addf(&text, "%s %.*s", policy->name, SHORT_HASH,
			 policy->hash);
		page_row(page, 0, "policy", buf_str(&text),
			 str_of(policy->path));
		buf_release(&text);
	}
}

static void add_ungoverned(struct page *page, const struct explain_ref *ref)
{
	bool denied = false;

	for (size_t i = 0; i < ref->policy_count; i++)
		denied |= ref->policies[i]->unmatched != 0;
	page_text(page, denied ? STR("No ruleset governs it: a push to it is "
				     "refused (unmatched: deny).") :
				 STR("No ruleset governs it: a push to it is "
				     "accepted."));
}

static int add_all(struct page *page, const struct explained_list *list,
		   const struct explain_ref *ref, struct error *error)
{
	const struct explained *last = NULL;
	int result = 0;

	page_title(page, "%s", ref->place.ref);
	add_policies(page, ref);
	if (!list->count)
		add_ungoverned(page, ref);
	for (size_t i = 0; !result && i < list->count; i++) {
		const struct explained *item = &list->items[i];

		if (!last || last->ruleset != item->ruleset ||
		    last->policy != item->policy)
			add_ruleset(page, item);
		result = add_rule(page, item, ref, error);
		last = item;
	}
	if (!result && list->count) {
		page_heading(page, "Who may");
		add_who(page, list, ref);
		add_overrides(page, ref);
		result = add_template(page, ref, error);
		if (!result)
			result = explain_landings(page, ref, error);
		explain_commands(page, ref, list);
	}
	return result;
}

int explain_ref(struct buf *out, enum console_format format,
		const struct explain_ref *ref, struct error *error)
{
	struct page page = { .out = out,
			     .markdown = format == FORMAT_MARKDOWN };
	struct explained_list list;
	int result = explain_collect(&list, ref, error);

	if (!result)
		result = format == FORMAT_JSON ?
				 explain_ref_json(out, ref, &list, error) :
				 add_all(&page, &list, ref, error);
	free(list.items);
	return result;
}
