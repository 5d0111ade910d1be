/*
 * versions.h - version tags and versions that were used: X.Y.Z, no more and
 * no less (semver.org, 2.0.0, item 2; pre-releases are no versions here).
 */
#ifndef REFGATE_RULES_VERSIONS_H
#define REFGATE_RULES_VERSIONS_H

#include "rules/rule.h"

#define VERSION_TAGS_MAX 100000
#define VERSION_PART_MAX 999999999u
#define VERSION_TEXT_SIZE 29 /* "999999999.999999999.999999999" */

enum version_part {
	VERSION_MAJOR,
	VERSION_MINOR,
	VERSION_PATCH,
	VERSION_PARTS,
};

struct version {
	uint32_t parts[VERSION_PARTS];
};

/* "1.2.3": decimal, no leading zeros. False: it is none. */
bool version_read(struct version *out, struct str text);
/* `out` has VERSION_TEXT_SIZE + 1 bytes; returned. */
const char *version_format(const struct version *version, char *out);
int version_compare(const struct version *a, const struct version *b);
/* With that part one higher and those behind it 0; false: it is at its end. */
bool version_next(struct version *version, enum version_part part);

struct version_tag {
	struct version version;
	const char *name; /* full; in the arena */
	struct oid id;	  /* of the ref, or what it is known to lead to */
};
struct version_tags {
	struct version_tag *items; /* heap; ascending */
	size_t count;
};
/*
 * The server's refs/tags/<prefix>X.Y.Z, as far as the glob `which`
 * matches what stands behind the prefix ("1.2.[0-9]*"; NULL: all).
 * ERROR_LIMIT: too many. version_tags_release() is due whatever it returns.
 */
int version_tags_read(struct version_tags *out,
		      const struct rule_context *context, const char *prefix,
		      const char *which, struct error *error);
void version_tags_release(struct version_tags *tags);
const struct version_tag *version_tags_find(const struct version_tags *tags,
					    const struct version *version);

/*
 * Names in the gate's memory, NULL if that is short: of a version that a
 * branch used ("1.2.3", "v1.2.3"; what is no version goes by its own text),
 * and of a tag, by its full name: series with different prefixes do not meet.
 * In the texts "by" is "branch" or "tag", and "name" the full name of it.
 */
const char *version_memory_name(struct str text, struct arena *arena);
const char *version_tag_memory_name(const char *tag, struct arena *arena);
/* 1 and what is remembered of the branch or tag that used it; 0; negative. */
int version_of_branch(struct str *text, const struct rule_context *context,
		      const struct version *version, struct error *error);
int version_of_tag(struct str *text, const struct rule_context *context,
		   const char *prefix, const struct version *version,
		   struct error *error);

/*
 * start_version.c: the option start-point.version. Sets ${base}, and
 * ${version} where the name has none.
 */
int start_version_judge(const struct rule_context *context,
			struct error *error);

#endif
