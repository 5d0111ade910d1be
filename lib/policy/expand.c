/*
 * expand.c - puts the policy's own variables into texts, patterns and globs.
 * Names that only a ref gives stay. Never expands more than a limit.
 */
#include "policy/bind.h"

#include <stdint.h>
#include <string.h>

#define EXPANDED_SIZE_MAX REGEX_PATTERN_SIZE_MAX
#define STEPS_MAX 1000
#define NAMES_MAX 128
#define PARTS_MAX 16

struct expanding {
	struct binder *binder;
	const struct node *scalar; /* the one that is wanted */
	enum vars_quoting quoting;
	struct buf out;
	const struct node *open[POLICY_DEPTH_MAX]; /* vars being expanded */
	size_t depth;
	size_t steps;
	struct expansion_part parts[PARTS_MAX];
	size_t part_count;
	bool escaped; /* there is a $${ */
	bool late;
	bool failed;
};

static void fail(struct expanding *it, struct mark mark, const char *hint,
		 const char *text)
{
	struct diagnostics *diagnostics = it->binder->diagnostics;
	const char *topic = diagnostics_topic(diagnostics, "variable");

	if (!it->failed)
		bind_error(it->binder, mark, hint, "%s", text);
	diagnostics_topic(diagnostics, topic);
	it->failed = true;
}

static size_t add_names(const char **names, size_t count,
			const struct late_names *late)
{
	for (size_t i = 0; late && i < late->count && count < NAMES_MAX; i++)
		names[count++] = late->items[i].name;
	return count;
}

/* Known, but not here. */
static const char elsewhere[] =
	"what a ref's name gives is known in the rules of "
	"its ruleset, and of the one that is merging it";

static const char *nearest_name(struct expanding *it, const char *word)
{
	struct binder *binder = it->binder;
	const struct node *var = binder->vars ? binder->vars->first : NULL;
	const char *names[NAMES_MAX];
	size_t count = add_names(names, 0, binder->late);

	for (; var && count < NAMES_MAX; var = var->next)
		names[count++] = var->key->text;
	return count ? bind_hint(binder, word, names, count) :
		       "$${ is a literal ${";
}

static void complain_unknown(struct expanding *it, struct mark mark,
			     struct str name)
{
	struct binder *binder = it->binder;
	const char *word = arena_copy(&binder->policy->arena, name);
	const char *topic = diagnostics_topic(binder->diagnostics, "variable");

	it->failed = true;
	if (!word)
		binder->no_memory = true;
	else if (names_find(binder->others, name))
		bind_error(binder, mark, elsewhere, "${%s} has no value here",
			   word);
	else
		bind_error(binder, mark, nearest_name(it, word),
			   "unknown variable ${%s}", word);
	diagnostics_topic(binder->diagnostics, topic);
}

static void expand(struct expanding *it, const struct node *scalar);

static bool is_open(const struct expanding *it, const struct node *var)
{
	for (size_t i = 0; i < it->depth; i++)
		if (it->open[i] == var)
			return true;
	return it->depth == POLICY_DEPTH_MAX;
}

static void expand_var(struct expanding *it, const struct node *var)
{
	if (is_open(it, var)) {
		fail(it, var->mark, NULL, "a variable that needs itself");
		return;
	}
	if (var->kind != NODE_SCALAR) {
		it->failed = true; /* said by bind_check_vars() */
		return;
	}
	it->open[it->depth++] = var;
	if (it->quoting == VARS_PATTERN)
		buf_add_text(&it->out, "(?:");
	expand(it, var);
	if (it->quoting == VARS_PATTERN)
		buf_add_byte(&it->out, ')');
	it->depth--;
}

static struct mark mark_of(const struct expanding *it,
			   const struct node *scalar, size_t offset,
			   size_t size)
{
	struct mark mark = bind_mark_at(it->binder, scalar, offset);

	if (mark.length == 1)
		mark.length = size;
	return mark;
}

static void expand_known(struct expanding *it, const struct node *var,
			 size_t offset, size_t size)
{
	struct expansion_part part = { .var = var,
				       .offset = offset,
				       .size = size,
				       .start = it->out.size };
	bool own = it->depth == 0 && it->part_count < PARTS_MAX;

	expand_var(it, var);
	part.end = it->out.size;
	if (own)
		it->parts[it->part_count++] = part;
}

static void expand_name(struct expanding *it, const struct node *scalar,
			struct str name, size_t offset, size_t size)
{
	struct binder *binder = it->binder;
	char *key = arena_copy(&binder->policy->arena, name);
	const struct node *var = key ? node_get(binder->vars, key) : NULL;

	binder->no_memory |= !key;
	if (++it->steps > STEPS_MAX || it->out.size > EXPANDED_SIZE_MAX) {
		fail(it, it->scalar->mark, NULL,
		     "its variables make it too long");
	} else if (var) {
		expand_known(it, var, offset, size);
	} else if (binder->sound || names_find(binder->late, name)) {
		buf_addf(&it->out, "${%s}", key);
		it->late = true;
	} else {
		complain_unknown(it, mark_of(it, scalar, offset, size), name);
	}
}

/* Up to the next $, or "$${", or a name; SIZE_MAX: the name is none. */
static size_t piece_size(struct expanding *it, struct str rest,
			 struct str *name)
{
	size_t size = str_find_byte(rest, '$');

	if (size)
		return size;
	if (str_starts(rest, "$${")) {
		it->escaped = true;
		return strlen("$${");
	}
	size = names_reference(rest, name);
	return size ? size : 1;
}

/* Leaves $${ as it is: only the whole can tell whether it stays. */
static void expand(struct expanding *it, const struct node *scalar)
{
	struct str text = str_of(scalar->text);
	struct str name = { NULL, 0 };
	size_t at = 0;
	size_t size;

	for (; at < text.size && !it->failed; at += size) {
		struct str rest = str_from(text, at);

		size = piece_size(it, rest, &name);
		if (size == SIZE_MAX) {
			fail(it, bind_mark_at(it->binder, scalar, at),
			     "$${ is a literal ${",
			     "${ does not begin a variable's name");
			return;
		}
		if (size > 1 && str_starts(rest, "${"))
			expand_name(it, scalar, name, at, size);
		else
			buf_add_str(&it->out, str_first(rest, size));
	}
}

static char *unescape(struct arena *arena, struct str text)
{
	struct buf out = BUF_INIT;
	char *copy = NULL;

	if (str_find(text, STR("$${")) == text.size)
		return arena_copy(arena, text);
	while (text.size) {
		size_t skip = str_starts(text, "$${");

		buf_add_byte(&out, text.data[0]);
		text = str_from(text, 1 + skip);
	}
	if (!buf_failed(&out))
		copy = arena_copy(arena, buf_str(&out));
	buf_release(&out);
	return copy;
}

static void keep_parts(struct expansion *out, const struct expanding *it)
{
	size_t size = it->part_count * sizeof(it->parts[0]);
	struct expansion_part *parts =
		size ? arena_alloc(&it->binder->policy->arena, size) : NULL;

	if (!parts)
		return;
	memcpy(parts, it->parts, size);
	out->parts = parts;
	out->part_count = it->part_count;
}

struct expansion bind_expand(struct binder *binder, const struct node *scalar,
			     enum vars_quoting quoting, bool keep)
{
	struct arena *arena = &binder->policy->arena;
	struct expanding it = { .binder = binder,
				.scalar = scalar,
				.quoting = quoting };
	struct expansion result = { .text = NULL };
	struct str text;

	if (!strstr(scalar->text, "${")) {
		result.text = scalar->text;
		return result;
	}
	expand(&it, scalar);
	text = buf_str(&it.out);
	if (!it.failed && !buf_failed(&it.out)) {
		result.text = it.late || keep ? arena_copy(arena, text) :
						unescape(arena, text);
		binder->no_memory |= !result.text;
	}
	result.dynamic = it.late;
	if (!it.escaped)
		keep_parts(&result, &it);
	binder->no_memory |= buf_failed(&it.out);
	buf_release(&it.out);
	return result;
}

const char *bind_sample(struct binder *binder, const char *text,
			enum vars_quoting quoting)
{
	struct arena *arena = &binder->policy->arena;
	struct buf out = BUF_INIT;
	char *copy = NULL;
	struct vars vars;

	vars_init(&vars, 0, arena);
	for (size_t i = 0; binder->late && i < binder->late->count; i++)
		vars_set(&vars, binder->late->items[i].name,
			 str_of(binder->late->items[i].sample), NULL);
	if (vars_expand(&vars, text, quoting, &out, NULL) == 0)
		copy = arena_copy(arena, buf_str(&out));
	binder->no_memory |= !copy;
	buf_release(&out);
	vars_release(&vars);
	return copy;
}

static bool is_name(const char *text)
{
	struct buf reference = BUF_INIT;
	struct str name;
	size_t size;

	buf_addf(&reference, "${%s}", text);
	size = names_reference(buf_str(&reference), &name);
	size = size == reference.size ? size : 0;
	buf_release(&reference);
	return size > 0;
}

void bind_check_vars(struct binder *binder)
{
	const char *topic = diagnostics_topic(binder->diagnostics, "variable");
	const struct node *var = binder->vars ? binder->vars->first : NULL;
	struct late_names builtin;

	names_builtin(&builtin);
	for (; var; var = var->next) {
		if (!is_name(var->key->text))
			bind_error(binder, var->key->mark,
				   "names are letters, digits, _ and -",
				   "'%s' cannot be a variable's name",
				   var->key->text);
		if (names_find(&builtin, str_of(var->key->text)))
			bind_error(binder, var->key->mark, NULL,
				   "${%s} is built in", var->key->text);
		if (var->kind != NODE_SCALAR)
			bind_error(binder, var->mark, NULL,
				   "the variable '%s' wants a text",
				   var->key->text);
		else
			bind_expand(binder, var, VARS_PLAIN, true);
	}
	diagnostics_topic(binder->diagnostics, topic);
}
