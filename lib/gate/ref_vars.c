/*
 * ref_vars.c - see ref_vars.h.
 */
#include "gate/ref_vars.h"
#include "base/clock.h"

#define DATE_SIZE 10
#define CAPTURES_MAX 16

struct str ref_vars_short_name(const char *ref)
{
	static const char *const prefixes[] = { "refs/heads/", "refs/tags/" };

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (str_starts(str_of(ref), prefixes[i]))
			return str_from(str_of(ref), str_of(prefixes[i]).size);
	return str_of(ref);
}

static int set_date(struct vars *vars, int64_t now, struct error *error)
{
	struct buf text = BUF_INIT;
	char *date;

	clock_format_seconds(&text, now);
	date = arena_copy(vars->arena, str_first(buf_str(&text), DATE_SIZE));
	buf_release(&text);
	return date ? vars_set(vars, "date", str_of(date), error) :
		      error_no_memory(error);
}

int ref_vars_builtins(struct vars *vars, const char *ref,
		      const struct pusher *pusher, int64_t now,
		      struct error *error)
{
	struct str whole = str_of(ref);
	struct str name = ref_vars_short_name(ref);
	int result = vars_set(vars, "ref", whole, error);

	if (!result && str_starts(whole, "refs/heads/"))
		result = vars_set(vars, "branch", name, error);
	if (!result && str_starts(whole, "refs/tags/"))
		result = vars_set(vars, "tag", name, error);
	if (!result && pusher->login)
		result = vars_set(vars, "pusher", str_of(pusher->login), error);
	return result ? result : set_date(vars, now, error);
}

static int set_captures(struct vars *vars, const struct pattern *pattern,
			struct str name, bool *named, struct error *error)
{
	struct regex_span spans[CAPTURES_MAX];
	enum match match;
	size_t count;
	int result = 0;

	if (!pattern || !pattern->regex)
		return 0;
	count = regex_name_count(pattern->regex);
	if (count > CAPTURES_MAX)
		count = CAPTURES_MAX;
	match = regex_capture(pattern->regex, name, spans, count, error);
	if (match == MATCH_BROKEN)
		return error->code;
	*named = match == MATCH_YES;
	for (size_t i = 0; !result && *named && i < count; i++)
		if (spans[i].start != SIZE_MAX)
			result =
				vars_set(vars, regex_name(pattern->regex, i),
					 str_from(str_first(name, spans[i].end),
						  spans[i].start),
					 error);
	return result;
}

int ref_vars_captures(struct vars *vars, const struct ruleset *ruleset,
		      struct str name, bool *named, struct error *error)
{
	int result = ruleset_bind(ruleset, error);

	for (size_t i = 0; !result && i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];

		if (rule->rule->defines)
			result = set_captures(
				vars, rule->rule->defines(rule->options), name,
				named, error);
	}
	return result;
}
