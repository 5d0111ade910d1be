/*
 * query_match.c - see query_match.h. Never trusts a record: a member of
 * another type than it should have is one that is not there.
 */
#include "audit/query_match.h"

#include "audit/query_show.h"
#include "base/clock.h"

#include <string.h>

struct word {
	const char *text;
	const struct glob *glob; /* of a ref */
};

typedef bool matcher(const json_t *record, const struct word *word);

static bool is(const struct word *word, const char *text)
{
	return *text && !strcmp(word->text, text);
}

static bool is_at(const json_t *record, const char *path,
		  const struct word *word)
{
	return is(word, query_text(record, path));
}

/* Whether `key` ("": itself) of an item of the array is the word. */
static bool is_among(const json_t *record, const char *path, const char *key,
		     const struct word *word)
{
	const json_t *array = query_array(record, path);

	for (size_t i = 0; i < json_array_size(array); i++)
		if (is_at(json_array_get(array, i), key, word))
			return true;
	return false;
}

static bool has_repository(const json_t *record, const struct word *word)
{
	return is_at(record, "refgate.repository", word);
}

static bool is_name(const struct word *word, struct str name)
{
	return str_is(name, word->text) || glob_match(word->glob, name);
}

static bool has_ref(const json_t *record, const struct word *word)
{
	const json_t *refs = query_array(record, "refgate.refs");
	struct str name;

	for (size_t i = 0; i < json_array_size(refs); i++) {
		name = str_of(query_text(json_array_get(refs, i), "name"));
		if (is_name(word, name) || is_name(word, query_short_ref(name)))
			return true;
	}
	return false;
}

static bool has_user(const json_t *record, const struct word *word)
{
	return is_at(record, "user.name", word) ||
	       is_at(record, "user.email", word) ||
	       is_at(record, "user.hash", word);
}

static bool has_rule(const json_t *record, const struct word *word)
{
	return is_among(record, "rule.id", "", word) ||
	       is_among(record, "refgate.findings", "rule", word) ||
	       is_among(record, "refgate.override.rules", "", word);
}

static bool has_action(const json_t *record, const struct word *word)
{
	const char *action = query_text(record, "event.action");

	return is(word, action) || is(word, query_short_action(action));
}

static bool has_verdict(const json_t *record, const struct word *word)
{
	return is_among(record, "refgate.refs", "verdict", word) ||
	       is_among(record, "refgate.findings", "verdict", word) ||
	       has_action(record, word);
}

static bool begins(const struct word *word, const char *id)
{
	return !strncmp(id, word->text, strlen(word->text));
}

static bool has_push(const json_t *record, const struct word *word)
{
	return begins(word, query_text(record, "refgate.push_id"));
}

static bool is_incident(const struct word *word, const char *text)
{
	return is(word, text) || (*text == '#' && is(word, text + 1));
}

static bool has_incident(const json_t *record, const struct word *word)
{
	const json_t *refs = query_array(record, "refgate.refs");
	const json_t *list;

	if (is_incident(word, query_text(record, "refgate.override.incident")))
		return true;
	for (size_t i = 0; i < json_array_size(refs); i++) {
		list = query_array(json_array_get(refs, i), "incident");
		for (size_t k = 0; k < json_array_size(list); k++)
			if (is_incident(word,
					query_text(json_array_get(list, k),
						   "")))
				return true;
	}
	return false;
}

static bool has_approver(const json_t *record, const struct word *word)
{
	static const char path[] = "refgate.override.approvers";

	return is_among(record, path, "name", word) ||
	       is_among(record, path, "key", word);
}

static bool begins_among(const json_t *record, const char *path,
			 const char *key, const struct word *word)
{
	const json_t *array = query_array(record, path);

	for (size_t i = 0; i < json_array_size(array); i++)
		if (begins(word, query_text(json_array_get(array, i), key)))
			return true;
	return false;
}

static bool has_commit(const json_t *record, const struct word *word)
{
	return begins_among(record, "refgate.refs", "new", word) ||
	       begins_among(record, "refgate.refs", "old", word) ||
	       begins_among(record, "refgate.findings", "commit", word);
}

static matcher *const matchers[QUERY_FILTERS] = {
	[QUERY_REPOSITORY] = has_repository,
	[QUERY_REF] = has_ref,
	[QUERY_USER] = has_user,
	[QUERY_RULE] = has_rule,
	[QUERY_VERDICT] = has_verdict,
	[QUERY_ACTION] = has_action,
	[QUERY_PUSH] = has_push,
	[QUERY_INCIDENT] = has_incident,
	[QUERY_APPROVER] = has_approver,
	[QUERY_COMMIT] = has_commit,
};

static bool has_any(const struct query_words *filter, matcher *has,
		    const json_t *record)
{
	struct word word;

	for (size_t i = 0; i < filter->count; i++) {
		word = (struct word){ filter->words[i], &filter->globs[i] };
		if (has(record, &word))
			return true;
	}
	return filter->count == 0;
}

static bool is_between(const struct query *query, struct str time)
{
	int64_t seconds;

	if (!query->since && !query->until)
		return true;
	return clock_parse(time, &seconds) &&
	       (!query->since || seconds >= query->since) &&
	       (!query->until || seconds < query->until);
}

bool query_matches(const struct query *query, const json_t *record)
{
	bool wanted =
		is_between(query, str_of(query_text(record, "@timestamp")));

	for (size_t i = 0; wanted && i < QUERY_FILTERS; i++)
		wanted = has_any(&query->filters[i], matchers[i], record);
	return wanted;
}

/* Of a glob the part up to what is special. */
static bool may_hold(const struct query_words *filter, size_t i,
		     struct str line)
{
	const char *word = filter->words[i];
	size_t size = strlen(word);

	if (filter->globs[i].text)
		size = strcspn(word, "*?[{\\!");
	return memmem(line.data, line.size, word, size) != NULL;
}

static bool may_hold_any(const struct query_words *filter, struct str line)
{
	for (size_t i = 0; i < filter->count; i++)
		if (may_hold(filter, i, line))
			return true;
	return filter->count == 0;
}

/* Of a line as we write it; of others they are to be read. */
static bool may_be_between(const struct query *query, struct str line)
{
	static const char key[] = "{\"@timestamp\":\"";
	struct str time;

	if (!str_starts(line, key))
		return true;
	time = str_from(line, sizeof(key) - 1);
	return is_between(query, str_first(time, str_find_byte(time, '"')));
}

/* With a backslash a text may stand there in another form. */
bool query_may_match(const struct query *query, struct str line)
{
	bool possible = true;

	if (memchr(line.data, '\\', line.size))
		return true;
	for (size_t i = 0; possible && i < QUERY_FILTERS; i++)
		possible = may_hold_any(&query->filters[i], line);
	return possible && may_be_between(query, line);
}
