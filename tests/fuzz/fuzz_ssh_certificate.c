/*
 * fuzz_ssh_certificate.c - certificates out of hostile bytes: all slices lie
 * within them, and what is signed is all but the signature.
 */
#include "fuzz.h"

#include "base/arena.h"
#include "trust/ssh_certificate.h"
#include "trust/ssh_wire.h"

static void check(const struct ssh_certificate *certificate, struct str blob)
{
	struct str rest = certificate->principals;
	struct str name;

	expect(ssh_blob_is_certificate(blob));
	expect(!ssh_blob_is_certificate(certificate->plain));
	expect(!ssh_blob_is_certificate(certificate->authority.blob));
	expect(str_equal(certificate->key.blob, certificate->plain));
	expect(fuzz_lies_in(certificate->key_id, blob) &&
	       fuzz_lies_in(certificate->principals, blob) &&
	       fuzz_lies_in(certificate->authority.blob, blob) &&
	       fuzz_lies_in(certificate->signature, blob));
	expect(certificate->signed_part.data == blob.data &&
	       certificate->signed_part.size + 4 +
			       certificate->signature.size ==
		       blob.size);
	while (wire_string(&rest, &name))
		expect(name.size && ssh_certificate_names(certificate, name));
	expect(rest.size == 0);
}

FUZZ_TARGET(ssh_certificate)
{
	const struct str blob = { (const char *)data, size };
	struct ssh_certificate certificate;
	struct arena arena;
	const char *what;
	int r;

	arena_init(&arena);
	r = ssh_certificate_read(&certificate, blob, &arena, &what);
	expect(r == 0 || (r == ERROR_USAGE && what));
	if (!r)
		check(&certificate, blob);
	arena_release(&arena);
	return 0;
}
