/* doctor_clone.c - see doctor_clone.h. Never writes outside its folder. */
#include "doctor_clone.h"

#include "test_scratch.h"

#include "base/file.h"
#include "git/refs.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_MODE 0700
#define LOG_SIZE_MAX (1u << 20)
#define LOG "refgate/audit.jsonl"
#define EMPTY_TREE "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

static const char client_config[] =
	"[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
	"[gc]\n\tauto = 0\n";

static const char *in(struct doctor *doctor, const char *name)
{
	return doctor_say(doctor, "%s/%s", doctor->scratch, name);
}

static int put(struct doctor *doctor, const char *name, const char *text,
	       struct error *error)
{
	return scratch_write(in(doctor, name), str_of(text), error);
}

/* A text between quotes of git's configuration, and of YAML: both take it. */
static const char *in_quotes(struct doctor *doctor, const char *text)
{
	struct buf out = BUF_INIT;
	const char *copy;

	buf_add_byte(&out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			buf_add_byte(&out, '\\');
		if (*text == '\n')
			buf_add_text(&out, "\\n");
		else
			buf_add_byte(&out, *text);
	}
	buf_add_byte(&out, '"');
	copy = buf_failed(&out) ? NULL :
				  arena_copy(&doctor->arena, buf_str(&out));
	buf_release(&out);
	return copy ? copy : "\"\"";
}

/* Nothing of git's settings but what the hooks go by; no hidden refs. */
static const char *server_config(struct doctor *doctor)
{
	const char *identity = setup_identity_source(&doctor->setup);

	return doctor_say(
		doctor,
		"[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
		"[receive]\n\tautogc = false\n\tdenyDeleteCurrent = ignore\n"
		"[refgate]\n\tpolicy = %s\n\tsyslog = %s\n\tname = %s\n"
		"%s%s\n",
		in_quotes(doctor, in(doctor, "server.git/refgate/policy.yml")),
		in_quotes(doctor, in(doctor, "no-syslog")),
		in_quotes(doctor, doctor->setup.name),
		identity ? "\tidentity = " : "",
		identity ? in_quotes(doctor, identity) : "");
}

static const char *policy_text(struct doctor *doctor)
{
	const struct policy *policy = doctor->setup.policies[0];
	char real[PATH_MAX];
	const char *path = realpath(policy->path, real) ? real : policy->path;

	return doctor_say(doctor,
			  "version: 1\nextends: %s\n"
			  "audit: {file: %s, sync: false, identities: full}\n",
			  in_quotes(doctor, path),
			  in_quotes(doctor, in(doctor, "server.git/" LOG)));
}

static bool is_safe(const struct doctor *doctor, const char *path)
{
	struct stat info;

	return !stat(path, &info) &&
	       (!info.st_uid || info.st_uid == doctor->owner) &&
	       !(info.st_mode & S_IWOTH) &&
	       (!(info.st_mode & S_IWGRP) ||
		(doctor->setup.shared && geteuid()));
}

bool doctor_clone_may_run(const struct doctor *doctor, const char *path,
			  char real[PATH_MAX])
{
	char folder[PATH_MAX];
	char *slash;

	if (!realpath(path, real) || !is_safe(doctor, real))
		return false;
	memcpy(folder, real, sizeof(folder));
	slash = strrchr(folder, '/');
	slash[slash == folder] = '\0';
	return is_safe(doctor, folder);
}

/* By the path that was looked at: whatever else leads there may change. */
static int link_hooks(struct doctor *doctor, struct error *error)
{
	char real[PATH_MAX];

	for (int i = 0; i < DOCTOR_HOOKS; i++) {
		const char *path = doctor_say(doctor, "%s/server.git/hooks/%s",
					      doctor->scratch,
					      doctor_hook_names[i]);

		if (!doctor->engines[i])
			continue;
		if (!doctor_clone_may_run(doctor, doctor->engines[i], real))
			return error_set(error, ERROR_BROKEN,
					 "somebody else can write to %s",
					 doctor->engines[i]);
		if (symlink(real, path))
			return error_set_errno(error, ERROR_INTERNAL, "%s",
					       path);
	}
	return 0;
}

/* git quotes what it hands on; an alternate itself is a line. */
static int borrow(struct doctor *doctor, const char *name, struct error *error)
{
	return put(doctor,
		   doctor_say(doctor, "%s/objects/info/alternates", name),
		   doctor_say(doctor, "%s/objects\n", doctor->path), error);
}

static int make_folders(struct doctor *doctor, struct error *error)
{
	static const char *const names[] = {
		"server.git/objects/info", "server.git/refs/heads",
		"server.git/hooks",	   "server.git/refgate",
		"client.git/objects/info", "client.git/refs/heads",
	};
	int result = 0;

	for (size_t i = 0; !result && i < sizeof(names) / sizeof(*names); i++)
		result = file_make_directories(in(doctor, names[i]),
					       FOLDER_MODE, error);
	return result;
}

/* What HEAD points at; NULL: nothing yet. */
static const char *find_tip(struct doctor *doctor)
{
	struct repo_options options = { .path = doctor->path };
	const char *head = doctor->setup.default_ref;
	char hex[OID_HEX_SIZE + 1];
	struct repo *repo = NULL;
	struct error ignored = { 0 };
	struct oid tip;
	const char *found = NULL;

	if (head && ref_name_is_valid(str_of(head)) &&
	    !repo_open(&repo, &options, &ignored) &&
	    !refs_lookup(&tip, repo, head, &ignored))
		found = doctor_say(doctor, "%s", oid_format(&tip, hex));
	repo_close(repo);
	return found;
}

static int put_tip(struct doctor *doctor, struct error *error)
{
	const char *tip = find_tip(doctor);
	const char *path =
		doctor_say(doctor, "server.git/%s", doctor->setup.default_ref);
	char *folder = arena_copy(&doctor->arena, str_of(in(doctor, path)));

	if (!tip)
		return 0;
	if (!folder)
		return error_no_memory(error);
	*strrchr(folder, '/') = '\0';
	if (file_make_directories(folder, FOLDER_MODE, error))
		return error->code;
	return put(doctor, path, doctor_say(doctor, "%s\n", tip), error);
}

int doctor_clone_make(struct doctor *doctor, struct error *error)
{
	const char *head = doctor_say(doctor, "ref: %s\n",
				      doctor->setup.default_ref ?
					      doctor->setup.default_ref :
					      "refs/heads/main");
	const struct {
		const char *name, *text;
	} files[] = {
		{ "server.git/HEAD", head },
		{ "server.git/config", server_config(doctor) },
		{ "server.git/refgate/policy.yml", policy_text(doctor) },
		/* it is no new one */
		{ "server.git/refgate/filled", "" },
		{ "client.git/HEAD", "ref: refs/heads/main\n" },
		{ "client.git/config", client_config },
	};
	int result = make_folders(doctor, error);

	for (size_t i = 0; !result && i < sizeof(files) / sizeof(*files); i++)
		result = put(doctor, files[i].name, files[i].text, error);
	if (!result)
		result = borrow(doctor, "server.git", error);
	if (!result)
		result = borrow(doctor, "client.git", error);
	if (!result)
		result = put_tip(doctor, error);
	return result ? result : link_hooks(doctor, error);
}

static const char *make_good(struct doctor *doctor, const char *tip,
			     struct error *error)
{
	struct process process;

	doctor_git_alone(doctor, &process, in(doctor, "client.git"));
	process_add(&process, "commit-tree");
	process_add(&process, "-m");
	process_add(&process, "A commit of refgate doctor");
	if (tip) {
		process_add(&process, "-p");
		process_add(&process, tip);
	}
	process_add(&process,
		    tip ? doctor_say(doctor, "%s^{tree}", tip) : EMPTY_TREE);
	return doctor_git_run(doctor, &process, error);
}

/* The good one with its author twice. */
static const char *make_bad(struct doctor *doctor, const char *good,
			    struct error *error)
{
	struct process process;
	const char *text, *author, *next;

	doctor_git_alone(doctor, &process, in(doctor, "client.git"));
	process_add(&process, "cat-file");
	process_add(&process, "commit");
	process_add(&process, good);
	text = doctor_git_run(doctor, &process, error);
	author = text ? strstr(text, "\nauthor ") : NULL;
	next = author ? strchr(author + 1, '\n') : NULL;
	if (!next)
		return NULL;
	text = doctor_say(doctor, "%.*s%.*s%s\n", (int)(next - text), text,
			  (int)(next - author), author, next);
	doctor_git_alone(doctor, &process, in(doctor, "client.git"));
	process_add(&process, "hash-object");
	process_add(&process, "-t");
	process_add(&process, "commit");
	process_add(&process, "-w");
	process_add(&process, "--stdin");
	process_add(&process, "--literally");
	process.input = str_of(text);
	return doctor_git_run(doctor, &process, error);
}

/* git has the empty tree built in, and a server may not. */
static int make_empty_tree(struct doctor *doctor, struct error *error)
{
	struct process process;

	doctor_git_alone(doctor, &process, in(doctor, "client.git"));
	process_add(&process, "hash-object");
	process_add(&process, "-t");
	process_add(&process, "tree");
	process_add(&process, "-w");
	process_add(&process, "--stdin");
	return doctor_git_run(doctor, &process, error) ? 0 : error->code;
}

int doctor_clone_push(struct doctor *doctor, const struct clone_push *push,
		      struct process *process, struct error *error)
{
	const char *tip = find_tip(doctor);
	const char *commit;

	process_init(process);
	if (!tip && make_empty_tree(doctor, error))
		return error->code;
	commit = make_good(doctor, tip, error);
	if (commit && push->bad)
		commit = make_bad(doctor, commit, error);
	if (!commit)
		return error->code ? error->code : error_no_memory(error);
	doctor_git_alone(doctor, process, in(doctor, "client.git"));
	process_add(process, "push");
	process_add(process, "--porcelain");
	process_add(process, in(doctor, "server.git"));
	process_add(process, doctor_say(doctor, "%s:%s", commit, push->ref));
	return process_run(process, error);
}

bool doctor_clone_logged(struct doctor *doctor)
{
	const struct str action = STR("\"push-accepted\"");
	struct error ignored = { 0 };
	struct buf log = BUF_INIT;
	bool found = !file_read(&log, in(doctor, "server.git/" LOG),
				LOG_SIZE_MAX, NULL, &ignored) &&
		     str_find(buf_str(&log), action) < log.size;

	buf_release(&log);
	return found;
}
