/*
 * places.h - one fault a run, at a place that no run before had one: a place
 * is the way by which our own code came to an allocation or a call of the
 * system. Never remembers a way by more than its last PLACES_DEPTH functions.
 *
 *   REFGATE_FAULT_PLACES   a file of PLACES_SIZE bytes, shared by all runs,
 *                          with the places that were; without it, no fault
 *   REFGATE_FAULT_TOLD     a file that gets the way, when there is a fault
 */
#ifndef REFGATE_TESTS_PLACES_H
#define REFGATE_TESTS_PLACES_H

#include <stdbool.h>
#include <stdint.h>

#define PLACES_SIZE (8u << 20)
#define PLACES_DEPTH 8

/*
 * Whether what is about to be done, 0: an allocation, has to fail. `caller`:
 * who asked for it.
 */
bool places_fail(uint64_t what, const void *caller);

#endif
