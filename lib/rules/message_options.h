/*
 * message_options.h - what commit-message, tag-message and a merge's message
 * can be told, as the loader binds it. Never judges.
 */
#ifndef REFGATE_RULES_MESSAGE_OPTIONS_H
#define REFGATE_RULES_MESSAGE_OPTIONS_H

#include "rules/rule.h"

/* Names in all the `same` lists of one rule. */
#define MESSAGE_SAME_MAX 32

struct message_subject {
	struct pattern *pattern;
	const char *shape; /* for people; NULL */
	struct texts accept;
	struct texts reject;
	int64_t min; /* characters, or OPTION_UNSET */
	int64_t max;
};

struct message_body {
	bool required;
	int64_t max_line; /* characters, or OPTION_UNSET */
};

struct message_section {
	const char *name;
	int64_t min; /* characters of text */
};

struct message_trailer {
	const char *name;
	struct pattern *pattern;
	const char *shape;
	bool required;
};

struct message_require {
	const char *name;
	struct pattern *pattern;
	const char *shape;
	int64_t min; /* matches in the body */
};

/* All options of the rule, or one of its kinds (then without `kinds`). */
struct message_form {
	const char *name; /* of a kind; NULL at the top */
	struct message_subject subject;
	struct message_body body;
	bool blank_line;
	struct records sections; /* struct message_section */
	struct records trailers; /* struct message_trailer */
	struct records require;	 /* struct message_require */
	struct texts same;
	struct patterns forbid;
	bool placeholders;
	struct records kinds;	 /* struct message_form */
	struct records anywhere; /* struct message_require; not of a kind */
};

/* Binds a struct message_form. */
extern const struct option_table message_options;

/* struct rule.check of the rules that have these options. */
void message_options_check(void *options, const struct rule_check *check);

/* By name, without regard to ASCII case; NULL: none. `form` may be NULL. */
const struct message_section *
message_form_section(const struct message_form *form, struct str name);
const struct message_trailer *
message_form_trailer(const struct message_form *form, struct str name);
const struct message_require *
message_form_require(const struct message_form *form, struct str name);

#endif
