/* memo.c - see memo.h. */
#include "rules/memo.h"

int memo_add(const struct rule_context *context, enum memo_kind kind,
	     const char *name, struct str text, struct error *error)
{
	struct memo *memo = context->new_memo(context->judgement);

	if (!memo)
		return error_no_memory(error);
	memo->kind = kind;
	memo->update = context->update;
	memo->name = arena_copy(context->arena, str_of(name));
	memo->text.data = arena_copy(context->arena, text);
	memo->text.size = text.size;
	return memo->name && memo->text.data ? 0 : error_no_memory(error);
}
