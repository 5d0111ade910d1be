/*
 * test_signer.c - whom a key is of: one person by whatever name, and nobody
 * when in doubt.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trust/signer.h"

#define FINGERPRINT "0123456789ABCDEF0123456789ABCDEF01234567"
#define SHARED "FFFF456789ABCDEF0123456789ABCDEF01234567"

static const char *alice_emails[] = { "alice@example.com", "a@home.example" };
static const char *alice_keys[] = { FINGERPRINT, SHARED };
static const char *bob_emails[] = { "Bob@Example.com", "two@example.com" };
static const char *bob_keys[] = { SHARED };
static const char *carol_emails[] = { "two@example.com" };
static const char *dan_emails[] = { "dan@example.com" };
static const char *bobs_name_emails[] = { "bob" };

static struct person persons[] = {
	{ .name = "alice",
	  .emails = alice_emails,
	  .email_count = 2,
	  .openpgp = alice_keys,
	  .openpgp_count = 2,
	  .listed = true },
	{ .name = "bob",
	  .emails = bob_emails,
	  .email_count = 2,
	  .openpgp = bob_keys,
	  .openpgp_count = 1,
	  .listed = true },
	{ .name = "carol",
	  .emails = carol_emails,
	  .email_count = 1,
	  .listed = true },
	{ .name = "dan@example.com", .emails = dan_emails, .email_count = 1 },
	{ .name = "eve",
	  .emails = bobs_name_emails,
	  .email_count = 1,
	  .listed = true },
};
static const struct person *members[] = { &persons[0], &persons[3] };
static struct people_group groups[] = {
	{ .name = "leads", .members = members, .member_count = 2 },
};
static const struct people people = { persons, 5, groups, 1 };

struct row {
	const char *name;
	const char *title;
	int person; /* index; -1: none */
	bool is_one;
};

static const struct row rows[] = {
	{ "alice@example.com", "alice", 0, true },
	{ "ALICE@Example.com", "alice", 0, true },
	{ "a@home.example", "alice", 0, true },
	{ "alice", "alice", 0, true },
	{ "Alice", "Alice", -1, true },
	{ "bob@example.com", "bob", 1, true },
	{ "dan@example.com", "dan@example.com", 3, true },
	{ "new@example.com", "new@example.com", -1, true },
	/* two persons */
	{ "two@example.com", "two@example.com", -1, false },
	{ "bob", "bob", -1, false },
	/* patterns */
	{ "*@example.com", "*@example.com", -1, false },
	{ "alice@example.co?", "alice@example.co?", -1, false },
	{ "!alice@example.com", "!alice@example.com", -1, false },
	{ "alice,bob", "alice,bob", -1, false },
	{ "", "nobody", -1, false },
};

static void test_by_name(void **state)
{
	const struct row *row;
	struct signer signer;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row = &rows[i];
		signer = signer_by_name(&people, str_of(row->name));
		if (signer.is_one != row->is_one)
			fail_msg("'%s' is one: %d", row->name, signer.is_one);
		assert_ptr_equal(signer.person, row->person < 0 ?
							NULL :
							&persons[row->person]);
		if (!str_is(signer_title(signer), row->title))
			fail_msg("'%s' is titled %.*s", row->name,
				 STR_ARGS(signer_title(signer)));
	}
	signer = signer_by_name(NULL, STR("alice@example.com"));
	assert_true(signer.is_one);
	assert_null(signer.person);
}

static void test_by_fingerprint(void **state)
{
	struct signer signer = signer_by_fingerprint(&people, STR(FINGERPRINT));

	(void)state;
	assert_true(signer.is_one);
	assert_ptr_equal(signer.person, &persons[0]);
	assert_true(str_is(signer.name, "alice"));
	assert_false(signer_by_fingerprint(&people, STR(SHARED)).is_one);
	assert_null(signer_by_fingerprint(&people, STR(SHARED)).person);
	assert_false(signer_by_fingerprint(&people, STR("0123")).is_one);
	assert_false(signer_by_fingerprint(&people, STR("")).is_one);
	assert_false(signer_by_fingerprint(NULL, STR(FINGERPRINT)).is_one);
}

struct pair {
	const char *a, *b;
	bool same;
};

static const struct pair pairs[] = {
	{ "alice@example.com", "alice", true },
	{ "a@home.example", "ALICE@example.com", true },
	{ "new@example.com", "NEW@example.com", true },
	{ "new@example.com", "other@example.com", false },
	{ "alice@example.com", "new@example.com", false },
	{ "alice", "bob@example.com", false },
	/* nobody is not even nobody's own */
	{ "*", "*", false },
	{ "", "", false },
	{ "two@example.com", "two@example.com", false },
	{ "alice", "*@example.com", false },
};

static void test_pairs(void **state)
{
	const struct pair *pair;
	struct signer a, b, joined;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		pair = &pairs[i];
		a = signer_by_name(&people, str_of(pair->a));
		b = signer_by_name(&people, str_of(pair->b));
		if (signer_is_same(a, b) != pair->same ||
		    signer_is_same(b, a) != pair->same)
			fail_msg("'%s' and '%s'", pair->a, pair->b);
		joined = signer_join(a, b);
		assert_int_equal(joined.is_one, pair->same);
		assert_ptr_equal(joined.person, pair->same ? a.person : NULL);
		/* who disagreed once stays nobody */
		assert_int_equal(signer_join(joined, a).is_one, pair->same);
		assert_int_equal(signer_join(a, joined).is_one, pair->same);
	}
}

/* A name that is nobody's here is not the listed person of that name. */
static void test_listed(void **state)
{
	struct signer listed = signer_by_name(&people, STR("alice"));
	struct signer other = signer_by_name(NULL, STR("alice"));

	(void)state;
	assert_true(listed.is_one && other.is_one);
	assert_false(signer_is_same(listed, other));
	assert_false(signer_is_same(other, listed));
}

struct email_row {
	const char *name;
	const char *email;
	bool has;
	bool in_group;
};

static const struct email_row email_rows[] = {
	{ "alice", "a@home.example", true, true },
	{ "alice", "ALICE@example.com", true, true },
	{ "alice", "bob@example.com", false, true },
	{ "alice", "alice", false, true },
	{ "dan@example.com", "Dan@example.com", true, true },
	{ "bob@example.com", "two@example.com", false, false },
	{ "new@example.com", "New@example.com", true, false },
	{ "new@example.com", "alice@example.com", false, false },
	{ "new@example.com", "", false, false },
	{ "*@example.com", "*@example.com", false, false },
	{ "", "", false, false },
	{ "two@example.com", "two@example.com", false, false },
};

static void test_emails(void **state)
{
	const struct email_row *row;
	struct signer signer;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(email_rows) / sizeof(email_rows[0]); i++) {
		row = &email_rows[i];
		signer = signer_by_name(&people, str_of(row->name));
		if (signer_has_email(signer, &people, str_of(row->email)) !=
		    row->has)
			fail_msg("'%s', <%s>", row->name, row->email);
		if (signer_in_group(signer, &people, &groups[0]) !=
		    row->in_group)
			fail_msg("'%s' in the group", row->name);
		assert_false(signer_in_group(signer, &people, NULL));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_name),
		cmocka_unit_test(test_by_fingerprint),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_listed),
		cmocka_unit_test(test_emails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
