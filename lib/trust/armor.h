/*
 * armor.h - the text around a signature: one block, base64 inside, nothing
 * before, behind or between. Never guesses what was meant.
 *
 * SSH: PROTOCOL.sshsig; OpenPGP: RFC 4880, 6 (armor headers are allowed, a
 * checksum must be right); X.509: RFC 7468 with git's label "SIGNED MESSAGE".
 */
#ifndef REFGATE_TRUST_ARMOR_H
#define REFGATE_TRUST_ARMOR_H

#include "base/arena.h"
#include "trust/signature.h"

struct armor {
	enum signature_format format;
	struct str bytes; /* decoded, in the arena */
};

/*
 * 0; ERROR_USAGE with *what, a static text, for anything but exactly one
 * block: another label, text around it (empty lines at the end are allowed:
 * hosts leave one), a line that is no base64, bad padding or bits behind it,
 * a wrong checksum, NUL, CR within a line, more than SIGNATURE_SIZE_MAX;
 * ERROR_INTERNAL without memory.
 */
int armor_read(struct armor *out, struct str text, struct arena *arena,
	       const char **what);
/* OpenPGP's CRC-24: `checksum` is the four digits behind the "=". */
bool armor_checksum_fits(struct str checksum, struct str bytes);
/*
 * Strict base64 (RFC 4648, 4): padded, no blanks, no bits left over.
 * Appends; false if it is anything else.
 */
struct buf;
bool base64_decode(struct buf *out, struct str text);
/* Without padding, as OpenSSH shows fingerprints. Appends. */
void base64_encode_bare(struct buf *out, struct str bytes);

#endif
