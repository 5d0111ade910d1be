/*
 * confine.c - see confine.h. Never gives a right back, and never goes on when
 * the kernel has Landlock and did not do what it was asked.
 */
#include "base/confine.h"

#include "base/sanitizer.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Below it a build that is watched writes, at its end, what was seen. */
#if HAS_SANITIZER || defined(REFGATE_COVERAGE)
#define WATCHED_FOLDER getenv("REFGATE_BUILD")
#else
#define WATCHED_FOLDER NULL
#endif

/* Younger than the headers of Debian 12. */
#define ACCESS_FS_TRUNCATE (UINT64_C(1) << 14)
#define ACCESS_NET_TCP UINT64_C(3) /* to bind, to connect */

/* What is asked for below a folder that may be written. */
#define WRITING                                                          \
	(LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | \
	 LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR |  \
	 LANDLOCK_ACCESS_FS_MAKE_REG)
/* What is not to be done anywhere. */
#define NEVER                                                           \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |    \
	 LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SOCK | \
	 LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM)

/* By the version of the kernel's interface. */
static const struct {
	uint64_t writing, network;
} versions[] = {
	{ 0, 0 },
	{ WRITING, 0 },
	{ WRITING | LANDLOCK_ACCESS_FS_REFER, 0 },
	{ WRITING | LANDLOCK_ACCESS_FS_REFER | ACCESS_FS_TRUNCATE, 0 },
	{ WRITING | LANDLOCK_ACCESS_FS_REFER | ACCESS_FS_TRUNCATE,
	  ACCESS_NET_TCP },
};

#define VERSIONS (sizeof(versions) / sizeof(versions[0]))

#ifdef __GLIBC__
typedef __rlimit_resource_t limit_id;
#else
typedef int limit_id;
#endif

static void limit(limit_id resource, rlim_t most)
{
	struct rlimit now;

	if (getrlimit(resource, &now) || now.rlim_max < most)
		return;
	now = (struct rlimit){ most, most };
	(void)setrlimit(resource, &now);
}

/* 0: there is none. */
static size_t landlock_version(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0,
			       LANDLOCK_CREATE_RULESET_VERSION);

	if (version < 0)
		return 0;
	return (size_t)version < VERSIONS ? (size_t)version : VERSIONS - 1;
}

static int create_ruleset(size_t version)
{
	const struct {
		uint64_t files, network;
	} handled = { versions[version].writing | NEVER,
		      versions[version].network };
	size_t size = handled.network ? sizeof(handled) : sizeof(handled.files);

	return (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
}

/* The folder, or the nearest one above that is there. */
static int open_folder(const char *path)
{
	char *folder = strdup(path);
	int fd = -1;

	while (folder) {
		char *slash = strrchr(folder, '/');

		fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0 || errno != ENOENT || !slash)
			break;
		slash[slash == folder] = '\0';
	}
	free(folder);
	return fd;
}

static int allow(int ruleset, const char *folder, uint64_t access)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = access,
		.parent_fd = open_folder(folder),
	};
	int result = -1;

	if (rule.parent_fd >= 0)
		result = (int)syscall(SYS_landlock_add_rule, ruleset,
				      LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	if (rule.parent_fd >= 0)
		close(rule.parent_fd);
	return result;
}

static int lock_files(const char *const *writable, size_t count, size_t version,
		      struct error *error)
{
	const char *watched = WATCHED_FOLDER;
	int ruleset = create_ruleset(version);
	int result = ruleset < 0 ? -1 : 0;

	for (size_t i = 0; !result && i < count; i++)
		result = allow(ruleset, writable[i], versions[version].writing);
	if (!result && watched)
		result = allow(ruleset, watched, versions[version].writing);
	if (!result)
		result = (int)syscall(SYS_landlock_restrict_self, ruleset, 0);
	if (result)
		error_set_errno(error, ERROR_INTERNAL,
				"the gate cannot give up its rights");
	if (ruleset >= 0)
		close(ruleset);
	return result ? ERROR_INTERNAL : 0;
}

int confine(const char *const *writable, size_t count, struct error *error)
{
	size_t version;

	limit(RLIMIT_CORE, 0);
	if (!HAS_SANITIZER)
		limit(RLIMIT_DATA, CONFINE_MEMORY_MAX);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return error_set_errno(error, ERROR_INTERNAL,
				       "the gate cannot give up its rights");
	version = landlock_version();
	return version ? lock_files(writable, count, version, error) : 0;
}
