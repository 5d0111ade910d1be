/*
 * doctor_log.c - the logs that the hooks of a repository write to: whether
 * they can, whether the end is as it was left, anchors, room. Reads no more
 * than their last line, and never writes.
 */
#include "doctor.h"

#include "log_rotated.h"

#include "audit/health.h"
#include "audit/syslog.h"
#include "base/clock.h"
#include "gate/record_log.h"

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"

#define ROOM_WANTED (64ull << 20)
#define SIZE_WITHOUT_ROTATION (64ull << 20)
#define ANCHOR_AGE INT64_C(86400)
#define LOGROTATE_SIZE_MAX (1u << 20)

/* Each log in turn; false: there is none to be looked at. */
static bool find_logs(struct doctor *doctor, struct record_logs *logs)
{
	struct error error = { 0 };

	if (!record_logs_of(logs, &doctor->setup, doctor->path, &doctor->arena,
			    &error))
		return true;
	doctor_note(doctor, DOCTOR_PROBLEM, NULL, "%s", error.text);
	return false;
}

/* The folder that it is in or, where that is still to be made, above. */
static const char *folder_of(struct doctor *doctor, const char *file)
{
	char *path = arena_copy(&doctor->arena, str_of(file));
	char *slash;

	while (path && (slash = strrchr(path, '/')) != NULL && slash > path) {
		*slash = '\0';
		if (file_is_directory(path))
			return path;
	}
	return "/";
}

static const char *verify_command(struct doctor *doctor)
{
	return doctor_say(doctor, "refgate log verify %s",
			  doctor_quote(doctor, doctor->path));
}

static void tell_unwritable(struct doctor *doctor, const char *path)
{
	doctor_note(doctor, DOCTOR_PROBLEM, NULL,
		    "%s cannot be written by %s: %s; what cannot be recorded "
		    "is refused",
		    doctor_name(doctor, path),
		    doctor->is_mine ? doctor->owner_name : "us",
		    strerror(errno));
}

static void check_log(struct doctor *doctor, const struct log_options *log)
{
	struct log_health health;
	struct error error = { 0 };
	int result;

	if (access(log->file, F_OK)) {
		const char *folder = folder_of(doctor, log->file);

		if (access(folder, W_OK | X_OK))
			tell_unwritable(doctor, folder);
		return;
	}
	if (access(log->file, R_OK | W_OK)) {
		tell_unwritable(doctor, log->file);
		return;
	}
	result = log_health(&health, log->file, &error);
	if (result)
		doctor_note(doctor, DOCTOR_PROBLEM, verify_command(doctor),
			    "%s", error.text);
	else if (health.size && !health.is_whole)
		doctor_note(doctor, DOCTOR_PROBLEM, verify_command(doctor),
			    "%s does not end as its last writer left it",
			    doctor_name(doctor, log->file));
	else
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "%s: %llu records, and its end is as it was left",
			    doctor_name(doctor, log->file),
			    (unsigned long long)health.sequence);
}

void doctor_log(struct doctor *doctor)
{
	struct record_logs logs;

	if (!doctor->is_mine) {
		doctor_note(doctor, DOCTOR_SKIPPED, NULL,
			    "it belongs to %s: ask as that user, or as root",
			    doctor->owner_name);
		return;
	}
	for (size_t i = 0; find_logs(doctor, &logs) && i < logs.count; i++)
		check_log(doctor, &logs.items[i]);
}

static void no_anchor(struct doctor *doctor, const struct log_options *log)
{
	doctor_note(doctor, DOCTOR_WARNING, NULL,
		    "%s has no anchor: who can write to it can cut it off or "
		    "write it anew; put into the policy: audit: {anchor: "
		    "syslog}, or the path of a key",
		    doctor_name(doctor, log->file));
}

static void check_syslog(struct doctor *doctor, const struct log_options *log,
			 const struct log_health *health)
{
	const char *path = log->syslog_socket ? log->syslog_socket :
						SYSLOG_SOCKET;

	if (access(path, F_OK))
		doctor_note(doctor, DOCTOR_WARNING, NULL,
			    "anchors are to go to syslog, and nobody listens "
			    "at %s",
			    path);
	else if (health->syslog_failed)
		doctor_note(doctor, DOCTOR_WARNING, NULL,
			    "the last line for syslog did not get there");
	else
		doctor_note(doctor, DOCTOR_OK, NULL, "anchors go to syslog");
}

static void check_checkpoint(struct doctor *doctor,
			     const struct log_options *log,
			     const struct log_health *health)
{
	const char *command = doctor_say(doctor, "refgate log anchor %s",
					 doctor_quote(doctor, doctor->path));
	int64_t age = clock_now() / USEC_PER_SECOND - health->anchored;
	struct buf text = BUF_INIT;

	clock_format_age(&text, age > 0 ? (uint64_t)age : 0);
	if (!health->anchored)
		doctor_note(doctor, DOCTOR_WARNING, command,
			    "%s was never anchored",
			    doctor_name(doctor, log->file));
	else
		doctor_note(doctor,
			    age > ANCHOR_AGE ? DOCTOR_WARNING : DOCTOR_OK,
			    age > ANCHOR_AGE ? command : NULL,
			    "the last checkpoint is %s old", buf_text(&text));
	buf_release(&text);
}

void doctor_anchor(struct doctor *doctor)
{
	struct log_health health;
	struct record_logs logs;
	struct error ignored = { 0 };

	for (size_t i = 0; find_logs(doctor, &logs) && i < logs.count; i++) {
		const struct log_options *log = &logs.items[i];

		memset(&health, 0, sizeof(health));
		if (doctor->is_mine)
			(void)log_health(&health, log->file, &ignored);
		if (log->anchor && !strcmp(log->anchor, "syslog"))
			check_syslog(doctor, log, &health);
		else if (!health.sequence)
			doctor_note(doctor,
				    log->anchor ? DOCTOR_OK : DOCTOR_WARNING,
				    NULL,
				    log->anchor ?
					    "%s will be anchored" :
					    "%s is to have no anchor: put into "
					    "the policy: audit: {anchor: "
					    "syslog}, or the path of a key",
				    doctor_name(doctor, log->file));
		else if (log->anchor || health.anchored)
			check_checkpoint(doctor, log, &health);
		else
			no_anchor(doctor, log);
	}
}

static void check_space(struct doctor *doctor, const struct log_options *log)
{
	const char *folder = folder_of(doctor, log->file);
	unsigned long long room;
	struct statvfs info;

	if (statvfs(folder, &info)) {
		doctor_note(doctor, DOCTOR_PROBLEM, NULL, "%s: %s", folder,
			    strerror(errno));
		return;
	}
	room = (unsigned long long)info.f_bavail * info.f_frsize;
	if (room < LOG_RESERVE_SIZE || (info.f_files && !info.f_favail))
		doctor_note(doctor, DOCTOR_PROBLEM, NULL,
			    "the disk of %s is full: what cannot be recorded "
			    "is refused",
			    doctor_name(doctor, log->file));
	else
		doctor_note(doctor,
			    room < ROOM_WANTED ? DOCTOR_WARNING : DOCTOR_OK,
			    NULL, "%llu MiB are free for %s", room >> 20,
			    doctor_name(doctor, log->file));
}

/* What is kept for the record of a refusal when the disk is full. */
static void check_reserve(struct doctor *doctor, const struct log_options *log)
{
	struct log_health health;
	struct error ignored = { 0 };

	if (doctor->is_mine && !log_health(&health, log->file, &ignored) &&
	    health.sequence && !health.has_reserve)
		doctor_note(doctor, DOCTOR_WARNING, NULL,
			    "%s.reserve is gone, so a full disk would keep "
			    "refusals out of the log; the next push makes it "
			    "anew",
			    doctor_name(doctor, log->file));
}

void doctor_space(struct doctor *doctor)
{
	struct record_logs logs;

	for (size_t i = 0; find_logs(doctor, &logs) && i < logs.count; i++) {
		check_space(doctor, &logs.items[i]);
		check_reserve(doctor, &logs.items[i]);
	}
}

/* "/srv/git/X.git/refgate/audit.jsonl {", X being a star. */
static bool names_log(struct str text, const char *log, struct doctor *doctor)
{
	struct str line;

	while (str_next_line(&text, &line)) {
		const char *glob;

		line = str_trim(line);
		if (!str_starts(line, "/") && !str_starts(line, "\"/"))
			continue;
		line = str_from(line, str_starts(line, "\""));
		line = str_first(line, str_find_byte(line, '{'));
		line = str_first(line, str_find_byte(line, '"'));
		glob = doctor_say(doctor, "%.*s", STR_ARGS(str_trim(line)));
		if (!fnmatch(glob, log, FNM_PATHNAME))
			return true;
	}
	return false;
}

static bool is_in_logrotate(struct doctor *doctor, const char *log)
{
	struct error ignored = { 0 };
	struct buf text = BUF_INIT;
	bool found = false;
	glob_t files;

	if (glob("/etc/logrotate.d/*", 0, NULL, &files))
		return false;
	for (size_t i = 0; !found && i < files.gl_pathc; i++) {
		buf_clear(&text);
		found = !file_read(&text, files.gl_pathv[i], LOGROTATE_SIZE_MAX,
				   NULL, &ignored) &&
			names_log(buf_str(&text), log, doctor);
	}
	globfree(&files);
	buf_release(&text);
	return found;
}

static bool was_rotated(const char *log)
{
	struct log_rotated rotated = { NULL, 0 };
	struct error ignored = { 0 };
	bool found = !log_rotated_find(&rotated, log, &ignored) &&
		     rotated.count;

	log_rotated_release(&rotated);
	return found;
}

void doctor_rotation(struct doctor *doctor)
{
	struct record_logs logs;
	struct stat info;

	for (size_t i = 0; find_logs(doctor, &logs) && i < logs.count; i++) {
		const char *log = logs.items[i].file;
		const char *name = doctor_name(doctor, log);

		if (stat(log, &info))
			info.st_size = 0;
		if (is_in_logrotate(doctor, log))
			doctor_note(doctor, DOCTOR_OK, NULL,
				    "logrotate knows %s", name);
		else if (was_rotated(log))
			doctor_note(doctor, DOCTOR_OK, NULL,
				    "%s has been rotated", name);
		else if ((unsigned long long)info.st_size >
			 SIZE_WITHOUT_ROTATION)
			doctor_note(doctor, DOCTOR_WARNING, NULL,
				    "%s has %lld MiB, and nobody rotates it; "
				    "contrib/logrotate/refgate does",
				    name, (long long)info.st_size >> 20);
		else
			doctor_note(doctor, DOCTOR_OK, NULL,
				    "nobody rotates %s, which has %lld KiB",
				    name, (long long)info.st_size >> 10);
	}
}
