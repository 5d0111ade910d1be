/*
 * vars.c - puts the values of a ref's variables into patterns, globs and
 * texts of the policy. Never lets a value be anything but literal text.
 */
#include "rules/vars.h"

#include "base/buf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

/* The name if s begins with ${name}, else empty. */
static struct str reference_at(struct str s)
{
	struct str name = { NULL, 0 };
	size_t end = 2;

	if (!str_starts(s, "${"))
		return name;
	while (end < s.size && is_name_byte(s.data[end]))
		end++;
	if (end > 2 && end < s.size && s.data[end] == '}')
		name = (struct str){ s.data + 2, end - 2 };
	return name;
}

bool vars_has_reference(const char *text)
{
	struct str rest = str_of(text);

	while (rest.size) {
		if (str_starts(rest, "$${")) {
			rest = str_from(rest, 3);
			continue;
		}
		if (reference_at(rest).size)
			return true;
		rest = str_from(rest, 1);
	}
	return false;
}

static void drop_cache(struct vars *vars)
{
	size_t i;

	for (i = 0; vars->cache && i < vars->cache_size; i++) {
		regex_free(vars->cache[i]);
		vars->cache[i] = NULL;
	}
}

void vars_init(struct vars *vars, size_t slots, struct arena *arena)
{
	memset(vars, 0, sizeof(*vars));
	vars->cache_size = slots;
	vars->arena = arena;
}

void vars_release(struct vars *vars)
{
	if (!vars)
		return;
	drop_cache(vars);
	free(vars->cache);
	memset(vars, 0, sizeof(*vars));
}

const struct var *vars_get(const struct vars *vars, struct str name)
{
	size_t i;

	for (i = 0; vars && i < vars->count; i++)
		if (str_is(name, vars->items[i].name))
			return &vars->items[i];
	return NULL;
}

int vars_set(struct vars *vars, const char *name, struct str value,
	     struct error *error)
{
	size_t i;

	for (i = 0; i < vars->count; i++)
		if (strcmp(vars->items[i].name, name) == 0)
			break;
	if (i == VARS_MAX)
		return error_set(error, ERROR_LIMIT,
				 "a ref has more than %d variables", VARS_MAX);
	if (i == vars->count)
		vars->count++;
	vars->items[i] = (struct var){ name, value };
	drop_cache(vars);
	return 0;
}

static void add_value(struct buf *out, struct str value,
		      enum vars_quoting quoting)
{
	switch (quoting) {
	case VARS_PLAIN:
		buf_add_str(out, value);
		break;
	case VARS_PATTERN:
		/* A group: a quantifier behind it means the whole value. */
		buf_add_text(out, "(?:");
		regex_quote(out, value);
		buf_add_byte(out, ')');
		break;
	case VARS_GLOB:
		glob_quote(out, value);
		break;
	}
}

int vars_expand(const struct vars *vars, const char *text,
		enum vars_quoting quoting, struct buf *out, struct error *error)
{
	struct str rest = str_of(text);
	const struct var *var;
	struct str name;

	while (rest.size) {
		if (str_starts(rest, "$${")) {
			buf_add_text(out, "${");
			rest = str_from(rest, 3);
			continue;
		}
		name = reference_at(rest);
		if (!name.size) {
			buf_add_byte(out, rest.data[0]);
			rest = str_from(rest, 1);
			continue;
		}
		var = vars_get(vars, name);
		if (!var)
			return error_set(error, ERROR_BROKEN,
					 "${%.*s} has no value on this ref",
					 STR_ARGS(name));
		add_value(out, var->value, quoting);
		rest = str_from(rest, name.size + 3);
	}
	return buf_failed(out) ? error_no_memory(error) : 0;
}

static int compile(struct regex **out, const struct pattern *pattern,
		   const struct vars *vars, struct error *error)
{
	struct buf text = BUF_INIT;
	struct regex_flaw flaw;
	int result;

	result = vars_expand(vars, pattern->text, VARS_PATTERN, &text, error);
	if (result) {
		error_context(error, "the pattern \"%s\"", pattern->source);
		goto out;
	}
	result = regex_new(out, buf_str(&text), pattern->flags, &flaw);
	if (result)
		result = error_set(error, ERROR_BROKEN,
				   "the pattern \"%s\" cannot be used on this "
				   "ref: %s",
				   pattern->source, flaw.message);
out:
	buf_release(&text);
	return result;
}

/* Borrowed from the pattern or from the cache. */
static int find_regex(const struct regex **out, const struct pattern *pattern,
		      struct vars *vars, struct error *error)
{
	int result = 0;

	*out = pattern->regex;
	if (!pattern->dynamic)
		return 0;
	if (!vars || pattern->slot >= vars->cache_size)
		return error_set(error, ERROR_BROKEN,
				 "the pattern \"%s\" needs variables that are "
				 "not known here",
				 pattern->source);
	if (!vars->cache)
		vars->cache = calloc(vars->cache_size, sizeof(*vars->cache));
	if (!vars->cache)
		return error_no_memory(error);
	if (!vars->cache[pattern->slot])
		result = compile(&vars->cache[pattern->slot], pattern, vars,
				 error);
	*out = vars->cache[pattern->slot];
	return result;
}

/* Whatever stopped it: what it was asked is not known. */
static void tell_broken(struct error *error, const struct pattern *pattern)
{
	error_context(error, "the pattern \"%s\"", pattern->source);
	if (error && error->code == ERROR_LIMIT)
		error->code = ERROR_BROKEN;
}

enum match pattern_match(const struct pattern *pattern, struct vars *vars,
			 struct str subject, struct regex_span *span,
			 struct error *error)
{
	const struct regex *regex;
	enum match match;

	if (!pattern) {
		if (span)
			*span = (struct regex_span){ 0, subject.size };
		return MATCH_YES;
	}
	if (find_regex(&regex, pattern, vars, error))
		return MATCH_BROKEN;
	match = regex_match(regex, subject, span, error);
	if (match == MATCH_BROKEN)
		tell_broken(error, pattern);
	return match;
}

static int compile_late(struct glob *out, const char *text,
			const struct vars *vars, struct arena *arena,
			struct error *error)
{
	struct buf expanded = BUF_INIT;
	int result;

	result = vars_expand(vars, text, VARS_GLOB, &expanded, error);
	if (!result)
		result = glob_compile(out, buf_str(&expanded), arena, error);
	buf_release(&expanded);
	if (!result || (error && error->code == ERROR_INTERNAL))
		return result;
	error_context(error, "the glob \"%s\"", text);
	if (error)
		error->code = ERROR_BROKEN;
	return ERROR_BROKEN;
}

int ref_globs_resolve(struct globs *out, const struct ref_globs *globs,
		      const struct vars *vars, struct error *error)
{
	size_t count = globs->fixed.count;
	int result;
	size_t i;

	*out = globs->fixed;
	if (globs->dynamic_count == 0)
		return 0;
	if (!vars)
		return error_set(error, ERROR_BROKEN,
				 "the glob \"%s\" needs variables that are "
				 "not known here",
				 globs->dynamic[0]);
	*out = (struct globs){ NULL, 0 };
	if (globs->dynamic_count > SIZE_MAX / sizeof(struct glob) - count)
		return error_no_memory(error);
	out->items = arena_alloc(vars->arena, (count + globs->dynamic_count) *
						      sizeof(struct glob));
	if (!out->items)
		return error_no_memory(error);
	if (count)
		memcpy(out->items, globs->fixed.items,
		       count * sizeof(struct glob));
	for (i = 0; i < globs->dynamic_count; i++) {
		result = compile_late(&out->items[count + i], globs->dynamic[i],
				      vars, vars->arena, error);
		if (result)
			return result;
	}
	out->count = count + globs->dynamic_count;
	return 0;
}

enum match ref_globs_match(const struct ref_globs *globs, struct vars *vars,
			   struct str name, struct error *error)
{
	struct globs resolved;

	if (ref_globs_resolve(&resolved, globs, vars, error))
		return MATCH_BROKEN;
	return globs_match(&resolved, name) ? MATCH_YES : MATCH_NO;
}

static void describe(struct buf *out, const char *text, bool is_first)
{
	struct str s = str_of(text);

	if (!is_first)
		buf_add_text(out, ", ");
	if (str_starts(s, "refs/heads/"))
		s = str_from(s, strlen("refs/heads/"));
	else if (str_starts(s, "refs/tags/"))
		s = str_from(s, strlen("refs/tags/"));
	buf_add_str(out, s);
}

void ref_globs_describe(const struct ref_globs *globs, struct buf *out)
{
	size_t i;

	for (i = 0; i < globs->fixed.count; i++)
		describe(out, globs->fixed.items[i].text, i == 0);
	for (i = 0; i < globs->dynamic_count; i++)
		describe(out, globs->dynamic[i], globs->fixed.count + i == 0);
}

bool ref_globs_is_empty(const struct ref_globs *globs)
{
	return globs->fixed.count == 0 && globs->dynamic_count == 0;
}
