/*
 * log_keys.c - see log_keys.h. Never takes a signature that was made for
 * something else than a log.
 */
#include "log_keys.h"

#include "base/clock.h"
#include "base/file.h"
#include "trust/trust.h"

#include <glob.h>
#include <stdio.h>

#define HOST_KEYS "/etc/ssh/ssh_host_*_key.pub"
#define KEY_FILE_SIZE_MAX (1u << 20)
#define RSA_BITS_MIN 2048

void log_keys_init(struct log_keys *keys)
{
	*keys = (struct log_keys){ .count = 0 };
	arena_init(&keys->arena);
}

void log_keys_release(struct log_keys *keys)
{
	if (!keys)
		return;
	for (size_t i = 0; i < keys->count; i++)
		trust_free(keys->trusts[i]);
	keys->count = 0;
	arena_release(&keys->arena);
}

static bool is_key(struct str line)
{
	return str_starts(line, "ssh-") || str_starts(line, "ecdsa-") ||
	       str_starts(line, "sk-");
}

/* A line of a .pub file becomes one of ALLOWED SIGNERS. */
static void add_lines(struct buf *out, struct str text)
{
	struct str line;

	while (str_next_line(&text, &line)) {
		if (is_key(line))
			buf_add_text(out, "* ");
		buf_add_str(out, line);
		buf_add_byte(out, '\n');
	}
}

static int add_trust(struct log_keys *keys, const char *path, struct str text,
		     struct error *error)
{
	struct trust_options options = {
		.ssh = { arena_copy(&keys->arena, str_of(path)),
			 { arena_copy(&keys->arena, text), text.size } },
		.minimum_rsa_bits = RSA_BITS_MIN,
		.now = clock_now() / USEC_PER_SECOND,
		.ssh_namespace = ANCHOR_NAMESPACE,
	};
	struct trust *trust = NULL;

	if (options.ssh.path && options.ssh.text.data)
		trust = trust_new(&options);
	if (!trust)
		return error_no_memory(error);
	keys->trusts[keys->count++] = trust;
	return 0;
}

int log_keys_add(struct log_keys *keys, const char *path, struct error *error)
{
	struct buf text = BUF_INIT;
	struct buf lines = BUF_INIT;
	int result;

	if (keys->count == LOG_KEYS_MAX)
		return error_set(error, ERROR_USAGE,
				 "more than %d files of keys", LOG_KEYS_MAX);
	result = file_read(&text, path, KEY_FILE_SIZE_MAX, NULL, error);
	if (!result)
		add_lines(&lines, buf_str(&text));
	if (!result && buf_failed(&lines))
		result = error_no_memory(error);
	if (!result)
		result = add_trust(keys, path, buf_str(&lines), error);
	buf_release(&text);
	buf_release(&lines);
	return result;
}

int log_keys_add_host(struct log_keys *keys, struct error *error)
{
	glob_t found;
	int result = 0;

	if (glob(HOST_KEYS, 0, NULL, &found))
		return 0;
	for (size_t i = 0; !result && i < found.gl_pathc; i++)
		result = log_keys_add(keys, found.gl_pathv[i], error);
	globfree(&found);
	return result;
}

int log_keys_judge(void *context, struct str payload, struct str signature,
		   char by[LOG_ANCHORED_BY_SIZE], char flaw[ANCHOR_FLAW_SIZE],
		   struct error *error)
{
	const struct log_keys *keys = context;
	const struct signed_object object = { .payload = &payload,
					      .payload_count = 1,
					      .signature = signature };
	bool is_known = false;
	struct signature judged = { .state = SIGNATURE_MISSING };
	struct arena arena;
	int result = keys->count ? 0 : ERROR_NOT_FOUND;

	arena_init(&arena);
	for (size_t i = 0; !result && i < keys->count; i++) {
		result = trust_verify(keys->trusts[i], &object, &arena, &judged,
				      error);
		if (result || judged.state == SIGNATURE_GOOD)
			break;
		/* the words of a file that has the key say more */
		if (is_known)
			continue;
		is_known = judged.state != SIGNATURE_UNKNOWN_KEY;
		(void)snprintf(flaw, ANCHOR_FLAW_SIZE, "%s", judged.detail);
	}
	if (!result && judged.state == SIGNATURE_GOOD) {
		(void)snprintf(by, LOG_ANCHORED_BY_SIZE, "%s", judged.key);
		result = 1;
	}
	arena_release(&arena);
	/* what is broken is a file that --key has named */
	if (result == ERROR_BROKEN && error)
		error->code = ERROR_USAGE;
	return result == ERROR_BROKEN ? ERROR_USAGE : result;
}
