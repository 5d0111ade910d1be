/*
 * replay_judge.c - judges pushes one after the other, each in the refs and
 * with the memory that those before it left. Never writes but into its view.
 */
#include "replay.h"

#include "gate/progress.h"
#include "git/view.h"

#include <string.h>
#include <unistd.h>

/*
 * What the policy would have refused happened all the same: it is remembered,
 * too.
 */
static int remember(const struct replay_judge *judge,
		    const struct judgement *judgement, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < judgement->memo_count; i++) {
		const struct memo *memo = judgement->memos[i];

		if (memo->kind == MEMO_FORGET)
			result = view_forget(judge->view, memo->name, error);
		else
			result = view_remember(judge->view, memo->name,
					       memo->text, error);
	}
	return result;
}

static void fill_request(struct gate_request *request,
			 const struct replay_judge *judge,
			 const struct replay_push *push)
{
	setup_request(judge->setup, request);
	request->git_dir = judge->view;
	request->repo = judge->repo;
	request->graph = judge->graph;
	request->now = push->time;
	request->was_filled = true;
	request->import_open = false;
	request->pusher =
		(struct pusher){ .login = push->login, .source = "log" };
}

/* Its branches first, by themselves, as they came before they were merged. */
static int judge_lines(struct replay_judge *judge,
		       const struct replay_push *push, bool aside,
		       struct error *error)
{
	struct push_input input = {
		.lines = aside ? push->branches : push->lines,
		.count = aside ? push->branch_count : push->line_count,
	};
	struct gate_request request = { .input = &input };
	struct judgement judgement;
	struct error failure = { 0 };
	int result =
		replay_assume(judge->pushes, push, judge->repo, !aside, error);

	if (result)
		return result;
	fill_request(&request, judge, push);
	result = gate_judge(&judgement, &request, &failure);
	if (result == ERROR_INTERNAL) {
		*error = failure;
	} else if (result) {
		replay_count_failure(judge->tally, push, &failure);
		result = 0;
	} else {
		replay_count(judge->tally, push, &judgement, aside);
		result = remember(judge, &judgement, error);
	}
	judgement_release(&judgement);
	return result;
}

static int judge_push(struct replay_judge *judge,
		      const struct replay_push *push, struct error *error)
{
	int result = 0;

	if (push->unjudged) {
		replay_leave_out(judge->tally, push);
	} else {
		replay_begin(judge->tally, push);
		if (push->branch_count)
			result = judge_lines(judge, push, true, error);
		if (!result)
			result = judge_lines(judge, push, false, error);
		replay_end(judge->tally);
	}
	return judge->tally->failed && !result ? error_no_memory(error) :
						 result;
}

/* For people who wait: a file or a pipe does not. */
static void show_progress(struct progress *progress, size_t done, size_t total)
{
	usec now = clock_monotonic();

	if (now - progress->started < PROGRESS_AFTER ||
	    (progress->shown && now - progress->shown < PROGRESS_EVERY) ||
	    !isatty(STDERR_FILENO))
		return;
	progress->shown = now;
	console_say("%zu of %zu pushes judged", done, total);
}

int replay_judge(struct replay_judge *judge, struct error *error)
{
	struct progress progress = { .started = clock_monotonic() };
	struct replay_pushes *pushes = judge->pushes;
	size_t first = judge->last && judge->last < pushes->count ?
			       pushes->count - judge->last :
			       0;
	int result = 0;

	for (size_t i = 0; !result && i < pushes->count; i++) {
		const struct replay_push *push = &pushes->items[i];

		if (i >= first)
			show_progress(&progress, i - first,
				      pushes->count - first);
		replay_set_refs(pushes, push, false);
		if (i >= first && push->time >= judge->since)
			result = judge_push(judge, push, error);
		replay_set_refs(pushes, push, true);
	}
	return result;
}
