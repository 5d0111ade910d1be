/*
 * test_pusher.c - who pushes: only by the installed source, only with the
 * host's markers, never by a value that no host writes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trust/pusher.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SETTINGS_MAX 4

static const char *const variables[] = {
	"REMOTE_USER",
	"SSH_CONNECTION",
	"GATEWAY_INTERFACE",
	"REMOTE_ADDR",
	"GL_USER",
	"GL_REPO",
	"GL_USERNAME",
	"GL_REPOSITORY",
	"GL_PROJECT_PATH",
	"GL_PROTOCOL",
	"GITEA_PUSHER_NAME",
	"GITEA_REPO_NAME",
	"BB_USER_NAME",
	"BB_HOOK_TYPE",
	"SOFT_SERVE_USERNAME",
	"GITHUB_USER_LOGIN",
	"GITHUB_VIA",
	"GITHUB_REPO_NAME",
	"GITHUB_USER_IP",
	"SOFT_SERVE_REPO_NAME",
	"SOFT_SERVE_REPO_PATH",
};

struct row {
	const char *source;
	const char *settings[SETTINGS_MAX]; /* "NAME=value" */
	const char *login;		    /* NULL: nobody */
	const char *ip;
	const char *protocol;
};

static const struct row rows[] = {
	{ "ssh",
	  { "REMOTE_USER=al", "SSH_CONNECTION=192.0.2.1 5 192.0.2.9 22" },
	  "al",
	  "192.0.2.1",
	  "ssh" },
	{ "ssh", { "REMOTE_USER=al" }, NULL, NULL, NULL },
	{ "ssh",
	  { "REMOTE_USER=al", "GATEWAY_INTERFACE=CGI/1.1" },
	  NULL,
	  NULL,
	  "http" },
	{ "http",
	  { "REMOTE_USER=al", "GATEWAY_INTERFACE=CGI/1.1",
	    "REMOTE_ADDR=2001:db8::1" },
	  "al",
	  "2001:db8::1",
	  "http" },
	{ "http", { "REMOTE_USER=al" }, NULL, NULL, NULL },
	{ "http", { "GATEWAY_INTERFACE=CGI/1.1" }, NULL, NULL, "http" },
	{ "gitolite", { "GL_USER=al", "GL_REPO=x" }, "al", NULL, NULL },
	{ "gitolite", { "GL_USER=al" }, NULL, NULL, NULL },
	{ "gitolite",
	  { "GL_USERNAME=al", "GL_REPOSITORY=x" },
	  NULL,
	  NULL,
	  NULL },
	{ "gitlab",
	  { "GL_USERNAME=al", "GL_REPOSITORY=x", "GL_PROTOCOL=ssh" },
	  "al",
	  NULL,
	  "ssh" },
	{ "gitlab",
	  { "GL_USERNAME=al", "GL_PROJECT_PATH=x" },
	  "al",
	  NULL,
	  NULL },
	{ "gitlab",
	  { "GL_USERNAME=al", "GL_PROTOCOL=S\033" },
	  NULL,
	  NULL,
	  NULL },
	{ "gitea",
	  { "GITEA_PUSHER_NAME=al", "GITEA_REPO_NAME=x" },
	  "al",
	  NULL,
	  NULL },
	{ "gitea", { "GITEA_PUSHER_NAME=al", "GL_REPO=x" }, NULL, NULL, NULL },
	{ "ghes",
	  { "GITHUB_USER_LOGIN=al", "GITHUB_VIA=x",
	    "GITHUB_USER_IP=192.0.2.7" },
	  "al",
	  "192.0.2.7",
	  NULL },
	{ "ghes", { "GITHUB_USER_LOGIN=al" }, NULL, NULL, NULL },
	{ "bitbucket",
	  { "BB_USER_NAME=al", "BB_HOOK_TYPE=PRE" },
	  "al",
	  NULL,
	  NULL },
	{ "bitbucket", { "BB_USER_NAME=al" }, NULL, NULL, NULL },
	{ "soft-serve",
	  { "SOFT_SERVE_USERNAME=al", "SOFT_SERVE_REPO_NAME=x" },
	  "al",
	  NULL,
	  NULL },
	{ "soft-serve", { "SOFT_SERVE_USERNAME=al" }, NULL, NULL, NULL },
	{ "certificate",
	  { "REMOTE_USER=al", "GL_USER=al", "GL_REPO=x" },
	  NULL,
	  NULL,
	  NULL },
	/* values that no host writes */
	{ "gitolite", { "GL_USER=al\nroot", "GL_REPO=x" }, NULL, NULL, NULL },
	{ "gitolite", { "GL_USER= al", "GL_REPO=x" }, NULL, NULL, NULL },
	{ "gitolite", { "GL_USER=al\xff", "GL_REPO=x" }, NULL, NULL, NULL },
	{ "gitolite",
	  { "GL_USER=al\xe2\x80\xae", "GL_REPO=x" },
	  NULL,
	  NULL,
	  NULL },
	{ "gitolite",
	  { "GL_USER=j\xc3\xbcrgen", "GL_REPO=x" },
	  "j\xc3\xbcrgen",
	  NULL,
	  NULL },
	{ "gitolite", { "GL_USER=", "GL_REPO=x" }, NULL, NULL, NULL },
	{ "ssh",
	  { "REMOTE_USER=al", "SSH_CONNECTION=192.0.2.1;x 5" },
	  "al",
	  NULL,
	  "ssh" },
};

static void set_environment(const struct row *row)
{
	char name[64];
	const char *end;
	size_t i;

	for (i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		unsetenv(variables[i]);
	for (i = 0; i < SETTINGS_MAX && row->settings[i]; i++) {
		end = strchr(row->settings[i], '=');
		snprintf(name, sizeof(name), "%.*s",
			 (int)(end - row->settings[i]), row->settings[i]);
		setenv(name, end + 1, 1);
	}
}

static void expect_text(const struct row *row, const char *is,
			const char *wanted)
{
	if (!is || !wanted ? is != wanted : strcmp(is, wanted) != 0)
		fail_msg("%s: %s: \"%s\", not \"%s\"", row->source,
			 row->settings[0], is ? is : "(none)",
			 wanted ? wanted : "(none)");
}

static void test_sources(void **state)
{
	struct pusher pusher;
	struct error error;
	struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		set_environment(&rows[i]);
		assert_int_equal(pusher_read(&pusher, rows[i].source, &arena,
					     &error),
				 0);
		assert_string_equal(pusher.source, rows[i].source);
		expect_text(&rows[i], pusher.login, rows[i].login);
		expect_text(&rows[i], pusher.ip, rows[i].ip);
		expect_text(&rows[i], pusher.protocol, rows[i].protocol);
	}
	arena_release(&arena);
}

/* Not set: the system's login, whatever the environment says. */
static void test_system(void **state)
{
	static const struct row row = {
		.settings = { "REMOTE_USER=boss", "GL_USER=boss", "GL_REPO=x" }
	};
	const struct passwd *entry = getpwuid(getuid());
	struct pusher pusher;
	struct error error;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	set_environment(&row);
	setenv("LOGNAME", "boss", 1);
	setenv("USER", "boss", 1);
	assert_int_equal(pusher_read(&pusher, NULL, &arena, &error), 0);
	assert_string_equal(pusher.source, "login");
	assert_string_equal(pusher.protocol, "local");
	expect_text(&row, pusher.login, entry ? entry->pw_name : NULL);
	assert_int_equal(pusher_read(&pusher, "Gitolite", &arena, &error),
			 ERROR_BROKEN);
	assert_non_null(strstr(error.text, "Gitolite"));
	assert_null(pusher.login);
	arena_release(&arena);
}

static void test_long_login(void **state)
{
	char value[300];
	struct pusher pusher;
	struct error error;
	struct arena arena;

	(void)state;
	arena_init(&arena);
	memset(value, 'a', sizeof(value));
	value[255] = '\0';
	setenv("GL_USER", value, 1);
	setenv("GL_REPO", "x", 1);
	assert_int_equal(pusher_read(&pusher, "gitolite", &arena, &error), 0);
	assert_string_equal(pusher.login, value);
	value[255] = 'a';
	value[256] = '\0';
	setenv("GL_USER", value, 1);
	assert_int_equal(pusher_read(&pusher, "gitolite", &arena, &error), 0);
	assert_null(pusher.login);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sources),
		cmocka_unit_test(test_system),
		cmocka_unit_test(test_long_login),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
