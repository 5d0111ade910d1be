/*
 * explain_team.h - the page that a team hands to a new developer: what the
 * parts of it share. For cli/explain_team*.c.
 */
#ifndef REFGATE_CLI_EXPLAIN_TEAM_H
#define REFGATE_CLI_EXPLAIN_TEAM_H

#include "explain.h"
#include "page.h"

#define TEAM_NAMES_MAX 2

/* Refs that one ruleset or more of them govern alike. */
struct team_kind {
	const struct policy *policy;
	const struct ruleset *ruleset; /* the first of them */
	const char *refs;	       /* as a policy has them, without refs/ */
	/* full names that their rules take; NULL: none is known */
	const char *names[TEAM_NAMES_MAX];
	struct explained_list rules; /* in force there */
	bool is_tag;
	bool is_work; /* branches that people make, and that land */
};

struct team {
	const struct explain_ref *about;
	struct page *page;
	struct arena arena;
	struct team_kind *kinds; /* heap */
	size_t kind_count, kind_capacity;
};

/* One branch of a kind, from its start to the way back. */
struct team_life {
	struct team *team;
	const struct team_kind *kind;
	const char *ref;    /* full name of the branch */
	const char *branch; /* short */
	const char *start;  /* what it starts from, to be typed; or NULL */
	const char *target; /* full name of where it lands; or NULL */
	/* what judges its landing: all that is in force there */
	struct explained_list landing;
	const char *tag; /* short name of the tag of its landing; or NULL */
};

/* explain_team_life.c */
int team_life_init(struct team_life *out, struct team *team,
		   const struct team_kind *kind, struct error *error);
void team_life_release(struct team_life *life);
/* The variables of a rule in force there; vars_release() in any case. */
int team_vars(struct vars *vars, const struct team_life *life,
	      const struct explained *item, struct error *error);
/* The next item of the rule behind `after` (NULL: from the start), or NULL. */
const struct explained *team_next(const struct explained_list *list,
				  const char *rule,
				  const struct explained *after);
const char *team_short(const char *ref);
/* The first ref of the list that can be named; full, in the arena; or NULL. */
const char *team_ref_of(const struct team_life *life,
			const struct explained *item,
			const struct ref_globs *globs);

/* explain_team_say.c: pieces of a line of Markdown */
void team_say_people(struct buf *line, const struct team *team,
		     const struct explained *item,
		     const struct audience *audience);
void team_say_globs(struct buf *line, const struct team_life *life,
		    const struct explained *item, const struct ref_globs *globs,
		    bool paths);
/* `text`, then each with the variables filled in; nothing if there is none. */
void team_say_patterns(struct buf *line, const struct vars *vars,
		       const char *text, const struct patterns *patterns);
/* "(`rule`, only a warning)", and what the policy says to help. */
void team_say_rule(struct buf *line, const struct explained *item);
bool team_only_warns(const struct explained *item);
/* Puts the line onto the page and empties it. */
void team_put_text(struct team *team, struct buf *line);
void team_put_item(struct team *team, struct buf *line);
void team_put_code(struct team *team, const char *language, struct buf *code);
/* "git push origin %": % is the name, quoted for a shell. */
void team_command(struct buf *code, const char *command, const char *name);

/*
 * explain_team_message.c: a message that the rules take, ready to be used.
 * False, and nothing appended: none is known.
 */
bool team_commit_message(struct buf *out, const struct team_life *life);
bool team_merge_message(struct buf *out, const struct team_life *life);
bool team_tag_message(struct buf *out, const struct team_life *life);

/* "git commit -F - <<'MESSAGE'", and the message; explain_team_branch.c */
/* Whether no line of a message would end it early. */
bool team_fits_heredoc(const struct buf *text);
void team_add_heredoc(struct buf *code, const char *command,
		      const struct buf *message);

/* That branch, as it is on the server; explain_team_landing.c */
void team_add_checkout(struct buf *code, const char *branch);

/* explain_team_words.c: what each rule asks, an item each. */
void team_put_rules(const struct team_life *life,
		    const struct explained_list *list, const char *heading);

/* Sections; those that a policy has nothing for are left out. */
void team_put_setup(struct team *team);		    /* _setup.c */
void team_put_branch(const struct team_life *life); /* _branch.c */
int team_put_commits(const struct team_life *life, struct error *error);
void team_put_approvals(const struct team_life *life); /* _landing.c */
void team_put_landing(const struct team_life *life);
void team_put_tag(const struct team_life *life);
void team_put_debts(const struct team_life *life); /* _back.c */
void team_put_end(const struct team_life *life);
void team_put_override(const struct team_life *life); /* _exit.c */
void team_put_kind(const struct team_life *life);     /* _rest.c */
void team_put_always(struct team *team);
void team_put_warnings(struct team *team);
void team_put_trial(struct team *team, const struct team_life *life);
void team_put_asking(struct team *team);

#endif
