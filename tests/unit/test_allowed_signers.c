/*
 * test_allowed_signers.c - lines of allowed signers that are taken, keys that
 * are looked up, and lists of patterns.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "signers_fixture.h"
#include "trust/armor.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define JANUARY INT64_C(1767225600) /* of 2026 */

static const struct good {
	const char *line;
	const char *principals;
	bool is_literal;
	bool is_authority;
	const char *namespaces;
	int64_t valid_after;
	int64_t valid_before;
} good_lines[] = {
	{ "a@b " A, "a@b", true, false, "", 0, 0 },
	{ "a@b " A " a comment, with \"anything\"", "a@b", true, false, "", 0,
	  0 },
	{ "a@b\t\tssh-ed25519\t " BLOB_A "\tcomment", "a@b", true, false, "", 0,
	  0 },
	{ " \ta@b " A " ", "a@b", true, false, "", 0, 0 },
	{ "a@b,c@d " A, "a@b,c@d", false, false, "", 0, 0 },
	{ "*@b " A, "*@b", false, false, "", 0, 0 },
	{ "a?b " A, "a?b", false, false, "", 0, 0 },
	{ "!a@b,*@b " A, "!a@b,*@b", false, false, "", 0, 0 },
	{ "ssh-admin@b " A, "ssh-admin@b", true, false, "", 0, 0 },
	{ "\"a smith\" " A, "a smith", true, false, "", 0, 0 },
	{ "\"a smith,b smith\"\t" A, "a smith,b smith", false, false, "", 0,
	  0 },
	{ "a@b cert-authority " A, "a@b", true, true, "", 0, 0 },
	{ "a@b Cert-AUTHORITY " A, "a@b", true, true, "", 0, 0 },
	{ "a@b NameSpaces=\"git\" " A, "a@b", true, false, "git", 0, 0 },
	{ "a@b namespaces=\"git,file\",cert-authority " A, "a@b", true, true,
	  "git,file", 0, 0 },
	{ "a@b namespaces=\"!x,*\" " A, "a@b", true, false, "!x,*", 0, 0 },
	{ "a@b namespaces=\"g\\\"t\" " A, "a@b", true, false, "g\"t", 0, 0 },
	{ "a@b namespaces=\"a b\" " A, "a@b", true, false, "a b", 0, 0 },
	{ "a@b valid-after=\"20260101Z\" " A, "a@b", true, false, "", JANUARY,
	  0 },
	{ "a@b valid-after=\"202601010000Z\" " A, "a@b", true, false, "",
	  JANUARY, 0 },
	{ "a@b valid-before=\"20260101000001Z\" " A, "a@b", true, false, "", 0,
	  JANUARY + 1 },
	{ "a@b valid-before=\"20260102Z\",valid-after=\"202601010102Z\" " A,
	  "a@b", true, false, "", JANUARY + 3720, JANUARY + 86400 },
};

static void check_good(const struct good *row)
{
	const struct allowed_signer *item;
	struct parsed parsed;

	signers_parse(&parsed, str_of(row->line));
	if (parsed.diagnostics.errors)
		fail_msg("%s: %s", row->line, signers_flaw(&parsed, 0));
	assert_int_equal(parsed.list.count, 1);
	item = &parsed.list.items[0];
	if (!str_is(item->principals, row->principals) ||
	    !str_is(item->namespaces, row->namespaces) ||
	    item->is_literal != row->is_literal ||
	    item->is_authority != row->is_authority ||
	    item->valid_after != row->valid_after ||
	    item->valid_before != row->valid_before)
		fail_msg("%s: taken for something else", row->line);
	assert_int_equal(item->key.type, SSH_KEY_ED25519);
	signers_release(&parsed);
}

static void test_good_lines(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good_lines); i++)
		check_good(&good_lines[i]);
}

static void find(struct parsed *parsed, const char *base64,
		 const char *const *principals, size_t expected)
{
	struct buf blob = BUF_INIT;
	const struct allowed_signer *items;
	size_t count;
	size_t i;

	assert_true(base64_decode(&blob, str_of(base64)));
	items = allowed_signers_find(&parsed->list, buf_str(&blob), &count);
	assert_int_equal(count, expected);
	for (i = 0; i < count; i++)
		assert_true(str_is(items[i].principals, principals[i]));
	buf_release(&blob);
}

static void test_find(void **state)
{
	static const char *const of_a[] = { "1@b", "3@b", "4@b" };
	static const char *const of_b[] = { "2@b" };
	struct parsed parsed;

	(void)state;
	signers_parse(&parsed, STR("1@b " A "\n2@b " B "\n3@b " A
				   "\n4@b cert-authority " A "\n"));
	find(&parsed, BLOB_A, of_a, 3);
	find(&parsed, BLOB_B, of_b, 1);
	find(&parsed, P256, NULL, 0);
	signers_release(&parsed);
	signers_parse(&parsed, STR(""));
	find(&parsed, BLOB_A, NULL, 0);
	signers_release(&parsed);
}

static const struct {
	const char *list;
	const char *name;
	bool matches;
} pattern_cases[] = {
	{ "a", "a", true },	     { "a", "A", false },
	{ "a", "ab", false },	     { "a,b", "b", true },
	{ "a,b", "a,b", false },     { "*", "", true },
	{ "*", "a/b@c", true },	     { "?", "", false },
	{ "a?c", "abc", true },	     { "a?c", "ac", false },
	{ "*@b", "a@b", true },	     { "*@b", "a@bc", false },
	{ "*a*b", "xaxaxb", true },  { "*a*b*", "ba", false },
	{ "a**b", "ab", true },	     { "!a,*", "a", false },
	{ "*,!a", "a", false },	     { "!a,*", "b", true },
	{ "!a", "b", false },	     { "!a", "a", false },
	{ "!a*,b,a*", "ab", false }, { "a!b", "a!b", true },
	{ "[a]", "a", false },	     { "\\a", "a", false },
};

static void test_patterns(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(pattern_cases); i++)
		if (pattern_list_matches(str_of(pattern_cases[i].list),
					 str_of(pattern_cases[i].name)) !=
		    pattern_cases[i].matches)
			fail_msg("%s, %s", pattern_cases[i].list,
				 pattern_cases[i].name);
}

/* Must not take a time that grows with the number of stars. */
static void test_slow_pattern(void **state)
{
	struct buf pattern = BUF_INIT;
	struct buf name = BUF_INIT;
	usec start = clock_monotonic();
	size_t i;

	(void)state;
	for (i = 0; i < 500; i++)
		buf_add_text(&pattern, "*a");
	buf_add_text(&pattern, "b");
	for (i = 0; i < 10000; i++)
		buf_add_byte(&name, 'a');
	assert_false(pattern_list_matches(buf_str(&pattern), buf_str(&name)));
	assert_true(clock_monotonic() - start < 2 * USEC_PER_SECOND);
	buf_release(&pattern);
	buf_release(&name);
}

/* "u1@example.com ssh-ed25519 AAAA...": a key of its own for each. */
static void add_signer(struct buf *out, unsigned number)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	char key[] = BLOB_A;
	size_t i;

	for (i = 0; i < 4; i++)
		key[40 + i] = digits[number * 7919u >> 6 * i & 63];
	buf_addf(out, "u%u@example.com ssh-ed25519 %s comment\n", number, key);
}

static void test_many(void **state)
{
	struct buf text = BUF_INIT;
	struct parsed parsed;
	usec start;
	unsigned i;

	(void)state;
	for (i = 0; i < ALLOWED_SIGNERS_MAX; i++)
		add_signer(&text, i);
	start = clock_monotonic();
	signers_parse(&parsed, buf_str(&text));
	/* 0.1 s, but for sanitizers and other tests beside this one */
	assert_true(clock_monotonic() - start < 5 * USEC_PER_SECOND);
	print_message("# %d lines: %ld ms\n", ALLOWED_SIGNERS_MAX,
		      (long)((clock_monotonic() - start) / 1000));
	assert_int_equal(parsed.diagnostics.errors, 0);
	assert_int_equal(parsed.list.count, ALLOWED_SIGNERS_MAX);
	find(&parsed, BLOB_B, NULL, 0);
	signers_release(&parsed);
	add_signer(&text, i);
	add_signer(&text, i + 1);
	signers_parse(&parsed, buf_str(&text));
	assert_int_equal(parsed.diagnostics.errors, 1);
	assert_string_equal(signers_flaw(&parsed, 0),
			    "100001:1: more than 100000 keys");
	signers_release(&parsed);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_lines),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_slow_pattern),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
