/*
 * test_clearance.c - the second lock: used once, for its own update, while
 * the policy stays what it was; torn or foreign files are none.
 */
#include "base/file.h"
#include "gate/clearance.h"
#include "gate/clearance_text.h"
#include "scratch.h"

#include <fcntl.h>
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	char dir[64];
	char policy[96];
	char hex[SHA256_HEX_SIZE + 1];
	struct clearance_file file;
	struct clearance clearance;
	struct cleared_ref ref;
	struct cleared_memo memos[2];
};

/* The one of two lines stands in no text of one. */
static const char *const people[] = { "alice", "C.\nD.", "Bob the Second" };

static void write_policy(const struct fixture *f, const char *text)
{
	FILE *file = fopen(f->policy, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	strncpy(f->dir, "/tmp/refgate-clearance.XXXXXX", sizeof(f->dir) - 1);
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->policy, sizeof(f->policy), "%s/policy.yml", f->dir);
	write_policy(f, "one\n");
	sha256_hex(STR("one\n"), f->hex);
	f->file = (struct clearance_file){ f->policy, f->hex };
	f->clearance = (struct clearance){
		.push_id = "11111111-1111-7111-8111-111111111111",
		.policy_hash = f->hex,
		.repository = "a name with blanks",
		.user_email = "alice@example.com",
		.logs = { { .file = "log", .sync = true, .mode = 0600 },
			  { .file = "second log",
			    .mode = 0660,
			    .syslog = "local3",
			    .syslog_socket = "/run/a socket",
			    .anchor = "syslog",
			    .identity_key = "a key" } },
		.log_count = 2,
		.people = people,
		.people_count = 3,
		.files = &f->file,
		.file_count = 1,
	};
	f->ref.name = STR("refs/heads/main");
	f->ref.new.bytes[0] = 1;
	f->memos[0] = (struct cleared_memo){ { { 7 } }, "seen/1" };
	f->memos[1] = (struct cleared_memo){ { { 8 } }, "landing/1/2" };
	f->ref.memos = f->memos;
	f->ref.memo_count = 2;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	scratch_remove(f->dir);
	free(f);
	return 0;
}

static void leave(struct fixture *f)
{
	struct error error = { 0 };

	assert_int_equal(clearance_leave(f->dir, &f->clearance, &f->ref, 1,
					 false, &error),
			 0);
}

static int take(const struct fixture *f, const struct cleared_ref *ref)
{
	struct error error = { 0 };

	return clearance_take(f->dir, ref, &error);
}

static void serves_once(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(take(f, &f->ref), ERROR_NOT_FOUND);
	leave(f);
	assert_int_equal(take(f, &f->ref), 0);
	assert_int_equal(take(f, &f->ref), ERROR_NOT_FOUND);
}

static void serves_each_of_two_pushes(void **state)
{
	struct fixture *f = *state;

	leave(f);
	leave(f);
	assert_int_equal(take(f, &f->ref), 0);
	assert_int_equal(take(f, &f->ref), 0);
	assert_int_equal(take(f, &f->ref), ERROR_NOT_FOUND);
}

static void serves_its_own_update_only(void **state)
{
	struct fixture *f = *state;
	struct cleared_ref other = f->ref;

	leave(f);
	other.name = STR("refs/heads/main2");
	assert_int_equal(take(f, &other), ERROR_NOT_FOUND);
	other = f->ref;
	other.old.bytes[3] = 1;
	assert_int_equal(take(f, &other), ERROR_NOT_FOUND);
	other = f->ref;
	other.new.bytes[19] = 1;
	assert_int_equal(take(f, &other), ERROR_NOT_FOUND);
	assert_int_equal(take(f, &f->ref), 0);
}

static void dies_with_its_policy(void **state)
{
	struct fixture *f = *state;

	leave(f);
	write_policy(f, "two\n");
	assert_int_equal(take(f, &f->ref), ERROR_BROKEN);
	unlink(f->policy);
	assert_int_equal(take(f, &f->ref), ERROR_BROKEN);
	write_policy(f, "one\n");
	assert_int_equal(take(f, &f->ref), 0);
}

static void dies_of_age(void **state)
{
	struct fixture *f = *state;
	struct timespec old[2] = { { .tv_sec = 1000000 },
				   { .tv_sec = 1000000 } };
	char command[128];
	glob_t found;

	leave(f);
	snprintf(command, sizeof(command), "%s/refgate/clearance/*", f->dir);
	assert_int_equal(glob(command, 0, NULL, &found), 0);
	assert_int_equal(utimensat(AT_FDCWD, found.gl_pathv[0], old, 0), 0);
	globfree(&found);
	assert_int_equal(take(f, &f->ref), ERROR_NOT_FOUND);
}

static void can_be_revoked(void **state)
{
	struct fixture *f = *state;

	leave(f);
	clearance_revoke(f->dir, &f->clearance, &f->ref, 1);
	assert_int_equal(take(f, &f->ref), ERROR_NOT_FOUND);
}

static void revoking_spares_other_pushes(void **state)
{
	struct fixture *f = *state;
	struct clearance other = f->clearance;

	leave(f);
	other.push_id = "22222222-2222-7222-8222-222222222222";
	clearance_revoke(f->dir, &other, &f->ref, 1);
	assert_int_equal(take(f, &f->ref), 0);
}

/* What one has the other has not; people are of both. */
static void assert_logged_to(const struct clearance *out)
{
	const struct log_options *one = &out->logs[0];
	const struct log_options *other = &out->logs[1];

	assert_int_equal(out->log_count, 2);
	assert_string_equal(one->file, "log");
	assert_true(one->sync);
	assert_int_equal(one->mode, 0600);
	assert_null(one->syslog);
	assert_null(one->syslog_socket);
	assert_null(one->anchor);
	assert_null(one->identity_key);
	assert_string_equal(other->file, "second log");
	assert_false(other->sync);
	assert_int_equal(other->mode, 0660);
	assert_string_equal(other->syslog, "local3");
	assert_string_equal(other->syslog_socket, "/run/a socket");
	assert_string_equal(other->anchor, "syslog");
	assert_string_equal(other->identity_key, "a key");
	assert_int_equal(other->people_count, 2);
	assert_string_equal(one->people[0], "alice");
	assert_string_equal(other->people[1], "Bob the Second");
}

static void assert_cleared_with(const struct clearance *out,
				const struct fixture *f)
{
	assert_string_equal(out->push_id, f->clearance.push_id);
	assert_string_equal(out->repository, "a name with blanks");
	assert_null(out->user_name);
	assert_string_equal(out->user_email, "alice@example.com");
	assert_logged_to(out);
	assert_true(str_equal(out->ref.name, f->ref.name));
	assert_true(oid_equal(&out->ref.new, &f->ref.new));
	assert_int_equal(out->ref.memo_count, 2);
	assert_true(oid_equal(&out->ref.memos[1].blob, &f->memos[1].blob));
	assert_string_equal(out->ref.memos[1].name, f->memos[1].name);
}

static void lands_with_what_it_was_cleared_with(void **state)
{
	struct fixture *f = *state;
	struct clearance out;
	struct error error = { 0 };
	struct arena arena;

	arena_init(&arena);
	leave(f);
	assert_int_equal(take(f, &f->ref), 0);
	assert_int_equal(clearance_land(&out, f->dir, &f->ref, &arena, &error),
			 0);
	assert_false(out.late);
	assert_cleared_with(&out, f);
	assert_true(clearance_finish(&out));
	assert_false(clearance_finish(&out));
	assert_int_equal(clearance_land(&out, f->dir, &f->ref, &arena, &error),
			 ERROR_NOT_FOUND);
	arena_release(&arena);
}

static int count_landing(const struct clearance *clearance, int64_t age,
			 void *context)
{
	size_t *count = context;

	assert_non_null(clearance->ref.name.data);
	assert_true(age >= 0 && age < 60);
	++*count;
	return 0;
}

static int finish_late(const struct clearance *clearance, int64_t age,
		       void *context)
{
	const struct fixture *f = context;

	(void)age;
	assert_cleared_with(clearance, f);
	assert_true(clearance_finish_late(f->dir, clearance));
	assert_false(clearance_finish_late(f->dir, clearance));
	return 0;
}

static void what_is_late_is_recorded_once(void **state)
{
	struct fixture *f = *state;
	struct clearance out;
	struct error error = { 0 };
	struct arena arena;
	size_t count = 0;

	arena_init(&arena);
	assert_int_equal(clearance_each_landing(f->dir, &arena, count_landing,
						&count, &error),
			 0);
	leave(f);
	assert_int_equal(clearance_each_landing(f->dir, &arena, count_landing,
						&count, &error),
			 0);
	assert_int_equal(count, 0);
	assert_int_equal(take(f, &f->ref), 0);
	assert_int_equal(clearance_each_landing(f->dir, &arena, count_landing,
						&count, &error),
			 0);
	assert_int_equal(count, 1);
	assert_int_equal(clearance_each_landing(f->dir, &arena, finish_late, f,
						&error),
			 0);
	assert_int_equal(clearance_land(&out, f->dir, &f->ref, &arena, &error),
			 0);
	assert_true(out.late);
	assert_true(clearance_finish(&out));
	assert_int_equal(clearance_land(&out, f->dir, &f->ref, &arena, &error),
			 ERROR_NOT_FOUND);
	arena_release(&arena);
}

static void too_many_memos_are_refused(void **state)
{
	enum {
		COUNT = CLEARANCE_SIZE_MAX / OID_HEX_SIZE
	};
	struct fixture *f = *state;
	struct cleared_memo *many = calloc(COUNT, sizeof(*many));
	struct cleared_ref ref = f->ref;
	struct error error = { 0 };

	for (size_t i = 0; i < COUNT; i++)
		many[i].name = "seen/1";
	ref.memos = many;
	ref.memo_count = COUNT;
	assert_int_equal(clearance_leave(f->dir, &f->clearance, &ref, 1, false,
					 &error),
			 ERROR_LIMIT);
	assert_int_equal(take(f, &ref), ERROR_NOT_FOUND);
	free(many);
}

static void a_part_of_the_text_is_none(void **state)
{
	struct fixture *f = *state;
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	struct arena arena;
	struct clearance out;

	arena_init(&arena);
	assert_int_equal(
		clearance_format(&text, &f->clearance, &f->ref, &error), 0);
	assert_int_equal(clearance_parse(&out, buf_str(&text), &arena, &error),
			 0);
	for (size_t size = 0; size + 1 < text.size; size++)
		assert_int_equal(
			clearance_parse(&out, str_first(buf_str(&text), size),
					&arena, &error),
			ERROR_BROKEN);
	arena_release(&arena);
	buf_release(&text);
}

static void a_line_feed_injects_nothing(void **state)
{
	struct fixture *f = *state;
	struct error error = { 0 };

	f->clearance.user_name = "a\nfile 00 is /etc/passwd";
	assert_int_equal(clearance_leave(f->dir, &f->clearance, &f->ref, 1,
					 false, &error),
			 ERROR_BROKEN);
	assert_int_equal(take(f, &f->ref), ERROR_NOT_FOUND);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(serves_once),
		TEST(serves_each_of_two_pushes),
		TEST(serves_its_own_update_only),
		TEST(dies_with_its_policy),
		TEST(dies_of_age),
		TEST(can_be_revoked),
		TEST(revoking_spares_other_pushes),
		TEST(lands_with_what_it_was_cleared_with),
		TEST(what_is_late_is_recorded_once),
		TEST(too_many_memos_are_refused),
		TEST(a_part_of_the_text_is_none),
		TEST(a_line_feed_injects_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
