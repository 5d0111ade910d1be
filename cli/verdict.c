/*
 * verdict.c - renders what the gate would say. Never judges.
 */
#include "verdict.h"

#include "base/json.h"
#include "base/text.h"
#include "gate/guidance.h"

#define SHORT_ID 10

static struct guidance_options options_of(struct setup *setup)
{
	return (struct guidance_options){
		.prefix = "",
		.policy = setup_policy_title(setup),
		.contact = setup_contact(setup),
		.local = true,
	};
}

static void add_id(struct buf *out, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];

	buf_add_str(out, str_first(str_of(oid_format(id, hex)), SHORT_ID));
}

/* "refs/heads/x 1a2b3c4..5d6e7f8, 3 new commits" */
static void add_ref(struct buf *out, const struct ref_verdict *ref)
{
	const struct ref_update *update = ref->update;

	text_escape_line(out, str_of(update->pushed));
	buf_add_byte(out, ' ');
	if (oid_is_zero(&update->new)) {
		buf_add_text(out, "deleted");
	} else if (oid_is_zero(&update->claimed_old)) {
		buf_add_text(out, "new at ");
		add_id(out, &update->new);
	} else {
		add_id(out, &update->claimed_old);
		buf_add_text(out, "..");
		add_id(out, &update->new);
	}
	if (ref->governed)
		buf_addf(out, ", %zu commit%s judged", ref->commits,
			 ref->commits == 1 ? "" : "s");
	else
		buf_add_text(out, ", governed by no ruleset");
}

static void add_accepted(struct buf *out, const struct judgement *judgement)
{
	if (!judgement->ref_count)
		buf_add_text(out, "success: nothing to push\n");
	for (size_t i = 0; i < judgement->ref_count; i++) {
		buf_add_text(out, "success: would be accepted: ");
		add_ref(out, &judgement->refs[i]);
		buf_add_byte(out, '\n');
	}
	if (judgement->import)
		buf_add_text(out, "hint: the server has no branch yet: only "
				  "names were judged\n");
}

void verdict_human(struct buf *out, struct judgement *judgement,
		   struct setup *setup)
{
	struct guidance_options options = options_of(setup);
	size_t before;

	if (!judgement->refused)
		add_accepted(out, judgement);
	before = out->size;
	guidance_render(out, judgement, &options);
	if (out->size == before)
		buf_addf(out, "hint: policy %s\n", options.policy);
}

void verdict_human_failure(struct buf *out, const struct error *failure,
			   struct setup *setup)
{
	struct guidance_options options = options_of(setup);

	guidance_failure(out, failure, false, &options);
}

static void json_id(struct json *json, const char *key, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];

	if (oid_is_zero(id))
		json_nil(json, key);
	else
		json_text(json, key, oid_format(id, hex));
}

static void json_optional(struct json *json, const char *key, struct str value)
{
	if (value.size)
		json_str(json, key, value);
	else
		json_nil(json, key);
}

static void json_ref(struct json *json, const struct ref_verdict *ref)
{
	json_object_begin(json, NULL);
	json_text(json, "name", ref->update->pushed);
	json_id(json, "old", &ref->update->claimed_old);
	json_id(json, "new", &ref->update->new);
	json_text(json, "verdict", verdict_name(ref->verdict));
	json_bool(json, "governed", ref->governed);
	json_int(json, "commits", (int64_t)ref->commits);
	json_object_end(json);
}

static void json_finding(struct json *json, const struct judged *judged)
{
	const struct finding *finding = &judged->finding;
	const struct place *place = &judged->place;

	json_object_begin(json, NULL);
	json_text(json, "rule", place->rule_id);
	json_text(json, "ruleset",
		  place->ruleset ? place->ruleset->name : NULL);
	json_text(json, "verdict", verdict_name(place->verdict));
	json_text(json, "ref", place->update->pushed);
	json_id(json, "commit", &finding->commit);
	json_optional(json, "subject", finding->subject);
	json_text(json, "text", finding->text);
	json_optional(json, "path", finding->path);
	if (finding->excerpt.number)
		json_int(json, "line", (int64_t)finding->excerpt.number);
	else
		json_nil(json, "line");
	json_object_end(json);
}

/* `failure` is NULL if the push was judged. */
static void add_json(struct buf *out, const struct judgement *judgement,
		     const struct error *failure, struct setup *setup)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_bool(&json, "accepted", !failure && !judgement->refused);
	json_text(&json, "policy", setup_policy_title(setup));
	json_bool(&json, "import", judgement->import);
	json_array_begin(&json, "refs");
	for (size_t i = 0; i < judgement->ref_count; i++)
		json_ref(&json, &judgement->refs[i]);
	json_array_end(&json);
	json_array_begin(&json, "findings");
	for (size_t i = 0; i < judgement->finding_count; i++)
		if (judgement->findings[i]->place.verdict > VERDICT_EXEMPT)
			json_finding(&json, judgement->findings[i]);
	json_array_end(&json);
	json_text(&json, "error", failure ? failure->text : NULL);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

void verdict_json(struct buf *out, struct judgement *judgement,
		  struct setup *setup)
{
	add_json(out, judgement, NULL, setup);
}

void verdict_json_failure(struct buf *out, const struct error *failure,
			  struct setup *setup)
{
	const struct judgement nothing = { 0 };

	add_json(out, &nothing, failure, setup);
}
