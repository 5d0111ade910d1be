/*
 * signature_check.h - what signature, tag-signature and push-certificate
 * share: their options, and the first reason why a signature does not pass.
 * Never verifies: lib/trust does.
 */
#ifndef REFGATE_RULES_SIGNATURE_CHECK_H
#define REFGATE_RULES_SIGNATURE_CHECK_H

#include "rules/rule.h"

enum signature_level {
	SIGNATURE_LEVEL_TRUSTED,
	SIGNATURE_LEVEL_VALID,
	SIGNATURE_LEVEL_PRESENT,
};

/* Zeroed: any signature that is trusted, as push-certificate has it. */
struct signature_options {
	int level; /* enum signature_level */
	struct texts formats;
	struct audience signers;
	const char *signer_is; /* NULL: whoever */
	int expired;	       /* enum signature_expired */
};

enum signature_expired {
	SIGNATURE_EXPIRED_REJECT,
	SIGNATURE_EXPIRED_IF_SIGNED_BEFORE,
};

/* Of signature and tag-signature; push-certificate has the row of `signers`. */
extern const struct option_table signature_options;
void signature_options_check(void *options, const struct rule_check *check);
#define SIGNERS_ROW                                                    \
	{                                                              \
		.key = "signers", .type = OPTION_GROUPS,               \
		.offset = offsetof(struct signature_options, signers), \
		.effect = EFFECT_BOUNDS,                               \
		.help = "who may sign: members of these groups"        \
	}

/* Why a signature does not pass: its state, or one of these. */
enum signature_topic {
	SIGNATURE_TOPIC_FORMAT = SIGNATURE_WRONG_SIGNER + 1,
	SIGNATURE_TOPIC_GROUP,	/* of a person in none of `signers` */
	SIGNATURE_TOPIC_SHARED, /* of nobody, where somebody is asked for */
	SIGNATURE_TOPIC_NAME,	/* of a tag that has another name */
};

/* Whom signer-is means, of a commit or a tag. */
struct signature_parties {
	const char *author_is, *committer_is; /* "author", or "tagger" */
	const struct identity *author, *committer;
};

struct signature_fault {
	int topic;	  /* enum signature_state, enum signature_topic */
	const char *text; /* short; NULL: it passes */
	/* as `formats` has it, or NULL: "ssh" */
	const char *format;
	const char *key; /* where the text has its beginning only; or NULL */
};

/*
 * Looks only as far as the level asks. 0 and *out, text in `arena`;
 * ERROR_BROKEN when it cannot be judged.
 */
int signature_judge(struct signature_fault *out,
		    const struct signature_options *options,
		    const struct rule_context *context,
		    const struct signed_object *object,
		    const struct signature_parties *parties,
		    struct arena *arena, struct error *error);
/* The same of a signature that has been verified. */
int signature_judge_verified(struct signature_fault *out,
			     const struct signature_options *options,
			     const struct rule_context *context,
			     const struct signature *signature,
			     const struct signature_parties *parties,
			     struct arena *arena, struct error *error);
/* Puts the fault into a finding (NULL is allowed), for the repair. */
void signature_mark(const struct rule_context *context, struct finding *finding,
		    const struct signature_fault *fault);

#endif
