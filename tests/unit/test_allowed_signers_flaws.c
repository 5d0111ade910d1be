/*
 * test_allowed_signers_flaws.c - lines of allowed signers that are not taken:
 * what is told, where, and what to write instead.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "signers_fixture.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct bad {
	const char *line;
	const char *flaw;
	const char *hint; /* a part of it, or NULL */
} bad_lines[] = {
	/* principals */
	{ A, "1:1: no principals before the key", "alice@example.com" },
	{ "a@b", "1:1: no key behind the principals", "PRINCIPALS" },
	{ "a@b,,c@d " A, "1:5: an empty pattern", "PRINCIPALS" },
	{ ",a@b " A, "1:1: an empty pattern", NULL },
	{ "a@b, " A, "1:5: an empty pattern", NULL },
	{ "! " A, "1:1: an empty pattern", NULL },
	{ "\"\" " A, "1:2: an empty pattern", NULL },
	{ "!a@b " A, "1:1: only excluding patterns, which match nothing",
	  NULL },
	{ "\"a@b, c@d\" " A, "1:6: a blank around a pattern", NULL },
	{ "\"a b " A, "1:1: no closing quote", NULL },
	{ "\"a\"b " A, "1:1: no blank behind the principals", NULL },
	{ "a\"b\" " A, "1:1: a quote within the principals",
	  "put all of it in quotes" },
	{ "\xc3\xa4@b,, " A, "1:5: an empty pattern", NULL },
	/* options */
	{ "a@b c@d " A, "1:5: 'c@d' is no option and no type of keys",
	  "options are cert-authority" },
	{ "a@b cert-autority " A,
	  "1:5: 'cert-autority' is no option and no type of keys",
	  "did you mean 'cert-authority'?" },
	{ "a@b namespace=\"git\" " A,
	  "1:5: 'namespace' is no option and no type of keys",
	  "did you mean 'namespaces'?" },
	{ "a@b touch-required,cert-authority " A,
	  "1:5: 'touch-required' is no option and no type of keys", NULL },
	{ "a@b cert-authority,cert-authority " A,
	  "1:20: a second cert-authority", "once" },
	{ "a@b namespaces=\"git\",NAMESPACES=\"git\" " A,
	  "1:22: a second namespaces", "once" },
	{ "a@b cert-authority=\"yes\" " A, "1:5: cert-authority takes no value",
	  "write cert-authority" },
	{ "a@b namespaces " A, "1:5: namespaces without a value",
	  "write namespaces=\"git\"" },
	{ "a@b namespaces=git " A,
	  "1:5: the value of namespaces is not in quotes",
	  "write namespaces=\"git\"" },
	{ "a@b namespaces=\"git\"x " A, "1:16: text behind the closing quote",
	  NULL },
	{ "a@b namespaces=\"git " A, "1:5: no closing quote", NULL },
	{ "a@b namespaces=\"git\\\" " A, "1:5: no closing quote", NULL },
	{ "a@b namespaces=\"\" " A, "1:16: an empty pattern", NULL },
	{ "a@b namespaces=\"git,\" " A, "1:16: an empty pattern", NULL },
	{ "a@b namespaces=\"git, file\" " A, "1:16: a blank around a pattern",
	  NULL },
	{ "a@b namespaces=\"!file\" " A,
	  "1:16: only excluding patterns, which match nothing", NULL },
	{ "a@b cert-authority, " A, "1:20: no option", NULL },
	{ "a@b ,cert-authority " A, "1:5: no option", NULL },
	{ "a@b cert-authority,,namespaces=\"git\" " A, "1:20: no option",
	  NULL },
	/* times */
	{ "a@b valid-after=\"20260101\" " A,
	  "1:17: a time without Z means another one on each machine",
	  "write \"20260101Z\", which is UTC" },
	{ "a@b valid-before=\"202601010000\" " A,
	  "1:18: a time without Z means another one on each machine",
	  "write \"202601010000Z\"" },
	{ "a@b valid-after=\"2026-01-01Z\" " A,
	  "1:17: this is no time after 1970", "write YYYYMMDDZ" },
	{ "a@b valid-after=\"\" " A, "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"Z\" " A, "1:17: this is no time after 1970",
	  NULL },
	{ "a@b valid-after=\"2026010100Z\" " A,
	  "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"20260230Z\" " A,
	  "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"20261301Z\" " A,
	  "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"202601012400Z\" " A,
	  "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"20260101000060Z\" " A,
	  "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"19700101Z\" " A,
	  "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"2026010z\" " A, "1:17: this is no time after 1970",
	  NULL },
	{ "a@b valid-after=\"20260101ZZ\" " A,
	  "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"20260101UTC\" " A,
	  "1:17: this is no time after 1970", NULL },
	{ "a@b valid-after=\"20260101Z\",valid-before=\"20260101Z\" " A,
	  "1:5: valid-after is not before valid-before", NULL },
	{ "a@b valid-after=\"20270101Z\",valid-before=\"20260101Z\" " A,
	  "1:5: valid-after is not before valid-before", NULL },
	/* keys */
	{ "a@b cert-authority", "1:5: no key behind the options",
	  "PRINCIPALS" },
	{ "a@b cert-authority " BLOB_A, "1:20: '" BLOB_A "' is no type of keys",
	  ".pub" },
	{ "a@b ssh-ed25519", "1:5: no key behind its type", ".pub" },
	{ "a@b ssh-ed25519 AAAA!", "1:17: this is not base64", ".pub" },
	{ "a@b ssh-ed25519 " BLOB_A "=", "1:17: this is not base64", NULL },
	{ "a@b ssh-ed25519 AAAA",
	  "1:17: this key cannot be read: the key is cut off", ".pub" },
	{ "a@b ssh-rsa " BLOB_A,
	  "1:5: the key is of type ssh-ed25519, not "
	  "ssh-rsa",
	  "whole line" },
	{ "a@b ecdsa-sha2-nistp384 " P256,
	  "1:5: the key is of type ecdsa-sha2-nistp256, not "
	  "ecdsa-sha2-nistp384",
	  NULL },
	{ "a@b SSH-ED25519 " BLOB_A,
	  "1:5: 'SSH-ED25519' is no option and no type of keys", NULL },
	{ "a@b ssh-ed25519-cert-v01@openssh.com " CERTIFICATE,
	  "1:5: a certificate in the place of a key", "cert-authority" },
	{ "a@b ssh-ed25519 " CERTIFICATE,
	  "1:5: a certificate in the place of a key", "cert-authority" },
	/* bytes */
	{ "a@b " A "\r", "1:85: a carriage return", "LF" },
	{ "#\r", "1:2: a carriage return", NULL },
};

static void check_bad(const struct bad *row)
{
	const struct diagnostic *item;
	struct parsed parsed;

	signers_parse(&parsed, str_of(row->line));
	if (parsed.diagnostics.errors == 0 || parsed.list.count)
		fail_msg("%s: taken", row->line);
	item = &parsed.diagnostics.items[0];
	assert_string_equal(signers_flaw(&parsed, 0), row->flaw);
	if (row->hint && (!item->hint || !strstr(item->hint, row->hint)))
		fail_msg("%s: hint: %s", row->line,
			 item->hint ? item->hint : "none");
	signers_release(&parsed);
}

static void test_bad_lines(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad_lines); i++)
		check_bad(&bad_lines[i]);
}

static void test_nul(void **state)
{
	struct parsed parsed;

	(void)state;
	signers_parse(&parsed, STR("a@b " A "\0\n#\0\n"));
	assert_int_equal(parsed.diagnostics.errors, 2);
	assert_string_equal(signers_flaw(&parsed, 0), "1:85: a NUL byte");
	assert_string_equal(signers_flaw(&parsed, 1), "2:2: a NUL byte");
	assert_int_equal(parsed.list.count, 0);
	signers_release(&parsed);
}

static void test_long_pattern(void **state)
{
	struct buf text = BUF_INIT;
	struct parsed parsed;
	size_t size;

	(void)state;
	for (size = 1022; size <= 1023; size++) {
		buf_clear(&text);
		while (text.size < size)
			buf_add_byte(&text, 'a');
		assert_int_equal(pattern_list_matches(buf_str(&text),
						      buf_str(&text)),
				 size <= 1022);
		buf_add_text(&text, " " A);
		signers_parse(&parsed, buf_str(&text));
		assert_int_equal(parsed.diagnostics.errors, size > 1022);
		signers_release(&parsed);
	}
	buf_release(&text);
}

/* Every flaw of a file, and of a line, is told; sound lines are kept. */
static void test_all_flaws(void **state)
{
	static const char *const expected[] = {
		"3:5: namespaces without a value",
		"3:16: a second namespaces",
		"3:40: the key is of type ssh-ed25519, not ssh-rsa",
		"5:1: no key behind the principals",
	};
	struct parsed parsed;
	size_t i;

	(void)state;
	signers_parse(
		&parsed,
		STR("# comment\n"
		    "a@b " A "\n"
		    "a@b namespaces,namespaces=\"git\"        ssh-rsa " BLOB_A
		    "\n"
		    "\t # another\n"
		    "c@d\n"
		    "\n"
		    "e@f " B));
	assert_int_equal(parsed.diagnostics.errors, COUNT(expected));
	for (i = 0; i < COUNT(expected); i++)
		assert_string_equal(signers_flaw(&parsed, i), expected[i]);
	assert_int_equal(parsed.list.count, 2);
	signers_release(&parsed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_long_pattern),
		cmocka_unit_test(test_all_flaws),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
