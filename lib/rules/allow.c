/*
 * allow.c - who may create, change, delete or rewind a ref. Never knows
 * which of these it is asked about.
 */
#include "rules/allow.h"

void allow_names(const struct audience *audience, struct buf *out)
{
	size_t i;

	if (audience->kind == AUDIENCE_EVERYONE) {
		buf_add_text(out, "everyone");
		return;
	}
	if (audience->kind != AUDIENCE_GROUPS || audience->count == 0) {
		buf_add_text(out, "nobody");
		return;
	}
	for (i = 0; i < audience->count; i++)
		buf_addf(out, "%s%s", i ? ", " : "", audience->groups[i]->name);
}

static bool has_groups(const struct allow *allow)
{
	return allow->who.kind == AUDIENCE_GROUPS && allow->who.count;
}

int allow_judge(struct finding **out, const struct allow *allow,
		const char *verb, const struct rule_context *context,
		struct error *error)
{
	const struct ref_update *update = context->update;
	const struct pusher *pusher = context->pusher;
	struct finding *finding = NULL;
	struct buf names = BUF_INIT;
	enum match may;
	int result = 0;

	may = audience_has_pusher(&allow->who, context, error);
	if (may == MATCH_BROKEN) {
		result = error ? (int)error->code : ERROR_BROKEN;
	} else if (may == MATCH_NO) {
		allow_names(&allow->who, &names);
		finding = finding_add(context, "%s%s may %s \"%.*s\"",
				      has_groups(allow) ? "only " : "",
				      buf_text(&names), verb,
				      STR_ARGS(update->short_name));
		if (has_groups(allow) && pusher && pusher->login)
			finding_row(context, finding, "you are",
				    str_of(pusher->login));
	}
	buf_release(&names);
	if (out)
		*out = finding;
	return result;
}

void allow_repair(struct repair *repair, const struct repair_request *request)
{
	const struct allow *allow = request->options;
	struct buf names = BUF_INIT;

	if (has_groups(allow)) {
		allow_names(&allow->who, &names);
		if (buf_failed(&names))
			repair->failed = true;
		else
			repair_text(repair, "ask somebody of %s to do it",
				    buf_text(&names));
	}
	buf_release(&names);
}
