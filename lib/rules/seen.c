/* seen.c - see seen.h. Never judges. */
#include "rules/seen.h"

#include "git/memory.h"
#include "rules/memo.h"

/* Of a push of more branches all have one text, so that it is written once. */
#define NAMED_MAX 15

int seen_first(int64_t *out, const struct rule_context *context,
	       const char *branch, struct error *error)
{
	const char *name = memory_name(context->arena, "seen/", str_of(branch));
	struct str text;
	int result;

	if (!name)
		return error_no_memory(error);
	result = memory_read(&text, context->repo, name, context->arena, error);
	if (result == ERROR_NOT_FOUND)
		return 0;
	if (!result && !memory_get_time(text, "time", out))
		result = error_set(error, ERROR_BROKEN,
				   "the gate's memory of %s has no time",
				   branch);
	return result ? result : 1;
}

static int remember_first(const struct rule_context *context, const char *name,
			  struct error *error)
{
	struct buf text = BUF_INIT;
	int result;

	if (context->update_count <= NAMED_MAX) {
		memory_add(&text, "branch", str_of(context->update->name));
		memory_add_id(&text, "commit", &context->update->new);
	}
	memory_add_time(&text, "time", context->now);
	result = buf_failed(&text) ? error_no_memory(error) :
				     memo_add(context, MEMO_LANDED, name,
					      buf_str(&text), error);
	buf_release(&text);
	return result;
}

int seen_remember(const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	const char *name;
	int64_t seen;
	int result = 0;

	if (context->landing || update->class != REF_BRANCH)
		return 0;
	name = memory_name(context->arena, "seen/", str_of(update->name));
	if (!name)
		return error_no_memory(error);
	if (update->kind == UPDATE_DELETE)
		return memo_add(context, MEMO_FORGET, name, STR(""), error);
	if (update->kind == UPDATE_CHANGE)
		result = seen_first(&seen, context, update->name, error);
	return result ? (result < 0 ? result : 0) :
			remember_first(context, name, error);
}
