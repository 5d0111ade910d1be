/*
 * test_shape.c - names made from a shape and what a developer had.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/shape.h"

#include <string.h>

static const struct {
	const char *shape;
	const char *name;
	enum shape_keep keep;
	const char *wanted;
	const char *blanks;
} rows[] = {
	{ "hotfix/REC-<number>-<description>", "hotfix/fix-login",
	  SHAPE_KEEP_ALL, "hotfix/REC-NUMBER-fix-login",
	  "your number for NUMBER" },
	{ "hotfix/REC-<number>-<description>", "hotfix/REC-123", SHAPE_KEEP_ALL,
	  "hotfix/REC-123-DESCRIPTION", "your description for DESCRIPTION" },
	{ "hotfix/REC-<number>-<description>", "hotfix/rec-12-Fix_Login",
	  SHAPE_KEEP_ALL, "hotfix/REC-12-fix-login", "" },
	{ "hotfix/REC-<number>-<description>", "hotfix/REC-XXX-fix-login",
	  SHAPE_KEEP_LAST, "hotfix/REC-NUMBER-fix-login",
	  "your number for NUMBER" },
	{ "hotfix/REC-<number>-<description>", "hotfix/REC-XXX-fix-login",
	  SHAPE_KEEP_NONE, "hotfix/REC-NUMBER-DESCRIPTION",
	  "your number for NUMBER, your description for DESCRIPTION" },
	{ "hotfix/v<X.Y.Z>-<description>", "hotfix/1.2.1-data-fix",
	  SHAPE_KEEP_ALL, "hotfix/vX.Y.Z-data-fix", "your X.Y.Z for X.Y.Z" },
	{ "hotfix/<issue description>", "hotfix/Payment_Webhook",
	  SHAPE_KEEP_ALL, "hotfix/payment-webhook", "" },
	{ "hotfix/<issue description>", "hotfix/a/b", SHAPE_KEEP_NONE,
	  "hotfix/ISSUE-DESCRIPTION",
	  "your issue description for ISSUE-DESCRIPTION" },
	{ "hotfix/<slug>", "fix/x/$(touch y)", SHAPE_KEEP_ALL, "hotfix/touch-y",
	  "" },
	{ "hotfix/<slug>", "hotfix/\xff\x1b[", SHAPE_KEEP_ALL, "hotfix/SLUG",
	  "your slug for SLUG" },
	{ "<a>-<b", "x", SHAPE_KEEP_NONE, "A-<b", "your a for A" },
	{ "v1", "x", SHAPE_KEEP_ALL, "v1", "" },
	{ "", "x", SHAPE_KEEP_ALL, "", "" },
};

static void test_fill(void **state)
{
	struct buf out = BUF_INIT;
	struct buf blanks = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_clear(&out);
		buf_clear(&blanks);
		shape_fill(str_of(rows[i].shape), str_of(rows[i].name),
			   rows[i].keep, &out, &blanks);
		assert_string_equal(buf_text(&out), rows[i].wanted);
		assert_string_equal(buf_text(&blanks), rows[i].blanks);
	}
	buf_release(&out);
	buf_release(&blanks);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_fill) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
