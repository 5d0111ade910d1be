/*
 * test_x509_files.c - the trust files x509 and x509-crl: what is told about
 * their flaws, what is listed, and that nothing passes without them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"
#include "x509_fixture.h"

#include <string.h>

#define KEYS_MAX 4
#define JUDGED "the certificate of alice@example.com cannot be judged by "
#define NO_LOAD "a trust file does not load: "

static const struct broken_row {
	const char *anchors;
	const char *lists;
	int days;
	const char *text;
} broken_rows[] = {
	{ "nothing.pem", NULL, 0, "the trust file nothing.pem is not there" },
	{ "ca.pem", "nothing.pem", 0,
	  "the trust file nothing.pem is not there" },
	{ NULL, "nothing.pem", 0, "the trust file nothing.pem is not there" },
	{ "alice.pem", NULL, 0,
	  NO_LOAD "alice.pem:1: this certificate is no CA" },
	{ "ca.pem", "root.pem", 0,
	  NO_LOAD "root.pem:1: a block of another kind than this file is for" },
	{ "ca.pem", "stranger.crl", 0,
	  JUDGED "stranger.crl: unable to get certificate CRL" },
	{ "ca.pem", "crl.pem", 31, JUDGED "crl.pem: CRL has expired" },
	{ "ca.pem", "crl.pem", -1, JUDGED "crl.pem: CRL is not yet valid" },
	/* before it is told to have ended */
	{ "ca.pem", "crl.pem", 51, JUDGED "crl.pem: CRL has expired" },
	{ "ca.pem", "crl-no-root.pem", 0,
	  "the certificate of CN=sub cannot be judged by crl-no-root.pem: "
	  "unable to get certificate CRL" },
};

static void test_broken(void **state)
{
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(broken_rows) / sizeof(broken_rows[0]);
	     i++) {
		const struct broken_row *row = &broken_rows[i];
		struct x509_question question = { .signature = "alice.sig",
						  .anchors = row->anchors,
						  .lists = row->lists,
						  .days = row->days };
		struct signature found = { 0 };
		struct error error = { 0 };
		struct arena arena;

		arena_init(&arena);
		if (x509_ask(&question, &arena, &found, &error) !=
			    ERROR_BROKEN ||
		    strcmp(error.text, row->text) != 0) {
			print_error("%s, %s: %s, %s\n", row->anchors,
				    row->lists, error.text,
				    signature_state_name(found.state));
			wrong++;
		}
		arena_release(&arena);
	}
	assert_int_equal(wrong, 0);
}

/* Files that a shell makes of others: out, and how. */
static const char make_files[] =
	"{ echo x && cat alice.key root.pem; } >key.pem\n"
	"{ echo x && echo -----BEGIN CERTIFICATE----- && echo QUJD; } "
	">cut-off.pem\n"
	"{ echo x && sed 's/^MII/M*I/' root.pem; } >damaged.pem\n"
	"sed '3s/.$//' root.pem >short-line.pem\n"
	"sed 's/^----//' root.pem >hyphens.pem\n"
	"sed 's/-END/-end/' root.pem >end.pem\n"
	"sed '/BEGIN/d' root.pem >no-begin.pem\n"
	"sed '/BEGIN/s/^/> /' root.pem >quoted.pem\n"
	"sed 's/ CERT/ TRUSTED CERT/' root.pem >trusted.pem\n"
	": >empty.pem\n"
	"echo 'no certificate' >text.pem\n"
	"sed '/BEGIN/a QUJD' sub.crl >list.pem\n"
	"{ echo -----BEGIN CERTIFICATE----- && echo QUJD &&\n"
	"  echo -----END CERTIFICATE-----; } >abc.pem\n"
	"{ echo -----BEGIN CERTIFICATE----- &&\n"
	"  { openssl x509 -in root.pem -outform DER && echo; } |\n"
	"  openssl base64 && echo -----END CERTIFICATE-----; } >longer.pem\n"
	"{ echo -----BEGIN X509 CRL----- && echo QUJD &&\n"
	"  echo -----END X509 CRL-----; } >abc.crl\n"
	"sed 's/$/\\r/' ca.pem >crlf.pem\n"
	"cat root.pem root.pem sub.pem sub.pem >again.pem\n"
	"cat >forever.cnf <<'END'\n"
	"asn1 = SEQUENCE:list\n"
	"[list]\n"
	"signed = SEQUENCE:signed\n"
	"algorithm = SEQUENCE:algorithm\n"
	"value = FORMAT:HEX,BITSTRING:00\n"
	"[signed]\n"
	"version = INTEGER:1\n"
	"algorithm = SEQUENCE:algorithm\n"
	"issuer = SEQUENCE:none\n"
	"update = UTCTIME:260101000000Z\n"
	"[algorithm]\n"
	"name = OID:ecdsa-with-SHA256\n"
	"[none]\n"
	"END\n"
	"openssl asn1parse -genconf forever.cnf -noout -out forever.der\n"
	"{ echo -----BEGIN X509 CRL----- && openssl base64 <forever.der &&\n"
	"  echo -----END X509 CRL-----; } >forever.crl\n";

static const struct file_row {
	const char *anchors;
	const char *lists;
	size_t line;
	const char *flaw; /* NULL: none */
	size_t keys;
} file_rows[] = {
	{ "root.pem", NULL, 0, NULL, 1 },
	{ "ca.pem", NULL, 0, NULL, 2 },
	{ "ca.pem", "crl.pem", 0, NULL, 2 },
	{ "crlf.pem", NULL, 0, NULL, 2 },
	{ "again.pem", NULL, 0, NULL, 4 },
	{ "key.pem", NULL, 2, "a private key in a trust file", 0 },
	{ "cut-off.pem", NULL, 2, "this block has no end", 0 },
	{ "damaged.pem", NULL, 2, "the base64 of this block is damaged", 0 },
	{ "short-line.pem", NULL, 1, "the base64 of this block is damaged", 0 },
	{ "hyphens.pem", NULL, 0, "-", 0 },
	{ "end.pem", NULL, 1, "this block has no end", 0 },
	{ "no-begin.pem", NULL, 0, "-", 0 },
	{ "quoted.pem", NULL, 1, "no block begins with this line", 0 },
	{ "trusted.pem", NULL, 1,
	  "a block of another kind than this file is for", 0 },
	{ "empty.pem", NULL, 1, "there is nothing in this file to trust", 0 },
	{ "text.pem", NULL, 1, "there is nothing in this file to trust", 0 },
	{ "abc.pem", NULL, 1, "this is no certificate", 0 },
	{ "longer.pem", NULL, 1, "this is no certificate", 0 },
	{ "alice.pem", NULL, 1, "this certificate is no CA", 0 },
	{ "self.pem", NULL, 1, "this certificate is no CA", 0 },
	{ "sub.pem", NULL, 1,
	  "no certificate here is self-signed: no chain can end at one", 0 },
	{ "false.pem", NULL, 0, NULL, 1 },
	{ "root.crl", NULL, 1, "a block of another kind than this file is for",
	  0 },
	{ "ca.pem", "text.pem", 1, "there is nothing in this file to trust",
	  0 },
	{ "ca.pem", "list.pem", 1, "this is no revocation list", 0 },
	{ "ca.pem", "abc.crl", 1, "this is no revocation list", 0 },
	{ "ca.pem", "forever.crl", 1, "this revocation list has no nextUpdate",
	  0 },
	{ "ca.pem", "key.pem", 2, "a private key in a trust file", 0 },
};

struct listed {
	struct trusted_key keys[KEYS_MAX];
	size_t count;
};

static void add_key(const struct trusted_key *key, void *context)
{
	struct listed *listed = context;

	assert_true(listed->count < KEYS_MAX);
	listed->keys[listed->count++] = *key;
}

static bool has_flaw(const struct diagnostics *found,
		     const struct file_row *row)
{
	const char *file = row->lists ? row->lists : row->anchors;

	if (!row->flaw)
		return found->errors == 0;
	for (size_t i = 0; i < found->count; i++) {
		const struct diagnostic *one = &found->items[i];

		if (strcmp(row->flaw, "-") == 0 ||
		    (one->mark.line == row->line &&
		     strcmp(one->mark.source->path, file) == 0 &&
		     strcmp(one->text, row->flaw) == 0))
			return true;
	}
	return false;
}

/* Whatever is flawed lets nothing pass. */
static bool row_fits(const struct file_row *row, struct buf *told)
{
	struct x509_question question = { .anchors = row->anchors,
					  .lists = row->lists,
					  .signature = "alice.sig" };
	struct diagnostics diagnostics;
	struct listed listed = { .count = 0 };
	struct signature signature = { 0 };
	struct error error = { 0 };
	struct arena arena;
	struct trust *trust;
	bool fits;

	arena_init(&arena);
	diagnostics_init(&diagnostics, &arena);
	trust = x509_trust(&question, &arena);
	fits = trust_check(trust, &diagnostics, add_key, &listed, &error) ==
		       0 &&
	       has_flaw(&diagnostics, row) && listed.count == row->keys;
	diagnostics_print(&diagnostics, told);
	trust_free(trust);
	if (row->flaw)
		fits &= x509_ask(&question, &arena, &signature, &error) ==
			ERROR_BROKEN;
	arena_release(&arena);
	return fits;
}

static void test_files(void **state)
{
	size_t wrong = 0;

	(void)state;
	scratch_run(NULL, STR(""), "sh", "-ec", make_files, NULL);
	for (size_t i = 0; i < sizeof(file_rows) / sizeof(file_rows[0]); i++) {
		struct buf told = BUF_INIT;

		if (!row_fits(&file_rows[i], &told)) {
			print_error("%s, %s:\n%s\n", file_rows[i].anchors,
				    file_rows[i].lists, buf_text(&told));
			wrong++;
		}
		buf_release(&told);
	}
	assert_int_equal(wrong, 0);
}

/* Any anchor of several will do, and none that is not in the file. */
static void test_anchors(void **state)
{
	(void)state;
	scratch_run(NULL, STR(""), "sh", "-ec",
		    "cat false.pem stranger.pem sub.pem root.pem >all.pem\n"
		    "cat root.pem short.pem >short-ca.pem\n",
		    NULL);
	x509_expect(&(struct x509_question){ .signature = "alice.sig",
					     .anchors = "all.pem" },
		    SIGNATURE_GOOD);
	x509_expect(&(struct x509_question){ .signature = "by-false.sig",
					     .anchors = "all.pem" },
		    SIGNATURE_GOOD);
	x509_expect(&(struct x509_question){ .signature = "by-stranger.sig",
					     .anchors = "all.pem" },
		    SIGNATURE_GOOD);
	x509_expect(&(struct x509_question){ .signature = "alice.sig",
					     .anchors = "false.pem" },
		    SIGNATURE_UNKNOWN_KEY);
	x509_expect(&(struct x509_question){ .signature = "by-short.sig",
					     .anchors = "short-ca.pem" },
		    SIGNATURE_WEAK);
}

static void test_minimum(void **state)
{
	(void)state;
	x509_expect(&(struct x509_question){ .signature = "rsa.sig",
					     .anchors = "ca.pem",
					     .minimum_rsa_bits = 2049 },
		    SIGNATURE_WEAK);
	x509_expect(&(struct x509_question){ .signature = "rsa1024.sig",
					     .anchors = "ca.pem",
					     .minimum_rsa_bits = 1024 },
		    SIGNATURE_WEAK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_anchors),
		cmocka_unit_test(test_minimum),
	};

	return cmocka_run_group_tests(tests, x509_set_up, x509_tear_down);
}
