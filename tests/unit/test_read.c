/*
 * test_read.c - which keys of a file become nodes, by its place among those
 * that extend each other: tests of an inherited file are left out, and
 * nothing else ever is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "policy/read.h"

#include <string.h>

static const struct {
	const char *name;
	const char *text;
	const char *inherited; /* the outermost keys; NULL: not YAML */
	const char *own;
} cases[] = {
	{ "at the end", "version: 1\ntests:\n  - name: a\n    x: {}\n",
	  "version ", "version tests " },
	{ "a sequence in column 1",
	  "version: 1\ntests:\n- name: a\n- name: b\n", "version ",
	  "version tests " },
	{ "comments and blank lines", "version: 1\ntests: []\n\n# end\n \n",
	  "version ", "version tests " },
	{ "CR LF", "version: 1\r\ntests:\r\n\r\n  - a: 1\r\n", "version ",
	  "version tests " },
	{ "another key behind", "version: 1\ntests: []\nrulesets: []\n",
	  "version tests rulesets ", "version tests rulesets " },
	{ "behind a text", "version: 1\ntests: |\n  a\nrulesets: []\n",
	  "version tests rulesets ", "version tests rulesets " },
	{ "a flow mapping", "{version: 1,\ntests: [],\n  rulesets: []\n }\n",
	  "version tests rulesets ", "version tests rulesets " },
	{ "all indented", "  version: 1\n  tests: []\n  rulesets: []\n",
	  "version tests rulesets ", "version tests rulesets " },
	{ "a quoted key", "version: 1\n'tests': []\n", "version tests ",
	  "version tests " },
	{ "deeper", "vars:\n  tests: a\nversion: 1\n", "vars version ",
	  "vars version " },
	{ "in a quoted text", "contact: 'a\n  tests: b'\nversion: 1\n",
	  "contact version ", "contact version " },
	{ "quoted text in column 1",
	  "contact: \"a\ntests: b\n  \"\nversion: 1\n", "contact version ",
	  "contact version " },
	{ "a second document", "version: 1\ntests: []\n---\nrulesets: []\n",
	  NULL, NULL },
	{ "nothing but tests", "tests: []\n", "", "tests " },
};

static void keys_of(struct buf *out, const char *text, enum node_source kind)
{
	const struct source source = { "policy.yml", str_of(text) };
	struct diagnostics diagnostics;
	struct node *root = NULL;
	struct arena arena;
	struct error error;

	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	assert_int_equal(node_read(&root, &source, kind, &arena, &diagnostics,
				   &error),
			 0);
	buf_clear(out);
	if (!root)
		buf_add_text(out, "none");
	for (const struct node *node = root ? root->first : NULL; node;
	     node = node->next)
		buf_addf(out, "%s ", node->key->text);
	arena_release(&arena);
}

static void test_tests_at_the_end(void **state)
{
	struct buf keys = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *inherited = cases[i].inherited;
		const char *own = cases[i].own;

		keys_of(&keys, cases[i].text, NODE_INHERITED);
		if (strcmp(buf_text(&keys), inherited ? inherited : "none"))
			fail_msg("%s, inherited: %s", cases[i].name,
				 buf_text(&keys));
		keys_of(&keys, cases[i].text, NODE_OWN);
		if (strcmp(buf_text(&keys), own ? own : "none"))
			fail_msg("%s, own: %s", cases[i].name, buf_text(&keys));
	}
	buf_release(&keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tests_at_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
