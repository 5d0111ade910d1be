/*
 * approval.h - what an approval is called and says, and the commands that
 * make one. For the rules that count approvals, and for the gate, which
 * judges them when they arrive. Never judges.
 */
#ifndef REFGATE_RULES_APPROVAL_H
#define REFGATE_RULES_APPROVAL_H

#include "rules/repair.h"
#include "rules/statement.h"

#define APPROVAL_PREFIX "refs/approvals/"
#define APPROVAL_APPROVE "Approve"
#define APPROVAL_WITHDRAW "Withdraw"

/* "refs/approvals/<commit>/<name>", both slices; false: it is not that. */
bool approval_read_name(const char *ref, struct oid *commit, struct str *name);
/*
 * The email that the last component of the ref says: up to a comma, if there
 * is one. Data NULL: it is no email.
 */
struct str approval_email(struct str name);
/* Whether the person is of one of the groups; unset: whoever it is. */
bool approval_is_from(const struct audience *from,
		      const struct rule_context *context, struct signer signer);

struct approval_draft {
	const char *commit; /* full id, or a word in capitals */
	const char *repository;
	const char *ref;
	const char *name;  /* last component */
	const char *fetch; /* ref to be fetched for it; NULL: the branches */
	bool withdraws;
	bool is_signed;
};
/*
 * Appends, for struct finding.draft, a sentence ("+text") or the commands of
 * an approver, one a line ("git ...").
 */
void approval_draft_text(struct buf *out, const char *text);
void approval_draft_command(struct buf *out, const char *command);
void approval_draft_lines(struct buf *out, const struct approval_draft *draft);
/* Tells what such drafts of the findings say, each once. */
void approval_repair(struct repair *repair,
		     const struct repair_request *request);

#endif
