/*
 * test_ssh_owner.c - whose an SSH key is, the keys that trust files hold, and
 * random files, of which ssh-keygen takes what passes here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "scratch.h"
#include "trust_fixture.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *signers;
	const char *revoked;
	const char *key;
	const char *name; /* NULL: nobody */
} owners[] = {
	{ "alice@example.com {alice}", NULL, "{alice}", "alice@example.com" },
	{ "alice@example.com {alice}", "", "{alice} a comment",
	  "alice@example.com" },
	{ "alice@example.com namespaces=\"file\" {alice}", NULL, "{alice}",
	  "alice@example.com" },
	{ "alice@example.com valid-after=\"20260601Z\" {alice}", NULL,
	  "{alice}", "alice@example.com" },
	{ "alice@example.com valid-before=\"20260601Z\" {alice}", NULL,
	  "{alice}", NULL },
	{ "alice@example.com valid-after=\"20260602Z\" {alice}", NULL,
	  "{alice}", NULL },
	{ "alice@example.com {alice}\nAlice {alice}", NULL, "{alice}",
	  "alice@example.com" },
	{ "alice@example.com {alice}\nbob {alice}", NULL, "{alice}", NULL },
	{ "alice@example.com {alice}\n* {alice}", NULL, "{alice}", NULL },
	{ "*@example.com {alice}", NULL, "{alice}", NULL },
	{ "alice@example.com cert-authority {alice}", NULL, "{alice}", NULL },
	{ "alice@example.com {alice}", "{alice}", "{alice}", NULL },
	{ "alice@example.com {alice}", NULL, "{bob}", NULL },
	{ "alice@example.com {alice}", NULL, "", NULL },
	{ "alice@example.com {alice}", NULL, "ssh-ed25519", NULL },
	{ "alice@example.com {alice}", NULL, "ssh-ed25519 x", NULL },
	{ "alice@example.com {alice}", NULL, "{c-alice-cert}", NULL },
	{ NULL, NULL, "{alice}", NULL },
};

static void test_owner(void **state)
{
	struct buf line = BUF_INIT;
	struct judged judged;
	struct signer owner;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(owners); i++) {
		trust_fixture_open(&judged, owners[i].signers,
				   owners[i].revoked, NOW);
		trust_fixture_expand(&line, owners[i].key);
		assert_int_equal(trust_ssh_owner(judged.trust, buf_str(&line),
						 &owner, &judged.error),
				 0);
		assert_int_equal(owner.is_one, owners[i].name != NULL);
		if (owners[i].name)
			assert_true(str_is(owner.name, owners[i].name));
		trust_fixture_release(&judged);
	}
	buf_release(&line);
}

static void add_listed(const struct trusted_key *key, void *context)
{
	struct buf *out = context;

	buf_addf(out, "%zu %s %.*s %d ", key->mark.line, key->key,
		 STR_ARGS(key->signer.name), key->signer.is_one);
	clock_format_seconds(out, key->ends);
	buf_add_byte(out, '\n');
}

static void test_each(void **state)
{
	struct diagnostics *diagnostics = test_malloc(sizeof(*diagnostics));
	struct buf expected = BUF_INIT;
	struct buf listed = BUF_INIT;
	struct judged judged;

	(void)state;
	trust_fixture_open(&judged,
			   "alice@example.com {alice}\n\n"
			   "*@x valid-before=\"20260601Z\" {alice}\n",
			   NULL, NOW);
	diagnostics_init(diagnostics, &judged.arena);
	assert_int_equal(trust_check(judged.trust, diagnostics, add_listed,
				     &listed, &judged.error),
			 0);
	assert_int_equal(diagnostics->errors, 0);
	trust_fixture_expand(
		&expected,
		"1 <alice> alice@example.com 1 1970-01-01T00:00:00Z\n"
		"3 <alice> *@x 0 2026-06-01T00:00:00Z\n");
	assert_string_equal(buf_text(&listed), buf_text(&expected));
	trust_fixture_release(&judged);
	buf_release(&expected);
	buf_release(&listed);
	test_free(diagnostics);
}

/* Pieces of lines, thrown together. */
static const char *pick(const char *const *words, size_t count)
{
	return words[(size_t)rand() % count];
}

static void random_signers(char *out, size_t size)
{
	static const char *const names[] = {
		"alice@example.com",	 "*",
		"*@example.com",	 "\"a b,*\"",
		"!alice@example.com,*",	 "bob,alice@*",
		"?lice@example.com",	 "!*",
		"\"alice@example.com\"", "!bob,x",
	};
	static const char *const options[] = {
		"",
		"",
		"cert-authority ",
		"Cert-Authority,namespaces=\"git\" ",
		"namespaces=\"git\" ",
		"namespaces=\"g*,!git\" ",
		"NAMESPACES=\"file,g?t\" ",
		"valid-after=\"20260601Z\" ",
		"valid-before=\"20260601000001Z\" ",
		"valid-before=\"202606010000Z\" ",
		"cert-authority,valid-after=\"202605010000Z\" ",
	};
	static const char *const of[] = { "alice", "ca", "other", "bob" };
	int used = 0;
	int lines = 1 + rand() % 3;

	for (; lines > 0; lines--)
		used += snprintf(out + used, size - (size_t)used, "%s %s{%s}\n",
				 pick(names, COUNT(names)),
				 pick(options, COUNT(options)),
				 pick(of, COUNT(of)));
}

static void test_oracle(void **state)
{
	static const char *const by[] = { "alice",  "bob",    "c-alice",
					  "c-two",  "c-wild", "c-year",
					  "c-other" };
	static const int64_t dates[] = { 0, NOW, NOW - DAY, NOW + DAY };
	struct judged judged;
	char signers[512];
	size_t passed = 0;
	int64_t dated;
	size_t i;

	(void)state;
	srand(9);
	for (i = 0; i < 300; i++) {
		random_signers(signers, sizeof(signers));
		dated = dates[(size_t)rand() % COUNT(dates)];
		trust_fixture_open(&judged, signers, NULL, NOW);
		trust_fixture_sign(&judged.armor, pick(by, COUNT(by)));
		trust_fixture_verify(&judged, PAYLOAD, dated);
		if (!judged.result && judged.found.state == SIGNATURE_GOOD) {
			passed++;
			if (!trust_fixture_oracle(&judged, NOW, dated))
				fail_msg("ssh-keygen would not take it:\n%s",
					 signers);
		}
		trust_fixture_release(&judged);
	}
	assert_true(passed > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_owner),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_oracle),
	};

	return cmocka_run_group_tests(tests, trust_fixture_keys,
				      scratch_tear_down);
}
