/*
 * line_reader.h - a descriptor line by line in constant memory, also when a
 * line has no end. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_LINE_READER_H
#define REFGATE_AUDIT_LINE_READER_H

#include "base/error.h"
#include "base/str.h"

#include <stdint.h>

#define LINE_READER_SIZE (256u << 10)

struct line_reader {
	int fd;	       /* borrowed */
	uint64_t left; /* bytes that may still be read */
	char *buffer;  /* owned */
	size_t start;  /* of what was not handed out */
	size_t end;
	bool inside; /* the last piece was not the end of its line */
	bool finished;
};

/* A line, or a piece of one that is longer than the buffer. */
struct line_piece {
	struct str text; /* without LF; until the next call */
	bool first;	 /* begins a line */
	bool last;	 /* ends it */
	bool terminated; /* by LF, not by the end of the file */
};

/* At most `limit` bytes, from where `fd` stands. */
int line_reader_init(struct line_reader *reader, int fd, uint64_t limit,
		     struct error *error);
void line_reader_release(struct line_reader *reader); /* NULL-safe */
/* 1: a piece; 0: nothing left; else an error. */
int line_reader_next(struct line_reader *reader, struct line_piece *piece,
		     struct error *error);

#endif
