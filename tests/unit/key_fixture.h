/*
 * key_fixture.h - a folder of its own with room for the key that people are
 * hashed with. For the tests of lib/audit/mask*.c.
 */
#ifndef REFGATE_TESTS_KEY_FIXTURE_H
#define REFGATE_TESTS_KEY_FIXTURE_H

#include <sys/stat.h>

/* The bytes 0 to 31. */
#define KEY_TEXT                           \
	"000102030405060708090a0b0c0d0e0f" \
	"101112131415161718191a1b1c1d1e1f\n"

struct key_fixture {
	char directory[64];
	char path[128]; /* no such file yet */
};

void key_fixture_init(struct key_fixture *fixture);
void key_fixture_write(const struct key_fixture *fixture, const char *text,
		       mode_t mode);
/* Removes both. */
void key_fixture_release(struct key_fixture *fixture);

#endif
