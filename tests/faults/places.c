/*
 * places.c - see places.h. Needs frame pointers in our own code, as there are
 * without optimisation. Never calls what may allocate.
 */
#include "places.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Our own places are three of them. */
#define PLACES_MAX (PLACES_DEPTH + 3)
#define SLOTS (PLACES_SIZE / sizeof(uint64_t))
#define WORDS_MAX 2048 /* that are searched for a frame */

struct way {
	uint64_t of_library; /* 1: a library asked for it */
	uint64_t what;
	uint64_t count;
	uint64_t places[PLACES_MAX];
};

extern const char __executable_start[];
extern void *__libc_stack_end;

/* Behind all of our code, and before that of libraries: places_end.c */
void places_end(void);

static _Atomic uint64_t *seen;
static bool is_over;
static int told = -1;

static void end(void)
{
	is_over = true;
}

__attribute__((constructor)) static void begin(void)
{
	const char *path = getenv("REFGATE_FAULT_PLACES");
	const char *tell = getenv("REFGATE_FAULT_TOLD");
	int fd = path ? (int)syscall(SYS_open, path, O_RDWR | O_CLOEXEC) : -1;
	void *map;

	if (tell)
		told = (int)syscall(SYS_open, tell,
				    O_WRONLY | O_APPEND | O_CLOEXEC);
	if (fd < 0)
		return;
	map = mmap(NULL, PLACES_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
		   0);
	close(fd);
	/* What measures coverage writes its files after main(). */
	if (map != MAP_FAILED && !atexit(end))
		seen = map;
}

static bool is_ours(uintptr_t place)
{
	return place >= (uintptr_t)__executable_start &&
	       place < (uintptr_t)places_end;
}

static bool is_frame(const uintptr_t *at)
{
	return at[0] > (uintptr_t)at && at[0] % sizeof(*at) == 0 &&
	       at[0] < (uintptr_t)__libc_stack_end && is_ours(at[1]);
}

static uint64_t mix(uint64_t key, uint64_t word)
{
	key = (key ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return key ^ key >> 29;
}

/* The next frame of ours; that of a library leads nowhere. */
static const uintptr_t *next_frame(const uintptr_t *at, uint64_t *key)
{
	bool is_first = true;

	for (size_t i = 0; i < WORDS_MAX; i++, at++) {
		if ((uintptr_t)(at + 2) >= (uintptr_t)__libc_stack_end)
			return NULL;
		if (is_frame(at))
			return at;
		if (is_first && is_ours(*at)) {
			*key = mix(*key, *at - (uintptr_t)__executable_start);
			is_first = false;
		}
	}
	return NULL;
}

/* The way here, innermost first, and what it is known by. */
static uint64_t key_of(uint64_t what, struct way *way)
{
	const uintptr_t *at = __builtin_frame_address(0);
	uint64_t key = mix(1, what);

	*way = (struct way){ .what = what };
	while (way->count < PLACES_MAX) {
		at = next_frame(at, &key);
		if (!at)
			break;
		way->places[way->count] = at[1] - (uintptr_t)__executable_start;
		key = mix(key, way->places[way->count++]);
		at = (const uintptr_t *)at[0];
	}
	return key ? key : 1;
}

/* Whether it was not there; a full table takes no more. */
static bool insert(uint64_t key)
{
	for (size_t i = 0; i < SLOTS; i++) {
		_Atomic uint64_t *slot = &seen[(key + i) % SLOTS];
		uint64_t found = 0;

		if (atomic_compare_exchange_strong(slot, &found, key))
			return true;
		if (found == key)
			return false;
	}
	return false;
}

bool places_fail(uint64_t what, const void *caller)
{
	struct way way;

	if (!seen || is_over || !insert(key_of(what, &way)))
		return false;
	is_over = true;
	way.of_library = !is_ours((uintptr_t)caller);
	(void)!syscall(SYS_write, told, &way, sizeof(way));
	return true;
}
