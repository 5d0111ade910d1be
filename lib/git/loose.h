/*
 * loose.h - one loose object: a file of its own that holds, deflated,
 * "<type> SP <size> NUL" and the content. Found out and read in one pass.
 * For lib/git/ only.
 *
 * Format: git's object-file.c (unpack_loose_header(), parse_loose_header(),
 * unpack_loose_rest()), which reads no other. Stricter than git in nothing;
 * what is taken here has exactly the size that it says, and nothing behind
 * it. Whether the content has the id of its name is not looked at: see
 * repo.h.
 */
#ifndef REFGATE_GIT_LOOSE_H
#define REFGATE_GIT_LOOSE_H

#include "git/object.h"

#include <sys/types.h>
#include <zlib.h>

#define LOOSE_HEADER_SIZE_MAX 32 /* with its NUL; git's own */
#define LOOSE_CHUNK_SIZE 4096

/* Not to be copied while it is open. */
struct loose {
	enum object_type type;
	size_t size; /* of the content, as the header says */

	z_stream stream;
	bool started; /* there is a stream to be ended */
	bool ended;   /* the stream is at its end */
	int fd;	      /* -1: all input is in memory */
	bool at_end;  /* of the file, as far as one can tell */
	/* inflated in advance: the header and what came along with it */
	size_t ahead_at, ahead_end;
	unsigned char ahead[LOOSE_CHUNK_SIZE];
	unsigned char input[LOOSE_CHUNK_SIZE];
};

/*
 * Reads type and size, and no more than a chunk of the file.
 * ERROR_NOT_FOUND: no such file; ERROR_BROKEN: no loose object, or no file
 * that can be read; ERROR_INTERNAL: no memory. loose_close() in any case.
 */
int loose_open(struct loose *out, const char *path);
/* The same of a file's bytes, which stay the caller's. */
int loose_open_bytes(struct loose *out, struct str bytes);
/*
 * Once, into `size` bytes, to the very end of the file. ERROR_BROKEN: the
 * content is shorter or longer than that, or something is behind it.
 */
int loose_read(struct loose *loose, char *content);
/* Whether loose_read() needs no further read(2). */
bool loose_is_small(const struct loose *loose);
void loose_close(struct loose *loose);

#endif
