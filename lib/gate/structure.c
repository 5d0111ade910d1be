/*
 * structure.c - what ref names alone betray. Never looks at objects.
 */
#include "gate/structure.h"
#include "base/text.h"
#include "gate/arrival.h"

#include <stdlib.h>
#include <string.h>

struct rule_context structure_context(struct judgement *judgement,
				      const struct gate_request *request,
				      const struct ref_update *update)
{
	const struct policy *strictest = request->policies[0];

	for (size_t i = 1; i < request->policy_count; i++)
		if (strictest->mode != MODE_ENFORCE)
			strictest = request->policies[i];
	judgement->place = (struct place){
		.policy = strictest,
		.rule_id = "structure",
		.update = update,
		.verdict = strictest->mode == MODE_ENFORCE ? VERDICT_FAIL :
							     VERDICT_EVALUATED,
	};
	return (struct rule_context){
		.update = update,
		.updates = judgement->updates,
		.update_count = judgement->ref_count,
		.people = &request->policies[0]->people,
		.pusher = &request->pusher,
		.now = request->now,
		.repository = request->repository,
		.arena = &judgement->arena,
		.judgement = judgement,
		.new_finding = judgement_new_finding,
		.new_memo = judgement_new_memo,
		.new_fact = judgement_new_fact,
	};
}

/* Answers what is wrong with a name, or NULL. */
typedef const char *(*name_check)(const struct ref_update *update,
				  const struct gate_request *request,
				  struct arena *arena);

static const char *check_bytes(const struct ref_update *update,
			       const struct gate_request *request,
			       struct arena *arena)
{
	struct str rest = str_of(update->pushed);
	uint32_t codepoint;

	(void)request;
	(void)arena;
	while (rest.size) {
		size_t size = text_decode(rest, &codepoint);

		if (!size)
			return "the name is not UTF-8";
		if (text_is_control(codepoint))
			return "the name holds a control character";
		if (text_is_invisible(codepoint))
			return "the name holds an invisible character";
		rest = str_from(rest, size);
	}
	return NULL;
}

static const char *check_validity(const struct ref_update *update,
				  const struct gate_request *request,
				  struct arena *arena)
{
	(void)request;
	(void)arena;
	return ref_name_is_valid(str_of(update->pushed)) ?
		       NULL :
		       "the name is not one that git takes "
		       "(git check-ref-format)";
}

static const char *check_shallow(const struct ref_update *update,
				 const struct gate_request *request,
				 struct arena *arena)
{
	(void)update;
	(void)arena;
	return request->shallow ?
		       "the push would make the server's history shallow" :
		       NULL;
}

static bool in_namespaces(const struct texts *namespaces, const char *name)
{
	for (size_t i = 0; i < namespaces->count; i++)
		if (str_starts(str_of(name), namespaces->items[i]))
			return true;
	return false;
}

static const char *check_namespace(const struct ref_update *update,
				   const struct gate_request *request,
				   struct arena *arena)
{
	(void)arena;
	for (size_t i = 0; i < request->policy_count; i++)
		if (!in_namespaces(&request->policies[i]->namespaces,
				   update->name))
			return "nothing may be pushed there";
	return NULL;
}

static const char *check_nothing(const struct ref_update *update,
				 const struct gate_request *request,
				 struct arena *arena)
{
	(void)request;
	(void)arena;
	return oid_is_zero(&update->claimed_old) && oid_is_zero(&update->new) ?
		       "the push neither creates, changes nor deletes it" :
		       NULL;
}

static bool is_hex_id(struct str name)
{
	struct oid oid;

	return name.size == OID_HEX_SIZE && oid_parse(&oid, name);
}

static const char *check_impostor(const struct ref_update *update,
				  const struct gate_request *request,
				  struct arena *arena)
{
	(void)request;
	(void)arena;
	if (update->kind == UPDATE_DELETE || update->class == REF_OTHER)
		return NULL;
	if (str_is(update->short_name, "HEAD"))
		return "no branch or tag may be called HEAD";
	if (is_hex_id(update->short_name))
		return "the name looks like an object id";
	if (str_starts(update->short_name, "refs/"))
		return "the name begins with \"refs/\" twice";
	return NULL;
}

static const char *check_tag_prefix(const struct ref_update *update,
				    const struct gate_request *request,
				    struct arena *arena)
{
	static const char *const prefixes[] = { "origin/", "heads/", "tags/",
						"remotes/" };

	(void)request;
	(void)arena;
	if (update->class != REF_TAG || update->kind == UPDATE_DELETE)
		return NULL;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
		if (str_starts(update->short_name, prefixes[i]))
			return "a tag of this name would hide a branch in "
			       "every clone";
	return NULL;
}

static const struct {
	name_check check;
	enum structure_topic topic;
} name_checks[] = {
	{ check_bytes, STRUCTURE_UNNAMEABLE },
	{ check_shallow, STRUCTURE_SHALLOW },
	{ check_validity, STRUCTURE_UNNAMEABLE },
	{ check_namespace, STRUCTURE_NAMESPACE },
	{ check_nothing, STRUCTURE_OTHER },
	{ check_impostor, STRUCTURE_UNNAMEABLE },
	{ check_tag_prefix, STRUCTURE_NAME },
	{ structure_neighbours, STRUCTURE_NAME },
};

/* The gate's own refs: no push may touch them, in no mode. */
static const struct {
	const char *prefix;
	const char *text;
} guarded[] = {
	{ "refs/refgate/", "no push may change the server's own records" },
	{ "refs/notes/refgate", "no push may change the server's own records" },
};

bool structure_is_guarded(const char *name)
{
	size_t count = sizeof(guarded) / sizeof(guarded[0]);

	for (size_t i = 0; i < count; i++)
		if (str_starts(str_of(name), guarded[i].prefix))
			return true;
	return arrival_is_judged(name);
}

/* What is guarded is refused in every mode, for that reason alone. */
static bool guard(const struct rule_context *context,
		  const struct gate_request *request)
{
	const char *name = context->update->name;
	const char *text = arrival_closed(request, name);
	size_t count = sizeof(guarded) / sizeof(guarded[0]);

	for (size_t i = 0; !text && i < count; i++)
		if (str_starts(str_of(name), guarded[i].prefix))
			text = guarded[i].text;
	if (structure_is_guarded(name))
		context->judgement->place.verdict = VERDICT_FAIL;
	if (text)
		finding_add(context, "%s", text);
	return text != NULL;
}

/* The namespaces that every policy opens. */
static void add_open(const struct rule_context *context,
		     struct finding *finding,
		     const struct gate_request *request)
{
	const struct texts *first = &request->policies[0]->namespaces;
	struct buf names = BUF_INIT;

	for (size_t i = 0; i < first->count; i++) {
		bool open = true;

		for (size_t j = 1; j < request->policy_count; j++)
			open &= in_namespaces(&request->policies[j]->namespaces,
					      first->items[i]);
		if (open)
			buf_addf(&names, "%s%s", names.size ? ", " : "",
				 first->items[i]);
	}
	finding_row(context, finding, "open", buf_str(&names));
	buf_release(&names);
}

static void name_update(struct judgement *judgement,
			const struct gate_request *request,
			const struct ref_update *update)
{
	struct rule_context context =
		structure_context(judgement, request, update);
	struct finding *finding = NULL;

	if (guard(&context, request))
		return;
	for (size_t i = 0;
	     !finding && i < sizeof(name_checks) / sizeof(name_checks[0]);
	     i++) {
		const char *what =
			name_checks[i].check(update, request, context.arena);

		if (!what)
			continue;
		finding = finding_add(&context, "%s", what);
		if (!finding)
			return;
		finding->topic = (int)name_checks[i].topic;
		if (finding->topic == STRUCTURE_NAMESPACE)
			add_open(&context, finding, request);
	}
}

static int compare_names(const void *a, const void *b)
{
	const struct ref_update *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static int named_twice(struct judgement *judgement,
		       const struct gate_request *request, struct error *error)
{
	size_t count = judgement->ref_count;
	const struct ref_update **sorted =
		arena_alloc(&judgement->arena, (count + 1) * sizeof(*sorted));

	if (!sorted)
		return error_no_memory(error);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &judgement->updates[i];
	qsort(sorted, count, sizeof(*sorted), compare_names);
	for (size_t i = 0; i < count; i++) {
		struct rule_context context;

		if ((!i || compare_names(&sorted[i - 1], &sorted[i])) &&
		    (i + 1 == count ||
		     compare_names(&sorted[i], &sorted[i + 1])))
			continue;
		context = structure_context(judgement, request, sorted[i]);
		finding_add(&context, "the push names %s twice",
			    sorted[i]->name);
	}
	return 0;
}

int structure_names(struct judgement *judgement,
		    const struct gate_request *request, struct error *error)
{
	for (size_t i = 0; i < judgement->ref_count; i++)
		name_update(judgement, request, &judgement->updates[i]);
	return named_twice(judgement, request, error);
}

bool structure_has_name_flaw(const struct judgement *judgement,
			     const struct ref_update *update)
{
	for (size_t i = 0; i < judgement->finding_count; i++)
		if (judgement->findings[i]->place.update == update &&
		    !judgement->findings[i]->place.ruleset)
			return true;
	return false;
}
