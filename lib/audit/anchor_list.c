/*
 * anchor_list.c - see anchor_list.h. Never believes an anchor of its own
 * log's file that no key has signed, and never grows with what it reads.
 */
#include "audit/anchor_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* What is known of a line while it is looked at. */
struct look {
	struct anchor_list *list;
	const struct anchor_source *source;
	const char *chain; /* empty: not known */
	uint64_t line;
	struct buf payload, signature;
};

void anchor_list_init(struct anchor_list *list, anchor_judge *judge,
		      void *context)
{
	memset(list, 0, sizeof(*list));
	list->judge = judge;
	list->context = context;
	list->stride = 1;
}

void anchor_list_release(struct anchor_list *list)
{
	if (!list)
		return;
	free(list->sources);
	free(list->items);
	list->sources = NULL;
	list->items = NULL;
}

int anchor_list_add(struct anchor_list *list, const char *name, int fd,
		    bool is_own, struct error *error)
{
	struct anchor_source *source;
	struct stat info;

	if (!list->sources)
		list->sources = calloc(ANCHOR_SOURCES_MAX, sizeof(*source));
	if (!list->sources)
		return error_no_memory(error);
	if (list->source_count == ANCHOR_SOURCES_MAX)
		return error_set(error, ERROR_LIMIT,
				 "more than %d files of anchors",
				 ANCHOR_SOURCES_MAX);
	if (fstat(fd, &info) < 0)
		return error_set_errno(error, ERROR_INTERNAL, "%s", name);
	source = &list->sources[list->source_count++];
	memcpy(source->name, name, strnlen(name, sizeof(source->name) - 1));
	source->fd = fd;
	source->is_own = is_own;
	source->limit = S_ISREG(info.st_mode) ? (uint64_t)info.st_size :
						UINT64_MAX;
	return 0;
}

static void set_flaw(const struct look *look, const struct anchor *anchor,
		     const char *what)
{
	struct anchor_list *list = look->list;

	if (*list->flaw.text)
		return;
	memcpy(list->flaw.file, look->source->name, sizeof(list->flaw.file));
	list->flaw.line = look->line;
	(void)snprintf(list->flaw.text, sizeof(list->flaw.text),
		       "the checkpoint of record %" PRIu64 " %s",
		       anchor->sequence, what);
}

static bool is_signed(const struct anchor_mark *mark)
{
	return strcmp(mark->by, ANCHOR_SYSLOG) != 0;
}

/* 1: it counts, mark->by is set. */
static int judge_signature(const struct look *look, const struct anchor *anchor,
			   struct anchor_mark *mark, struct error *error)
{
	struct anchor_list *list = look->list;
	char flaw[ANCHOR_FLAW_SIZE] = "";
	int result;

	if (!look->signature.size && look->source->is_own) {
		set_flaw(look, anchor, "has no signature");
		return 0;
	}
	if (!look->signature.size) {
		memcpy(mark->by, ANCHOR_SYSLOG, sizeof(ANCHOR_SYSLOG));
		return 1;
	}
	result = list->judge(list->context, buf_str(&look->payload),
			     buf_str(&look->signature), mark->by, flaw, error);
	if (result == ERROR_NOT_FOUND) {
		list->unjudged++;
		return 0;
	}
	if (result == 0) {
		char what[ANCHOR_FLAW_SIZE];

		(void)snprintf(what, sizeof(what), "is not good: %.200s", flaw);
		set_flaw(look, anchor, what);
	}
	return result;
}

static void keep(struct anchor_list *list, const struct anchor_mark *mark)
{
	struct anchor_mark *highest = &list->highest;

	if (mark->sequence > highest->sequence ||
	    (mark->sequence == highest->sequence && is_signed(mark)))
		*highest = *mark;
	if (list->seen++ % list->stride)
		return;
	if (list->count == ANCHOR_COUNT_MAX) {
		list->count /= 2;
		list->stride *= 2;
		for (size_t i = 0; i < list->count; i++)
			list->items[i] = list->items[2 * i];
	}
	list->items[list->count++] = *mark;
}

static int take_anchor(const struct look *look, const struct anchor *anchor,
		       struct error *error)
{
	struct anchor_list *list = look->list;
	struct anchor_mark mark = { .sequence = anchor->sequence,
				    .time = anchor->time / USEC_PER_SECOND };
	bool is_other = *look->chain && strcmp(anchor->chain, look->chain) != 0;
	int result;

	if (is_other && (!look->source->is_own || *list->flaw.text))
		return 0;
	memcpy(mark.hash, anchor->hash, SHA256_SIZE);
	result = judge_signature(look, anchor, &mark, error);
	if (result <= 0)
		return result;
	if (is_other)
		set_flaw(look, anchor, "is of another log");
	else if (*look->chain || is_signed(&mark))
		keep(list, &mark);
	return 0;
}

static int take_line(struct look *look, const struct line_piece *piece,
		     struct error *error)
{
	struct anchor anchor;
	int found;

	if (piece->first)
		look->line++;
	if (!piece->first || !piece->last)
		return 0;
	found = anchor_scan(&anchor, &look->payload, &look->signature,
			    piece->text);
	if (found == ERROR_INTERNAL)
		return error_no_memory(error);
	if (found == ERROR_USAGE)
		look->list->odd++;
	return found > 0 ? take_anchor(look, &anchor, error) : 0;
}

static int load_source(struct anchor_list *list,
		       const struct anchor_source *source, const char *chain,
		       struct error *error)
{
	struct look look = { .list = list, .source = source, .chain = chain };
	struct line_reader reader = { 0 };
	struct line_piece piece;
	int result;

	result = line_reader_init(&reader, source->fd, source->limit, error);
	while (!result &&
	       (result = line_reader_next(&reader, &piece, error)) > 0)
		result = take_line(&look, &piece, error);
	if (result)
		error_context(error, "%s", source->name);
	line_reader_release(&reader);
	buf_release(&look.payload);
	buf_release(&look.signature);
	return result;
}

/* By sequence; of two of one record the signed one first. */
static int compare(const void *left, const void *right)
{
	const struct anchor_mark *a = left;
	const struct anchor_mark *b = right;

	if (a->sequence != b->sequence)
		return a->sequence < b->sequence ? -1 : 1;
	return (int)is_signed(b) - (int)is_signed(a);
}

int anchor_list_load(struct anchor_list *list, const char *chain,
		     struct error *error)
{
	int result = 0;

	list->items = calloc(ANCHOR_COUNT_MAX + 1, sizeof(*list->items));
	if (!list->items)
		return error_no_memory(error);
	for (size_t i = 0; !result && i < list->source_count; i++)
		result = load_source(list, &list->sources[i], chain, error);
	if (list->highest.sequence)
		list->items[list->count++] = list->highest;
	qsort(list->items, list->count, sizeof(*list->items), compare);
	return result;
}

static void pass_one(const struct anchor_mark *item,
		     const struct chain_mark *mark, const char *file,
		     struct log_anchored *out)
{
	if (memcmp(item->hash, mark->hash, SHA256_SIZE) == 0) {
		if (out->to == mark->sequence)
			return;
		out->to = mark->sequence;
		out->time = item->time;
		memcpy(out->by, item->by, sizeof(out->by));
	} else if (!out->changed) {
		out->changed = mark->sequence;
		out->changed_line = mark->line;
		memcpy(out->changed_file, file,
		       strnlen(file, sizeof(out->changed_file) - 1));
	}
}

void anchor_list_pass(struct anchor_list *list, const struct chain_mark *mark,
		      const char *file, struct log_anchored *out)
{
	while (list->next < list->count &&
	       list->items[list->next].sequence < mark->sequence)
		list->next++;
	while (list->next < list->count &&
	       list->items[list->next].sequence == mark->sequence)
		pass_one(&list->items[list->next++], mark, file, out);
}
