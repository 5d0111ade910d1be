/*
 * test_report.h - the results of all cases, for people and for machines.
 */
#ifndef REFGATE_CLI_TEST_REPORT_H
#define REFGATE_CLI_TEST_REPORT_H

#include "console.h"
#include "test_run.h"

/* Prints it; the exit status of the command. */
int report_print(const struct console *console, const struct run *run,
		 usec took);

#endif
