/*
 * test_keys.h - the language of `tests:` as rows: which key may stand where,
 * and what it wants. The check, the runner and the schema read one list.
 */
#ifndef REFGATE_POLICY_TEST_KEYS_H
#define REFGATE_POLICY_TEST_KEYS_H

/* What a step does: each step has one of these keys. */
enum test_verb {
	TEST_PUSH = 1,
	TEST_MERGE = 2,
	TEST_REVERT = 4,
	TEST_PICK = 8,
	TEST_TAG = 16,
	TEST_DELETE = 32,
	TEST_APPROVE = 64,
	TEST_AUTHORIZE = 128,
	TEST_WAIT = 256,
};

#define TEST_JOINS (TEST_MERGE | TEST_REVERT | TEST_PICK)
#define TEST_STATES (TEST_APPROVE | TEST_AUTHORIZE)
/* Which may stand in `with`. */
#define TEST_CHANGES (TEST_PUSH | TEST_JOINS | TEST_TAG | TEST_DELETE)

enum test_type {
	TEST_TEXT,
	TEST_TEXTS,
	TEST_NAME,	 /* of a step or a commit */
	TEST_FLAG,	 /* true, false */
	TEST_COUNT,	 /* 1 to TEST_LINES_MAX */
	TEST_SIZE,	 /* 2MiB, at most TEST_SIZE_MAX */
	TEST_DURATION,	 /* 25h */
	TEST_MOMENT,	 /* RFC 3339, or -40d, +1h */
	TEST_FF,	 /* no, only */
	TEST_MODE,	 /* executable, symlink, submodule */
	TEST_PERSON,	 /* or ~ */
	TEST_IDENTITY,	 /* a person, or Name <email> */
	TEST_RULES,	 /* a rule, or a list of them */
	TEST_RECORD,	 /* a mapping of `keys` */
	TEST_RECORDS,	 /* a list of them */
	TEST_RECORD_MAP, /* name: a mapping of `keys` */
	TEST_TEXT_MAP,	 /* name: text, or ~ */
	TEST_GROUP_MAP,	 /* name: list of persons */
	TEST_FILES,	 /* path: text, ~, or a mapping of `keys` */
	TEST_STEPS,
	TEST_CHANGE_LIST,
	TEST_STEP_KEYS, /* a mapping of what `verbs` have, without the verb */
};

#define TEST_LINES_MAX 1000000
#define TEST_SIZE_MAX (INT64_C(256) << 20)
#define TEST_DISTANCE_MAX (INT64_C(36525) * 86400)

struct test_key {
	const char *key; /* NULL ends a list */
	enum test_type type;
	unsigned verbs; /* steps that have it; 0: all, where there are verbs */
	const struct test_key *keys;
	const char *help;
};

extern const struct test_key test_setting_keys[];
extern const struct test_key test_case_keys[];	 /* what a case has beside */
extern const struct test_key test_verb_keys[];	 /* verbs: the one it is */
extern const struct test_key test_change_keys[]; /* of steps and `with` */
extern const struct test_key test_step_keys[];	 /* of steps only */

/* Names in brackets that are no rules: NULL-terminated. */
extern const char *const test_other_rules[];

#endif
