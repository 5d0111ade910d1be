/*
 * message_anywhere.c - what the messages of a whole change must have
 * together. Never judges a message by itself.
 */
#include "rules/message_anywhere.h"

/* Bytes of a commit that is read. */
#define COMMIT_BYTES_MAX (1u << 20)

struct anywhere {
	const struct rule_context *context;
	const struct message_form *form;
	const struct message_require *wanted;
	int64_t found;
};

static int count_matches(struct anywhere *it, const struct message_case *text,
			 struct error *error)
{
	struct str rest = text->message.body;
	struct str hit;
	int result;

	while (it->found < it->wanted->min) {
		result = message_find_next(it->wanted->pattern, text->vars,
					   &rest, &hit, error);
		if (result <= 0)
			return result;
		it->found++;
	}
	return 0;
}

static int search_message(struct anywhere *it, const struct commit *commit,
			  struct error *error)
{
	struct message_case text;
	struct arena arena;
	int result;

	arena_init(&arena);
	result = message_case_read(&text, it->form, it->context->vars,
				   commit->encoding, commit->message, &arena,
				   error);
	if (!result && !text.unreadable)
		result = count_matches(it, &text, error);
	arena_release(&arena);
	return result;
}

static int search_commit(struct anywhere *it, const struct oid *id,
			 struct error *error)
{
	struct object object = { OBJECT_NONE, { NULL, 0 }, NULL };
	struct commit commit;
	struct flaw flaw;
	int result = object_read(&object, it->context->repo, id,
				 COMMIT_BYTES_MAX, error);

	/* What is malformed is judged elsewhere. */
	if (!result && !commit_read(&commit, id, object.data, &flaw))
		result = search_message(it, &commit, error);
	object_release(&object);
	return result;
}

static void report(const struct anywhere *it)
{
	struct finding *finding = finding_add(
		it->context, "\"%s\" stands in no message of the change",
		it->wanted->name);

	if (finding)
		finding->topic = MESSAGE_NOWHERE;
	if (it->wanted->shape)
		finding_row(it->context, finding, "wanted",
			    str_of(it->wanted->shape));
}

int message_judge_anywhere(const struct message_form *form,
			   const struct rule_context *context,
			   const struct change *change, struct error *error)
{
	struct anywhere it = { .context = context, .form = form };
	const struct message_require *items = form->anywhere.items;
	int result = 0;

	for (size_t i = 0; !result && i < form->anywhere.count; i++) {
		it.wanted = &items[i];
		it.found = 0;
		for (size_t k = 0; !result && k < change->commit_count &&
				   it.found < it.wanted->min;
		     k++)
			result = search_commit(&it, &change->commits[k], error);
		if (!result && change->commit_count &&
		    it.found < it.wanted->min)
			report(&it);
	}
	return result;
}
