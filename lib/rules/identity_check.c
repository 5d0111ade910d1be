/*
 * identity_check.c - judges author and committer by patterns and groups.
 * Never proves that an identity is true.
 */
#include "rules/identity_check.h"

#include "rules/encoding.h"

#define IDENTITY_BYTES_MAX 1024

/* One value of an identity, in UTF-8 and short enough for a pattern. */
struct identity_part {
	const char *who;  /* "author" */
	const char *what; /* "email" */
	const struct pattern *pattern;
	struct str value;
};

static int judge_part(const struct identity_part *part,
		      const struct rule_context *context,
		      const struct commit *commit, struct error *error)
{
	struct finding *finding;
	enum match match = MATCH_NO;

	if (!part->pattern)
		return 0;
	if (part->value.size > IDENTITY_BYTES_MAX) {
		(void)finding_add_commit(context, commit,
					 "the %s's %s is longer than %d bytes",
					 part->who, part->what,
					 IDENTITY_BYTES_MAX);
		return 0;
	}
	match = pattern_match(part->pattern, context->vars, part->value, NULL,
			      error);
	if (match == MATCH_BROKEN)
		return error->code ? (int)error->code : ERROR_BROKEN;
	if (match == MATCH_YES)
		return 0;
	finding = finding_add_commit(context, commit,
				     "%s %s \"%.*s\" does not match", part->who,
				     part->what, STR_ARGS(part->value));
	finding_row(context, finding, "wanted", str_of(part->pattern->source));
	return 0;
}

static bool is_allowed(const struct audience *audience,
		       const struct people *people, struct str email)
{
	if (audience->kind == AUDIENCE_UNSET ||
	    audience->kind == AUDIENCE_EVERYONE)
		return true;
	for (size_t i = 0; i < audience->count; i++) {
		if (group_has_email(people, audience->groups[i], email))
			return true;
	}
	return false;
}

static void judge_groups(const struct audience *audience, const char *who,
			 struct str email, const struct rule_context *context,
			 const struct commit *commit)
{
	struct buf names = BUF_INIT;
	struct finding *finding;

	if (is_allowed(audience, context->people, email))
		return;
	finding = finding_add_commit(context, commit,
				     "%s \"%.*s\" is not one of the allowed",
				     who, STR_ARGS(email));
	for (size_t i = 0; i < audience->count; i++)
		buf_addf(&names, "%s%s", i ? ", " : "",
			 audience->groups[i]->name);
	finding_row(context, finding, "allowed", buf_str(&names));
	buf_release(&names);
}

/* Both values in UTF-8; 0 and a finding if one cannot be read. */
static int read_parts(struct identity_part parts[2],
		      const struct rule_context *context,
		      const struct commit *commit, struct arena *arena,
		      struct error *error)
{
	for (size_t i = 0; i < 2; i++) {
		const char *why;
		int result = encoding_read(&parts[i].value, &why,
					   commit->encoding, parts[i].value,
					   arena, error);

		if (result < 0)
			return result;
		if (result == 0) {
			(void)finding_add_commit(context, commit,
						 "the %s's %s %s", parts[i].who,
						 parts[i].what, why);
			return 0;
		}
	}
	return 1;
}

int identity_judge(const struct identity_options *options, const char *who,
		   const struct identity *identity,
		   const struct rule_context *context,
		   const struct commit *commit, struct error *error)
{
	struct identity_part parts[2] = {
		{ who, "email", options->email, identity->email },
		{ who, "name", options->name, identity->name },
	};
	struct arena arena;
	int result;

	arena_init(&arena);
	result = read_parts(parts, context, commit, &arena, error);
	if (result <= 0)
		goto out;
	result = judge_part(&parts[0], context, commit, error);
	if (result == 0)
		result = judge_part(&parts[1], context, commit, error);
	if (result == 0)
		judge_groups(&options->allow, who, parts[0].value, context,
			     commit);
out:
	arena_release(&arena);
	return result;
}

void identity_repair(struct repair *repair,
		     const struct repair_request *request)
{
	repair_text(repair, "if they are yours, with your own name and "
			    "address:");
	repair_command(repair, "git", "config", "user.email", "YOUR-EMAIL",
		       NULL);
	repair_command(repair, "git", "config", "user.name", "YOUR-NAME", NULL);
	repair_amend_only(repair, request, "--reset-author");
	repair_push(repair, request);
}
