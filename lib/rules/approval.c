/*
 * approval.c - see approval.h. Never runs a command.
 */
#include "rules/approval.h"

#include "base/text.h"

#include <string.h>

#define TEXT_MARK '+'
#define SHORT_ID_SIZE 7

bool approval_read_name(const char *ref, struct oid *commit, struct str *name)
{
	struct str rest = str_of(ref);

	if (!str_starts(rest, APPROVAL_PREFIX))
		return false;
	rest = str_from(rest, strlen(APPROVAL_PREFIX));
	if (!oid_parse(commit, str_first(rest, OID_HEX_SIZE)) ||
	    rest.size < OID_HEX_SIZE + 2 || rest.data[OID_HEX_SIZE] != '/')
		return false;
	*name = str_from(rest, OID_HEX_SIZE + 1);
	return str_find_byte(*name, '/') == name->size;
}

struct str approval_email(struct str name)
{
	struct str email = str_first(name, str_find_byte(name, ','));

	return str_find_byte(email, '@') < email.size ? email :
							(struct str){ NULL, 0 };
}

bool approval_is_from(const struct audience *from,
		      const struct rule_context *context, struct signer signer)
{
	if (from->kind == AUDIENCE_UNSET)
		return signer.is_one;
	for (size_t i = 0; i < from->count; i++)
		if (signer_in_group(signer, context->people, from->groups[i]))
			return true;
	return false;
}

void approval_draft_text(struct buf *out, const char *text)
{
	buf_addf(out, "%c%s\n", TEXT_MARK, text);
}

void approval_draft_command(struct buf *out, const char *command)
{
	buf_addf(out, "%s\n", command);
}

/* In quotes a long word is told from a broken line. */
static void quote_whole(struct buf *out, struct str word)
{
	if (str_find_byte(word, '\'') < word.size)
		text_shell_quote(out, word);
	else
		buf_addf(out, "'%.*s'", STR_ARGS(word));
}

static void add_trailer(struct buf *out, const char *token, const char *value)
{
	struct buf line = BUF_INIT;

	buf_addf(&line, "%s: %s", token, value);
	buf_add_byte(out, ' ');
	text_shell_quote(out, buf_str(&line));
	out->failed |= buf_failed(&line);
	buf_release(&line);
}

/* A tag's message in one command: git tag knows no option for trailers. */
static void add_tag(struct buf *out, const struct approval_draft *draft,
		    const char *tag)
{
	const char *token = draft->withdraws ? APPROVAL_WITHDRAW :
					       APPROVAL_APPROVE;

	buf_addf(out, "printf '%%s\\n' %s ''", token);
	add_trailer(out, token, draft->commit);
	add_trailer(out, "Repository", draft->repository);
	add_trailer(out, "Ref", draft->ref);
	buf_addf(out, " | git tag -f %s -F - %s %s\n",
		 draft->is_signed ? "-s" : "-a", tag, draft->commit);
}

void approval_draft_lines(struct buf *out, const struct approval_draft *draft)
{
	struct buf tag = BUF_INIT;
	struct buf refspec = BUF_INIT;

	buf_addf(&tag, "%s-%.*s", draft->withdraws ? "withdraw" : "approve",
		 SHORT_ID_SIZE, draft->commit);
	buf_addf(&refspec, "refs/tags/%s:" APPROVAL_PREFIX "%s/%s",
		 buf_text(&tag), draft->commit, draft->name);
	buf_add_text(out, "git fetch origin");
	if (draft->fetch) {
		buf_add_byte(out, ' ');
		text_shell_quote(out, str_of(draft->fetch));
	}
	buf_add_byte(out, '\n');
	add_tag(out, draft, buf_text(&tag));
	buf_add_text(out, "git push origin ");
	quote_whole(out, buf_str(&refspec));
	buf_addf(out, "\ngit tag -d %s\n", buf_text(&tag));
	out->failed |= buf_failed(&tag) || buf_failed(&refspec);
	buf_release(&tag);
	buf_release(&refspec);
}

static bool is_told(const struct repair_request *request, size_t index)
{
	const char *draft = request->findings[index]->draft;

	for (size_t i = 0; i < index; i++)
		if (str_equal(str_of(request->findings[i]->draft),
			      str_of(draft)))
			return true;
	return !draft;
}

void approval_repair(struct repair *repair,
		     const struct repair_request *request)
{
	for (size_t i = 0; i < request->finding_count; i++) {
		struct str rest = str_of(request->findings[i]->draft);
		struct str line;

		if (is_told(request, i))
			continue;
		while (str_next_line(&rest, &line))
			if (line.data[0] == TEXT_MARK)
				repair_text(repair, "%.*s",
					    STR_ARGS(str_from(line, 1)));
			else
				repair_command_text(repair, "%.*s",
						    STR_ARGS(line));
	}
}
