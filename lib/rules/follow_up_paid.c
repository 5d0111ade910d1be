/*
 * follow_up_paid.c - what a push opens and pays, for the log. Never decides
 * what is told to anybody who pushes.
 */
#include "rules/follow_up.h"

#include "git/memory.h"
#include "rules/approval.h"
#include "rules/fact.h"
#include "rules/memo.h"

#define PAID "paid" /* key of the items that the log has as paid */

/* The item's name with the variables of its branch, if it has them all. */
static const char *name_of(const struct follow_up_item *item,
			   const struct vars *vars, struct arena *arena)
{
	struct error ignored = { 0 };
	struct buf name = BUF_INIT;
	const char *out = item->name;

	if (vars && !vars_expand(vars, item->name, VARS_PLAIN, &name, &ignored))
		out = arena_copy(arena, buf_str(&name));
	buf_release(&name);
	return out;
}

static int tell(enum fact_kind kind, const char *item, const char *branch,
		int64_t time, const struct rule_context *context,
		struct error *error)
{
	struct fact fact = {
		.kind = kind, .branch = branch, .item = item, .time = time
	};

	if (!item || !branch)
		return error_no_memory(error);
	return fact_add(context, &fact, error);
}

int follow_up_tell_opened(const struct follow_up *rule,
			  const struct rule_context *context,
			  const char *branch, int after,
			  const struct vars *vars, struct error *error)
{
	const struct follow_up_item *items = rule->items.items;
	int result = 0;

	for (size_t i = 0; !result && i < rule->items.count; i++)
		if (items[i].after == after)
			result = tell(FACT_OPENED,
				      name_of(&items[i], vars, context->arena),
				      branch, context->now + items[i].within,
				      context, error);
	return result;
}

static bool was_told(const struct debt *debt, const char *item)
{
	struct str text = debt->text;
	struct str name;

	while (memory_next(&text, PAID, &name))
		if (str_is(name, item))
			return true;
	return false;
}

static int tell_closed(const struct debt *debt, const char *item,
		       const struct rule_context *context, struct error *error)
{
	return tell(FACT_CLOSED, item, arena_copy(context->arena, debt->branch),
		    debt->time, context, error);
}

int follow_up_tell_closed(const struct follow_up *rule,
			  const struct rule_context *context,
			  const struct debt *debt, struct error *error)
{
	const struct follow_up_item *items = rule->items.items;
	int result = 0;

	for (size_t i = 0; !result && i < rule->items.count; i++) {
		const char *name;

		if (items[i].after != debt->after)
			continue;
		name = name_of(&items[i], debt->vars, context->arena);
		if (!name || !was_told(debt, name))
			result = tell_closed(debt, name, context, error);
	}
	return result;
}

static bool is_tag(const char *tag, const struct ref_update *update,
		   const struct vars *vars)
{
	struct error ignored = { 0 };
	struct buf name = BUF_INIT;
	bool is;

	is = update->class == REF_TAG &&
	     !vars_expand(vars, tag, VARS_PLAIN, &name, &ignored) &&
	     str_equal(buf_str(&name), update->short_name);
	buf_release(&name);
	return is;
}

static bool is_approval(const struct ref_update *update,
			const struct debt *debt)
{
	struct oid commit;
	struct str name;

	return approval_read_name(update->name, &commit, &name) &&
	       oid_equal(&commit, &debt->landing);
}

static bool is_among(const struct ref_globs *refs,
		     const struct ref_update *update, const struct debt *debt)
{
	struct error ignored = { 0 };

	return !ref_globs_is_empty(refs) &&
	       ref_globs_match(refs, debt->vars, str_of(update->name),
			       &ignored) == MATCH_YES;
}

/* The update that may have paid it; NULL: none. */
static const struct ref_update *touching(const struct evidence *evidence,
					 const struct rule_context *context,
					 const struct debt *debt)
{
	for (size_t i = 0; i < context->update_count; i++) {
		const struct ref_update *update = &context->updates[i];

		if (is_among(&evidence->merged_into, update, debt) ||
		    is_among(&evidence->ref, update, debt) ||
		    (evidence->tag &&
		     is_tag(evidence->tag, update, debt->vars)) ||
		    (evidence->approval.kind == AUDIENCE_GROUPS &&
		     is_approval(update, debt)))
			return update;
	}
	return NULL;
}

/* The debt before and after the push, and the refs that make it so. */
struct payment {
	const struct rule_context *context;
	struct debt before, after;
	struct ref *refs;
	bool is_new;
	struct buf text; /* of the debt, with what was told */
	const struct ref_update *update;
	struct error *error;
};

static void assume(const struct payment *payment, bool after)
{
	const struct rule_context *context = payment->context;

	refs_assume(context->repo, payment->refs,
		    after ? context->update_count : 0);
}

static bool is_paid(struct payment *payment, const struct evidence *evidence,
		    bool after)
{
	struct debt *debt = after ? &payment->after : &payment->before;
	enum match match;

	assume(payment, after);
	match = evidence_is_there(evidence, payment->context, debt,
				  payment->error);
	assume(payment, false);
	return match == MATCH_YES;
}

static int pay_item(const struct follow_up_item *item, struct payment *payment)
{
	struct rule_context context = *payment->context;
	const struct debt *debt = &payment->after;
	const struct ref_update *update =
		touching(&item->evidence, &context, debt);
	const char *name = name_of(item, debt->vars, context.arena);

	if (!name)
		return error_no_memory(payment->error);
	if (!update && payment->is_new)
		update = context.update;
	if (!update || was_told(debt, name) ||
	    !is_paid(payment, &item->evidence, true) ||
	    (!payment->is_new && is_paid(payment, &item->evidence, false)))
		return 0;
	context.update = update;
	payment->update = update;
	memory_add(&payment->text, PAID, str_of(name));
	return tell_closed(debt, name, &context, payment->error);
}

static int pay_items(const struct follow_up *rule, struct payment *payment)
{
	const struct follow_up_item *items = rule->items.items;
	struct rule_context context = *payment->context;
	int result = 0;

	buf_add_str(&payment->text, payment->after.text);
	for (size_t i = 0; !result && i < rule->items.count; i++)
		if (items[i].after == payment->after.after)
			result = pay_item(&items[i], payment);
	if (!result && buf_failed(&payment->text))
		result = error_no_memory(payment->error);
	/* what is new is remembered with what opens it, and only then */
	if (!payment->is_new)
		context.update = payment->update;
	if (!result && payment->update)
		result = memo_add(&context, MEMO_LANDED, payment->after.memory,
				  buf_str(&payment->text), payment->error);
	return result;
}

/* Most pushes have nothing to do with it. */
static bool is_touched(const struct follow_up *rule,
		       const struct rule_context *context,
		       const struct debt *debt)
{
	const struct follow_up_item *items = rule->items.items;

	for (size_t i = 0; i < rule->items.count; i++)
		if (items[i].after == debt->after &&
		    touching(&items[i].evidence, context, debt))
			return true;
	return false;
}

static bool list_refs(struct payment *payment)
{
	const struct rule_context *context = payment->context;
	size_t count = context->update_count;

	payment->refs =
		arena_alloc(context->arena, (count + 1) * sizeof(struct ref));
	for (size_t i = 0; payment->refs && i < count; i++)
		payment->refs[i] =
			(struct ref){ .name = context->updates[i].name,
				      .id = context->updates[i].new };
	return payment->refs != NULL;
}

/* 1: it is to be looked at; both sides are due to be released in any case. */
static int open_payment(struct payment *payment, const struct follow_up *rule,
			const char *name, struct str text)
{
	const struct rule_context *context = payment->context;
	enum match gone = MATCH_YES;
	int result;

	if (!list_refs(payment))
		return error_no_memory(payment->error);
	assume(payment, true);
	result =
		debt_read(&payment->after, name, text, context, payment->error);
	if (result > 0 &&
	    (payment->is_new || is_touched(rule, context, &payment->after)))
		gone = debt_is_void(&payment->after, context, payment->error);
	assume(payment, false);
	if (result <= 0 || gone != MATCH_NO)
		return gone == MATCH_BROKEN ? (int)payment->error->code :
		       result < 0	    ? result :
					      0;
	return debt_read(&payment->before, name, text, context, payment->error);
}

int follow_up_pay(const struct follow_up *rule,
		  const struct rule_context *context, const char *name,
		  struct str text, bool is_new, struct error *error)
{
	struct payment payment = { .context = context,
				   .is_new = is_new,
				   .text = BUF_INIT,
				   .error = error };
	int result = open_payment(&payment, rule, name, text);

	if (result > 0)
		result = pay_items(rule, &payment);
	vars_release(payment.before.vars);
	vars_release(payment.after.vars);
	buf_release(&payment.text);
	return result < 0 ? result : 0;
}
