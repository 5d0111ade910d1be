/*
 * verdict_junit.c - what `refgate check` found as JUnit XML: a suite for each
 * ref, a case for each rule in force there, failures in the words of the
 * gate. Never judges.
 */
#include "verdict.h"

#include "explain.h"
#include "xml.h"

#include "gate/group.h"

#include <stdlib.h>
#include <string.h>

#define SHORT_ID 10

struct suite {
	struct judgement *judgement;
	struct setup *setup;
	const struct ref_verdict *ref;
	const char **rules; /* heap */
	size_t rule_count, rule_capacity;
	size_t failures, errors;
	struct buf cases;
};

static int add_rule(struct suite *suite, const char *id, struct error *error)
{
	const char **slot;

	for (size_t i = 0; i < suite->rule_count; i++)
		if (!strcmp(suite->rules[i], id))
			return 0;
	slot = array_more(&suite->rules, suite->rule_count,
			  &suite->rule_capacity, sizeof(*slot));
	if (!slot)
		return error_no_memory(error);
	*slot = id;
	suite->rule_count++;
	return 0;
}

static bool is_shown(const struct suite *suite, const struct judged *judged)
{
	return judged->place.update == suite->ref->update &&
	       judged->place.verdict > VERDICT_EXEMPT;
}

static bool is_of(const struct suite *suite, const struct judged *judged,
		  const char *id)
{
	return is_shown(suite, judged) && !strcmp(judged->place.rule_id, id);
}

/* Those in force, whatever they found; then what is found by no rule. */
static int collect_rules(struct suite *suite, struct error *error)
{
	const struct judgement *judgement = suite->judgement;
	struct explain_ref ref = {
		.policies =
			(const struct policy *const *)suite->setup->policies,
		.policy_count = suite->setup->policy_count,
		.place = { suite->ref->update->name, NULL },
	};
	struct explained_list list;
	int result = explain_collect(&list, &ref, error);

	for (size_t i = 0; !result && i < list.count; i++) {
		const struct rule *rule = list.items[i].rule->rule;

		if (!judgement->import || rule->traits & RULE_NAMES)
			result = add_rule(suite, rule->id, error);
	}
	for (size_t i = 0; !result && i < judgement->finding_count; i++)
		if (is_shown(suite, judgement->findings[i]))
			result = add_rule(suite,
					  judgement->findings[i]->place.rule_id,
					  error);
	free(list.items);
	return result;
}

/* Whether no finding before it is told with it. */
static bool leads_group(const struct suite *suite, size_t index)
{
	struct judged *const *findings = suite->judgement->findings;

	for (size_t i = 0; i < index; i++)
		if (is_shown(suite, findings[i]) &&
		    group_takes(findings[i], findings[index]))
			return false;
	return true;
}

static bool gather(struct finding_group *group, const struct suite *suite,
		   size_t leader)
{
	const struct judgement *judgement = suite->judgement;
	size_t limit = (size_t)suite->setup->policies[0]->limits.findings;

	group->count = group->total = 0;
	for (size_t i = leader; i < judgement->finding_count; i++)
		if (group_takes(judgement->findings[leader],
				judgement->findings[i]) &&
		    !group_add(group, judgement->findings[i]))
			return false;
	group->shown = group->count < limit ? group->count : limit;
	return true;
}

/* All that the gate would say of the rule on this ref. */
static void add_words(struct buf *out, const struct suite *suite,
		      const char *id)
{
	struct judgement *judgement = suite->judgement;
	struct finding_group group = { 0 };
	struct buf words = BUF_INIT;
	struct sheet sheet = { &words, "" };

	for (size_t i = 0; i < judgement->finding_count; i++) {
		if (!is_of(suite, judgement->findings[i], id) ||
		    !leads_group(suite, i))
			continue;
		if (!gather(&group, suite, i)) {
			out->failed = true;
			break;
		}
		if (words.size)
			sheet_blank(&sheet);
		group_render(&sheet, judgement, &group,
			     setup_contact(suite->setup), true, NULL);
	}
	out->failed |= words.failed;
	xml_add(out, buf_str(&words));
	group_release(&group);
	buf_release(&words);
}

/* The worst, and how many others there are; NULL: none. */
static const struct judged *find_worst(const struct suite *suite,
				       const char *id, size_t *others)
{
	const struct judged *worst = NULL;
	size_t count = 0;

	for (size_t i = 0; i < suite->judgement->finding_count; i++) {
		const struct judged *judged = suite->judgement->findings[i];

		if (!is_of(suite, judged, id))
			continue;
		count++;
		if (!worst || (judged_refuses(judged) &&
			       (!judged_refuses(worst) ||
				judged->place.verdict > worst->place.verdict)))
			worst = judged;
	}
	*others = count ? count - 1 : 0;
	return worst;
}

/* "1a2b3c4d5e: no body, and 2 more" */
static void add_message(struct buf *out, const struct finding *finding,
			size_t others)
{
	char hex[OID_HEX_SIZE + 1];

	if (!oid_is_zero(&finding->commit))
		buf_addf(out, "%.*s: ", SHORT_ID,
			 oid_format(&finding->commit, hex));
	xml_add(out, str_of(finding->text));
	if (others)
		buf_addf(out, ", and %zu more", others);
}

static void add_case(struct suite *suite, const char *id)
{
	struct buf *out = &suite->cases;
	size_t others;
	const struct judged *worst = find_worst(suite, id, &others);
	bool broken = worst && worst->place.verdict == VERDICT_BROKEN;
	const char *tag = broken ? "error" : "failure";

	buf_add_text(out, "  <testcase classname=\"");
	xml_add(out, str_of(suite->ref->update->pushed));
	buf_addf(out, "\" name=\"%s\"", id);
	if (!worst) {
		buf_add_text(out, "/>\n");
		return;
	}
	if (judged_refuses(worst)) {
		suite->errors += broken;
		suite->failures += !broken;
		buf_addf(out, ">\n    <%s type=\"%s\" message=\"", tag,
			 verdict_name(worst->place.verdict));
		add_message(out, &worst->finding, others);
		buf_add_text(out, "\">");
	} else {
		tag = "system-out";
		buf_addf(out, ">\n    <%s>", tag);
	}
	add_words(out, suite, id);
	buf_addf(out, "</%s>\n  </testcase>\n", tag);
}

static void add_counts(struct buf *out, size_t tests, size_t failures,
		       size_t errors)
{
	buf_addf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\">\n",
		 tests, failures, errors);
}

static int add_suite(struct buf *out, struct suite *sum,
		     const struct ref_verdict *ref, struct error *error)
{
	struct suite suite = { .judgement = sum->judgement,
			       .setup = sum->setup,
			       .ref = ref };
	int result = collect_rules(&suite, error);

	for (size_t i = 0; !result && i < suite.rule_count; i++)
		add_case(&suite, suite.rules[i]);
	buf_add_text(out, "<testsuite name=\"");
	xml_add(out, str_of(ref->update->pushed));
	buf_add_byte(out, '"');
	add_counts(out, suite.rule_count, suite.failures, suite.errors);
	buf_add_str(out, buf_str(&suite.cases));
	buf_add_text(out, "</testsuite>\n");
	out->failed |= suite.cases.failed;
	sum->rule_count += suite.rule_count;
	sum->failures += suite.failures;
	sum->errors += suite.errors;
	buf_release(&suite.cases);
	free(suite.rules);
	return result;
}

static void add_all(struct buf *out, const struct suite *sum)
{
	buf_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			  "<testsuites name=\"");
	xml_add(out, str_of(setup_policy_title(sum->setup)));
	buf_add_byte(out, '"');
	add_counts(out, sum->rule_count, sum->failures, sum->errors);
	buf_add_str(out, buf_str(&sum->cases));
	buf_add_text(out, "</testsuites>\n");
	out->failed |= sum->cases.failed;
}

int verdict_junit(struct buf *out, struct judgement *judgement,
		  struct setup *setup, struct error *error)
{
	struct suite sum = { .judgement = judgement, .setup = setup };
	int result = 0;

	for (size_t i = 0; !result && i < judgement->ref_count; i++)
		result =
			add_suite(&sum.cases, &sum, &judgement->refs[i], error);
	add_all(out, &sum);
	buf_release(&sum.cases);
	return result;
}

void verdict_junit_failure(struct buf *out, const struct error *failure,
			   struct setup *setup)
{
	struct suite sum = { .setup = setup, .rule_count = 1, .errors = 1 };
	struct buf *cases = &sum.cases;
	struct buf words = BUF_INIT;

	verdict_human_failure(&words, failure, setup);
	buf_add_text(cases, "<testsuite name=\"push\"");
	add_counts(cases, sum.rule_count, sum.failures, sum.errors);
	buf_addf(cases,
		 "  <testcase classname=\"push\" name=\"judged\">\n"
		 "    <error type=\"%s\" message=\"",
		 verdict_name(VERDICT_BROKEN));
	xml_add(cases, str_of(failure->text));
	buf_add_text(cases, "\">");
	xml_add(cases, buf_str(&words));
	buf_add_text(cases, "</error>\n  </testcase>\n</testsuite>\n");
	cases->failed |= words.failed;
	add_all(out, &sum);
	buf_release(cases);
	buf_release(&words);
}
