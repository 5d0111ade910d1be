/*
 * repair_rename.c - gives a branch or a tag that the server refused another
 * name. Never touches what is on the server.
 */
#include "rules/repair.h"

#include "base/text.h"

static void rename_branch(struct repair *repair,
			  const struct ref_update *update, const char *name)
{
	const char *old = repair_short_name(repair, update);

	/* -m takes no full name, so that one is renamed by two commands. */
	if (old == update->name) {
		repair_command(repair, "git", "branch", name, old, NULL);
		repair_command(repair, "git", "switch", name, NULL);
	} else {
		repair_command(repair, "git", "branch", "-m", old, name, NULL);
	}
	repair->phase = REPAIR_PUSH;
	repair_command(repair, "git", "push", "-u", "origin", name, NULL);
}

/* An annotated tag says its own name: it is made anew, with its message. */
static void remake_tag(struct repair *repair,
		       const struct repair_request *request, const char *name,
		       const char *target, const char *edit)
{
	struct buf text = BUF_INIT;

	buf_add_text(&text, "git for-each-ref "
			    "--format='%(contents:subject)%0a%0a"
			    "%(contents:body)' ");
	text_shell_quote(&text, str_of(request->update->name));
	if (edit) {
		buf_add_text(&text, " | sed ");
		text_shell_quote(&text, str_of(edit));
	}
	buf_addf(&text, " | git tag %s -F - ", repair_tag_option(request));
	text_shell_quote(&text, str_of(name));
	buf_add_byte(&text, ' ');
	text_shell_quote(&text, str_of(target));
	if (buf_failed(&text))
		repair->failed = true;
	else
		repair_command_text(repair, "%s", buf_text(&text));
	buf_release(&text);
}

const char *repair_tag_option(const struct repair_request *request)
{
	return request->is_signed ? "-s" : "-a";
}

void repair_rename_tag(struct repair *repair,
		       const struct repair_request *request, const char *name,
		       const char *edit)
{
	const struct ref_update *update = request->update;
	const char *old = arena_copy(repair->arena, update->short_name);
	const char *target;

	/* of what was not looked up, no more is known than its name */
	target = update->new_type == OBJECT_NONE ?
			 update->name :
			 arena_printf(repair->arena, "%s^{}", update->name);
	if (!target)
		repair->failed = true;
	else if (update->new_type == OBJECT_TAG)
		remake_tag(repair, request, name, target, edit);
	else
		repair_command(repair, "git", "tag", name, target, NULL);
	if (old)
		repair_command(repair, "git", "tag", "-d", old, NULL);
	else
		repair->failed = true;
	repair->phase = REPAIR_PUSH;
	repair_command(repair, "git", "push", "origin", name, NULL);
}

void repair_rename(struct repair *repair, const struct repair_request *request,
		   const char *name)
{
	if (request->update->class == REF_BRANCH)
		rename_branch(repair, request->update, name);
	else
		repair_rename_tag(repair, request, name, NULL);
}
