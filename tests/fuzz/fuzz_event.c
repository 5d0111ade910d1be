/*
 * fuzz_event.c - events of a stranger's words as lines of the log: each is
 * one JSON object of at most the size that syslog takes, hidden people or not.
 */
#include "fuzz.h"

#include "audit/event.h"
#include "audit/mask.h"
#include "audit/record.h"

#include <jansson.h>
#include <string.h>

enum part {
	PART_MESSAGE,
	PART_REPOSITORY,
	PART_USER,
	PART_EMAIL,
	PART_REF,
	PART_RULE,
	PART_DETAIL,
	PARTS
};

static void check_line(struct str line)
{
	struct record record;
	json_t *json;

	expect(line.size < EVENT_LINE_SIZE_MAX);
	expect(fuzz_is_shown(line));
	expect(record_scan(&record, line) && record_is_whole(line));
	expect(record.sequence == 7 && record.kind == RECORD_EVENT);
	json = json_loadb(line.data, line.size, JSON_REJECT_DUPLICATES, NULL);
	expect(json_is_object(json));
	expect(json_is_object(json_object_get(json, "refgate")));
	json_decref(json);
}

static void check_lines(const struct event *event)
{
	struct event_place place = {
		.sequence = 7, .chain = "c", .host = "h", .id = "1", .pid = 1
	};
	struct event_part *parts = NULL;
	struct buf line = BUF_INIT;
	struct error error;
	size_t count = 0;
	size_t refs = 0;

	expect(!event_split(&parts, &count, event, &error) && count > 0);
	place.parts = count;
	for (place.part = 1; place.part <= count; place.part++) {
		const struct event_part *part = &parts[place.part - 1];

		buf_clear(&line);
		expect(!event_format(event, part, &place, &line, &error));
		check_line(buf_str(&line));
		refs += part->ref_count;
	}
	expect(refs == event->ref_count);
	buf_release(&line);
	free(parts);
}

static void check_masked(const struct event *event, struct arena *arena)
{
	const struct log_options options = {
		.identity_key = fuzz_path("identity-key"),
		.mode = 0600,
	};
	struct error error;
	struct event hidden;

	expect(!mask_event(&hidden, event, &options, arena, &error));
	expect(!hidden.user_name && !hidden.user_email && !hidden.source_ip);
	expect(!event->user_name || strlen(hidden.user_hash) == MASK_NAME_SIZE);
	check_lines(&hidden);
}

FUZZ_TARGET(event)
{
	struct str parts[PARTS];
	const char *texts[PARTS];
	struct arena arena;
	struct event_ref refs[2] = { { .kind = "update", .verdict = "fail" },
				     { .kind = "create", .verdict = "pass" } };
	struct event_finding finding = { .ruleset = "main", .verdict = "fail" };
	struct event event = { .action = EVENT_PUSH_DENIED,
			       .time = 1,
			       .mode = "enforce",
			       .source_ip = "192.0.2.1",
			       .refs = refs,
			       .ref_count = 2,
			       .findings = &finding,
			       .finding_count = 1,
			       .people_count = 2 };

	arena_init(&arena);
	fuzz_split((struct str){ (const char *)data, size }, parts, PARTS);
	for (size_t i = 0; i < PARTS; i++) {
		texts[i] = arena_copy(&arena, parts[i]);
		expect(texts[i]);
	}
	event.message = texts[PART_MESSAGE];
	event.repository = texts[PART_REPOSITORY];
	event.user_name = texts[PART_USER][0] ? texts[PART_USER] : NULL;
	event.user_email = texts[PART_EMAIL][0] ? texts[PART_EMAIL] : NULL;
	event.people = &texts[PART_USER];
	refs[0].name = parts[PART_REF];
	refs[1].name = parts[PART_RULE];
	finding.rule = texts[PART_RULE];
	finding.ref = parts[PART_REF];
	finding.detail = parts[PART_DETAIL];
	check_lines(&event);
	check_masked(&event, &arena);
	arena_release(&arena);
	return 0;
}
