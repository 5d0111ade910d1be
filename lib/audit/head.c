/*
 * head.c - FILE.head, one line of text with its own digest, overwritten in
 * place. Never trusted further than the log confirms.
 */
#include "audit/head.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define HEAD_MAGIC "refgate-head 1 "
#define DIGEST_DIGITS 16

static bool take_word(struct str *s, struct str *word)
{
	*word = str_first(*s, str_find_byte(*s, ' '));
	if (word->size == 0 || word->size == s->size)
		return false;
	*s = str_from(*s, word->size + 1);
	return true;
}

static bool take_number(struct str *s, uint64_t *out)
{
	struct str word;
	uint64_t digit;
	size_t i;

	*out = 0;
	if (!take_word(s, &word))
		return false;
	for (i = 0; i < word.size; i++) {
		if (word.data[i] < '0' || word.data[i] > '9')
			return false;
		digit = (uint64_t)(word.data[i] - '0');
		if (*out > (UINT64_MAX - digit) / 10)
			return false;
		*out = *out * 10 + digit;
	}
	return true;
}

static bool parse(struct head *out, struct str text)
{
	char digest[SHA256_HEX_SIZE + 1];
	struct str rest = text;
	struct str word;

	if (!str_starts(rest, HEAD_MAGIC))
		return false;
	rest = str_from(rest, strlen(HEAD_MAGIC));
	if (!take_word(&rest, &word) || word.size > RECORD_CHAIN_SIZE)
		return false;
	memcpy(out->chain, word.data, word.size);
	if (!take_number(&rest, &out->sequence) || !take_word(&rest, &word) ||
	    word.size != SHA256_HEX_SIZE || !hex_decode(word, out->hash) ||
	    !take_number(&rest, &out->inode) || !take_number(&rest, &out->size))
		return false;
	sha256_hex(str_first(text, (size_t)(rest.data - text.data)), digest);
	return out->sequence > 0 &&
	       str_equal(str_first(rest, DIGEST_DIGITS),
			 (struct str){ digest, DIGEST_DIGITS });
}

int head_read(struct head *out, int fd)
{
	char text[HEAD_SIZE];
	ssize_t got;

	memset(out, 0, sizeof(*out));
	do {
		got = pread(fd, text, sizeof(text), 0);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return -1;
	return got == HEAD_SIZE && text[HEAD_SIZE - 1] == '\n' &&
	       parse(out, (struct str){ text, sizeof(text) });
}

int head_write(const struct head *head, int fd, struct error *error)
{
	char hash[SHA256_HEX_SIZE + 1];
	char digest[SHA256_HEX_SIZE + 1];
	struct buf text = BUF_INIT;
	int result = 0;
	ssize_t done;

	hex_encode(head->hash, SHA256_SIZE, hash);
	buf_addf(&text, HEAD_MAGIC "%s %" PRIu64 " %s %" PRIu64 " %" PRIu64 " ",
		 head->chain, head->sequence, hash, head->inode, head->size);
	sha256_hex(buf_str(&text), digest);
	buf_add(&text, digest, DIGEST_DIGITS);
	while (text.size < HEAD_SIZE - 1 && !buf_failed(&text))
		buf_add_byte(&text, ' ');
	buf_add_byte(&text, '\n');
	if (buf_failed(&text)) {
		result = error_no_memory(error);
		goto out;
	}
	do {
		done = pwrite(fd, text.data, text.size, 0);
	} while (done < 0 && errno == EINTR);
	if (done != (ssize_t)text.size)
		result = error_set_errno(error, ERROR_INTERNAL,
					 "cannot write the head of the log");
out:
	buf_release(&text);
	return result;
}
