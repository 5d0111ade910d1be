/*
 * syslog_copy.h - what goes to syslog of an event that is in the log: its
 * lines, and the anchor. A copy that fails refuses nothing; it leaves
 * FILE.syslog-failed, and the next one that goes through takes it away. For
 * lib/audit only.
 *
 * The mark is one JSON object: {"lines": how many did not go, "since": when
 * the first was, "last": when the last was, "text": why}.
 */
#ifndef REFGATE_AUDIT_SYSLOG_COPY_H
#define REFGATE_AUDIT_SYSLOG_COPY_H

#include "audit/anchor.h"
#include "audit/log.h"

#define SYSLOG_MARK ".syslog-failed"
#define SYSLOG_ANCHOR_IDENT "refgate-anchor"

/*
 * `lines` as they are in the file, in order. After the lock was released.
 * 0, or what the mark says, too. Nothing is asked for: 0.
 */
int syslog_copy(const struct log_options *options, struct str lines,
		const struct anchor *anchor, struct error *error);

#endif
