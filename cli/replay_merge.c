/*
 * replay_merge.c - which branches a merge says it merges, by the subjects that
 * git and the hosts write. Never takes a name for one of this server that
 * the message has from elsewhere.
 */
#include "replay.h"

#include <string.h>

#define COMMIT_SIZE_MAX (16u << 20)
#define HEADS "refs/heads/"

/* A subject, up to the name or the first quote of several. */
struct form {
	const char *start;
	bool is_quoted; /* "'a', 'b' and 'c'" */
	bool has_owner; /* "owner/name": the name is behind the slash */
};

static const struct form forms[] = {
	{ "Merge branch ", true, false },
	{ "Merge branches ", true, false },
	{ "Merge remote-tracking branch ", true, true },
	{ "Merge remote-tracking branches ", true, true },
	{ "Merged in ", false, false },		 /* Bitbucket */
	{ "Merge pull request #", false, true }, /* GitHub: "1 from owner/x" */
};

static struct str first_line(struct str message)
{
	struct str line = { "", 0 };

	str_next_line(&message, &line);
	return line;
}

static bool take_quoted(struct str *rest, struct str *name)
{
	size_t quote;

	if (str_starts(*rest, ", "))
		*rest = str_from(*rest, 2);
	else if (str_starts(*rest, " and "))
		*rest = str_from(*rest, strlen(" and "));
	if (!str_starts(*rest, "'"))
		return false;
	*rest = str_from(*rest, 1);
	quote = str_find_byte(*rest, '\'');
	*name = str_first(*rest, quote);
	*rest = quote < rest->size ? str_from(*rest, quote + 1) :
				     (struct str){ "", 0 };
	return true;
}

static bool take_bare(struct str *rest, struct str *name)
{
	size_t from = str_find(*rest, STR(" from "));

	if (!rest->size)
		return false;
	if (from < rest->size)
		*rest = str_from(*rest, from + strlen(" from "));
	*name = str_first(*rest, str_find_byte(*rest, ' '));
	*rest = (struct str){ "", 0 };
	return true;
}

static const struct form *form_of(struct str subject)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (str_starts(subject, forms[i].start))
			return &forms[i];
	return NULL;
}

/* False: it cannot be a branch here; memory is told by push->branches. */
static bool add_branch(struct replay_push *push, const struct form *form,
		       struct str name, const struct oid *tip,
		       const char *target, struct arena *arena)
{
	struct push_line *line = &push->branches[push->branch_count];
	size_t slash = form->has_owner ? str_find_byte(name, '/') + 1 : 0;
	char *full;

	if (!name.size || slash > name.size)
		return false;
	name = str_from(name, slash);
	full = arena_printf(arena, HEADS "%.*s", STR_ARGS(name));
	if (!full || !ref_name_is_valid(str_of(full)) || !strcmp(full, target))
		return false;
	for (size_t i = 0; i < push->branch_count; i++)
		if (!strcmp(push->branches[i].ref.data, full))
			return false;
	*line = (struct push_line){ .ref = str_of(full), .new = *tip };
	push->branch_count++;
	return true;
}

/* Each further parent has its name, or none has. */
static bool name_all(struct replay_push *push, const struct commit *commit,
		     const char *target, struct arena *arena)
{
	struct str rest = first_line(commit->message);
	const struct form *form = form_of(rest);
	struct str name;

	if (!form)
		return false;
	rest = str_from(rest, strlen(form->start));
	for (size_t i = 1; i < commit->parent_count; i++)
		if (!(form->is_quoted ? take_quoted(&rest, &name) :
					take_bare(&rest, &name)) ||
		    !add_branch(push, form, name, &commit->parents[i], target,
				arena))
			return false;
	/* " of URL": another repository's; " (early part)": none's tip */
	return !rest.size || str_starts(rest, " into ");
}

int replay_name_branches(struct replay_push *push, struct repo *repo,
			 const char *target, struct arena *arena,
			 struct error *error)
{
	struct object object = { .handle = NULL };
	const struct oid *id = &push->lines[0].new;
	struct commit commit;
	struct flaw flaw;
	int result = object_read(&object, repo, id, COMMIT_SIZE_MAX, error);

	push->nameless = true;
	if (!result && object.type == OBJECT_COMMIT &&
	    !commit_read(&commit, id, object.data, &flaw)) {
		push->branches = arena_alloc(
			arena, commit.parent_count * sizeof(*push->branches));
		if (!push->branches)
			result = error_no_memory(error);
		else
			push->nameless =
				!name_all(push, &commit, target, arena);
	}
	if (push->nameless)
		push->branch_count = 0;
	object_release(&object);
	return result == ERROR_LIMIT ? 0 : result;
}
