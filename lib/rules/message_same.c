/*
 * message_same.c - compares the values of one name over several messages.
 * Never judges a message by itself.
 */
#include "rules/message_same.h"

#include "git/repo.h"
#include "rules/message_anywhere.h"

#include <stdio.h>
#include <string.h>

/* Bytes of a commit that is read to be compared. */
#define COMMIT_BYTES_MAX (1u << 20)
/* Values that differ are told so often for each name. */
#define DIFFERENCES_MAX 5
#define WHERE_SIZE 8 /* "the tag", or seven digits */

/* The first value of a name, and how many others there were. */
struct same_value {
	const char *name;
	struct str value; /* data NULL: none yet */
	char where[WHERE_SIZE];
	size_t differences;
};

struct same {
	const struct rule_context *context;
	const struct message_form *form;
	struct same_value values[MESSAGE_SAME_MAX];
	size_t count;
};

static void add_names(struct same *same, const struct message_form *form)
{
	for (size_t i = 0; i < form->same.count; i++) {
		size_t k = 0;

		while (k < same->count &&
		       strcmp(same->values[k].name, form->same.items[i]) != 0)
			k++;
		if (k == same->count && k < MESSAGE_SAME_MAX)
			same->values[same->count++].name = form->same.items[i];
	}
}

static void same_init(struct same *same, const struct message_form *form,
		      const struct rule_context *context)
{
	const struct message_form *kinds = form->kinds.items;

	memset(same, 0, sizeof(*same));
	same->context = context;
	same->form = form;
	add_names(same, form);
	for (size_t i = 0; i < form->kinds.count; i++)
		add_names(same, &kinds[i]);
}

/* Copies: the message will be gone when the next one is read. */
static int keep(struct same *same, struct same_value *known, struct str value,
		const char *where, struct error *error)
{
	char *copy = arena_copy(same->context->arena, value);

	if (!copy)
		return error_no_memory(error);
	known->value = (struct str){ copy, value.size };
	snprintf(known->where, sizeof(known->where), "%s", where);
	return 0;
}

static int compare(struct same *same, struct same_value *known,
		   struct str value, const char *where, struct error *error)
{
	struct finding *finding;

	if (!known->value.data)
		return keep(same, known, value, where, error);
	if (str_equal(known->value, value) ||
	    known->differences++ >= DIFFERENCES_MAX)
		return 0;
	finding = finding_add(same->context,
			      "\"%s\" is \"%.*s\" in %s and \"%.*s\" in "
			      "%.*s; all must agree",
			      known->name,
			      STR_ARGS(message_quote(known->value)),
			      known->where, STR_ARGS(message_quote(value)),
			      WHERE_SIZE - 1, where);
	if (finding)
		finding->topic = MESSAGE_DIFFERS;
	return 0;
}

/* The first named group of the pattern, if it is set, else the whole hit. */
static struct str essence(const struct pattern *pattern, struct str hit)
{
	struct regex_span span = { SIZE_MAX, 0 };

	if (!pattern || pattern->dynamic ||
	    regex_name_count(pattern->regex) == 0 ||
	    regex_capture(pattern->regex, hit, &span, 1, NULL) != MATCH_YES ||
	    span.start == SIZE_MAX)
		return hit;
	return str_first(str_from(hit, span.start), span.end - span.start);
}

static int compare_fields(struct same *same, struct same_value *known,
			  const struct message_case *it, bool is_section,
			  const struct pattern *pattern, const char *where,
			  struct error *error)
{
	const struct message_field *field = NULL;
	int result = 0;

	while (result == 0 &&
	       (field = message_field_next(&it->message, known->name,
					   is_section, field)) != NULL) {
		struct str rest = field->value;
		struct str hit = rest;
		int found = rest.size > 0;

		/* A value that does not match is no value, and told so. */
		if (pattern)
			found = message_find_next(pattern, it->vars, &rest,
						  &hit, error);
		if (found > 0)
			result = compare(same, known, essence(pattern, hit),
					 where, error);
		else
			result = found;
	}
	return result;
}

static int compare_matches(struct same *same, struct same_value *known,
			   const struct message_case *it,
			   const struct message_require *require,
			   const char *where, struct error *error)
{
	struct str rest = it->message.body;
	int result = 0;
	struct str hit;

	while (result == 0 && known->differences < DIFFERENCES_MAX) {
		int found = message_find_next(require->pattern, it->vars, &rest,
					      &hit, error);

		if (found <= 0)
			return found;
		result = compare(same, known, essence(require->pattern, hit),
				 where, error);
	}
	return result;
}

static int compare_form(struct same *same, struct same_value *known,
			const struct message_case *it,
			const struct message_form *form, const char *where,
			struct error *error)
{
	struct str name = str_of(known->name);
	const struct message_trailer *trailer =
		message_form_trailer(form, name);
	const struct message_require *require =
		message_form_require(form, name);
	int result = 0;

	if (message_form_section(form, name))
		result = compare_fields(same, known, it, true, NULL, where,
					error);
	if (result == 0 && trailer)
		result = compare_fields(same, known, it, false,
					trailer->pattern, where, error);
	if (result == 0 && require)
		result =
			compare_matches(same, known, it, require, where, error);
	return result;
}

static int compare_message(struct same *same, const char *where,
			   struct str encoding, struct str text,
			   struct error *error)
{
	const struct message_form *form;
	struct message_case it;
	struct arena arena;
	int result;

	arena_init(&arena);
	result = message_case_read(&it, same->form, same->context->vars,
				   encoding, text, &arena, error);
	if (result || it.unreadable)
		goto out;
	for (size_t i = 0; (form = message_case_form(&it, i)) != NULL; i++) {
		for (size_t k = 0; k < same->count && result == 0; k++)
			result = compare_form(same, &same->values[k], &it, form,
					      where, error);
	}
out:
	arena_release(&arena);
	return result;
}

static int compare_commit(struct same *same, const struct oid *id,
			  struct error *error)
{
	struct object object = { OBJECT_NONE, { NULL, 0 }, NULL };
	char hex[OID_HEX_SIZE + 1];
	struct commit commit;
	struct flaw flaw;
	int result;

	oid_format(id, hex);
	result = object_read(&object, same->context->repo, id, COMMIT_BYTES_MAX,
			     error);
	if (result)
		goto out;
	/* What is malformed is judged elsewhere, and has no message here. */
	if (commit_read(&commit, id, object.data, &flaw) == 0)
		result = compare_message(same, hex, commit.encoding,
					 commit.message, error);
	if (result)
		error_context(error, "commit %s", hex);
out:
	object_release(&object);
	return result;
}

/* Oldest first: what came first is what the others are held against. */
static int compare_commits(struct same *same, const struct oid *commits,
			   size_t count, struct error *error)
{
	int result = 0;

	while (count-- > 0 && result == 0)
		result = compare_commit(same, &commits[count], error);
	return result;
}

bool message_asks_of_changes(const void *options)
{
	const struct message_form *form = options;
	const struct message_form *kinds = form->kinds.items;
	bool asks = form->anywhere.count > 0 || form->same.count > 0;

	for (size_t i = 0; !asks && i < form->kinds.count; i++)
		asks = kinds[i].same.count > 0;
	return asks;
}

int message_judge_change(const void *options,
			 const struct rule_context *context,
			 const struct change *change, struct error *error)
{
	struct same same;
	int result = message_judge_anywhere(options, context, change, error);

	same_init(&same, options, context);
	if (result || same.count == 0)
		return result;
	return compare_commits(&same, change->commits, change->commit_count,
			       error);
}

/* The commits that the tagged merge brought in; none if it is no merge. */
static int merged_range(struct range *range, const struct rule_context *context,
			const struct tag *tag, struct error *error)
{
	const struct commit_links *links = NULL;
	struct known *known = NULL;
	int result;

	result = graph_links(&links, context->graph, &tag->target, error);
	if (result || links->parent_count < 2)
		return result;
	result = known_new(&known, context->graph, error);
	if (result == 0)
		result = known_add_tip(known, &links->parents[0], error);
	if (result == 0)
		result = graph_range(range, context->graph, known,
				     &links->parents[1], error);
	return result;
}

int message_judge_tag_same(const struct message_form *form,
			   const struct rule_context *context,
			   const struct tag *tag, struct error *error)
{
	struct range range = { NULL, 0, NULL, 0, false };
	struct same same;
	int result;

	same_init(&same, form, context);
	if (same.count == 0)
		return 0;
	result =
		compare_message(&same, "the tag", STR(""), tag->message, error);
	if (result == 0 && tag->target_type == OBJECT_COMMIT)
		result = merged_range(&range, context, tag, error);
	if (result == 0)
		result = compare_commits(&same, range.commits, range.count,
					 error);
	range_release(&range);
	return result;
}
