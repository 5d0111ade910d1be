/*
 * receive.c - pre-receive from its input to its answer. Nothing is accepted
 * that was not recorded and cleared; nothing is printed under a lock.
 */
#include "gate/receive.h"
#include "base/file.h"
#include "gate/clearance.h"
#include "gate/guidance.h"
#include "gate/keep.h"
#include "gate/landed.h"
#include "gate/override.h"
#include "gate/progress.h"
#include "gate/reconcile.h"
#include "gate/record.h"
#include "gate/record_clearance.h"
#include "gate/record_log.h"
#include "gate/record_override.h"
#include "gate/rights.h"
#include "gate/structure.h"

#include <stdlib.h>
#include <string.h>

/* Of a rule on a ref: more are counted only, in the answer and in the log. */
#define FINDINGS_KEPT 500
#define REFUSED 1

/* All that lasts for one push. */
struct session {
	const struct receive *receive;
	struct setup setup;
	struct push_input input;
	struct judgement judgement;
	struct reconcile reconcile;
	struct arena arena;
	char push_id[UUID_TEXT_SIZE];
	usec started;
	bool check_only;
	bool evaluate; /* every policy only evaluates */
	struct guidance_options guidance;
};

static void open_session(struct session *session, const struct receive *receive)
{
	*session = (struct session){ .receive = receive,
				     .started = clock_monotonic() };
	arena_init(&session->arena);
	judgement_init(&session->judgement);
	reconcile_init(&session->reconcile, &session->setup, &session->input,
		       session->push_id);
	session->guidance.prefix = "";
	session->guidance.policy = "";
	session->guidance.contact = "your git administrators";
}

static void close_session(struct session *session)
{
	judgement_release(&session->judgement);
	reconcile_release(&session->reconcile);
	setup_release(&session->setup);
	arena_release(&session->arena);
}

static int read_input(struct session *session, struct error *error)
{
	int result = push_read(&session->input, session->receive->input,
			       &session->arena, error);

	if (!result)
		result = push_read_options(&session->input, &session->arena,
					   error);
	if (!result)
		result = push_read_certificate(&session->input, &session->arena,
					       error);
	if (!result && !session->input.count)
		result = error_set(error, ERROR_BROKEN,
				   "git handed over no ref update");
	if (!uuid7(session->push_id) && !result)
		result = error_set(error, ERROR_INTERNAL,
				   "there is no randomness for a push id");
	session->guidance.push_id = session->push_id;
	for (size_t i = 0; !result && i < session->input.option_count; i++)
		if (!strcmp(session->input.options[i], "refgate=check"))
			session->check_only = true;
	session->guidance.check_only = session->check_only;
	session->guidance.overriding = override_is_asked(&session->input);
	return result;
}

static void know_policy(struct session *session)
{
	struct setup *setup = &session->setup;

	session->guidance.contact = setup_contact(setup);
	session->guidance.policy = setup_policy_title(setup);
	session->evaluate = setup->policy_count > 0;
	for (size_t i = 0; i < setup->policy_count; i++)
		session->evaluate &= setup->policies[i]->mode == MODE_EVALUATE;
	if (setup->pusher.source && !strcmp(setup->pusher.source, "gitlab"))
		session->guidance.prefix = "GL-HOOK-ERR: ";
}

static int prepare(struct session *session, struct error *error)
{
	int result =
		setup_open(&session->setup, session->receive->git_dir, error);

	session->setup.caches = true;
	if (!result)
		result = setup_load(&session->setup, NULL, error);
	if (result == ERROR_USAGE)
		error_set(error, ERROR_USAGE,
			  "the policy of this repository does not load");
	know_policy(session);
	/* a policy that does not load is no policy that only evaluates */
	session->evaluate &= !result;
	return result;
}

static int append_all(struct session *session, struct event *event,
		      bool refused, struct error *error)
{
	event->duration = clock_monotonic() - session->started;
	return record_append(&session->setup, session->receive->git_dir, event,
			     refused, &session->arena, error);
}

static struct cleared_ref *cleared_refs(struct session *session)
{
	const struct push_input *input = &session->input;
	const struct judgement *judgement = &session->judgement;
	struct cleared_ref *refs = arena_alloc(
		&session->arena, (input->count + 1) * sizeof(*refs));

	for (size_t i = 0; refs && i < input->count; i++)
		refs[i] = (struct cleared_ref){ .name = input->lines[i].ref,
						.old = input->lines[i].old,
						.new = input->lines[i].new };
	for (size_t i = 0; refs && i < judgement->ref_count; i++) {
		const struct ref_verdict *ref = &judgement->refs[i];

		refs[i].facts = ref->facts;
		refs[i].commits = ref->came ? ref->came : ref->commits;
	}
	for (size_t i = 0; refs && i < judgement->grant_count; i++)
		refs[judgement->grants[i]->update - judgement->updates]
			.incident = judgement->grants[i]->incident;
	return refs;
}

static int clear(struct session *session, const struct event *event,
		 struct clearance *clearance, const struct cleared_ref *refs,
		 struct error *error)
{
	const char *git_dir = session->receive->git_dir;
	size_t count = session->input.count;
	int result = record_clearance(clearance, &session->setup, git_dir,
				      event, refs, count, &session->arena,
				      error);

	return result ? result :
			clearance_leave(git_dir, clearance, refs, count,
					session->setup.shared, error);
}

static bool deletes(const struct push_input *input)
{
	bool found = false;

	for (size_t i = 0; i < input->count; i++)
		found |= oid_is_zero(&input->lines[i].new);
	return found;
}

static int append_overrides(struct session *session, const struct event *push,
			    struct error *error)
{
	struct judgement *judgement = &session->judgement;
	struct event event;
	int result = 0;

	for (size_t i = 0; !result && i < judgement->grant_count; i++) {
		result = record_override(&event, push, judgement,
					 judgement->grants[i], error);
		if (!result)
			result = append_all(session, &event, false, error);
	}
	return result;
}

/* Cleared first: what is recorded as accepted must be able to land. */
static int accept_push(struct session *session, struct event *event,
		       struct error *error)
{
	const char *git_dir = session->receive->git_dir;
	struct cleared_ref *refs = cleared_refs(session);
	struct clearance clearance;
	int result = refs ? keep_memos(git_dir, &session->judgement, refs,
				       session->input.count, &session->arena,
				       error) :
			    error_no_memory(error);

	if (!result)
		result = reconcile_mark(&session->setup, refs,
					session->input.count, &session->arena,
					error);
	if (!result)
		result = clear(session, event, &clearance, refs, error);
	if (result)
		return result;
	if (deletes(&session->input))
		result = setup_mark_filled(&session->setup, error);
	if (!result)
		result = append_overrides(session, event, error);
	if (!result)
		result = append_all(session, event, false, error);
	if (result)
		clearance_revoke(git_dir, &clearance, refs,
				 session->input.count);
	else
		keep_forget(git_dir, &session->judgement, &session->arena);
	return result;
}

static int refuse(struct session *session, struct event *event, int status,
		  struct buf *answer)
{
	struct error error = { 0 };

	if (append_all(session, event, true, &error))
		buf_addf(answer,
			 "%serror: and the refusal could not be recorded; "
			 "tell %s\n",
			 session->guidance.prefix, session->guidance.contact);
	return status;
}

/* What only evaluates lets everything pass but what the gate itself owns. */
static bool passes_unjudged(const struct session *session,
			    const struct error *why)
{
	const struct push_input *input = &session->input;
	const struct judgement *judgement = &session->judgement;
	bool passes = session->evaluate && !session->check_only &&
		      (why->code == ERROR_BROKEN || why->code == ERROR_LIMIT);

	for (size_t i = 0; passes && i < input->count; i++)
		passes = !structure_is_guarded(input->lines[i].ref.data);
	for (size_t i = 0; passes && i < judgement->finding_count; i++)
		passes = !judged_refuses(judgement->findings[i]);
	return passes;
}

/* Whether the event says all; else it says what it can. */
static bool tell_failure(struct session *session, struct event *event,
			 const struct error *why, bool let_in)
{
	const struct diagnostics *diagnostics = session->setup.diagnostics;
	struct error error = { 0 };
	bool done;

	*event = (struct event){ 0 };
	record_who(event, &session->setup, NULL, session->push_id);
	done = !record_failure(event, &session->input, why, let_in,
			       &session->arena, &error);
	if (diagnostics && diagnostics->errors)
		done &= !record_diagnostics(event, diagnostics, &session->arena,
					    &error);
	return done;
}

/* The push as a whole could not be judged. */
static int fail(struct session *session, const struct error *why,
		struct buf *answer)
{
	struct event event;
	struct error error = { 0 };
	bool accepted = passes_unjudged(session, why) &&
			tell_failure(session, &event, why, true) &&
			!accept_push(session, &event, &error);

	guidance_failure(answer, why, accepted, &session->guidance);
	if (accepted)
		return 0;
	tell_failure(session, &event, why, false);
	return refuse(session, &event, error_exit_status(why->code), answer);
}

static int judge(struct session *session, struct error *error)
{
	struct progress progress = { .fd = session->receive->messages,
				     .prefix = session->guidance.prefix,
				     .started = session->started };
	struct gate_request request = {
		.quarantine = session->receive->quarantine,
		.shallow = session->receive->shallow,
		.input = &session->input,
		.findings_kept = FINDINGS_KEPT,
		.progress = progress_show,
		.context = &progress,
	};

	/*
	 * First what is due from before: rules may ask for it. Its log may be
	 * one that the policy does not name any more.
	 */
	int result = landed_record_late(session->receive->git_dir,
					&session->input, error);

	if (!result)
		result = rights_drop(&session->setup, &session->arena, error);
	if (!result)
		result = reconcile_push(&session->reconcile, error);
	request.opened = session->reconcile.repo;
	setup_request(&session->setup, &request);
	return result ? result :
			gate_judge(&session->judgement, &request, error);
}

static int conclude(struct session *session, struct buf *answer,
		    struct error *error)
{
	struct judgement *judgement = &session->judgement;
	struct event event = { 0 };
	int result;

	record_who(&event, &session->setup, &judgement->pusher,
		   session->push_id);
	result =
		record_judgement(&event, judgement, session->check_only, error);
	if (result)
		return result;
	guidance_render(answer, judgement, &session->guidance);
	if (buf_failed(answer))
		return error_no_memory(error);
	if (judgement->refused || session->check_only) {
		refuse(session, &event, REFUSED, answer);
		return 0;
	}
	result = accept_push(session, &event, error);
	if (result)
		buf_clear(answer);
	return result;
}

int receive_judge(const struct receive *receive, struct buf *answer)
{
	struct error error = { 0 };
	struct session session;
	int status = REFUSED;
	int result;

	open_session(&session, receive);
	result = read_input(&session, &error);
	/* also after bad input: it is to be recorded where it belongs */
	if (result) {
		struct error ignored = { 0 };

		prepare(&session, &ignored);
	} else {
		result = prepare(&session, &error);
	}
	if (!result)
		result = judge(&session, &error);
	if (!result)
		result = conclude(&session, answer, &error);
	if (result)
		status = fail(&session, &error, answer);
	else if (!session.judgement.refused && !session.check_only)
		status = 0;
	if (session.setup.unrecorded)
		buf_addf(answer,
			 "%swarning: this push could not be recorded; tell "
			 "%s\n",
			 session.guidance.prefix, session.guidance.contact);
	/* what is recorded as accepted is */
	if (status && buf_failed(answer))
		status = error_exit_status(ERROR_INTERNAL);
	close_session(&session);
	return status;
}
