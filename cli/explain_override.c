/*
 * explain_override.c - the emergency override as such: what people type, and
 * what a policy may say about it. Knows no repository.
 */
#include "explain.h"
#include "page.h"

#include "base/json.h"
#include "policy/tables.h"

#include <string.h>

static const char summary[] =
	"In an emergency enough people can let in what rules refuse: each of\n"
	"them signs a tag of the very commit, and who pushes names the\n"
	"incident. What is not bypassable stands, and so does structure.\n"
	"Nobody who made a change authorises it, one authorisation serves one\n"
	"landing, and each use is in the audit log.";

static const char signing[] =
	"refgate authorize INCIDENT COMMIT --ref REF --rules IDS \\\n"
	"  --expires 1h --reason 'WHY'\n";

static const char pushing[] = "git push -o override=INCIDENT origin REF\n";

static const char example[] = "override:\n"
			      "  approvals: 2\n"
			      "  from: [team-leads]\n"
			      "  incident: 'INC-[0-9]+'\n"
			      "  max-duration: 4h\n"
			      "  require: {Reason: '.{10,}'}\n";

static const struct option_table *find_table(void)
{
	for (const struct option *row = policy_table.options; row->key; row++)
		if (!strcmp(row->key, EXPLAIN_OVERRIDE))
			return row->record;
	return NULL;
}

static void add_json(struct buf *out)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "topic", EXPLAIN_OVERRIDE);
	json_text(&json, "summary", summary);
	explain_json_rows(&json, "options", find_table());
	json_text(&json, "sign", signing);
	json_text(&json, "push", pushing);
	json_text(&json, "example", example);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

void explain_override(struct buf *out, enum console_format format)
{
	struct page page = { .out = out,
			     .markdown = format == FORMAT_MARKDOWN };

	if (format == FORMAT_JSON) {
		add_json(out);
		return;
	}
	page_title(&page, EXPLAIN_OVERRIDE);
	page_text(&page, str_of(summary));
	page_heading(&page, "Each who signs types");
	page_code(&page, "sh", str_of(signing));
	page_heading(&page, "Then who pushes");
	page_code(&page, "sh", str_of(pushing));
	page_heading(&page, "Options");
	explain_rows(&page, find_table(), 0);
	page_heading(&page, "Example");
	page_code(&page, "yaml", str_of(example));
}
