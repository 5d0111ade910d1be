/* memo.c - see memo.h. */
#include "rules/memo.h"

int memo_add(const struct rule_context *context, enum memo_kind kind,
	     const char *name, struct str text, struct error *error)
{
	const char *own_name = arena_copy(context->arena, str_of(name));
	const char *own_text = arena_copy(context->arena, text);
	struct memo *memo = NULL;

	if (own_name && own_text)
		memo = context->new_memo(context->judgement);
	if (!memo)
		return error_no_memory(error);
	memo->kind = kind;
	memo->update = context->update;
	memo->name = own_name;
	memo->text = (struct str){ own_text, text.size };
	return 0;
}
