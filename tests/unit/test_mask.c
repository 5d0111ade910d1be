/*
 * test_mask.c - people as keyed hashes: what is found in a text and in JSON,
 * and what stays.
 */
#include "audit/mask.h"

#include "audit/mask_json.h"
#include "audit/mask_text.h"
#include "key_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

static const char *const people[] = { "alice",
				      "Alice Doe",
				      "al",
				      "Bob@Example.com",
				      "",
				      NULL,
				      "0123456789ABCDEF",
				      "\"Q\\",
				      "J\xc3\xb6rg \xc5\xbb\xc3\xbck",
				      "\xd0\xa0\xd0\xb8\xd1\x82\xd0\xb0" };
#define PEOPLE (sizeof(people) / sizeof(people[0]))

struct fixture {
	struct key_fixture key;
	struct mask mask;
	struct log_options options;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	key_fixture_init(&f->key);
	for (size_t i = 0; i < MASK_KEY_SIZE; i++)
		f->mask.key.bytes[i] = (unsigned char)i;
	assert_true(mask_names_add(&f->mask.names, people, PEOPLE));
	mask_names_sort(&f->mask.names);
	f->options.identity_key = f->key.path;
	f->options.mode = 0600;
	f->options.people = people;
	f->options.people_count = PEOPLE;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	mask_names_release(&f->mask.names);
	key_fixture_release(&f->key);
	free(f);
	return 0;
}

/* RFC 4231's second case is of a short key: ours is padded the same way. */
static void test_digest(void **state)
{
	struct mask_key key = { { 'J', 'e', 'f', 'e' } };
	char hex[SHA256_HEX_SIZE + 1];

	(void)state;
	mask_key_digest(&key, STR("what do ya want for nothing?"), hex,
			SHA256_HEX_SIZE);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c7"
				 "5a003f089d2739839dec58b964ec3843");
}

/* "[NAME]" stands for what that name becomes. */
static void expect(const struct fixture *f, struct buf *out, const char *wanted)
{
	struct str rest = str_of(wanted);
	char hex[MASK_WORD_DIGITS + 1];

	buf_clear(out);
	while (rest.size) {
		size_t open = str_find_byte(rest, '[');
		size_t close = str_find_byte(rest, ']');

		buf_add_str(out, str_first(rest, open));
		if (open == rest.size)
			break;
		mask_key_digest(&f->mask.key,
				str_first(str_from(rest, open + 1),
					  close - open - 1),
				hex, MASK_WORD_DIGITS);
		buf_addf(out, MASK_WORD "%s", hex);
		rest = str_from(rest, close + 1);
	}
}

static void test_texts(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "nobody", "nobody" },
		{ "alice", "[alice]" },
		{ "ALICE, al.", "[alice], [al]." },
		{ "malice, alices, ali_ce", "malice, alices, ali_ce" },
		{ "\xc3\xa4lice al\xc3\xa4", "\xc3\xa4lice al\xc3\xa4" },
		{ "refs/heads/alice-fix", "refs/heads/[alice]-fix" },
		{ "by alice doe: no", "by [Alice Doe]: no" },
		{ "bob@example.com", "[Bob@Example.com]" },
		{ "to x.y+z@a-b.org.", "to [x.y+z@a-b.org]." },
		{ "Eve Ann Roe <e@x.org> did", "[e@x.org] did" },
		{ "asked by Eve <e@x.org>", "asked by [e@x.org]" },
		{ "by \"mister e <e@x.org>\"", "by \"[e@x.org]\"" },
		{ "<e@x.org>", "[e@x.org]" },
		{ "asked Eve van der Roe <e@x.org>", "asked [e@x.org]" },
		{ "asked Roe, Eve <e@x.org>", "asked [e@x.org]" },
		{ "asked Eve (evi) Roe <e@x.org>", "asked [e@x.org]" },
		{ "asked Eve Roe (evi) <e@x.org>", "asked [e@x.org]" },
		{ "as for der Eve <e@x.org>", "as for der [e@x.org]" },
		{ "van der <e@x.org>", "van der [e@x.org]" },
		{ "\xc3\x84nne <bob@example.com>", "[Bob@Example.com]" },
		{ "alice a@b alice c@d", "[alice] [a@b] [alice] [c@d]" },
		{ "a@b@c", "[a@b]@c" },
		{ "@ a@ @b", "@ a@ @b" },
		{ "alice@example.com", "[alice@example.com]" },
		{ "key SHA256:k0Jx4+/z ended", "key [SHA256:k0Jx4+/z] ended" },
		{ "key 0123456789ABCDEF of", "key [0123456789ABCDEF] of" },
		{ "0123456789ABCDEF0123456789ABCDEF01234567",
		  "[0123456789ABCDEF0123456789ABCDEF01234567]" },
		{ "0123456789abcdef0123456789abcdef01234567",
		  "0123456789abcdef0123456789abcdef01234567" },
		{ "a \"Q\\ b", "a [\"Q\\] b" },
		{ "J\xc3\x96RG \xc5\xbc\xc3\x9cK",
		  "[J\xc3\xb6rg \xc5\xbb\xc3\xbck]" },
		{ "\xd1\x80\xd0\x98\xd0\xa2\xd0\x90",
		  "[\xd0\xa0\xd0\xb8\xd1\x82\xd0\xb0]" },
		{ "J\xc3\x96RG \xc5\xbb\xc3", "J\xc3\x96RG \xc5\xbb\xc3" },
		{ "1\n2\talice\n", "1\n2\t[alice]\n" },
	};
	const struct fixture *f = *state;
	struct buf wanted = BUF_INIT;
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&out);
		mask_add_text(&out, &f->mask, str_of(cases[i][0]));
		expect(f, &wanted, cases[i][1]);
		assert_string_equal(buf_text(&out), buf_text(&wanted));
	}
	buf_release(&wanted);
	buf_release(&out);
}

/* A pusher may write what they like: it takes no longer than it is long. */
static void test_hostile_texts(void **state)
{
	static const char *const parts[] = { "al ", "@",    "a@",  "A ",
					     "<",   "\"<@", "al@", "F" };
	const struct fixture *f = *state;
	struct buf text = BUF_INIT;
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		buf_clear(&text);
		buf_clear(&out);
		while (text.size < 1u << 18)
			buf_add_text(&text, parts[i]);
		mask_add_text(&out, &f->mask, buf_str(&text));
		assert_true(out.size > 0);
		assert_false(buf_failed(&out));
	}
	buf_release(&text);
	buf_release(&out);
}

static void test_json(void **state)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ ",\"x\":1,\"alice\":{\"al\":true}",
		  ",\"x\":1,\"alice\":{\"al\":true}" },
		{ ",\"reason\":(\"alice says \\\"no\\\"\\n\",\"al\")",
		  ",\"reason\":(\"[alice] says \\\"no\\\"\\n\",\"[al]\")" },
		{ ",\"landing\":{\"branch\":\"refs/heads/al\",\"paths\":\""
		  "home/alice\",\"seen\":\"al\"}",
		  ",\"landing\":{\"branch\":\"refs/heads/al\",\"paths\":\""
		  "home/[alice]\",\"seen\":\"al\"}" },
		{ ",\"opened\":{\"item\":\"al\",\"due\":\"al\"}",
		  ",\"opened\":{\"item\":\"al\",\"due\":\"al\"}" },
		{ ",\"override\":{\"rules\":\"al\",\"item\":\"al\"}",
		  ",\"override\":{\"rules\":\"al\",\"item\":\"[al]\"}" },
		{ ",\"x\":\"\\\"Q\\\\\"", ",\"x\":\"[\"Q\\]\"" },
		{ ",\"x\":\"", ",\"x\":\"\"" },
		{ ",\"x\":\"b\\", ",\"x\":\"b\"" },
		{ ",\"x\":\"al al al al\"", ",\"x\":\"[al] [al] person:" },
	};
	const struct fixture *f = *state;
	struct buf wanted = BUF_INIT;
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&out);
		mask_add_json(&out, &f->mask, str_of(cases[i][0]));
		expect(f, &wanted, cases[i][1]);
		assert_true(str_starts(buf_str(&out), buf_text(&wanted)));
	}
	buf_release(&wanted);
	buf_release(&out);
}

/* Approvers and their keys are hashes, whatever they are called. */
static void test_approvers(void **state)
{
	const struct fixture *f = *state;
	char hex[MASK_NAME_SIZE + 1];
	struct buf wanted = BUF_INIT;
	struct buf out = BUF_INIT;

	mask_add_json(&out, &f->mask,
		      STR(",\"override\":{\"incident\":\"INC-1\","
			  "\"approvers\":[{\"name\":\"Eve\",\"key\":null},"
			  "{\"name\":\"alice\",\"key\":\"SHA256:k\"}],"
			  "\"reason\":\"ok\"}"));
	buf_add_text(&wanted, ",\"override\":{\"incident\":\"INC-1\","
			      "\"approvers\":[{\"name\":\"");
	mask_key_digest(&f->mask.key, STR("Eve"), hex, MASK_NAME_SIZE);
	buf_addf(&wanted, "%s\",\"key\":null},{\"name\":\"", hex);
	mask_key_digest(&f->mask.key, STR("alice"), hex, MASK_NAME_SIZE);
	buf_addf(&wanted, "%s\",\"key\":\"", hex);
	mask_key_digest(&f->mask.key, STR("SHA256:k"), hex, MASK_NAME_SIZE);
	buf_addf(&wanted, "%s\"}],\"reason\":\"ok\"}", hex);
	assert_string_equal(buf_text(&out), buf_text(&wanted));
	buf_release(&wanted);
	buf_release(&out);
}

static void test_find(void **state)
{
	const char *found[PEOPLE];
	size_t count;

	(void)state;
	count = mask_find(found, people, PEOPLE,
			  STR("{\"x\":\"a\\nALICE malice bob@example.com\"}"));
	assert_int_equal(count, 3);
	/* the one with a quote may be anywhere */
	assert_string_equal(found[0], "\"Q\\");
	assert_string_equal(found[1], "alice");
	assert_string_equal(found[2], "Bob@Example.com");
}

static void test_event(void **state)
{
	static const char *const authors[] = { "Mallory" };
	struct fixture *f = *state;
	struct event_ref ref = { .name = STR("refs/heads/alice"),
				 .extra = ",\"reason\":\"alice\"" };
	struct event_finding finding = { .rule = "author",
					 .ref = STR("refs/heads/alice"),
					 .detail = STR("by Mallory, eve") };
	struct event event = { .message = "push of alice by eve",
			       .repository = "alice",
			       .user_name = "eve",
			       .user_email = "eve@example.com",
			       .source_ip = "192.0.2.1",
			       .protocol = "ssh",
			       .people = authors,
			       .people_count = 1,
			       .refs = &ref,
			       .ref_count = 1,
			       .findings = &finding,
			       .finding_count = 1 };
	char hex[MASK_NAME_SIZE + 1];
	struct buf wanted = BUF_INIT;
	struct event out;
	struct arena arena;

	key_fixture_write(&f->key, KEY_TEXT, 0600);
	arena_init(&arena);
	assert_int_equal(mask_event(&out, &event, &f->options, &arena, NULL),
			 0);
	assert_null(out.user_name);
	assert_null(out.user_email);
	assert_null(out.source_ip);
	assert_string_equal(out.protocol, "ssh");
	assert_string_equal(out.repository, "alice");
	assert_int_equal(mask_name(f->key.path, "eve", hex, NULL), 0);
	assert_string_equal(out.user_hash, hex);
	expect(f, &wanted, "push of [alice] by [eve]");
	assert_string_equal(out.message, buf_text(&wanted));
	expect(f, &wanted, "by [Mallory], [eve]");
	assert_true(str_equal(out.findings[0].detail, buf_str(&wanted)));
	assert_true(str_equal(out.refs[0].name, ref.name));
	assert_true(str_equal(out.findings[0].ref, ref.name));
	assert_null(strstr(out.refs[0].extra, "alice"));
	arena_release(&arena);
	buf_release(&wanted);
}

/* Who has no login is known by their address; nobody is nobody. */
static void test_user(void **state)
{
	struct fixture *f = *state;
	struct event event = { .user_email = "eve@example.com" };
	char hex[MASK_NAME_SIZE + 1];
	struct event out;
	struct arena arena;

	key_fixture_write(&f->key, KEY_TEXT, 0600);
	arena_init(&arena);
	assert_int_equal(mask_event(&out, &event, &f->options, &arena, NULL),
			 0);
	assert_int_equal(mask_name(f->key.path, "eve@example.com", hex, NULL),
			 0);
	assert_string_equal(out.user_hash, hex);
	event.user_email = NULL;
	assert_int_equal(mask_event(&out, &event, &f->options, &arena, NULL),
			 0);
	assert_null(out.user_hash);
	assert_null(out.extra);
	arena_release(&arena);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_digest),	  TEST(test_texts),
		TEST(test_hostile_texts), TEST(test_json),
		TEST(test_approvers),	  TEST(test_find),
		TEST(test_event),	  TEST(test_user),
	};

	return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
