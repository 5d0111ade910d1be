/* landed.c - see landed.h. Never judges. */
#include "gate/landed.h"
#include "audit/anchor.h"
#include "audit/event_override.h"
#include "gate/clearance.h"
#include "gate/landed_memory.h"
#include "git/common_dir.h"
#include "git/memory.h"
#include "git/ref_value.h"

#include <sys/stat.h>
#include <unistd.h>

/* Before that its own post-receive may be about to come. */
#define LATE_SECONDS 60
#define PRIVATE_MODE 0600
#define SHARED_MODE 0660

struct landed {
	const char *git_dir;
	struct arena arena;
	struct push_input input;
	struct clearance *found; /* arena; nobody has recorded them */
	size_t found_count;
	struct event_ref *refs;	   /* arena; what is ours to record */
	struct clearance *claimed; /* arena; of each of them */
	size_t count;
	const char *incident; /* if one of them came in by an override */
	struct event_ref *bypassed;
	size_t bypassed_count;
	/* its lock is held from the first claim until all is recorded */
	struct value_store values;
	struct memory_pending pending;
};

static const char *kind_of(const struct push_line *line)
{
	if (oid_is_zero(&line->new))
		return "delete";
	return oid_is_zero(&line->old) ? "create" : "update";
}

static struct event_ref moved_ref(const struct push_line *line,
				  const char *verdict)
{
	return (struct event_ref){ .name = line->ref,
				   .old = line->old,
				   .new = line->new,
				   .kind = kind_of(line),
				   .verdict = verdict };
}

/* After they are recorded: else the next push would tell it again. */
static int remember_bypassed(struct landed *landed, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < landed->bypassed_count; i++)
		if (ref_name_is_valid(landed->bypassed[i].name))
			result = value_put_pushed(&landed->values,
						  landed->bypassed[i].name.data,
						  &landed->bypassed[i].new,
						  error);
	return result;
}

/* Before its record: the first one to claim it writes that. */
static int claim(struct landed *landed, struct clearance *clearance,
		 struct error *error)
{
	const struct cleared_ref *ref = &clearance->ref;
	const struct push_line line = { ref->old, ref->new, ref->name };
	struct event_ref *moved = &landed->refs[landed->count];
	int result = clearance_claim(clearance, landed->git_dir, &landed->arena,
				     error);

	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	*moved = moved_ref(&line, "landed");
	moved->commits = ref->commits;
	moved->extra = ref->facts;
	if (!landed->incident)
		landed->incident = ref->incident;
	landed->claimed[landed->count++] = *clearance;
	return 0;
}

static int claim_all(struct landed *landed, struct error *error)
{
	int result = landed_remember(&landed->pending, &landed->values,
				     landed->found, landed->found_count, error);

	for (size_t i = 0; !result && i < landed->found_count; i++)
		result = claim(landed, &landed->found[i], error);
	return result;
}

static int look_up(struct landed *landed, const struct push_line *line,
		   struct error *error)
{
	struct cleared_ref ref = { .name = line->ref,
				   .old = line->old,
				   .new = line->new };
	struct clearance *clearance = &landed->found[landed->found_count];
	int result = clearance_land(clearance, landed->git_dir, &ref,
				    &landed->arena, error);

	if (result == ERROR_NOT_FOUND) {
		landed->bypassed[landed->bypassed_count++] =
			moved_ref(line, "bypassed");
		return 0;
	}
	if (result)
		return result;
	if (clearance->late)
		clearance_finish(clearance);
	else
		landed->found_count++;
	return 0;
}

static int add_incident(struct event *event, struct landed *landed,
			struct error *error)
{
	struct buf text = BUF_INIT;

	if (!landed->incident)
		return 0;
	event_add_incident(&text, landed->incident);
	if (!buf_failed(&text))
		event->extra = arena_copy(&landed->arena, buf_str(&text));
	buf_release(&text);
	return event->extra ? 0 : error_no_memory(error);
}

/*
 * What was not cleared says nothing of a policy. Where that names other logs
 * there is no default one: then the next push tells it, see reconcile.h.
 */
static bool name_default_log(struct clearance *out, struct landed *landed)
{
	struct log_options log = { .sync = true, .mode = PRIVATE_MODE };

	*out = (struct clearance){ .log_count = 1 };
	log.file = arena_printf(&landed->arena, "%s/refgate/audit.jsonl",
				landed->git_dir);
	out->logs[0] = log;
	return log.file && !access(log.file, F_OK);
}

static int write_event(struct landed *landed, const struct clearance *clearance,
		       struct event *event, const char *verb,
		       struct error *error)
{
	clearance_describe(clearance, event);
	event->message = arena_printf(&landed->arena, "%.*s%s %s",
				      STR_ARGS(event->refs[0].name),
				      event->ref_count > 1 ? " and others" : "",
				      verb);
	if (!event->message)
		return error_no_memory(error);
	return clearance_record(clearance, event, error);
}

static int write_landed(struct landed *landed, const char *verb,
			struct error *error)
{
	struct event event = { .action = EVENT_PUSH_LANDED,
			       .refs = landed->refs,
			       .ref_count = landed->count };

	if (!landed->count)
		return 0;
	if (add_incident(&event, landed, error))
		return error->code;
	return write_event(landed, &landed->claimed[0], &event, verb, error);
}

/*
 * The values come last: the record's sync takes what is written of them along.
 * Where there is no record, they are what has landed all the same.
 */
static int claim_and_record(struct landed *landed, const char *verb,
			    struct error *error)
{
	struct error second = { 0 };
	int result = claim_all(landed, error);
	int placed;

	if (!result)
		result = write_landed(landed, verb, error);
	placed = memory_pending_place(&landed->pending,
				      result ? &second : error);
	return result ? result : placed;
}

static int write_bypassed(struct landed *landed, struct error *error)
{
	struct event event = { .action = EVENT_GATE_BYPASSED,
			       .refs = landed->bypassed,
			       .ref_count = landed->bypassed_count };
	struct clearance unknown;
	const struct clearance *clearance =
		landed->count ? &landed->claimed[0] : &unknown;
	int result;

	if (!landed->bypassed_count ||
	    (!landed->count && !name_default_log(&unknown, landed)))
		return 0;
	result = write_event(landed, clearance, &event,
			     "moved without a clearance of the gate", error);
	return result ? result : remember_bypassed(landed, error);
}

static int record_all(struct landed *landed, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < landed->input.count; i++)
		result = look_up(landed, &landed->input.lines[i], error);
	if (!result)
		result = claim_and_record(landed, "landed", error);
	for (size_t i = 0; !result && i < landed->count; i++)
		clearance_finish(&landed->claimed[i]);
	return result ? result : write_bypassed(landed, error);
}

/* Where a group shares the folder, it shares what is made there. */
static mode_t file_mode(struct landed *landed)
{
	const char *folder =
		arena_printf(&landed->arena, "%s/refgate", landed->git_dir);
	struct stat info;

	return folder && !stat(folder, &info) && info.st_mode & S_IWGRP ?
		       SHARED_MODE :
		       PRIVATE_MODE;
}

static int open_landed(struct landed *landed, size_t count, struct error *error)
{
	struct arena *arena = &landed->arena;

	landed->pending = (struct memory_pending){ .arena = arena };
	landed->refs = arena_alloc(arena, (count + 1) * sizeof(*landed->refs));
	landed->bypassed =
		arena_alloc(arena, (count + 1) * sizeof(*landed->bypassed));
	landed->found =
		arena_alloc(arena, (count + 1) * sizeof(*landed->found));
	landed->claimed =
		arena_alloc(arena, (count + 1) * sizeof(*landed->claimed));
	if (!landed->refs || !landed->bypassed || !landed->found ||
	    !landed->claimed)
		return error_no_memory(error);
	return value_lock(&landed->values, landed->git_dir, file_mode(landed),
			  arena, error);
}

/* What is due every hour. A key that we may not read is a timer's to use. */
static void anchor_logs(const struct clearance *clearance)
{
	for (size_t i = 0; i < clearance->log_count; i++)
		if (anchor_is_due(&clearance->logs[i]))
			(void)anchor_checkpoint(&clearance->logs[i],
						clearance->repository, NULL);
}

int landed_record(const char *git_dir, int input, struct error *error)
{
	struct landed landed = { .git_dir = git_dir,
				 .values = VALUE_STORE_INIT };
	int result;

	arena_init(&landed.arena);
	result = push_read(&landed.input, input, &landed.arena, error);
	if (!result)
		result = open_landed(&landed, landed.input.count, error);
	if (!result)
		result = record_all(&landed, error);
	if (!result)
		value_sweep(&landed.values);
	value_unlock(&landed.values);
	if (!result && landed.count)
		anchor_logs(&landed.claimed[0]);
	arena_release(&landed.arena);
	return result;
}

struct search {
	const char *git_dir;
	const char *common_dir;
	const struct push_input *input;
	struct arena *arena;
	struct error *error;
};

static bool is_named(const struct push_input *input, struct str name)
{
	for (size_t i = 0; i < input->count; i++)
		if (str_equal(input->lines[i].ref, name))
			return true;
	return false;
}

/* 1: the ref is as it was cleared. */
static int has_landed(const struct search *search,
		      const struct cleared_ref *ref)
{
	struct oid value;
	int found;

	if (!ref_name_is_valid(ref->name))
		return 0;
	found = ref_value_find(&value, search->common_dir, ref->name.data,
			       search->arena, search->error);
	if (found < 0)
		return found;
	return found ? oid_equal(&value, &ref->new) : oid_is_zero(&ref->new);
}

/* Under the lock: nobody else records it meanwhile, or has done so. */
static int record_found(struct landed *landed, struct error *error)
{
	const char *verb = landed->found[0].taken ?
				   "landed; recorded late, perhaps for the "
				   "second time" :
				   "landed; recorded late";
	int result = claim_and_record(landed, verb, error);

	if (!result && landed->count)
		clearance_finish_late(landed->git_dir, &landed->claimed[0]);
	return result;
}

static int record_late(const struct search *search,
		       const struct clearance *clearance)
{
	struct landed landed = { .git_dir = search->git_dir,
				 .values = VALUE_STORE_INIT };
	int result;

	arena_init(&landed.arena);
	result = open_landed(&landed, 1, search->error);
	if (!result) {
		landed.found[landed.found_count++] = *clearance;
		result = record_found(&landed, search->error);
	}
	value_unlock(&landed.values);
	arena_release(&landed.arena);
	return result;
}

/* What has not landed in all that time never will. */
static int look_late(const struct clearance *clearance, int64_t age, void *data)
{
	const struct search *search = data;
	int landed;

	if (!clearance->ref.name.data ||
	    (age < LATE_SECONDS &&
	     !is_named(search->input, clearance->ref.name)))
		return 0;
	landed = clearance->taken ? 1 : has_landed(search, &clearance->ref);
	if (landed < 0)
		return landed;
	if (landed)
		return record_late(search, clearance);
	if (age > CLEARANCE_SECONDS)
		clearance_finish(clearance);
	return 0;
}

int landed_record_late(const char *git_dir, const struct push_input *input,
		       struct error *error)
{
	struct arena arena;
	struct search search = { .git_dir = git_dir,
				 .input = input,
				 .arena = &arena,
				 .error = error };
	int result;

	arena_init(&arena);
	result = common_dir_find(&search.common_dir, git_dir, &arena, error);
	if (!result)
		result = clearance_each_landing(git_dir, &arena, look_late,
						&search, error);
	arena_release(&arena);
	return result;
}
