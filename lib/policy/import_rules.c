/*
 * import_rules.c - a row for each type of rule that GitHub has: the rule of
 * ours that refuses the same, or what to do where there is none. Never
 * leaves anything out in silence.
 */
#include "policy/import_rule.h"
#include "policy/import_text.h"

#include <string.h>

#define PATTERN_KEYS "operator pattern negate name"
#define BY_ROBOT                                                            \
	"nothing runs at a push here. Let the robot that runs it approve: " \
	"approvals: {required: 0, extra: [{name: ci, from: [GROUP]}]}"

static const struct import_row rows[] = {
	{ "creation", "creation", "{allow: nobody}", NULL, "",
	  "Who may: allow: [GROUP]." },
	{ "update", "update", "{allow: nobody}", NULL,
	  "update_allows_fetch_and_merge", "Who may: allow: [GROUP]." },
	{ "deletion", "deletion", "{allow: nobody}", NULL, "", NULL },
	{ "non_fast_forward", "non-fast-forward", "{allow: nobody}", NULL, "",
	  NULL },
	{ "required_linear_history", "linear-history", "{}", NULL, "", NULL },
	{ "required_signatures", "signature", NULL, import_write_signatures, "",
	  "By keys of the trust files; GitHub takes any key of an account." },
	{ "pull_request", "merge", NULL, import_write_pull_request,
	  "required_approving_review_count dismiss_stale_reviews_on_push "
	  "require_code_owner_review require_last_push_approval "
	  "required_review_thread_resolution allowed_merge_methods "
	  "automatic_copilot_code_review_enabled required_reviewers",
	  "In place of pull requests: what comes in is a branch of this "
	  "server." },
	{ "commit_message_pattern", "commit-message", NULL,
	  import_write_message, PATTERN_KEYS,
	  "Merges, too: exempt: {merges: true} spares clean ones. fixup! and "
	  "squash! are refused wherever this rule stands." },
	{ "commit_author_email_pattern", "author", NULL, import_write_email,
	  PATTERN_KEYS, NULL },
	{ "committer_email_pattern", "committer", NULL, import_write_email,
	  PATTERN_KEYS, NULL },
	{ "branch_name_pattern", "ref-name", NULL, import_write_name,
	  PATTERN_KEYS,
	  "The name is what stands behind refs/heads/. With when: create, old "
	  "names may stay. shape: and accept: say it to people." },
	{ "tag_name_pattern", "ref-name", NULL, import_write_name, PATTERN_KEYS,
	  "The name is what stands behind refs/tags/. With when: create, old "
	  "names may stay. shape: and accept: say it to people." },
	{ "file_path_restriction", "paths", NULL, import_write_paths,
	  "restricted_file_paths", NULL },
	{ "file_extension_restriction", "paths", NULL, import_write_extensions,
	  "restricted_file_extensions", NULL },
	{ "max_file_size", "file-size", NULL, import_write_file_size,
	  "max_file_size", "Files in Git LFS count as their pointers." },
	{ "max_file_path_length", NULL, NULL, NULL, "max_file_path_length",
	  "no rule counts the characters of a path" },
	{ "required_status_checks", NULL, NULL, import_write_checks,
	  "required_status_checks strict_required_status_checks_policy "
	  "do_not_enforce_on_create",
	  BY_ROBOT },
	{ "workflows", NULL, NULL, NULL, "workflows do_not_enforce_on_create",
	  BY_ROBOT },
	{ "code_scanning", NULL, NULL, NULL, "code_scanning_tools", BY_ROBOT },
	{ "code_quality", NULL, NULL, NULL, "severity", BY_ROBOT },
	{ "copilot_code_review", NULL, NULL, NULL,
	  "review_on_push review_draft_pull_requests",
	  "nothing reviews by itself here" },
	{ "required_deployments", NULL, NULL, NULL,
	  "required_deployment_environments",
	  "let the robot that deploys approve: approvals: {required: 0, "
	  "extra: [{name: staging, from: [GROUP]}]}" },
	{ "merge_queue", NULL, NULL, NULL,
	  "check_response_timeout_minutes grouping_strategy "
	  "max_entries_to_build max_entries_to_merge merge_method "
	  "min_entries_to_merge min_entries_to_merge_wait_minutes",
	  "there is no queue: who comes second merges again" },
};

static const struct import_row *find_row(const char *type)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].type, type) == 0)
			return &rows[i];
	return NULL;
}

static void tell_unknown_keys(struct import_rule *in)
{
	const struct node *child = in->parameters ? in->parameters->first :
						    NULL;

	for (; child; child = child->next)
		if (!import_is_word(in->row->keys, child->key->text))
			import_tell(in->ruleset, &in->ruleset->notes,
				    IMPORT_NOTE_INDENT, child->key->mark,
				    "'%s' of '%s' is unknown and was left out",
				    child->key->text, in->row->type);
}

static void write_rule(struct import_rule *in)
{
	struct import_ruleset *ruleset = in->ruleset;
	struct buf *out;

	if (in->row->write) {
		in->row->write(in);
	} else if (in->row->id) {
		out = import_begin(in, in->row->id);
		if (out)
			buf_addf(out, " %s\n", in->row->body);
	} else {
		import_tell(ruleset, &ruleset->notes, IMPORT_NOTE_INDENT,
			    in->mark, "'%s' was left out: %s", in->row->type,
			    in->row->note);
	}
}

void import_rule(struct import_ruleset *ruleset, const struct node *item)
{
	const struct node *type = node_get(item, "type");
	const struct node *parameters = node_get(item, "parameters");
	struct import_rule in = { .ruleset = ruleset };

	if (!type || type->kind != NODE_SCALAR || type->plain) {
		diagnostics_add(ruleset->diagnostics, DIAGNOSTIC_ERROR,
				item->mark, NULL, "a rule without a type");
		return;
	}
	in.row = find_row(type->text);
	in.mark = type->mark;
	if (!in.row) {
		import_tell(ruleset, &ruleset->notes, IMPORT_NOTE_INDENT,
			    type->mark,
			    "'%s' was left out: no such rule is known",
			    type->text);
		return;
	}
	if (parameters && parameters->kind == NODE_MAPPING)
		in.parameters = parameters;
	tell_unknown_keys(&in);
	write_rule(&in);
}

static void allow(struct import_ruleset *ruleset, const char *id)
{
	struct mark nowhere = { 0 };
	struct buf *out;

	if (import_ruleset_has(ruleset, id))
		return;
	out = import_ruleset_place(ruleset, id, nowhere);
	if (out)
		buf_addf(out,
			 "%*s%s: {allow: everyone} # nobody, where this line "
			 "is not\n",
			 IMPORT_RULE_INDENT, "", id);
}

void import_rules_end(struct import_ruleset *ruleset)
{
	struct mark nowhere = { 0 };
	struct buf *out;

	allow(ruleset, "deletion");
	allow(ruleset, "non-fast-forward");
	if (!ruleset->denied.size)
		return;
	out = import_ruleset_place(ruleset, "paths", nowhere);
	if (!out)
		return;
	buf_addf(out, "%*spaths:\n%*sdeny:\n", IMPORT_RULE_INDENT, "",
		 IMPORT_RULE_INDENT + 2, "");
	buf_add_str(out, buf_str(&ruleset->denied));
}
