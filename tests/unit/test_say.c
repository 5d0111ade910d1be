/*
 * test_say.c - words reach whoever pushed, be stderr closed, or open for
 * nothing but reading.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/say.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a child says whose stderr is `stderr_fd`; negative: it has none. */
static void assert_said(int stderr_fd, const int ends[2], const char *wanted)
{
	char text[64] = "";
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		close(STDERR_FILENO);
		if (stderr_fd >= 0)
			dup2(stderr_fd, STDERR_FILENO);
		dup2(ends[1], STDOUT_FILENO);
		say(STR("error: refused\n"));
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	if (*wanted)
		assert_true(read(ends[0], text, sizeof(text) - 1) > 0);
	assert_string_equal(text, wanted);
}

static void test_say(void **state)
{
	int out[2];
	int err[2];
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	char text[64] = "";

	(void)state;
	assert_true(null >= 0);
	assert_int_equal(pipe2(out, O_NONBLOCK), 0);
	assert_int_equal(pipe2(err, O_NONBLOCK), 0);
	assert_said(err[1], out, "");
	assert_true(read(err[0], text, sizeof(text) - 1) > 0);
	assert_string_equal(text, "error: refused\n");
	assert_said(null, out, "error: refused\n");
	assert_said(-1, out, "error: refused\n");
	for (size_t i = 0; i < 2; i++) {
		close(out[i]);
		close(err[i]);
	}
	close(null);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_say),
	};

	return cmocka_run_group_tests_name("say", tests, NULL, NULL);
}
