/*
 * test_event.c - lines of the log, byte by byte, and their bounds whatever
 * a pusher sends. With arguments (hostile FILE) it appends such events, for
 * shell tests that read them with another JSON reader.
 */
#include "audit/event.h"

#include "audit/log.h"
#include "audit/record.h"
#include "base/paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

#define ID "01939a4e-0000-7000-8000-000000000000"
#define CHAIN "01939a4e-1111-7000-8000-000000000000"
#define NAME_SIZE 1024 /* PUSH_REF_SIZE_MAX */

static const char *const rules[] = { "signature", "merge" };
static const char *const rulesets[] = { "main" };

static struct event_place fixed_place(void)
{
	struct event_place place = { 0 };

	place.sequence = 4711;
	memset(place.previous, 'a', SHA256_HEX_SIZE);
	place.chain = CHAIN;
	place.part = 1;
	place.parts = 1;
	place.id = ID;
	place.host = "git01";
	place.pid = 1234;
	return place;
}

static struct event denied(void)
{
	struct event event = { 0 };

	event.action = EVENT_PUSH_DENIED;
	event.time = INT64_C(1795165201123456);
	event.duration = 1843;
	event.message = "push to refs/heads/main refused: signature, merge";
	event.push_id = ID;
	event.repository = "project";
	event.user_name = "alice";
	event.user_email = "alice@example.com";
	event.identity_source = "gitolite";
	event.source_ip = "192.0.2.1";
	event.protocol = "ssh";
	event.mode = "enforce";
	event.policy_hash = "8a1f";
	event.rules = rules;
	event.rule_count = 2;
	event.rulesets = rulesets;
	event.ruleset_count = 1;
	return event;
}

static const char golden_before[] =
	"{\"@timestamp\":\"2026-11-20T09:00:01.123456Z\","
	"\"ecs\":{\"version\":\"8.17\"},"
	"\"event\":{\"id\":\"" ID "\",\"kind\":\"event\","
	"\"category\":[\"configuration\"],"
	"\"type\":[\"change\",\"denied\"],\"action\":\"push-denied\","
	"\"outcome\":\"failure\",\"dataset\":\"refgate.push\","
	"\"duration\":1843000,\"sequence\":4711},"
	"\"message\":\"push to refs/heads/main refused: signature, "
	"merge\",\"log\":{\"level\":\"warning\"},"
	"\"service\":{\"name\":\"refgate\",\"version\":\"";
static const char golden_after[] =
	"\"},"
	"\"host\":{\"name\":\"git01\"},\"process\":{\"pid\":1234},"
	"\"user\":{\"name\":\"alice\",\"email\":\"alice@example.com\"},"
	"\"source\":{\"ip\":\"192.0.2.1\"},"
	"\"network\":{\"protocol\":\"ssh\"},"
	"\"rule\":{\"id\":[\"signature\",\"merge\"],"
	"\"ruleset\":[\"main\"],\"version\":\"sha256:8a1f\"},"
	"\"refgate\":{\"prev\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	"aaaaaaaaaaaaaaaaaaaaaaaaa\",\"chain\":\"" CHAIN "\","
	"\"push_id\":\"" ID "\",\"part\":\"1/1\","
	"\"repository\":\"project\",\"identity_source\":\"gitolite\","
	"\"mode\":\"enforce\",\"refs\":[{\"name\":\"refs/heads/main\","
	"\"old\":\"1200000000000000000000000000000000000000\","
	"\"new\":\"0000000000000000000000000000000000000034\","
	"\"kind\":\"update\",\"commits\":5,\"verdict\":\"fail\"}],"
	"\"findings\":[{\"rule\":\"signature\","
	"\"ref\":\"refs/heads/main\","
	"\"commit\":\"0000000000000000000000000000000000000034\","
	"\"detail\":\"no \\\"signature\\\"\",\"verdict\":\"fail\"}],"
	"\"override\":null}}";

/* As the contract has it, with a ref and a finding. */
static void test_golden(void **state)
{
	struct event event = denied();
	struct event_place place = fixed_place();
	struct event_part part = { 0, 1, 0, 1 };
	struct event_ref ref = { 0 };
	struct event_finding finding = { 0 };
	struct buf wanted = BUF_INIT;
	struct buf out = BUF_INIT;

	(void)state;
	ref.name = STR("refs/heads/main");
	ref.old.bytes[0] = 0x12;
	ref.new.bytes[19] = 0x34;
	ref.kind = "update";
	ref.verdict = "fail";
	ref.commits = 5;
	finding.rule = "signature";
	finding.ref = ref.name;
	finding.commit = ref.new;
	finding.detail = STR("no \"signature\"");
	finding.verdict = "fail";
	event.refs = &ref;
	event.ref_count = 1;
	event.findings = &finding;
	event.finding_count = 1;
	assert_int_equal(event_format(&event, &part, &place, &out, NULL), 0);
	buf_addf(&wanted, "%s%s%s", golden_before, paths_version, golden_after);
	assert_string_equal(buf_text(&out), buf_text(&wanted));
	buf_release(&wanted);
	buf_release(&out);
}

static void test_extra(void **state)
{
	struct event event = denied();
	struct event_place place = fixed_place();
	struct event_part none = { 0, 0, 0, 0 };
	struct buf out = BUF_INIT;

	(void)state;
	event.extra = ",\"override\":{\"incident\":\"INC-1\"},\"x\":1";
	assert_int_equal(event_format(&event, &none, &place, &out, NULL), 0);
	assert_non_null(strstr(out.data, "\"findings\":[],\"override\":"
					 "{\"incident\":\"INC-1\"},\"x\":1}}"));
	buf_clear(&out);
	place.part = 2;
	assert_int_equal(event_format(&event, &none, &place, &out, NULL), 0);
	assert_null(strstr(out.data, "INC-1"));
	event.extra = ",\"x\":\n1";
	assert_int_equal(event_format(&event, &none, &place, &out, NULL),
			 ERROR_LIMIT);
	buf_release(&out);
}

/* Strings that grow as much as they can when escaped. */
struct hostile {
	char bytes[NAME_SIZE + 1];
	struct event_ref refs[40];
	struct event_finding findings[40];
	const char *words[100];
	char extra[EVENT_EXTRA_SIZE_MAX + 1];
};

static struct event hostile_event(struct hostile *h, char byte)
{
	struct event event = denied();
	size_t i;

	memset(h, 0, sizeof(*h));
	memset(h->bytes, byte, NAME_SIZE);
	for (i = 0; i < 40; i++) {
		h->refs[i].name = (struct str){ h->bytes, NAME_SIZE };
		h->refs[i].kind = h->bytes;
		h->refs[i].verdict = h->bytes;
		h->refs[i].commits = SIZE_MAX / 2;
		h->findings[i].rule = h->bytes;
		h->findings[i].ruleset = h->bytes;
		h->findings[i].ref = h->refs[i].name;
		h->findings[i].detail = h->refs[i].name;
		h->findings[i].verdict = h->bytes;
	}
	for (i = 0; i < 100; i++)
		h->words[i] = h->bytes;
	snprintf(h->extra, sizeof(h->extra), ",\"x\":\"%03960d\"", 1);
	event.message = event.push_id = event.repository = h->bytes;
	event.user_name = event.user_email = h->bytes;
	event.identity_source = event.source_ip = h->bytes;
	event.protocol = event.mode = event.policy_hash = h->bytes;
	event.rules = event.rulesets = h->words;
	event.rule_count = event.ruleset_count = 100;
	event.refs = h->refs;
	event.findings = h->findings;
	event.ref_count = event.finding_count = 40;
	event.extra = h->extra;
	return event;
}

/* Each ref and finding is in one part, in order; no line is too long. */
static void assert_parts(const struct event *event)
{
	struct event_place place = fixed_place();
	struct event_part *parts = NULL;
	struct buf out = BUF_INIT;
	struct record record;
	size_t findings = 0;
	size_t refs = 0;
	size_t count;
	size_t i;

	assert_int_equal(event_split(&parts, &count, event, NULL), 0);
	place.host = event->mode;
	place.pid = INT64_MAX;
	place.sequence = 999999999999999999;
	for (i = 0; i < count; i++) {
		place.part = i + 1;
		place.parts = count;
		buf_clear(&out);
		assert_int_equal(
			event_format(event, &parts[i], &place, &out, NULL), 0);
		assert_true(out.size < EVENT_LINE_SIZE_MAX);
		assert_true(record_scan(&record, buf_str(&out)));
		assert_true(record_is_whole(buf_str(&out)));
		assert_true(!parts[i].ref_count || parts[i].ref == refs);
		assert_true(!parts[i].finding_count ||
			    parts[i].finding == findings);
		refs += parts[i].ref_count;
		findings += parts[i].finding_count;
	}
	assert_int_equal(refs, event->ref_count);
	assert_int_equal(findings, event->finding_count);
	free(parts);
	buf_release(&out);
}

static void test_bounds(void **state)
{
	static const char bytes[] = { '\001', '\x7f', '\xff', '"', 'x', '\n' };
	struct hostile *h = malloc(sizeof(*h));
	struct event event;
	size_t i;

	(void)state;
	assert_non_null(h);
	for (i = 0; i < sizeof(bytes); i++) {
		event = hostile_event(h, bytes[i]);
		assert_parts(&event);
	}
	event.ref_count = 0;
	event.finding_count = 0;
	assert_parts(&event);
	free(h);
}

/* Nothing of a ref's name is lost: its bytes stand beside what is shown. */
static void test_hostile_name(void **state)
{
	struct event_part part = { 0, 1, 0, 0 };
	struct event_place place = fixed_place();
	struct event event = denied();
	struct event_ref ref = { 0 };
	struct buf out = BUF_INIT;

	(void)state;
	ref.name = STR("refs/heads/\x1b[31m\xe2\x80\xae\xff");
	event.refs = &ref;
	event.ref_count = 1;
	assert_int_equal(event_format(&event, &part, &place, &out, NULL), 0);
	assert_non_null(
		strstr(out.data,
		       "\"name\":\"refs/heads/<U+001B>[31m<U+202E><0xFF>\""));
	assert_non_null(strstr(out.data, "\"name_hex\":\"726566732f68656164732f"
					 "1b5b33316de280aeff\""));
	buf_release(&out);
}

static void test_long_detail(void **state)
{
	struct event_part part = { 0, 0, 0, 1 };
	struct event_place place = fixed_place();
	struct event event = denied();
	struct event_finding finding = { 0 };
	char digest[SHA256_HEX_SIZE + 1];
	struct buf detail = BUF_INIT;
	struct buf out = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < 100000; i++)
		buf_add_byte(&detail, 'd');
	finding.detail = buf_str(&detail);
	event.findings = &finding;
	event.finding_count = 1;
	assert_int_equal(event_format(&event, &part, &place, &out, NULL), 0);
	sha256_hex(finding.detail, digest);
	assert_non_null(strstr(out.data, "ddd...\",\"detail_size\":100000,"));
	assert_non_null(strstr(out.data, digest));
	buf_release(&detail);
	buf_release(&out);
}

/* Every prefix of a line is not whole; the line is. */
static void test_whole(void **state)
{
	struct event event = denied();
	struct event_place place = fixed_place();
	struct event_part none = { 0, 0, 0, 0 };
	struct buf out = BUF_INIT;
	size_t size;

	(void)state;
	event.message = "} \\\" } {";
	assert_int_equal(event_format(&event, &none, &place, &out, NULL), 0);
	for (size = 0; size < out.size; size++)
		assert_false(record_is_whole(str_first(buf_str(&out), size)));
	assert_true(record_is_whole(buf_str(&out)));
	buf_release(&out);
}

static int append_hostile(const char *file)
{
	static const char bytes[] = { '\001', '\xff', '"', '\n' };
	struct log_options options = { .file = file, .mode = 0600 };
	struct hostile *h = malloc(sizeof(*h));
	struct event event;
	int result = 0;
	size_t i;

	for (i = 0; h && result == 0 && i < sizeof(bytes); i++) {
		event = hostile_event(h, bytes[i]);
		event.time = 0;
		event.action = (enum event_action)i;
		result = log_append(&options, &event, false, NULL);
	}
	free(h);
	return result;
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_extra),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_hostile_name),
		cmocka_unit_test(test_long_detail),
		cmocka_unit_test(test_whole),
	};

	if (argc == 3 && strcmp(argv[1], "hostile") == 0)
		return append_hostile(argv[2]) ? 1 : 0;
	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
