/*
 * report_head.c - see report_head.h. Takes any JSON: members in any order,
 * with any blanks, as a database may give them back.
 */
#include "audit/report_head.h"

#include "audit/report_walk.h"
#include "base/clock.h"

#include <jansson.h>
#include <string.h>

#define NUMBER_DIGITS_MAX 18
#define HASH_SHOWN 12

struct reader {
	struct report_head *head;
	struct arena *arena;
	struct str time, name, email, hash, part;
};

/* A member of a member, and where its text or its bytes go. */
struct member {
	const char *group; /* NULL: of the record itself */
	const char *key;
	size_t offset; /* in struct reader, or in struct report_head */
	enum {
		OF_READER,
		OF_HEAD
	} owner;
	enum {
		AS_TEXT,
		AS_IT_IS,
		AS_NUMBER
	} how;
};

#define HEAD(member) offsetof(struct report_head, member), OF_HEAD
#define READER(member) offsetof(struct reader, member), OF_READER

static const struct member members[] = {
	{ NULL, "@timestamp", READER(time), AS_TEXT },
	{ "event", "action", HEAD(action), AS_TEXT },
	{ "event", "sequence", HEAD(sequence), AS_NUMBER },
	{ "host", "name", HEAD(host), AS_TEXT },
	{ "user", "name", READER(name), AS_TEXT },
	{ "user", "email", READER(email), AS_TEXT },
	{ "user", "hash", READER(hash), AS_TEXT },
	{ "rule", "id", HEAD(rules), AS_IT_IS },
	{ "refgate", "chain", HEAD(chain), AS_TEXT },
	{ "refgate", "part", READER(part), AS_TEXT },
	{ "refgate", "repository", HEAD(repository), AS_TEXT },
	{ "refgate", "mode", HEAD(mode), AS_TEXT },
	{ "refgate", "refs", HEAD(refs), AS_IT_IS },
};

#define MEMBER_COUNT (sizeof(members) / sizeof(members[0]))

struct str report_text(struct str value, struct arena *arena)
{
	struct str text = { NULL, 0 };
	json_t *json;

	if (walk_plain(value, &text))
		return text;
	json = json_loadb(value.data, value.size,
			  JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
	text = str_of(NULL);
	if (json_is_string(json))
		text = str_of(arena_copy(
			arena, (struct str){ json_string_value(json),
					     json_string_length(json) }));
	json_decref(json);
	return text;
}

/* 0 for what is none. */
static uint64_t number_of(struct str digits)
{
	uint64_t number = 0;

	if (digits.size > NUMBER_DIGITS_MAX)
		return 0;
	for (size_t i = 0; i < digits.size; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return 0;
		number = number * 10 + (uint64_t)(digits.data[i] - '0');
	}
	return number;
}

static void take(struct reader *reader, const struct member *member,
		 struct str value)
{
	char *base = member->owner == OF_HEAD ? (char *)reader->head :
						(char *)reader;
	uint64_t number;
	struct str text = value;

	if (member->how == AS_NUMBER) {
		number = number_of(value);
		memcpy(base + member->offset, &number, sizeof(number));
		return;
	}
	if (member->how == AS_TEXT)
		text = report_text(value, reader->arena);
	memcpy(base + member->offset, &text, sizeof(text));
}

static bool is_group(const char *group, struct str wanted)
{
	return group && str_is(wanted, group);
}

static bool read_group(struct reader *reader, const char *group,
		       struct str value)
{
	struct walk walk = walk_open(value);
	struct walk_item item;

	while (walk_next(&walk, &item))
		for (size_t i = 0; i < MEMBER_COUNT; i++)
			if (members[i].group == group &&
			    str_is(item.key, members[i].key)) {
				take(reader, &members[i], item.value);
				break;
			}
	return !walk.broken;
}

static bool read_member(struct reader *reader, const struct walk_item *item)
{
	size_t i = 0;

	while (i < MEMBER_COUNT && !is_group(members[i].group, item->key))
		i++;
	if (i < MEMBER_COUNT)
		return read_group(reader, members[i].group, item->value);
	if (str_is(item->key, members[0].key))
		take(reader, &members[0], item->value);
	return true;
}

static void name_user(struct reader *reader)
{
	struct report_head *head = reader->head;

	head->login = reader->name;
	head->user = reader->name.size ? reader->name : reader->email;
	if (!head->user.size && reader->hash.size)
		head->user = str_of(arena_printf(
			reader->arena, "person:%.*s",
			STR_ARGS(str_first(reader->hash, HASH_SHOWN))));
}

bool report_head_read(struct report_head *head, struct str line,
		      struct arena *arena)
{
	struct reader reader = { .head = head, .arena = arena };
	struct walk walk = walk_open(line);
	struct walk_item item;
	bool good = true;

	memset(head, 0, sizeof(*head));
	while (good && walk_next(&walk, &item))
		good = read_member(&reader, &item);
	if (!good || !walk_ended(&walk) || !head->action.size ||
	    !clock_parse(reader.time, &head->time))
		return false;
	head->part = number_of(
		str_first(reader.part, str_find_byte(reader.part, '/')));
	if (!head->part)
		head->part = 1;
	name_user(&reader);
	return true;
}
