/*
 * test_krl.c - revoked keys and certificates: lists that ssh-keygen makes, and
 * plain lists of keys.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "krl_fixture.h"
#include "scratch.h"
#include "ssh_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES_MAX 512

static int make_keys(void **state)
{
	int result = scratch_set_up(state);

	ssh_fixture_key("a", "ed25519", NULL);
	ssh_fixture_key("b", "ecdsa", NULL);
	ssh_fixture_key("ca", "ed25519", NULL);
	return result;
}

/* The public key in `path`.pub, as a line behind `before`. */
static const char *key_line(const char *before, const char *path)
{
	static char text[BYTES_MAX];
	struct buf line = BUF_INIT;
	struct error error = { 0 };

	assert_int_equal(file_read(&line, path, KRL_SIZE_MAX, NULL, &error), 0);
	(void)snprintf(text, sizeof(text), "%s%s", before, buf_text(&line));
	buf_release(&line);
	return text;
}

/* Revoked by each way there is: a, and not b. */
static void check_keys(struct str text)
{
	struct buf a = BUF_INIT;
	struct buf b = BUF_INIT;
	struct loaded loaded;

	ssh_fixture_blob(&a, "a");
	ssh_fixture_blob(&b, "b");
	krl_load(&loaded, text);
	assert_int_equal(loaded.diagnostics.errors, 0);
	assert_true(krl_has_key(loaded.krl, buf_str(&a)));
	assert_false(krl_has_key(loaded.krl, buf_str(&b)));
	assert_false(krl_has_key(loaded.krl, STR("")));
	krl_release(&loaded);
	buf_release(&a);
	buf_release(&b);
}

static void test_keys(void **state)
{
	static const char *const ways[] = { "", "key: ", "sha1: ", "sha256: " };
	struct buf krl = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(ways); i++) {
		krl_make(&krl, key_line(ways[i], "a.pub"));
		check_keys(buf_str(&krl));
	}
	buf_release(&krl);
	check_keys(str_of(key_line("# gone\n\n \t", "a.pub")));
}

/* Looked up in a sorted list, in whatever order it is written. */
static void test_many_keys(void **state)
{
	static const char *const paths[] = { "a", "b", "ca", "c", "d", "e" };
	struct buf lists[2] = { BUF_INIT, BUF_INIT };
	struct buf blob = BUF_INIT;
	struct loaded loaded;
	char path[16];
	size_t i;
	size_t j;

	(void)state;
	for (i = 3; i < COUNT(paths); i++)
		ssh_fixture_key(paths[i], "ed25519", NULL);
	for (i = 0; i < COUNT(paths); i++)
		for (j = 0; j < COUNT(lists); j++) {
			(void)snprintf(path, sizeof(path), "%s.pub",
				       paths[j ? COUNT(paths) - 1 - i : i]);
			buf_add_text(&lists[j], key_line("", path));
		}
	for (j = 0; j < COUNT(lists); j++) {
		krl_load(&loaded, buf_str(&lists[j]));
		for (i = 0; i < COUNT(paths); i++) {
			buf_clear(&blob);
			ssh_fixture_blob(&blob, paths[i]);
			assert_true(krl_has_key(loaded.krl, buf_str(&blob)));
		}
		krl_release(&loaded);
		buf_release(&lists[j]);
	}
	buf_release(&blob);
}

static const struct row {
	const char *specification;
	uint64_t serial;
	const char *key_id;
	bool has;
} rows[] = {
	{ "serial: 7", 7, "x", true },
	{ "serial: 7", 6, "x", false },
	{ "serial: 7", 8, "x", false },
	{ "serial: 7", 0, "x", false },
	{ "serial: 1-18446744073709551615", 1, "x", true },
	{ "serial: 1-18446744073709551615", UINT64_MAX, "x", true },
	{ "serial: 1-18446744073709551615", 0, "x", false },
	{ "serial: 10-20", 9, "x", false },
	{ "serial: 10-20", 10, "x", true },
	{ "serial: 10-20", 20, "x", true },
	{ "serial: 10-20", 21, "x", false },
	/* a bitmap */
	{ "serial: 1\nserial: 3\nserial: 6\nserial: 17", 1, "x", true },
	{ "serial: 1\nserial: 3\nserial: 6\nserial: 17", 2, "x", false },
	{ "serial: 1\nserial: 3\nserial: 6\nserial: 17", 6, "x", true },
	{ "serial: 1\nserial: 3\nserial: 6\nserial: 17", 16, "x", false },
	{ "serial: 1\nserial: 3\nserial: 6\nserial: 17", 17, "x", true },
	{ "serial: 1\nserial: 3\nserial: 6\nserial: 17", 18, "x", false },
	{ "id: alice", 0, "alice", true },
	{ "id: alice", 0, "alic", false },
	{ "id: alice\nid: bob", 5, "bob", true },
	{ "id: alice\nserial: 5", 5, "bob", true },
	{ "id: alice\nserial: 5", 6, "bob", false },
};

static void check_row(const struct row *row, struct str krl, struct str plain,
		      struct str authority, bool has)
{
	struct ssh_certificate certificate = {
		.plain = plain,
		.serial = row->serial,
		.key_id = str_of(row->key_id),
		.authority = { .blob = authority },
	};
	struct loaded loaded;

	krl_load(&loaded, krl);
	assert_int_equal(loaded.diagnostics.errors, 0);
	if (krl_has_certificate(loaded.krl, &certificate) != has)
		fail_msg("%s: serial %llu, id %s", row->specification,
			 (unsigned long long)row->serial, row->key_id);
	krl_release(&loaded);
}

static void test_certificates(void **state)
{
	struct buf plain = BUF_INIT;
	struct buf authority = BUF_INIT;
	struct buf krl = BUF_INIT;
	size_t i;

	(void)state;
	ssh_fixture_blob(&plain, "a");
	ssh_fixture_blob(&authority, "ca");
	for (i = 0; i < COUNT(rows); i++) {
		krl_make(&krl, rows[i].specification);
		check_row(&rows[i], buf_str(&krl), buf_str(&plain),
			  buf_str(&authority), rows[i].has);
		/* another authority's are not meant */
		check_row(&rows[i], buf_str(&krl), buf_str(&authority),
			  buf_str(&plain), false);
	}
	/* by its key, and by its authority's */
	krl_make(&krl, key_line("", "a.pub"));
	check_row(&rows[0], buf_str(&krl), buf_str(&plain), buf_str(&authority),
		  true);
	check_row(&rows[0], buf_str(&krl), buf_str(&authority), buf_str(&plain),
		  true);
	buf_release(&plain);
	buf_release(&authority);
	buf_release(&krl);
}

/* An empty authority stands for every one. */
static void test_every_authority(void **state)
{
	struct row row = { "id: alice", 0, "alice", true };
	struct buf krl = BUF_INIT;
	struct buf made = BUF_INIT;
	struct error error = { 0 };

	(void)state;
	scratch_write("spec", STR("id: alice"));
	scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-k", "-f", "all", "-s",
		    "none", "spec", NULL);
	assert_int_equal(file_read(&krl, "all", KRL_SIZE_MAX, NULL, &error), 0);
	check_row(&row, buf_str(&krl), STR("x"), STR("any"), true);
	buf_release(&krl);
	buf_release(&made);
}

/* Against ssh-keygen's own word, on real certificates. */
static void test_oracle(void **state)
{
	static const char *const query[] = { "ssh-keygen", "-Q",	 "-f",
					     "krl",	   "a-cert.pub", NULL };
	struct ssh_certificate certificate;
	struct buf krl = BUF_INIT;
	struct buf blob = BUF_INIT;
	struct loaded loaded;
	char text[BYTES_MAX];
	const char *what;
	unsigned i;
	unsigned j;
	int used;

	(void)state;
	srand(8);
	for (i = 0; i < 40; i++) {
		for (used = 0, j = 0; j < 8; j++)
			used += snprintf(text + used,
					 sizeof(text) - (size_t)used,
					 "serial: %d\n", 1 + rand() % 24);
		krl_make(&krl, text);
		(void)snprintf(text, sizeof(text), "%d", rand() % 26);
		scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-s", "ca", "-I",
			    "id", "-n", "n", "-z", text, "a.pub", NULL);
		buf_clear(&blob);
		ssh_fixture_blob(&blob, "a-cert");
		krl_load(&loaded, buf_str(&krl));
		assert_int_equal(ssh_certificate_read(&certificate,
						      buf_str(&blob),
						      &loaded.arena, &what),
				 0);
		assert_int_equal(krl_has_certificate(loaded.krl, &certificate),
				 scratch_try(NULL, STR(""), query) != 0);
		krl_release(&loaded);
	}
	buf_release(&krl);
	buf_release(&blob);
}

static const struct {
	const char *text;
	const char *flaw;
	const char *hint;
} lists[] = {
	{ "", NULL, NULL },
	{ "\n# nothing\n", NULL, NULL },
	{ "serial: 1\n",
	  "1:1: this is for ssh-keygen -k, not for a list of "
	  "keys",
	  "ssh-keygen -k" },
	{ "# x\n  ID: alice\n",
	  "2:3: this is for ssh-keygen -k, not for a list of keys",
	  "ssh-keygen -k" },
	{ "sha256:x\n",
	  "1:1: this is for ssh-keygen -k, not for a list of "
	  "keys",
	  "ssh-keygen -k" },
	{ "key: ssh-ed25519 AAAA\n",
	  "1:1: this is for ssh-keygen -k, not for a list of keys",
	  "ssh-keygen -k" },
	{ "SHA256:k0Jx4\n",
	  "1:1: this is for ssh-keygen -k, not for a list of keys", NULL },
	{ "alice ssh-ed25519 AAAA\n", "1:1: 'alice' is no type of keys",
	  ".pub" },
	{ "ssh-ed25519\n", "1:1: no key behind its type", ".pub" },
	{ "ssh-ed25519 x\n", "1:13: this is not base64", ".pub" },
	{ "SSHKRL\n", "1:1: 'SSHKRL' is no type of keys", NULL },
	{ "\r\n", "1:1: a carriage return", NULL },
};

static void test_lists(void **state)
{
	const struct diagnostic *item;
	struct loaded loaded;
	char text[BYTES_MAX];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(lists); i++) {
		krl_load(&loaded, str_of(lists[i].text));
		item = &loaded.diagnostics.items[0];
		if (!lists[i].flaw) {
			assert_int_equal(loaded.diagnostics.errors, 0);
			krl_release(&loaded);
			continue;
		}
		assert_int_equal(loaded.diagnostics.errors, 1);
		(void)snprintf(text, sizeof(text), "%zu:%zu: %s",
			       item->mark.line, item->mark.column, item->text);
		assert_string_equal(text, lists[i].flaw);
		if (lists[i].hint)
			assert_non_null(strstr(item->hint, lists[i].hint));
		krl_release(&loaded);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_many_keys),
		cmocka_unit_test(test_certificates),
		cmocka_unit_test(test_every_authority),
		cmocka_unit_test(test_oracle),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, make_keys, scratch_tear_down);
}
