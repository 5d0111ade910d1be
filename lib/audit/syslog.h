/*
 * syslog.h - lines to the system's log: datagrams as syslog(3) sends them,
 * but with an end to the waiting. For lib/audit and its tests.
 *
 * Format: RFC 3164, 4.1, as Linux daemons write it: no host, local time.
 */
#ifndef REFGATE_AUDIT_SYSLOG_H
#define REFGATE_AUDIT_SYSLOG_H

#include "base/clock.h"
#include "base/error.h"
#include "base/str.h"

#define SYSLOG_SOCKET "/dev/log"
#define SYSLOG_IDENT "refgate"
#define SYSLOG_WAIT (USEC_PER_SECOND / 2) /* for all lines of a sender */
#define SYSLOG_DATAGRAM_SIZE_MAX 8192u	  /* what receivers take by default */

struct syslog_sender {
	const char *path; /* borrowed */
	int fd;		  /* -1: not connected */
	int facility;	  /* as <syslog.h> has it */
	usec end;	  /* of the waiting, monotonic */
};

/* False: there is no such facility. */
bool syslog_facility(const char *name, int *facility);

/*
 * `socket_path` NULL: SYSLOG_SOCKET. ERROR_NOT_FOUND: nobody listens there;
 * ERROR_USAGE: no such facility. syslog_close() in any case.
 */
int syslog_open(struct syslog_sender *out, const char *facility,
		const char *socket_path, struct error *error);
void syslog_close(struct syslog_sender *sender);
/*
 * One datagram; `level` as log.level has it ("notice", "warning", ...; others
 * are "info"). ERROR_LIMIT: it is too long, or the receiver was not ready in
 * time; ERROR_NOT_FOUND: nobody listens any more; else ERROR_INTERNAL.
 */
int syslog_send(struct syslog_sender *sender, const char *ident,
		struct str level, struct str line, struct error *error);

#endif
