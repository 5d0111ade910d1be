/*
 * report_logs.c - see report_logs.h. Never takes files of two chains for one
 * log: each chain is verified by itself, against its own anchors.
 */
#include "report_logs.h"

#include "log_files.h"
#include "log_verify.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one argument, or all that are files, come to. */
struct source {
	const struct report_logs *logs;
	struct report *report;
	struct log_files files;
	size_t *chains; /* owned; of each file */
	const char *repository;
};

static bool is_stream(const char *name)
{
	return strcmp(name, "-") == 0;
}

static int read_file(struct source *source, size_t index, struct error *error)
{
	const char *name = source->files.names[index];
	struct log_input input = { 0 };
	int result = log_input_open(&input, name, error);
	int closed;

	if (result)
		return result;
	result = report_read(source->report, input.fd, is_stream(name),
			     &source->chains[index], error);
	if (result)
		error_context(error, "%s", name);
	closed = log_input_close(&input, result ? NULL : error);
	return result ? result : closed;
}

/* A file without records belongs to what stands beside it. */
static void settle_chains(struct source *source)
{
	size_t *chains = source->chains;
	size_t count = source->files.count;

	for (size_t i = 1; i < count; i++)
		if (chains[i] == REPORT_NO_CHAIN)
			chains[i] = chains[i - 1];
	for (size_t i = count; i-- > 1;)
		if (chains[i - 1] == REPORT_NO_CHAIN)
			chains[i - 1] = chains[i];
}

struct flaw_place {
	struct report *report;
	size_t chain;
};

static void take_flaw(void *context, const char *file, uint64_t line,
		      const char *text)
{
	struct flaw_place *place = context;
	struct buf words = BUF_INIT;

	if (file)
		buf_addf(&words, "%s: ", file);
	if (file && line)
		buf_addf(&words, "line %llu: ", (unsigned long long)line);
	buf_add_text(&words, text);
	report_anchor_flaw(place->report, place->chain, buf_text(&words));
	buf_release(&words);
}

/* The files of `source` that hold a chain, in order. */
static int select_files(struct log_files *out, const struct source *source,
			size_t chain, struct error *error)
{
	const struct log_files *files = &source->files;

	out->names = calloc(files->count + 1, sizeof(*out->names));
	if (!out->names)
		return error_no_memory(error);
	for (size_t i = 0; i < files->count; i++)
		if (source->chains[i] == chain && !is_stream(files->names[i]))
			out->names[out->count++] = files->names[i];
	out->live = files->live;
	return 0;
}

static int verify_files(const struct log_files *files,
			struct log_verdict *verdict, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < files->count; i++)
		result = log_verify_read(verdict, files->names[i], error);
	if (!result && files->live)
		result = log_verify_end(verdict, files->live, error);
	return result;
}

static int open_anchors(struct log_anchors *anchors,
			const struct source *source,
			const struct log_files *files, struct error *error)
{
	const struct report_logs *logs = source->logs;

	memcpy(anchors->names, logs->anchors, sizeof(logs->anchors));
	anchors->name_count = logs->anchor_count;
	memcpy(anchors->key_names, logs->keys, sizeof(logs->keys));
	anchors->key_count = logs->key_count;
	return log_anchors_open(anchors, files, source->repository, error);
}

static int verify_chain(const struct source *source, size_t chain,
			struct error *error)
{
	struct log_anchors *anchors = calloc(1, sizeof(*anchors));
	struct flaw_place place = { source->report, chain };
	struct log_verdict *verdict = NULL;
	struct log_files files = { 0 };
	int result = 0;

	if (!anchors)
		return error_no_memory(error);
	log_anchors_init(anchors);
	result = select_files(&files, source, chain, error);
	if (result || !files.count)
		goto out;
	verdict = report_verdict(source->report, chain);
	result = verdict ? open_anchors(anchors, source, &files, error) :
			   error_no_memory(error);
	if (result)
		goto out;
	verdict->anchors = &anchors->list;
	result = verify_files(&files, verdict, error);
	if (!result)
		result = log_verify_anchors(verdict, error);
	if (!result)
		result = log_anchors_close(anchors, error);
	verdict->anchors = NULL;
	if (result)
		goto out;
	(void)log_anchors_flaws(anchors, &verdict->anchored, take_flaw, &place);
	log_anchors_warn(anchors);
out:
	free(files.names);
	log_anchors_release(anchors);
	free(anchors);
	return result;
}

static int verify_chains(const struct source *source, struct error *error)
{
	size_t count = report_chain_count(source->report);
	int result = 0;

	for (size_t i = 0; !result && i < count; i++)
		result = verify_chain(source, i, error);
	if (!result && source->files.count &&
	    source->chains[0] == REPORT_NO_CHAIN)
		result = verify_chain(source, REPORT_NO_CHAIN, error);
	return result;
}

static int read_source(struct source *source, const struct console *console,
		       struct error *error)
{
	int result = log_files_find(&source->files, NULL, console, error);

	if (!result) {
		source->chains = calloc(source->files.count + 1,
					sizeof(*source->chains));
		if (!source->chains)
			result = error_no_memory(error);
	}
	for (size_t i = 0; !result && i < source->files.count; i++)
		result = read_file(source, i, error);
	if (!result) {
		settle_chains(source);
		result = verify_chains(source, error);
	}
	free(source->chains);
	log_files_release(&source->files);
	return result;
}

static bool is_directory(const char *path)
{
	return !is_stream(path) && file_is_directory(path);
}

/* How many arguments from there on make up one source. */
static size_t count_alike(const struct console *console, size_t start)
{
	size_t end = start + 1;

	if (is_directory(console->arguments[start]))
		return 1;
	while (end < console->argument_count &&
	       !is_directory(console->arguments[end]))
		end++;
	return end - start;
}

int report_logs_read(const struct report_logs *logs, struct report *report,
		     struct error *error)
{
	struct console console = *logs->console;
	size_t count = console.argument_count;
	size_t start = 0;
	int result = 0;

	do {
		struct source source = { .logs = logs, .report = report };

		if (count) {
			console.arguments = logs->console->arguments + start;
			console.argument_count =
				count_alike(logs->console, start);
			start += console.argument_count;
		}
		if (!count)
			source.repository = ".";
		else if (is_directory(console.arguments[0]))
			source.repository = console.arguments[0];
		result = read_source(&source, &console, error);
	} while (!result && start < count);
	return result;
}
