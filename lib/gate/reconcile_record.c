/* reconcile_record.c - see reconcile_record.h. Never compares anything. */
#include "gate/reconcile_record.h"

#include "gate/record.h"
#include "gate/record_log.h"

static int append(struct reconcile *it, struct event *event,
		  struct error *error)
{
	struct event who = { 0 };

	if (!event->message)
		return error_no_memory(error);
	record_who(&who, it->setup, NULL, it->push_id);
	event->push_id = who.push_id;
	event->repository = who.repository;
	event->mode = who.mode;
	return record_append(it->setup, it->setup->git_dir, event, false,
			     &it->arena, error);
}

static const char *kind_of(const struct tracked *ref)
{
	if (oid_is_zero(&ref->found))
		return "delete";
	return oid_is_zero(&ref->recorded) ? "create" : "update";
}

static const char *verb_of(const struct tracked *ref)
{
	if (oid_is_zero(&ref->found))
		return "deleted";
	return oid_is_zero(&ref->recorded) ? "created" : "moved";
}

/* "refs/heads/main was moved past the gate" */
static const char *say(struct reconcile *it, const struct tracked *first,
		       size_t count)
{
	if (count == 1)
		return arena_printf(&it->arena, "%s was %s past the gate",
				    first->name, verb_of(first));
	return arena_printf(&it->arena,
			    "%s was %s past the gate, and %zu other %s",
			    first->name, verb_of(first), count - 1,
			    count == 2 ? "ref changed" : "refs changed");
}

int reconcile_record_bypassed(struct reconcile *it,
			      const struct tracked_list *list,
			      struct error *error)
{
	struct event event = { .action = EVENT_GATE_BYPASSED };
	const struct tracked *first = NULL;
	struct event_ref *refs =
		arena_alloc(&it->arena, (list->count + 1) * sizeof(*refs));

	if (!refs)
		return error_no_memory(error);
	for (size_t i = 0; i < list->count; i++) {
		const struct tracked *ref = &list->items[i];

		if (!ref->is_bypassed)
			continue;
		first = first ? first : ref;
		refs[event.ref_count++] =
			(struct event_ref){ .name = str_of(ref->name),
					    .old = ref->recorded,
					    .new = ref->found,
					    .kind = kind_of(ref),
					    .verdict = "bypassed" };
	}
	if (!first)
		return 0;
	event.refs = refs;
	event.message = say(it, first, event.ref_count);
	return append(it, &event, error);
}

int reconcile_record_change(struct reconcile *it,
			    const struct generation *before,
			    struct error *error)
{
	const char *change = generation_change(before, it->setup, &it->arena);
	struct event event = {
		.action = EVENT_POLICY_CHANGED,
		.extra = generation_was(before, it->setup, &it->arena),
	};

	if (!change || !event.extra)
		return error_no_memory(error);
	event.message =
		arena_printf(&it->arena, "%s: first push since", change);
	return append(it, &event, error);
}

int reconcile_record_loss(struct reconcile *it, const struct oid *known,
			  struct error *error)
{
	const struct event_ref ref = { .name = STR(MEMORY_PREFIX "policy"),
				       .old = *known,
				       .kind = "delete",
				       .verdict = "bypassed" };
	struct event event = {
		.action = EVENT_GATE_BYPASSED,
		.message = "the gate's memory was removed: what moved before "
			   "now cannot be told",
		.refs = &ref,
		.ref_count = 1,
	};

	return append(it, &event, error);
}
