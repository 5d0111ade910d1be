/*
 * memory.h - the gate's own memory: refs below refs/refgate/, each of them a
 * small text in a blob, so that it survives gc, a lost log and a mirror
 * clone. Found by name; nothing here walks history.
 *
 * What is remembered (names below refs/refgate/):
 *   landing/<commit>/<branch>   a branch that came in by that commit
 *   month/<YYYY-MM>/<commit>-<branch>  the same, by its month (UTC)
 *   open/<commit>-<landing>     what a landing or an override owes, and what
 *                               of it the log has as paid
 *   version/<version>           used by a tag or a landed branch
 *   seen/<branch>               when a branch was first seen; of a push of many
 *                               that alone, so that they share a blob
 *   override/<incident>/<use>   an authorisation that is kept for a push
 *   override/<incident>/<use>-spent  one that has let something in
 *   spent/<YYYY-MM>/<incident>  incidents that were used, by month
 *   policy                      the policies in force (lib/gate/generation.h)
 *   snapshot                    the governed refs when they came into force
 *   value/<generation>/<ref>    the last recorded value of a governed ref:
 *                               no text, it points at the value itself
 * Any of them may also point at memory_forgotten: then it is not there.
 * <branch>, <ref>, <version>, <landing>, <incident> and <use> are
 * memory_hash() of the name; a branch's is the full one, and so is a tag's. So
 * no name lies below another.
 */
#ifndef REFGATE_GIT_MEMORY_H
#define REFGATE_GIT_MEMORY_H

#include "base/buf.h"
#include "git/repo.h"

#define MEMORY_PREFIX "refs/refgate/"
#define MEMORY_TEXT_SIZE_MAX (16u << 10)
#define MEMORY_HASH_SIZE 32 /* hex digits, of SHA-256 */
#define MEMORY_MONTH_SIZE 7 /* "2026-11" */

/* `out` gets MEMORY_HASH_SIZE digits and a NUL; parts are told apart. */
void memory_hash(char *out, const struct str *parts, size_t count);
/* "seen/" and the hash of one part behind it; NULL if memory is short. */
const char *memory_name(struct arena *arena, const char *before,
			struct str what);
/* The month of a time, UTC; "0000000" for none that has four digits. */
void memory_month(char out[MEMORY_MONTH_SIZE + 1], int64_t time);

/* What a name ("policy") points at; ERROR_NOT_FOUND, also if forgotten. */
int memory_lookup(struct oid *out, struct repo *repo, const char *name,
		  struct arena *arena, struct error *error);
/*
 * The text of that name ("version/..."), in `arena`. ERROR_NOT_FOUND;
 * ERROR_BROKEN: it is there, but it is no such text.
 */
int memory_read(struct str *out, struct repo *repo, const char *name,
		struct arena *arena, struct error *error);
/*
 * Every text whose name begins with `prefix`, in order of names; a non-zero
 * answer of `each` stops and is returned.
 */
int memory_each(struct repo *repo, const char *prefix, struct arena *arena,
		int (*each)(const char *name, struct str text, void *context),
		void *context, struct error *error);
/* The names alone, without "refs/refgate/", and what they point at. */
int memory_each_name(struct repo *repo, const char *prefix, struct arena *arena,
		     int (*each)(const char *name, const struct oid *id,
				 void *context),
		     void *context, struct error *error);
/* memory_each() of "<kind>/<month>/", for each month from one time to another.
 */
int memory_each_month(struct repo *repo, const char *kind, int64_t from,
		      int64_t to, struct arena *arena,
		      int (*each)(const char *name, struct str text,
				  void *context),
		      void *context, struct error *error);

/*
 * A text is lines "key value", keys in lower case, each key once but where
 * the reader asks for all. False: there is none, or it is none of that kind.
 */
bool memory_get(struct str text, const char *key, struct str *value);
bool memory_get_id(struct str text, const char *key, struct oid *value);
bool memory_get_time(struct str text, const char *key, int64_t *value);
/* The next value of that key; *text goes on behind it. */
bool memory_next(struct str *text, const char *key, struct str *value);
/* Values are escaped where they hold a line feed: never two lines. */
void memory_add(struct buf *text, const char *key, struct str value);
void memory_add_id(struct buf *text, const char *key, const struct oid *value);
void memory_add_time(struct buf *text, const char *key, int64_t value);

/*
 * Writes the text as a blob into the repository itself, no quarantine;
 * durable on return. ERROR_BROKEN; ERROR_LIMIT beyond MEMORY_TEXT_SIZE_MAX.
 */
int memory_store(struct oid *out, const char *git_dir, struct str text,
		 struct error *error);
/* The same of a text that is no such lines, up to `limit` bytes. */
int memory_store_large(struct oid *out, const char *git_dir, struct str text,
		       size_t limit, struct error *error);
/* What a value points at where a ref is gone, and its text to be stored. */
extern const struct oid memory_deleted;
extern const char memory_deleted_text[];
/* The same of a name that is forgotten while git has it packed. */
extern const struct oid memory_forgotten;
extern const char memory_forgotten_text[];
bool memory_is_forgotten(const struct oid *id);

/*
 * Lets the name be that blob; durable on return. Without libgit2: the hooks
 * after the judgement start nothing. `only_new`: ERROR_BROKEN if it is there
 * (also packed).
 */
int memory_put(const char *git_dir, const char *name, const struct oid *blob,
	       bool only_new, struct error *error);
/*
 * The same of a value, whole after a crash, but maybe the one before: the
 * caller keeps what explains the new one until later.
 */
int memory_put_value(const char *git_dir, const char *name,
		     const struct oid *value, struct error *error);

/*
 * A value that is written beside its place, and settles (fd_settle()) while
 * something else is made durable, so that it is put there without a wait. Who
 * dies in between leaves the value of before, and nothing that is in the way.
 */
struct memory_pending {
	struct arena *arena; /* the caller's */
	const char *name;    /* NULL: none is pending */
	struct oid value;
	const char *git_dir, *path, *lock, *fresh;
	int fd;
};

/*
 * Under a lock of the caller's, for all values. `git_dir` and `name` are to
 * stay. Where one is pending already, or it cannot be, it is put at once.
 */
int memory_pending_add(struct memory_pending *pending, const char *git_dir,
		       const char *name, const struct oid *value,
		       struct error *error);
/*
 * Under the same lock, and always: as memory_put_value(). None is pending
 * then.
 */
int memory_pending_place(struct memory_pending *pending, struct error *error);

struct memory_entry {
	const char *name;
	struct oid id;
	bool is_value;	 /* for memory_pending_add() */
	bool may_be_tag; /* packed-refs would have to say what it is of */
};

/*
 * The same of many: where they are new names, as lines of packed-refs, all or
 * none of them; durable on return. It needs the rights to replace that file,
 * else, and if somebody is packing refs, each becomes a file. Of two with one
 * name the last one counts. *error: some may have been put, and one may be
 * pending.
 */
int memory_put_many(const char *git_dir, const struct memory_entry *entries,
		    size_t count, struct memory_pending *pending,
		    struct error *error);

/*
 * Removes the names that are there. What git has packed stays in packed-refs,
 * which only a process that has all its rights can replace: a file that points
 * at memory_forgotten hides it, and all readers here take it for absent, as
 * whoever reads such a name otherwise has to (memory_is_forgotten()). 1: so it
 * was, and memory_sweep() is due.
 */
int memory_forget(const char *git_dir, const char *const *names, size_t count,
		  struct error *error);
/* For names that nobody asks for any more: what is packed is left alone. */
int memory_forget_files(const char *git_dir, const char *const *names,
			size_t count, struct error *error);
/*
 * Takes what is forgotten out of packed-refs, and all that begins with
 * `below` ("value/"), but not with `but`. Without libgit2. ERROR_BROKEN, for
 * example because somebody is packing refs: then it waits for the next time.
 */
int memory_sweep(const char *git_dir, const char *below, const char *but,
		 struct error *error);

#endif
