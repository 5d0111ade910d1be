/*
 * option.h - what a rule can be told, as data: one row an option. The
 * loader, the schema, `explain` and the reference page all read these rows.
 */
#ifndef REFGATE_RULES_OPTION_H
#define REFGATE_RULES_OPTION_H

#include "base/diagnostic.h"
#include "rules/vars.h"
#include "trust/people.h"

#include <stdint.h>

/* Type of the row -> C type of the member at its offset. */
enum option_type {
	OPTION_BOOL,	    /* bool */
	OPTION_INTEGER,	    /* int64_t; unset without fallback: OPTION_UNSET */
	OPTION_SIZE,	    /* int64_t bytes: 4096, "64KiB", "1MiB" */
	OPTION_DURATION,    /* int64_t seconds: "4h" */
	OPTION_TIME,	    /* int64_t seconds since 1970: RFC 3339 */
	OPTION_CHOICE,	    /* int: index into `choices` */
	OPTION_TEXT,	    /* const char *: plain, variables expanded late */
	OPTION_TEXTS,	    /* struct texts */
	OPTION_PATTERN,	    /* struct pattern *: NULL when unset */
	OPTION_PATTERNS,    /* struct patterns */
	OPTION_ACCEPT,	    /* struct texts: must match the `pattern` beside */
	OPTION_REJECT,	    /* struct texts: must not */
	OPTION_GLOB,	    /* struct ref_globs with one glob */
	OPTION_GLOBS,	    /* struct ref_globs */
	OPTION_AUDIENCE,    /* struct audience: everyone, nobody, groups */
	OPTION_GROUPS,	    /* struct audience, groups only */
	OPTION_RECORD,	    /* struct of `record`, inline */
	OPTION_RECORDS,	    /* struct records of `record` */
	OPTION_GLOB_MAP,    /* struct glob_map: {GLOB: [GLOBS]} */
	OPTION_SIZE_MAP,    /* struct size_map: {GLOB: SIZE} */
	OPTION_PATTERN_MAP, /* struct pattern_map: {Name: PATTERN} */
};

#define OPTION_UNSET INT64_C(-1)

enum option_flags {
	OPTION_REQUIRED = 1,
	OPTION_WHOLE = 2,    /* the value may stand alone, without its key */
	OPTION_DEFINES = 4,  /* PATTERN: its named groups become variables */
	OPTION_OR_FALSE = 8, /* also takes `false`: OPTION_UNSET */
	OPTION_FORBIDS = 16, /* PATTERN, PATTERNS: what must not be there */
};

/*
 * What is refused when the value of an option grows: a number, a list, a
 * choice further down, false to true, a text that was not there. Unset is
 * less than anything, but for EFFECT_BOUNDS.
 */
enum option_effect {
	EFFECT_UNKNOWN,	 /* or it depends */
	EFFECT_TIGHTENS, /* more */
	EFFECT_LOOSENS,	 /* less */
	EFFECT_BOUNDS,	 /* less; unset, nothing is: all is within bounds */
	EFFECT_WORDS,	 /* the same: people read it */
};

struct option_table;

struct option {
	const char *key;
	enum option_type type;
	size_t offset;
	const char *fallback;	    /* as one would write it; NULL: unset */
	int64_t min;		    /* INTEGER, SIZE, DURATION */
	int64_t max;		    /* 0: no bound */
	unsigned flags;		    /* enum option_flags */
	unsigned pattern_flags;	    /* enum regex_flags, for patterns */
	const char *const *choices; /* NULL-terminated */
	const struct option_table *record;
	enum option_effect effect;
	const char *unit; /* of a number, with its plural s; or NULL */
	size_t present;	  /* RECORD: of a bool: it is written; 0: not asked */
	const char *help; /* one line, begins in lower case */
	const char *example; /* as one would write it; NULL: any of its type */
};

struct option_table {
	const struct option *options; /* ends with a NULL key */
	size_t size;		      /* of the C struct */
};

struct texts {
	const char **items;
	size_t count;
};

struct patterns {
	struct pattern **items;
	size_t count;
};

struct records {
	void *items; /* array of the record's struct */
	size_t count;
};

struct audience {
	enum {
		AUDIENCE_UNSET,
		AUDIENCE_EVERYONE,
		AUDIENCE_NOBODY,
		AUDIENCE_GROUPS
	} kind;
	const struct people_group **groups;
	size_t count;
};

struct glob_map {
	struct glob_map_item {
		struct ref_globs key;
		struct ref_globs values;
	} * items;
	size_t count;
};

struct size_map {
	struct size_map_item {
		struct ref_globs key;
		int64_t size;
	} * items;
	size_t count;
};

struct pattern_map {
	struct pattern_map_item {
		const char *name;
		struct pattern *pattern;
	} * items;
	size_t count;
};

#endif
