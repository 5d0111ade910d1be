/*
 * heap.h - how a program that is over soon takes memory from the system.
 */
#ifndef REFGATE_BASE_HEAP_H
#define REFGATE_BASE_HEAP_H

/*
 * In few large steps, and without giving back what is taken again soon: each
 * page costs again then. To be called first of all. See mallopt(3), which only
 * the GNU C library has.
 */
void heap_prepare(void);

#endif
