/* test_child.c - programs that are started: files, environment, signals. */
#include "base/child.h"

#include "base/buf.h"
#include "base/file.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SIZE_MAX_OUT 4096

static const char *const environment[] = { "SET=1", NULL };

static void test_script(void **state)
{
	static const struct {
		const char *script;
		const char *out;
		int status;
	} cases[] = {
		{ "exit 3", "", 3 },
		{ "cat; echo $SET$HOME", "in1\n", 0 },
		{ "echo no >&2; echo yes", "yes\n", 0 },
		{ "kill -9 $$", "", CHILD_SIGNALLED + SIGKILL },
		{ "kill -13 $$; echo ignored", "", CHILD_SIGNALLED + SIGPIPE },
		/* it leads its session */
		{ "read -r s </proc/$$/stat; set -- $s; test $6 = $$", "", 0 },
	};
	static const int signals[] = { SIGPIPE, 0 };
	struct error error = { 0 };

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const words[] = { "sh", "-c", cases[i].script,
					      NULL };
		struct child child = { .words = words,
				       .environment = environment,
				       .signals = signals,
				       .is_detached = true };
		struct buf out = BUF_INIT;
		int status = -1;
		pid_t pid = -1;

		for (int k = 0; k < CHILD_FILES; k++)
			child.files[k] = memfd_create("test", MFD_CLOEXEC);
		assert_int_equal(fd_write_all(child.files[0], STR("in"), NULL),
				 0);
		assert_int_equal(lseek(child.files[0], 0, SEEK_SET), 0);
		assert_int_equal(child_start(&pid, &child), 0);
		assert_int_equal(child_wait(pid, &status, &error), 0);
		assert_int_equal(status, cases[i].status);
		assert_int_equal(lseek(child.files[1], 0, SEEK_SET), 0);
		assert_int_equal(fd_read_all(&out, child.files[1], SIZE_MAX_OUT,
					     NULL),
				 0);
		if (cases[i].out)
			assert_string_equal(buf_text(&out), cases[i].out);
		for (int k = 0; k < CHILD_FILES; k++)
			close(child.files[k]);
		buf_release(&out);
	}
}

static void test_none(void **state)
{
	const char *const words[] = { "no-such-program", NULL };
	const struct child child = { .words = words,
				     .environment = environment,
				     .files = { -1, -1, -1 } };
	struct error error = { 0 };
	int status;
	pid_t pid;

	(void)state;
	assert_int_equal(child_start(&pid, &child), ENOENT);
	assert_int_equal(child_wait(0, &status, &error), ERROR_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_script),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
