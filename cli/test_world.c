/*
 * test_world.c - see test_world.h.
 */
#include "test_world.h"

#include "test_scratch.h"

#include "base/file.h"
#include "base/text.h"
#include "git/oid.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define REF_SIZE_MAX 4096
#define DIRECTORY_MODE 0700

static const char server_config[] =
	"[core]\n\trepositoryformatversion = 0\n\tbare = true\n"
	"[receive]\n\tadvertisePushOptions = true\n"
	"\tdenyDeleteCurrent = ignore\n\tcertNonceSeed = throw-away\n"
	"\thideRefs = refs/refgate/\n"
	"[refgate]\n\tidentity = gitolite\n";
static const char client_config[] =
	"[core]\n\trepositoryformatversion = 0\n\tbare = true\n";

static const char *const server_folders[] = { "objects/pack", "refs/heads",
					      "hooks", "refgate", NULL };
static const char *const client_folders[] = { "objects/info", "refs", NULL };
static const char *const hooks[] = { "pre-receive", "update", "post-receive" };

static int put(struct world *world, const char *dir, const char *name,
	       struct str text, struct error *error)
{
	const char *path = arena_printf(&world->arena, "%s/%s", dir, name);

	return path ? scratch_write(path, text, error) : error_no_memory(error);
}

static int make_folder(struct world *world, const char *dir, const char *name,
		       struct error *error)
{
	const char *path = arena_printf(&world->arena, "%s/%s", dir, name);

	return path ? file_make_directories(path, DIRECTORY_MODE, error) :
		      error_no_memory(error);
}

/* No more than git needs to take it for a repository: each case has two. */
static int make_repository(struct world *world, const char *dir,
			   const char *config, const char *const *folders,
			   struct error *error)
{
	int result = 0;

	for (; !result && *folders; folders++)
		result = make_folder(world, dir, *folders, error);
	if (!result)
		result = put(world, dir, "HEAD", STR("ref: " WORLD_MAIN "\n"),
			     error);
	if (!result)
		result = put(world, dir, "config", str_of(config), error);
	return result;
}

static int link_hooks(struct world *world, struct error *error)
{
	for (size_t i = 0; i < sizeof(hooks) / sizeof(*hooks); i++) {
		const char *target = arena_printf(&world->arena, "%s/%s",
						  world->ground->hook_dir,
						  hooks[i]);
		const char *path = arena_printf(&world->arena, "%s/hooks/%s",
						world->server, hooks[i]);

		if (!target || !path)
			return error_no_memory(error);
		if (symlink(target, path))
			return error_set_errno(error, ERROR_INTERNAL, "%s",
					       path);
	}
	return 0;
}

static int borrow_objects(struct world *world, struct error *error)
{
	const char *text =
		arena_printf(&world->arena, "%s/objects\n", world->server);

	return text ? put(world, world->client, "objects/info/alternates",
			  str_of(text), error) :
		      error_no_memory(error);
}

static int begin(struct world *out, const struct test_ground *ground,
		 const struct plan_case *test, const char *dir,
		 struct error *error)
{
	*out = (struct world){ .ground = ground, .test = test };
	arena_init(&out->arena);
	out->dir = arena_copy(&out->arena, str_of(dir));
	out->server = arena_printf(&out->arena, "%s/" WORLD_NAME ".git", dir);
	out->client = arena_printf(&out->arena, "%s/client.git", dir);
	if (!out->dir || !out->server || !out->client)
		return error_no_memory(error);
	return people_gather(&out->people, ground->plan, test, ground->policy,
			     &out->arena, error);
}

int world_make(struct world *out, const struct test_ground *ground,
	       const struct plan_case *test, const char *dir,
	       struct error *error)
{
	int result = begin(out, ground, test, dir, error);

	if (!result)
		result = make_repository(out, out->server, server_config,
					 server_folders, error);
	if (!result)
		result = make_repository(out, out->client, client_config,
					 client_folders, error);
	if (!result)
		result = link_hooks(out, error);
	if (!result)
		result = borrow_objects(out, error);
	return result;
}

int world_copy(struct world *out, const struct world *from,
	       const struct plan_case *test, const char *dir,
	       struct error *error)
{
	int result = begin(out, from->ground, test, dir, error);

	if (!result)
		result = scratch_copy(from->dir, out->dir, error);
	if (!result)
		result = borrow_objects(out, error);
	for (const struct world_id *id = from->ids; !result && id;
	     id = id->next)
		result = world_name(out, id->name, id->oid, error);
	out->ahead = from->ahead;
	out->commits = from->commits;
	return result;
}

void world_release(struct world *world)
{
	if (world->dir)
		scratch_remove(world->dir);
	arena_release(&world->arena);
	*world = (struct world){ .dir = NULL };
}

static int write_clock(struct world *world, struct error *error)
{
	const char *text =
		arena_printf(&world->arena, "%lld\n", (long long)world->ahead);

	return text ? put(world, world->server, "refgate/test-world",
			  str_of(text), error) :
		      error_no_memory(error);
}

int world_write(struct world *world, struct error *error)
{
	const struct test_ground *ground = world->ground;
	struct buf policy = BUF_INIT;
	struct buf signers = BUF_INIT;
	int result;

	people_write_policy(&policy, &world->people, world->test,
			    ground->policy, ground->policy_path);
	result = people_write_signers(&signers, &world->people, ground->key_dir,
				      error);
	if (!result && (buf_failed(&policy) || buf_failed(&signers)))
		result = error_no_memory(error);
	if (!result)
		result = put(world, world->server, "refgate/policy.yml",
			     buf_str(&policy), error);
	if (!result)
		result = put(world, world->server, "refgate/allowed_signers",
			     buf_str(&signers), error);
	/* a repository without a branch is still to be filled */
	if (!result && world_value(world, WORLD_MAIN))
		result = put(world, world->server, "refgate/filled", STR(""),
			     error);
	buf_release(&policy);
	buf_release(&signers);
	return result ? result : write_clock(world, error);
}

int world_configure(struct world *world, struct str lines, struct error *error)
{
	const char *text = arena_printf(&world->arena, "%s%.*s", server_config,
					STR_ARGS(lines));

	return text ? put(world, world->server, "config", str_of(text), error) :
		      error_no_memory(error);
}

int world_wait(struct world *world, int64_t seconds, struct error *error)
{
	if (seconds > CLOCK_DURATION_MAX - world->ahead)
		return error_set(error, ERROR_USAGE,
				 "that is too long to wait for");
	world->ahead += seconds;
	return world->ahead < 0 ? 0 : write_clock(world, error);
}

int64_t world_now(const struct world *world)
{
	return clock_now() / USEC_PER_SECOND + world->ahead;
}

int world_name(struct world *world, const char *name, const char *oid,
	       struct error *error)
{
	struct world_id *id = arena_alloc(&world->arena, sizeof(*id));

	if (!id)
		return error_no_memory(error);
	id->name = arena_copy(&world->arena, str_of(name));
	id->oid = arena_copy(&world->arena, str_of(oid));
	id->next = world->ids;
	world->ids = id;
	return id->name && id->oid ? 0 : error_no_memory(error);
}

const char *world_named(const struct world *world, const char *name)
{
	for (const struct world_id *id = world->ids; id; id = id->next)
		if (!strcmp(id->name, name))
			return id->oid;
	return NULL;
}

/* All refs are loose: nothing packs them. */
const char *world_value(struct world *world, const char *ref)
{
	const char *path =
		arena_printf(&world->arena, "%s/%s", world->server, ref);
	struct error ignored = { 0 };
	struct buf text = BUF_INIT;
	const char *value = NULL;
	struct oid id;

	if (path && !strstr(ref, "..") &&
	    !file_read(&text, path, REF_SIZE_MAX, NULL, &ignored) &&
	    oid_parse(&id, str_trim(buf_str(&text))))
		value = arena_copy(&world->arena, str_trim(buf_str(&text)));
	buf_release(&text);
	return value;
}

const char *world_ref(struct world *world, const char *name,
		      struct error *error)
{
	const char *tag;
	const char *full;

	if (str_starts(str_of(name), "refs/"))
		return name;
	tag = arena_printf(&world->arena, "refs/tags/%s", name);
	full = arena_printf(&world->arena, "refs/heads/%s", name);
	if (!tag || !full) {
		error_no_memory(error);
		return NULL;
	}
	return !world_value(world, full) && world_value(world, tag) ? tag :
								      full;
}

/* Without ^ and ~. */
static const char *find_commit(struct world *world, const char *name,
			       struct error *error)
{
	const char *value = world_named(world, name);
	const char *ref;
	struct oid id;

	if (value)
		return value;
	if (oid_parse(&id, str_of(name)))
		return name;
	ref = world_ref(world, name, error);
	if (!ref)
		return NULL;
	value = world_value(world, ref);
	if (!value)
		error_set(error, ERROR_USAGE,
			  "'%s' is no id of this case, and not on the server",
			  name);
	return value;
}

const char *world_commit(struct world *world, const char *name,
			 struct error *error)
{
	size_t size = strcspn(name, "^~");
	const char *base =
		arena_copy(&world->arena, (struct str){ name, size });
	const char *value = base ? find_commit(world, base, error) : NULL;
	struct process process;

	if (!base)
		error_no_memory(error);
	if (!value || !name[size])
		return value;
	world_git(world, &process);
	process_add(&process, "rev-parse");
	process_add(&process, "--verify");
	process_add(&process,
		    arena_printf(&world->arena, "%s%s", value, name + size));
	return world_run(world, &process, error);
}

const struct test_person *world_person(struct world *world, const char *word,
				       struct error *error)
{
	const struct test_person *person = people_find(&world->people, word);

	if (!person)
		error_set(error, ERROR_USAGE, "nobody is called '%s'", word);
	return person;
}

const char *world_key(struct world *world, const struct test_person *person,
		      struct error *error)
{
	const char *key = arena_printf(&world->arena, "%s/%s",
				       world->ground->key_dir, person->word);

	if (!key)
		error_no_memory(error);
	return key;
}

void world_git(struct world *world, struct process *process)
{
	process_init(process);
	process_add(process, "git");
	process_add(process,
		    arena_printf(&world->arena, "--git-dir=%s", world->client));
	process_set(process, world->ground->path);
	process_set(process, world->ground->home);
	process_set(process, world->ground->config);
	process_set(process, "GIT_CONFIG_NOSYSTEM=1");
	process_set(process, "GIT_TERMINAL_PROMPT=0");
	process_set(process, "LC_ALL=C.UTF-8");
	process_set(process, "TZ=UTC");
}

/* The last line that a program left says most. */
static void tell(struct process *process, struct error *error)
{
	struct str messages = str_trim(buf_str(&process->messages));
	struct buf text = BUF_INIT;
	struct str line = { NULL, 0 };

	while (str_next_line(&messages, &line))
		;
	text_escape_line(&text, line);
	error_set(error, ERROR_USAGE, "git %s: %s",
		  process->argument_count > 2 ? process->arguments[2] : "",
		  buf_text(&text));
	buf_release(&text);
}

const char *world_run(struct world *world, struct process *process,
		      struct error *error)
{
	const char *out = NULL;

	if (!process_run(process, error)) {
		if (process->status)
			tell(process, error);
		else
			out = arena_copy(&world->arena,
					 str_trim(buf_str(&process->out)));
		if (!process->status && !out)
			error_no_memory(error);
	}
	process_release(process);
	return out;
}
