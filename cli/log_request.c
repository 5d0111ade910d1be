/*
 * log_request.c - see log_request.h. Never lets a filter that cannot match
 * anything pass as an empty answer, where it can tell.
 */
#include "log_request.h"

#include "moment.h"

#include "audit/mask.h"
#include "base/clock.h"
#include "base/text.h"
#include "rules/finding.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define LAST_MAX 10000

static const char help[] =
	"usage: refgate log [OPTION...] [REPOSITORY | FILE... | -]\n"
	"       refgate log verify [OPTION...] [REPOSITORY | FILE... | -]\n"
	"       refgate log anchor [OPTION...] [REPOSITORY | FILE]\n"
	"\n"
	"Shows the records of an audit log, the oldest first. Of a repository\n"
	"it is the log that its policy names, else refgate/audit.jsonl, with\n"
	"the files it was rotated to; without arguments, of the one in the\n"
	"current folder. A FILE is that file alone; it may be packed by gzip,\n"
	"xz, zstd or bzip2.\n"
	"\n"
	"  --since TIME, --until TIME  2026-11-20, 2026-11-20T09:00:00Z, or\n"
	"                              how long ago: 90s, 10m, 4h, 30d, 2w.\n"
	"                              --until of a day includes that day\n"
	"  --repo NAME                 of this repository\n"
	"  --ref REF                   main, refs/heads/main, 'hotfix/**'\n"
	"  --user NAME                 a login or an email address\n"
	"  --rule RULE                 that found something, or was overridden\n"
	"  --verdict VERDICT           denied, accepted; fail, warned, ...\n"
	"  --action ACTION             policy-override, gate-bypassed, ...\n"
	"  --push ID                   of this push; may be cut short\n"
	"  --incident INCIDENT         that an override or a commit names\n"
	"  --approver NAME             of an override; or a key's fingerprint\n"
	"  --commit ID                 a ref's old or new value, or one that a\n"
	"                              rule found something in; may be short\n"
	"  -n, --last N                the last N of them\n"
	"  --format human|json|csv     human is the default\n"
	"  --color auto|always|never\n"
	"  --file FILE                 this log and the files it was rotated to\n"
	"  --identity-key FILE         where people are hashes in the log: the\n"
	"                              key, if it is not the repository's\n"
	"  -v, --verbose               with all that is known of each\n"
	"\n"
	"A filter that is given twice takes either; of several kinds all have\n"
	"to match.\n"
	"\n"
	"Exit status: 0 done, 1 a file is damaged, 2 usage, 3 internal.\n";

/* Those below are filters of the query. */
enum {
	FLAG_SINCE = QUERY_FILTERS + 1,
	FLAG_UNTIL,
	FLAG_FILE,
	FLAG_KEY,
	FLAG_LAST = 'n',
	FLAG_VERBOSE = 'v',
};

#define FILTER(name, filter)                \
	{                                   \
		name, true, 1 + (int)filter \
	}

static const struct flag flags[] = {
	{ "since", true, FLAG_SINCE },
	{ "until", true, FLAG_UNTIL },
	FILTER("repo", QUERY_REPOSITORY),
	FILTER("ref", QUERY_REF),
	FILTER("user", QUERY_USER),
	FILTER("rule", QUERY_RULE),
	FILTER("verdict", QUERY_VERDICT),
	FILTER("action", QUERY_ACTION),
	FILTER("push", QUERY_PUSH),
	FILTER("incident", QUERY_INCIDENT),
	FILTER("approver", QUERY_APPROVER),
	FILTER("commit", QUERY_COMMIT),
	{ "last", true, FLAG_LAST },
	{ "file", true, FLAG_FILE },
	{ "identity-key", true, FLAG_KEY },
	{ "verbose", false, FLAG_VERBOSE },
	{ NULL, false, 0 },
};

/* What --verdict takes beside actions. */
static const char *const verdicts[] = { "landed", "bypassed", "ungoverned" };

static void take_time(struct log_request *request, bool until)
{
	moment_read(&request->console, until,
		    until ? &request->query.until : &request->query.since);
}

static void take_last(struct log_request *request)
{
	const char *text = request->console.value;
	char *end;
	unsigned long last = strtoul(text, &end, 10);

	if (!isdigit((unsigned char)*text) || *end || !last || last > LAST_MAX)
		request->console.status = console_usage(
			&request->console, "'%s' is no number from 1 to %d",
			text, LAST_MAX);
	request->last = last;
	request->query.later = true;
}

struct vocabulary {
	const char *words[64];
	size_t count;
};

static bool knows(const struct vocabulary *known, const char *word)
{
	for (size_t i = 0; i < known->count; i++)
		if (!strcmp(known->words[i], word))
			return true;
	return false;
}

static void list_words(struct vocabulary *out, bool with_verdicts)
{
	out->count = 0;
	for (int i = EVENT_PUSH_ACCEPTED; i <= EVENT_RECOVERED; i++) {
		const char *name = event_action_name((enum event_action)i);

		out->words[out->count++] = name;
		if (!strncmp(name, "push-", strlen("push-")))
			out->words[out->count++] = name + strlen("push-");
	}
	if (!with_verdicts)
		return;
	for (int i = VERDICT_PASS; i <= VERDICT_BROKEN; i++)
		out->words[out->count++] = verdict_name((enum verdict)i);
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(verdicts[0]); i++)
		out->words[out->count++] = verdicts[i];
}

/* Words that no record has: better said than answered with nothing. */
static void check_word(struct log_request *request, enum query_filter filter)
{
	struct console *console = &request->console;
	struct vocabulary known;
	const char *near;

	if (filter != QUERY_ACTION && filter != QUERY_VERDICT)
		return;
	list_words(&known, filter == QUERY_VERDICT);
	if (knows(&known, console->value))
		return;
	near = text_nearest(console->value, known.words, known.count);
	console->status =
		console_usage(console, "there is no %s '%s'%s%s%s",
			      filter == QUERY_ACTION ? "action" : "verdict",
			      console->value, near ? "; did you mean '" : "",
			      near ? near : "", near ? "'?" : "");
}

static void take_word(struct log_request *request, enum query_filter filter)
{
	struct error error = { 0 };

	check_word(request, filter);
	if (request->console.status < 0 &&
	    query_add(&request->query, filter, request->console.value, &error))
		request->console.status = console_failed(&error);
}

static void take_flag(struct log_request *request, int code)
{
	switch (code) {
	case FLAG_SINCE:
	case FLAG_UNTIL:
		take_time(request, code == FLAG_UNTIL);
		break;
	case FLAG_LAST:
		take_last(request);
		break;
	case FLAG_FILE:
		request->file = request->console.value;
		break;
	case FLAG_KEY:
		request->identity_key = request->console.value;
		break;
	case FLAG_VERBOSE:
		request->query.verbose = true;
		break;
	default:
		take_word(request, (enum query_filter)(code - 1));
	}
}

void log_request_read(struct log_request *out, int argc, char **argv)
{
	struct console *console = &out->console;
	int code;

	memset(out, 0, sizeof(*out));
	query_init(&out->query);
	console_init(console, "log", help);
	console->extra = FORMAT_CSV;
	while (console->status < 0 &&
	       (code = console_next(console, argc, argv, flags)) != 0)
		take_flag(out, code);
	if (console->status < 0 && out->file && console->argument_count)
		console->status =
			console_usage(console, "either --file or names");
	out->query.format = console->format == FORMAT_JSON ? QUERY_JSON :
			    console->format == FORMAT_CSV  ? QUERY_CSV :
							     QUERY_HUMAN;
}

static int mask_words(struct log_request *request, enum query_filter filter,
		      const char *key, struct error *error)
{
	struct query *query = &request->query;
	size_t count = query->filters[filter].count;
	char hash[MASK_NAME_SIZE + 1];
	const char *kept;
	int result = 0;

	for (size_t i = 0; !result && i < count; i++) {
		result = mask_name(key, query->filters[filter].words[i], hash,
				   error);
		if (result)
			break;
		kept = arena_copy(&query->arena, str_of(hash));
		result = kept ? query_add(query, filter, kept, error) :
				error_no_memory(error);
	}
	return result;
}

int log_request_mask(struct log_request *request, const struct log_files *files,
		     struct error *error)
{
	const char *key = request->identity_key ? request->identity_key :
						  files->identity_key;
	int result = 0;

	if (!key)
		return 0;
	result = mask_words(request, QUERY_USER, key, error);
	if (!result)
		result = mask_words(request, QUERY_APPROVER, key, error);
	if (!result)
		return 0;
	if (request->identity_key || result == ERROR_INTERNAL)
		return error_context(error, "%s", key);
	if (result != ERROR_NOT_FOUND)
		console_say("people are not found by name: %s", error->text);
	return 0;
}

void log_request_release(struct log_request *request)
{
	query_release(&request->query);
}
