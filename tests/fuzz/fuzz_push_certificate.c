/*
 * fuzz_push_certificate.c - certificates of signed pushes out of any bytes:
 * no line of the payload is passed over, and one says what it covers.
 */
#include "fuzz.h"

#include "git/push_certificate.h"

static size_t count_lines_of(struct str payload, const char *word)
{
	struct str line;
	size_t count = 0;

	while (str_next_line(&payload, &line) && line.size)
		count += str_starts(line, word);
	return count;
}

static void check_covers(const struct push_certificate *certificate)
{
	struct push_input input = { .lines = certificate->lines,
				    .count = certificate->count };

	expect(push_certificate_covers(certificate, &input));
	input.count--;
	expect(!push_certificate_covers(certificate, &input));
	input.count++;
	input.lines[0].new.bytes[0] ^= 1;
	expect(push_certificate_covers(certificate, &input));
}

static void check(struct push_certificate *certificate, struct str raw)
{
	struct str payload = certificate->payload;

	expect(str_starts(payload, "certificate version 0.1\n"));
	expect(payload.data == raw.data &&
	       payload.size + certificate->signature.size == raw.size);
	expect(count_lines_of(payload, "pusher ") == 1);
	expect(count_lines_of(payload, "nonce ") <= 1);
	expect(!certificate->nonce.size ||
	       fuzz_lies_in(certificate->nonce, payload));
	expect(!certificate->has_identity ||
	       fuzz_lies_in(certificate->pusher.email, payload));
	expect(certificate->count > 0);
	check_covers(certificate);
}

FUZZ_TARGET(push_certificate)
{
	const struct str raw = { (const char *)data, size };
	struct push_certificate certificate;
	struct flaw flaw = { 0, NULL };
	struct arena arena;
	int r;

	arena_init(&arena);
	r = push_certificate_read(&certificate, raw, &arena, &flaw);
	expect(!r == !flaw.what);
	if (!r)
		check(&certificate, raw);
	arena_release(&arena);
	return 0;
}
