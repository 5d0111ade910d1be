/*
 * select.c - all targets are one program, which is the target that it is
 * called by: "fuzz_armor CORPUS". Never runs two of them.
 */
#include "fuzz.h"

#include <stdio.h>
#include <string.h>

static const struct fuzz_target *chosen;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char prefix[] = "fuzz_";
	const char *slash = strrchr((*argv)[0], '/');
	const char *name = slash ? slash + 1 : (*argv)[0];

	(void)argc;
	if (strncmp(name, prefix, sizeof(prefix) - 1) == 0)
		name += sizeof(prefix) - 1;
	for (chosen = fuzz_targets; chosen->name; chosen++)
		if (strcmp(chosen->name, name) == 0)
			return 0;
	fprintf(stderr, "%s: there is no such target\n", name);
	exit(2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return chosen->run(data, size);
}
