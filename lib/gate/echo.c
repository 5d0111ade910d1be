/* echo.c - see echo.h. Never judges, never prints. */
#include "gate/echo.h"
#include "gate/structure.h"

static bool is_of_structure(const struct judged *judged)
{
	return str_is(str_of(judged->place.rule_id), "structure") &&
	       judged->finding.topic == STRUCTURE_TREE;
}

/* What reads a tree says the same sentence, and maybe whose tree it is. */
bool echo_is(const struct judgement *judgement, const struct judged *judged)
{
	if (judged->place.verdict != VERDICT_BROKEN)
		return false;
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct judged *other = judgement->findings[i];

		if (other->place.update == judged->place.update &&
		    is_of_structure(other) &&
		    str_ends(str_of(judged->finding.text), other->finding.text))
			return true;
	}
	return false;
}

bool echo_all(const struct judgement *judgement,
	      const struct judged *const *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!echo_is(judgement, items[i]))
			return false;
	return true;
}
