/*
 * follow_up_report.c - tells what is owed since when, and the commands that
 * pay it. Never decides that.
 */
#include "rules/follow_up.h"

#include "base/text.h"
#include "rules/allow.h"
#include "rules/approval.h"

#include <string.h>

#define BRANCHES "refs/heads/"
#define ID_DIGITS 12

static const char *short_branch(const char *name)
{
	return str_starts(str_of(name), BRANCHES) ? name + strlen(BRANCHES) :
						    name;
}

static struct str branch_of(const struct debt *debt)
{
	return str_starts(debt->branch, BRANCHES) ?
		       str_from(debt->branch, strlen(BRANCHES)) :
		       debt->branch;
}

/* With the variables of the debt, if it has them all. */
static void expand(struct buf *out, const char *text, const struct debt *debt)
{
	struct buf expanded = BUF_INIT;
	struct error ignored = { 0 };

	buf_add_text(out, vars_expand(debt->vars, text, VARS_PLAIN, &expanded,
				      &ignored) ?
				  text :
				  buf_text(&expanded));
	buf_release(&expanded);
}

static void describe_globs(struct buf *out, const struct ref_globs *globs,
			   const struct debt *debt)
{
	struct buf text = BUF_INIT;

	ref_globs_describe(globs, &text);
	expand(out, buf_text(&text), debt);
	buf_release(&text);
}

/* "its commits on develop" */
static void describe(struct buf *out, const struct evidence *evidence,
		     const struct debt *debt)
{
	char hex[OID_HEX_SIZE + 1];

	if (!ref_globs_is_empty(&evidence->merged_into)) {
		buf_add_text(out, "its commits on ");
		if (debt->lacks)
			buf_add_text(out, short_branch(debt->lacks));
		else
			describe_globs(out, &evidence->merged_into, debt);
	} else if (!ref_globs_is_empty(&evidence->path)) {
		buf_add_text(out, "the file ");
		describe_globs(out, &evidence->path, debt);
		buf_add_text(out, " on ");
		describe_globs(out, &evidence->ref, debt);
	} else if (evidence->tag) {
		buf_add_text(out, "the tag ");
		expand(out, evidence->tag, debt);
	} else {
		buf_addf(out, "an approval of %.*s by ", ID_DIGITS,
			 oid_format(&debt->landing, hex));
		allow_names(&evidence->approval, out);
	}
}

static void add_command(struct buf *out, const char *command, const char *name)
{
	struct buf line = BUF_INIT;

	buf_add_text(&line, command);
	if (name)
		text_shell_quote(&line, str_of(name));
	approval_draft_command(out, buf_text(&line));
	out->failed |= buf_failed(&line);
	buf_release(&line);
}

static void draft_merge(struct buf *out, const struct debt *debt)
{
	const char *branch = short_branch(debt->lacks);
	char hex[OID_HEX_SIZE + 1];
	struct buf text = BUF_INIT;

	buf_addf(&text, "to bring %.*s to %s:", STR_ARGS(branch_of(debt)),
		 branch);
	approval_draft_text(out, buf_text(&text));
	add_command(out, "git fetch origin", NULL);
	add_command(out, "git switch ", branch);
	buf_clear(&text);
	buf_addf(&text, "origin/%s", branch);
	add_command(out, "git merge --ff-only ", buf_text(&text));
	oid_format(&debt->tip, hex);
	hex[ID_DIGITS] = '\0';
	add_command(out, "git merge --no-ff --no-edit ", hex);
	add_command(out, "git push origin ", branch);
	buf_release(&text);
}

static void draft_tag(struct buf *out, const struct evidence *evidence,
		      const struct debt *debt)
{
	char hex[OID_HEX_SIZE + 1];
	struct buf name = BUF_INIT;
	struct buf text = BUF_INIT;

	expand(&name, evidence->tag, debt);
	oid_format(&debt->landing, hex);
	approval_draft_text(out, "your editor asks for the tag's message:");
	add_command(out, "git fetch origin", NULL);
	buf_add_text(&text, "git tag -a ");
	text_shell_quote(&text, buf_str(&name));
	buf_addf(&text, " %.*s", ID_DIGITS, hex);
	add_command(out, buf_text(&text), NULL);
	buf_clear(&text);
	buf_addf(&text, "refs/tags/%s", buf_text(&name));
	add_command(out, "git push origin ", buf_text(&text));
	buf_release(&name);
	buf_release(&text);
}

static void draft_approval(struct buf *out, const struct evidence *evidence,
			   const struct rule_context *context,
			   const struct debt *debt)
{
	char hex[OID_HEX_SIZE + 1];
	const struct approval_draft draft = {
		.commit = oid_format(&debt->landing, hex),
		.repository = context->repository,
		.ref = debt->ref,
		.name = "YOUR-NAME",
		.is_signed = true,
	};
	struct buf text = BUF_INIT;

	buf_add_text(&text, "one of ");
	allow_names(&evidence->approval, &text);
	buf_add_text(&text, " types, with a key of their own and any word for "
			    "YOUR-NAME:");
	approval_draft_text(out, buf_text(&text));
	approval_draft_lines(out, &draft);
	buf_release(&text);
}

static const char *draft(const struct evidence *evidence,
			 const struct rule_context *context,
			 const struct debt *debt)
{
	struct buf text = BUF_INIT;
	const char *copy = NULL;

	if (!ref_globs_is_empty(&evidence->merged_into)) {
		if (debt->lacks)
			draft_merge(&text, debt);
	} else if (evidence->tag) {
		draft_tag(&text, evidence, debt);
	} else if (evidence->approval.kind == AUDIENCE_GROUPS) {
		draft_approval(&text, evidence, context, debt);
	}
	if (text.size && !buf_failed(&text))
		copy = arena_copy(context->arena, buf_str(&text));
	buf_release(&text);
	return copy;
}

static void add_time(const struct rule_context *context,
		     struct finding *finding, const char *label, int64_t time)
{
	struct buf text = BUF_INIT;

	clock_format_seconds(&text, time);
	finding_row(context, finding, label, buf_str(&text));
	buf_release(&text);
}

void follow_up_report(const struct rule_context *context,
		      const struct follow_up_item *item,
		      const struct debt *debt)
{
	struct str branch = branch_of(debt);
	struct finding *finding;
	struct buf text = BUF_INIT;

	expand(&text, item->name, debt);
	finding = finding_add(context, "%s of \"%.*s\" is overdue",
			      buf_text(&text), STR_ARGS(branch));
	add_time(context, finding,
		 debt->after == AFTER_OVERRIDE ? "override" : "landed",
		 debt->time);
	add_time(context, finding, "was due", debt->time + item->within);
	buf_clear(&text);
	describe(&text, &item->evidence, debt);
	finding_row(context, finding, "missing", buf_str(&text));
	if (finding)
		finding->draft = draft(&item->evidence, context, debt);
	buf_release(&text);
}

/* Told of pushes that were accepted, too: it is not theirs that is wrong. */
void follow_up_repair(struct repair *repair,
		      const struct repair_request *request)
{
	repair->phase = REPAIR_SETUP;
	approval_repair(repair, request);
	repair->phase = REPAIR_PUSH;
	repair_push(repair, request);
}
