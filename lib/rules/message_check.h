/*
 * message_check.h - the engine of commit-message and tag-message: one
 * message against what the policy asks of it.
 */
#ifndef REFGATE_RULES_MESSAGE_CHECK_H
#define REFGATE_RULES_MESSAGE_CHECK_H

#include "rules/message_report.h"

/*
 * Every distinct problem becomes a finding, in the order of reading. 0 when
 * judged; ERROR_BROKEN when a pattern cannot be matched.
 */
int message_check(struct message_report *report, struct error *error);

/* The parts of it, in message_check_fields.c: each judges by one form. */
int message_check_sections(struct message_report *report,
			   const struct message_form *form,
			   struct error *error);
int message_check_trailers(struct message_report *report,
			   const struct message_form *form,
			   struct error *error);
int message_check_require(struct message_report *report,
			  const struct message_form *form, struct error *error);
int message_check_forbid(struct message_report *report,
			 const struct message_form *form, struct error *error);

/* Whether template text is refused here. */
bool message_refuses_placeholders(const struct message_case *it);

/* struct rule.judge_commit, of any options that are a struct message_form. */
int message_judge_commit(const void *options,
			 const struct rule_context *context,
			 const struct commit *commit, struct error *error);

#endif
