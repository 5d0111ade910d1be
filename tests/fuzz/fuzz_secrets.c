/*
 * fuzz_secrets.c - contents of files, line by line, by each form of a secret:
 * in time, and each is told where it is.
 */
#include "fuzz.h"

#include "rules/secrets.h"

struct seen {
	size_t line; /* the one that is looked at */
	size_t count;
};

static int each(const char *name, size_t number, void *context)
{
	struct seen *seen = context;

	expect(name && name[0]);
	expect(number && (number == seen->line || number + 1 == seen->line));
	seen->count++;
	return 0;
}

FUZZ_TARGET(secrets)
{
	static struct secrets secrets;
	static bool is_ready;
	struct str rest = { (const char *)data, size };
	struct seen seen = { 0, 0 };
	struct error error;
	struct str line;

	/* kept, for compiling its patterns takes longer than all else */
	if (!is_ready)
		secrets_init(&secrets);
	is_ready = true;
	secrets_new_file(&secrets);
	while (str_next_line(&rest, &line)) {
		seen.line++;
		expect(!secrets_find(&secrets, line, seen.line, each, &seen,
				     &error));
	}
	expect(seen.count <= seen.line * SECRETS_MAX);
	return 0;
}
