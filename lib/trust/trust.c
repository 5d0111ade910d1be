/*
 * trust.c - hands a signature to the format that its armor names, which reads
 * its trust files then and once. Never takes a file with a flaw for an empty
 * one.
 */
#include "trust/trust.h"

#include "trust/format.h"
#include "trust/ssh.h"

#include <stdlib.h>
#include <string.h>

#define FORMATS_MAX 3

static const struct format *const formats[FORMATS_MAX] = {
	&format_ssh,
	&format_openpgp,
	&format_x509,
};

struct opened {
	void *state;
	bool tried;
	struct error flaw; /* why its files do not load */
};

struct trust {
	struct trust_options options;
	struct arena arena;
	struct trust_base base;
	struct opened opened[FORMATS_MAX];
};

struct trust *trust_new(const struct trust_options *options)
{
	struct trust *trust = calloc(1, sizeof(*trust));

	if (!trust)
		return NULL;
	arena_init(&trust->arena);
	trust->options = *options;
	trust->base.options = &trust->options;
	trust->base.arena = &trust->arena;
	return trust;
}

void trust_free(struct trust *trust)
{
	if (!trust)
		return;
	for (size_t i = 0; i < FORMATS_MAX; i++)
		if (trust->opened[i].state)
			formats[i]->close(trust->opened[i].state);
	crypto_close(trust->base.crypto);
	arena_release(&trust->arena);
	free(trust);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "allowed_signers:12: ...": developers learn no folders of the server. */
static int flaw_of(const struct diagnostics *diagnostics, struct error *error)
{
	const struct diagnostic *first = &diagnostics->items[0];

	for (size_t i = 0; i < diagnostics->count; i++)
		if (diagnostics->items[i].level == DIAGNOSTIC_ERROR) {
			first = &diagnostics->items[i];
			break;
		}
	if (!first->mark.source)
		return error_set(error, ERROR_BROKEN,
				 "a trust file does not load: %s", first->text);
	if (!first->mark.line)
		return error_set(error, ERROR_BROKEN,
				 "a trust file does not load: %s: %s",
				 base_name(first->mark.source->path),
				 first->text);
	return error_set(error, ERROR_BROKEN,
			 "a trust file does not load: %s:%zu: %s",
			 base_name(first->mark.source->path), first->mark.line,
			 first->text);
}

static int open_format(struct trust *trust, size_t index,
		       struct diagnostics *diagnostics, struct error *error)
{
	struct opened *opened = &trust->opened[index];
	size_t errors = diagnostics->errors;
	int result = formats[index]->open(&opened->state, &trust->base,
					  diagnostics, error);

	opened->tried = true;
	if (!result && diagnostics->errors > errors)
		result = flaw_of(diagnostics, error);
	if (result)
		opened->flaw = *error;
	return result;
}

static int use_format(struct trust *trust, size_t index, struct error *error)
{
	struct opened *opened = &trust->opened[index];
	struct diagnostics *diagnostics;

	if (opened->tried) {
		if (opened->flaw.code)
			*error = opened->flaw;
		return opened->flaw.code;
	}
	diagnostics = arena_alloc(&trust->arena, sizeof(*diagnostics));
	if (!diagnostics)
		return error_no_memory(error);
	diagnostics_init(diagnostics, &trust->arena);
	return open_format(trust, index, diagnostics, error);
}

static bool names_any(const struct trust_options *options)
{
	return options->ssh.path || options->openpgp.path || options->x509.path;
}

static size_t index_of(enum signature_format format)
{
	size_t i = 0;

	while (i < FORMATS_MAX && formats[i]->format != format)
		i++;
	return i;
}

static int verify_armor(struct trust *trust, const struct signed_object *object,
			const struct armor *armor, struct arena *arena,
			struct signature *out, struct error *error)
{
	size_t index = index_of(armor->format);
	int result = use_format(trust, index, error);

	out->format = armor->format;
	if (!result && !trust->base.crypto)
		result = crypto_open(&trust->base.crypto, error);
	return result ?
		       result :
		       formats[index]->verify(trust->opened[index].state,
					      object, armor, arena, out, error);
}

int trust_verify(struct trust *trust, const struct signed_object *object,
		 struct arena *arena, struct signature *out,
		 struct error *error)
{
	struct armor armor = { .format = SIGNATURE_NO_FORMAT };
	const char *what = NULL;
	int result;

	*out = (struct signature){ .format = SIGNATURE_NO_FORMAT };
	if (object->signature.size == 0)
		return signature_set(out, SIGNATURE_MISSING, arena, error,
				     "no signature");
	result = armor_read(&armor, object->signature, arena, &what);
	if (result == ERROR_USAGE) {
		out->format = signature_find_format(object->signature);
		return signature_set(out, SIGNATURE_MALFORMED, arena, error,
				     "malformed signature: %s", what);
	}
	if (result)
		return error_no_memory(error);
	if (!names_any(&trust->options))
		return error_set(error, ERROR_BROKEN,
				 "the policy names no trusted keys");
	return verify_armor(trust, object, &armor, arena, out, error);
}

int trust_ssh_owner(struct trust *trust, struct str key, struct signer *out,
		    struct error *error)
{
	size_t index = index_of(SIGNATURE_SSH);
	int result = use_format(trust, index, error);

	*out = (struct signer){ .is_one = false };
	return result ? result :
			ssh_owner(trust->opened[index].state, key, out, error);
}

int trust_check(struct trust *trust, struct diagnostics *diagnostics,
		void (*each)(const struct trusted_key *key, void *context),
		void *context, struct error *error)
{
	int result = 0;

	if (!trust->base.crypto)
		result = crypto_open(&trust->base.crypto, error);
	for (size_t i = 0; !result && i < FORMATS_MAX; i++) {
		struct opened *opened = &trust->opened[i];

		if (!opened->tried)
			result = open_format(trust, i, diagnostics, error);
		if (result == ERROR_BROKEN)
			result = 0; /* told by diagnostics */
		if (!result && opened->state && !opened->flaw.code)
			result = formats[i]->each(opened->state, each, context,
						  error);
	}
	return result;
}
