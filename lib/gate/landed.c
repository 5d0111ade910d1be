/* landed.c - see landed.h. Never judges. */
#include "gate/landed.h"
#include "audit/event_override.h"
#include "gate/clearance.h"
#include "git/common_dir.h"
#include "git/memory.h"
#include "git/ref_value.h"

/* Before that its own post-receive may be about to come. */
#define LATE_SECONDS 60

struct landed {
	const char *git_dir;
	struct arena arena;
	struct push_input input;
	struct clearance clearance; /* of the first cleared ref */
	bool cleared;
	struct event_ref *refs; /* arena; cleared ones first */
	size_t count;
	const char *incident; /* if one of them came in by an override */
	struct event_ref *bypassed;
	size_t bypassed_count;
};

static const char *kind_of(const struct push_line *line)
{
	if (oid_is_zero(&line->new))
		return "delete";
	return oid_is_zero(&line->old) ? "create" : "update";
}

static int put_memos(const char *git_dir, const struct clearance *clearance,
		     struct error *error)
{
	const struct cleared_ref *ref = &clearance->ref;
	int result = 0;

	for (size_t i = 0; !result && i < ref->memo_count; i++)
		result = memory_put(git_dir, ref->memos[i].name,
				    &ref->memos[i].blob, false, error);
	return result;
}

static int look_up(struct landed *landed, const struct push_line *line,
		   struct error *error)
{
	struct cleared_ref ref = { .name = line->ref,
				   .old = line->old,
				   .new = line->new };
	struct event_ref moved = { .name = line->ref,
				   .old = line->old,
				   .new = line->new,
				   .kind = kind_of(line),
				   .verdict = "landed" };
	struct clearance clearance;
	int result = clearance_land(&clearance, landed->git_dir, &ref,
				    &landed->arena, error);

	if (result == ERROR_NOT_FOUND) {
		moved.verdict = "bypassed";
		landed->bypassed[landed->bypassed_count++] = moved;
		return 0;
	}
	if (!result && !clearance.late)
		result = put_memos(landed->git_dir, &clearance, error);
	if (result)
		return result;
	/* the first to take the file away records it */
	if (!clearance_finish(&clearance) || clearance.late)
		return 0;
	if (!landed->cleared)
		landed->clearance = clearance;
	landed->cleared = true;
	if (!landed->incident)
		landed->incident = clearance.ref.incident;
	landed->refs[landed->count++] = moved;
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

static int write_event(struct landed *landed, enum event_action action,
		       const struct event_ref *refs, size_t count,
		       const char *verb, struct error *error)
{
	const struct clearance *clearance = &landed->clearance;
	struct log_options options = clearance->log;
	struct event event = {
		.action = action,
		.push_id = clearance->push_id,
		.repository = clearance->repository,
		.user_name = clearance->user_name,
		.identity_source = clearance->identity_source,
		.source_ip = clearance->source_ip,
		.protocol = clearance->protocol,
		.mode = clearance->mode,
		.policy_hash = clearance->policy_hash,
		.refs = refs,
		.ref_count = count,
	};

	if (!count)
		return 0;
	if (!landed->cleared) {
		options.file = arena_printf(&landed->arena,
					    "%s/refgate/audit.jsonl",
					    landed->git_dir);
		options.sync = true;
		options.mode = 0600;
	}
	event.message = arena_printf(&landed->arena, "%.*s%s %s",
				     STR_ARGS(refs[0].name),
				     count > 1 ? " and others" : "", verb);
	if (!options.file || !event.message)
		return error_no_memory(error);
	if (action == EVENT_PUSH_LANDED && add_incident(&event, landed, error))
		return error->code;
	return log_append(&options, &event, true, error);
}

static int record(struct landed *landed, struct error *error)
{
	size_t count = landed->input.count;
	int result = 0;

	landed->refs = arena_alloc(&landed->arena,
				   (count + 1) * sizeof(*landed->refs));
	landed->bypassed = arena_alloc(&landed->arena,
				       (count + 1) * sizeof(*landed->refs));
	if (!landed->refs || !landed->bypassed)
		return error_no_memory(error);
	for (size_t i = 0; !result && i < count; i++)
		result = look_up(landed, &landed->input.lines[i], error);
	if (!result)
		result = write_event(landed, EVENT_PUSH_LANDED, landed->refs,
				     landed->count, "landed", error);
	return result ? result :
			write_event(landed, EVENT_GATE_BYPASSED,
				    landed->bypassed, landed->bypassed_count,
				    "moved without a clearance of the gate",
				    error);
}

int landed_record(const char *git_dir, int input, struct error *error)
{
	struct landed landed = { .git_dir = git_dir };
	int result;

	arena_init(&landed.arena);
	result = push_read(&landed.input, input, &landed.arena, error);
	if (!result)
		result = record(&landed, error);
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

static int record_late(const struct search *search,
		       const struct clearance *clearance)
{
	const struct cleared_ref *ref = &clearance->ref;
	struct push_line line = { ref->old, ref->new, ref->name };
	struct event_ref moved = { .name = ref->name,
				   .old = ref->old,
				   .new = ref->new,
				   .kind = kind_of(&line),
				   .verdict = "landed" };
	struct landed landed = { .git_dir = search->git_dir,
				 .clearance = *clearance,
				 .incident = ref->incident,
				 .cleared = true };
	int result = put_memos(search->git_dir, clearance, search->error);

	if (result || !clearance_finish_late(search->git_dir, clearance))
		return result;
	arena_init(&landed.arena);
	result = write_event(&landed, EVENT_PUSH_LANDED, &moved, 1,
			     "landed; recorded late", search->error);
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
	landed = has_landed(search, &clearance->ref);
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
