/*
 * x509_pem.h - the blocks of a PEM file that an admin keeps (RFC 7468), with
 * text between them as openssl writes it. Never takes a damaged block for
 * text.
 */
#ifndef REFGATE_TRUST_X509_PEM_H
#define REFGATE_TRUST_X509_PEM_H

#include "base/buf.h"

struct pem_reader {
	struct str rest;
	size_t line; /* that was read last, from 1 */
};

struct pem_block {
	struct str label; /* "CERTIFICATE" */
	struct str body;  /* its lines */
	size_t line;	  /* where it begins, or where the flaw is */
	const char *flaw; /* static text; NULL: the block is whole */
};

/* `text` is borrowed. */
void pem_reader_init(struct pem_reader *reader, struct str text);
/* The next block, or flaw; false at the end. */
bool pem_next(struct pem_reader *reader, struct pem_block *out);
/* Appends the bytes; false if the body is anything but base64. */
bool pem_decode(const struct pem_block *block, struct buf *out);

#endif
