/*
 * fuzz_tag.c - annotated tags out of any bytes: one that is taken has each
 * header once, and message and signature are all that is behind them.
 */
#include "fuzz.h"

#include "git/signed.h"

static void check_headers(const struct tag *tag)
{
	struct str raw = tag->raw;
	size_t body = tag->message.size + tag->signature.size;

	expect(str_find_byte(raw, '\0') == raw.size);
	expect(fuzz_count_headers(raw, "object ") == 1);
	expect(fuzz_count_headers(raw, "type ") == 1);
	expect(fuzz_count_headers(raw, "tag ") == 1);
	expect(fuzz_count_headers(raw, "tagger ") == !!tag->tagger.name.data);
	expect(str_count_lines(str_first(raw, raw.size - body)) + 1 ==
	       tag->message_line);
	expect(tag->target_type != OBJECT_NONE && tag->name.size);
	expect(str_find_byte(tag->name, '\n') == tag->name.size);
}

static void check_signature(const struct tag *tag)
{
	struct signed_text text;
	size_t size = tag->raw.size - tag->signature.size;

	tag_signed_text(&text, tag);
	expect(text.count == 1 && text.pieces[0].data == tag->raw.data);
	expect(text.pieces[0].size == size);
	expect(str_equal(text.signature, tag->signature));
	if (!tag->signature.size)
		return;
	expect(str_starts(tag->signature, "-----BEGIN "));
	expect(tag->raw.data[size - 1] == '\n');
	expect(tag->signature.data + tag->signature.size ==
	       tag->raw.data + tag->raw.size);
}

FUZZ_TARGET(tag)
{
	struct str raw = { (const char *)data, size };
	struct oid id = { { 0 } };
	struct flaw flaw = { 0, NULL };
	struct tag tag;

	if (tag_read(&tag, &id, raw, &flaw)) {
		expect(flaw.what != NULL);
		return 0;
	}
	check_headers(&tag);
	check_signature(&tag);
	return 0;
}
