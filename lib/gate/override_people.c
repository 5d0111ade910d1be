/*
 * override_people.c - whoever made what goes in authorises it for nobody:
 * authors, committers, signers, taggers. Never counts keys.
 */
#include "gate/override.h"

#include "git/signed.h"
#include "trust/allowed_signers.h"

#include <stdlib.h>

#define TAGS_DEEP_MAX 8

struct override_maker {
	struct str email;     /* empty: the signer is meant */
	struct signer signer; /* of a wildcard: whoever that is */
	const char *what;     /* "they wrote some of it" */
};

static int add_commits(struct override_makers *makers, const struct oid *ids,
		       size_t count, struct error *error)
{
	for (size_t i = 0; i < count; i++) {
		struct oid *place =
			array_more(&makers->commits, makers->commit_count,
				   &makers->commit_capacity, sizeof(*place));

		if (!place)
			return error_no_memory(error);
		*place = ids[i];
		makers->commit_count++;
	}
	return 0;
}

static int add_range(struct override_makers *makers, struct known *known,
		     struct error *error)
{
	struct graph *graph = makers->gate->graph;
	const struct oid *tip = &makers->context->update->new_commit;
	struct range range = { 0 };
	int result = graph_range(&range, graph, known, tip, error);

	if (!result && !range.exact) {
		range_release(&range);
		result = graph_make_exact(graph, known, error);
		if (!result)
			result = graph_range(&range, graph, known, tip, error);
	}
	if (!result)
		result = add_commits(makers, range.commits, range.count, error);
	range_release(&range);
	return result;
}

/*
 * What was on the server may be new to a rule: a branch that is made of
 * another's commits. A set without a lower end is all of history.
 */
static int add_judged(struct override_makers *makers,
		      const struct judged *judged, struct error *error)
{
	const struct ref_update *update = makers->context->update;
	const struct looked_at *set = judged->place.set;
	int result = 0;

	if (judged->place.update != update ||
	    judged->place.policy != makers->policy)
		return 0;
	if (!oid_is_zero(&judged->finding.commit))
		result = add_commits(makers, &judged->finding.commit, 1, error);
	if (!result && set &&
	    (judged->folded.findings ||
	     (update->class == REF_BRANCH && set->range.boundary_count)))
		result = add_commits(makers, set->range.commits,
				     set->range.count, error);
	return result;
}

static int compare(const void *a, const void *b)
{
	return oid_compare(a, b);
}

static int find_commits(struct override_makers *makers, struct error *error)
{
	const struct judgement *judgement = makers->gate->judgement;
	const struct ref_update *update = makers->context->update;
	struct known *known = makers->gate->governed_known;
	int result = 0;

	if (update->kind == UPDATE_CHANGE) {
		result = known_new(&known, makers->gate->graph, error);
		if (!result)
			result = known_add_tip(known, &update->old_commit,
					       error);
	}
	if (!result)
		result = add_range(makers, known, error);
	for (size_t i = 0; !result && update->kind == UPDATE_CREATE &&
			   i < judgement->finding_count;
	     i++)
		result = add_judged(makers, judgement->findings[i], error);
	if (makers->commit_count)
		qsort(makers->commits, makers->commit_count,
		      sizeof(*makers->commits), compare);
	return result;
}

static int add_maker(struct override_makers *makers,
		     const struct override_maker *maker, struct error *error)
{
	struct arena *arena = makers->context->arena;
	struct override_maker *place;

	for (size_t i = 0; i < makers->count; i++)
		if (str_equal(makers->items[i].email, maker->email) &&
		    str_equal(makers->items[i].signer.name,
			      maker->signer.name) &&
		    makers->items[i].signer.person == maker->signer.person)
			return 0;
	place = array_more(&makers->items, makers->count, &makers->capacity,
			   sizeof(*place));
	if (!place)
		return error_no_memory(error);
	*place = *maker;
	place->email.data = arena_copy(arena, maker->email);
	if (!place->email.data)
		return error_no_memory(error);
	makers->count++;
	return 0;
}

static int add_signer(struct override_makers *makers,
		      const struct signed_text *text, int64_t time,
		      const char *what, struct error *error)
{
	const struct rule_context *context = makers->context;
	struct signed_object object = {
		.payload = text->pieces,
		.payload_count = text->count,
		.signature = text->signature,
		.time = time,
	};
	struct override_maker maker = { .what = what };
	struct signature signature;
	int result;

	if (!text->signature.size)
		return 0;
	result = trust_verify(context->trust, &object, context->arena,
			      &signature, error);
	if (result || !signature.valid)
		return result;
	maker.signer = signature.signer;
	return add_maker(makers, &maker, error);
}

static int add_email(struct override_makers *makers, struct str email,
		     const char *what, struct error *error)
{
	const struct override_maker maker = { .email = email, .what = what };

	return email.size ? add_maker(makers, &maker, error) : 0;
}

static int take_commit(struct override_makers *makers, struct str data,
		       const struct oid *id, struct error *error)
{
	struct signed_text text;
	struct commit commit;
	struct flaw flaw;
	int result;

	if (commit_read(&commit, id, data, &flaw)) {
		makers->unreadable = true;
		return 0;
	}
	result = add_email(makers, commit.author.email, "they wrote some of it",
			   error);
	if (!result)
		result = add_email(makers, commit.committer.email,
				   "they committed some of it", error);
	if (!result)
		result = commit_signed_text(&text, &commit,
					    makers->context->arena, error);
	return result ? result :
			add_signer(makers, &text, commit.committer.time,
				   "they signed some of it", error);
}

static int look_at_commits(struct override_makers *makers, struct error *error)
{
	size_t limit = makers->gate->message_limit + OBJECT_HEADERS_SIZE_MAX;
	int result = 0;

	for (size_t i = 0; !result && i < makers->commit_count; i++) {
		const struct oid *id = &makers->commits[i];
		struct object object = { 0 };

		if ((i && oid_equal(id, &makers->commits[i - 1])) ||
		    oid_equal(id, &makers->merge))
			continue;
		result = graph_check_deadline(makers->gate->graph, error);
		if (result)
			return result;
		result = object_read(&object, makers->context->repo, id, limit,
				     error);
		if (!result)
			result = take_commit(makers, object.data, id, error);
		makers->unreadable |= result == ERROR_LIMIT;
		result = result == ERROR_LIMIT ? 0 : result;
		object_release(&object);
	}
	return result;
}

static int take_tag(struct override_makers *makers, const struct tag *tag,
		    struct error *error)
{
	struct signed_text text;
	int result = 0;

	if (tag->tagger.name.data)
		result = add_email(makers, tag->tagger.email,
				   "they made the tag", error);
	tag_signed_text(&text, tag);
	return result ? result :
			add_signer(makers, &text, tag->tagger.time,
				   "they signed the tag", error);
}

/* The tag that is pushed, and tags that it is of. */
static int look_at_tags(struct override_makers *makers, struct error *error)
{
	size_t limit = makers->gate->message_limit + OBJECT_HEADERS_SIZE_MAX;
	struct oid id = makers->context->update->new;
	enum object_type type = makers->context->update->new_type;
	int result = 0;

	for (size_t i = 0; !result && type == OBJECT_TAG && i < TAGS_DEEP_MAX;
	     i++) {
		struct object object = { 0 };
		struct flaw flaw;
		struct tag tag;

		type = OBJECT_NONE;
		result = object_read(&object, makers->context->repo, &id, limit,
				     error);
		if (!result && tag_read(&tag, &id, object.data, &flaw)) {
			makers->unreadable = true;
		} else if (!result) {
			result = take_tag(makers, &tag, error);
			type = tag.target_type;
			id = tag.target;
		}
		object_release(&object);
	}
	makers->unreadable |= type == OBJECT_TAG;
	return result;
}

static int find_makers(struct override_makers *makers, struct error *error)
{
	const struct ref_update *update = makers->context->update;
	int result = 0;

	if (makers->known || update->kind == UPDATE_DELETE)
		return 0;
	if (!oid_is_zero(&update->new_commit))
		result = find_commits(makers, error);
	if (!result)
		result = look_at_commits(makers, error);
	if (!result)
		result = look_at_tags(makers, error);
	makers->known = !result;
	return result;
}

/* A key that is many people's may have been any of theirs. */
static bool may_be(struct str pattern, struct signer signer)
{
	const struct person *person = signer.person;

	if (!pattern.size)
		return false;
	for (size_t i = 0; person && i < person->email_count; i++)
		if (pattern_list_matches(pattern, str_of(person->emails[i])))
			return true;
	return pattern_list_matches(pattern, signer.name);
}

static bool is_maker(const struct override_maker *maker, struct signer signer,
		     const struct people *people)
{
	if (maker->email.size)
		return signer_has_email(signer, people, maker->email);
	if (maker->signer.is_one)
		return signer_is_same(maker->signer, signer);
	return may_be(maker->signer.name, signer);
}

int override_exclude(const char **what, struct override_makers *makers,
		     struct signer signer, struct error *error)
{
	int result = find_makers(makers, error);

	*what = NULL;
	if (!result && makers->unreadable)
		*what = "what goes in cannot be read";
	for (size_t i = 0; !result && !*what && i < makers->count; i++)
		if (is_maker(&makers->items[i], signer,
			     makers->context->people))
			*what = makers->items[i].what;
	return result;
}

void override_makers_release(struct override_makers *makers)
{
	free(makers->commits);
	free(makers->items);
	makers->commits = NULL;
	makers->items = NULL;
	makers->commit_count = makers->commit_capacity = 0;
	makers->count = makers->capacity = 0;
}
