/*
 * approve.c - `refgate approve`: makes the tag by which a commit is approved,
 * and pushes it, by running git. Judges nothing: the server does.
 */
#include "site.h"
#include "statement_tag.h"
#include "verbs.h"

#include "base/json.h"
#include "rules/approval.h"

static const char help[] =
	"usage: refgate approve COMMIT --ref REF [OPTION...]\n"
	"\n"
	"Says that COMMIT may go into REF of the server: a signed tag that is\n"
	"pushed to refs/approvals/<commit>/<name>. Of a branch that is to be\n"
	"merged, COMMIT is its tip. No tag is left behind here.\n"
	"\n"
	"  --ref REF        where it goes, as the server calls it; main is\n"
	"                   refs/heads/main\n"
	"  --withdraw       takes an approval of yours back\n"
	"  --remote NAME    else the branch's, or origin\n"
	"  --repository N   as the server calls itself; else git config\n"
	"                   refgate.name, or the last part of the remote's URL\n"
	"  --name NAME      last part of the name; else your email\n"
	"  --unsigned       for servers that believe who pushes\n"
	"  --format human|json\n"
	"\n"
	"  refgate approve origin/hotfix/REC-123-login --ref main\n"
	"\n"
	"Exit status: 0 done, 1 it could not be pushed, 2 usage error or git\n"
	"could not sign, 3 internal error.\n";

enum {
	FLAG_REF = 1,
	FLAG_WITHDRAW,
	FLAG_REMOTE,
	FLAG_REPOSITORY,
	FLAG_NAME,
	FLAG_UNSIGNED,
};

static const struct flag flags[] = { { "ref", true, FLAG_REF },
				     { "withdraw", false, FLAG_WITHDRAW },
				     { "remote", true, FLAG_REMOTE },
				     { "repository", true, FLAG_REPOSITORY },
				     { "name", true, FLAG_NAME },
				     { "unsigned", false, FLAG_UNSIGNED },
				     { NULL, false, 0 } };

struct approve {
	struct console console;
	struct site site;
	struct statement_tag tag;
	const char *ref;
	const char *name;
	bool withdraws;
	char commit[OID_HEX_SIZE + 1];
};

/* One's own address: servers that believe who pushes want no other. */
static int find_name(struct approve *approve, struct error *error)
{
	struct arena *arena = &approve->site.setup.arena;
	const char *email;
	int result = 0;

	if (!approve->name) {
		result = statement_tag_find_email(&email, arena, error);
		if (!result)
			approve->name = arena_printf(
				arena, "%s%s", email,
				approve->withdraws ? ",withdrawn" : "");
	}
	return result || approve->name ? result : error_no_memory(error);
}

static int find_all(struct approve *approve, struct error *error)
{
	struct arena *arena = &approve->site.setup.arena;
	const char *text = approve->console.arguments[0];
	struct oid commit;
	int result = clone_revision(&commit, &approve->site.clone, text, true,
				    error);

	if (!result && oid_is_zero(&commit))
		result = error_set(error, ERROR_USAGE, "\"%s\" is no commit",
				   text);
	if (result)
		return result;
	oid_format(&commit, approve->commit);
	approve->ref = site_full_name(&approve->site, approve->ref);
	if (!approve->tag.remote)
		approve->tag.remote = approve->site.clone.remote;
	if (!approve->tag.remote)
		approve->tag.remote = "origin";
	result = statement_tag_find_repository(&approve->tag, error);
	if (!result)
		result = find_name(approve, error);
	if (result)
		return result;
	approve->tag.title = approve->withdraws ? APPROVAL_WITHDRAW :
						  APPROVAL_APPROVE;
	approve->tag.words = arena_printf(
		arena, "%s: %s\nRepository: %s\nRef: %s\n", approve->tag.title,
		approve->commit, approve->tag.repository, approve->ref);
	approve->tag.object = approve->commit;
	approve->tag.place = arena_printf(arena, APPROVAL_PREFIX "%s/%s",
					  approve->commit, approve->name);
	return approve->ref && approve->tag.words && approve->tag.place ?
		       0 :
		       error_no_memory(error);
}

static int print(const struct approve *approve)
{
	struct buf out = BUF_INIT;
	struct json json;
	int status;

	if (approve->console.format == FORMAT_JSON) {
		json_init(&json, &out);
		json_object_begin(&json, NULL);
		json_text(&json, "commit", approve->commit);
		json_text(&json, "ref", approve->ref);
		json_text(&json, "repository", approve->tag.repository);
		json_text(&json, "pushed", approve->tag.place);
		json_bool(&json, "withdrawn", approve->withdraws);
		json_object_end(&json);
		buf_add_byte(&out, '\n');
	} else {
		buf_addf(&out, "%s for %s of %s: %s\n",
			 approve->withdraws ? "withdrawn" : "approved",
			 approve->ref, approve->tag.repository,
			 approve->tag.place);
	}
	status = console_print(&out);
	buf_release(&out);
	return status;
}

/* What git says goes to the terminal by itself. */
static int run(struct approve *approve)
{
	struct error error = { 0 };
	int status = 0;

	if (site_open(&approve->site, true, &error))
		return console_failed(&error);
	approve->tag.arena = &approve->site.setup.arena;
	if (find_all(approve, &error) ||
	    statement_tag_send(&approve->tag, &status, &error))
		return console_failed(&error);
	return status ? STATUS_FINDINGS : print(approve);
}

static void take(struct approve *approve, int code)
{
	const char *value = approve->console.value;

	switch (code) {
	case FLAG_REF:
		approve->ref = value;
		break;
	case FLAG_WITHDRAW:
		approve->withdraws = true;
		break;
	case FLAG_REMOTE:
		approve->tag.remote = value;
		break;
	case FLAG_REPOSITORY:
		approve->tag.repository = value;
		break;
	case FLAG_NAME:
		approve->name = value;
		break;
	case FLAG_UNSIGNED:
		approve->tag.is_unsigned = true;
		break;
	}
}

int verb_approve(int argc, char **argv)
{
	struct approve approve = { .ref = NULL };
	struct console *console = &approve.console;
	int status;
	int code;

	console_init(console, "approve", help);
	while ((code = console_next(console, argc, argv, flags)) != 0)
		take(&approve, code);
	if (console->status >= 0)
		return console->status;
	if (console->argument_count != 1)
		return console_usage(console, "which commit? Name one");
	if (!approve.ref)
		return console_usage(console,
				     "where does it go? Give --ref main");
	status = run(&approve);
	site_release(&approve.site);
	return status;
}
