/*
 * signature_check.c - one signature against the options, cheapest question
 * first. Never verifies, and takes nobody for somebody.
 */
#include "rules/signature_check.h"

#include "rules/allow.h"
#include "trust/armor.h"

#include <stdarg.h>
#include <string.h>

#define FINGERPRINT_PREFIX "SHA256:"
/* What is shown of it among other words; a row shows the whole. */
#define FINGERPRINT_SHOWN (sizeof(FINGERPRINT_PREFIX) - 1 + 5)

/* One signature on its way through the questions. */
struct examination {
	struct signature_fault *fault;
	const struct signature_options *options;
	const struct rule_context *context;
	const struct signature_parties *parties;
	struct arena *arena;
	struct error *error;
};

static const char *const format_keys[] = {
	[SIGNATURE_NO_FORMAT] = NULL,
	[SIGNATURE_SSH] = "ssh",
	[SIGNATURE_OPENPGP] = "openpgp",
	[SIGNATURE_X509] = "x509",
};

/* How people call what `formats` has. */
static const char *format_name(const char *key)
{
	for (size_t i = SIGNATURE_SSH; i <= SIGNATURE_X509; i++)
		if (!strcmp(key, format_keys[i]))
			return signature_format_name((enum signature_format)i);
	return key;
}

__attribute__((format(printf, 3, 4))) static int
blame(struct examination *it, int topic, const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	it->fault->topic = topic;
	if (!buf_failed(&text))
		it->fault->text = arena_copy(it->arena, buf_str(&text));
	buf_release(&text);
	return it->fault->text ? 0 : error_no_memory(it->error);
}

static int blame_format(struct examination *it, enum signature_format format)
{
	const struct texts *wanted = &it->options->formats;
	struct buf names = BUF_INIT;
	int result;

	for (size_t i = 0; i < wanted->count; i++)
		buf_addf(&names, "%s%s", i ? " or " : "",
			 format_name(wanted->items[i]));
	result = buf_failed(&names) ?
			 error_no_memory(it->error) :
			 blame(it, SIGNATURE_TOPIC_FORMAT,
			       "an %s signature, wanted %s",
			       signature_format_name(format), buf_text(&names));
	buf_release(&names);
	return result;
}

static bool takes_format(const struct signature_options *options,
			 enum signature_format format)
{
	for (size_t i = 0; i < options->formats.count; i++)
		if (!strcmp(options->formats.items[i], format_keys[format]))
			return true;
	return options->formats.count == 0;
}

/* Missing, malformed, or of another format: known before it is checked. */
static int judge_armor(struct examination *it, struct str text)
{
	enum signature_format format = signature_find_format(text);
	struct armor armor;
	const char *what = NULL;
	int result;

	if (text.size == 0)
		return blame(it, SIGNATURE_MISSING, "no signature");
	it->fault->format = format_keys[format];
	result = armor_read(&armor, text, it->arena, &what);
	if (result == ERROR_USAGE)
		return blame(it, SIGNATURE_MALFORMED, "malformed signature: %s",
			     what);
	if (result)
		return error_no_memory(it->error);
	return takes_format(it->options, format) ? 0 : blame_format(it, format);
}

static bool is_sound(const struct signature *signature)
{
	switch (signature->state) {
	case SIGNATURE_MISSING:
	case SIGNATURE_MALFORMED:
	case SIGNATURE_WEAK:
	case SIGNATURE_BAD:
		return false;
	default:
		return signature->valid;
	}
}

static bool is_trusted(const struct signature_options *options,
		       const struct signature *signature)
{
	if (signature->state == SIGNATURE_EXPIRED)
		return options->expired == SIGNATURE_EXPIRED_IF_SIGNED_BEFORE &&
		       signature->format != SIGNATURE_SSH &&
		       signature->made_in_time && signature->valid;
	return signature->state == SIGNATURE_GOOD && signature->valid;
}

static bool passes_level(const struct signature_options *options,
			 const struct signature *signature)
{
	return options->level == SIGNATURE_LEVEL_TRUSTED ?
		       is_trusted(options, signature) :
		       is_sound(signature);
}

/* "unknown key SHA256:k0Jx4..." */
static int blame_key(struct examination *it, const struct signature *signature)
{
	const char *key = signature->key;
	const char *at = key && str_starts(str_of(key), FINGERPRINT_PREFIX) ?
				 strstr(signature->detail, key) :
				 NULL;

	if (!at)
		return blame(it, (int)signature->state, "%s",
			     signature->detail);
	it->fault->key = key;
	return blame(it, (int)signature->state, "%.*s%.*s...%s",
		     (int)(at - signature->detail), signature->detail,
		     (int)FINGERPRINT_SHOWN, key, at + strlen(key));
}

static int blame_state(struct examination *it,
		       const struct signature *signature)
{
	enum signature_state state = signature->state;

	/* A state that passes and yet does not is told as what cannot be. */
	if (state == SIGNATURE_GOOD)
		state = SIGNATURE_BAD;
	if (signature->detail)
		return blame_key(it, signature);
	return blame(it, (int)state, "%s signature",
		     signature_state_name(state));
}

static int blame_nobody(struct examination *it, struct signer signer)
{
	if (signer.name.size == 0)
		return blame(it, SIGNATURE_TOPIC_SHARED,
			     "signed with a key that is no one person's");
	return blame(it, SIGNATURE_TOPIC_SHARED,
		     "signed with the key of \"%.*s\", which is no one person",
		     STR_ARGS(signer.name));
}

static int judge_groups(struct examination *it, struct signer signer)
{
	const struct audience *groups = &it->options->signers;
	struct buf names = BUF_INIT;
	int result;

	if (groups->kind != AUDIENCE_GROUPS)
		return 0;
	if (!signer.is_one)
		return blame_nobody(it, signer);
	for (size_t i = 0; i < groups->count; i++)
		if (signer_in_group(signer, it->context->people,
				    groups->groups[i]))
			return 0;
	allow_names(groups, &names);
	result = buf_failed(&names) ?
			 error_no_memory(it->error) :
			 blame(it, SIGNATURE_TOPIC_GROUP,
			       "signed by %.*s, who is in none of: %s",
			       STR_ARGS(signer_title(signer)),
			       buf_text(&names));
	buf_release(&names);
	return result;
}

static int judge_identity(struct examination *it, struct signer signer,
			  const char *who, const struct identity *identity)
{
	struct str email = identity->email;

	if (!signer.is_one)
		return blame_nobody(it, signer);
	if (email.size > 0 &&
	    signer_has_email(signer, it->context->people, email))
		return 0;
	return blame(it, SIGNATURE_WRONG_SIGNER, "signed by %.*s, %s is %.*s",
		     STR_ARGS(signer_title(signer)), who,
		     STR_ARGS(email.size ? email : STR("nobody")));
}

static int judge_pusher(struct examination *it, struct signer signer)
{
	const struct pusher *pusher = it->context->pusher;

	if (!signer.is_one)
		return blame_nobody(it, signer);
	if (signer.person == pusher->person)
		return 0;
	return blame(it, SIGNATURE_WRONG_SIGNER, "signed by %.*s, pusher is %s",
		     STR_ARGS(signer_title(signer)), pusher->person->name);
}

static bool asks_for_pusher(const struct signature_options *options)
{
	return options->signer_is && !strcmp(options->signer_is, "pusher");
}

/* Nothing that is signed could pass. */
static int check_pusher(const struct signature_options *options,
			const struct rule_context *context, struct error *error)
{
	if (!asks_for_pusher(options) ||
	    (context->pusher && context->pusher->person))
		return 0;
	return error_set(error, ERROR_BROKEN,
			 "the server cannot tell which person of the policy "
			 "you are");
}

static int judge_party(struct examination *it, struct signer signer)
{
	const char *wanted = it->options->signer_is;
	const struct signature_parties *parties = it->parties;

	if (!wanted)
		return 0;
	if (asks_for_pusher(it->options))
		return judge_pusher(it, signer);
	if (!strcmp(wanted, "author"))
		return judge_identity(it, signer, parties->author_is,
				      parties->author);
	return judge_identity(it, signer, parties->committer_is,
			      parties->committer);
}

static int judge_verified(struct examination *it,
			  const struct signature *signature)
{
	int result;

	if (!passes_level(it->options, signature))
		return blame_state(it, signature);
	if (it->options->level != SIGNATURE_LEVEL_TRUSTED)
		return 0;
	result = judge_groups(it, signature->signer);
	if (!result && !it->fault->text)
		result = judge_party(it, signature->signer);
	return result;
}

int signature_judge_verified(struct signature_fault *out,
			     const struct signature_options *options,
			     const struct rule_context *context,
			     const struct signature *signature,
			     const struct signature_parties *parties,
			     struct arena *arena, struct error *error)
{
	struct examination it = {
		out, options, context, parties, arena, error
	};

	*out = (struct signature_fault){
		.format = format_keys[signature->format],
	};
	return judge_verified(&it, signature);
}

int signature_judge(struct signature_fault *out,
		    const struct signature_options *options,
		    const struct rule_context *context,
		    const struct signed_object *object,
		    const struct signature_parties *parties,
		    struct arena *arena, struct error *error)
{
	struct examination it = {
		out, options, context, parties, arena, error
	};
	struct signature signature;
	int result;

	*out = (struct signature_fault){ .text = NULL };
	result = check_pusher(options, context, error);
	if (!result)
		result = judge_armor(&it, object->signature);
	if (result || out->text || options->level == SIGNATURE_LEVEL_PRESENT)
		return result;
	result = trust_verify(context->trust, object, arena, &signature, error);
	return result ? result : judge_verified(&it, &signature);
}

void signature_mark(const struct rule_context *context, struct finding *finding,
		    const struct signature_fault *fault)
{
	if (!finding)
		return;
	finding->topic = fault->topic;
	finding->draft = fault->format;
	if (fault->key)
		finding_row(context, finding, "key", str_of(fault->key));
}
