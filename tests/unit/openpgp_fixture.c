/*
 * openpgp_fixture.c - OpenPGP keys and signatures made on the spot by gpg.
 * Never leaves an agent behind.
 */
#include "openpgp_fixture.h"

#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 40
#define LINE_SIZE_MAX 512
#define FILE_SIZE_MAX (1u << 20)
#define FINGERPRINT_FIELD 9

void openpgp_home_open(struct openpgp_home *home)
{
	(void)snprintf(home->path, sizeof(home->path), "/tmp/rgpg.XXXXXX");
	assert_non_null(mkdtemp(home->path));
}

void openpgp_home_close(struct openpgp_home *home)
{
	const char *const argv[] = { "gpgconf", "--homedir", home->path,
				     "--kill",	"all",	     NULL };

	(void)scratch_try(NULL, STR(""), argv);
	scratch_remove(home->path);
}

static struct str field(struct str line, size_t index)
{
	while (index-- > 0)
		line = str_from(line, str_find_byte(line, ':') + 1);
	return str_first(line, str_find_byte(line, ':'));
}

void openpgp_fixture_fingerprint(const struct openpgp_home *home,
				 struct buf *out, const char *mail,
				 size_t index)
{
	struct buf listed = BUF_INIT;
	struct str rest, line;

	scratch_run(&listed, STR(""), "gpg", "--homedir", home->path, "--batch",
		    "--quiet", "--no-auto-check-trustdb", "--with-colons",
		    "--list-keys", mail, NULL);
	rest = buf_str(&listed);
	while (index && str_next_line(&rest, &line))
		if (str_starts(line, "fpr:") && --index == 0)
			buf_add_str(out, field(line, FINGERPRINT_FIELD));
	assert_int_equal(index, 0);
	buf_release(&listed);
}

/* "{MAIL/2}!" to a fingerprint. */
static void resolve(const struct openpgp_home *home, char **word)
{
	char mail[LINE_SIZE_MAX];
	struct buf out = BUF_INIT;
	size_t index = 1, size = strcspn(*word, "}/");

	if (**word != '{')
		return;
	(void)snprintf(mail, sizeof(mail), "<%.*s>", (int)size - 1, *word + 1);
	if ((*word)[size] == '/')
		index = (size_t)((*word)[size + 1] - '0');
	openpgp_fixture_fingerprint(home, &out, mail, index);
	buf_add_text(&out, strchr(*word, '}') + 1);
	free(*word);
	*word = buf_detach(&out);
}

static size_t split(const struct openpgp_home *home, char **argv, size_t count,
		    const char *words)
{
	while (*words) {
		size_t size = strcspn(words, "|");

		assert_true(count < WORDS_MAX);
		argv[count] = strndup(words, size);
		assert_non_null(argv[count]);
		resolve(home, &argv[count++]);
		words += size + (words[size] == '|');
	}
	return count;
}

void openpgp_gpg(const struct openpgp_home *home, struct buf *out,
		 const char *time, const char *words, const char *input)
{
	char *argv[WORDS_MAX + 1] = { NULL };
	char options[LINE_SIZE_MAX];
	size_t count;

	(void)snprintf(options, sizeof(options),
		       "gpg|--homedir|%s|--quiet|--no-tty|--yes|%s|"
		       "--pinentry-mode|loopback|--passphrase||"
		       "--no-auto-check-trustdb",
		       home->path, input ? "--command-fd|0" : "--batch");
	count = split(home, argv, 0, options);
	if (time) {
		(void)snprintf(options, sizeof(options),
			       "--faked-system-time|%sT000000!", time);
		count = split(home, argv, count, options);
	}
	count = split(home, argv, count, words);
	if (scratch_try(out, str_of(input), (const char *const *)argv) != 0)
		fail_msg("gpg %s", words);
	while (count)
		free(argv[--count]);
}

bool openpgp_gpg_accepts(const char *ring, const char *signature,
			 const char *payload, const char *time)
{
	struct openpgp_home home;
	struct buf out = BUF_INIT;
	char words[LINE_SIZE_MAX];
	bool good;

	openpgp_home_open(&home);
	(void)snprintf(words, sizeof(words), "--no-autostart|--import|%s",
		       ring);
	openpgp_gpg(&home, NULL, time, words, NULL);
	(void)snprintf(words, sizeof(words),
		       "--no-autostart|--status-fd|1|--verify|%s|%s", signature,
		       payload);
	openpgp_gpg(&home, &out, time, words, NULL);
	good = strstr(buf_text(&out), "[GNUPG:] GOODSIG ") &&
	       strstr(buf_text(&out), "[GNUPG:] VALIDSIG ");
	buf_release(&out);
	openpgp_home_close(&home);
	return good;
}

void openpgp_trial_open(struct openpgp_trial *trial, struct str ring,
			int64_t now, const struct people *people)
{
	memset(trial, 0, sizeof(*trial));
	arena_init(&trial->arena);
	diagnostics_init(&trial->diagnostics, &trial->arena);
	trial->options.openpgp.path = ring.data ? "/x/keyring.asc" : NULL;
	trial->options.openpgp.text = ring;
	trial->options.minimum_rsa_bits = 2048;
	trial->options.people = people;
	trial->options.now = now;
	trial->base.options = &trial->options;
	trial->base.arena = &trial->arena;
	assert_int_equal(crypto_open(&trial->base.crypto, &trial->error), 0);
	trial->result = format_openpgp.open(&trial->state, &trial->base,
					    &trial->diagnostics, &trial->error);
}

void openpgp_trial_files(struct openpgp_trial *trial, const char *ring,
			 const char *signature, int64_t now,
			 const struct people *people)
{
	struct buf keys = openpgp_fixture_read(ring);

	openpgp_trial_open(trial, buf_str(&keys), now, people);
	assert_int_equal(trial->result, 0);
	assert_int_equal(trial->diagnostics.errors, 0);
	trial->ring = keys;
	if (signature)
		trial->signature = openpgp_fixture_read(signature);
}

void openpgp_trial_close(struct openpgp_trial *trial)
{
	buf_release(&trial->ring);
	buf_release(&trial->signature);
	format_openpgp.close(trial->state);
	crypto_close(trial->base.crypto);
	arena_release(&trial->arena);
}

struct signature openpgp_trial_verify(struct openpgp_trial *trial,
				      struct str payload, struct str bytes)
{
	struct signature signature = { .format = SIGNATURE_OPENPGP };
	struct armor armor = { SIGNATURE_OPENPGP, bytes };
	struct str pieces[] = { str_first(payload, 1), str_from(payload, 1) };
	struct signed_object object = { .payload = pieces, .payload_count = 2 };

	assert_int_equal(format_openpgp.verify(trial->state, &object, &armor,
					       &trial->arena, &signature,
					       &trial->error),
			 0);
	assert_int_equal(signature.detail == NULL,
			 signature.state == SIGNATURE_GOOD);
	return signature;
}

void openpgp_fixture_packet(struct buf *out, unsigned tag, struct str body)
{
	buf_add_byte(out, (char)(0xc0u | tag));
	buf_add_byte(out, '\xff');
	for (size_t i = 0; i < 4; i++)
		buf_add_byte(out, (char)(body.size >> (24 - 8 * i)));
	buf_add_str(out, body);
}

struct buf openpgp_fixture_read(const char *path)
{
	struct buf out = BUF_INIT;
	struct error error = { 0 };

	assert_int_equal(file_read(&out, path, FILE_SIZE_MAX, NULL, &error), 0);
	return out;
}
