/*
 * mask_json.h - people in members that are JSON already. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_MASK_JSON_H
#define REFGATE_AUDIT_MASK_JSON_H

#include "audit/mask_key.h"
#include "audit/mask_text.h"

struct mask {
	struct mask_key key;
	struct mask_names names;
};

void mask_add_text(struct buf *out, const struct mask *mask, struct str text);
void mask_add_name(struct buf *out, const struct mask *mask, struct str name);

/*
 * `text`: members as of struct event.extra, written by base/json.h. Their
 * strings are masked; keys, names of refs, times and ids of rules stay;
 * approvers and their keys are hashes as a whole.
 */
void mask_add_json(struct buf *out, const struct mask *mask, struct str text);

#endif
