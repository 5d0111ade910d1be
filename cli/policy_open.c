/*
 * policy_open.c - see policy_open.h. Never judges a policy.
 */
#include "policy_open.h"

static const struct flag flags[] = { { NULL, false, 0 } };

int policy_open(struct console *console, struct site *site, int argc,
		char **argv, struct error *error)
{
	const char *name;
	int result;

	console_next(console, argc, argv, flags);
	if (console->status >= 0)
		return console->status;
	if (console->argument_count > 1)
		return console_usage(console, "one policy at a time");
	name = console->argument_count ? console->arguments[0] : NULL;
	result = site_open(site, !name, error);
	if (!result)
		result = site_load(site, name, NULL, error);
	if (result && (result != ERROR_USAGE || !site->setup.diagnostics ||
		       !site->setup.diagnostics->count))
		return console_failed(error);
	return -1;
}
