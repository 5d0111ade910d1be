/*
 * ssh_fixture.c - SSH keys and signatures for tests. Never uses a key that
 * was there before.
 */
#include "ssh_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "scratch.h"
#include "trust/armor.h"

#include <limits.h>
#include <stdio.h>

#define LINE_SIZE_MAX (64u << 10)
#define SIGN_BIT 0x80

void ssh_fixture_u32(struct buf *out, uint32_t value)
{
	int shift;

	for (shift = 24; shift >= 0; shift -= 8)
		buf_add_byte(out, (char)(unsigned char)(value >> shift));
}

void ssh_fixture_string(struct buf *out, struct str s)
{
	ssh_fixture_u32(out, (uint32_t)s.size);
	buf_add_str(out, s);
}

void ssh_fixture_number(struct buf *out, struct str number)
{
	struct buf shortest = BUF_INIT;

	while (number.size && number.data[0] == '\0')
		number = str_from(number, 1);
	if (number.size && (unsigned char)number.data[0] & SIGN_BIT)
		buf_add_byte(&shortest, '\0');
	buf_add_str(&shortest, number);
	ssh_fixture_string(out, buf_str(&shortest));
	buf_release(&shortest);
}

void ssh_fixture_key(const char *path, const char *type, const char *bits)
{
	scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-t", type, "-N", "",
		    "-C", "", "-f", path, bits ? "-b" : NULL, bits, NULL);
}

void ssh_fixture_blob(struct buf *out, const char *path)
{
	struct buf line = BUF_INIT;
	struct error error = { 0 };
	char name[PATH_MAX];
	struct str text;

	snprintf(name, sizeof(name), "%s.pub", path);
	if (file_read(&line, name, LINE_SIZE_MAX, NULL, &error))
		fail_msg("%s", error.text);
	text = str_trim(buf_str(&line));
	text = str_from(text, str_find_byte(text, ' ') + 1);
	text = str_first(text, str_find_byte(text, ' '));
	assert_true(base64_decode(out, text));
	buf_release(&line);
}

void ssh_fixture_sign(struct buf *out, const char *path, const char *hash,
		      const char *name_space, struct str message)
{
	char option[32];

	snprintf(option, sizeof(option), "hashalg=%s", hash);
	scratch_run(out, message, "ssh-keygen", "-q", "-Y", "sign", "-n",
		    name_space, "-O", option, "-f", path, NULL);
}
