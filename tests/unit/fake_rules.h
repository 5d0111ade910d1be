/*
 * fake_rules.h - a table of rules that has every type of option, so that the
 * loader is tested by itself. They never judge.
 */
#ifndef REFGATE_TESTS_FAKE_RULES_H
#define REFGATE_TESTS_FAKE_RULES_H

#include "rules/rule.h"

#include <string.h>

static const char *const fake_severities[] = { "error", "warning", NULL };
static const char *const fake_levels[] = { "present", "valid", "trusted",
					   NULL };
static const char *const fake_versions[] = { "next-patch", NULL };

#define ROW(t, type_, member, ...)                                    \
	{                                                             \
		.key = #member, .type = OPTION_##type_,               \
		.offset = offsetof(struct t, member), .help = "help", \
		__VA_ARGS__                                           \
	}
#define ROW_AS(name, t, type_, member, ...)                           \
	{                                                             \
		.key = name, .type = OPTION_##type_,                  \
		.offset = offsetof(struct t, member), .help = "help", \
		__VA_ARGS__                                           \
	}
#define TABLE(name, t, ...)                                             \
	static const struct option name##_rows[] = { __VA_ARGS__,       \
						     { .key = NULL } }; \
	static const struct option_table name##_table = { name##_rows,  \
							  sizeof(struct t) }

TABLE(exempt, exempt, ROW(exempt, BOOL, merges, .fallback = "false"),
      ROW(exempt, BOOL, reverts, .fallback = "false"),
      ROW_AS("picks-of", exempt, GLOBS, picks_of, .min = 0),
      ROW(exempt, GROUPS, pushers, .min = 0));

static const struct option fake_common_rows[] = {
	ROW(rule_common, CHOICE, severity, .fallback = "error",
	    .choices = fake_severities),
	ROW(rule_common, BOOL, bypassable, .fallback = "true"),
	ROW(rule_common, TEXT, help, .min = 0),
	ROW(rule_common, TEXT, url, .min = 0),
	ROW(rule_common, RECORD, exempt, .record = &exempt_table),
	{ .key = NULL },
};
const struct option_table rule_common_options = { fake_common_rows,
						  sizeof(struct rule_common) };
const struct option_table *rule_common_table(const struct rule *rule)
{
	(void)rule;
	return &rule_common_options;
}

struct ref_name {
	struct pattern *pattern;
	const char *shape;
	struct texts accept, reject;
};
TABLE(ref_name, ref_name,
      ROW(ref_name, PATTERN, pattern, .flags = OPTION_REQUIRED | OPTION_DEFINES,
	  .pattern_flags = REGEX_FULL),
      ROW(ref_name, TEXT, shape, .min = 0),
      ROW(ref_name, ACCEPT, accept, .min = 0),
      ROW(ref_name, REJECT, reject, .min = 0));

struct deletion {
	struct audience allow;
};
TABLE(deletion, deletion, ROW(deletion, AUDIENCE, allow, .fallback = "nobody"));

struct start_point {
	struct ref_globs from;
	int version;
};
TABLE(start_point, start_point,
      ROW(start_point, GLOBS, from, .flags = OPTION_REQUIRED),
      ROW(start_point, CHOICE, version, .choices = fake_versions));

struct subject {
	struct pattern *pattern;
	struct texts accept, reject;
	int64_t min, max;
};
TABLE(subject, subject, ROW(subject, PATTERN, pattern, .min = 0),
      ROW(subject, ACCEPT, accept, .min = 0),
      ROW(subject, REJECT, reject, .min = 0),
      ROW(subject, INTEGER, min, .min = 1, .max = 1000),
      ROW(subject, INTEGER, max, .min = 1, .max = 1000));

struct section {
	const char *name;
	int64_t min;
};
TABLE(section, section,
      ROW(section, TEXT, name, .flags = OPTION_REQUIRED | OPTION_WHOLE),
      ROW(section, INTEGER, min, .fallback = "1", .min = 1));

struct commit_message {
	struct subject subject;
	struct records sections;
	struct texts same;
	struct patterns forbid;
	bool placeholders;
};
TABLE(commit_message, commit_message,
      ROW(commit_message, RECORD, subject, .record = &subject_table),
      ROW(commit_message, RECORDS, sections, .record = &section_table),
      ROW(commit_message, TEXTS, same, .min = 0),
      ROW(commit_message, PATTERNS, forbid, .flags = OPTION_FORBIDS,
	  .pattern_flags = REGEX_MULTILINE),
      ROW(commit_message, BOOL, placeholders, .fallback = "false"));

struct commit_date {
	int64_t ahead, order, after;
};
TABLE(commit_date, commit_date,
      ROW(commit_date, DURATION, ahead, .fallback = "10m", .min = 1,
	  .max = 86400),
      ROW(commit_date, DURATION, order, .fallback = "false",
	  .flags = OPTION_OR_FALSE),
      ROW(commit_date, TIME, after, .min = 0));

struct fake_signature {
	int level;
	struct audience signers;
};
TABLE(signature, fake_signature,
      ROW(fake_signature, CHOICE, level, .fallback = "trusted",
	  .choices = fake_levels),
      ROW(fake_signature, GROUPS, signers, .min = 0));

struct paths {
	struct ref_globs allow;
	struct glob_map require_with;
	struct ref_globs one;
};
TABLE(paths, paths, ROW(paths, GLOBS, allow, .min = 0),
      ROW_AS("require-with", paths, GLOB_MAP, require_with, .min = 0),
      ROW(paths, GLOB, one, .min = 0));

struct file_size {
	int64_t max;
	struct size_map per;
	struct pattern_map texts;
};
TABLE(file_size, file_size,
      ROW(file_size, SIZE, max, .fallback = "1MiB", .min = 1, .max = 1 << 30),
      ROW(file_size, SIZE_MAP, per, .min = 0),
      ROW(file_size, PATTERN_MAP, texts, .min = 0));

struct content {
	struct ref_globs path;
	struct pattern *must_match;
};
TABLE(content, content, ROW(content, GLOB, path, .flags = OPTION_REQUIRED),
      ROW_AS("must-match", content, PATTERN, must_match,
	     .pattern_flags = REGEX_MULTILINE));
struct file_content {
	struct records files;
};
TABLE(file_content, file_content,
      ROW(file_content, RECORDS, files, .flags = OPTION_WHOLE,
	  .record = &content_table));

static const struct ref_globs *fake_start(const void *options)
{
	return &((const struct start_point *)options)->from;
}

static void fake_check(void *options, const struct rule_check *check)
{
	const struct subject *subject =
		&((const struct commit_message *)options)->subject;

	if (subject->max != OPTION_UNSET && subject->min > subject->max)
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, NULL,
				"subject: min is greater than max");
}

static int fake_commit(const void *options, const struct rule_context *context,
		       const struct commit *commit, struct error *error)
{
	(void)options;
	(void)context;
	(void)commit;
	(void)error;
	return 0;
}

static int fake_tag(const void *options, const struct rule_context *context,
		    const struct tag *tag, struct error *error)
{
	(void)options;
	(void)context;
	(void)tag;
	(void)error;
	return 0;
}

static const struct rule fake_rules[] = {
	{ .id = "ref-name", .options = &ref_name_table },
	{ .id = "deletion",
	  .options = &deletion_table,
	  .traits = RULE_DEFAULT },
	{ .id = "start-point",
	  .options = &start_point_table,
	  .start = fake_start },
	{ .id = "linear-history", .judge_commit = fake_commit },
	{ .id = "annotated-tag", .judge_tag = fake_tag },
	{ .id = "commit-message",
	  .options = &commit_message_table,
	  .check = fake_check,
	  .judge_commit = fake_commit },
	{ .id = "commit-date", .options = &commit_date_table },
	{ .id = "signature",
	  .options = &signature_table,
	  .traits = RULE_NO_EXEMPTION,
	  .judge_commit = fake_commit },
	{ .id = "paths", .options = &paths_table },
	{ .id = "file-size", .options = &file_size_table },
	{ .id = "file-content", .options = &file_content_table },
};

const struct rule *const rules_all[] = {
	&fake_rules[0], &fake_rules[1], &fake_rules[2],	 &fake_rules[3],
	&fake_rules[4], &fake_rules[5], &fake_rules[6],	 &fake_rules[7],
	&fake_rules[8], &fake_rules[9], &fake_rules[10],
};
const size_t rules_count = sizeof(rules_all) / sizeof(rules_all[0]);

const struct rule *rule_by_id(const char *id)
{
	for (size_t i = 0; i < rules_count; i++)
		if (strcmp(rules_all[i]->id, id) == 0)
			return rules_all[i];
	return NULL;
}

#endif
