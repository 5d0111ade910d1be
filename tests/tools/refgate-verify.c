/*
 * refgate-verify.c - asks lib/trust about signatures, for comparison with
 * git verify-commit. Reads one object id a line; never writes.
 *
 * refgate-verify GIT-DIR [--ssh FILE] [--ssh-revoked FILE] [--openpgp FILE]
 *	[--x509 FILE] [--x509-crl FILE] [--minimum-rsa-bits N] [--now SECONDS]
 *
 * Each answer is a line with tabs between:
 *	ID STATE FORMAT valid|invalid SIGNER DETAIL
 * STATE is one of signature.h's names, or "unreadable" where the object
 * itself is refused, or "broken" where it cannot be judged. What is odd in
 * SIGNER and DETAIL is escaped; "-" is nothing.
 */
#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "git/repo.h"
#include "git/signed.h"
#include "trust/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_SIZE_MAX (16u << 20)
#define OBJECT_SIZE_MAX (16u << 20)
#define FILE_COUNT 5

struct verify {
	struct repo *repo;
	struct trust *trust;
	struct trust_options options;
	struct buf files[FILE_COUNT];
	struct arena arena; /* of one object */
	struct error error;
};

static void die(const char *what)
{
	fprintf(stderr, "refgate-verify: %s\n", what);
	exit(2);
}

static const char *const file_options[FILE_COUNT] = {
	"--ssh", "--ssh-revoked", "--openpgp", "--x509", "--x509-crl",
};

static struct trust_file *file_at(struct trust_options *options, size_t i)
{
	struct trust_file *const files[FILE_COUNT] = {
		&options->ssh,	&options->ssh_revoked, &options->openpgp,
		&options->x509, &options->x509_crl,
	};
	return files[i];
}

/* A file that is not there stays without text, as in a policy. */
static void read_trust_file(struct verify *v, size_t i, const char *path)
{
	struct trust_file *file = file_at(&v->options, i);
	struct buf *buf = &v->files[i];
	int r = file_read(buf, path, FILE_SIZE_MAX, NULL, &v->error);
	if (r && r != ERROR_NOT_FOUND)
		die(v->error.text);
	file->path = path;
	file->text =
		(struct str){ r ? NULL : buf_str(buf).data, buf_str(buf).size };
	if (!r && !file->text.data)
		file->text = STR("");
}

static int64_t number(const char *text)
{
	char *end = NULL;
	long long value = strtoll(text, &end, 10);
	if (!*text || *end)
		die("a number is expected");
	return value;
}

static void read_option(struct verify *v, const char *name, const char *value)
{
	for (size_t i = 0; i < FILE_COUNT; i++) {
		if (strcmp(name, file_options[i]) != 0)
			continue;
		read_trust_file(v, i, value);
		return;
	}
	if (!strcmp(name, "--minimum-rsa-bits"))
		v->options.minimum_rsa_bits = number(value);
	else if (!strcmp(name, "--now"))
		v->options.now = number(value);
	else
		die("no such option");
}

static void print_text(struct str text, char end)
{
	struct buf out;
	buf_init(&out);
	text_escape_line(&out, text);
	printf("%.*s%c", STR_ARGS(out.size ? buf_str(&out) : STR("-")), end);
	buf_release(&out);
}

static void print_refusal(const char *state, const char *what)
{
	printf("\t%s\t-\tinvalid\t-\t", state);
	print_text(str_of(what), '\n');
}

static void print_signature(const struct signature *signature)
{
	printf("\t%s\t%s\t%s\t", signature_state_name(signature->state),
	       signature_format_name(signature->format),
	       signature->valid ? "valid" : "invalid");
	print_text(signature->signer.is_one ? signature->signer.name : STR("-"),
		   '\t');
	print_text(str_of(signature->detail), '\n');
}

static int judge(struct verify *v, const struct signed_text *text, int64_t time)
{
	struct signature signature = { 0 };
	struct signed_object object = {
		.payload = text->pieces,
		.payload_count = text->count,
		.signature = text->signature,
		.time = time,
	};
	int r = trust_verify(v->trust, &object, &v->arena, &signature,
			     &v->error);
	if (!r)
		print_signature(&signature);
	return r;
}

static int judge_commit(struct verify *v, const struct oid *id, struct str raw)
{
	struct commit commit;
	struct signed_text text = { 0 };
	struct flaw flaw = { 0 };
	int r;
	if (commit_read(&commit, id, raw, &flaw)) {
		print_refusal("unreadable", flaw.what);
		return 0;
	}
	r = commit_signed_text(&text, &commit, &v->arena, &v->error);
	return r ? r : judge(v, &text, commit.committer.time);
}

static int judge_tag(struct verify *v, const struct oid *id, struct str raw)
{
	struct tag tag;
	struct signed_text text = { 0 };
	struct flaw flaw = { 0 };
	if (tag_read(&tag, id, raw, &flaw)) {
		print_refusal("unreadable", flaw.what);
		return 0;
	}
	tag_signed_text(&text, &tag);
	return judge(v, &text, tag.tagger.time);
}

static int judge_object(struct verify *v, const struct oid *id)
{
	struct object object = { 0 };
	int r = object_read(&object, v->repo, id, OBJECT_SIZE_MAX, &v->error);
	if (!r && object.type == OBJECT_COMMIT)
		r = judge_commit(v, id, object.data);
	else if (!r && object.type == OBJECT_TAG)
		r = judge_tag(v, id, object.data);
	else if (!r)
		r = error_set(&v->error, ERROR_USAGE, "no commit and no tag");
	object_release(&object);
	return r;
}

static void answer(struct verify *v, char *line)
{
	struct oid id;
	line[strcspn(line, "\n")] = '\0';
	if (!oid_parse(&id, str_of(line)))
		die("no object id");
	fputs(line, stdout);
	arena_init(&v->arena);
	v->error = (struct error){ 0 };
	if (judge_object(v, &id))
		print_refusal("broken", v->error.text);
	fflush(stdout);
	arena_release(&v->arena);
}

static void start(struct verify *v, int argc, char **argv)
{
	struct repo_options options = { 0 };
	if (argc < 2 || argc % 2)
		die("usage: refgate-verify GIT-DIR [--OPTION VALUE]...");
	options.path = argv[1];
	v->options.minimum_rsa_bits = 2048;
	v->options.now = clock_now() / USEC_PER_SECOND;
	for (size_t i = 0; i < FILE_COUNT; i++)
		buf_init(&v->files[i]);
	for (int i = 2; i < argc; i += 2)
		read_option(v, argv[i], argv[i + 1]);
	if (repo_open(&v->repo, &options, &v->error))
		die(v->error.text);
	v->trust = trust_new(&v->options);
	if (!v->trust)
		die("out of memory");
}

int main(int argc, char **argv)
{
	static struct verify v;
	char *line = NULL;
	size_t size = 0;
	start(&v, argc, argv);
	while (getline(&line, &size, stdin) > 0)
		answer(&v, line);
	free(line);
	trust_free(v.trust);
	for (size_t i = 0; i < FILE_COUNT; i++)
		buf_release(&v.files[i]);
	repo_close(v.repo);
	return 0;
}
