/*
 * test_authorisation.c - names and words of authorisations, and the record of
 * an override, whatever is in them. What is signed is tried by real pushes.
 */
#include "gate/authorisation.h"

#include "audit/event.h"
#include "audit/event_override.h"
#include "rule_bench.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ID "0123456789012345678901234567890123456789"
#define NOW INT64_C(1800000000) /* 2027-01-15T08:00:00Z */

static const struct {
	const char *ref;
	const char *incident; /* NULL: it is none */
	const char *name;
} names[] = {
	{ "refs/overrides/INC-1/alice", "INC-1", "alice" },
	{ "refs/overrides/INC-1/alice@example.com,2", "INC-1",
	  "alice@example.com,2" },
	{ "refs/overrides/INC-1", NULL, NULL },
	{ "refs/overrides/INC-1/", NULL, NULL },
	{ "refs/overrides//alice", NULL, NULL },
	{ "refs/overrides/INC-1/a/b", NULL, NULL },
	{ "refs/overrides/../a", NULL, NULL },
	{ "refs/overrides/INC-1/a b", NULL, NULL },
	{ "refs/overrides/INC-1/a.lock", NULL, NULL },
	{ "refs/overrides/INC-*/a", NULL, NULL },
	{ "refs/override/INC-1/a", NULL, NULL },
	{ "refs/heads/INC-1/a", NULL, NULL },
};

static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct str incident, name;
		bool found =
			authorisation_read_name(names[i].ref, &incident, &name);

		if (found != (names[i].incident != NULL))
			fail_msg("%s", names[i].ref);
		if (!found)
			continue;
		assert_true(str_is(incident, names[i].incident));
		assert_true(str_is(name, names[i].name));
	}
}

static const struct {
	const char *rules;
	const char *id;
	bool covered;
} covers[] = {
	{ "all", "merge", true },
	{ "merge", "merge", true },
	{ "signature, merge", "merge", true },
	{ "signature,merge", "merge", true },
	{ "signature ,\tmerge ", "merge", true },
	{ "merge-all", "merge", false },
	{ "mergee", "merge", false },
	{ "merg", "merge", false },
	{ "signature merge", "merge", false },
	{ "ALL", "merge", false },
	{ "*", "merge", false },
	{ "", "merge", false },
	{ ",", "merge", false },
	{ "tag-signature", "signature", false },
};

static struct statement statement_of(struct bench *bench, const char *words)
{
	struct statement statement = { .ref = "refs/overrides/INC-1/a" };
	char *text = arena_printf(&bench->arena, "Override\n\n%s", words);

	assert_non_null(text);
	assert_true(oid_parse(&statement.target, STR(ID)));
	statement.tag.target_type = OBJECT_COMMIT;
	statement.tag.tagger.time = NOW;
	assert_int_equal(message_read(&statement.message, str_of(text), NULL, 0,
				      &bench->arena, &bench->error),
			 0);
	return statement;
}

static void test_covers(void **state)
{
	struct bench bench;

	(void)state;
	bench_init(&bench);
	for (size_t i = 0; i < sizeof(covers) / sizeof(covers[0]); i++) {
		struct statement statement = statement_of(
			&bench, arena_printf(&bench.arena, "Rules: %s\n",
					     covers[i].rules));
		struct authorisation authorisation = { .statement =
							       &statement };

		if (authorisation_covers_rule(&authorisation, covers[i].id) !=
		    covers[i].covered)
			fail_msg("%s: %s", covers[i].rules, covers[i].id);
	}
	bench_release(&bench);
}

#define HEAD "Override: INC-1\nRepository: s\nRef: refs/heads/main\n"
#define NEW "New: " ID "\n"
#define RULES "Rules: all\n"
#define LATER "Expires: 2027-01-15T09:00:00Z\n"

/* What is wrong with each of them; what is signed comes last. */
static const struct {
	const char *words;
	const char *flaw;
} flaws[] = {
	{ "Override: INC-1\n", "no line \"Repository: s\"" },
	{ HEAD, "no line \"New: " ID },
	{ HEAD "New: x\n", "its message says \"New: x\"" },
	{ HEAD "New: 0\n", "its message says \"New: 0\"" },
	{ HEAD NEW, "no line \"Rules:\"" },
	{ HEAD NEW "Rules: none\n", "there is no rule \"none\"" },
	{ HEAD NEW RULES, "no line \"Expires:\"" },
	{ HEAD NEW RULES "Expires: 2027-01-15T08:00:00Z\n", "has expired" },
	{ HEAD NEW RULES "Expires: 2027-01-15T07:59:59Z\n", "has expired" },
	{ HEAD NEW RULES "Expires: 2027-01-15T12:00:01Z\n",
	  "longer than 4h from now" },
	{ HEAD NEW RULES "Expires: 1800003600\n", "no time such as" },
	{ HEAD NEW RULES "Expires: 2027-01-15T09:00:00\n", "no time such as" },
	{ HEAD NEW RULES "Expires: 2027-01-15T12:00:00Z\n", "no line \"Why:" },
	{ HEAD NEW RULES "Expires: 2027-01-15T13:00:00+01:00\n",
	  "no line \"Why:" },
	{ HEAD NEW RULES LATER "Why: so\n", "does not say enough" },
	{ "Override: INC-2\nRepository: s\nRef: refs/heads/main\n" NEW,
	  "it stands under \"INC-1\"" },
	{ "Repository: s\nRef: refs/heads/main\n" NEW,
	  "no line \"Override: INC-1\"" },
};

static void test_words(void **state)
{
	struct pattern_map_item why = { .name = "Why" };
	struct policy policy = { .name = "policy" };
	struct bench bench;

	(void)state;
	bench_init(&bench);
	bench.context.now = NOW;
	bench.context.repository = "s";
	why.pattern = bench_pattern(&bench, "[a-z]{3}", 0);
	policy.override.max_duration = 4 * 3600;
	policy.override.incident =
		bench_pattern(&bench, "INC-[0-9]", REGEX_FULL);
	policy.override.require = (struct pattern_map){ &why, 1 };
	for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++) {
		struct statement statement =
			statement_of(&bench, flaws[i].words);
		struct authorisation authorisation;
		const char *what = NULL;

		assert_int_equal(authorisation_read(&authorisation, &what,
						    &statement, STR("INC-1"),
						    &policy, &bench.context,
						    &bench.error),
				 0);
		if (!what || !strstr(what, flaws[i].flaw))
			fail_msg("%s: %s", flaws[i].flaw, what ? what : "none");
	}
	bench_release(&bench);
}

static const struct {
	const char *incident;
	bool good;
} incidents[] = {
	{ "INC-1", true },	{ "INC-12", false },   { "inc-1", false },
	{ "", false },		{ "INC-1/x", false },  { "INC-1\n", false },
	{ "INC-1 ", false },	{ "\xff", false },     { "INC-*", false },
	{ "INC-1\x1b", false }, { "INC-1..2", false }, { "..", false },
};

static void test_incidents(void **state)
{
	struct policy policy = { .name = "policy" };
	struct bench bench;

	(void)state;
	bench_init(&bench);
	policy.override.incident =
		bench_pattern(&bench, "INC-[0-9]", REGEX_FULL);
	for (size_t i = 0; i < sizeof(incidents) / sizeof(incidents[0]); i++) {
		const char *what = NULL;

		assert_int_equal(authorisation_check_incident(
					 &what, str_of(incidents[i].incident),
					 &policy, &bench.context, &bench.error),
				 0);
		if ((what == NULL) != incidents[i].good)
			fail_msg("%s", incidents[i].incident);
	}
	bench_release(&bench);
}

static void test_record(void **state)
{
	static const char *const rules[] = { "merge" };
	const struct event_approver approvers[] = {
		{ STR("alice"), "SHA256:x" },
		{ STR("bob"), NULL },
	};
	const struct event_trailer trailers[] = {
		{ "Reason", STR("the \"site\" is\x1b down") },
		{ "Rules", STR("ours stand") },
		{ "Follow-up", STR("none") },
		{ "reason", STR("the first one stands") },
		{ "Odd name", STR("x") },
	};
	const struct event_override override = {
		.incident = "INC-1",
		.rules = rules,
		.rule_count = 1,
		.expires = NOW,
		.approvers = approvers,
		.approver_count = 2,
		.trailers = trailers,
		.trailer_count = 5,
	};
	struct buf out = BUF_INIT;

	(void)state;
	event_add_override(&out, &override);
	assert_string_equal(
		buf_text(&out),
		",\"override\":{\"incident\":\"INC-1\",\"rules\":[\"merge\"],"
		"\"expires\":\"2027-01-15T08:00:00Z\",\"approvers\":["
		"{\"name\":\"alice\",\"key\":\"SHA256:x\"},"
		"{\"name\":\"bob\",\"key\":null}],"
		"\"reason\":\"the \\\"site\\\" is<U+001B> down\","
		"\"follow-up\":\"none\"}");
	buf_clear(&out);
	event_add_incident(&out, "INC-1");
	assert_string_equal(buf_text(&out),
			    ",\"override\":{\"incident\":\"INC-1\"}");
	buf_release(&out);
}

/* Everything as long as it gets, of bytes that have to be escaped. */
static void test_record_bounds(void **state)
{
	enum {
		MANY = 300
	};
	static char long_text[70000];
	static char long_name[500];
	static struct event_approver approvers[MANY];
	static struct event_trailer trailers[MANY];
	static const char *rules[MANY];
	struct event_override override = {
		.incident = long_text,
		.rules = rules,
		.rule_count = MANY,
		.expires = NOW,
		.approvers = approvers,
		.approver_count = MANY,
		.trailers = trailers,
		.trailer_count = MANY,
	};
	struct event event = { .action = EVENT_POLICY_OVERRIDE,
			       .message = "x" };
	struct event_part *parts = NULL;
	struct error error = { 0 };
	struct buf out = BUF_INIT;
	size_t count;

	(void)state;
	memset(long_text, '\x02', sizeof(long_text) - 1);
	memset(long_name, 'n', sizeof(long_name) - 1);
	for (size_t i = 0; i < MANY; i++) {
		approvers[i] =
			(struct event_approver){ str_of(long_text), long_text };
		trailers[i] = (struct event_trailer){ i ? long_name : "Reason",
						      str_of(long_text) };
		rules[i] = long_text;
	}
	event_add_override(&out, &override);
	assert_false(buf_failed(&out));
	assert_true(out.size <= EVENT_EXTRA_SIZE_MAX);
	assert_non_null(strstr(buf_text(&out), "\"approver_count\":300"));
	assert_non_null(strstr(buf_text(&out), "\"reason\":\"<U+0002>"));
	event.extra = buf_text(&out);
	assert_int_equal(event_split(&parts, &count, &event, &error), 0);
	free(parts);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_covers),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_incidents),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_record_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
