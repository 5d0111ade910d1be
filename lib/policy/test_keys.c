/*
 * test_keys.c - the rows of test_keys.h. Never code.
 */
#include "policy/test_keys.h"

#include <stddef.h>

const char *const test_other_rules[] = {
	"structure", "unmatched", "import", "override", "fetch-first", NULL,
};

static const struct test_key file_keys[] = {
	{ "content", TEST_TEXT, 0, NULL, "exactly this" },
	{ "append", TEST_TEXT, 0, NULL, "behind what is there" },
	{ "lines", TEST_COUNT, 0, NULL, "so many lines" },
	{ "size", TEST_SIZE, 0, NULL, "so many bytes" },
	{ "binary", TEST_FLAG, 0, NULL, "with `size`: no text" },
	{ "mode", TEST_MODE, 0, NULL, "executable, symlink, submodule" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

static const struct test_key commit_keys[] = {
	{ "message", TEST_TEXT, 0, NULL, "else a plain one" },
	{ "files", TEST_FILES, 0, file_keys, "path: content; ~ deletes" },
	{ "author", TEST_IDENTITY, 0, NULL, "else who acts" },
	{ "committer", TEST_IDENTITY, 0, NULL, "else who acts" },
	{ "date", TEST_MOMENT, 0, NULL, "a time, or -40d; else now" },
	{ "signed-by", TEST_PERSON, 0, NULL, "a person; ~: not signed" },
	{ "parents", TEST_TEXTS, 0, NULL, "commits; the first gives the tree" },
	{ "id", TEST_NAME, 0, NULL, "a name for the commit" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

static const struct test_key push_keys[] = {
	{ "ref", TEST_TEXT, 0, NULL, "what is pushed to" },
	{ "from", TEST_TEXT, 0, NULL, "where the commits start" },
	{ "commits", TEST_RECORDS, 0, commit_keys, "each on the one before" },
	{ "delete", TEST_FLAG, 0, NULL, "deletes the ref" },
	{ "id", TEST_NAME, 0, NULL, "a name for what is pushed" },
	{ "force", TEST_FLAG, 0, NULL, "git push --force" },
	{ "options", TEST_TEXTS, 0, NULL, "push options" },
	{ "signed", TEST_FLAG, 0, NULL, "git push --signed" },
	{ "with", TEST_CHANGE_LIST, 0, NULL, "more of the same push" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

static const struct test_key defaults_keys[] = {
	{ "commit", TEST_RECORD, 0, commit_keys, "keys of a commit" },
	{ "merge", TEST_STEP_KEYS, TEST_MERGE, NULL, "keys of a merge" },
	{ "tag", TEST_STEP_KEYS, TEST_TAG, NULL, "keys of a tag" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

static const struct test_key person_keys[] = {
	{ "emails", TEST_TEXTS, 0, NULL, "the first is in commits" },
	{ "logins", TEST_TEXTS, 0, NULL, "the first pushes" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

const struct test_key test_setting_keys[] = {
	{ "as", TEST_PERSON, 0, NULL, "who acts where no step says it" },
	{ "given", TEST_STEPS, 0, NULL, "the repository, past the gate" },
	{ "sign", TEST_FLAG, 0, NULL, "everything is signed" },
	{ "defaults", TEST_RECORD, 0, defaults_keys, "of commit, merge, tag" },
	{ "texts", TEST_TEXT_MAP, 0, NULL, "name: text, for ${name}" },
	{ "people", TEST_RECORD_MAP, 0, person_keys, "name: emails, logins" },
	{ "groups", TEST_GROUP_MAP, 0, NULL, "name: list of people" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

const struct test_key test_case_keys[] = {
	{ "name", TEST_TEXT, 0, NULL, "what the case shows" },
	{ "steps", TEST_STEPS, 0, NULL, "one after another" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

const struct test_key test_verb_keys[] = {
	{ "push", TEST_RECORD, TEST_PUSH, push_keys, "pushes commits" },
	{ "merge", TEST_TEXT, TEST_MERGE, NULL, "merges a ref" },
	{ "revert", TEST_TEXT, TEST_REVERT, NULL, "undoes a commit" },
	{ "cherry-pick", TEST_TEXT, TEST_PICK, NULL, "takes a commit over" },
	{ "tag", TEST_TEXT, TEST_TAG, NULL, "makes a tag" },
	{ "delete", TEST_TEXT, TEST_DELETE, NULL, "deletes a ref" },
	{ "approve", TEST_TEXT, TEST_APPROVE, NULL, "approves a commit" },
	{ "authorize", TEST_TEXT, TEST_AUTHORIZE, NULL, "overrides, by name" },
	{ "wait", TEST_DURATION, TEST_WAIT, NULL, "time passes" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

const struct test_key test_change_keys[] = {
	{ "into", TEST_TEXT, TEST_JOINS, NULL, "the ref that is changed" },
	{ "from", TEST_TEXT, TEST_JOINS, NULL, "where it starts" },
	{ "ff", TEST_FF, TEST_MERGE, NULL, "no (default) or only" },
	{ "files", TEST_FILES, TEST_JOINS, file_keys, "as written here" },
	{ "resolve", TEST_FILES, TEST_JOINS, file_keys, "the same" },
	{ "author", TEST_IDENTITY, TEST_JOINS, NULL, "else who acts" },
	{ "committer", TEST_IDENTITY, TEST_JOINS, NULL, "else who acts" },
	{ "message", TEST_TEXT, TEST_JOINS | TEST_TAG | TEST_STATES, NULL,
	  "else what git would write" },
	{ "date", TEST_MOMENT, TEST_JOINS | TEST_TAG | TEST_STATES, NULL,
	  "a time, or -40d; else now" },
	{ "signed-by", TEST_PERSON, TEST_JOINS | TEST_TAG | TEST_STATES, NULL,
	  "a person; ~: not signed" },
	{ "on", TEST_TEXT, TEST_TAG | TEST_AUTHORIZE, NULL, "what it is of" },
	{ "ref", TEST_TEXTS, TEST_STATES, NULL, "where it is to go in" },
	{ "withdraw", TEST_FLAG, TEST_APPROVE, NULL, "takes it back" },
	{ "rules", TEST_RULES, TEST_AUTHORIZE, NULL, "else all" },
	{ "expires", TEST_MOMENT, TEST_AUTHORIZE, NULL, "else in an hour" },
	{ "delete", TEST_FLAG, TEST_AUTHORIZE, NULL, "what goes is deleted" },
	{ "trailers", TEST_TEXT_MAP, TEST_STATES, NULL, "token: value, or ~" },
	{ "at", TEST_TEXT, TEST_STATES, NULL, "last component of the ref" },
	{ "id", TEST_NAME, ~(unsigned)TEST_WAIT, NULL,
	  "a name for the result" },
	{ "force", TEST_FLAG, ~(unsigned)TEST_WAIT, NULL, "git push --force" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};

const struct test_key test_step_keys[] = {
	{ "as", TEST_PERSON, 0, NULL, "who does it" },
	{ "refuse", TEST_RULES, 0, NULL, "exactly the rules that refuse it" },
	{ "warn", TEST_RULES, 0, NULL, "exactly the rules that warn" },
	{ "says", TEST_TEXTS, 0, NULL, "texts that the answer holds" },
	{ "options", TEST_TEXTS, 0, NULL, "push options" },
	{ "signed", TEST_FLAG, 0, NULL, "with a push certificate" },
	{ "with", TEST_CHANGE_LIST, 0, NULL, "more of the same push" },
	{ "past-gate", TEST_FLAG, 0, NULL, "not judged" },
	{ NULL, TEST_TEXT, 0, NULL, NULL },
};
