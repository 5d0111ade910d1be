/*
 * explain_json.c - the rules in force on a ref, for programs.
 */
#include "explain.h"
#include "message.h"
#include "option_text.h"

#include "base/json.h"

static void add_options(struct json *json, const char *key,
			const struct option_table *table, const void *record)
{
	const struct option *row = table ? table->options : NULL;
	struct buf value = BUF_INIT;

	json_object_begin(json, key);
	for (; row && record && row->key; row++) {
		buf_clear(&value);
		if (row->type == OPTION_RECORD)
			add_options(json, row->key, row->record,
				    (const char *)record + row->offset);
		else if (option_text_value(&value, row, record))
			json_str(json, row->key, buf_str(&value));
	}
	json_object_end(json);
	buf_release(&value);
}

static void add_mark(struct json *json, const struct mark *mark)
{
	json_text(json, "file", mark->source ? mark->source->path : NULL);
	if (mark->source)
		json_int(json, "line", (int64_t)mark->line);
	else
		json_nil(json, "line");
}

static int add_rule(struct json *json, const struct explained *item,
		    const struct explain_ref *ref, struct error *error)
{
	static const struct mark nowhere = { NULL, 0, 0, 0 };
	const struct policy_rule *rule = item->rule;
	struct buf words = BUF_INIT;
	int result = explain_words(&words, item, ref, error);

	json_object_begin(json, NULL);
	json_text(json, "rule", rule->rule->id);
	json_text(json, "summary", rule->rule->summary);
	json_text(json, "policy", item->policy->name);
	json_text(json, "ruleset", item->ruleset ? item->ruleset->name : NULL);
	add_mark(json, item->ruleset ? &rule->mark : &nowhere);
	json_text(json, "severity",
		  rule->common.severity == SEVERITY_WARNING ? "warning" :
							      "error");
	json_bool(json, "bypassable", rule->common.bypassable);
	json_bool(json, "merges_only",
		  item->ruleset && item->ruleset->has_merging);
	add_options(json, "options", rule->rule->options, rule->options);
	if (words.size)
		json_str(json, "words", buf_str(&words));
	json_object_end(json);
	buf_release(&words);
	return result;
}

int explain_ref_json(struct buf *out, const struct explain_ref *ref,
		     const struct explained_list *list, struct error *error)
{
	struct buf template = BUF_INIT;
	struct json json;
	int result = message_append(&template, ref->policies, ref->policy_count,
				    &ref->place, error);

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "ref", ref->place.ref);
	json_bool(&json, "governed", list->count > 0);
	json_array_begin(&json, "rules");
	for (size_t i = 0; !result && i < list->count; i++)
		result = add_rule(&json, &list->items[i], ref, error);
	json_array_end(&json);
	if (template.size)
		json_str(&json, "template", buf_str(&template));
	else
		json_nil(&json, "template");
	json_object_end(&json);
	buf_add_byte(out, '\n');
	buf_release(&template);
	return result;
}
