/* record_findings.c - see record_findings.h. */
#include "gate/record_findings.h"

#include <string.h>

#define KEY_START_SIZE 8 /* of a key, at least, that is cut off */

/* The key that the text shows the beginning of; empty: none. */
static struct str whole_key(const struct finding *finding)
{
	for (size_t i = 0; i < finding->row_count; i++)
		if (!strcmp(finding->rows[i].label, "key"))
			return finding->rows[i].value;
	return str_of("");
}

/* "unknown key SHA256:k0Jx4..." with all of the key. */
static bool add_text(struct buf *out, struct str text, struct str key)
{
	struct str dots = STR("...");

	for (size_t size = key.size; size >= KEY_START_SIZE; size--) {
		struct str start = str_first(key, size);
		size_t at = str_find(text, start);

		if (at == text.size)
			continue;
		buf_add_str(out, str_first(text, at));
		buf_add_str(out, key);
		text = str_from(text, at + size);
		buf_add_str(out, str_starts(text, dots.data) ?
					 str_from(text, dots.size) :
					 text);
		return true;
	}
	buf_add_str(out, text);
	return !key.size;
}

/* "subject: detail" is for people; the log has ids, and keys whole. */
static struct str detail_of(const struct finding *finding, struct arena *arena)
{
	struct str key = whole_key(finding);
	struct buf text = BUF_INIT;
	const char *copy;

	if (!add_text(&text, str_of(finding->text), key))
		buf_addf(&text, " (key %.*s)", STR_ARGS(key));
	if (finding->path.size)
		buf_addf(&text, ": %.*s", STR_ARGS(finding->path));
	copy = buf_failed(&text) ? NULL : arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return str_of(copy ? copy : finding->text);
}

static struct event_finding finding_of(const struct judged *judged,
				       struct str detail)
{
	const struct place *place = &judged->place;

	return (struct event_finding){
		.rule = place->rule_id,
		.ruleset = place->ruleset ? place->ruleset->name : NULL,
		.ref = str_of(place->update->pushed),
		.commit = judged->finding.commit,
		.detail = detail,
		.verdict = verdict_name(place->verdict),
	};
}

/* "and 79500 more like these, to commit 3f1c2ab..." */
static struct event_finding folded_of(const struct judged *judged,
				      struct arena *arena)
{
	char hex[OID_HEX_SIZE + 1];
	const char *text = arena_say(arena,
				     "and %zu more like these, to commit %s",
				     judged->folded.findings,
				     oid_format(&judged->folded.last, hex));
	struct event_finding out = finding_of(judged, str_of(text));

	out.commit = (struct oid){ 0 };
	return out;
}

size_t record_findings_of(const struct judgement *judgement, size_t index)
{
	return judgement->findings[index]->folded.findings ? 2 : 1;
}

int record_findings(struct event *event, const struct judgement *judgement,
		    struct arena *arena, struct error *error)
{
	size_t count = 0;
	struct event_finding *findings;

	for (size_t i = 0; i < judgement->finding_count; i++)
		count += record_findings_of(judgement, i);
	findings = arena_alloc(arena, (count + 1) * sizeof(*findings));
	if (!findings)
		return error_no_memory(error);
	event->findings = findings;
	event->finding_count = count;
	for (size_t i = 0; i < judgement->finding_count; i++) {
		const struct judged *judged = judgement->findings[i];

		*findings++ =
			finding_of(judged, detail_of(&judged->finding, arena));
		if (judged->folded.findings)
			*findings++ = folded_of(judged, arena);
	}
	return 0;
}
