/*
 * fuzz_commit_message.c - messages judged by a policy that asks for all that
 * one can: each finding lies in the message, and what is proposed instead can
 * be judged, too.
 */
#include "fuzz.h"

#include "policy/policy.h"
#include "rules/message_check.h"

#define FINDINGS_MAX 200

static const char text[] =
	"version: 1\n"
	"contact: x\n"
	"rulesets:\n"
	"  - name: all\n"
	"    refs: ['refs/heads/*']\n"
	"    rules:\n"
	"      commit-message:\n"
	"        subject: {max: 40, min: 5}\n"
	"        body: {required: true, max-line: 30}\n"
	"        blank-line: true\n"
	"        sections: [{name: Risk, min: 3}, Root cause]\n"
	"        require:\n"
	"          - {name: link, pattern: '^Issue:\\s*\\S+', shape: 'Issue: "
	"<link>', min: 2}\n"
	"        forbid: ['(?i)\\bpassword\\b']\n"
	"        same: [Fixes]\n"
	"        trailers:\n"
	"          - {name: Fixes, pattern: '#[0-9]+', required: true}\n"
	"          - {name: Cc, shape: '<name>'}\n"
	"        placeholders: true\n"
	"        kinds:\n"
	"          - {name: fix, subject: {pattern: '^fix: \\S.*'}}\n"
	"          - {name: rest, subject: {pattern: '^[A-Z].*', shape: "
	"'<What> it does', accept: ['Add x'], reject: [add]}}\n";

static struct finding findings[FINDINGS_MAX];
static size_t count;

static struct finding *next_finding(struct judgement *judgement)
{
	(void)judgement;
	expect(count < FINDINGS_MAX);
	findings[count] = (struct finding){ .text = NULL };
	return &findings[count++];
}

/* Loaded once, for that takes longer than all else. */
static const struct message_form *message_form(void)
{
	static struct policy *policy;
	static struct arena arena;
	struct policy_request request = { .path = fuzz_file_path() };
	struct diagnostics diagnostics;
	struct error error;

	if (!policy) {
		arena_init(&arena);
		diagnostics_init(&diagnostics, &arena);
		(void)fuzz_file(str_of(text));
		expect(!policy_load(&policy, &request, &diagnostics, &arena,
				    &error));
	}
	return ruleset_rule(&policy->rulesets[0], "commit-message")->options;
}

static void check_finding(const struct finding *finding)
{
	const struct excerpt *excerpt = &finding->excerpt;

	expect(finding->text && finding->text[0]);
	expect(finding->row_count <= FINDING_ROWS_MAX);
	for (size_t i = 0; i < finding->row_count; i++)
		expect(finding->rows[i].label && finding->rows[i].value.data);
	if (excerpt->line.data) {
		expect(excerpt->column + excerpt->length <= excerpt->line.size);
		expect(str_find_byte(excerpt->line, '\n') ==
		       excerpt->line.size);
	}
}

static const char *judge(const struct rule_context *context, struct str message,
			 struct str encoding)
{
	struct commit commit = { .message = message,
				 .encoding = encoding,
				 .message_line = 1 };
	const char *draft = NULL;
	struct error error;

	count = 0;
	expect(!message_judge_commit(message_form(), context, &commit, &error));
	for (size_t i = 0; i < count; i++) {
		check_finding(&findings[i]);
		if (!draft)
			draft = findings[i].draft;
	}
	return draft;
}

FUZZ_TARGET(commit_message)
{
	struct rule_context context = { .new_finding = next_finding };
	struct str parts[2];
	struct arena arena;
	struct vars vars;
	const char *draft;

	fuzz_split((struct str){ (const char *)data, size }, parts, 2);
	arena_init(&arena);
	vars_init(&vars, 0, &arena);
	context.arena = &arena;
	context.vars = &vars;
	draft = judge(&context, parts[1], parts[0]);
	if (draft)
		(void)judge(&context, str_of(draft), STR(""));
	vars_release(&vars);
	arena_release(&arena);
	return 0;
}
