/*
 * explain_rule.c - the rules as such, whatever a policy makes of them.
 */
#include "explain.h"
#include "option_text.h"
#include "page.h"

#include "base/json.h"

static const struct str none = { NULL, 0 };

void explain_rows(struct page *page, const struct option_table *table,
		  unsigned level)
{
	const struct option *row = table ? table->options : NULL;
	struct buf type = BUF_INIT;

	for (; row && row->key; row++) {
		buf_clear(&type);
		option_text_type(&type, row);
		page_row(page, level, row->key, buf_str(&type),
			 str_of(row->help));
		/* a list of itself would have no end */
		if (row->record && row->record != table)
			explain_rows(page, row->record, level + 1);
	}
	buf_release(&type);
}

void explain_json_rows(struct json *json, const char *key,
		       const struct option_table *table)
{
	const struct option *row = table ? table->options : NULL;
	struct buf type = BUF_INIT;

	json_array_begin(json, key);
	for (; row && row->key; row++) {
		buf_clear(&type);
		option_text_type(&type, row);
		json_object_begin(json, NULL);
		json_text(json, "key", row->key);
		json_str(json, "type", buf_str(&type));
		json_bool(json, "required", row->flags & OPTION_REQUIRED);
		json_text(json, "default", row->fallback);
		json_text(json, "help", row->help);
		if (row->record && row->record != table)
			explain_json_rows(json, "options", row->record);
		json_object_end(json);
	}
	json_array_end(json);
	buf_release(&type);
}

static void add_example(struct buf *out, const struct rule *rule)
{
	buf_add_text(out, "rules:\n");
	buf_addf(out, "  %s: ", rule->id);
	option_text_example(out, rule->options);
	buf_add_byte(out, '\n');
}

static void rule_json(struct buf *out, const struct rule *rule)
{
	struct buf example = BUF_INIT;
	struct json json;

	add_example(&example, rule);
	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "rule", rule->id);
	json_text(&json, "summary", rule->summary);
	explain_json_rows(&json, "options", rule->options);
	explain_json_rows(&json, "common_options", rule_common_table(rule));
	json_str(&json, "example", buf_str(&example));
	json_object_end(&json);
	buf_add_byte(out, '\n');
	buf_release(&example);
}

void explain_rule(struct buf *out, enum console_format format,
		  const struct rule *rule)
{
	struct page page = { .out = out,
			     .markdown = format == FORMAT_MARKDOWN };
	struct buf summary = BUF_INIT;
	struct buf example = BUF_INIT;

	if (format == FORMAT_JSON) {
		rule_json(out, rule);
		return;
	}
	page_title(&page, "%s", rule->id);
	buf_addf(&summary, "Refuses %s.", rule->summary);
	page_text(&page, buf_str(&summary));
	if (rule->options) {
		page_heading(&page, "Options");
		explain_rows(&page, rule->options, 0);
	}
	page_heading(&page, "Options of every rule");
	explain_rows(&page, rule_common_table(rule), 0);
	page_heading(&page, "Example");
	add_example(&example, rule);
	page_code(&page, "yaml", buf_str(&example));
	buf_release(&summary);
	buf_release(&example);
}

static void rules_json(struct buf *out)
{
	struct json json;

	json_init(&json, out);
	json_array_begin(&json, NULL);
	for (size_t i = 0; i < rules_count; i++) {
		json_object_begin(&json, NULL);
		json_text(&json, "rule", rules_all[i]->id);
		json_text(&json, "summary", rules_all[i]->summary);
		json_object_end(&json);
	}
	json_array_end(&json);
	buf_add_byte(out, '\n');
}

void explain_rules(struct buf *out, enum console_format format)
{
	struct page page = { .out = out,
			     .markdown = format == FORMAT_MARKDOWN };

	if (format == FORMAT_JSON) {
		rules_json(out);
		return;
	}
	page_title(&page, "Rules, and what each of them refuses");
	for (size_t i = 0; i < rules_count; i++) {
		const struct rule *rule = rules_all[i];

		if (page.markdown)
			page_row(&page, 0, rule->id, none,
				 str_of(rule->summary));
		else
			page_row(&page, 0, rule->id, str_of(rule->summary),
				 none);
	}
}
