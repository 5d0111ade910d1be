/*
 * lint_patterns.c - patterns that match nothing at all, that take too long,
 * and captures that capture nothing. Tries them on texts of its own; never
 * changes one.
 */
#include "policy/bind.h"
#include "policy/lint.h"

#include "base/clock.h"
#include "base/text.h"

#include <string.h>

#define PROBE_SIZE 256
#define PROBES_USEC 300000 /* for all patterns of a policy */
#define LITERALS_MAX 8
#define SHOWN 12
#define CAPTURES_MAX 16

/* What is said over and over in texts that make patterns go astray. */
static const char *const units[] = {
	"a", "0", " ", "A", "a-", "a ", "a.", "/"
};

/* What a pattern can hardly go on with. */
#define ENDING "!\x7f"

/* A pattern, and what the texts that it is tried on are made of. */
struct trial {
	const struct regex *regex;
	struct str before; /* what the pattern begins with */
	char literals[LITERALS_MAX + 1];
};

static bool is_literal(char byte)
{
	return byte > ' ' && byte <= '~' && !strchr("\\^$.[]|()?*+{}", byte);
}

/* Without its first letter, where it may be that another one follows. */
static struct str literal_beginning(const char *pattern)
{
	size_t size = 0;

	pattern += *pattern == '^';
	while (is_literal(pattern[size]))
		size++;
	if (size && pattern[size] && strchr("?*+{", pattern[size]))
		size--;
	return (struct str){ pattern, size };
}

static void find_literals(struct trial *trial, const char *pattern)
{
	size_t count = 0;

	for (; *pattern && count < LITERALS_MAX; pattern++)
		if (is_literal(*pattern) && !strchr(trial->literals, *pattern))
			trial->literals[count++] = *pattern;
}

/* Behind its end stands what PCRE2 may look for before it begins. */
static bool gives_up(const struct trial *trial, const char *unit)
{
	struct buf text = BUF_INIT;
	size_t size = strlen(unit);
	bool up;

	buf_add_str(&text, trial->before);
	for (size_t i = 0; i < PROBE_SIZE; i++)
		buf_add_byte(&text, unit[i % size]);
	buf_add_text(&text, ENDING);
	buf_add_text(&text, trial->literals);
	buf_add_text(&text, ENDING);
	up = !buf_failed(&text) && regex_match(trial->regex, buf_str(&text),
					       NULL, NULL) == MATCH_BROKEN;
	buf_release(&text);
	return up;
}

static const char *find_unit(const struct trial *trial, char *own)
{
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (gives_up(trial, units[i]))
			return units[i];
	for (size_t i = 0; trial->literals[i]; i++) {
		own[0] = trial->literals[i];
		own[1] = '\0';
		if (gives_up(trial, own))
			return own;
	}
	return NULL;
}

static void probe(const struct lint *lint, const struct node *node,
		  const struct pattern *pattern)
{
	struct trial trial = { .regex = pattern->regex };
	char own[2];
	char shown[SHOWN + 1] = "";
	const char *unit;

	find_literals(&trial, pattern->text);
	unit = find_unit(&trial, own);
	trial.before = literal_beginning(pattern->text);
	if (!unit && trial.before.size)
		unit = find_unit(&trial, own);
	else
		trial.before.size = 0;
	if (!unit)
		return;
	for (size_t i = 0; i < SHOWN; i++)
		shown[i] = unit[i % strlen(unit)];
	lint_warn(lint, "slow-pattern", node->mark,
		  "avoid repeats in repeats: [a-z]+(-[a-z]+)* instead of "
		  "([a-z]+-?)*",
		  "the pattern takes too many steps on a text such as "
		  "'%.*s%s...': who pushes one is refused",
		  STR_ARGS(trial.before), shown);
}

static void check_empty(const struct lint *lint,
			const struct lint_option *option,
			const struct node *node, const struct pattern *pattern)
{
	if (!(option->row->flags & OPTION_FORBIDS) ||
	    regex_match(pattern->regex, STR(""), NULL, NULL) != MATCH_YES)
		return;
	lint_warn(lint, "matches-all", node->mark,
		  "say what must be there: + instead of *, and no | with "
		  "nothing beside it",
		  "the pattern matches the empty text, so it is found "
		  "everywhere: '%s' refuses everything",
		  option->rule ? option->rule->rule->id : option->row->key);
}

/*
 * Examples that say how the captures are meant to be filled. One with a
 * variable may be filled by that.
 */
static void mark_filled(const struct regex *regex, const char *example,
			bool *filled, size_t count)
{
	struct regex_span spans[CAPTURES_MAX];

	if (strstr(example, "${")) {
		memset(filled, true, count);
		return;
	}
	if (regex_capture(regex, str_of(example), spans, count, NULL) !=
	    MATCH_YES)
		return;
	for (size_t i = 0; i < count; i++)
		filled[i] |= spans[i].start < spans[i].end;
}

static void check_captures(const struct lint *lint,
			   const struct lint_option *option,
			   const struct pattern *pattern)
{
	const struct node *accept = node_get(option->mapping, "accept");
	bool filled[CAPTURES_MAX] = { false };
	size_t count = regex_name_count(pattern->regex);
	const struct node *item;

	if (!(option->row->flags & OPTION_DEFINES) || !accept ||
	    count > CAPTURES_MAX)
		return;
	for (item = bind_list_first(accept); item;
	     item = bind_list_next(accept, item))
		if (item->kind == NODE_SCALAR)
			mark_filled(pattern->regex, item->text, filled, count);
	for (size_t i = 0; i < count; i++) {
		const char *name = regex_name(pattern->regex, i);
		size_t at = str_find(str_of(option->node->text), str_of(name));

		if (filled[i])
			continue;
		lint_warn(lint, "empty-capture", node_mark_at(option->node, at),
			  "mend its group, or add an example where it is "
			  "something",
			  "${%s} captures nothing from any 'accept' example",
			  name);
		lint_note(lint, accept->mark, "the examples are here");
	}
}

static void look_at(const struct lint *lint, const struct lint_option *option,
		    const struct node *node, const struct pattern *pattern)
{
	if (!pattern || !pattern->regex)
		return;
	check_empty(lint, option, node, pattern);
	if (clock_now() < lint->patience)
		probe(lint, node, pattern);
}

static void look_at_all(const struct lint *lint,
			const struct lint_option *option)
{
	const struct patterns *patterns = option->member;
	const struct node *item = bind_list_first(option->node);

	for (size_t i = 0; item && i < patterns->count;
	     i++, item = bind_list_next(option->node, item))
		look_at(lint, option, item, patterns->items[i]);
}

static void look(const struct lint *lint, const struct lint_option *option)
{
	struct pattern *pattern;

	if (option->row->type == OPTION_PATTERNS) {
		look_at_all(lint, option);
	} else if (option->row->type == OPTION_PATTERN) {
		memcpy(&pattern, option->member, sizeof(pattern));
		look_at(lint, option, option->node, pattern);
		if (pattern && pattern->regex)
			check_captures(lint, option, pattern);
	}
}

void lint_patterns(const struct lint *lint)
{
	struct lint hurried = *lint;

	hurried.patience = clock_now() + PROBES_USEC;
	lint_each_option(&hurried, look);
}
