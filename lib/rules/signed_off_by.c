/*
 * signed_off_by.c - the rule signed-off-by: commits that their author or
 * committer did not sign off. Never mistakes a sign-off for a signature.
 */
#include "git/message.h"
#include "rules/repair.h"

enum sign_off_by {
	BY_AUTHOR,
	BY_COMMITTER
};

static const char *const by_names[] = { "author", "committer", NULL };

struct sign_off_options {
	int by; /* enum sign_off_by */
};

static const struct option sign_off_rows[] = {
	{ .key = "by",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct sign_off_options, by),
	  .fallback = "author",
	  .flags = OPTION_WHOLE,
	  .choices = by_names,
	  .help = "whose sign-off it must be" },
	{ .key = NULL },
};
static const struct option_table sign_off_options = {
	sign_off_rows, sizeof(struct sign_off_options)
};

/* What stands in the last <...>; empty: nothing does. */
static struct str email_of(struct str value)
{
	size_t end = value.size;
	size_t start;

	while (end > 0 && value.data[end - 1] != '>')
		end--;
	if (end == 0)
		return (struct str){ NULL, 0 };
	end--;
	for (start = end; start > 0 && value.data[start - 1] != '<'; start--)
		continue;
	if (start == 0)
		return (struct str){ NULL, 0 };
	return str_trim(str_first(str_from(value, start), end - start));
}

static bool is_sign_off(const struct message_field *field)
{
	return !field->is_section &&
	       str_equal_ascii_case(field->name, STR("Signed-off-by"));
}

static void judge_message(const struct message *message, const char *who,
			  const struct identity *identity,
			  const struct rule_context *context,
			  const struct commit *commit)
{
	const struct message_field *other = NULL;
	struct finding *finding;

	for (size_t i = 0; i < message->field_count; i++) {
		if (!is_sign_off(&message->fields[i]))
			continue;
		other = &message->fields[i];
		if (identity->email.size > 0 &&
		    str_equal_ascii_case(email_of(other->value),
					 identity->email))
			return;
	}
	if (other)
		finding = finding_add_commit(
			context, commit,
			"signed off by \"%.*s\", not by the %s",
			STR_ARGS(other->value), who);
	else
		finding = finding_add_commit(context, commit,
					     "no Signed-off-by of the %s", who);
	finding_rowf(context, finding, "wanted", "Signed-off-by: %.*s <%.*s>",
		     STR_ARGS(identity->name), STR_ARGS(identity->email));
}

static int judge_commit(const void *rule_options,
			const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	const struct sign_off_options *options = rule_options;
	const struct identity *identity = options->by == BY_COMMITTER ?
						  &commit->committer :
						  &commit->author;
	struct message message;
	struct arena arena;
	int result;

	arena_init(&arena);
	/* Bytes are compared: both are written in the commit's encoding. */
	result =
		message_read(&message, commit->message, NULL, 0, &arena, error);
	if (result == 0)
		judge_message(&message, by_names[options->by], identity,
			      context, commit);
	arena_release(&arena);
	return result;
}

static void repair_sign_off(struct repair *repair,
			    const struct repair_request *request)
{
	const struct sign_off_options *options = request->options;

	if (options->by == BY_AUTHOR)
		repair_text(repair, "only their author can sign them off; if "
				    "that is you:");
	repair_amend_only(repair, request, "--signoff");
	repair_push(repair, request);
}

const struct rule rule_signed_off_by = {
	.id = "signed-off-by",
	.summary = "commits without a Signed-off-by of author or committer",
	.options = &sign_off_options,
	.commits_fail = "need a Signed-off-by",
	.commit_fails = "needs a Signed-off-by",
	.judge_commit = judge_commit,
	.repair = repair_sign_off,
};
