/*
 * policy_schema.c - `refgate policy schema`: the policy language for editors
 * and validators. Never reads a policy.
 */
#include "policy_schema.h"

#include "console.h"

#include "policy/schema.h"

static const char help[] =
	"usage: refgate policy schema\n"
	"\n"
	"Prints the JSON Schema (draft-07) of the policy language, for editors\n"
	"and validators. It says the form only: refgate policy lint says all.\n"
	"\n"
	"  --format human|json    the same\n"
	"\n"
	"  refgate policy schema >policy.schema.json\n"
	"\n"
	"Exit status: 0, or 2 usage, 3 internal error.\n";

static const struct flag flags[] = { { NULL, false, 0 } };

int verb_policy_schema(int argc, char **argv)
{
	struct console console;
	struct buf out = BUF_INIT;
	int status;

	console_init(&console, "policy schema", help);
	console_next(&console, argc, argv, flags);
	if (console.status >= 0)
		return console.status;
	if (console.argument_count)
		return console_usage(&console, "the schema is of no file");
	policy_schema(&out);
	status = console_print(&out);
	buf_release(&out);
	return status;
}
