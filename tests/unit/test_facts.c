/*
 * test_facts.c - what the log says of a ref that landed: bounds whatever
 * messages and names hold, the way through a clearance, and no line that is
 * too long.
 */
#include "audit/event.h"
#include "audit/event_facts.h"
#include "gate/clearance_text.h"
#include "gate/facts.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

#define LIST_MAX 40

static const char hostile[] =
	"\"],\"forged\":[\"\xff\xfe\x1b[31m\r\n\x01\xe2\x80\xae \\\x7f";

/* As the log has it: the members of a ref. The caller frees it. */
static json_t *parse(const struct buf *members)
{
	struct buf text = BUF_INIT;
	json_error_t flaw;
	json_t *json;

	buf_addf(&text, "{\"name\":\"x\"%s}", buf_text(members));
	json = json_loads(buf_text(&text), JSON_REJECT_DUPLICATES, &flaw);
	if (!json)
		fail_msg("%s: %s", flaw.text, buf_text(&text));
	buf_release(&text);
	return json;
}

static size_t size_of(const json_t *json, const char *key)
{
	return json_array_size(json_object_get(json, key));
}

static const char *text_at(const json_t *json, const char *list, size_t index,
			   const char *key)
{
	const json_t *item = json_array_get(json_object_get(json, list), index);

	return json_string_value(key ? json_object_get(item, key) : item);
}

static void add_one_line(struct buf *out, const struct event_facts *facts)
{
	event_add_facts(out, facts);
	assert_false(buf_failed(out));
	assert_true(out->size <= EVENT_REF_EXTRA_SIZE_MAX);
	for (size_t i = 0; i < out->size; i++)
		assert_true((unsigned char)out->data[i] >= ' ');
}

static void no_facts_are_nothing(void **state)
{
	struct event_facts facts = { 0 };
	struct buf out = BUF_INIT;

	(void)state;
	add_one_line(&out, &facts);
	assert_int_equal(out.size, 0);
	buf_release(&out);
}

static void a_landing_has_what_is_known(void **state)
{
	struct event_landing landings[] = {
		{ .branch = STR("refs/heads/hotfix/x"),
		  .seen = 1795165201,
		  .counted = true,
		  .commits = 2,
		  .files = 3,
		  .measured = true,
		  .lines = 41,
		  .folders = { STR("src/auth"), STR("lib") },
		  .folder_count = 2,
		  .max = 5,
		  .per = 2592000 },
		{ .branch = STR("refs/heads/hotfix/y") },
	};
	struct event_facts facts = { .landings = landings, .landing_count = 2 };
	struct buf out = BUF_INIT;

	(void)state;
	add_one_line(&out, &facts);
	assert_string_equal(
		buf_text(&out),
		",\"landing\":[{\"branch\":\"refs/heads/hotfix/x\","
		"\"seen\":\"2026-11-20T09:00:01Z\",\"commits\":2,\"files\":3,"
		"\"lines\":41,\"paths\":[\"src/auth\",\"lib\"],\"max\":5,"
		"\"per\":2592000},{\"branch\":\"refs/heads/hotfix/y\"}]");
	buf_release(&out);
}

static void fill(struct event_facts *facts, struct event_landing *landings,
		 struct event_debt *debts, struct str text)
{
	for (size_t i = 0; i < LIST_MAX; i++) {
		landings[i] = (struct event_landing){
			.branch = text,
			.seen = INT64_MIN,
			.counted = true,
			.commits = SIZE_MAX / 2,
			.files = SIZE_MAX / 2,
			.measured = true,
			.lines = UINT64_MAX,
			.folder_count = EVENT_FOLDERS_MAX,
			.max = INT64_MAX,
			.per = INT64_MIN,
		};
		for (size_t j = 0; j < EVENT_FOLDERS_MAX; j++)
			landings[i].folders[j] = text;
		debts[i] = (struct event_debt){ text, text, INT64_MAX };
	}
	*facts = (struct event_facts){ .landings = landings,
				       .landing_count = LIST_MAX,
				       .opened = debts,
				       .opened_count = LIST_MAX,
				       .closed = debts,
				       .closed_count = LIST_MAX };
	for (size_t i = 0; i < EVENT_SAID_KINDS; i++) {
		facts->said[i].count = EVENT_SAID_MAX;
		for (size_t j = 0; j < EVENT_SAID_MAX; j++)
			facts->said[i].values[j] = text;
	}
}

/* Whatever is in it: JSON, one line, within the bound. */
static void hostile_values_stay_values(void **state)
{
	static const size_t repeats[] = { 0, 1, 3, 10, 200 };
	struct event_landing landings[LIST_MAX];
	struct event_debt debts[LIST_MAX];
	struct event_facts facts;

	(void)state;
	for (size_t i = 0; i < sizeof(repeats) / sizeof(repeats[0]); i++) {
		struct buf text = BUF_INIT;
		struct buf out = BUF_INIT;
		json_t *json;

		for (size_t j = 0; j < repeats[i]; j++)
			buf_add(&text, hostile, sizeof(hostile)); /* the NUL */
		fill(&facts, landings, debts, buf_str(&text));
		add_one_line(&out, &facts);
		json = parse(&out);
		assert_null(json_object_get(json, "forged"));
		assert_true(size_of(json, "landing") >= 1);
		if (size_of(json, "landing") < LIST_MAX)
			assert_int_equal(json_integer_value(json_object_get(
						 json, "landing_count")),
					 LIST_MAX);
		json_decref(json);
		buf_release(&text);
		buf_release(&out);
	}
}

static void texts_are_cut_and_what_is_left_out_is_counted(void **state)
{
	struct event_debt debts[LIST_MAX];
	struct event_landing landings[LIST_MAX];
	struct buf text = BUF_INIT;
	struct buf out = BUF_INIT;
	struct event_facts facts;
	json_t *json;

	(void)state;
	for (size_t i = 0; i < 300; i++)
		buf_add_byte(&text, 'x');
	fill(&facts, landings, debts, buf_str(&text));
	facts.landing_count = 0;
	add_one_line(&out, &facts);
	json = parse(&out);
	assert_int_equal(strlen(text_at(json, "closed", 0, "item")), 100);
	assert_true(size_of(json, "closed") > 3);
	assert_int_equal(
		json_integer_value(json_object_get(json, "closed_count")),
		LIST_MAX);
	json_decref(json);
	buf_clear(&out);
	facts.closed_count = facts.opened_count = 0;
	add_one_line(&out, &facts);
	json = parse(&out);
	assert_int_equal(size_of(json, "reason"), EVENT_SAID_MAX);
	assert_int_equal(strlen(text_at(json, "reason", 2, NULL)), 120);
	assert_null(json_object_get(json, "reason_count"));
	json_decref(json);
	buf_release(&text);
	buf_release(&out);
}

struct said_case {
	const char *message;
	const char *incident, *issue, *reason; /* with "|" between */
};

static const struct said_case said_cases[] = {
	{ "subject\n", "", "", "" },
	{ "Incident: #1\n\nno field\n", "", "", "" },
	{ "s\n\nIncident: #1\n", "#1", "", "" },
	{ "s\n\ninCIDENT:   #1  \r\n", "#1", "", "" },
	{ "s\n\nINCIDENT: #1\n\nand more\n", "#1", "", "" },
	{ "s\n\nFixes: #1\nCloses: #2\nRefs: #1\nissue-id: X-3\nBUG-ID: 4\n",
	  "", "#1|#2|X-3", "" },
	{ "s\n\nReason: the disk\nwas full\nImpact: all\n\nmore\n", "", "",
	  "the disk was full" },
	{ "s\n\nReason:\n  the disk\n\nmore\n", "", "", "the disk" },
	{ "s\n\nIssue: #1\nother text\n", "", "#1", "" },
	{ "s\n\nIssue:\n\nIncident:\n", "", "", "" },
	{ "s\n\nReasoning: x\nIncidental: y\n", "", "", "" },
	{ "s\n\nIncident: a\xff\x1b\n", "a\xff\x1b", "", "" },
};

static void assert_said(const struct event_said *said, const char *wanted)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < said->count; i++) {
		buf_add_text(&text, i ? "|" : "");
		buf_add_str(&text, said->values[i]);
	}
	assert_string_equal(buf_text(&text), wanted);
	buf_release(&text);
}

static void messages_are_read(void **state)
{
	size_t count = sizeof(said_cases) / sizeof(said_cases[0]);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct said_case *one = &said_cases[i];
		struct event_facts facts = { 0 };
		struct error error = { 0 };
		struct arena arena;

		arena_init(&arena);
		for (int twice = 0; twice < 2; twice++)
			assert_int_equal(
				facts_read_message(&facts, str_of(one->message),
						   &arena, &error),
				0);
		assert_said(&facts.said[EVENT_SAID_INCIDENT], one->incident);
		assert_said(&facts.said[EVENT_SAID_ISSUE], one->issue);
		assert_said(&facts.said[EVENT_SAID_REASON], one->reason);
		arena_release(&arena);
	}
}

/* Through the file that pre-receive leaves: byte for byte, one line. */
static void a_clearance_carries_them(void **state)
{
	struct event_landing landings[LIST_MAX];
	struct event_debt debts[LIST_MAX];
	struct cleared_ref ref = { .name = STR("refs/heads/main"),
				   .commits = 4711 };
	struct clearance clearance = { .push_id = "id",
				       .logs = { { .file = "log" } },
				       .log_count = 1 };
	struct error error = { 0 };
	struct buf facts_text = BUF_INIT;
	struct buf text = BUF_INIT;
	struct event_facts facts;
	struct clearance out;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	fill(&facts, landings, debts, (struct str){ hostile, sizeof(hostile) });
	add_one_line(&facts_text, &facts);
	ref.facts = buf_text(&facts_text);
	assert_int_equal(clearance_format(&text, &clearance, &ref, &error), 0);
	assert_int_equal(clearance_parse(&out, buf_str(&text), &arena, &error),
			 0);
	assert_string_equal(out.ref.facts, ref.facts);
	assert_int_equal(out.ref.commits, 4711);
	ref.facts = ",\"a\":1\noverride forged";
	buf_clear(&text);
	assert_int_equal(clearance_format(&text, &clearance, &ref, &error),
			 ERROR_BROKEN);
	buf_release(&facts_text);
	buf_release(&text);
	arena_release(&arena);
}

/* The refs of all lines of the event, which stay lines. */
static void assert_lines(const struct event *event, size_t refs,
			 size_t with_extra)
{
	struct event_place place = { .sequence = 1, .parts = 9999999 };
	struct event_part *parts = NULL;
	struct error error = { 0 };
	struct buf line = BUF_INIT;
	size_t count = 0;

	assert_int_equal(event_split(&parts, &count, event, &error), 0);
	for (size_t i = 0; i < count; i++) {
		const json_t *list;
		json_t *json;

		buf_clear(&line);
		place.part = i + 1;
		assert_int_equal(event_format(event, &parts[i], &place, &line,
					      &error),
				 0);
		assert_true(line.size < EVENT_LINE_SIZE_MAX);
		json = json_loads(buf_text(&line), 0, NULL);
		assert_non_null(json);
		list = json_object_get(json_object_get(json, "refgate"),
				       "refs");
		for (size_t j = 0; j < json_array_size(list); j++, refs--)
			with_extra -= json_object_get(json_array_get(list, j),
						      "landing") != NULL;
		json_decref(json);
	}
	assert_int_equal(refs, 0);
	assert_int_equal(with_extra, 0);
	buf_release(&line);
	free(parts);
}

/* A ref is never cut: what is too much beside it is left out. */
static void no_line_is_too_long(void **state)
{
	static const size_t sizes[] = { 15, 100, 1024, 3000 };
	struct event_landing landings[LIST_MAX];
	struct event_debt debts[LIST_MAX];
	char name[3000], message[2000];
	struct event_ref refs[4];
	struct buf extra = BUF_INIT;
	struct event_facts facts;
	struct event event = { .action = EVENT_PUSH_LANDED,
			       .message = message,
			       .refs = refs,
			       .ref_count = 4 };

	(void)state;
	memset(name, 'n', sizeof(name));
	memset(message, 'm', sizeof(message) - 1);
	message[sizeof(message) - 1] = '\0';
	fill(&facts, landings, debts, STR("refs/heads/hotfix/x"));
	add_one_line(&extra, &facts);
	assert_true(extra.size > EVENT_REF_EXTRA_SIZE_MAX - 200);
	for (size_t i = 0; i < 4; i++)
		refs[i] = (struct event_ref){ .name = { name, sizes[i] },
					      .kind = "update",
					      .verdict = "landed",
					      .extra = buf_text(&extra) };
	assert_lines(&event, 4, 3);
	memset(name, '\xff', sizeof(name));
	assert_lines(&event, 4, 3);
	refs[0].extra = ",\"landing\":[\"\n\"]";
	refs[1].extra = "\"landing\":[1]";
	event.ref_count = 2;
	assert_lines(&event, 2, 0);
	buf_release(&extra);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_facts_are_nothing),
		cmocka_unit_test(a_landing_has_what_is_known),
		cmocka_unit_test(hostile_values_stay_values),
		cmocka_unit_test(texts_are_cut_and_what_is_left_out_is_counted),
		cmocka_unit_test(messages_are_read),
		cmocka_unit_test(a_clearance_carries_them),
		cmocka_unit_test(no_line_is_too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
