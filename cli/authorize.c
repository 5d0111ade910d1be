/*
 * authorize.c - `refgate authorize`: makes the tag by which rules are
 * overridden in an emergency, and pushes it, by running git. Judges nothing:
 * the server does.
 */
#include "site.h"
#include "statement_tag.h"
#include "verbs.h"

#include "base/json.h"
#include "gate/authorisation.h"

#include <string.h>

static const char help[] =
	"usage: refgate authorize INCIDENT COMMIT --ref REF --rules IDS\n"
	"                         [OPTION...]\n"
	"\n"
	"Says that COMMIT may go into REF of the server although these rules\n"
	"refuse it: a signed tag that is pushed to refs/overrides/. Of a\n"
	"branch that is to be merged, COMMIT is its tip. Who pushes then types\n"
	"git push -o override=INCIDENT. No tag is left behind here.\n"
	"\n"
	"  --ref REF        where it goes; main is refs/heads/main. May be\n"
	"                   given several times\n"
	"  --rules IDS      ids of rules, with commas between, or all\n"
	"  --expires WHEN   in 30m, 2h, or at 2026-01-31T18:00:00Z; else in 1h\n"
	"  --reason TEXT    why\n"
	"  --trailer LINE   \"Token: value\", as the policy asks for\n"
	"  --delete         COMMIT is what REF is, and REF is to be deleted\n"
	"  --remote NAME    else the branch's, or origin\n"
	"  --repository N   as the server calls itself; else git config\n"
	"                   refgate.name, or the last part of the remote's URL\n"
	"  --name NAME      last part of the name; else your email and the time\n"
	"  --format human|json\n"
	"\n"
	"  refgate authorize INC-7 origin/hotfix/REC-1 --ref main \\\n"
	"    --rules approvals --expires 1h --reason 'nobody can log in'\n"
	"\n"
	"Exit status: 0 done, 1 it could not be pushed, 2 usage error or git\n"
	"could not sign, 3 internal error.\n";

#define LASTING "1h"
#define ZEROS "0000000000000000000000000000000000000000"
#define TAGS "refs/tags/"
#define ALL "all"

enum {
	FLAG_REF = 1,
	FLAG_RULES,
	FLAG_EXPIRES,
	FLAG_REASON,
	FLAG_TRAILER,
	FLAG_DELETE,
	FLAG_REMOTE,
	FLAG_REPOSITORY,
	FLAG_NAME,
};

static const struct flag flags[] = {
	{ "ref", true, FLAG_REF },
	{ "rules", true, FLAG_RULES },
	{ "expires", true, FLAG_EXPIRES },
	{ "reason", true, FLAG_REASON },
	{ "trailer", true, FLAG_TRAILER },
	{ "delete", false, FLAG_DELETE },
	{ "remote", true, FLAG_REMOTE },
	{ "repository", true, FLAG_REPOSITORY },
	{ "name", true, FLAG_NAME },
	{ NULL, false, 0 },
};

struct authorize {
	struct console console;
	struct site site;
	struct statement_tag tag;
	struct texts refs, trailers; /* as many as there are arguments */
	const char *rules;
	const char *expires;
	const char *reason;
	const char *name;
	bool deletes;
	char object[OID_HEX_SIZE + 1];
	struct buf end; /* of its time */
};

/* Of a tag, the tag itself; else the commit. */
static int find_object(struct authorize *it, struct error *error)
{
	const char *text = it->console.arguments[1];
	bool is_tag = str_starts(str_of(it->refs.items[0]), TAGS);
	struct oid id;
	int result = clone_revision(&id, &it->site.clone, text, !is_tag, error);

	if (!result && oid_is_zero(&id))
		result = error_set(error, ERROR_USAGE, "\"%s\" is nothing",
				   text);
	if (!result)
		oid_format(&id, it->object);
	return result;
}

static int find_end(struct authorize *it, struct error *error)
{
	struct str text = str_of(it->expires);
	int64_t seconds;

	if (clock_parse_duration(text, &seconds))
		seconds += clock_now() / USEC_PER_SECOND;
	else if (!clock_parse(text, &seconds))
		return error_set(error, ERROR_USAGE,
				 "'%s' is neither a duration such as 2h nor a "
				 "time such as 2026-01-31T18:00:00Z",
				 it->expires);
	clock_format_seconds(&it->end, seconds);
	return buf_failed(&it->end) ? error_no_memory(error) : 0;
}

static int check_rules(const struct authorize *it, struct error *error)
{
	struct str rest = str_of(it->rules);

	while (rest.size) {
		size_t comma = str_find_byte(rest, ',');
		char *id = arena_copy(it->tag.arena,
				      str_trim(str_first(rest, comma)));

		if (!id)
			return error_no_memory(error);
		if (strcmp(id, ALL) != 0 && !rule_by_id(id))
			return error_set(error, ERROR_USAGE,
					 "there is no rule '%s'", id);
		rest = str_from(rest, comma + 1);
	}
	return 0;
}

/* Two people's, and one's second, each need a name. */
static int find_name(struct authorize *it, struct error *error)
{
	struct buf time = BUF_INIT;
	const char *email;
	int result;

	if (it->name)
		return 0;
	result = statement_tag_find_email(&email, it->tag.arena, error);
	clock_format(&time, clock_now());
	for (size_t i = 0; i < time.size; i++)
		if (time.data[i] == ':')
			time.data[i] = '-';
	if (!result && !buf_failed(&time))
		it->name = arena_printf(it->tag.arena, "%s,%s", email,
					buf_text(&time));
	buf_release(&time);
	return result || it->name ? result : error_no_memory(error);
}

static int add_line(struct buf *out, const char *token, const char *value,
		    struct error *error)
{
	if (strchr(value, '\n') || !*value)
		return error_set(error, ERROR_USAGE, "%s: one line, please",
				 token);
	buf_addf(out, "%s: %s\n", token, value);
	return 0;
}

static int add_trailer(struct buf *out, const char *line, struct error *error)
{
	size_t colon = str_find_byte(str_of(line), ':');

	if (!colon || strchr(line, '\n') || colon + 1 >= str_of(line).size)
		return error_set(error, ERROR_USAGE,
				 "'%s' is no trailer such as \"Risk: none\"",
				 line);
	buf_addf(out, "%s\n", line);
	return 0;
}

static int write_words(struct authorize *it, struct error *error)
{
	const char *incident = it->console.arguments[0];
	struct buf text = BUF_INIT;
	int result = add_line(&text, "Override", incident, error);

	if (!result)
		result = add_line(&text, "Repository", it->tag.repository,
				  error);
	for (size_t i = 0; !result && i < it->refs.count; i++)
		result = add_line(&text, "Ref", it->refs.items[i], error);
	buf_addf(&text, "New: %s\nExpires: %s\n",
		 it->deletes ? ZEROS : it->object, buf_text(&it->end));
	if (!result)
		result = add_line(&text, "Rules", it->rules, error);
	if (!result && it->reason)
		result = add_line(&text, "Reason", it->reason, error);
	for (size_t i = 0; !result && i < it->trailers.count; i++)
		result = add_trailer(&text, it->trailers.items[i], error);
	if (!result && !buf_failed(&text))
		it->tag.words = arena_copy(it->tag.arena, buf_str(&text));
	buf_release(&text);
	return result || it->tag.words ? result : error_no_memory(error);
}

static int find_all(struct authorize *it, struct error *error)
{
	int result = 0;

	for (size_t i = 0; i < it->refs.count; i++) {
		it->refs.items[i] =
			site_full_name(&it->site, it->refs.items[i]);
		if (!it->refs.items[i])
			return error_no_memory(error);
	}
	if (!it->tag.remote)
		it->tag.remote = it->site.clone.remote;
	if (!it->tag.remote)
		it->tag.remote = "origin";
	result = find_object(it, error);
	if (!result)
		result = check_rules(it, error);
	if (!result)
		result = find_end(it, error);
	if (!result)
		result = statement_tag_find_repository(&it->tag, error);
	if (!result)
		result = find_name(it, error);
	if (!result)
		result = write_words(it, error);
	if (result)
		return result;
	it->tag.title = "Override";
	it->tag.object = it->object;
	it->tag.place = arena_printf(it->tag.arena,
				     AUTHORISATION_PREFIX "%s/%s",
				     it->console.arguments[0], it->name);
	return it->tag.place ? 0 : error_no_memory(error);
}

static void add_json(struct buf *out, const struct authorize *it)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "incident", it->console.arguments[0]);
	json_text(&json, it->deletes ? "deletes" : "new", it->object);
	json_array_begin(&json, "refs");
	for (size_t i = 0; i < it->refs.count; i++)
		json_text(&json, NULL, it->refs.items[i]);
	json_array_end(&json);
	json_text(&json, "rules", it->rules);
	json_text(&json, "expires", buf_text(&it->end));
	json_text(&json, "repository", it->tag.repository);
	json_text(&json, "pushed", it->tag.place);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

static int print(const struct authorize *it)
{
	struct buf out = BUF_INIT;
	int status;

	if (it->console.format == FORMAT_JSON)
		add_json(&out, it);
	else
		buf_addf(&out,
			 "authorised until %s: %s\n"
			 "who pushes types: git push -o override=%s\n",
			 buf_text(&it->end), it->tag.place,
			 it->console.arguments[0]);
	status = console_print(&out);
	buf_release(&out);
	return status;
}

static int run(struct authorize *it)
{
	struct error error = { 0 };
	int status = 0;

	if (site_open(&it->site, true, &error))
		return console_failed(&error);
	it->tag.arena = &it->site.setup.arena;
	if (find_all(it, &error) ||
	    statement_tag_send(&it->tag, &status, &error))
		return console_failed(&error);
	return status ? STATUS_FINDINGS : print(it);
}

static void take(struct authorize *it, int code)
{
	const struct {
		int code;
		const char **place;
	} places[] = {
		{ FLAG_RULES, &it->rules },
		{ FLAG_EXPIRES, &it->expires },
		{ FLAG_REASON, &it->reason },
		{ FLAG_REMOTE, &it->tag.remote },
		{ FLAG_REPOSITORY, &it->tag.repository },
		{ FLAG_NAME, &it->name },
		{ FLAG_REF, &it->refs.items[it->refs.count] },
		{ FLAG_TRAILER, &it->trailers.items[it->trailers.count] },
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (places[i].code == code)
			*places[i].place = it->console.value;
	it->refs.count += code == FLAG_REF;
	it->trailers.count += code == FLAG_TRAILER;
	it->deletes |= code == FLAG_DELETE;
}

/* -1: go on; else the exit status. */
static int read_arguments(struct authorize *it, int argc, char **argv)
{
	struct console *console = &it->console;
	int code;

	while ((code = console_next(console, argc, argv, flags)) != 0)
		take(it, code);
	if (console->status >= 0)
		return console->status;
	if (console->argument_count != 2)
		return console_usage(console,
				     "which incident, and which commit?");
	if (!it->refs.count)
		return console_usage(console,
				     "where does it go? Give --ref main");
	if (!it->rules)
		return console_usage(console, "which rules? Give --rules "
					      "approvals, or all");
	return -1;
}

int verb_authorize(int argc, char **argv)
{
	struct authorize it = { .expires = LASTING };
	struct arena arena;
	size_t size = ((size_t)argc + 1) * sizeof(char *);
	int status;

	arena_init(&arena);
	it.refs.items = arena_alloc(&arena, size);
	it.trailers.items = arena_alloc(&arena, size);
	console_init(&it.console, "authorize", help);
	if (it.refs.items && it.trailers.items) {
		status = read_arguments(&it, argc, argv);
		if (status < 0)
			status = run(&it);
	} else {
		console_say("out of memory");
		status = STATUS_INTERNAL;
	}
	buf_release(&it.end);
	site_release(&it.site);
	arena_release(&arena);
	return status;
}
