/*
 * log_places.c - see log_places.h. Reads no log, and runs no git.
 */
#include "log_places.h"

int log_places_find(struct log_places *out, const char *path,
		    struct error *error)
{
	struct setup *setup = &out->setup;
	struct error ignored = { 0 };
	int result;

	*out = (struct log_places){ .logs.count = 0 };
	result = clone_find(&out->clone, path, error);
	if (!result)
		result = setup_open(setup, out->clone.common_dir, error);
	if (result)
		return result;
	/* the hooks say what is wrong with a policy */
	(void)setup_load(setup, NULL, &ignored);
	return record_logs_of(&out->logs, setup, out->clone.common_dir,
			      &out->clone.arena, error);
}

void log_places_release(struct log_places *places)
{
	if (!places)
		return;
	setup_release(&places->setup);
	clone_release(&places->clone);
}
