/*
 * heap.c - see heap.h. Never takes what is not used: pages come one by one.
 * What is large, 128 KiB and more, has memory of its own and gives it back.
 */
#include "base/heap.h"

#include <malloc.h>

#define STEP_SIZE (512 << 10)
#define KEPT_SIZE (8 << 20) /* at the end of the heap */

void heap_prepare(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_TOP_PAD, STEP_SIZE);
	(void)mallopt(M_TRIM_THRESHOLD, KEPT_SIZE);
#endif
}
