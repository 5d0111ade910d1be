/*
 * test_secrets.c - every form of secrets.def finds what it is for, and no
 * more. All secrets are put together here, so that no scanner finds one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/secrets.h"

#include "base/buf.h"

#include <stdio.h>
#include <string.h>

#define LETTERS "qT7wZ3kRb9XnC5vMj2Hs8LdPf4GyA6eUiO1tWlKxYzBNmQaDc0ErSgVhJuIpFo"
#define CAPITALS "QT7WZ3KRB2XNC5VMJ4HSLDPF6GYAEUIO"
#define HEX "3f9a0c7be15d2846"
#define ALPHA "qTwZkRbXnCvMjHsLdPfGyAeUiOtWlKxYzBNmQaDcErSgVhJuIpFo"

/* A line: before, so many of the alphabet, behind. */
struct row {
	const char *before[2]; /* put together */
	const char *alphabet;
	size_t count;
	const char *behind;
	const char *finds; /* NULL: nothing */
};

static const struct row rows[] = {
	{ { "key = AK", "IA" }, CAPITALS, 16, "", "AWS access key" },
	{ { "\"AS", "IA" }, CAPITALS, 16, "\",", "AWS access key" },
	{ { "AK", "IA" }, CAPITALS, 15, "", NULL },
	{ { "AK", "IA" }, CAPITALS, 17, "", NULL },
	{ { "xAK", "IA" }, CAPITALS, 16, "", NULL },
	{ { "a\\nAK", "IA" }, CAPITALS, 16, "\\n", "AWS access key" },
	{ { "a%3DAK", "IA" }, CAPITALS, 16, "&", "AWS access key" },
	{ { "aws_secret_access", "_key = " },
	  LETTERS,
	  40,
	  "",
	  "AWS secret key" },
	{ { "TF_VAR_AWS_SECRET_ACCESS", "_KEY=\"" },
	  LETTERS,
	  40,
	  "\"",
	  "AWS secret key" },
	{ { "\"mySecretAccess", "Key\": \"" },
	  LETTERS,
	  40,
	  "\"",
	  "AWS secret key" },
	{ { "aws_secret_access", "_key = " }, LETTERS, 41, "", NULL },
	{ { "aws_secret_access", "_key = get(" }, LETTERS, 40, "", NULL },
	{ { "sk-", "ant-api03-" }, LETTERS, 93, "AA", "sk-ant key" },
	{ { "AGE-SECRET-", "KEY-1" }, CAPITALS, 58, "", "age key" },
	{ { "ATATT", "3xFf" }, LETTERS, 180, "=", "Atlassian token" },
	{ { "Account", "Key=" }, LETTERS, 86, "==;x", "Azure storage key" },
	{ { "da", "pi" }, HEX, 32, "", "Databricks token" },
	{ { "dop", "_v1_" }, HEX, 64, "", "DigitalOcean token" },
	{ { "doo", "_v1_" }, HEX, 64, "", "DigitalOcean token" },
	{ { "dckr", "_pat_" }, LETTERS, 27, "", "Docker token" },
	{ { "token: gh", "p_" }, LETTERS, 36, "", "GitHub token" },
	{ { "gh", "o_" }, LETTERS, 36, "", "GitHub token" },
	{ { "gh", "u_" }, LETTERS, 36, "", "GitHub token" },
	{ { "gh", "s_" }, LETTERS, 36, "", "GitHub token" },
	{ { "https://x:gh", "r_" },
	  LETTERS,
	  76,
	  "@github.com",
	  "GitHub token" },
	{ { "gh", "p_" }, LETTERS, 35, "", NULL },
	{ { "gh", "p_" }, "x", 36, "", NULL },
	{ { "high", "p_" }, LETTERS, 36, "", NULL },
	{ { "gh", "p_" }, LETTERS, 36, "_more", NULL },
	{ { "github", "_pat_11ABCDEFG0abcdefghijkl_" },
	  LETTERS,
	  59,
	  "",
	  "GitHub token" },
	{ { "gl", "pat-" }, LETTERS, 20, "", "GitLab token" },
	{ { "gl", "pat-" }, LETTERS, 19, "", NULL },
	{ { "gl", "dt-" }, LETTERS, 20, "", "GitLab token" },
	{ { "gl", "rt-" }, LETTERS, 20, "", "GitLab token" },
	{ { "gl", "ptt-" }, HEX, 40, "", "GitLab token" },
	{ { "gl", "cbt-64_" }, LETTERS, 20, "", "GitLab token" },
	{ { "gl", "oas-" }, LETTERS, 64, "", "GitLab token" },
	{ { "gl", "agent-" }, LETTERS, 50, "", "GitLab token" },
	{ { "AI", "za" }, LETTERS, 35, "\"", "Google API key" },
	{ { "AI", "za" }, LETTERS, 36, "", NULL },
	{ { "GOC", "SPX-" }, LETTERS, 28, "", "Google client secret" },
	{ { "gl", "sa_" }, LETTERS, 32, "_0123abcd", "Grafana token" },
	{ { "h", "f_" }, ALPHA, 34, "", "Hugging Face token" },
	{ { "np", "m_" }, LETTERS, 36, "", "npm token" },
	{ { "//r.example/:_auth", "Token=0f9a0c7b-e15d-2846-0f9a-" },
	  HEX,
	  12,
	  "",
	  "npm token" },
	{ { "//r.example/:_auth", "Token=${" }, "TOKEN", 5, "}", NULL },
	{ { "sk-", "proj-" }, LETTERS, 48, "", "OpenAI key" },
	{ { "sk-qT7wZ3kRb9XnC5vMj2Hs", "T3BlbkFJ" },
	  LETTERS,
	  20,
	  "",
	  "OpenAI key" },
	{ { "task-", "" }, LETTERS, 48, "", NULL },
	{ { "-----BEGIN RSA PRIVATE", " KEY-----" },
	  "",
	  0,
	  "\r",
	  "private key" },
	{ { "x = '''-----BEGIN PRIVATE", " KEY-----" },
	  "",
	  0,
	  "",
	  "private key" },
	{ { "-----BEGIN OPENSSH PRIVATE", " KEY-----" },
	  "",
	  0,
	  "",
	  "private key" },
	{ { "-----BEGIN PGP PRIVATE", " KEY BLOCK-----" },
	  "",
	  0,
	  " ",
	  "private key" },
	{ { "{\"k\": \"-----BEGIN PRIVATE", " KEY-----\\n" },
	  LETTERS,
	  62,
	  "\\n",
	  "private key" },
	{ { "-----BEGIN EC PRIVATE", " KEY----- " },
	  LETTERS,
	  62,
	  "",
	  "private key" },
	{ { "starts_with(s, \"-----BEGIN RSA PRIVATE", " KEY-----\")" },
	  "",
	  0,
	  "",
	  NULL },
	{ { "#define MARK \"-----BEGIN OPENSSH PRIVATE", " KEY-----\\n\"" },
	  "",
	  0,
	  "",
	  NULL },
	{ { "-----BEGIN PUBLIC", " KEY-----" }, "", 0, "", NULL },
	{ { "-----BEGIN CERTI", "FICATE-----" }, "", 0, "", NULL },
	{ { "PuTTY-User-Key", "-File-3: ssh-ed25519" },
	  "",
	  0,
	  "",
	  "PuTTY private key" },
	{ { "pypi-AgEIc", "HlwaS5vcmc" }, LETTERS, 120, "", "PyPI token" },
	{ { "pypi-AgENd", "GVzdC5weXBpLm9yZw" },
	  LETTERS,
	  120,
	  "",
	  "PyPI token" },
	{ { "ruby", "gems_" }, HEX, 48, "", "RubyGems key" },
	{ { "S", "G.qT7wZ3kRb9XnC5vMj2Hs8L." },
	  LETTERS,
	  43,
	  "",
	  "SendGrid key" },
	{ { "shp", "at_" }, HEX, 32, "", "Shopify token" },
	{ { "shp", "ss_" }, HEX, 32, "", "Shopify token" },
	{ { "xo", "xb-123456789012-123456789012-" },
	  LETTERS,
	  24,
	  "",
	  "Slack token" },
	{ { "xo", "xp-123456789012-123456789012-" },
	  LETTERS,
	  24,
	  "",
	  "Slack token" },
	{ { "xo", "xa-2-" }, LETTERS, 30, "", "Slack token" },
	{ { "xo", "xr-1-" }, LETTERS, 30, "", "Slack token" },
	{ { "xo", "xs-1-" }, LETTERS, 30, "", "Slack token" },
	{ { "xo", "xe.xoxb-1-" }, LETTERS, 160, "", "Slack token" },
	{ { "xap", "p-1-A0123456789-1234567890123-" },
	  HEX,
	  64,
	  "",
	  "Slack token" },
	{ { "xo", "xb-your-token-goes-here" }, "", 0, "", NULL },
	{ { "https://hooks.slack", ".com/services/T0123456/B0123456/" },
	  LETTERS,
	  24,
	  "",
	  "Slack webhook" },
	{ { "sk_", "live_" }, LETTERS, 24, "", "Stripe key" },
	{ { "rk_", "live_" }, LETTERS, 99, "", "Stripe key" },
	{ { "wh", "sec_" }, LETTERS, 32, "", "Stripe key" },
	{ { "sk_", "test_" }, LETTERS, 24, "", NULL },
	{ { "hv", "s." }, LETTERS, 95, "", "Vault token" },
	{ { "eyJhbGciOi", "JIUzI1NiJ9.e30." }, LETTERS, 43, "", NULL },
	{ { "password = \"", "hunter2\"" }, "", 0, "", NULL },
	{ { "commit ", "" }, HEX, 40, "", NULL },
	{ { "sha512-", "" }, LETTERS, 86, "==", NULL },
	{ { "\xff\xfegh", "p_" }, LETTERS, 36, "\xff", "GitHub token" },
};

struct found {
	const char *names[8];
	size_t lines[8];
	size_t count;
};

static int note(const char *name, size_t number, void *data)
{
	struct found *found = data;

	assert_true(found->count < 8);
	found->names[found->count] = name;
	found->lines[found->count++] = number;
	return 0;
}

static void make_line(struct buf *out, const struct row *row)
{
	buf_add_text(out, row->before[0]);
	buf_add_text(out, row->before[1]);
	for (size_t i = 0; i < row->count; i++)
		buf_add_byte(out, row->alphabet[i % strlen(row->alphabet)]);
	buf_add_text(out, row->behind);
	assert_false(buf_failed(out));
}

static void find(struct secrets *secrets, struct str line, size_t number,
		 struct found *found)
{
	struct error error = { 0 };

	if (secrets_find(secrets, line, number, note, found, &error))
		fail_msg("%s", error.text);
}

static void every_form(void **state)
{
	struct secrets secrets;

	(void)state;
	secrets_init(&secrets);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct found found = { .count = 0 };
		struct buf line = BUF_INIT;

		make_line(&line, &rows[i]);
		secrets_new_file(&secrets);
		find(&secrets, buf_str(&line), 7, &found);
		if (found.count != (rows[i].finds ? 1 : 0))
			fail_msg("%zu found in: %s", found.count,
				 buf_text(&line));
		if (found.count) {
			assert_string_equal(found.names[0], rows[i].finds);
			assert_int_equal(found.lines[0], 7);
		}
		buf_release(&line);
	}
	secrets_release(&secrets);
}

/* A name in rows[] for every row of the table. */
static void every_form_has_a_case(void **state)
{
	static const char *const prefixes[] = {
#define SECRET(name, prefix, rest) prefix,
#define SECRET_ANYWHERE(name, prefix, rest) prefix,
#define SECRET_HEADER(name, prefix, rest) prefix,
#include "rules/secrets.def"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		bool has_case = false;

		for (size_t j = 0; j < sizeof(rows) / sizeof(rows[0]); j++) {
			struct buf line = BUF_INIT;

			make_line(&line, &rows[j]);
			has_case |= rows[j].finds &&
				    strstr(buf_text(&line), prefixes[i]);
			buf_release(&line);
		}
		if (!has_case && strcmp(prefixes[i], "aws_secret_key") != 0 &&
		    strcmp(prefixes[i], "AWS_SECRET_KEY") != 0 &&
		    strcmp(prefixes[i], "secretAccessKey") != 0)
			fail_msg("no case for %s", prefixes[i]);
	}
}

static void header_and_body(void **state)
{
	static const char header[] = "\"-----BEGIN RSA PRIVATE"
				     " KEY-----\\n\"";
	struct found found = { .count = 0 };
	struct secrets secrets;
	struct buf body = BUF_INIT;

	(void)state;
	make_line(&body,
		  &(struct row){ { "\"", "" }, LETTERS, 64, "\\n\"", NULL });
	secrets_init(&secrets);
	secrets_new_file(&secrets);
	find(&secrets, STR(header), 3, &found);
	assert_int_equal(found.count, 0);
	find(&secrets, buf_str(&body), 4, &found);
	assert_int_equal(found.count, 1);
	assert_string_equal(found.names[0], "private key");
	assert_int_equal(found.lines[0], 3);
	/* not the next line, or of another file */
	find(&secrets, STR(header), 9, &found);
	find(&secrets, buf_str(&body), 11, &found);
	find(&secrets, STR(header), 20, &found);
	secrets_new_file(&secrets);
	find(&secrets, buf_str(&body), 21, &found);
	assert_int_equal(found.count, 1);
	secrets_release(&secrets);
	buf_release(&body);
}

static void several_in_a_line(void **state)
{
	struct found found = { .count = 0 };
	struct secrets secrets;
	struct buf line = BUF_INIT;

	(void)state;
	make_line(&line, &(struct row){ { "gh", "p_" }, LETTERS, 36, " ", 0 });
	make_line(&line, &(struct row){ { "gh", "s_" }, LETTERS, 36, " ", 0 });
	make_line(&line, &(struct row){ { "np", "m_" }, LETTERS, 36, "", 0 });
	secrets_init(&secrets);
	find(&secrets, buf_str(&line), 1, &found);
	assert_int_equal(found.count, 2);
	assert_string_equal(found.names[0], "GitHub token");
	assert_string_equal(found.names[1], "npm token");
	secrets_release(&secrets);
	buf_release(&line);
}

static int stop(const char *name, size_t number, void *data)
{
	(void)name;
	(void)number;
	(void)data;
	return 5;
}

static void stops(void **state)
{
	struct secrets secrets;
	struct buf line = BUF_INIT;

	(void)state;
	make_line(&line, &(struct row){ { "gh", "p_" }, LETTERS, 36, " ", 0 });
	secrets_init(&secrets);
	assert_int_equal(
		secrets_find(&secrets, buf_str(&line), 1, stop, NULL, NULL), 5);
	secrets_release(&secrets);
	buf_release(&line);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_form),
		cmocka_unit_test(every_form_has_a_case),
		cmocka_unit_test(header_and_body),
		cmocka_unit_test(several_in_a_line),
		cmocka_unit_test(stops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
