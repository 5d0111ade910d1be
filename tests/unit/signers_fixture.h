/*
 * signers_fixture.h - files of allowed signers that are parsed from a text,
 * with keys to write in them. For tests only.
 */
#ifndef REFGATE_TESTS_SIGNERS_FIXTURE_H
#define REFGATE_TESTS_SIGNERS_FIXTURE_H

#include "base/diagnostic.h"
#include "trust/allowed_signers.h"

#define BLOB_A                                                         \
	"AAAAC3NzaC1lZDI1NTE5AAAAIE+MXARHWTCHGpEqBhiomLt0IZNohGsy+pUw" \
	"5nY2CIz4"
#define BLOB_B                                                         \
	"AAAAC3NzaC1lZDI1NTE5AAAAIHV5Zj4SF/+X30JGizPWqpGRaJm+MlygPs8Z" \
	"odRMuhDd"
#define A "ssh-ed25519 " BLOB_A
#define B "ssh-ed25519 " BLOB_B
#define P256                                                           \
	"AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBP5+jTKl" \
	"We9nR04sNpgMZnfVkWBqsccAglHkNzUxBaa8QdkCmYKuQjCobzgLgPgRrIkI" \
	"C2zHQW01UgxnVIaEaZ0="
#define CERTIFICATE                                                    \
	"AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIHv+DuYS" \
	"SMDMiur91XxQDva44XBuarcXk7xLxd7BAjnr"

struct parsed {
	struct arena arena;
	struct diagnostics diagnostics;
	struct allowed_signers list;
};

/* As "signers"; signers_release() it. */
void signers_parse(struct parsed *parsed, struct str text);
void signers_release(struct parsed *parsed);
/* "LINE:COLUMN: TEXT" of the flaw of that number; in the arena. */
const char *signers_flaw(struct parsed *parsed, size_t i);

#endif
