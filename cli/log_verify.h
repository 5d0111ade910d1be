/*
 * log_verify.h - `refgate log verify`, for cli/log.c.
 */
#ifndef REFGATE_CLI_LOG_VERIFY_H
#define REFGATE_CLI_LOG_VERIFY_H

/* argv[0] is "verify". The exit status. */
int log_verify_main(int argc, char **argv);

#endif
