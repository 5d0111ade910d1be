/*
 * version_series.h - the versions that a new one may follow: tags of one
 * prefix, and those that the gate remembers. For version_order.c only.
 */
#ifndef REFGATE_RULES_VERSION_SERIES_H
#define REFGATE_RULES_VERSION_SERIES_H

#include "rules/versions.h"

extern const char *const version_part_names[VERSION_PARTS];

struct version_order {
	struct texts next; /* of version_part_names */
	const char *prefix;
};
bool version_order_allows(const struct version_order *rule,
			  enum version_part part);
/* The version that the tag's name is; false: it is no version tag. */
bool version_order_read(struct version *out, const struct version_order *rule,
			const struct ref_update *update);

struct version_series {
	struct version_tags versions; /* name NULL: remembered */
	bool begun;		      /* a tag of it is there, or was */
	size_t capacity;
	const struct version_order *rule;
	const struct rule_context *context;
	struct error *error;
};

/*
 * 1: a tag of the server stands right before the version; told without
 * looking at the others. 0, or negative.
 */
int version_series_begin(struct version_series *series,
			 const struct version *version);
/*
 * Reads the tags, those that are none any more, and branches that have landed.
 * version_tags_release(&series->versions) is due whatever it returns.
 */
int version_series_read(struct version_series *series);
/* Adds those that come by the same push: each must follow another one. */
int version_series_push(struct version_series *series);
/* Whether the version is a next one of any of them. */
bool version_series_precedes(const struct version_series *series,
			     const struct version *version);
/* The highest, of the same minor version as `line`; NULL: none. */
const struct version *
version_series_highest(const struct version_series *series,
		       const struct version *line);
/*
 * The next one of that part which is free; of patches, in the line of
 * `version` if there is one. 1, 0: there is none, or negative.
 */
int version_series_next(struct version *out,
			const struct version_series *series,
			enum version_part part, const struct version *version);

#endif
