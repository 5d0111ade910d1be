/* landed.c - see landed.h. Never judges. */
#include "gate/landed.h"
#include "gate/clearance.h"
#include "git/push.h"

struct landed {
	const char *git_dir;
	struct arena arena;
	struct push_input input;
	struct clearance clearance; /* of the first cleared ref */
	bool cleared;
	struct event_ref *refs; /* arena; cleared ones first */
	size_t count;
	struct event_ref *bypassed;
	size_t bypassed_count;
};

static const char *kind_of(const struct push_line *line)
{
	if (oid_is_zero(&line->new))
		return "delete";
	return oid_is_zero(&line->old) ? "create" : "update";
}

static int look_up(struct landed *landed, const struct push_line *line,
		   struct error *error)
{
	struct cleared_ref ref = { line->ref, line->old, line->new };
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
	if (result)
		return result;
	if (!landed->cleared)
		landed->clearance = clearance;
	landed->cleared = true;
	landed->refs[landed->count++] = moved;
	return 0;
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
