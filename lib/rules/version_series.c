/*
 * version_series.c - see version_series.h. Never reads what is tagged.
 */
#include "rules/version_series.h"

#include "git/memory.h"

#include <stdio.h>
#include <string.h>

#define TAGS_PREFIX "refs/tags/"

const char *const version_part_names[VERSION_PARTS] = { "major", "minor",
							"patch" };

bool version_order_allows(const struct version_order *rule,
			  enum version_part part)
{
	for (size_t i = 0; i < rule->next.count; i++)
		if (!strcmp(rule->next.items[i], version_part_names[part]))
			return true;
	return false;
}

bool version_order_read(struct version *out, const struct version_order *rule,
			const struct ref_update *update)
{
	return update->class == REF_TAG &&
	       str_starts(update->short_name, rule->prefix) &&
	       version_read(out,
			    str_from(update->short_name, strlen(rule->prefix)));
}

bool version_series_precedes(const struct version_series *series,
			     const struct version *version)
{
	const struct version_order *rule = series->rule;

	for (size_t i = series->versions.count; i--;)
		for (int part = 0; part < VERSION_PARTS; part++) {
			struct version next = series->versions.items[i].version;

			if (version_order_allows(rule,
						 (enum version_part)part) &&
			    version_next(&next, (enum version_part)part) &&
			    !version_compare(&next, version))
				return true;
		}
	return false;
}

/* A glob for the versions before it, if that part is one higher. */
static bool find_before(char *out, size_t size, const struct version *version,
			enum version_part part)
{
	const uint32_t *parts = version->parts;

	for (size_t i = (size_t)part + 1; i < VERSION_PARTS; i++)
		if (parts[i])
			return false;
	if (!parts[part])
		return false;
	if (part == VERSION_MAJOR)
		snprintf(out, size, "%u.[0-9]*", parts[0] - 1);
	else if (part == VERSION_MINOR)
		snprintf(out, size, "%u.%u.[0-9]*", parts[0], parts[1] - 1);
	else
		snprintf(out, size, "%u.%u.%u", parts[0], parts[1],
			 parts[2] - 1);
	return true;
}

int version_series_begin(struct version_series *series,
			 const struct version *version)
{
	char before[VERSION_TEXT_SIZE + sizeof("[0-9]*")];
	int result = 0;

	for (int part = 0; !result && part < VERSION_PARTS; part++) {
		if (!version_order_allows(series->rule,
					  (enum version_part)part) ||
		    !find_before(before, sizeof(before), version,
				 (enum version_part)part))
			continue;
		result = version_tags_read(&series->versions, series->context,
					   series->rule->prefix, before,
					   series->error);
		if (!result)
			result = version_series_precedes(series, version);
		version_tags_release(&series->versions);
	}
	return result;
}

static int add_version(struct version_series *series,
		       const struct version *version)
{
	struct version_tags *versions = &series->versions;
	struct version_tag *item;

	if (!series->capacity)
		series->capacity = versions->count;
	item = array_more(&versions->items, versions->count, &series->capacity,
			  sizeof(*item));
	if (!item)
		return error_no_memory(series->error);
	*item = (struct version_tag){ .version = *version };
	versions->count++;
	return 0;
}

static bool is_branch_series(const struct version_order *rule)
{
	return !*rule->prefix || !strcmp(rule->prefix, "v");
}

/* "refs/tags/v1.2.3", or the version of a branch that has landed. */
static bool read_remembered(struct version *out, bool *tagged, struct str text,
			    const struct version_order *rule)
{
	struct str by, name;

	if (!memory_get(text, "by", &by) || !memory_get(text, "name", &name))
		return false;
	*tagged = str_is(by, "tag");
	if (!*tagged)
		return is_branch_series(rule) &&
		       memory_get(text, "version", &name) &&
		       version_read(out, name);
	name = str_from(name, strlen(TAGS_PREFIX));
	return str_starts(name, rule->prefix) &&
	       version_read(out, str_from(name, strlen(rule->prefix)));
}

static int add_remembered(const char *name, struct str text, void *data)
{
	struct version_series *series = data;
	struct version version;
	bool tagged = false;

	(void)name;
	if (!read_remembered(&version, &tagged, text, series->rule))
		return 0;
	series->begun |= tagged;
	return add_version(series, &version);
}

int version_series_read(struct version_series *series)
{
	const struct rule_context *context = series->context;
	int result = version_tags_read(&series->versions, context,
				       series->rule->prefix, NULL,
				       series->error);

	series->begun = series->versions.count > 0;
	return result ? result :
			memory_each(context->repo, "version/", context->arena,
				    add_remembered, series, series->error);
}

int version_series_push(struct version_series *series)
{
	const struct rule_context *context = series->context;
	int result = 0;

	for (size_t i = 0; !result && i < context->update_count; i++) {
		const struct ref_update *update = &context->updates[i];
		struct version version;

		if (update != context->update &&
		    update->kind == UPDATE_CREATE &&
		    version_order_read(&version, series->rule, update))
			result = add_version(series, &version);
	}
	return result;
}

/* 1: a tag has had it, or has it. */
static int is_tagged(const struct version *version,
		     const struct version_series *series)
{
	const struct version_tags *versions = &series->versions;
	struct str text;

	for (size_t i = 0; i < versions->count; i++)
		if (versions->items[i].name &&
		    !version_compare(&versions->items[i].version, version))
			return 1;
	return version_of_tag(&text, series->context, series->rule->prefix,
			      version, series->error);
}

const struct version *
version_series_highest(const struct version_series *series,
		       const struct version *line)
{
	const struct version *highest = NULL;

	for (size_t i = 0; i < series->versions.count; i++) {
		const struct version *version =
			&series->versions.items[i].version;

		if (line && (version->parts[0] != line->parts[0] ||
			     version->parts[1] != line->parts[1]))
			continue;
		if (!highest || version_compare(version, highest) > 0)
			highest = version;
	}
	return highest;
}

int version_series_next(struct version *out,
			const struct version_series *series,
			enum version_part part, const struct version *version)
{
	const struct version *before = version_series_highest(
		series, part == VERSION_PATCH ? version : NULL);
	int result;

	if (!before)
		before = version_series_highest(series, NULL);
	if (!before)
		return 0;
	*out = *before;
	do {
		if (!version_next(out, part))
			return 0;
		result = is_tagged(out, series);
	} while (result > 0);
	return result < 0 ? result : 1;
}
