/*
 * ssh.c - the SSH format of signatures: its trust files, and the order in
 * which a signature is judged by them. Never lets one pass that a step did
 * not decide about.
 */
#include "trust/ssh.h"

#include "trust/ssh_judge.h"
#include "trust/ssh_line.h"

#include <string.h>

typedef int step(struct ssh_judge *judge);

/* The first state that holds is told: the order is a contract. */
static step *const steps[] = {
	ssh_check_container, ssh_check_key,	    ssh_check_strength,
	ssh_check_content,   ssh_check_authority,   ssh_check_known,
	ssh_check_revoked,   ssh_check_certificate, ssh_check_entries,
};

static int open_ssh(void **out, const struct trust_base *base,
		    struct diagnostics *diagnostics, struct error *error)
{
	const struct trust_options *options = base->options;
	struct ssh_trust *trust = arena_alloc(base->arena, sizeof(*trust));
	size_t errors = diagnostics->errors;
	int result = 0;

	*out = trust;
	if (!trust)
		return error_no_memory(error);
	trust->base = base;
	trust->is_flawed = true;
	if (options->ssh.path && options->ssh.text.data)
		result = allowed_signers_read(&trust->signers, &options->ssh,
					      base->arena, diagnostics, error);
	if (!result && options->ssh_revoked.path &&
	    options->ssh_revoked.text.data)
		result = krl_read(&trust->revoked, &options->ssh_revoked,
				  base->arena, diagnostics, error);
	if (!result)
		trust->is_flawed = diagnostics->errors > errors;
	return result;
}

/* Its base name only: developers learn no folders of the server. */
static int check_file(const struct trust_file *file, struct error *error)
{
	const char *slash;

	if (!file->path || file->text.data)
		return 0;
	slash = strrchr(file->path, '/');
	return error_set(error, ERROR_BROKEN, "the trust file %s is not there",
			 slash ? slash + 1 : file->path);
}

static int check_files(const struct ssh_trust *trust, struct error *error)
{
	const struct trust_options *options = trust->base->options;
	int result = check_file(&options->ssh, error);

	if (!result)
		result = check_file(&options->ssh_revoked, error);
	if (!result && trust->is_flawed)
		result = error_set(error, ERROR_BROKEN,
				   "the trust files for SSH do not load");
	return result;
}

static int verify_ssh(void *state, const struct signed_object *object,
		      const struct armor *armor, struct arena *arena,
		      struct signature *out, struct error *error)
{
	struct ssh_judge judge = {
		.trust = state,
		.object = object,
		.bytes = armor->bytes,
		.arena = arena,
		.out = out,
		.error = error,
	};
	int result = check_files(state, error);
	size_t i;

	if (result)
		return result;
	result = SSH_GO_ON;
	for (i = 0; result == SSH_GO_ON && i < sizeof(steps) / sizeof(steps[0]);
	     i++)
		result = steps[i](&judge);
	if (result == SSH_GO_ON)
		return error_set(error, ERROR_BROKEN,
				 "an SSH signature cannot be judged");
	return result;
}

/* An authority with a name vouches for that person. */
static int each_ssh(void *state,
		    void (*call)(const struct trusted_key *key, void *context),
		    void *context, struct error *error)
{
	const struct ssh_trust *trust = state;
	const struct trust_base *base = trust->base;
	const struct allowed_signer *entry;
	struct trusted_key key;
	size_t i;

	for (i = 0; i < trust->signers.count; i++) {
		entry = &trust->signers.items[i];
		key = (struct trusted_key){
			.key = ssh_fingerprint_text(entry->key.blob,
						    base->arena),
			.signer =
				ssh_entry_signer(entry, base->options->people),
			.ends = entry->valid_before,
			.is_authority = entry->is_authority,
			.mark = entry->mark,
		};
		if (!key.key)
			return error_no_memory(error);
		call(&key, context);
	}
	return 0;
}

static void close_ssh(void *state)
{
	struct ssh_trust *trust = state;

	if (!trust)
		return;
	allowed_signers_release(&trust->signers);
	krl_free(trust->revoked);
}

const struct format format_ssh = {
	.format = SIGNATURE_SSH,
	.open = open_ssh,
	.verify = verify_ssh,
	.each = each_ssh,
	.close = close_ssh,
};

/* All valid entries of a key, or nobody. */
static struct signer find_owner(const struct ssh_trust *trust, struct str blob)
{
	const struct trust_options *options = trust->base->options;
	const struct allowed_signer *entries;
	struct signer owner = { .is_one = false };
	struct signer one;
	size_t found = 0;
	size_t count;
	size_t i;

	entries = allowed_signers_find(&trust->signers, blob, &count);
	for (i = 0; i < count; i++) {
		if (entries[i].is_authority ||
		    !ssh_entry_is_valid_at(&entries[i], options->now))
			continue;
		one = ssh_entry_signer(&entries[i], options->people);
		owner = found++ ? signer_join(owner, one) : one;
	}
	return owner;
}

int ssh_owner(void *state, struct str key_line, struct signer *out,
	      struct error *error)
{
	const struct ssh_trust *trust = state;
	struct ssh_line line = { .text = key_line, .whole = key_line };
	struct ssh_key key;
	struct arena arena;
	int result = check_files(trust, error);

	*out = (struct signer){ .is_one = false };
	if (result)
		return result;
	arena_init(&arena);
	line.arena = &arena;
	result = ssh_line_key(&line, key_line, &key);
	if (!result &&
	    !(trust->revoked && krl_has_key(trust->revoked, key.blob)))
		*out = find_owner(trust, key.blob);
	arena_release(&arena);
	return result == ERROR_INTERNAL ? error_no_memory(error) : 0;
}
