/*
 * fuzz_policy.c - policies out of any bytes, with presets, bound and checked,
 * tests too: all that is wrong is told with its place, and one that loads is
 * shown as one that loads again and is as strict.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "policy/policy.h"

#include <string.h>

/* Showing long lines takes longer than reading them. */
#define PRINTED_SIZE_MAX 4096

struct loaded {
	struct policy *policy;
	struct diagnostics diagnostics;
	struct arena arena;
};

static int load(struct loaded *out, struct str text)
{
	struct policy_request request = {
		.path = fuzz_file_path(),
		.preset_dir = "policy",
		.default_ref = "refs/heads/main",
	};
	struct error error = { 0 };
	int r;

	(void)fuzz_file(text);
	arena_init(&out->arena);
	diagnostics_init(&out->diagnostics, &out->arena);
	r = policy_load(&out->policy, &request, &out->diagnostics, &out->arena,
			&error);
	expect(r == 0 || r == ERROR_USAGE);
	expect(!r == (out->policy != NULL));
	expect(!r == !out->diagnostics.errors);
	return r;
}

static void unload(struct loaded *loaded)
{
	policy_free(loaded->policy);
	arena_release(&loaded->arena);
}

static void check_mark(const struct mark *mark)
{
	if (!mark->source)
		return;
	expect(mark->line > 0 && mark->column > 0);
	expect(mark->line <= str_count_lines(mark->source->text) + 1);
}

static void check_told(const struct diagnostics *diagnostics)
{
	struct buf out = BUF_INIT;
	struct str rest, line;

	for (size_t i = 0; i < diagnostics->count; i++) {
		check_mark(&diagnostics->items[i].mark);
		check_mark(&diagnostics->items[i].note_mark);
	}
	diagnostics_print(diagnostics, &out);
	expect((out.size > 0) == (diagnostics->count > 0));
	for (rest = buf_str(&out); str_next_line(&rest, &line);)
		expect(fuzz_is_shown(line));
	buf_release(&out);
}

static void check_rule(const struct policy_rule *a, const struct policy_rule *b)
{
	expect(a->rule == b->rule && a->dynamic == b->dynamic);
	expect(str_equal(a->said, b->said));
}

static void check_same(const struct policy *a, const struct policy *b)
{
	expect(a->mode == b->mode && a->unmatched == b->unmatched);
	expect(!strcmp(a->contact, b->contact));
	expect(a->people.count == b->people.count);
	expect(a->ruleset_count == b->ruleset_count);
	for (size_t i = 0; i < a->ruleset_count; i++) {
		const struct ruleset *x = &a->rulesets[i], *y = &b->rulesets[i];

		expect(!strcmp(x->name, y->name));
		expect(x->enforcement == y->enforcement);
		expect(x->refs.fixed.count == y->refs.fixed.count);
		expect(x->rule_count == y->rule_count);
		for (size_t j = 0; j < x->rule_count; j++)
			check_rule(&x->rules[j], &y->rules[j]);
	}
}

static void check_shown(const struct policy *policy)
{
	struct buf text = BUF_INIT, again = BUF_INIT;
	struct loaded second;
	struct error error;

	expect(!policy_show(policy, &text, &error));
	if (text.size <= POLICY_SIZE_MAX) {
		expect(!load(&second, buf_str(&text)));
		check_same(policy, second.policy);
		expect(!policy_show(second.policy, &again, &error));
		expect(str_count_lines(buf_str(&text)) ==
		       str_count_lines(buf_str(&again)));
		unload(&second);
	}
	buf_release(&text);
	buf_release(&again);
}

FUZZ_TARGET(policy)
{
	struct loaded loaded;

	if (!load(&loaded, (struct str){ (const char *)data, size })) {
		policy_lint(loaded.policy, &loaded.diagnostics);
		expect(loaded.policy->file_count > 0);
		check_shown(loaded.policy);
	}
	if (size <= PRINTED_SIZE_MAX)
		check_told(&loaded.diagnostics);
	unload(&loaded);
	return 0;
}
