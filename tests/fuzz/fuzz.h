/*
 * fuzz.h - what every fuzz target is: one function over hostile bytes, which
 * aborts where something is wrong that no sanitizer sees, and else prints
 * nothing.
 */
#ifndef REFGATE_TESTS_FUZZ_H
#define REFGATE_TESTS_FUZZ_H

#include "base/str.h"

#include <stdint.h>
#include <stdlib.h>

struct crypto;

/*
 * Begins the target of that name: FUZZ_TARGET(armor) { ... }. It gets `data`
 * and `size`, and returns 0.
 */
#define FUZZ_TARGET(name)                                  \
	int fuzz_##name(const uint8_t *data, size_t size); \
	int fuzz_##name(const uint8_t *data, size_t size)

/* One of all targets; they are found when they are built. */
struct fuzz_target {
	const char *name;
	int (*run)(const uint8_t *data, size_t size);
};
extern const struct fuzz_target fuzz_targets[]; /* the last has no name */

/* libFuzzer's entries: the first chooses the target by the program's name. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An invariant: a target that finds it broken says where, and ends. */
#define expect(holds) ((holds) ? (void)0 : fuzz_broken(__FILE__, __LINE__))
_Noreturn void fuzz_broken(const char *file, int line);

/* Cuts `text` at its NUL bytes; the last part is all the rest. */
void fuzz_split(struct str text, struct str *parts, size_t count);
bool fuzz_lies_in(struct str part, struct str whole);
/* The header lines of an object of git that begin with `word`. */
size_t fuzz_count_headers(struct str raw, const char *word);
/* Whether a line for a terminal could be made of it: no control bytes. */
bool fuzz_is_shown(struct str text);

/* Opened once and kept open, for loading it takes longer than all else. */
struct crypto *fuzz_crypto(void);

/* A file in memory that holds `content`; it is the same one each time. */
int fuzz_file(struct str content);
const char *fuzz_file_path(void); /* of that, for whoever wants a path */
/* A folder of this process, made once and gone at its end. */
const char *fuzz_folder(void);
/* "<folder>/<name>"; in static memory, of the last four calls. */
const char *fuzz_path(const char *name);
void fuzz_write(const char *path, struct str content);

#endif
