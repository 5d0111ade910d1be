/*
 * loose_fixture.h - loose objects of any bytes, read by us and by git. For
 * tests only.
 */
#ifndef REFGATE_TESTS_LOOSE_FIXTURE_H
#define REFGATE_TESTS_LOOSE_FIXTURE_H

#include "base/buf.h"
#include "git/loose.h"

#define FOLDER "r/objects/aa"
#define FILE_NAME FOLDER "/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* How the text is deflated: windowBits of zlib.h. */
enum form {
	ZLIB = MAX_WBITS,
	RAW = -MAX_WBITS,
	GZIP = MAX_WBITS + 16,
};

/* In a directory of its own, with the repository "r". */
int loose_fixture_set_up(void **state);

/* Appends. */
void loose_deflate(struct buf *out, struct str text, enum form form, int level,
		   const char *dictionary);
/* The header, a NUL and the content; in `out`. */
struct str loose_text(struct buf *out, const char *header, struct str content);

/* 0: taken, and *content has it. */
int loose_fixture_bytes(struct buf *content, struct str bytes);
int loose_fixture_file(struct buf *content, enum object_type *type);
void loose_fixture_put(struct str bytes); /* at FILE_NAME */
/*
 * What lies at FILE_NAME: what we take, git has, too. (`git cat-file` shows
 * blobs without a look at what is behind them: so not the other way round.)
 */
void loose_fixture_check(const char *what, bool taken);
/* The same of these, as a file and in memory. */
void loose_fixture_check_bytes(const char *what, struct str bytes, bool taken);

#endif
