/*
 * log_anchor.h - `refgate log anchor`, for cli/log.c.
 */
#ifndef REFGATE_CLI_LOG_ANCHOR_H
#define REFGATE_CLI_LOG_ANCHOR_H

/* argv[0] is "anchor". The exit status. */
int log_anchor_main(int argc, char **argv);

#endif
