/*
 * test_text.h - ${name} in the texts of a case.
 */
#ifndef REFGATE_CLI_TEST_TEXT_H
#define REFGATE_CLI_TEST_TEXT_H

#include "test_world.h"

/* In the world's arena; NULL with the error. */
const char *text_expand(struct world *world, const char *text,
			struct error *error);
/* The same, ending in a newline unless it is empty. */
const char *text_lines(struct world *world, const char *text,
		       struct error *error);

#endif
