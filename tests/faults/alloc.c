/*
 * alloc.c - an allocator for hooks under test, in which one allocation fails:
 * linked into a hook it serves archives, shared libraries and those that are
 * opened late, in a static program, too. Never gives memory back: what was
 * freed is overwritten, and what is freed twice ends the program.
 *
 *   REFGATE_FAULT_ALLOC   the number of the one that fails, from 1
 *   REFGATE_FAULT_REPORT  a file of a struct report, which is filled in
 *
 * Without a number, places.h says which one fails.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <unwind.h>

#include "places.h"
#pragma weak places_fail

#define ARENA_SIZE ((size_t)1 << 30) /* the gate gives itself 4 GiB */
#define ALIGNMENT 16u
#define CALLER __builtin_return_address(0)
#define PLACES_MAX 24
#define IN_USE 0x5245464741544531u
#define WAS_FREED 0x4445414444454144u

/* In front of each block. */
struct head {
	size_t size;
	uint64_t state;
};

struct report {
	uint64_t count;		     /* how many there were */
	uint64_t failed;	     /* of them */
	char caller[112];	     /* the file that asked for that */
	uint64_t places[PLACES_MAX]; /* in the program, how it came there */
};

/* The one file with state that changes: it stands for libc's. */
static char *arena_at;
static char *arena_end;
static uint64_t fails_at;
static struct report unseen;
static struct report *report = &unseen;

void free(void *block);
void *aligned_alloc(size_t alignment, size_t size);
void *memalign(size_t alignment, size_t size);
void *valloc(size_t size);
void *pvalloc(size_t size);
size_t malloc_usable_size(void *block);

/* What runs before is not ours: the loader, and what libraries set up. */
__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("REFGATE_FAULT_ALLOC");
	const char *path = getenv("REFGATE_FAULT_REPORT");
	int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	void *map;

	if (fd < 0)
		return;
	map = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE, MAP_SHARED,
		   fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return;
	report = map;
	fails_at = at ? strtoull(at, NULL, 10) : 0;
}

extern const char __executable_start[], _end[];

static _Unwind_Reason_Code note_place(struct _Unwind_Context *context, void *at)
{
	uintptr_t place = (uintptr_t)_Unwind_GetIP(context);
	size_t *count = at;

	if (place < (uintptr_t)__executable_start || place >= (uintptr_t)_end)
		return _URC_NO_REASON;
	report->places[(*count)++] = place - (uintptr_t)__executable_start;
	return *count < PLACES_MAX ? _URC_NO_REASON : _URC_END_OF_STACK;
}

/* A place to stop a debugger at. */
__attribute__((noinline)) static void *allocation_fails(const void *caller)
{
	Dl_info info;
	size_t count = 0;

	report->failed++;
	_Unwind_Backtrace(note_place, &count);
	if (dladdr(caller, &info) && info.dli_fname)
		strncpy(report->caller, info.dli_fname,
			sizeof(report->caller) - 1);
	errno = ENOMEM;
	return NULL;
}

static char *from_arena(size_t size, size_t alignment)
{
	uintptr_t at;

	if (!arena_at) {
		arena_at = mmap(NULL, ARENA_SIZE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
				0);
		if (arena_at == MAP_FAILED)
			_exit(99);
		arena_end = arena_at + ARENA_SIZE;
	}
	at = (uintptr_t)arena_at + sizeof(struct head);
	at = (at + alignment - 1) / alignment * alignment;
	if (size > (uintptr_t)arena_end - at)
		return NULL;
	arena_at = (char *)at + size;
	return (char *)at;
}

static void *take(size_t size, size_t alignment, const void *caller)
{
	struct head *head;
	char *block;

	report->count++;
	if (fails_at ? report->count == fails_at :
		       places_fail && places_fail(0, caller))
		return allocation_fails(caller);
	if (size > ARENA_SIZE)
		return NULL;
	block = from_arena(size, alignment < ALIGNMENT ? ALIGNMENT : alignment);
	if (!block)
		return NULL;
	head = (struct head *)(void *)block - 1;
	head->size = size;
	head->state = IN_USE;
	return block;
}

static struct head *head_of(void *block)
{
	struct head *head = (struct head *)block - 1;

	if (head->state != IN_USE)
		abort();
	return head;
}

void *malloc(size_t size)
{
	char *block = take(size, ALIGNMENT, CALLER);

	if (block)
		memset(block, 0xa5, size);
	return block;
}

void *calloc(size_t count, size_t size)
{
	if (size && count > ARENA_SIZE / size)
		return NULL;
	return take(count * size, ALIGNMENT, CALLER);
}

void free(void *block)
{
	struct head *head;

	if (!block)
		return;
	head = head_of(block);
	head->state = WAS_FREED;
	memset(block, 0xdb, head->size);
}

void *realloc(void *block, size_t size)
{
	char *other;
	size_t before = block ? head_of(block)->size : 0;

	if (block && !size) {
		free(block);
		return NULL;
	}
	other = take(size, ALIGNMENT, CALLER);
	if (other && block) {
		memcpy(other, block, size < before ? size : before);
		free(block);
	}
	return other;
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
	void *block = take(size, alignment, CALLER);

	if (!block)
		return ENOMEM;
	*out = block;
	return 0;
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return take(size, alignment, CALLER);
}

void *memalign(size_t alignment, size_t size)
{
	return take(size, alignment, CALLER);
}

void *valloc(size_t size)
{
	return take(size, 4096, CALLER);
}

void *pvalloc(size_t size)
{
	return take((size + 4095) / 4096 * 4096, 4096, CALLER);
}

size_t malloc_usable_size(void *block)
{
	return block ? head_of(block)->size : 0;
}
