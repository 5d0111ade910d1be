/* fact.c - see fact.h. */
#include "rules/fact.h"

int fact_add(const struct rule_context *context, const struct fact *fact,
	     struct error *error)
{
	struct fact *place;

	if (!context->new_fact)
		return 0;
	place = context->new_fact(context->judgement);
	if (!place)
		return error_no_memory(error);
	*place = *fact;
	place->update = context->update;
	place->branch = arena_copy(context->arena, str_of(fact->branch));
	place->item = fact->item ?
			      arena_copy(context->arena, str_of(fact->item)) :
			      NULL;
	return place->branch && (place->item || !fact->item) ?
		       0 :
		       error_no_memory(error);
}
