/*
 * fuzz_log.c - logs out of any bytes: in one that verifies no byte before the
 * last line can change, and no line can go.
 */
#include "fuzz.h"

#include "audit/log.h"
#include "log_lines.h"

static void verify(struct log_verdict *verdict, struct str text)
{
	struct error error = { 0 };

	*verdict = (struct log_verdict){ .flaw = NULL };
	expect(!log_verify(verdict, "audit.jsonl", fuzz_file(text), &error));
	expect(verdict->lines <= str_count_lines(text));
	expect(verdict->flaw_line <= str_count_lines(text) + 1);
	expect(!verdict->flaw || verdict->flaw_line || !verdict->lines ||
	       verdict->missing_from);
}

static size_t last_line(struct str text)
{
	size_t at = text.size ? text.size - 1 : 0;

	while (at && text.data[at - 1] != '\n')
		at--;
	return at;
}

/* `choice`: which byte, which line. */
static void check_tampering(struct str text, size_t choice)
{
	struct log_verdict verdict;
	struct buf other = BUF_INIT;
	size_t last = last_line(text);
	struct str line, rest = text;

	if (!last)
		return;
	buf_add_str(&other, text);
	expect(!buf_failed(&other));
	other.data[choice % last] ^= 1;
	verify(&verdict, buf_str(&other));
	expect(verdict.flaw != NULL);
	buf_clear(&other);
	str_next_line(&rest, &line);
	if (rest.data == text.data + last)
		goto out;
	/* all but the second line, which is not the last either */
	buf_add_str(&other, str_first(text, text.size - rest.size));
	str_next_line(&rest, &line);
	buf_add_str(&other, rest);
	verify(&verdict, buf_str(&other));
	expect(verdict.flaw != NULL);
out:
	buf_release(&other);
}

static size_t choose(struct str text)
{
	size_t choice = text.size;

	for (size_t i = 0; i < text.size; i++)
		choice = choice * 31 + (unsigned char)text.data[i];
	return choice;
}

FUZZ_TARGET(log)
{
	struct str text = { (const char *)data, size };
	struct log_verdict verdict;
	struct buf chained = BUF_INIT;

	verify(&verdict, text);
	log_lines_chain(&chained, text);
	text = buf_str(&chained);
	verify(&verdict, text);
	if (!verdict.flaw && verdict.lines == str_count_lines(text))
		check_tampering(text, choose(text));
	buf_release(&chained);
	return 0;
}
