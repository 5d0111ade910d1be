/*
 * ref_name.c - refuses branches and tags whose name does not match a pattern
 * in full. Never judges deletions or other refs.
 */
#include "base/text.h"
#include "rules/repair.h"
#include "rules/shape.h"

enum when {
	WHEN_CREATE,
	WHEN_ALWAYS
};

struct ref_name {
	struct pattern *pattern;
	const char *shape; /* NULL: none */
	struct texts accept;
	struct texts reject;
	int when; /* enum when */
};

static const char *const whens[] = { "create", "always", NULL };

static const struct option options[] = {
	{ .key = "pattern",
	  .type = OPTION_PATTERN,
	  .offset = offsetof(struct ref_name, pattern),
	  .flags = OPTION_REQUIRED | OPTION_DEFINES,
	  .pattern_flags = REGEX_FULL,
	  .help = "what the whole name must match" },
	{ .key = "shape",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct ref_name, shape),
	  .effect = EFFECT_WORDS,
	  .help = "the pattern for people: hotfix/REC-<number>-<description>" },
	{ .key = "accept",
	  .type = OPTION_ACCEPT,
	  .offset = offsetof(struct ref_name, accept),
	  .effect = EFFECT_WORDS,
	  .help = "names that match; the first one is shown as an example" },
	{ .key = "reject",
	  .type = OPTION_REJECT,
	  .offset = offsetof(struct ref_name, reject),
	  .effect = EFFECT_WORDS,
	  .help = "names that do not match" },
	{ .key = "when",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct ref_name, when),
	  .fallback = "create",
	  .choices = whens,
	  .effect = EFFECT_TIGHTENS,
	  .help = "judged when a ref is created, or at each push" },
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct ref_name) };

static bool is_judged(const struct ref_name *rule,
		      const struct ref_update *update)
{
	if (update->class == REF_OTHER || update->kind == UPDATE_DELETE)
		return false;
	return update->kind == UPDATE_CREATE || rule->when == WHEN_ALWAYS;
}

/* As written where a variable has no value: the name gave none. */
static void expand_shape(const struct ref_name *rule, const struct vars *vars,
			 struct buf *out)
{
	if (vars_expand(vars, rule->shape, VARS_PLAIN, out, NULL)) {
		buf_clear(out);
		buf_add_text(out, rule->shape);
	}
}

static void add_rows(const struct ref_name *rule,
		     const struct rule_context *context,
		     struct finding *finding)
{
	struct buf shape = BUF_INIT;

	if (rule->shape) {
		expand_shape(rule, context->vars, &shape);
		finding_row(context, finding, "wanted", buf_str(&shape));
	} else {
		finding_row(context, finding, "pattern",
			    str_of(rule->pattern->source));
	}
	if (rule->accept.count)
		finding_row(context, finding, "example",
			    str_of(rule->accept.items[0]));
	buf_release(&shape);
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	const struct ref_name *rule = rule_options;
	struct finding *finding;
	enum match match;

	if (!is_judged(rule, update))
		return 0;
	match = pattern_match(rule->pattern, context->vars, update->short_name,
			      NULL, error);
	if (match == MATCH_BROKEN)
		return error_context(error, "the name of the ref");
	if (match == MATCH_YES)
		return 0;
	finding = finding_add(context, "\"%.*s\" is not in the wanted form",
			      STR_ARGS(update->short_name));
	add_rows(rule, context, finding);
	return 0;
}

static const struct pattern *defines(const void *rule_options)
{
	const struct ref_name *rule = rule_options;

	return rule->pattern;
}

/* Whether a name without blanks would be taken. */
static bool is_taken(const struct repair_request *request, struct str name)
{
	const struct ref_name *rule = request->options;

	return pattern_match(rule->pattern, request->vars, name, NULL, NULL) ==
	       MATCH_YES;
}

static void fill_shape(const struct repair_request *request, struct str shape,
		       struct buf *name, struct buf *blanks)
{
	struct str old = request->update->short_name;
	int keep;

	for (keep = 0; keep < SHAPE_KEEPS; keep++) {
		buf_clear(name);
		buf_clear(blanks);
		shape_fill(shape, old, (enum shape_keep)keep, name, blanks);
		if (!str_equal(buf_str(name), old) &&
		    (blanks->size || is_taken(request, buf_str(name))))
			return;
	}
}

/* A name to use; *blanks says what to put for its words in capitals. */
static void make_name(const struct repair_request *request, struct buf *name,
		      struct buf *blanks)
{
	const struct ref_name *rule = request->options;
	struct buf shape = BUF_INIT;

	if (rule->shape) {
		expand_shape(rule, request->vars, &shape);
		fill_shape(request, buf_str(&shape), name, blanks);
	} else {
		buf_add_text(name, "NEW-NAME");
		buf_addf(blanks, "a name %s for NEW-NAME",
			 rule->accept.count ? "like the example" :
					      "that matches");
	}
	buf_release(&shape);
}

static void repair_name(struct repair *repair,
			const struct repair_request *request)
{
	struct buf name = BUF_INIT;
	struct buf blanks = BUF_INIT;

	make_name(request, &name, &blanks);
	if (buf_failed(&name) || buf_failed(&blanks)) {
		repair->failed = true;
		goto out;
	}
	repair->phase = REPAIR_LAST;
	if (blanks.size)
		repair_text(repair, "with %s:", buf_text(&blanks));
	repair_rename(repair, request, buf_text(&name));
out:
	buf_release(&name);
	buf_release(&blanks);
}

const struct rule rule_ref_name = {
	.id = "ref-name",
	.summary = "branches and tags whose name does not match",
	.options = &table,
	.traits = RULE_NAMES,
	.judge_update = judge_update,
	.defines = defines,
	.repair = repair_name,
};
