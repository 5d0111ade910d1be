/*
 * x509_fixture.c - see x509_fixture.h. Never leaves an agent behind.
 */
#include "x509_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "scratch.h"
#include "trust/armor.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define FILE_SIZE_MAX (64u << 20)
#define PEM_LINE 64

/* What a pusher with a login shell could have set. */
static void set_environment(void)
{
	scratch_write("pushers.cnf", STR("openssl_conf = init\n"
					 "[init]\n"
					 "alg_section = algorithms\n"
					 "providers = providers\n"
					 "[algorithms]\n"
					 "default_properties = fips=yes\n"
					 "[providers]\n"
					 "pushers = pushers\n"
					 "[pushers]\n"
					 "activate = 1\n"));
	setenv("OPENSSL_CONF", "pushers.cnf", 1);
	setenv("OPENSSL_CONF_INCLUDE", ".", 1);
	setenv("OPENSSL_MODULES", ".", 1);
	setenv("OPENSSL_ENGINES", ".", 1);
	setenv("SSL_CERT_FILE", "stranger.pem", 1);
	setenv("SSL_CERT_DIR", ".", 1);
}

void x509_run(const char *program, const char *script, const char *first,
	      const char *second)
{
	const char *source = getenv("REFGATE_SRC");
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s/tests/trust/%s", source ? source : ".", script);
	scratch_run(NULL, STR(""), program, buf_text(&path), first, second,
		    NULL);
	buf_release(&path);
}

int x509_set_up(void **state)
{
	const char *source = getenv("REFGATE_SRC");
	/* before the scratch directory becomes the current one */
	char *absolute = realpath(source ? source : ".", NULL);

	if (!absolute || setenv("REFGATE_SRC", absolute, 1) ||
	    scratch_set_up(state))
		return -1;
	free(absolute);
	x509_run("sh", "x509_fixtures.sh", NULL, NULL);
	set_environment();
	return 0;
}

int x509_tear_down(void **state)
{
	return scratch_tear_down(state);
}

struct str x509_read(const char *path, struct arena *arena)
{
	struct buf content = BUF_INIT;
	struct error error;
	char *copy;
	size_t size;

	if (file_read(&content, path, FILE_SIZE_MAX, NULL, &error))
		fail_msg("%s", error.text);
	copy = arena_copy(arena, buf_str(&content));
	assert_non_null(copy);
	size = content.size;
	buf_release(&content);
	return (struct str){ copy, size };
}

struct str x509_armor(struct str bytes, struct arena *arena)
{
	struct buf digits = BUF_INIT, text = BUF_INIT;
	struct str armored;

	base64_encode_bare(&digits, bytes);
	while (digits.size % 4)
		buf_add_byte(&digits, '=');
	buf_add_text(&text, "-----BEGIN SIGNED MESSAGE-----\n");
	for (size_t i = 0; i < digits.size; i += PEM_LINE) {
		buf_add_str(&text,
			    str_first(str_from(buf_str(&digits), i), PEM_LINE));
		buf_add_byte(&text, '\n');
	}
	buf_add_text(&text, "-----END SIGNED MESSAGE-----\n");
	armored = (struct str){ arena_copy(arena, buf_str(&text)), text.size };
	assert_non_null(armored.data);
	buf_release(&digits);
	buf_release(&text);
	return armored;
}

static struct trust_file file_of(const char *path, struct arena *arena)
{
	struct trust_file file = { path, { NULL, 0 } };

	if (path && access(path, F_OK) == 0)
		file.text = x509_read(path, arena);
	return file;
}

struct trust *x509_trust(const struct x509_question *question,
			 struct arena *arena)
{
	struct trust_options options = {
		/* so that the policy names something in any case */
		.ssh = { "allowed_signers", STR("") },
		.x509 = file_of(question->anchors, arena),
		.x509_crl = file_of(question->lists, arena),
		.minimum_rsa_bits = question->minimum_rsa_bits ?
					    question->minimum_rsa_bits :
					    2048,
		.now = time(NULL) + (int64_t)question->days * X509_DAY,
	};
	struct trust *trust = trust_new(&options);

	assert_non_null(trust);
	return trust;
}

int x509_verify(struct trust *trust, const struct x509_question *question,
		struct arena *arena, struct signature *out, struct error *error)
{
	struct str payload = x509_read(
		question->payload ? question->payload : "payload", arena);
	/* in two pieces, as git's have */
	const struct str pieces[] = { str_first(payload, payload.size / 2),
				      str_from(payload, payload.size / 2) };
	const struct signed_object object = {
		.payload = pieces,
		.payload_count = 2,
		.signature = question->signature ?
				     x509_read(question->signature, arena) :
				     question->armored,
	};

	return trust_verify(trust, &object, arena, out, error);
}

int x509_ask(const struct x509_question *question, struct arena *arena,
	     struct signature *out, struct error *error)
{
	struct trust *trust = x509_trust(question, arena);
	int result = x509_verify(trust, question, arena, out, error);

	trust_free(trust);
	return result;
}

void x509_expect(const struct x509_question *question,
		 enum signature_state state)
{
	struct signature found = { 0 };
	struct error error = { 0 };
	struct arena arena;

	arena_init(&arena);
	if (x509_ask(question, &arena, &found, &error) || found.state != state)
		fail_msg("%s: %s, %s, %s", question->signature,
			 signature_state_name(found.state),
			 found.detail ? found.detail : "", error.text);
	arena_release(&arena);
}
