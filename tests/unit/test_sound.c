/*
 * test_sound.c - trees that are remembered as sound, until others take their
 * places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/sound.h"

#include <string.h>

static struct oid id_of(uint64_t number)
{
	struct oid id = { { 1 } };

	memcpy(id.bytes + OID_SIZE - sizeof(number), &number, sizeof(number));
	return id;
}

static void add(struct sound *sound, uint64_t number)
{
	struct oid id = id_of(number);

	sound_add(sound, &id);
}

static bool has(const struct sound *sound, uint64_t number)
{
	struct oid id = id_of(number);

	return sound_has(sound, &id);
}

static void test_sound(void **state)
{
	/* the place is by the last bytes: these two share one */
	const uint64_t number = UINT64_C(7) << 32;
	const uint64_t twin = number + 1;
	struct sound sound = { NULL, 0 };

	(void)state;
	assert_false(has(&sound, number));
	for (size_t i = 0; i < SOUND_FIRST; i++)
		add(&sound, i);
	assert_null(sound.places);
	add(&sound, number);
	assert_true(has(&sound, number));
	assert_false(has(&sound, twin));
	add(&sound, twin);
	assert_true(has(&sound, twin));
	assert_false(has(&sound, number));
	sound_release(&sound);
	assert_false(has(&sound, twin));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_sound) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
