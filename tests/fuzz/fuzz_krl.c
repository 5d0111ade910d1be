/*
 * fuzz_krl.c - revocation lists out of any bytes: those with a flaw are told
 * and gone, the others answer.
 */
#include "fuzz.h"

#include "trust/krl.h"

#include <stdlib.h>

/* Serials at the edges, and those in the text. */
static void ask(const struct krl *krl, struct str text)
{
	static const uint64_t serials[] = { 0, 1, 7, 255, UINT64_MAX };
	struct ssh_certificate certificate = { .serial = 0 };
	size_t i;

	certificate.plain = str_first(text, 51);
	certificate.authority.blob = str_from(text, 51);
	certificate.key_id = STR("alice");
	for (i = 0; i < sizeof(serials) / sizeof(serials[0]); i++) {
		certificate.serial = serials[i];
		krl_has_certificate(krl, &certificate);
	}
	krl_has_key(krl, text);
}

FUZZ_TARGET(krl)
{
	const struct str text = { (const char *)data, size };
	const struct trust_file file = { "revoked", text };
	struct diagnostics diagnostics;
	struct krl *krl = NULL;
	struct error error;
	struct arena arena;

	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	expect(krl_read(&krl, &file, &arena, &diagnostics, &error) == 0);
	expect((krl == NULL) == (diagnostics.errors > 0));
	if (krl)
		ask(krl, text);
	krl_free(krl);
	arena_release(&arena);
	return 0;
}
