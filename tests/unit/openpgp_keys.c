/*
 * openpgp_keys.c - makes OpenPGP keys in all states, with gpg, and with what
 * gpg would not do to them. A table of gpg's words, in their order.
 */
#include "openpgp_keys.h"

#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "trust/openpgp_packet.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEX_SIZE_MAX 1024

/* One in 128 signatures by Ed25519 has a number of 31 bytes. */
static const char filled_ring[] =
	"9833045e0be10016092b06010401da470f01010740378e3e4b8c9e0590910f8e"
	"ccc3114961757d6e4131341da3c3857ba9677a5695b40d46696c6c203c66696c"
	"6c40783e88900413160800381621048e2668349601e86d9f9bb8b112bd40a417"
	"de3ec805025e0be100021b03050b0908070206150a09080b020416020301021e"
	"01021780000a091012bd40a417de3ec82cc20100bd7e4f47438a5af5fcbac7ea"
	"cc1a3342087c5373a449898bdb3dd7bee47d4a1f00fe2699a13a9f1665235c73"
	"19276715fe93b0c721e2c73d100847e756368b5f2c0a";
static const char filled_signature[] =
	"887404001608001d1621048e2668349601e86d9f9bb8b112bd40a417de3ec805"
	"0265920cb0000a091012bd40a417de3ec8345400f76c67fa4baacc1259fe4f14"
	"cf2a0f31a0d20147583568a5534f0b8db6d2ee7100ff6380ba257af275a4c82d"
	"7a07018230e6c49b647b78569ac0d15558d5780cb20d";

/* Another's key as a subkey: a binding without key flags, nothing back. */
static const char stolen_ring[] =
	"c6ff00000033045e0be10016092b06010401da470f01010740c3ed0c5af691f3"
	"08153a97dcf2b48c8d93e29162a92e2c9467699cd988feb018cdff0000000f54"
	"68696566203c746869656640783ec2ff0000007804131608002005025e0d3280"
	"16210448541a1aaee452ed6822b52aeb875eaebf7c177d021b03000a0910eb87"
	"5eaebf7c177d351b0100d2a27ffef086c15ba7541878a2a360a36b716cace2df"
	"b4f57232c3ca6e4eccba00ff66f6ce8ad88e0de4fe590cd81cfa8da44eddceba"
	"bb04be0eb3e6f4b0340f4400ceff00000033045e0be10016092b06010401da47"
	"0f01010740055018ceb03dd4a8550d7a2965bfa03ef30f247171d7f081dbac75"
	"e06c04880ec2ff0000007504181608001d05025e0d328016210448541a1aaee4"
	"52ed6822b52aeb875eaebf7c177d000a0910eb875eaebf7c177dba470100bbab"
	"8cf4946d205016276d8b26dbb17b20bc3c998fa4f6e5e427259728078b5700fc"
	"0c377b294ccfcd387f2ff249e1a6dcde51306594208e07b1f2da26e98366ab02";
static const char stolen_signature[] =
	"c2ff0000007504001608001d0502663186001621040ac5d4d1ef839ed74fc790"
	"62cfa059d86a255ac9000a0910cfa059d86a255ac939bd00ff6c58a9bcced168"
	"d9da644670bf142f9048cf45e17e80023099a128efb28f21d40100d612ba13bf"
	"beca228b60740f2572867ba8e9737430a7e70f03feadc9977cb902";

/* Its older user id lets it sign, and is the first; its newer one does not. */
static const char fickle_ring[] =
	"c6ff00000033045e0be10016092b06010401da470f010107405c68289b227638"
	"b689f79c1166d1a12ade4dff70bc04ed151551c0d68657397bcdff0000001146"
	"69636b6c65203c6669636b6c6540783ec2ff0000007b04131608002305025e0d"
	"32801621044e7855936752593961f12fedb0cd71154c845af0021b0302190100"
	"0a0910b0cd71154c845af03b290100d53a568794b763e1148153aa85f9de9630"
	"11d23b5b604cd2ef6420dbce0b9be100ff6c6dec460d063b6d4f050242b38883"
	"6b2eb5a7c10dedd64508798777948ae00acdff000000086669636b6c654078c2"
	"ff0000007804131608002005025e263f001621044e7855936752593961f12fed"
	"b0cd71154c845af0021b01000a0910b0cd71154c845af0a32100fd132f5c5e74"
	"2f14c743f9b93c3b10b761288ba86a39f0b047639eaf6c180598ee0100f181d8"
	"68f9c2cf01d1505f62b90999cdb0532b42a9e80ef1d3659393e64e7107";
static const char fickle_signature[] =
	"c2ff0000007504001608001d0502663186001621044e7855936752593961f12f"
	"edb0cd71154c845af0000a0910b0cd71154c845af0457900ff4aa4dbdcc61b1d"
	"2a3a0975279a726c5fa47010f42fdd70195e14b841e3af67210100a2aac7f6db"
	"2cb09211dc3bf28e8e7f9f348414639c84ffdebbbd11118f231305";

struct step {
	const char *time;
	const char *words;
	const char *input;
};

/* What may be signed by them, and what then became of them. */
static const struct step steps[] = {
	{ "20200101", "--quick-gen-key|Ok <ok@x>|ed25519|cert|0", NULL },
	{ "20200102", "--quick-add-key|{ok@x}|ed25519|sign|0", NULL },
	{ "20240501", "-o|ok.sig|-u|{ok@x/2}!|--detach-sign|payload", NULL },
	{ "20240501",
	  "-o|sha1.sig|--digest-algo|SHA1|-u|{ok@x/2}!|--detach-sign|payload",
	  NULL },
	{ "20240501",
	  "-o|text.sig|--textmode|-u|{ok@x/2}!|--detach-sign|payload", NULL },
	{ "20240501",
	  "-o|note.sig|--sig-notation|a@x=b|-u|{ok@x/2}!|--detach-sign|payload",
	  NULL },
	{ "20240501",
	  "-o|must.sig|--sig-notation|!a@x=b|-u|{ok@x/2}!|--detach-sign|"
	  "payload",
	  NULL },
	{ "20240501",
	  "-o|brief.sig|--default-sig-expire|1d|-u|{ok@x/2}!|--detach-sign|"
	  "payload",
	  NULL },
	{ "20240501",
	  "-o|long.sig|--default-sig-expire|1y|-u|{ok@x/2}!|--detach-sign|"
	  "payload",
	  NULL },
	{ "20240602", "-o|ahead.sig|-u|{ok@x/2}!|--detach-sign|payload", NULL },
	{ "20191231",
	  "-o|before.sig|--ignore-time-conflict|--ignore-valid-from|-u|{ok@x/2}!|--detach-sign|"
	  "payload",
	  NULL },
	{ NULL, "-o|ok.pgp|--export|{ok@x}", NULL },
	{ NULL, "-o|ok.asc|--armor|--export|{ok@x}", NULL },

	{ "20200101", "--quick-gen-key|Rsa <rsa@x>|rsa2048|sign|0", NULL },
	{ "20240501", "-o|rsa.sig|-u|{rsa@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|rsa.pgp|--export|{rsa@x}", NULL },
	{ "20200101", "--quick-gen-key|Short <short@x>|rsa1024|sign|0", NULL },
	{ "20240501", "-o|short.sig|-u|{short@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|short.pgp|--export|{short@x}", NULL },
	{ "20200101", "--quick-gen-key|P256 <p256@x>|nistp256|sign|0", NULL },
	{ "20240501", "-o|p256.sig|-u|{p256@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|p256.pgp|--export|{p256@x}", NULL },
	{ "20200101", "--quick-gen-key|P384 <p384@x>|nistp384|sign|0", NULL },
	{ "20240501", "-o|p384.sig|-u|{p384@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|p384.pgp|--export|{p384@x}", NULL },
	{ "20200101", "--quick-gen-key|P521 <p521@x>|nistp521|sign|0", NULL },
	{ "20240501", "-o|p521.sig|-u|{p521@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|p521.pgp|--export|{p521@x}", NULL },
	{ "20200101", "--quick-gen-key|Pool <pool@x>|brainpoolP256r1|sign|0",
	  NULL },
	{ "20240501", "-o|pool.sig|-u|{pool@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|pool.pgp|--export|{pool@x}", NULL },

	{ "20200101", "--quick-gen-key|End <end@x>|ed25519|cert|2021-01-01",
	  NULL },
	{ "20200102", "--quick-add-key|{end@x}|ed25519|sign|0", NULL },
	{ "20200601", "-o|end.sig|-u|{end@x/2}!|--detach-sign|payload", NULL },
	{ NULL, "-o|end.pgp|--export|{end@x}", NULL },
	{ "20220101", "--quick-set-expire|{end@x}|2040-01-01", NULL },
	{ NULL, "-o|extended.pgp|--export|{end@x}", NULL },
	{ "20220201", "-o|late.sig|-u|{end@x/2}!|--detach-sign|payload", NULL },
	{ "20230101", "--quick-set-expire|{end@x}|2023-06-01", NULL },
	{ NULL, "-o|shortened.pgp|--export|{end@x}", NULL },
	{ "20240101", "--quick-set-expire|{end@x}|0", NULL },
	{ NULL, "-o|endless.pgp|--export|{end@x}", NULL },

	{ "20200101", "--quick-gen-key|Sub <sub@x>|ed25519|cert|0", NULL },
	{ "20200102", "--quick-add-key|{sub@x}|ed25519|sign|2021-01-01", NULL },
	{ "20200601", "-o|sub.sig|-u|{sub@x/2}!|--detach-sign|payload", NULL },
	{ NULL, "-o|sub.pgp|--export|{sub@x}", NULL },
	{ "20230101", "--edit-key|{sub@x}",
	  "key 1\nrevkey\ny\n0\n\ny\nsave\n" },
	{ NULL, "-o|subrevoked.pgp|--export|{sub@x}", NULL },

	{ "20200101", "--quick-gen-key|Rev <rev@x>|ed25519|sign|0", NULL },
	{ "20200601", "-o|rev.sig|-u|{rev@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|rev.pgp|--export|{rev@x}", NULL },
	{ "20210101", "-o|hard.rev|--gen-revoke|{rev@x}", "y\n1\n\ny\n" },
	{ "20210101", "-o|soft.rev|--gen-revoke|{rev@x}", "y\n3\n\ny\n" },
	{ NULL, "-o|hard.pgp|--dearmor|hard.rev", NULL },
	{ NULL, "-o|soft.pgp|--dearmor|soft.rev", NULL },

	{ "20200101", "--quick-gen-key|Boss <boss@x>|ed25519|sign|0", NULL },
	{ "20200201", "--edit-key|{rev@x}", "addrevoker\nboss@x\ny\nsave\n" },
	{ "20210101", "-o|boss.rev|--desig-revoke|{rev@x}", "y\n1\n\ny\n" },
	{ NULL, "-o|boss.pgp|--dearmor|boss.rev", NULL },
	{ NULL, "-o|appointed.pgp|--export|{rev@x}", NULL },

	/* a revoker is named by a signature upon the key, without an end */
	{ "20200101", "--quick-gen-key|Due <due@x>|ed25519|sign|2021-01-01",
	  NULL },
	{ "20200201", "--edit-key|{due@x}", "addrevoker\nboss@x\ny\nsave\n" },
	{ "20200601", "-o|due.sig|-u|{due@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|due.pgp|--export|{due@x}", NULL },

	{ "20200101",
	  "--cert-digest-algo|SHA1|--quick-gen-key|Old <old@x>|ed25519|sign|0",
	  NULL },
	{ "20240501", "-o|old.sig|-u|{old@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|old.pgp|--export|{old@x}", NULL },
	{ "20240401", "--cert-digest-algo|SHA1|--quick-set-expire|{old@x}|1y",
	  NULL },
	{ NULL, "-o|sha1.pgp|--export|{old@x}", NULL },

	{ "20200101", "--quick-gen-key|Use <use@x>|ed25519|cert,sign|0", NULL },
	{ "20240501", "-o|use.sig|-u|{use@x}|--detach-sign|payload", NULL },
	{ "20240502", "--edit-key|{use@x}", "change-usage\ns\nq\nsave\n" },
	{ NULL, "-o|use.pgp|--export|{use@x}", NULL },

	{ "20240510", "--quick-set-expire|{use@x}|2024-05-20", NULL },
	{ NULL, "-o|used.pgp|--export|{use@x}", NULL },

	{ "20240602", "--quick-gen-key|New <new@x>|ed25519|sign|0", NULL },
	{ "20240602", "-o|new.sig|-u|{new@x}|--detach-sign|payload", NULL },
	{ NULL, "-o|new.pgp|--export|{new@x}", NULL },

	{ "20200101", "--quick-gen-key|Two <two@x>|ed25519|sign|0", NULL },
	{ "20240501", "-o|two.sig|-u|{two@x}|--detach-sign|payload", NULL },
	{ "20200201", "--quick-add-uid|{two@x}|Again <TWO@x>", NULL },
	{ NULL, "-o|same.pgp|--export|{two@x}", NULL },
	{ "20200301", "--quick-add-uid|{two@x}|Other <other@x>", NULL },
	{ NULL, "-o|two.pgp|--export|{two@x}", NULL },
	{ "20200401", "--quick-revoke-uid|{two@x}|Other <other@x>", NULL },
	{ NULL, "-o|withdrawn.pgp|--export|{two@x}", NULL },
};

static void join(const char *path, const char *first, const char *second)
{
	struct buf all = openpgp_fixture_read(first);
	struct buf more = openpgp_fixture_read(second);

	buf_add_str(&all, buf_str(&more));
	scratch_write(path, buf_str(&all));
	buf_release(&more);
	buf_release(&all);
}

/* What an editor of packets makes of each; false: it is left out. */
typedef bool edit(struct buf *body, unsigned tag, size_t index);

static void edit_ring(const char *path, const char *from, edit *change)
{
	struct buf all = openpgp_fixture_read(from), out = BUF_INIT;
	struct str rest = buf_str(&all);
	struct openpgp_packet packet;

	for (size_t i = 0; rest.size; i++) {
		struct buf body = BUF_INIT;

		assert_null(openpgp_packet(&rest, &packet));
		buf_add_str(&body, packet.body);
		if (change(&body, packet.tag, i))
			openpgp_fixture_packet(&out, packet.tag,
					       buf_str(&body));
		buf_release(&body);
	}
	scratch_write(path, buf_str(&out));
	buf_release(&out);
	buf_release(&all);
}

static bool keep(struct buf *body, unsigned tag, size_t index)
{
	(void)body;
	(void)tag;
	(void)index;
	return true;
}

static bool without_signatures(struct buf *body, unsigned tag, size_t index)
{
	(void)body;
	(void)index;
	return tag != OPENPGP_SIGNATURE;
}

/* The last byte of a signature is of its last number. */
static bool with_broken_signatures(struct buf *body, unsigned tag, size_t index)
{
	(void)index;
	if (tag == OPENPGP_SIGNATURE)
		body->data[body->size - 1] ^= 1;
	return true;
}

static bool without_user_ids(struct buf *body, unsigned tag, size_t index)
{
	(void)body;
	return tag != OPENPGP_USER_ID && index != 2;
}

/* gpg puts the subkey's own signature where nothing is signed. */
static bool without_back_signature(struct buf *body, unsigned tag, size_t index)
{
	struct buf out = BUF_INIT;
	struct str all = buf_str(body), rest = all, area;
	uint32_t size;

	(void)index;
	if (tag != OPENPGP_SIGNATURE || all.data[1] != 0x18)
		return true;
	rest = str_from(rest, 4);
	assert_true(openpgp_uint(&rest, 2, &size));
	rest = str_from(rest, size);
	buf_add_str(&out, str_first(all, all.size - rest.size));
	assert_true(openpgp_uint(&rest, 2, &size));
	assert_true(openpgp_bytes(&rest, size, &area));
	/* what is left: the issuer's key id */
	buf_add(&out, "\0\x0a", 2);
	buf_add_str(&out, str_first(area, 10));
	buf_add_str(&out, rest);
	buf_clear(body);
	buf_add_str(body, buf_str(&out));
	buf_release(&out);
	return true;
}

static void write_hex(const char *path, const char *hex)
{
	unsigned char bytes[HEX_SIZE_MAX];
	struct str all = str_of(hex);

	assert_true(all.size / 2 <= sizeof(bytes));
	assert_true(hex_decode(all, bytes));
	scratch_write(path, (struct str){ (const char *)bytes, all.size / 2 });
}

void openpgp_keys_make(const struct openpgp_home *home)
{
	scratch_write("payload", STR(OPENPGP_PAYLOAD));
	for (size_t i = 0; i < COUNT(steps); i++)
		openpgp_gpg(home, NULL, steps[i].time, steps[i].words,
			    steps[i].input);
	write_hex("filled.pgp", filled_ring);
	write_hex("filled.sig", filled_signature);
	write_hex("stolen.pgp", stolen_ring);
	write_hex("stolen.sig", stolen_signature);
	write_hex("fickle.pgp", fickle_ring);
	write_hex("fickle.sig", fickle_signature);
	join("hard.ring", "rev.pgp", "hard.pgp");
	join("soft.ring", "rev.pgp", "soft.pgp");
	join("boss.ring", "appointed.pgp", "boss.pgp");
	join("late-news.ring", "rev.pgp", "hard.ring");
	join("old-news.ring", "hard.ring", "rev.pgp");
	join("sha1-later.ring", "old.pgp", "sha1.pgp");
	join("both.ring", "rsa.pgp", "ok.pgp");
	join("twice.ring", "ok.pgp", "ok.pgp");
	edit_ring("rewritten.ring", "ok.pgp", keep);
	edit_ring("bare.ring", "ok.pgp", without_signatures);
	edit_ring("broken.ring", "ok.pgp", with_broken_signatures);
	edit_ring("nameless.ring", "ok.pgp", without_user_ids);
	edit_ring("unbound.ring", "ok.pgp", without_back_signature);
}
