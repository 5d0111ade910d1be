/*
 * syslog.c - sends lines to the system's log. Never waits longer than its
 * sender may, and never sends half a line.
 */
#include "audit/syslog.h"

#include "base/buf.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>
#include <unistd.h>

struct code {
	const char *name;
	int value;
};

static const struct code facilities[] = {
	{ "auth", LOG_AUTH },	  { "authpriv", LOG_AUTHPRIV },
	{ "daemon", LOG_DAEMON }, { "user", LOG_USER },
	{ "local0", LOG_LOCAL0 }, { "local1", LOG_LOCAL1 },
	{ "local2", LOG_LOCAL2 }, { "local3", LOG_LOCAL3 },
	{ "local4", LOG_LOCAL4 }, { "local5", LOG_LOCAL5 },
	{ "local6", LOG_LOCAL6 }, { "local7", LOG_LOCAL7 },
};

static const struct code levels[] = {
	{ "info", LOG_INFO },	{ "notice", LOG_NOTICE },
	{ "alert", LOG_ALERT }, { "warning", LOG_WARNING },
	{ "error", LOG_ERR },
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool find_code(const struct code *codes, size_t count, struct str name,
		      int *value)
{
	for (size_t i = 0; i < count; i++)
		if (str_is(name, codes[i].name)) {
			*value = codes[i].value;
			return true;
		}
	return false;
}

bool syslog_facility(const char *name, int *facility)
{
	return find_code(facilities, COUNT(facilities), str_of(name), facility);
}

void syslog_close(struct syslog_sender *sender)
{
	if (sender->fd >= 0)
		close(sender->fd);
	sender->fd = -1;
}

static int failed(struct error *error)
{
	bool nobody = errno == ENOENT || errno == ECONNREFUSED ||
		      errno == ENOTCONN || errno == ECONNRESET;

	return error_set_errno(error, nobody ? ERROR_NOT_FOUND : ERROR_INTERNAL,
			       "cannot send to syslog");
}

static int connect_to(struct syslog_sender *sender, struct error *error)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t size = strlen(sender->path);

	if (size >= sizeof(address.sun_path))
		return error_set(error, ERROR_INTERNAL,
				 "the name of syslog's socket is too long");
	memcpy(address.sun_path, sender->path, size);
	syslog_close(sender);
	sender->fd =
		socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (sender->fd < 0 ||
	    connect(sender->fd, (const struct sockaddr *)&address,
		    sizeof(address)) < 0)
		return failed(error);
	return 0;
}

int syslog_open(struct syslog_sender *out, const char *facility,
		const char *socket_path, struct error *error)
{
	*out = (struct syslog_sender){
		.path = socket_path ? socket_path : SYSLOG_SOCKET,
		.fd = -1,
		.end = clock_monotonic() + SYSLOG_WAIT,
	};
	if (!syslog_facility(facility, &out->facility))
		return error_set(error, ERROR_USAGE,
				 "syslog has no facility '%s'", facility);
	return connect_to(out, error);
}

/* "<38>Nov  1 09:00:01 refgate[1234]: " */
static void add_header(struct buf *out, int priority, const char *ident)
{
	time_t now = (time_t)(clock_now() / USEC_PER_SECOND);
	char stamp[sizeof("Mmm dd hh:mm:ss")] = "";
	struct tm local;

	if (!localtime_r(&now, &local) ||
	    !strftime(stamp, sizeof(stamp), "%b %e %H:%M:%S", &local))
		stamp[0] = '\0';
	buf_addf(out, "<%d>%s %s[%ld]: ", priority, stamp, ident,
		 (long)getpid());
}

/* Whether there is room within the time that is left. */
static int wait_for_room(const struct syslog_sender *sender,
			 struct error *error)
{
	struct pollfd wanted = { .fd = sender->fd, .events = POLLOUT };
	usec left = sender->end - clock_monotonic();
	int count = 0;

	if (left > 0)
		count = poll(&wanted, 1, (int)((left + 999) / 1000));
	if (count > 0 || (count < 0 && errno == EINTR))
		return 0;
	if (count < 0)
		return failed(error);
	return error_set(error, ERROR_LIMIT, "syslog takes nothing");
}

/* A receiver that was restarted has another socket: once more. */
static int send_datagram(struct syslog_sender *sender, struct str text,
			 struct error *error)
{
	bool again = true;
	int result = 0;

	while (send(sender->fd, text.data, text.size,
		    MSG_DONTWAIT | MSG_NOSIGNAL) < 0) {
		if (errno == EINTR)
			continue;
		if (errno == EAGAIN || errno == ENOBUFS) {
			result = wait_for_room(sender, error);
		} else if (again &&
			   (errno == ECONNREFUSED || errno == ENOTCONN ||
			    errno == ECONNRESET)) {
			again = false;
			result = connect_to(sender, error);
		} else {
			result = failed(error);
		}
		if (result)
			return result;
	}
	return 0;
}

int syslog_send(struct syslog_sender *sender, const char *ident,
		struct str level, struct str line, struct error *error)
{
	struct buf text = BUF_INIT;
	int severity = LOG_INFO;
	int result;

	(void)find_code(levels, COUNT(levels), level, &severity);
	add_header(&text, sender->facility | severity, ident);
	buf_add_str(&text, line);
	if (buf_failed(&text))
		result = error_no_memory(error);
	else if (text.size > SYSLOG_DATAGRAM_SIZE_MAX)
		result = error_set(error, ERROR_LIMIT,
				   "a line is too long for syslog");
	else
		result = send_datagram(sender, buf_str(&text), error);
	buf_release(&text);
	return result;
}
