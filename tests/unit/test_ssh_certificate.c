/*
 * test_ssh_certificate.c - certificates that ssh-keygen makes, and those it
 * would not make, composed by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "scratch.h"
#include "ssh_fixture.h"
#include "trust/ssh_certificate.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ED25519 "ssh-ed25519"
#define SUFFIX "-cert-v01@openssh.com"

static int make_keys(void **state)
{
	int result = scratch_set_up(state);

	ssh_fixture_key("ca", "ed25519", NULL);
	ssh_fixture_key("user", "ed25519", NULL);
	return result;
}

static int read_blob(struct ssh_certificate *out, struct str blob,
		     struct arena *arena, const char **what)
{
	int result = ssh_certificate_read(out, blob, arena, what);

	assert_true(result == 0 || (result == ERROR_USAGE && *what));
	return result;
}

static const struct {
	const char *type;
	const char *bits;
	const char *plain;
} types[] = {
	{ "ed25519", NULL, "ssh-ed25519" },
	{ "rsa", "2048", "ssh-rsa" },
	{ "ecdsa", "256", "ecdsa-sha2-nistp256" },
	{ "ecdsa", "384", "ecdsa-sha2-nistp384" },
	{ "ecdsa", "521", "ecdsa-sha2-nistp521" },
};

static void check_type(size_t i, struct arena *arena)
{
	struct ssh_certificate certificate;
	struct buf plain = BUF_INIT;
	struct buf blob = BUF_INIT;
	struct buf authority = BUF_INIT;
	const char *what = NULL;
	char made[] = "key0-cert";
	char path[] = "key0";

	path[3] = (char)('0' + i);
	made[3] = path[3];
	ssh_fixture_key(path, types[i].type, types[i].bits);
	ssh_fixture_blob(&plain, path);
	assert_false(ssh_blob_is_certificate(buf_str(&plain)));
	scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-s", "ca", "-I",
		    "the id", "-n", "alice@example.com,bob", "-z", "7", "-V",
		    "20260101000000Z:20270101000000Z", path, NULL);
	ssh_fixture_blob(&blob, made);
	ssh_fixture_blob(&authority, "ca");
	assert_true(ssh_blob_is_certificate(buf_str(&blob)));
	assert_int_equal(read_blob(&certificate, buf_str(&blob), arena, &what),
			 0);
	assert_true(str_equal(certificate.plain, buf_str(&plain)));
	assert_true(str_equal(certificate.key.blob, buf_str(&plain)));
	assert_string_equal(ssh_key_type_name(&certificate.key),
			    types[i].plain);
	assert_int_equal(certificate.serial, 7);
	assert_true(certificate.is_user);
	assert_false(certificate.has_critical_options);
	assert_true(str_is(certificate.key_id, "the id"));
	assert_true(ssh_certificate_names(&certificate, STR("bob")));
	assert_true(
		ssh_certificate_names(&certificate, STR("alice@example.com")));
	assert_false(ssh_certificate_names(&certificate, STR("alice")));
	assert_false(ssh_certificate_names(&certificate, STR("")));
	assert_true(str_equal(certificate.authority.blob, buf_str(&authority)));
	assert_int_equal(certificate.valid_before - certificate.valid_after,
			 365 * 86400);
	buf_release(&plain);
	buf_release(&blob);
	buf_release(&authority);
}

static void test_types(void **state)
{
	struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(types); i++)
		check_type(i, &arena);
	arena_release(&arena);
}

static const struct {
	const char *option;
	const char *value;
	bool is_user;
	bool is_critical;
} kinds[] = {
	{ "-n", "alice", true, false },
	{ "-h", NULL, false, false },
	{ "-O", "force-command=/bin/true", true, true },
	{ "-O", "source-address=192.0.2.0/24", true, true },
	{ "-O", "critical:x@example.com=y", true, true },
	{ "-O", "extension:x@example.com=y", true, false },
	{ "-O", "clear", true, false },
};

static void test_kinds(void **state)
{
	struct ssh_certificate certificate;
	struct arena arena;
	const char *what;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(kinds); i++) {
		struct buf blob = BUF_INIT;

		if (kinds[i].value)
			scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-s",
				    "ca", "-I", "id", kinds[i].option,
				    kinds[i].value, "user.pub", NULL);
		else
			scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-s",
				    "ca", "-I", "id", kinds[i].option,
				    "user.pub", NULL);
		ssh_fixture_blob(&blob, "user-cert");
		assert_int_equal(read_blob(&certificate, buf_str(&blob), &arena,
					   &what),
				 0);
		assert_int_equal(certificate.is_user, kinds[i].is_user);
		assert_int_equal(certificate.has_critical_options,
				 kinds[i].is_critical);
		buf_release(&blob);
	}
	arena_release(&arena);
}

/* The fields of a certificate that is composed; NULL: as it should be. */
static const struct composed {
	const char *name; /* the type of the certificate */
	const char *type; /* who it is for, a byte; NULL: a user */
	const char *key_id;
	const char *principals; /* "a,b" */
	const char *critical;	/* "name=value name=value" */
	const char *extensions;
	bool by_certificate;
	const char *behind;
	const char *what; /* NULL: taken */
} composed[] = {
	{ .what = NULL },
	{ .name = "sk-ssh-ed25519" SUFFIX, .what = NULL },
	{ .name = "ssh-ed448" SUFFIX,
	  .what = "a certificate of an unknown type" },
	{ .name = "ssh-ed25519", .what = "a certificate of an unknown type" },
	{ .type = "\2", .what = NULL },
	{ .type = "\3", .what = "a certificate for neither users nor hosts" },
	{ .type = "", .what = "a certificate for neither users nor hosts" },
	{ .key_id = "a|b", .what = "a certificate with a bad key id" },
	{ .principals = "", .what = NULL },
	{ .principals = "a,b", .what = NULL },
	{ .principals = "a,,b", .what = "a certificate with bad principals" },
	{ .principals = "a|b", .what = "a certificate with bad principals" },
	{ .principals = "a|", .what = "a certificate with bad principals" },
	{ .critical = "a= b=1", .what = NULL },
	{ .critical = "b= a=1", .what = "a certificate with bad options" },
	{ .critical = "a= a=1", .what = "a certificate with bad options" },
	{ .extensions = "a= b=1", .what = NULL },
	{ .extensions = "b= a=1", .what = "a certificate with bad options" },
	{ .by_certificate = true, .what = "a certificate by a certificate" },
	{ .behind = "x", .what = "a certificate with text behind it" },
};

/* "|" stands for NUL. */
static void add_text(struct buf *out, struct str text)
{
	struct buf copy = BUF_INIT;
	size_t i;

	for (i = 0; i < text.size; i++)
		buf_add_byte(&copy, text.data[i] == '|' ? '\0' : text.data[i]);
	ssh_fixture_string(out, buf_str(&copy));
	buf_release(&copy);
}

static void add_list(struct buf *out, const char *list, char separator)
{
	struct str rest = str_of(list);
	struct buf packed = BUF_INIT;
	size_t end;

	while (list && list[0] && rest.data) {
		end = str_find_byte(rest, separator);
		add_text(&packed, str_first(rest, end));
		if (end == rest.size)
			break;
		rest = str_from(rest, end + 1);
	}
	ssh_fixture_string(out, buf_str(&packed));
	buf_release(&packed);
}

static void add_options(struct buf *out, const char *list)
{
	struct str rest = str_of(list);
	struct buf packed = BUF_INIT;
	struct str item;

	while (rest.size) {
		item = str_first(rest, str_find_byte(rest, ' '));
		rest = str_from(rest, item.size + 1);
		add_text(&packed, str_first(item, str_find_byte(item, '=')));
		add_text(&packed, str_from(item, str_find_byte(item, '=') + 1));
	}
	ssh_fixture_string(out, buf_str(&packed));
	buf_release(&packed);
}

static void compose(struct buf *out, const struct composed *row)
{
	static const char zero[8] = { 0 };
	static const char end[8] = { '\x7f' };
	char point[32] = { 1 };
	struct buf authority = BUF_INIT;
	const char *name = row->name ? row->name : ED25519 SUFFIX;

	ssh_fixture_blob(&authority, row->by_certificate ? "user-cert" : "ca");
	ssh_fixture_string(out, str_of(name));
	ssh_fixture_string(out, STR("nonce"));
	ssh_fixture_string(out, (struct str){ point, sizeof(point) });
	if (name[1] == 'k')
		ssh_fixture_string(out, STR("ssh:"));
	buf_add(out, zero, sizeof(zero));
	ssh_fixture_u32(out, row->type ? (unsigned char)row->type[0] : 1);
	add_text(out, str_of(row->key_id ? row->key_id : "id"));
	add_list(out, row->principals ? row->principals : "alice", ',');
	buf_add(out, zero, sizeof(zero));
	buf_add(out, end, sizeof(end));
	add_options(out, row->critical);
	add_options(out, row->extensions);
	ssh_fixture_string(out, STR("reserved"));
	ssh_fixture_string(out, buf_str(&authority));
	ssh_fixture_string(out, STR("signature"));
	buf_add_text(out, row->behind ? row->behind : "");
	buf_release(&authority);
}

static void test_composed(void **state)
{
	struct ssh_certificate certificate;
	struct buf blob = BUF_INIT;
	struct arena arena;
	const char *what;
	size_t i;
	int result;

	(void)state;
	arena_init(&arena);
	scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-s", "ca", "-I", "id",
		    "user.pub", NULL);
	for (i = 0; i < COUNT(composed); i++) {
		buf_clear(&blob);
		compose(&blob, &composed[i]);
		result = read_blob(&certificate, buf_str(&blob), &arena, &what);
		assert_string_equal(result ? what : "",
				    composed[i].what ? composed[i].what : "");
		if (!result) {
			assert_true(str_is(certificate.signature, "signature"));
			assert_int_equal(certificate.signed_part.size,
					 blob.size - 4 - strlen("signature"));
		}
	}
	buf_release(&blob);
	arena_release(&arena);
}

static void test_limits(void **state)
{
	struct composed row = { .what = NULL };
	struct ssh_certificate certificate;
	struct buf names = BUF_INIT;
	struct buf blob = BUF_INIT;
	struct arena arena;
	const char *what;
	size_t count;

	(void)state;
	arena_init(&arena);
	for (count = 1; count <= 257; count++) {
		buf_add_text(&names, count > 1 ? ",x" : "x");
		if (count < 256)
			continue;
		row.principals = names.data;
		buf_clear(&blob);
		compose(&blob, &row);
		assert_int_equal(read_blob(&certificate, buf_str(&blob), &arena,
					   &what),
				 count > 256 ? ERROR_USAGE : 0);
	}
	row.principals = NULL;
	buf_clear(&names);
	while (names.size < SSH_BLOB_SIZE_MAX)
		buf_add_byte(&names, 'i');
	row.key_id = names.data;
	buf_clear(&blob);
	compose(&blob, &row);
	assert_int_equal(read_blob(&certificate, buf_str(&blob), &arena, &what),
			 ERROR_USAGE);
	assert_string_equal(what, "a certificate that is too long");
	buf_release(&names);
	buf_release(&blob);
	arena_release(&arena);
}

static void test_cut_off(void **state)
{
	struct ssh_certificate certificate;
	struct buf blob = BUF_INIT;
	struct arena arena;
	const char *what;
	size_t size;
	char *copy;

	(void)state;
	arena_init(&arena);
	compose(&blob, &composed[0]);
	for (size = 0; size < blob.size; size++) {
		/* of that very size, so that ASan sees what is too much */
		copy = test_malloc(size + 1);
		memcpy(copy, blob.data, size);
		assert_int_equal(read_blob(&certificate,
					   (struct str){ copy, size }, &arena,
					   &what),
				 ERROR_USAGE);
		test_free(copy);
	}
	buf_release(&blob);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),	 cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_composed), cmocka_unit_test(test_limits),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests(tests, make_keys, scratch_tear_down);
}
