/*
 * trust_fixture.c - SSH keys, certificates and trust files for tests. Never
 * uses a key that was there before.
 */
#include "trust_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "scratch.h"
#include "ssh_fixture.h"
#include "trust/ssh_key.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FILE_SIZE_LIMIT (1u << 20)
#define RSA_BITS 2048

static const struct key {
	const char *path;
	const char *type;
	const char *bits;
} keys[] = {
	{ "alice", "ed25519", NULL }, { "bob", "ecdsa", "521" },
	{ "rsa", "rsa", "2048" },     { "short", "rsa", "1024" },
	{ "dsa", "dsa", NULL },	      { "ca", "ed25519", NULL },
	{ "other", "ecdsa", NULL },
};

/* Each with a key of its own; "-h" as principals: for hosts. */
static const struct made_certificate {
	const char *path;
	const char *authority;
	const char *principals; /* "-": none */
	const char *option;	/* NULL: none */
	const char *validity;
} certificates[] = {
	{ "c-alice", "ca", "alice@example.com", NULL, "always:forever" },
	{ "c-two", "ca", "x,alice@example.com", NULL, "always:forever" },
	{ "c-wild", "ca", "*@example.com", NULL, "always:forever" },
	{ "c-none", "ca", "-", NULL, "always:forever" },
	{ "c-host", "ca", "-h", NULL, "always:forever" },
	{ "c-critical", "ca", "alice@example.com", "force-command=x",
	  "always:forever" },
	{ "c-other", "other", "alice@example.com", NULL, "always:forever" },
	{ "c-short", "short", "alice@example.com", NULL, "always:forever" },
	{ "c-dsa", "dsa", "alice@example.com", NULL, "always:forever" },
	{ "c-over", "ca", "alice@example.com", NULL,
	  "20250101000000Z:20260501000000Z" },
	{ "c-later", "ca", "alice@example.com", NULL,
	  "20260701000000Z:20270101000000Z" },
	{ "c-year", "ca", "alice@example.com", NULL,
	  "20260101000000Z:20270101000000Z" },
};

static const char *emails[] = { "alice@example.com", "a@home.example" };
static struct person persons[] = {
	{ .name = "Alice", .emails = emails, .email_count = 2, .listed = true },
};
const struct people trust_fixture_people = { .persons = persons, .count = 1 };

static void make_certificate(const struct made_certificate *row)
{
	const char *argv[24] = { "ssh-keygen",	 "-q", "-s",
				 row->authority, "-I", "the id",
				 "-z",		 "7",  "-V",
				 row->validity };
	size_t count = 10;
	char path[32];

	ssh_fixture_key(row->path, "ed25519", NULL);
	(void)snprintf(path, sizeof(path), "%s.pub", row->path);
	if (strcmp(row->principals, "-h") == 0) {
		argv[count++] = "-h";
	} else if (strcmp(row->principals, "-") != 0) {
		argv[count++] = "-n";
		argv[count++] = row->principals;
	}
	if (row->option) {
		argv[count++] = "-O";
		argv[count++] = row->option;
	}
	argv[count] = path;
	assert_int_equal(scratch_try(NULL, STR(""), argv), 0);
}

int trust_fixture_keys(void **state)
{
	int result = scratch_set_up(state);
	size_t i;

	for (i = 0; i < COUNT(keys); i++)
		ssh_fixture_key(keys[i].path, keys[i].type, keys[i].bits);
	for (i = 0; i < COUNT(certificates); i++)
		make_certificate(&certificates[i]);
	return result;
}

static void add_key(struct buf *out, const char *path)
{
	struct error error = { 0 };
	struct buf line = BUF_INIT;
	char name[32];

	(void)snprintf(name, sizeof(name), "%s.pub", path);
	if (file_read(&line, name, FILE_SIZE_LIMIT, NULL, &error))
		fail_msg("%s", error.text);
	buf_add_str(out, str_trim(buf_str(&line)));
	buf_release(&line);
}

void trust_fixture_fingerprint(struct buf *out, const char *path)
{
	struct buf blob = BUF_INIT;

	ssh_fixture_blob(&blob, path);
	ssh_fingerprint(out, buf_str(&blob));
	buf_release(&blob);
}

/* "{alice}": her public key; "<alice>": its fingerprint. */
void trust_fixture_expand(struct buf *out, const char *text)
{
	char path[32];
	size_t size;

	buf_clear(out);
	for (; *text; text++) {
		size = strcspn(text + 1, "}>");
		if (*text != '{' && *text != '<') {
			buf_add_byte(out, *text);
			continue;
		}
		(void)snprintf(path, sizeof(path), "%.*s", (int)size, text + 1);
		if (*text == '{')
			add_key(out, path);
		else
			trust_fixture_fingerprint(out, path);
		text += size + 1;
	}
}

static struct trust_file file_of(const char *path, const struct buf *text)
{
	/* data is there even when it is empty */
	return (struct trust_file){ path, { buf_text(text), text->size } };
}

/* "spec:..." makes a KRL of it; `text` NULL: no such file is named. */
static void make_revoked(struct buf *out, const char *text)
{
	struct error error = { 0 };

	if (!text)
		return;
	trust_fixture_expand(out, text);
	if (str_starts(buf_str(out), "spec:")) {
		scratch_write("spec", str_from(buf_str(out), 5));
		scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-k", "-f",
			    "krl", "-s", "ca.pub", "spec", NULL);
		buf_clear(out);
		assert_int_equal(file_read(out, "krl", FILE_SIZE_LIMIT, NULL,
					   &error),
				 0);
	}
}

void trust_fixture_open(struct judged *judged, const char *signers,
			const char *revoked, int64_t now)
{
	struct trust_options options = {
		.minimum_rsa_bits = RSA_BITS,
		.people = &trust_fixture_people,
		.now = now,
	};

	memset(judged, 0, sizeof(*judged));
	arena_init(&judged->arena);
	make_revoked(&judged->revoked, revoked);
	if (revoked)
		options.ssh_revoked =
			file_of("/etc/x/revoked", &judged->revoked);
	if (signers) {
		trust_fixture_expand(&judged->signers, signers);
		options.ssh = file_of("/etc/x/signers", &judged->signers);
	} else {
		options.openpgp.path = "keys";
	}
	judged->trust = trust_new(&options);
	assert_non_null(judged->trust);
}

void trust_fixture_verify(struct judged *judged, const char *payload,
			  int64_t dated)
{
	const struct str pieces[] = { str_first(str_of(payload), 3),
				      str_from(str_of(payload), 3) };
	const struct signed_object object = {
		.payload = pieces,
		.payload_count = COUNT(pieces),
		.signature = buf_str(&judged->armor),
		.time = dated,
	};

	judged->result = trust_verify(judged->trust, &object, &judged->arena,
				      &judged->found, &judged->error);
}

void trust_fixture_release(struct judged *judged)
{
	trust_free(judged->trust);
	arena_release(&judged->arena);
	buf_release(&judged->signers);
	buf_release(&judged->revoked);
	buf_release(&judged->armor);
}

/* By a certificate, if there is one of that name. */
void trust_fixture_sign(struct buf *out, const char *path)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "%s%s", path,
		       path[1] == '-' ? "-cert.pub" : "");
	buf_clear(out);
	ssh_fixture_sign(out, name, "sha512", "git", STR(PAYLOAD));
}

static void utc(char *out, size_t size, int64_t seconds)
{
	struct buf text = BUF_INIT;
	size_t count = 0;
	size_t i;

	clock_format_seconds(&text, seconds);
	for (i = 0; i < text.size && count + 1 < size; i++)
		if (!strchr("-:T", text.data[i]))
			out[count++] = text.data[i];
	out[count] = '\0';
	buf_release(&text);
}

static bool is_taken(const struct judged *judged, struct str name,
		     const char *when)
{
	const char *revoked = judged->revoked.size ? "-r" : NULL;
	char principal[64];
	const char *argv[] = { "ssh-keygen", "-Y",    "verify",	 "-n",
			       "git",	     "-O",    when,	 "-f",
			       "signers",    "-s",    "sig",	 "-I",
			       principal,    revoked, "revoked", NULL };

	(void)snprintf(principal, sizeof(principal), "%.*s", STR_ARGS(name));
	return scratch_try(NULL, STR(PAYLOAD), argv) == 0;
}

/*
 * As git asks; it looks at the first line of a key only, and that line may be
 * for something else than git: hence also by the name that was found here.
 */
static bool oracle_at(const struct judged *judged, int64_t time)
{
	char when[] = "verify-time=YYYYMMDDHHMMSSZ";
	const char *find[] = { "ssh-keygen", "-Y", "find-principals", "-O",
			       when,	     "-f", "signers",	      "-s",
			       "sig",	     NULL };
	struct buf names = BUF_INIT;
	bool taken = false;
	struct str rest;
	struct str name;

	utc(when + 12, sizeof(when) - 12, time);
	if (scratch_try(&names, STR(""), find) == 0) {
		rest = buf_str(&names);
		while (!taken && str_next_line(&rest, &name))
			taken = is_taken(judged, name, when);
		taken = taken ||
			is_taken(judged, judged->found.signer.name, when);
	}
	buf_release(&names);
	return taken;
}

bool trust_fixture_oracle(const struct judged *judged, int64_t now,
			  int64_t dated)
{
	scratch_write("signers", buf_str(&judged->signers));
	scratch_write("revoked", buf_str(&judged->revoked));
	scratch_write("sig", buf_str(&judged->armor));
	return oracle_at(judged, now) && oracle_at(judged, dated ? dated : now);
}
