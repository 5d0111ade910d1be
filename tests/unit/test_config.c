/*
 * test_config.c - configuration files, against what git reads in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/config.h"

#include "base/buf.h"
#include "scratch.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Each is read by git and by us: the same entries, or both refuse it. */
static const char *const files[] = {
	"",
	"\n\n",
	"# comment",
	"; comment\n[a]\nb = c\n",
	"[a]b=c",
	"[a] b = c ; comment\n",
	"[a]\n\tb = c # comment\n",
	"[a]\nb\n",
	"[a]\nb=\n",
	"[a]\nb\nb = x\n",
	"[A]\nBcD = EfG\n",
	"[a \"Sub\"]\nb = c\n",
	"[A \"Sub.x y\"]\nB = c\n",
	"[a \"q\\\"u\\\\x\\y\"]\nb = c\n",
	"[a\t \"x\"]\nb = c\n",
	"[a.Sub]\nb = c\n",
	"[a.b.c]\nb = c\n",
	"[a-b]\nc-d = e\n",
	"[a]\nb = \"  x  \"  \n",
	"[a]\nb = x  y\n",
	"[a]\nb = x \t y\n",
	"[a]\nb = \"x\ty\"\n",
	"[a]\nb = a\"b c\"d\n",
	"[a]\nb = \\n\\t\\b\\\"\\\\\n",
	"[a]\nb = x\\\ny\nc = d\n",
	"[a]\nb = x \\\n   y\n",
	"[a]\nb = \"x\\\ny\"\n",
	"[a]\nb = x\\",
	"[a]\nb = x ; c \\\nd = e\n",
	"[a]\nb = \"x ; y # z\"\n",
	"[a]\nb = x\"#\"y # z\n",
	"[a]\r\nb = c\r\n",
	"[a]\r\nb = x\\\r\ny\r\n",
	"[a]\nb = x\ry\n",
	"\xef\xbb\xbf[a]\nb = c\n",
	"[a]\nb = c=d\n",
	"[a]\nb == c\n",
	"[a]\nb = \xff\xc3\xa9\n",
	"[a][b]\nc = d\n",
	"[a]\n[b]\n[a]\nx = 1\nx = 2\n",
	"[a \"\"]\nb = c\n",
	"[a]\nb1 = c\n",
	"b = c\n",
	"[ \"x\"]\nb = c\n",
	"[.]\nb = c\n",
	"[a.]\nb = c\n",
	"[a]\n\nb = c\n[]\nb = c\n",
	/* both refuse */
	"[a\nb = c\n",
	"[a",
	"[a b]\n",
	"[a \"b]\nc = d\n",
	"[a \"b\" ]\nc = d\n",
	"[a \"b\"\nc = d\n",
	"[a \"b\\\nx\"]\nc = d\n",
	"[a_b]\nc = d\n",
	"[a]\n1b = c\n",
	"[a]\n-b = c\n",
	"[a]\nb c\n",
	"[a]\nb_c = d\n",
	"[a]\nb = \"c\n",
	"[a]\nb = \\x\n",
	"[a]\nb = \\\"x\"\n",
	"[a]\n= c\n",
	"]\n",
	"[a]\nb # comment\n",
	"[a]\nb: c\n",
};

/* As `git config --list -z` prints it. */
static void describe(struct buf *out, const struct config *config)
{
	size_t i;

	for (i = 0; i < config->count; i++) {
		buf_add_text(out, config->entries[i].key);
		if (config->entries[i].value)
			buf_addf(out, "\n%s", config->entries[i].value);
		buf_add_byte(out, '\0');
	}
}

static void compare(const char *text, struct arena *arena)
{
	static const char *const argv[] = { "git",    "config", "--file",
					    "config", "--list", "-z",
					    NULL };
	struct buf wanted = BUF_INIT;
	struct buf got = BUF_INIT;
	struct error error = { 0 };
	struct config config;
	bool git_takes;
	int r;

	scratch_write("config", str_of(text));
	git_takes = scratch_try(&wanted, STR(""), argv) == 0;
	r = config_read(&config, "config", arena, &error);
	if (r != (git_takes ? 0 : ERROR_BROKEN))
		fail_msg("git %s this, we say %d (%s):\n%s",
			 git_takes ? "takes" : "refuses", r, error.text, text);
	if (!r)
		describe(&got, &config);
	if (!r && !str_equal(buf_str(&got), buf_str(&wanted)))
		fail_msg("of this:\n%s\nwe read <%s>", text, buf_text(&got));
	buf_release(&got);
	buf_release(&wanted);
}

static void test_against_git(void **state)
{
	struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(files); i++)
		compare(files[i], &arena);
	arena_release(&arena);
}

static int count_values(const char *value, void *context)
{
	struct buf *out = context;

	buf_addf(out, "%s;", value);
	return strcmp(value, "stop") == 0 ? 7 : 0;
}

static void test_values(void **state)
{
	struct buf got = BUF_INIT;
	struct error error = { 0 };
	struct config config;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_int_equal(config_read(&config, "missing", &arena, &error), 0);
	assert_int_equal(config.count, 0);
	assert_null(config_get(&config, "a.b"));
	scratch_write("config", STR("[a]\nb = 1\nb\nB = stop\nb = 2\nc\n"));
	assert_int_equal(config_read(&config, "config", &arena, &error), 0);
	assert_string_equal(config_get(&config, "a.b"), "2");
	assert_string_equal(config_get(&config, "a.c"), "true");
	assert_null(config_get(&config, "a.B"));
	assert_int_equal(config_each(&config, "a.b", count_values, &got), 7);
	assert_string_equal(buf_text(&got), "1;true;stop;");
	scratch_write("config", STR("[a]\nb = x\0y\n"));
	assert_int_equal(config_read(&config, "config", &arena, &error),
			 ERROR_BROKEN);
	assert_non_null(strstr(error.text, "NUL"));
	scratch_write("config", STR("[a]\nb = c\n\nx y\n"));
	assert_int_equal(config_read(&config, "config", &arena, &error),
			 ERROR_BROKEN);
	assert_non_null(strstr(error.text, "line 4"));
	buf_release(&got);
	arena_release(&arena);
}

static const char *const booleans[] = {
	"true", "TRUE", "yes", "on",  "On",    "1", "2",   "-1", "1k", "0k",
	"0",	"00",	"no",  "off", "false", "",  "oui", "1x", "k",  "tru",
};

static void test_booleans(void **state)
{
	static const char *const argv[] = { "git",    "config",	     "--file",
					    "config", "--type=bool", "--get",
					    "a.b",    NULL };
	struct error error = { 0 };
	struct buf text = BUF_INIT;
	struct config config;
	struct arena arena;
	size_t i;
	bool ok;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(booleans); i++) {
		struct buf wanted = BUF_INIT;
		bool git_takes;
		bool got;

		buf_clear(&text);
		buf_addf(&text, "[a]\nb = %s\n", booleans[i]);
		scratch_write("config", buf_str(&text));
		git_takes = scratch_try(&wanted, STR(""), argv) == 0;
		assert_int_equal(config_read(&config, "config", &arena, &error),
				 0);
		got = config_bool(&config, "a.b", true, &ok);
		if (ok != git_takes ||
		    (ok && got != str_is(buf_str(&wanted), "true\n")))
			fail_msg("\"%s\": %d, ok %d", booleans[i], got, ok);
		buf_release(&wanted);
	}
	assert_true(config_bool(&config, "a.x", true, &ok) && ok);
	assert_false(config_bool(&config, "a.x", false, &ok));
	buf_release(&text);
	arena_release(&arena);
}

static void test_includes(void **state)
{
	static const char *const argv[] = { "git",	  "config", "--file",
					    "config",	  "--list", "-z",
					    "--includes", NULL };
	struct buf wanted = BUF_INIT;
	struct buf got = BUF_INIT;
	struct error error = { 0 };
	struct config config;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	scratch_write("other", STR("[a]\nb = 2\n[d \"E\"]\nf = g\n"));
	scratch_write("config", STR("[a]\nb = 1\n[include]\npath = other\n"
				    "[a]\nc = 3\n"));
	assert_int_equal(scratch_try(&wanted, STR(""), argv), 0);
	assert_int_equal(config_read(&config, "config", &arena, &error), 0);
	describe(&got, &config);
	assert_true(str_equal(buf_str(&got), buf_str(&wanted)));
	scratch_write("other", STR("[a\n"));
	assert_int_equal(config_read(&config, "config", &arena, &error),
			 ERROR_BROKEN);
	buf_release(&got);
	buf_release(&wanted);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_against_git),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_booleans),
		cmocka_unit_test(test_includes),
	};

	return cmocka_run_group_tests_name("config", tests, scratch_set_up,
					   scratch_tear_down);
}
