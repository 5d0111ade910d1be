/*
 * verdict_sarif.c - what `refgate check` found as SARIF 2.1.0 (OASIS): one
 * run, the rules, a result for each finding. Never judges.
 */
#include "verdict.h"

#include "uri.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/paths.h"

#include <string.h>

#define SCHEMA                                                       \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os" \
	"/schemas/sarif-schema-2.1.0.json"
#define SOURCE_ROOT "%SRCROOT%" /* of the work tree, for who reads it */
#define SHORT_ID 10

/* What is found whatever a policy says, and so has no row in rules.def. */
static const struct builtin {
	const char *id;
	const char *summary;
} builtins[] = {
	{ "structure", "names and objects that would be taken for others" },
	{ "unmatched", "refs that no ruleset governs" },
	{ "import", "a first push by people who may not import" },
	{ "override", "what was said for an override and does not count" },
	{ "fetch-first", "a push to a ref that has moved on the server" },
};
#define BUILTIN_COUNT (sizeof(builtins) / sizeof(builtins[0]))

/* A multiformat message of which there is the text alone. */
static void add_message(struct json *json, const char *key, struct str text)
{
	json_object_begin(json, key);
	json_str(json, "text", text);
	json_object_end(json);
}

static void add_rule(struct json *json, const char *id, const char *summary,
		     const char *level)
{
	struct buf text = BUF_INIT;

	json_object_begin(json, NULL);
	json_text(json, "id", id);
	buf_addf(&text, "Refuses %s.", summary);
	add_message(json, "shortDescription", buf_str(&text));
	if (rule_by_id(id))
		buf_addf(&text, "\nrefgate explain %s tells more.", id);
	add_message(json, "help", buf_str(&text));
	json_object_begin(json, "defaultConfiguration");
	json_text(json, "level", level);
	json_object_end(json);
	json_object_end(json);
	json->out->failed |= text.failed;
	buf_release(&text);
}

static void add_tool(struct json *json)
{
	json_object_begin(json, "tool");
	json_object_begin(json, "driver");
	json_text(json, "name", "refgate");
	json_text(json, "version", paths_version);
	json_array_begin(json, "rules");
	for (size_t i = 0; i < rules_count; i++)
		add_rule(json, rules_all[i]->id, rules_all[i]->summary,
			 rules_all[i]->traits & RULE_WARNS ? "warning" :
							     "error");
	for (size_t i = 0; i < BUILTIN_COUNT; i++)
		add_rule(json, builtins[i].id, builtins[i].summary, "error");
	json_array_end(json);
	json_object_end(json);
	json_object_end(json);
}

/* Its place in what add_tool() writes; -1: none, as SARIF has it. */
static int64_t rule_index(const char *id)
{
	for (size_t i = 0; i < rules_count; i++)
		if (!strcmp(rules_all[i]->id, id))
			return (int64_t)i;
	for (size_t i = 0; i < BUILTIN_COUNT; i++)
		if (!strcmp(builtins[i].id, id))
			return (int64_t)(rules_count + i);
	return -1;
}

/* What is no result, because nothing could be judged. */
static void add_notification(struct json *json, const struct error *failure)
{
	json_array_begin(json, "toolExecutionNotifications");
	json_object_begin(json, NULL);
	json_text(json, "level", "error");
	add_message(json, "message", str_of(failure->text));
	json_object_end(json);
	json_array_end(json);
}

static void add_invocation(struct json *json, const struct judgement *judgement,
			   const struct error *failure)
{
	json_array_begin(json, "invocations");
	json_object_begin(json, NULL);
	json_bool(json, "executionSuccessful", !failure && !judgement->broken);
	json_int(json, "exitCode",
		 failure ? error_exit_status(failure->code) :
			   judgement->refused);
	if (failure)
		add_notification(json, failure);
	json_object_end(json);
	json_array_end(json);
}

static void add_revision(struct json *json, const struct ref_update *update,
			 struct str repository)
{
	char hex[OID_HEX_SIZE + 1];

	json_object_begin(json, NULL);
	json_str(json, "repositoryUri", repository);
	if (!oid_is_zero(&update->new))
		json_text(json, "revisionId", oid_format(&update->new, hex));
	json_text(json, "branch", update->pushed);
	json_object_end(json);
}

static void add_provenance(struct json *json, const struct judgement *judgement,
			   const char *url)
{
	struct buf uri = BUF_INIT;

	if (uri_add_repository(&uri, str_of(url))) {
		json_array_begin(json, "versionControlProvenance");
		for (size_t i = 0; i < judgement->ref_count; i++)
			add_revision(json, judgement->refs[i].update,
				     buf_str(&uri));
		json_array_end(json);
	}
	json->out->failed |= uri.failed;
	buf_release(&uri);
}

static const char *level_of(enum verdict verdict)
{
	return verdict == VERDICT_FAIL || verdict == VERDICT_BROKEN ? "error" :
								      "warning";
}

/* `1a2b3c4d5e "its subject": no body.`, and what was wanted below it. */
static void add_text(struct json *json, const struct finding *finding)
{
	struct buf text = BUF_INIT;
	char hex[OID_HEX_SIZE + 1];

	if (!oid_is_zero(&finding->commit)) {
		buf_addf(&text, "%.*s ", SHORT_ID,
			 oid_format(&finding->commit, hex));
		if (finding->subject.size) {
			buf_add_byte(&text, '"');
			buf_add_str(&text, finding->subject);
			buf_add_byte(&text, '"');
		}
		buf_add_text(&text, ": ");
	}
	buf_addf(&text, "%s.", finding->text);
	for (size_t i = 0; i < finding->row_count; i++) {
		buf_addf(&text, "\n%s: ", finding->rows[i].label);
		buf_add_str(&text, finding->rows[i].value);
	}
	add_message(json, "message", buf_str(&text));
	json->out->failed |= text.failed;
	buf_release(&text);
}

static void add_file(struct json *json, const struct finding *finding)
{
	struct buf uri = BUF_INIT;

	uri_add_path(&uri, finding->path);
	json_object_begin(json, "physicalLocation");
	json_object_begin(json, "artifactLocation");
	json_str(json, "uri", buf_str(&uri));
	json_text(json, "uriBaseId", SOURCE_ROOT);
	json_object_end(json);
	if (finding->excerpt.number) {
		json_object_begin(json, "region");
		json_int(json, "startLine", (int64_t)finding->excerpt.number);
		json_object_end(json);
	}
	json_object_end(json);
	json->out->failed |= uri.failed;
	buf_release(&uri);
}

static void add_logical(struct json *json, const char *kind, const char *name)
{
	json_object_begin(json, NULL);
	json_text(json, "fullyQualifiedName", name);
	json_text(json, "kind", kind);
	json_object_end(json);
}

static void add_locations(struct json *json, const struct judged *judged)
{
	const struct finding *finding = &judged->finding;
	char hex[OID_HEX_SIZE + 1];

	json_array_begin(json, "locations");
	json_object_begin(json, NULL);
	if (finding->path.size)
		add_file(json, finding);
	json_array_begin(json, "logicalLocations");
	add_logical(json, "ref", judged->place.update->pushed);
	if (!oid_is_zero(&finding->commit))
		add_logical(json, "commit", oid_format(&finding->commit, hex));
	json_array_end(json);
	json_object_end(json);
	json_array_end(json);
}

/* The same as long as rule, ref, commit, path and words are. */
static void add_fingerprint(struct json *json, const struct judged *judged)
{
	const struct finding *finding = &judged->finding;
	unsigned char digest[SHA256_SIZE];
	char hex[SHA256_HEX_SIZE + 1];
	char commit[OID_HEX_SIZE + 1];
	struct sha256 hash;

	sha256_init(&hash);
	sha256_add_field(&hash, str_of(judged->place.rule_id));
	sha256_add_field(&hash, str_of(judged->place.update->pushed));
	sha256_add_field(&hash, str_of(oid_format(&finding->commit, commit)));
	sha256_add_field(&hash, finding->path);
	sha256_add_field(&hash, str_of(finding->text));
	sha256_final(&hash, digest);
	hex_encode(digest, sizeof(digest), hex);
	json_object_begin(json, "partialFingerprints");
	json_text(json, "refgateFinding/v1", hex);
	json_object_end(json);
}

static void add_result(struct json *json, const struct judged *judged)
{
	const struct place *place = &judged->place;
	const struct ruleset *ruleset = place->ruleset;

	json_object_begin(json, NULL);
	json_text(json, "ruleId", place->rule_id);
	json_int(json, "ruleIndex", rule_index(place->rule_id));
	json_text(json, "level", level_of(place->verdict));
	add_text(json, &judged->finding);
	add_locations(json, judged);
	add_fingerprint(json, judged);
	json_object_begin(json, "properties");
	json_text(json, "ruleset", ruleset ? ruleset->name : NULL);
	json_text(json, "verdict", verdict_name(place->verdict));
	json_object_end(json);
	json_object_end(json);
}

/* `failure` is NULL if the push was judged. */
static void add_run(struct json *json, const struct judgement *judgement,
		    const struct error *failure, struct setup *setup,
		    const char *url)
{
	json_object_begin(json, NULL);
	add_tool(json);
	add_invocation(json, judgement, failure);
	add_provenance(json, judgement, url);
	json_array_begin(json, "results");
	for (size_t i = 0; i < judgement->finding_count; i++)
		if (judgement->findings[i]->place.verdict > VERDICT_EXEMPT)
			add_result(json, judgement->findings[i]);
	json_array_end(json);
	json_object_begin(json, "properties");
	json_text(json, "policy", setup_policy_title(setup));
	json_bool(json, "accepted", !failure && !judgement->refused);
	json_object_end(json);
	json_object_end(json);
}

static void add_log(struct buf *out, const struct judgement *judgement,
		    const struct error *failure, struct setup *setup,
		    const char *url)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "$schema", SCHEMA);
	json_text(&json, "version", "2.1.0");
	json_array_begin(&json, "runs");
	add_run(&json, judgement, failure, setup, url);
	json_array_end(&json);
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

void verdict_sarif(struct buf *out, struct judgement *judgement,
		   struct setup *setup, const char *url)
{
	add_log(out, judgement, NULL, setup, url);
}

void verdict_sarif_failure(struct buf *out, const struct error *failure,
			   struct setup *setup)
{
	const struct judgement nothing = { 0 };

	add_log(out, &nothing, failure, setup, NULL);
}
