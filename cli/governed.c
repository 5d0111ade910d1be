/*
 * governed.c - `refgate governed`: the refs of a repository that its policy
 * governs, with their commits. Never changes anything.
 */
#include "server.h"
#include "site.h"
#include "verbs.h"

#include "base/json.h"
#include "base/text.h"
#include "git/refs.h"

#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: refgate governed [--format human|json] REPO\n"
	"\n"
	"Prints \"<commit id> <ref>\" for each ref of the repository that a\n"
	"ruleset of its policy, or of the floor, governs, also in evaluate\n"
	"mode; tags with the commit they lead to. For the server; root acts as\n"
	"the owner of the repository.\n"
	"\n"
	"install.sh takes refgate.baseline from it.\n"
	"\n"
	"  refgate governed /srv/git/project.git\n"
	"\n"
	"Exit status: 0, 2 usage or policy error, 3 internal error; 1 if a\n"
	"ref cannot be read.\n";

static const struct flag flags[] = { { NULL, false, 0 } };

struct governed {
	struct server server;
	struct repo *repo;
	struct ref *refs; /* heap; names in the server's arena */
	size_t count, capacity;
	struct error *error;
};

static int add_ref(const struct ref *ref, void *context)
{
	struct governed *governed = context;
	struct arena *arena = &governed->server.setup.arena;
	struct oid commit;
	struct ref *slot;
	int result =
		refs_peel(&commit, governed->repo, &ref->id, governed->error);

	if (result == ERROR_NOT_FOUND) {
		console_say("%s leads to no commit: left out", ref->name);
		return 0;
	}
	if (result)
		return result;
	slot = array_more(&governed->refs, governed->count, &governed->capacity,
			  sizeof(*slot));
	if (!slot)
		return error_no_memory(governed->error);
	*slot = (struct ref){ .name = arena_copy(arena, str_of(ref->name)),
			      .id = commit };
	if (!slot->name)
		return error_no_memory(governed->error);
	governed->count++;
	return 0;
}

static int add_policy(struct governed *governed, const struct policy *policy)
{
	int result = 0;

	for (size_t i = 0; !result && i < policy->ruleset_count; i++)
		if (policy->rulesets[i].enforcement != ENFORCE_DISABLED)
			result = refs_each(governed->repo,
					   &policy->rulesets[i].refs.fixed,
					   add_ref, governed, governed->error);
	return result;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct ref *)a)->name,
		      ((const struct ref *)b)->name);
}

/* By name, each once: several rulesets may govern one ref. */
static void sort(struct governed *governed)
{
	size_t kept = 0;

	if (governed->count)
		qsort(governed->refs, governed->count, sizeof(*governed->refs),
		      by_name);
	for (size_t i = 0; i < governed->count; i++)
		if (!kept ||
		    by_name(&governed->refs[kept - 1], &governed->refs[i]))
			governed->refs[kept++] = governed->refs[i];
	governed->count = kept;
}

static int collect(struct governed *governed, struct error *error)
{
	const struct setup *setup = &governed->server.setup;
	struct repo_options options = { .path = setup->git_dir };
	int result = repo_open(&governed->repo, &options, error);

	governed->error = error;
	for (size_t i = 0; !result && i < setup->policy_count; i++)
		result = add_policy(governed, setup->policies[i]);
	sort(governed);
	return result;
}

static void add_human(struct buf *out, const struct governed *governed)
{
	char hex[OID_HEX_SIZE + 1];

	for (size_t i = 0; i < governed->count; i++) {
		buf_addf(out, "%s ", oid_format(&governed->refs[i].id, hex));
		text_escape_line(out, str_of(governed->refs[i].name));
		buf_add_byte(out, '\n');
	}
}

static void add_json(struct buf *out, const struct governed *governed)
{
	char hex[OID_HEX_SIZE + 1];
	struct json json;

	json_init(&json, out);
	json_array_begin(&json, NULL);
	for (size_t i = 0; i < governed->count; i++) {
		json_object_begin(&json, NULL);
		json_text(&json, "ref", governed->refs[i].name);
		json_text(&json, "commit",
			  oid_format(&governed->refs[i].id, hex));
		json_object_end(&json);
	}
	json_array_end(&json);
	buf_add_byte(out, '\n');
}

static int print(const struct console *console, const struct governed *governed)
{
	struct buf out = BUF_INIT;
	int status;

	if (console->format == FORMAT_JSON)
		add_json(&out, governed);
	else
		add_human(&out, governed);
	status = console_print(&out);
	buf_release(&out);
	return status;
}

static int run(struct governed *governed, const struct console *console)
{
	struct error error = { 0 };
	struct server *server = &governed->server;
	int result = server_find(server, console->arguments[0], &error);

	if (!result)
		result = server_open(server, &error);
	if (!result)
		result = setup_load(&server->setup, NULL, &error);
	if (result)
		return site_failed(&server->setup, &error);
	if (collect(governed, &error))
		return console_failed(&error);
	return print(console, governed);
}

int verb_governed(int argc, char **argv)
{
	struct governed governed = { .count = 0 };
	struct console console;
	int status;

	console_init(&console, "governed", help);
	console_next(&console, argc, argv, flags);
	if (console.status >= 0)
		return console.status;
	if (console.argument_count != 1)
		return console_usage(&console, "which repository?");
	status = run(&governed, &console);
	free(governed.refs);
	repo_close(governed.repo);
	server_release(&governed.server);
	return status;
}
