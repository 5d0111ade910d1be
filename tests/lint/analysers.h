/*
 * analysers.h - what static analysers cannot see from one file: that setting
 * an error returns its code, so never 0. Never part of a program.
 */
#ifndef REFGATE_TESTS_LINT_ANALYSERS_H
#define REFGATE_TESTS_LINT_ANALYSERS_H

#include "base/error.h"

#define error_set(error, code, ...) \
	((void)(error_set)(error, code, __VA_ARGS__), (int)(code))
#define error_set_errno(error, code, ...) \
	((void)(error_set_errno)(error, code, __VA_ARGS__), (int)(code))
#define error_no_memory(error) \
	((void)(error_no_memory)(error), (int)ERROR_INTERNAL)

#endif
