/*
 * follow_up_debt.c - what landings and overrides owe, read from the gate's
 * memory and written there. Never says whether it was paid.
 */
#include "rules/follow_up.h"

#include "git/memory.h"
#include "rules/memo.h"

#include <string.h>

static int add_var(struct debt *debt, struct str line, struct arena *arena,
		   struct error *error)
{
	size_t space = str_find_byte(line, ' ');
	const char *name = arena_copy(arena, str_first(line, space));

	return name ? vars_set(debt->vars, name, str_from(line, space + 1),
			       error) :
		      error_no_memory(error);
}

/* "var version 1.2.1" for each variable that the branch's name had. */
static int set_vars(struct debt *debt, const struct rule_context *context,
		    struct error *error)
{
	struct str rest = debt->text;
	struct str line;
	int result = 0;

	debt->vars = arena_alloc(context->arena, sizeof(*debt->vars));
	if (!debt->vars)
		return error_no_memory(error);
	vars_init(debt->vars, context->vars->cache_size, context->arena);
	while (!result && memory_next(&rest, "var", &line))
		result = add_var(debt, line, context->arena, error);
	return result;
}

static int set_holder(struct debt *debt, const struct rule_context *context,
		      struct error *error)
{
	struct oid id;
	int result = refs_lookup(&id, context->repo, debt->ref, error);

	if (!result)
		result = refs_peel(&debt->holder, context->repo, &id, error);
	return result == ERROR_NOT_FOUND ? 0 : result;
}

bool debt_is_own(const struct debt *debt, const struct rule_context *context)
{
	struct str ruleset;

	return memory_get(debt->text, "ruleset", &ruleset) &&
	       context->ruleset && str_is(ruleset, context->ruleset);
}

/* New branches are told of landings of their kind, wherever they landed. */
static enum match is_ours(const struct debt *debt,
			  const struct rule_context *context,
			  struct error *error)
{
	if (debt_is_own(debt, context))
		return MATCH_YES;
	if (debt->after == AFTER_OVERRIDE || context->landing || !context->refs)
		return MATCH_NO;
	return ref_globs_match(context->refs, context->vars, debt->branch,
			       error);
}

static bool read_text(struct debt *out, const char *name, struct str text,
		      struct arena *arena)
{
	struct str after, ref = { NULL, 0 };

	*out = (struct debt){ .memory = name, .text = text };
	if (memory_get(text, "after", &after) && str_is(after, "override"))
		out->after = AFTER_OVERRIDE;
	if (!memory_get(text, "branch", &out->branch) ||
	    !memory_get(text, "ref", &ref) ||
	    !memory_get_id(text, "commit", &out->landing) ||
	    !memory_get_id(text, "tip", &out->tip) ||
	    !memory_get_id(text, "from", &out->base) ||
	    !memory_get_time(text, "time", &out->time))
		return false;
	out->ref = arena_copy(arena, ref);
	return out->ref != NULL;
}

int debt_read(struct debt *out, const char *name, struct str text,
	      const struct rule_context *context, struct error *error)
{
	enum match ours;
	int result;

	if (!read_text(out, name, text, context->arena))
		return error_set(error, ERROR_BROKEN,
				 "the gate's memory %s is no debt", name);
	ours = is_ours(out, context, error);
	if (ours != MATCH_YES)
		return ours == MATCH_NO ? 0 : (int)error->code;
	result = set_vars(out, context, error);
	if (!result)
		result = set_holder(out, context, error);
	if (result)
		vars_release(out->vars);
	return result ? result : 1;
}

enum match debt_is_void(const struct debt *debt,
			const struct rule_context *context, struct error *error)
{
	enum object_type type;
	enum match held;
	size_t size;
	int result = object_header(context->repo, &debt->landing, &type, &size,
				   error);

	if (result)
		return result == ERROR_NOT_FOUND ? MATCH_YES : MATCH_BROKEN;
	if (oid_is_zero(&debt->holder))
		return MATCH_NO;
	held = graph_is_ancestor(context->graph, &debt->landing, &debt->holder,
				 error);
	if (held == MATCH_BROKEN)
		return MATCH_BROKEN;
	return held == MATCH_YES ? MATCH_NO : MATCH_YES;
}

/* What came in, as the gate has it for its own memory of the landing. */
static void find_tip(struct oid *out, const struct rule_context *context)
{
	const struct memo *memo;
	struct str branch;
	struct oid commit;

	*out = context->step->to;
	for (size_t i = 0; context->memo_at &&
			   (memo = context->memo_at(context->judgement, i));
	     i++)
		if (str_starts(str_of(memo->name), "landing/") &&
		    memory_get_id(memo->text, "commit", &commit) &&
		    oid_equal(&commit, &context->step->to) &&
		    memory_get(memo->text, "branch", &branch) &&
		    str_is(branch, context->landing) &&
		    memory_get_id(memo->text, "tip", out))
			return;
}

void debt_add_vars(struct buf *text, const struct vars *vars)
{
	struct buf value = BUF_INIT;

	for (size_t i = 0; i < vars->count; i++) {
		buf_clear(&value);
		buf_addf(&value, "%s ", vars->items[i].name);
		buf_add_str(&value, vars->items[i].value);
		memory_add(text, "var", buf_str(&value));
	}
	text->failed |= buf_failed(&value);
	buf_release(&value);
}

static void write_text(struct buf *text, const struct rule_context *context)
{
	struct oid tip;

	find_tip(&tip, context);
	memory_add(text, "after", STR("landing"));
	memory_add(text, "branch", str_of(context->landing));
	memory_add(text, "ref", str_of(context->update->name));
	memory_add(text, "ruleset", str_of(context->ruleset));
	memory_add_id(text, "commit", &context->step->to);
	memory_add_id(text, "from", &context->step->from);
	memory_add_id(text, "tip", &tip);
	memory_add_time(text, "time", context->now);
	debt_add_vars(text, context->vars);
}

int debt_open(const struct rule_context *context, struct error *error)
{
	const struct str parts[] = { str_of(context->landing),
				     str_of(context->ruleset) };
	char hash[MEMORY_HASH_SIZE + 1];
	char hex[OID_HEX_SIZE + 1];
	struct buf text = BUF_INIT;
	const char *name;
	int result;

	memory_hash(hash, parts, 2);
	name = arena_printf(context->arena, DEBT_PREFIX "%s-%s",
			    oid_format(&context->step->to, hex), hash);
	write_text(&text, context);
	result = name && !buf_failed(&text) ?
			 memo_add(context, MEMO_LANDED, name, buf_str(&text),
				  error) :
			 error_no_memory(error);
	buf_release(&text);
	return result;
}
