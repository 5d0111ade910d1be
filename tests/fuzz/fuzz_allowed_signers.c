/*
 * fuzz_allowed_signers.c - files of allowed signers out of any bytes: what is
 * taken is found again, what is not is told.
 */
#include "fuzz.h"

#include "trust/allowed_signers.h"

/* Showing long lines takes longer than reading them. */
#define PRINTED_SIZE_MAX 256

static void check_signer(const struct allowed_signers *list,
			 const struct allowed_signer *signer)
{
	const struct allowed_signer *found;
	size_t count;

	found = allowed_signers_find(list, signer->key.blob, &count);
	expect(found && found <= signer && signer < found + count);
	expect(signer->principals.size > 0 && signer->mark.line > 0);
	expect(signer->valid_after >= 0 && signer->valid_before >= 0);
	expect(!signer->valid_before ||
	       signer->valid_after < signer->valid_before);
	expect(!signer->is_literal ||
	       pattern_list_matches(signer->principals, signer->principals));
	pattern_list_matches(signer->principals, STR("alice@example.com"));
	pattern_list_matches(signer->namespaces, STR("git"));
}

FUZZ_TARGET(allowed_signers)
{
	const struct trust_file file = { "signers",
					 { (const char *)data, size } };
	struct diagnostics diagnostics;
	struct allowed_signers list;
	struct buf said = BUF_INIT;
	struct error error;
	struct arena arena;
	size_t i;

	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	expect(allowed_signers_read(&list, &file, &arena, &diagnostics,
				    &error) == 0);
	for (i = 0; i < list.count; i++)
		check_signer(&list, &list.items[i]);
	if (size <= PRINTED_SIZE_MAX) {
		diagnostics_print(&diagnostics, &said);
		expect((said.size > 0) == (diagnostics.errors > 0));
	}
	buf_release(&said);
	allowed_signers_release(&list);
	arena_release(&arena);
	return 0;
}
