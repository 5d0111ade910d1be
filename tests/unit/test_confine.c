/*
 * test_confine.c - what a parser that was taken over could do no longer: each
 * attempt is made by a process of its own which has given up its rights.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/confine.h"
#include "scratch.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define LANDLOCK_WITH_TCP 4 /* the version of its interface */
#define DONE 0

static int port;

static int write_file(const char *path, int flags)
{
	int fd = open(path, O_WRONLY | flags, 0600);

	if (fd < 0)
		return errno;
	close(fd);
	return DONE;
}

static int told(int result)
{
	return result ? errno : DONE;
}

static int plant_hook(void)
{
	return write_file("hooks/post-update", O_CREAT);
}

static int replace_hook(void)
{
	return told(rename("refgate/own", "hooks/pre-receive"));
}

static int change_config(void)
{
	return write_file("config", O_APPEND);
}

static int empty_config(void)
{
	return write_file("config", O_TRUNC);
}

static int move_branch(void)
{
	return write_file("refs/heads/main", 0);
}

static int remove_branch(void)
{
	return told(unlink("refs/heads/main"));
}

static int make_branch(void)
{
	return told(mkdir("refs/heads/x", 0700));
}

static int write_packed_refs(void)
{
	return write_file("packed-refs", O_CREAT);
}

static int lock_packed_refs(void)
{
	return write_file("packed-refs.lock", O_CREAT | O_EXCL);
}

static int link_away(void)
{
	return told(symlink("/", "refgate/link"));
}

static int write_by_proc(void)
{
	return write_file("/proc/self/cwd/config", O_APPEND);
}

static int start_shell(void)
{
	execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
	return errno;
}

static int connect_out(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_port = htons((uint16_t)port);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return told(connect(fd, (struct sockaddr *)&address, sizeof(address)));
}

static int take_memory(void)
{
	void *memory = mmap(NULL, CONFINE_MEMORY_MAX, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	return memory == MAP_FAILED ? errno : DONE;
}

static int dump_memory(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_CORE, &limit) || limit.rlim_max ? DONE : EPERM;
}

static int gain_by_setuid(void)
{
	return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? EPERM : DONE;
}

static int write_log(void)
{
	return write_file("refgate/audit.jsonl", O_CREAT | O_APPEND);
}

static int keep_state(void)
{
	int result = told(mkdir("refgate/clearance", 0700));

	if (!result)
		result = write_file("refgate/clearance/x", O_CREAT);
	if (!result)
		result = told(rename("refgate/clearance/x", "refgate/y"));
	return result ? result : told(unlink("refgate/y"));
}

static int write_memory(void)
{
	return write_file("refs/refgate/a", O_CREAT);
}

static int read_anything(void)
{
	int fd = open("/etc/passwd", O_RDONLY);

	return fd < 0 ? errno : DONE;
}

enum needs {
	NEEDS_NOTHING,
	NEEDS_LANDLOCK,
	NEEDS_TCP,
	NEEDS_NO_SANITIZER,
};

static const struct attempt {
	const char *name;
	int (*make)(void);
	int expected; /* errno */
	enum needs needs;
} attempts[] = {
	{ "plant a hook", plant_hook, EACCES, NEEDS_LANDLOCK },
	{ "replace a hook", replace_hook, EACCES, NEEDS_LANDLOCK },
	{ "change the configuration", change_config, EACCES, NEEDS_LANDLOCK },
	{ "empty the configuration", empty_config, EACCES, NEEDS_LANDLOCK },
	{ "move a branch", move_branch, EACCES, NEEDS_LANDLOCK },
	{ "remove a branch", remove_branch, EACCES, NEEDS_LANDLOCK },
	{ "make a branch", make_branch, EACCES, NEEDS_LANDLOCK },
	{ "write packed refs", write_packed_refs, EACCES, NEEDS_LANDLOCK },
	{ "lock packed refs", lock_packed_refs, EACCES, NEEDS_LANDLOCK },
	{ "make a link", link_away, EACCES, NEEDS_LANDLOCK },
	{ "write by a detour", write_by_proc, EACCES, NEEDS_LANDLOCK },
	{ "start a shell", start_shell, EACCES, NEEDS_LANDLOCK },
	{ "send it out", connect_out, EACCES, NEEDS_TCP },
	{ "take all memory", take_memory, ENOMEM, NEEDS_NO_SANITIZER },
	{ "dump memory", dump_memory, EPERM, NEEDS_NOTHING },
	{ "gain by setuid", gain_by_setuid, EPERM, NEEDS_NOTHING },
	{ "write the log", write_log, DONE, NEEDS_NOTHING },
	{ "keep its state", keep_state, DONE, NEEDS_NOTHING },
	{ "write the memory", write_memory, DONE, NEEDS_NOTHING },
	{ "read", read_anything, DONE, NEEDS_NOTHING },
};

#define ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

static bool is_possible(enum needs needs)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

	switch (needs) {
	case NEEDS_LANDLOCK:
		return version > 0;
	case NEEDS_TCP:
		return version >= LANDLOCK_WITH_TCP;
	case NEEDS_NO_SANITIZER:
#ifdef __SANITIZE_ADDRESS__
		return false;
#else
		return true;
#endif
	default:
		return true;
	}
}

/* In a process that has given up its rights, or still has them all. */
static int make_attempt(const struct attempt *attempt, bool confined)
{
	static const char *const writable[] = { "./refgate", "./refs/refgate",
						"./objects" };
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		if (confined && confine(writable, 3, NULL))
			_exit(255);
		_exit(attempt->make());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void make_repository(void)
{
	static const char *const folders[] = { "refgate",    "hooks",
					       "objects",    "refs",
					       "refs/heads", "refs/refgate" };
	static const char *const files[] = { "config", "hooks/pre-receive",
					     "refs/heads/main", "refgate/own" };

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		assert_int_equal(mkdir(folders[i], 0700), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		scratch_write(files[i], STR("as it was\n"));
}

static int listen_on_loopback(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size),
			 0);
	port = ntohs(address.sin_port);
	return fd;
}

static void test_attempts(void **state)
{
	int fd = listen_on_loopback();

	(void)state;
	make_repository();
	for (size_t i = 0; i < ATTEMPTS; i++) {
		const struct attempt *it = &attempts[i];

		if (!is_possible(it->needs)) {
			print_message("# not possible here: %s\n", it->name);
			continue;
		}
		if (make_attempt(it, true) != it->expected)
			fail_msg("%s: not as expected", it->name);
	}
	close(fd);
}

/* They would do harm: else nothing is shown by their failing. */
static void test_without(void **state)
{
	int fd = listen_on_loopback();

	(void)state;
	make_repository();
	for (size_t i = 0; i < ATTEMPTS; i++) {
		const struct attempt *it = &attempts[i];

		if (it->needs != NEEDS_NOTHING &&
		    make_attempt(it, false) != DONE)
			fail_msg("%s: fails anyway", it->name);
	}
	close(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_attempts, scratch_set_up,
						scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_without, scratch_set_up,
						scratch_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
