/*
 * log_anchors.c - see log_anchors.h. Never takes it for anchored what no
 * known key has signed, unless the auditor named the file that it is in.
 */
#include "log_anchors.h"

#include "log_places.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void log_anchors_init(struct log_anchors *anchors)
{
	memset(anchors, 0, sizeof(*anchors));
	log_keys_init(&anchors->keys);
	anchor_list_init(&anchors->list, log_keys_judge, &anchors->keys);
}

void log_anchors_release(struct log_anchors *anchors)
{
	if (!anchors)
		return;
	(void)log_anchors_close(anchors, NULL);
	anchor_list_release(&anchors->list);
	log_keys_release(&anchors->keys);
}

int log_anchors_close(struct log_anchors *anchors, struct error *error)
{
	int result = 0;

	while (anchors->input_count) {
		int one = log_input_close(
			&anchors->inputs[--anchors->input_count],
			result ? NULL : error);

		if (!result)
			result = one;
	}
	return result;
}

static int add_file(struct log_anchors *anchors, const char *name, bool is_own,
		    struct error *error)
{
	struct log_input *input = &anchors->inputs[anchors->input_count];
	int result;

	if (anchors->input_count == ANCHOR_SOURCES_MAX)
		return error_set(error, ERROR_USAGE,
				 "more than %d files of anchors",
				 ANCHOR_SOURCES_MAX);
	result = log_input_open(input, name, error);
	if (result)
		return result;
	anchors->input_count++;
	return anchor_list_add(&anchors->list, name, input->fd, is_own, error);
}

/* FILE.anchors, if it is there. */
static int add_own(struct log_anchors *anchors, const char *log,
		   struct error *error)
{
	struct buf name = BUF_INIT;
	struct stat info;
	int result = 0;

	buf_addf(&name, "%s" ANCHOR_FILE, log);
	if (buf_failed(&name))
		result = error_no_memory(error);
	else if (!stat(buf_text(&name), &info) && !S_ISREG(info.st_mode))
		result = error_set(error, ERROR_USAGE, "%s is no regular file",
				   buf_text(&name));
	else if (access(buf_text(&name), F_OK) == 0 || errno != ENOENT)
		result = add_file(anchors, buf_text(&name), true, error);
	buf_release(&name);
	return result;
}

static int add_public_key(struct log_keys *keys, const char *private_key,
			  struct error *error)
{
	struct buf name = BUF_INIT;
	int result;

	buf_addf(&name, "%s.pub", private_key);
	result = buf_failed(&name) ? error_no_memory(error) :
				     log_keys_add(keys, buf_text(&name), error);
	buf_release(&name);
	/* where it lies elsewhere, --key names it */
	return result == ERROR_NOT_FOUND ? 0 : result;
}

/* Those that its policies sign with. */
static int add_keys_of(struct log_keys *keys, const char *repository,
		       struct error *error)
{
	struct log_places places;
	struct error ignored = { 0 };
	const char *key;
	int result = 0;

	if (log_places_find(&places, repository, &ignored))
		places.logs.count = 0;
	for (size_t i = 0; !result && i < places.logs.count; i++) {
		key = places.logs.items[i].anchor;
		if (key && *key == '/')
			result = add_public_key(keys, key, error);
	}
	log_places_release(&places);
	return result;
}

static int add_keys(struct log_anchors *anchors, const char *repository,
		    struct error *error)
{
	struct log_keys *keys = &anchors->keys;
	int result = 0;

	for (size_t i = 0; !result && i < anchors->key_count; i++)
		result = log_keys_add(keys, anchors->key_names[i], error);
	if (!result && !keys->count && repository)
		result = add_keys_of(keys, repository, error);
	if (!result && !keys->count)
		result = log_keys_add_host(keys, error);
	return result;
}

static bool has_own(const struct log_files *files, size_t index)
{
	const char *name = files->names[index];

	return strcmp(name, "-") != 0 &&
	       !(files->live && strcmp(name, files->live) == 0);
}

int log_anchors_open(struct log_anchors *anchors, const struct log_files *files,
		     const char *repository, struct error *error)
{
	int result = 0;

	if (files->live)
		result = add_own(anchors, files->live, error);
	for (size_t i = 0; !result && i < files->count; i++)
		if (has_own(files, i))
			result = add_own(anchors, files->names[i], error);
	for (size_t i = 0; !result && i < anchors->name_count; i++)
		result = add_file(anchors, anchors->names[i], false, error);
	if (!result && anchors->input_count)
		result = add_keys(anchors, repository, error);
	return result;
}

static size_t tell(log_anchors_flaw *each, void *context, const char *file,
		   uint64_t line, const char *text)
{
	if (each)
		each(context, file, line, text);
	return 1;
}

size_t log_anchors_flaws(const struct log_anchors *anchors,
			 const struct log_anchored *anchored,
			 log_anchors_flaw *each, void *context)
{
	const struct anchor_list *list = &anchors->list;
	char text[ANCHOR_FLAW_SIZE];
	size_t count = 0;

	if (anchored->changed) {
		(void)snprintf(text, sizeof(text),
			       "record %" PRIu64
			       " is not the one that was anchored",
			       anchored->changed);
		count += tell(each, context, anchored->changed_file,
			      anchored->changed_line, text);
	}
	if (anchored->missing_to) {
		(void)snprintf(text, sizeof(text),
			       "records %" PRIu64 " to %" PRIu64
			       " were anchored and are not there",
			       anchored->missing_from, anchored->missing_to);
		count += tell(each, context, NULL, 0, text);
	}
	if (*list->flaw.text)
		count += tell(each, context, list->flaw.file, list->flaw.line,
			      list->flaw.text);
	if (anchors->name_count && !list->seen && !list->unjudged &&
	    !*list->flaw.text)
		count += tell(each, context, anchors->names[0], 0,
			      "no anchor in it is of this log");
	return count;
}

void log_anchors_warn(const struct log_anchors *anchors)
{
	const struct anchor_list *list = &anchors->list;

	if (list->unjudged)
		console_say("%" PRIu64 " checkpoints do not count: no key is "
			    "known that they could be signed with; give --key",
			    list->unjudged);
	if (list->odd)
		console_say("%" PRIu64 " anchors cannot be read", list->odd);
}
