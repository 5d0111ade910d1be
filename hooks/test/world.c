/*
 * world.c - the hooks of throw-away repositories that `refgate policy test`
 * makes: their clock can be set, no floor is laid under the policy and who
 * could write its files is not looked at. Linked around the real functions
 * (ld --wrap) into programs of their own, which work nowhere else: without
 * the file that the command puts beside the policy they end the push.
 */
#include "base/clock.h"
#include "base/file.h"
#include "policy/policy.h"
#include "policy/strict.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WORLD_FILE "refgate/test-world"
#define WORLD_SIZE_MAX 64

extern __typeof__(clock_now) __real_clock_now, __wrap_clock_now;
extern __typeof__(strict_check) __wrap_strict_check;
extern __typeof__(policy_locate) __real_policy_locate, __wrap_policy_locate;

static __attribute__((noreturn)) void end_push(void)
{
	fputs("error: this hook is for refgate policy test only\n", stderr);
	_exit(3);
}

/* The file says by how many seconds the clock is ahead. */
static int64_t seconds_ahead(void)
{
	const char *git_dir = getenv("GIT_DIR");
	struct error ignored = { 0 };
	struct buf path = BUF_INIT;
	struct buf text = BUF_INIT;
	long long seconds;
	char *end;

	buf_addf(&path, "%s/" WORLD_FILE, git_dir ? git_dir : ".");
	if (buf_failed(&path) ||
	    file_read(&text, buf_text(&path), WORLD_SIZE_MAX, NULL, &ignored))
		end_push();
	seconds = strtoll(buf_text(&text), &end, 10);
	if (!text.size || *end != '\n' || end[1] || seconds < 0 ||
	    seconds > CLOCK_DURATION_MAX)
		end_push();
	buf_release(&path);
	buf_release(&text);
	return seconds;
}

usec __wrap_clock_now(void)
{
	return __real_clock_now() + seconds_ahead() * USEC_PER_SECOND;
}

void __wrap_strict_check(struct strict_seen *seen,
			 const struct policy_request *request, const char *path,
			 const struct stat *info,
			 struct diagnostics *diagnostics)
{
	(void)seen, (void)request, (void)path, (void)info, (void)diagnostics;
}

int __wrap_policy_locate(struct policy_places *out, const char *git_dir,
			 const struct config *repository,
			 const struct config *system, struct arena *arena,
			 struct error *error)
{
	int result = __real_policy_locate(out, git_dir, repository, system,
					  arena, error);

	out->floor = NULL;
	return result;
}
