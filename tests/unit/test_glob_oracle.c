/*
 * test_glob_oracle.c - globs against PCRE2, which knows better, and against
 * names that are made to be slow.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/glob.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/regex.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void compile(struct glob *glob, const char *text, struct arena *arena)
{
	struct error error = { 0 };

	if (glob_compile(glob, str_of(text), arena, &error))
		fail_msg("%s: %s", text, error.text);
}

/* The same glob, without braces, as a pattern. */
static void as_pattern(struct buf *out, const char *glob)
{
	const char *at = glob;
	size_t stars;

	while (*at) {
		stars = strspn(at, "*");
		if (stars > 1 && (at == glob || at[-1] == '/') &&
		    at[stars] == '/') {
			buf_add_text(out, "(?:.*/)?");
			at += stars + 1;
			continue;
		}
		if (stars)
			buf_add_text(out, stars > 1 ? ".*" : "[^/]*");
		else if (*at == '?')
			buf_add_text(out, "[^/]");
		else
			buf_add_byte(out, *at);
		at += stars ? stars : 1;
	}
}

static void random_text(char *out, size_t size, const char *alphabet)
{
	size_t count = strlen(alphabet);
	size_t length = (size_t)rand() % size;
	size_t i;

	for (i = 0; i < length; i++)
		out[i] = alphabet[(size_t)rand() % count];
	out[length] = '\0';
}

static void test_oracle(void **state)
{
	struct buf pattern = BUF_INIT;
	struct regex *regex;
	struct arena arena;
	struct glob glob;
	size_t matched = 0;
	char text[14];
	char name[16];
	size_t i;
	size_t j;

	(void)state;
	srand(20);
	for (i = 0; i < 6000; i++) {
		random_text(text, sizeof(text), "ab/***?");
		if (text[0] == '\0')
			continue;
		arena_init(&arena);
		compile(&glob, text, &arena);
		buf_clear(&pattern);
		as_pattern(&pattern, text);
		assert_int_equal(regex_new(&regex, buf_str(&pattern),
					   REGEX_FULL, NULL),
				 0);
		for (j = 0; j < 30; j++) {
			random_text(name, sizeof(name), "aabb/");
			if (glob_match(&glob, str_of(name)) !=
			    (regex_match(regex, str_of(name), NULL, NULL) ==
			     MATCH_YES))
				fail_msg("%s against %s (%s)", text, name,
					 buf_text(&pattern));
			matched += glob_match(&glob, str_of(name));
		}
		regex_free(regex);
		arena_release(&arena);
	}
	assert_true(matched > 1000);
	buf_release(&pattern);
}

static void test_hostile_names(void **state)
{
	static const char *const globs[] = {
		"**a*a*a*a*a*a*a*a*a*a*b",
		"*a*a*a*a*a*a*a*a*a*a*a*b",
		"**/a*a*a*b",
		"**a**a**a**a**a**a**b",
		"**aaaaaaaaaaaaaaaaaaaaaaaaa*aaaaaaaaaaaaaaaaaaaaaab",
		"**/*/**/*/**/*/**/*/b",
	};
	struct buf flat = BUF_INIT;
	struct buf deep = BUF_INIT;
	struct arena arena;
	struct glob glob;
	usec start;
	size_t i;

	(void)state;
	arena_init(&arena);
	while (flat.size < 65536) {
		buf_add_byte(&flat, 'a');
		buf_add_text(&deep, "a/");
	}
	start = clock_monotonic();
	for (i = 0; i < COUNT(globs); i++) {
		compile(&glob, globs[i], &arena);
		assert_false(glob_match(&glob, buf_str(&flat)));
		assert_false(glob_match(&glob, buf_str(&deep)));
	}
	/* Some 50 ms; were it quadratic, minutes. */
	assert_true(clock_monotonic() - start < 10 * USEC_PER_SECOND);
	buf_release(&flat);
	buf_release(&deep);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_oracle),
		cmocka_unit_test(test_hostile_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
