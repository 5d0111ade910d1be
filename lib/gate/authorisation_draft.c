/*
 * authorisation_draft.c - what somebody types who authorises. Never runs a
 * command.
 */
#include "gate/authorisation.h"

#include "base/text.h"
#include "rules/approval.h"

#define DRAFT_SECONDS 3600
#define SHORT_ID_SIZE 7
#define WORD "WHY"

static const char zeros[] = "0000000000000000000000000000000000000000";

static void add_expires(struct buf *out,
			const struct authorisation_draft *draft,
			const struct rule_context *context)
{
	int64_t duration = DRAFT_SECONDS;
	struct buf time = BUF_INIT;

	if (duration > draft->terms->max_duration)
		duration = draft->terms->max_duration;
	clock_format_seconds(&time, context->now + duration);
	buf_addf(out, "Expires: %s\n", buf_text(&time));
	out->failed |= buf_failed(&time);
	buf_release(&time);
}

/* What was said before, if it says enough. */
static void add_required(struct buf *out,
			 const struct authorisation_draft *draft,
			 const struct pattern_map_item *item,
			 const struct rule_context *context)
{
	struct error ignored = { 0 };
	struct str value = { NULL, 0 };

	if (draft->statement)
		value = statement_value(draft->statement, item->name);
	if (!value.size || pattern_match(item->pattern, context->vars, value,
					 NULL, &ignored) != MATCH_YES)
		value = STR(WORD);
	buf_addf(out, "%s: %.*s\n", item->name, STR_ARGS(value));
}

/* The words of one who signs, each a line of the tag's message. */
static void add_words(struct buf *out, const struct authorisation_draft *draft,
		      const struct rule_context *context)
{
	const struct pattern_map *require = &draft->terms->require;

	buf_addf(out, "Override: %s\nRepository: %s\n", draft->incident,
		 context->repository);
	for (size_t i = 0; i < draft->ref_count; i++)
		buf_addf(out, "Ref: %s\n", draft->refs[i]);
	buf_addf(out, "New: %s\nRules: %s\n",
		 draft->deletes ? zeros : draft->commit, draft->rules);
	add_expires(out, draft, context);
	for (size_t i = 0; i < require->count; i++)
		add_required(out, draft, &require->items[i], context);
}

/* A tag's message in one command: git tag knows no option for trailers. */
static void add_tag(struct buf *out, const struct authorisation_draft *draft,
		    const char *tag, const struct rule_context *context)
{
	struct buf words = BUF_INIT;
	struct str rest, line;

	add_words(&words, draft, context);
	rest = buf_str(&words);
	buf_add_text(out, "printf '%s\\n' Override ''");
	while (str_next_line(&rest, &line)) {
		buf_add_byte(out, ' ');
		text_shell_quote(out, line);
	}
	buf_addf(out, " | git tag -f -s -F - %s %s", tag, draft->commit);
	out->failed |= buf_failed(&words);
	buf_release(&words);
}

static void add_push(struct buf *out, const struct authorisation_draft *draft,
		     const char *tag)
{
	struct buf refspec = BUF_INIT;

	buf_addf(&refspec, "refs/tags/%s:" AUTHORISATION_PREFIX "%s/%s", tag,
		 draft->incident, draft->name);
	buf_add_text(out, "git push origin ");
	text_shell_quote(out, buf_str(&refspec));
	out->failed |= buf_failed(&refspec);
	buf_release(&refspec);
}

void authorisation_draft_lines(struct buf *out,
			       const struct authorisation_draft *draft,
			       const struct rule_context *context)
{
	struct buf lines = BUF_INIT;
	struct buf tag = BUF_INIT;

	buf_addf(&tag, "override-%.*s", SHORT_ID_SIZE, draft->commit);
	buf_add_text(&lines, "git fetch origin");
	if (draft->fetch) {
		buf_add_byte(&lines, ' ');
		text_shell_quote(&lines, str_of(draft->fetch));
	}
	buf_add_byte(&lines, '\n');
	add_tag(&lines, draft, buf_text(&tag), context);
	buf_add_byte(&lines, '\n');
	add_push(&lines, draft, buf_text(&tag));
	buf_addf(&lines, "\ngit tag -d %s", buf_text(&tag));
	approval_draft_command(out, buf_text(&lines));
	out->failed |= buf_failed(&lines) || buf_failed(&tag);
	buf_release(&lines);
	buf_release(&tag);
}
