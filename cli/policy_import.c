/*
 * policy_import.c - `refgate policy import`: GitHub rulesets as a policy, on
 * standard output. Never writes a policy that lacks something in silence, and
 * none at all after an error.
 */
#include "policy_import.h"

#include "console.h"

#include "base/file.h"
#include "base/json.h"
#include "policy/import.h"
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOURCES_MAX 64

static const char help[] =
	"usage: refgate policy import FILE... | -\n"
	"\n"
	"Puts GitHub rulesets into a policy: what the web page exports, or\n"
	"\n"
	"  gh api repos/OWNER/REPO/rulesets/ID | refgate policy import -\n"
	"\n"
	"A file holds one ruleset or an array of them. The policy is written\n"
	"to standard output, with a comment for each thing that has no\n"
	"counterpart, or only a near one, and what to do about it; standard\n"
	"error says what was left out, with its place.\n"
	"\n"
	"  --format human|json   human is the policy in YAML; JSON holds it\n"
	"                        as a string, beside what was left out\n"
	"\n"
	"  refgate policy import main.json >policy.yml\n"
	"  refgate policy lint ./policy.yml\n"
	"\n"
	"Exit status: 0 all is there, 1 something was left out, 2 usage, or\n"
	"this is no ruleset, 3 internal error.\n";

static const struct flag flags[] = { { NULL, false, 0 } };

struct import {
	struct console console;
	struct arena arena;
	struct diagnostics diagnostics;
	struct source sources[SOURCES_MAX];
	struct buf texts[SOURCES_MAX];
	size_t count;
};

static int read_source(struct import *import, const char *path,
		       struct error *error)
{
	struct buf *text = &import->texts[import->count];
	struct source *source = &import->sources[import->count++];
	bool from_stdin = strcmp(path, "-") == 0;
	int result;

	source->path = from_stdin ? "standard input" : path;
	if (from_stdin)
		result =
			fd_read_all(text, STDIN_FILENO, POLICY_SIZE_MAX, error);
	else
		result = file_read(text, path, POLICY_SIZE_MAX, NULL, error);
	source->text = (struct str){ buf_text(text), text->size };
	if (result != ERROR_LIMIT && result != ERROR_NOT_FOUND)
		return result;
	if (result == ERROR_NOT_FOUND)
		return error_set(error, ERROR_USAGE, "there is no file %s",
				 path);
	return error_set(error, ERROR_USAGE,
			 "%s is larger than %u KiB: no ruleset is",
			 source->path, POLICY_SIZE_MAX >> 10);
}

static int convert(struct import *import, struct buf *out, struct error *error)
{
	const struct console *console = &import->console;
	int result = 0;

	for (size_t i = 0; !result && i < console->argument_count; i++)
		result = read_source(import, console->arguments[i], error);
	if (!result)
		result = policy_import(out, import->sources, import->count,
				       &import->arena, &import->diagnostics,
				       error);
	return result;
}

static void add_json(struct buf *out, struct str policy,
		     const struct diagnostics *diagnostics)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_str(&json, "policy", policy);
	json_array_begin(&json, "left_out");
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *item = &diagnostics->items[i];

		json_object_begin(&json, NULL);
		json_text(&json, "file", item->mark.source->path);
		json_int(&json, "line", (int64_t)item->mark.line);
		json_int(&json, "column", (int64_t)item->mark.column);
		json_text(&json, "text", item->text);
		json_object_end(&json);
	}
	json_array_end(&json);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

static int print(const struct import *import, const struct buf *policy)
{
	struct buf out = BUF_INIT;
	int status;

	if (import->console.format != FORMAT_JSON)
		return console_print(policy);
	add_json(&out, buf_str(policy), &import->diagnostics);
	status = console_print(&out);
	buf_release(&out);
	return status;
}

/* The exit status. */
static int run(struct import *import)
{
	struct diagnostics *diagnostics = &import->diagnostics;
	struct error error = { 0 };
	struct buf out = BUF_INIT;
	struct buf told = BUF_INIT;
	int status = STATUS_CLEAN;

	if (convert(import, &out, &error)) {
		status = console_failed(&error);
	} else {
		diagnostics_print(diagnostics, &told);
		fputs(buf_text(&told), stderr);
		if (diagnostics->errors)
			status = STATUS_USAGE;
		else
			status = print(import, &out);
	}
	if (!status && diagnostics->warnings)
		status = STATUS_FINDINGS;
	buf_release(&told);
	buf_release(&out);
	return status;
}

int verb_policy_import(int argc, char **argv)
{
	struct import *import = calloc(1, sizeof(*import));
	struct error error = { 0 };
	int status;

	if (!import) {
		error_no_memory(&error);
		return console_failed(&error);
	}
	arena_init(&import->arena);
	diagnostics_init(&import->diagnostics, &import->arena);
	console_init(&import->console, "policy import", help);
	console_next(&import->console, argc, argv, flags);
	status = import->console.status;
	if (status < 0 && !import->console.argument_count)
		status = console_usage(&import->console, "which file?");
	if (status < 0 && import->console.argument_count > SOURCES_MAX)
		status = console_usage(&import->console, "too many files");
	if (status < 0)
		status = run(import);
	for (size_t i = 0; i < import->count; i++)
		buf_release(&import->texts[i]);
	arena_release(&import->arena);
	free(import);
	return status;
}
