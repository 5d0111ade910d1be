/*
 * explain_commands.c - what people type for a ref, by the rules in force on
 * it. What only they know is a word in capitals. Never runs anything.
 */
#include "explain.h"
#include "page.h"

#include "base/text.h"

#include <string.h>

#define HEADS "refs/heads/"
#define TAGS "refs/tags/"

struct command {
	const char *prefix;	/* of the refs that it is for */
	const char *with[2];	/* rules that are in force */
	const char *without[2]; /* and that are not */
	const char *text;	/* {name}, {ref}: of this ref */
};

static const struct command commands[] = {
	{ HEADS, { "start-point" }, { NULL }, "git switch -c {name} START" },
	{ HEADS, { NULL }, { "signature", "merge" }, "git commit" },
	{ HEADS, { "signature" }, { "merge" }, "git commit -S" },
	{ HEADS, { "merge" }, { "signature" }, "git merge --no-ff BRANCH" },
	{ HEADS,
	  { "merge", "signature" },
	  { NULL },
	  "git merge --no-ff -S BRANCH" },
	{ TAGS, { NULL }, { "tag-signature" }, "git tag -a {name} COMMIT" },
	{ TAGS, { "tag-signature" }, { NULL }, "git tag -s {name} COMMIT" },
	{ HEADS, { NULL }, { NULL }, "refgate check --ref {ref}" },
	{ HEADS,
	  { "approvals" },
	  { NULL },
	  "refgate approve COMMIT --ref {ref}" },
	{ HEADS, { NULL }, { NULL }, "git push origin HEAD:{ref}" },
	{ TAGS, { NULL }, { NULL }, "git push origin {ref}" },
};

static const char emergency[] =
	"refgate authorize INCIDENT COMMIT --ref {ref} --rules IDS \\\n"
	"  --expires 1h --reason 'WHY'\n"
	"git push -o override=INCIDENT origin ";

static bool in_force(const struct explained_list *list, const char *id)
{
	for (size_t i = 0; id && i < list->count; i++)
		if (strcmp(list->items[i].rule->rule->id, id) == 0)
			return true;
	return false;
}

static bool fits(const struct command *command,
		 const struct explained_list *list, struct str ref)
{
	bool good = str_starts(ref, command->prefix);

	for (size_t i = 0; i < 2; i++) {
		const char *with = command->with[i];

		good = good && (!with || in_force(list, with)) &&
		       !in_force(list, command->without[i]);
	}
	return good;
}

static void add_line(struct buf *out, const char *text, struct str ref)
{
	size_t prefix = str_starts(ref, TAGS) ? strlen(TAGS) : strlen(HEADS);
	struct str rest = str_of(text);

	while (rest.size) {
		bool is_ref = str_starts(rest, "{ref}");
		bool is_name = str_starts(rest, "{name}");

		if (is_ref)
			text_shell_quote(out, ref);
		else if (is_name)
			text_shell_quote(out, str_from(ref, prefix));
		else
			buf_add_byte(out, rest.data[0]);
		rest = str_from(rest, is_ref ? 5 : is_name ? 6 : 1);
	}
	buf_add_byte(out, '\n');
}

static bool has_override(const struct explain_ref *ref)
{
	for (size_t i = 0; i < ref->policy_count; i++)
		if (ref->policies[i]->override.present)
			return true;
	return false;
}

/* The refs of the ruleset, and its rules. */
static void add_landing(struct page *page, const struct ruleset *ruleset)
{
	struct buf refs = BUF_INIT;
	struct buf rules = BUF_INIT;

	ref_globs_describe(&ruleset->refs, &refs);
	for (size_t i = 0; i < ruleset->rule_count; i++)
		buf_addf(&rules, "%s%s", i ? ", " : "",
			 ruleset->rules[i].rule->id);
	page_row(page, 0, buf_text(&refs), buf_str(&rules),
		 (struct str){ NULL, 0 });
	page->out->failed |= buf_failed(&refs) || buf_failed(&rules);
	buf_release(&rules);
	buf_release(&refs);
}

static int add_landings(struct page *page, const struct policy *policy,
			const char *ref, bool *told, struct error *error)
{
	enum match match = MATCH_NO;
	struct arena arena;
	struct vars vars;

	arena_init(&arena);
	vars_init(&vars, policy->pattern_slots, &arena);
	for (size_t i = 0; match != MATCH_BROKEN && i < policy->ruleset_count;
	     i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];

		if (!ruleset->has_merging ||
		    ruleset->enforcement == ENFORCE_DISABLED)
			continue;
		match = ref_globs_match(&ruleset->merging, &vars, str_of(ref),
					error);
		if (match != MATCH_YES)
			continue;
		if (!*told)
			page_heading(page, "Where it lands, by which rules");
		*told = true;
		add_landing(page, ruleset);
	}
	vars_release(&vars);
	arena_release(&arena);
	return match == MATCH_BROKEN ? error->code : 0;
}

int explain_landings(struct page *page, const struct explain_ref *ref,
		     struct error *error)
{
	bool told = false;
	int result = 0;

	for (size_t i = 0; !result && i < ref->policy_count; i++)
		result = add_landings(page, ref->policies[i], ref->place.ref,
				      &told, error);
	return result;
}

void explain_commands(struct page *page, const struct explain_ref *ref,
		      const struct explained_list *list)
{
	struct str name = str_of(ref->place.ref);
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (fits(&commands[i], list, name))
			add_line(&text, commands[i].text, name);
	if (text.size) {
		page_heading(page, "Commands");
		page_code(page, "sh", buf_str(&text));
	}
	buf_clear(&text);
	if (has_override(ref)) {
		add_line(&text, emergency, name);
		buf_truncate(&text, text.size - 1);
		add_line(&text, str_starts(name, TAGS) ? "{ref}" : "HEAD:{ref}",
			 name);
		page_heading(page, "In an emergency");
		page_code(page, "sh", buf_str(&text));
	}
	page->out->failed |= buf_failed(&text);
	buf_release(&text);
}
