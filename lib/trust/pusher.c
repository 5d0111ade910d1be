/*
 * pusher.c - reads who pushes out of the one source that was fixed when the
 * hooks were installed. Never guesses: without the host's own markers, or
 * with a value that no host writes, nobody is proven.
 */
#include "trust/pusher.h"

#include "base/file.h"
#include "base/text.h"
#include "trust/login.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOGIN_SIZE_MAX 255
#define IP_SIZE_MAX 64
#define PROTOCOL_SIZE_MAX 16
#define MARKERS_MAX 2
#define SESSION_SIZE_MAX (64u << 10)

struct source {
	const char *name;
	const char *login;		  /* variable; NULL: see `is_system` */
	const char *markers[MARKERS_MAX]; /* one of them must be there */
	const char *ip;			  /* variable, or NULL */
	const char *protocol;		  /* variable, or NULL */
	const char *session; /* sshd's file, where the login is not set */
	bool is_system;	     /* the operating system's login */
};

/*
 * A certificate is proven by its signature: nothing in the environment
 * counts, and whoever verifies it sets the person.
 */
static const struct source sources[] = {
	{ .name = "login", .is_system = true },
	{ .name = "ssh",
	  .login = "REMOTE_USER",
	  .markers = { "SSH_CONNECTION" },
	  .session = "SSH_USER_AUTH" },
	{ .name = "http",
	  .login = "REMOTE_USER",
	  .markers = { "GATEWAY_INTERFACE" } },
	{ .name = "gitolite", .login = "GL_USER", .markers = { "GL_REPO" } },
	{ .name = "gitea",
	  .login = "GITEA_PUSHER_NAME",
	  .markers = { "GITEA_REPO_NAME" } },
	{ .name = "gitlab",
	  .login = "GL_USERNAME",
	  .markers = { "GL_REPOSITORY", "GL_PROJECT_PATH" },
	  .protocol = "GL_PROTOCOL" },
	{ .name = "ghes",
	  .login = "GITHUB_USER_LOGIN",
	  .markers = { "GITHUB_REPO_NAME", "GITHUB_VIA" },
	  .ip = "GITHUB_USER_IP" },
	{ .name = "bitbucket",
	  .login = "BB_USER_NAME",
	  .markers = { "BB_HOOK_TYPE" } },
	{ .name = "soft-serve",
	  .login = "SOFT_SERVE_USERNAME",
	  .markers = { "SOFT_SERVE_REPO_NAME", "SOFT_SERVE_REPO_PATH" } },
	{ .name = "certificate" },
};

static const struct source *find_source(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (strcmp(sources[i].name, name) == 0)
			return &sources[i];
	return NULL;
}

static struct str variable(const char *name)
{
	return str_of(name ? getenv(name) : NULL);
}

static bool has_marker(const struct source *source)
{
	size_t i;

	for (i = 0; i < MARKERS_MAX; i++)
		if (variable(source->markers[i]).size)
			return true;
	return false;
}

/* A login may hold any letters, but nothing that a terminal hides. */
static bool is_login(struct str s)
{
	uint32_t codepoint;
	size_t size;

	if (s.size == 0 || s.size > LOGIN_SIZE_MAX ||
	    !str_equal(s, str_trim(s)))
		return false;
	for (; s.size; s = str_from(s, size)) {
		size = text_decode(s, &codepoint);
		if (size == 0 || text_is_control(codepoint) ||
		    text_is_invisible(codepoint))
			return false;
	}
	return true;
}

static bool consists_of(struct str s, size_t max, const char *bytes)
{
	size_t i;

	for (i = 0; i < s.size; i++)
		if (s.data[i] == '\0' || !strchr(bytes, s.data[i]))
			return false;
	return s.size > 0 && s.size <= max;
}

static struct str find_ip(const struct source *source)
{
	struct str connection = variable("SSH_CONNECTION");
	struct str ip = variable(source->ip);

	if (!ip.size && connection.size)
		ip = str_first(connection, str_find_byte(connection, ' '));
	if (!ip.size && variable("GATEWAY_INTERFACE").size)
		ip = variable("REMOTE_ADDR");
	if (!consists_of(ip, IP_SIZE_MAX, "0123456789abcdefABCDEF:."))
		ip = str_of(NULL);
	return ip;
}

static struct str find_protocol(const struct source *source)
{
	struct str protocol = variable(source->protocol);

	if (consists_of(protocol, PROTOCOL_SIZE_MAX,
			"abcdefghijklmnopqrstuvwxyz"))
		return protocol;
	if (variable("GATEWAY_INTERFACE").size)
		return STR("http");
	if (variable("SSH_CONNECTION").size)
		return STR("ssh");
	return source->is_system ? STR("local") : str_of(NULL);
}

/* NULL for an empty slice; false when memory is short. */
static bool keep(const char **out, struct str s, struct arena *arena)
{
	*out = NULL;
	if (s.size)
		*out = arena_copy(arena, s);
	return !s.size || *out;
}

/* Written by sshd for this session, and by nobody else but this user. */
static bool is_session_file(const struct stat *info)
{
	return S_ISREG(info->st_mode) &&
	       !(info->st_mode & (S_IWGRP | S_IWOTH)) &&
	       (info->st_uid == 0 || info->st_uid == geteuid());
}

/* "publickey ssh-ed25519 AAAA..."; with two keys it is not said whose. */
static struct str find_session_key(struct str session)
{
	static const char method[] = "publickey ";
	struct str key = { NULL, 0 };
	struct str line;

	while (str_next_line(&session, &line)) {
		if (!str_starts(line, method))
			continue;
		if (key.size)
			return str_of(NULL);
		key = str_from(line, sizeof(method) - 1);
	}
	return key;
}

/* The key that sshd let in: sshd_config(5), ExposeAuthInfo. */
static int read_session_key(struct pusher *out, const struct source *source,
			    struct arena *arena, struct error *error)
{
	const char *path = source->session ? getenv(source->session) : NULL;
	struct error ignored = { 0 };
	struct buf session = BUF_INIT;
	struct stat info;
	int result = 0;

	if (!path || !has_marker(source))
		return 0;
	if (!file_read(&session, path, SESSION_SIZE_MAX, &info, &ignored) &&
	    is_session_file(&info) &&
	    !keep(&out->ssh_key, find_session_key(buf_str(&session)), arena))
		result = error_no_memory(error);
	buf_release(&session);
	return result;
}

static int keep_all(struct pusher *out, const struct source *source,
		    struct str login, struct arena *arena, struct error *error)
{
	if (!is_login(login))
		login = str_of(NULL);
	if (!keep(&out->login, login, arena) ||
	    !keep(&out->ip, find_ip(source), arena) ||
	    !keep(&out->protocol, find_protocol(source), arena))
		return error_no_memory(error);
	return out->login ? 0 : read_session_key(out, source, arena, error);
}

int pusher_read(struct pusher *out, const char *name, struct arena *arena,
		struct error *error)
{
	const struct source *source = find_source(name ? name : "login");
	struct buf user = BUF_INIT;
	struct str login = { NULL, 0 };
	int result;

	memset(out, 0, sizeof(*out));
	if (!source)
		return error_set(error, ERROR_BROKEN,
				 "refgate.identity is \"%s\", which is no "
				 "source of identity",
				 name);
	out->source = source->name;
	if (source->is_system) {
		login_name(&user, getuid());
		login = buf_str(&user);
	} else if (has_marker(source)) {
		login = variable(source->login);
	}
	result = buf_failed(&user) ? error_no_memory(error) :
				     keep_all(out, source, login, arena, error);
	buf_release(&user);
	return result;
}

void pusher_resolve(struct pusher *pusher, const struct people *people)
{
	pusher->person = people_by_login(people, pusher->login);
}
