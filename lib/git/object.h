/*
 * object.h - strict readers of raw commits, tags and trees: one grammar, and
 * a flaw with its line for everything else. Never touches a repository.
 *
 * Formats: git's Documentation/gitformat-*, fsck.c; the one grammar that is
 * taken: tree, parents, one author, one committer, at most one encoding,
 * mergetags, at most one gpgsig and gpgsig-sha256, further headers that git
 * ignores (each once), a blank line, the message; no NUL.
 */
#ifndef REFGATE_GIT_OBJECT_H
#define REFGATE_GIT_OBJECT_H

#include "git/oid.h"

#include <stdint.h>

enum object_type {
	OBJECT_NONE = 0,
	OBJECT_COMMIT = 1, /* git's own numbers */
	OBJECT_TREE = 2,
	OBJECT_BLOB = 3,
	OBJECT_TAG = 4,
};

const char *object_type_name(enum object_type type);

/* Why an object is malformed. */
struct flaw {
	size_t line;	  /* from 1; 0: the object as a whole */
	const char *what; /* static text: "two author lines" */
};

/* "Name <email> 1700000000 +0100"; slices of the object. */
struct identity {
	struct str name;
	struct str email;
	int64_t time;  /* seconds since 1970 */
	int zone;      /* minutes east of UTC */
	bool odd_zone; /* not a zone that exists (beyond -1200..+1400) */
};

struct header {
	struct str name;
	struct str value; /* as written, with continuation lines */
	size_t line;
};

/* The most that a known history has is 66. */
#define COMMIT_PARENTS_MAX 128
#define COMMIT_EXTRA_HEADERS_MAX 32

struct commit {
	struct oid id;
	struct str raw; /* what all slices point into */
	struct oid tree;
	struct oid parents[COMMIT_PARENTS_MAX];
	size_t parent_count;
	struct identity author;
	struct identity committer;
	struct str encoding;  /* empty: UTF-8 */
	struct str signature; /* raw value of gpgsig, with continuations */
	/* headers that are none of the above, in order; mergetag is one */
	struct header extra[COMMIT_EXTRA_HEADERS_MAX];
	size_t extra_count;
	struct str message;  /* all behind the blank line */
	size_t message_line; /* line of the object where it begins, from 1 */
};

/* 0, or ERROR_BROKEN with *flaw; `out` then holds what was read so far. */
int commit_read(struct commit *out, const struct oid *id, struct str raw,
		struct flaw *flaw);

/*
 * The graph part only, of any commit that git itself would walk: for history
 * that was there before the gate. Stops at COMMIT_PARENTS_MAX with a flaw.
 */
struct commit_links {
	struct oid tree;
	int64_t time; /* committer's; 0 if unreadable, as git has it */
	size_t parent_count;
	/* last: whoever keeps many has room for parent_count of them */
	struct oid parents[COMMIT_PARENTS_MAX];
};
int commit_read_links(struct commit_links *out, struct str raw,
		      struct flaw *flaw);

struct tag {
	struct oid id;
	struct str raw;
	struct oid target;
	enum object_type target_type;
	struct str name;
	struct identity tagger; /* name.data NULL: none */
	struct str message;	/* without the signature */
	struct str signature;	/* at the end of the message, if any */
	size_t message_line;
};
int tag_read(struct tag *out, const struct oid *id, struct str raw,
	     struct flaw *flaw);

/* Modes as git stores them. */
enum {
	MODE_TREE = 0040000,
	MODE_FILE = 0100644,
	MODE_EXECUTABLE = 0100755,
	MODE_SYMLINK = 0120000,
	MODE_SUBMODULE = 0160000,
};

struct tree_entry {
	unsigned mode;
	struct str name;
	struct oid id;
};

/* git knows the tree without entries, stored or not. */
bool tree_is_empty(const struct oid *id);

/* Files whose names begin with each other: "a", "a.c", "a.c.in". */
#define TREE_PREFIXES_MAX 32

struct tree_reader {
	struct str rest;
	struct str previous; /* name, for the order */
	unsigned previous_mode;
	size_t index; /* entries read so far */
	bool strict;
	bool watched; /* lenient, and nothing that strict refuses so far */
	/* sizes of the files' names that the previous name begins with */
	unsigned short prefixes[TREE_PREFIXES_MAX];
	size_t prefix_count;
};

/*
 * Strict: sorted, unique, safe names (not empty, ".", "..", ".git" in any
 * case or disguise of NTFS and HFS+, no "/"), the five modes. Lenient: what
 * git can read; 100664 and the like become MODE_FILE.
 */
void tree_reader_init(struct tree_reader *reader, struct str raw, bool strict);
/* 1: an entry; 0: the end; ERROR_BROKEN with *flaw (line: entry number). */
int tree_next(struct tree_reader *reader, struct tree_entry *out,
	      struct flaw *flaw);
/* Read to its end, with nothing in it that a strict reader refuses. */
bool tree_was_sound(const struct tree_reader *reader);
/*
 * Passes over the entries that stand next in both, in no more than `most`
 * bytes. One of the two trees is known to be sound, or none is strict or
 * watched. Of one that is, all is looked at that its other entries may have to
 * do with these.
 */
void tree_skip_common(struct tree_reader *a, struct tree_reader *b,
		      size_t most);
/* How many bytes both have next that are the same, up to `most`. */
size_t tree_common_size(const struct tree_reader *a,
			const struct tree_reader *b, size_t most);
/*
 * Follows another over entries that both had next: it stood at `before` and
 * has passed over them. Only a lenient one that is not watched may follow.
 */
void tree_follow(struct tree_reader *reader, const struct tree_reader *before,
		 const struct tree_reader *after);
/* git's order: a tree sorts as if its name ended in "/". */
int tree_entry_compare(struct str a, unsigned mode_a, struct str b,
		       unsigned mode_b);

#endif
