/*
 * setup.c - see setup.h. Never judges.
 */
#include "gate/setup.h"
#include "base/file.h"
#include "base/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_SIZE_MAX 4096
#define IMPORT_SIZE_MAX 128
#define SHORT_HASH 8
#define FILLED_FILE SETUP_DIRECTORY "/filled"

/* Of refgate/policy.yml: that name says nothing. */
static const char default_name[] = "policy";
static const char default_contact[] = "your git administrators";

static char *path_in(struct setup *setup, const char *name)
{
	return arena_printf(&setup->arena, "%s/%s", setup->git_dir, name);
}

/*
 * Settings, policy and state are in the main repository: a push by the path
 * of a linked working tree would be judged without them.
 */
static int refuse_linked(struct setup *setup, struct error *error)
{
	const char *path = path_in(setup, "commondir");
	struct stat info;

	if (!path)
		return error_no_memory(error);
	if (lstat(path, &info))
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "this is a linked working tree: push to the main "
			 "repository");
}

/* The system's gitconfig lies beside our own directory. */
static char *system_config_path(struct setup *setup)
{
	const char *slash = strrchr(paths_sysconf_dir, '/');
	size_t size = slash ? (size_t)(slash - paths_sysconf_dir) : 0;

	return arena_printf(&setup->arena, "%.*s/gitconfig", (int)size,
			    paths_sysconf_dir);
}

static int read_configuration(struct setup *setup, struct error *error)
{
	const char *own = path_in(setup, "config");
	const char *system = system_config_path(setup);
	int result;

	if (!own || !system)
		return error_no_memory(error);
	result = config_read(&setup->config, own, &setup->arena, error);
	return result ? result :
			config_read(&setup->system, system, &setup->arena,
				    error);
}

static int read_head(struct setup *setup, struct error *error)
{
	static const char symbolic[] = "ref: ";
	const char *path = path_in(setup, "HEAD");
	struct buf text = BUF_INIT;
	int result = path ? file_read(&text, path, HEAD_SIZE_MAX, NULL, error) :
			    error_no_memory(error);
	struct str head = str_trim(buf_str(&text));

	if (!result && str_starts(head, symbolic)) {
		setup->default_ref = arena_copy(
			&setup->arena,
			str_trim(str_from(head, sizeof(symbolic) - 1)));
		if (!setup->default_ref)
			result = error_no_memory(error);
	}
	buf_release(&text);
	return result;
}

/* "project" of "/srv/git/project.git" and of "/home/x/project/.git". */
static int read_name(struct setup *setup, struct error *error)
{
	const char *name = config_get(&setup->config, "refgate.name");
	char real[PATH_MAX];
	struct str path;

	setup->name = name;
	if (name)
		return 0;
	if (!realpath(setup->git_dir, real))
		return error_set_errno(error, ERROR_BROKEN,
				       "the repository directory");
	path = str_of(real);
	if (str_ends(path, "/.git"))
		path = str_first(path, path.size - 5);
	else if (str_ends(path, ".git"))
		path = str_first(path, path.size - 4);
	for (size_t i = path.size; i > 0; i--)
		if (path.data[i - 1] == '/') {
			path = str_from(path, i);
			break;
		}
	setup->name = arena_copy(&setup->arena, path);
	return setup->name ? 0 : error_no_memory(error);
}

#define GROUP_WRITE 0020

/* core.sharedRepository, git-config(1). */
static bool is_shared(const struct config *config)
{
	static const char *const words[] = { "group", "true",  "1",
					     "yes",   "on",    "all",
					     "2",     "world", "everybody" };
	const char *value = config_get(config, "core.sharedrepository");
	char *end;
	unsigned long mode;

	if (!value)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(value, words[i]))
			return true;
	mode = strtoul(value, &end, 8);
	return value[0] == '0' && !*end && mode & GROUP_WRITE;
}

/* One RFC 3339 time: until then pushes are judged for names only. */
static int read_import(struct setup *setup, struct error *error)
{
	const char *path = path_in(setup, SETUP_DIRECTORY "/import-until");
	struct buf text = BUF_INIT;
	int64_t until = 0;
	int result =
		path ? file_read(&text, path, IMPORT_SIZE_MAX, NULL, error) :
		       error_no_memory(error);

	if (result == ERROR_NOT_FOUND) {
		result = 0;
	} else if (!result) {
		if (!clock_parse(str_trim(buf_str(&text)), &until))
			result = error_set(error, ERROR_BROKEN,
					   "the import window is not a time");
		setup->import_open = clock_now() / USEC_PER_SECOND < until;
	}
	buf_release(&text);
	return result;
}

static int read_filled(struct setup *setup, struct error *error)
{
	const char *path = path_in(setup, FILLED_FILE);
	struct stat info;

	if (!path)
		return error_no_memory(error);
	setup->was_filled = !lstat(path, &info);
	if (setup->was_filled || errno == ENOENT || errno == ENOTDIR)
		return 0;
	return error_set_errno(error, ERROR_BROKEN, FILLED_FILE);
}

int setup_mark_filled(const struct setup *setup, struct error *error)
{
	struct buf path = BUF_INIT;
	int result = 0;
	int fd = -1;

	if (setup->was_filled)
		return 0;
	buf_addf(&path, "%s/" FILLED_FILE, setup->git_dir);
	if (!buf_failed(&path))
		fd = open(buf_text(&path), O_WRONLY | O_CREAT | O_CLOEXEC,
			  setup->shared ? 0660 : 0600);
	if (buf_failed(&path))
		result = error_no_memory(error);
	else if (fd < 0 || close(fd))
		result = error_set_errno(error, ERROR_BROKEN,
					 FILLED_FILE " cannot be written");
	buf_release(&path);
	return result;
}

const char *setup_identity_source(const struct setup *setup)
{
	static const char key[] = "refgate.identity";
	const char *own = config_get(&setup->config, key);

	return own ? own : config_get(&setup->system, key);
}

int setup_open(struct setup *out, const char *git_dir, struct error *error)
{
	int result;

	memset(out, 0, sizeof(*out));
	arena_init(&out->arena);
	out->git_dir = git_dir;
	out->now = clock_now() / USEC_PER_SECOND;
	result = refuse_linked(out, error);
	if (!result)
		result = read_configuration(out, error);
	if (!result)
		result = read_head(out, error);
	if (!result)
		result = read_name(out, error);
	if (!result)
		result = read_import(out, error);
	if (!result)
		result = read_filled(out, error);
	out->shared = is_shared(&out->config);
	return result ? result :
			pusher_read(&out->pusher, setup_identity_source(out),
				    &out->arena, error);
}

void setup_release(struct setup *setup)
{
	for (size_t i = 0; i < setup->policy_count; i++) {
		trust_free(setup->trusts[i]);
		policy_free(setup->policies[i]);
	}
	setup->policy_count = 0;
	arena_release(&setup->arena);
}

const char *setup_contact(const struct setup *setup)
{
	return setup->policy_count ? setup->policies[0]->contact :
				     default_contact;
}

const char *setup_policy_title(struct setup *setup)
{
	struct buf title = BUF_INIT;
	const char *copy;

	for (size_t i = 0; i < setup->policy_count; i++) {
		const char *name = setup->policies[i]->name;
		bool has_name = strcmp(name, default_name) != 0;

		buf_addf(&title, "%s%s%s%.*s", i ? ", " : "",
			 has_name ? name : "", has_name ? " " : "", SHORT_HASH,
			 setup->policies[i]->hash);
	}
	copy = buf_failed(&title) ? NULL :
				    arena_copy(&setup->arena, buf_str(&title));
	buf_release(&title);
	return copy ? copy : "";
}

void setup_request(const struct setup *setup, struct gate_request *request)
{
	request->git_dir = setup->git_dir;
	request->repository = setup->name;
	request->pusher = setup->pusher;
	request->policy_count = setup->policy_count;
	for (size_t i = 0; i < setup->policy_count; i++)
		request->policies[i] = setup->policies[i];
	for (size_t i = 0; i < setup->policy_count; i++)
		request->trusts[i] = setup->trusts[i];
	request->now = setup->now;
	request->import_open = setup->import_open;
	request->was_filled = setup->was_filled;
}
