/*
 * test_worker.c - see test_worker.h. Never outlives the command.
 */
#include "test_worker.h"

#include "test_scratch.h"

#include "base/file.h"

#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define RESULT_SIZE_MAX (1u << 20)

static void write_result(const struct worker *worker, uint32_t index,
			 const struct case_result *result)
{
	struct buf path = BUF_INIT;
	struct buf text = BUF_INIT;
	struct error ignored = { 0 };

	buf_addf(&path, "%s/result-%u", worker->ground->dir, index);
	buf_addf(&text, "%d %lld\n", (int)result->status,
		 (long long)result->usec);
	buf_add_str(&text,
		    str_first(buf_str(&result->text), RESULT_SIZE_MAX / 2));
	if (buf_failed(&path) || buf_failed(&text) ||
	    scratch_write(buf_text(&path), buf_str(&text), &ignored) ||
	    write(worker->done, &index, sizeof(index)) != sizeof(index))
		_exit(1);
	buf_release(&path);
	buf_release(&text);
}

static void run_one(const struct worker *worker, struct base_world *bases,
		    uint32_t index)
{
	const struct plan *plan = worker->ground->plan;
	struct case_result result = { .status = CASE_LOST };
	struct error error = { 0 };
	struct buf dir = BUF_INIT;

	buf_addf(&dir, "%s/%zu-%u", worker->ground->dir, worker->number, index);
	if (buf_failed(&dir))
		_exit(1);
	if (case_run(&result, worker->ground, &plan->cases[index], bases,
		     buf_text(&dir), &error)) {
		result.status = CASE_LOST;
		buf_clear(&result.text);
		buf_addf(&result.text, "  %s\n", error.text);
	}
	write_result(worker, index, &result);
	buf_release(&result.text);
	buf_release(&dir);
}

void worker_work(const struct worker *worker)
{
	size_t count = worker->ground->plan->count;
	struct base_world *bases = calloc(count + 1, sizeof(*bases));
	uint32_t index;

	/* a group of its own: the command ends it, and nobody else */
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (!bases || getppid() != worker->parent)
		_exit(1);
	while (read(worker->jobs, &index, sizeof(index)) == sizeof(index))
		run_one(worker, bases, index);
	_exit(0);
}

void worker_read(struct case_result *out, const struct test_ground *ground,
		 size_t index)
{
	struct error ignored = { 0 };
	struct buf path = BUF_INIT;
	struct buf text = BUF_INIT;
	struct str rest;
	struct str line;
	char *end;

	buf_addf(&path, "%s/result-%zu", ground->dir, index);
	if (!buf_failed(&path) && !file_read(&text, buf_text(&path),
					     RESULT_SIZE_MAX, NULL, &ignored)) {
		rest = buf_str(&text);
		out->status = (enum case_status)strtol(text.data, &end, 10);
		out->usec = strtoll(end, NULL, 10);
		str_next_line(&rest, &line);
		buf_add_str(&out->text, rest);
	}
	unlink(buf_text(&path));
	buf_release(&path);
	buf_release(&text);
}
