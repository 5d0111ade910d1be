/*
 * version_order.c - refuses version tags that are no next version, or that
 * were used before. Never looks at what is tagged.
 */
#include "rules/memo.h"
#include "rules/repair.h"
#include "rules/version_series.h"

#include "git/memory.h"

#include <string.h>

#define TAGS_PREFIX "refs/tags/"
#define ID_DIGITS 12

static const struct option options[] = {
	{ .key = "next",
	  .type = OPTION_TEXTS,
	  .offset = offsetof(struct version_order, next),
	  .fallback = "[patch, minor, major]",
	  .effect = EFFECT_BOUNDS,
	  .help = "which parts may be one higher than an earlier version's" },
	{ .key = "prefix",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct version_order, prefix),
	  .fallback = "v",
	  .help = "what stands before the version in a tag's name" },
	{ .key = NULL },
};

static const struct option_table table = { options,
					   sizeof(struct version_order) };

static bool is_part(const char *name)
{
	for (size_t i = 0; i < VERSION_PARTS; i++)
		if (!strcmp(name, version_part_names[i]))
			return true;
	return false;
}

static void check(void *rule_options, const struct rule_check *check)
{
	const struct version_order *rule = rule_options;

	if (!rule->next.count)
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, "leave it out to allow all",
				"'next' allows no version");
	for (size_t i = 0; i < rule->next.count; i++)
		if (!is_part(rule->next.items[i]))
			diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
					check->mark,
					"it is one of patch, minor, major",
					"'%s' is no part of a version",
					rule->next.items[i]);
	if (vars_has_reference(rule->prefix))
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, "write it out",
				"'prefix' cannot depend on the ref");
}

/* "v1.2.3, v1.3.0, v2.0.0"; the first is the one to take. */
static int add_wanted(struct finding *finding, const struct version *version,
		      const struct version_series *series)
{
	const struct rule_context *context = series->context;
	const char *prefix = series->rule->prefix;
	char digits[VERSION_TEXT_SIZE + 1];
	struct buf names = BUF_INIT;
	int result = 0;

	for (size_t i = VERSION_PARTS; result >= 0 && i--;) {
		struct version next;

		if (!version_order_allows(series->rule, (enum version_part)i))
			continue;
		result = version_series_next(&next, series,
					     (enum version_part)i, version);
		if (result <= 0)
			continue;
		buf_addf(&names, "%s%s%s", names.size ? ", " : "", prefix,
			 version_format(&next, digits));
		if (finding && !finding->draft)
			finding->draft =
				arena_printf(context->arena, "%s", digits);
	}
	if (names.size)
		finding_row(context, finding, "next", buf_str(&names));
	buf_release(&names);
	return result < 0 ? result : 0;
}

static int report_used(const struct version *version,
		       struct version_series *series, struct str text)
{
	const struct rule_context *context = series->context;
	struct finding *finding;
	struct str time;
	int result = version_series_read(series);

	if (result)
		return result;
	finding = finding_add(context,
			      "\"%.*s\" is a version that was used before",
			      STR_ARGS(context->update->short_name));
	if (memory_get(text, "time", &time))
		finding_row(context, finding, "since", time);
	return add_wanted(finding, version, series);
}

static int report_moved(const struct version *version,
			struct version_series *series)
{
	const struct rule_context *context = series->context;
	const struct ref_update *update = context->update;
	char hex[OID_HEX_SIZE + 1];
	struct finding *finding;
	int result = version_series_read(series);

	if (result)
		return result;
	finding = finding_add(context,
			      "\"%.*s\" is the version of another commit "
			      "already",
			      STR_ARGS(update->short_name));
	finding_rowf(context, finding, "commit", "%.*s", ID_DIGITS,
		     oid_format(&update->old_commit, hex));
	return add_wanted(finding, version, series);
}

static int report_order(const struct version *version,
			const struct version_series *series)
{
	const struct rule_context *context = series->context;
	const struct version *highest = version_series_highest(series, NULL);
	char digits[VERSION_TEXT_SIZE + 1];
	struct finding *finding = finding_add(
		context, "\"%.*s\" is no next version of an earlier one",
		STR_ARGS(context->update->short_name));

	finding_rowf(context, finding, "highest", "%s%s", series->rule->prefix,
		     version_format(highest, digits));
	return add_wanted(finding, version, series);
}

/* All there is, and was, is asked for only before a refusal. */
static int judge_order(const struct version *version,
		       struct version_series *series)
{
	int result = version_series_begin(series, version);

	if (result)
		return result < 0 ? result : 0;
	result = version_series_read(series);
	if (result || !series->begun ||
	    version_series_precedes(series, version))
		return result;
	result = version_series_push(series);
	if (result || version_series_precedes(series, version))
		return result;
	return report_order(version, series);
}

static int judge_new(const struct version *version,
		     struct version_series *series)
{
	struct str text;
	int used = version_of_tag(&text, series->context, series->rule->prefix,
				  version, series->error);

	if (used < 0)
		return used;
	return used ? report_used(version, series, text) :
		      judge_order(version, series);
}

static bool is_moved(const struct ref_update *update)
{
	return !oid_equal(&update->old_commit, &update->new_commit) ||
	       oid_is_zero(&update->new_commit);
}

/* "01.2.3": people read a version in it, this rule does not. */
static bool is_twin(const struct version_order *rule,
		    const struct ref_update *update)
{
	struct str rest = update->short_name;
	size_t parts = 1;

	if (update->class != REF_TAG || update->kind == UPDATE_DELETE ||
	    !str_starts(rest, rule->prefix))
		return false;
	rest = str_from(rest, strlen(rule->prefix));
	for (size_t i = 0; i < rest.size; i++) {
		bool dot = rest.data[i] == '.';

		if (!dot && (rest.data[i] < '0' || rest.data[i] > '9'))
			return false;
		parts += dot;
	}
	return parts == VERSION_PARTS;
}

static int report_twin(const struct rule_context *context)
{
	struct finding *finding =
		finding_add(context, "\"%.*s\" is like a version, and is none",
			    STR_ARGS(context->update->short_name));

	finding_row(context, finding, "wanted",
		    STR("three numbers without leading zeros, each of at most "
			"nine digits"));
	return 0;
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct version_order *rule = rule_options;
	const struct ref_update *update = context->update;
	struct version_series series = { .rule = rule,
					 .context = context,
					 .error = error };
	struct version version;
	int result;

	if (!version_order_read(&version, rule, update))
		return is_twin(rule, update) ? report_twin(context) : 0;
	if (update->kind == UPDATE_DELETE ||
	    (update->kind == UPDATE_CHANGE && !is_moved(update)))
		return 0;
	result = update->kind == UPDATE_CREATE ?
			 judge_new(&version, &series) :
			 report_moved(&version, &series);
	version_tags_release(&series.versions);
	return result;
}

/* Also of a tag that goes: it may be older than this rule. */
static int remember(const void *rule_options,
		    const struct rule_context *context, struct error *error)
{
	const struct version_order *rule = rule_options;
	const struct ref_update *update = context->update;
	char digits[VERSION_TEXT_SIZE + 1];
	struct buf text = BUF_INIT;
	struct version version;
	const char *name;
	struct str before;
	int result;

	if (!version_order_read(&version, rule, update))
		return 0;
	result =
		version_of_tag(&before, context, rule->prefix, &version, error);
	if (result)
		return result < 0 ? result : 0;
	name = version_tag_memory_name(update->name, context->arena);
	memory_add(&text, "version", str_of(version_format(&version, digits)));
	memory_add(&text, "by", STR("tag"));
	memory_add(&text, "name", str_of(update->name));
	memory_add_time(&text, "time", context->now);
	result = name && !buf_failed(&text) ?
			 memo_add(context, MEMO_LANDED, name, buf_str(&text),
				  error) :
			 error_no_memory(error);
	buf_release(&text);
	return result;
}

/* The message names the version, too. */
static const char *edit_message(const struct repair_request *request,
				const char *digits)
{
	const struct version_order *rule = request->options;
	struct str before =
		str_from(request->update->short_name, strlen(rule->prefix));
	struct buf text = BUF_INIT;
	const char *copy;

	buf_add_text(&text, "s/");
	for (size_t i = 0; i < before.size; i++)
		buf_addf(&text, before.data[i] == '.' ? "[%c]" : "%c",
			 before.data[i]);
	buf_addf(&text, "/%s/g", digits);
	copy = arena_copy(request->arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static void repair_order(struct repair *repair,
			 const struct repair_request *request)
{
	const struct version_order *rule = request->options;
	const char *digits = request->findings[0]->draft;
	const char *name;

	if (!digits)
		return;
	name = arena_printf(request->arena, "%s%s", rule->prefix, digits);
	if (!name) {
		repair->failed = true;
		return;
	}
	repair_text(repair, "under the next version's name:");
	repair_rename_tag(repair, request, name, edit_message(request, digits));
}

const struct rule rule_version_order = {
	.id = "version-order",
	.summary = "version tags that are no next version, or were used before",
	.options = &table,
	.check = check,
	.traits = RULE_TAGS,
	.judge_update = judge_update,
	.remember = remember,
	.repair = repair_order,
};
