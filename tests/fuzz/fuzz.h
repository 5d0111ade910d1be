/*
 * fuzz.h - what every fuzz target is: one function over hostile bytes, which
 * never prints and aborts where something is wrong that no sanitizer sees.
 */
#ifndef REFGATE_TESTS_FUZZ_H
#define REFGATE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer's entry; always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
