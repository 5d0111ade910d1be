/*
 * fuzz_commit.c - commits out of any bytes: one that is taken has each header
 * as often as git reads it, and what was signed is the same without it.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "git/signed.h"

static void check_headers(const struct commit *commit)
{
	struct str raw = commit->raw;

	expect(str_find_byte(raw, '\0') == raw.size);
	expect(fuzz_count_headers(raw, "tree ") == 1);
	expect(fuzz_count_headers(raw, "parent ") == commit->parent_count);
	expect(fuzz_count_headers(raw, "author ") == 1);
	expect(fuzz_count_headers(raw, "committer ") == 1);
	expect(fuzz_count_headers(raw, "encoding ") == !!commit->encoding.size);
	expect(fuzz_count_headers(raw, "gpgsig ") == !!commit->signature.size);
	expect(commit->message.data == raw.data + raw.size ||
	       fuzz_lies_in(commit->message, raw));
	expect(str_count_lines(
		       str_first(raw, raw.size - commit->message.size)) +
		       1 ==
	       commit->message_line);
}

static void check_identity(const struct identity *identity, struct str raw)
{
	expect(fuzz_lies_in(identity->name, raw));
	expect(fuzz_lies_in(identity->email, raw));
	expect(str_find_byte(identity->name, '<') == identity->name.size);
	expect(str_find_byte(identity->name, '\n') == identity->name.size);
	expect(str_find_byte(identity->email, '>') == identity->email.size);
	expect(str_find_byte(identity->email, '\n') == identity->email.size);
	expect(identity->time >= 0 && identity->time <= INT64_C(1) << 53);
	expect(identity->odd_zone ||
	       (identity->zone >= -720 && identity->zone <= 840));
}

/* As git folds it into a header. */
static void check_folded(struct str signature, struct str header)
{
	struct buf folded = BUF_INIT;

	expect(str_ends(signature, "\n"));
	for (size_t i = 0; i + 1 < signature.size; i++) {
		buf_add_byte(&folded, signature.data[i]);
		if (signature.data[i] == '\n')
			buf_add_byte(&folded, ' ');
	}
	expect(str_equal(buf_str(&folded), header));
	buf_release(&folded);
}

static void check_signed(const struct commit *commit, struct arena *arena)
{
	struct buf payload = BUF_INIT;
	struct signed_text text;
	struct commit again;
	struct error error;
	struct flaw flaw;

	expect(!commit_signed_text(&text, commit, arena, &error));
	for (size_t i = 0; i < text.count; i++)
		buf_add_str(&payload, text.pieces[i]);
	expect(!commit_read(&again, &commit->id, buf_str(&payload), &flaw));
	expect(!again.signature.size);
	expect(fuzz_count_headers(again.raw, "gpgsig") == 0);
	expect(oid_equal(&again.tree, &commit->tree));
	expect(again.parent_count == commit->parent_count);
	expect(str_equal(again.author.email, commit->author.email));
	expect(str_equal(again.message, commit->message));
	if (commit->signature.size)
		check_folded(text.signature, commit->signature);
	else
		expect(!text.signature.size);
	buf_release(&payload);
}

static void check_links(const struct commit *commit)
{
	struct commit_links links;
	struct flaw flaw;

	expect(!commit_read_links(&links, commit->raw, &flaw));
	expect(oid_equal(&links.tree, &commit->tree));
	expect(links.time == commit->committer.time);
	expect(links.parent_count == commit->parent_count);
	for (size_t i = 0; i < links.parent_count; i++)
		expect(oid_equal(&links.parents[i], &commit->parents[i]));
}

FUZZ_TARGET(commit)
{
	struct str raw = { (const char *)data, size };
	struct oid id = { { 0 } };
	struct commit_links links;
	struct flaw flaw = { 0, NULL };
	struct commit commit;
	struct arena arena;

	arena_init(&arena);
	if (commit_read(&commit, &id, raw, &flaw)) {
		expect(flaw.what != NULL);
		(void)commit_read_links(&links, raw, &flaw);
	} else {
		check_headers(&commit);
		check_identity(&commit.author, raw);
		check_identity(&commit.committer, raw);
		check_links(&commit);
		check_signed(&commit, &arena);
	}
	arena_release(&arena);
	return 0;
}
