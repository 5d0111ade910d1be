/* health.c - see health.h. Never writes. */
#include "audit/health.h"

#include "audit/event.h"
#include "audit/head.h"
#include "audit/store.h"

#include <string.h>
#include <unistd.h>

/* The last line, without its LF, within `window`; size 0: there is none. */
static struct str last_line(char *window, size_t size, int fd, uint64_t end)
{
	uint64_t start = end > size ? end - size : 0;
	ssize_t got = pread(fd, window, (size_t)(end - start), (off_t)start);
	struct str text;

	if (got <= 0 || (uint64_t)got != end - start || window[got - 1] != '\n')
		return (struct str){ window, 0 };
	text = (struct str){ window, (size_t)got - 1 };
	for (size_t i = text.size; i > 0; i--)
		if (text.data[i - 1] == '\n')
			return str_from(text, i);
	return text;
}

static bool ends_as(const struct head *head, int log, const struct stat *info)
{
	char window[EVENT_LINE_SIZE_MAX + 1];
	unsigned char hash[SHA256_SIZE];
	struct sha256 state;
	struct str line;

	if (head->inode != (uint64_t)info->st_ino ||
	    head->size != (uint64_t)info->st_size)
		return false;
	line = last_line(window, sizeof(window), log, head->size);
	sha256_init(&state);
	sha256_add(&state, line.data, line.size);
	sha256_final(&state, hash);
	return memcmp(hash, head->hash, sizeof(hash)) == 0;
}

static bool stat_beside(const char *file, const char *suffix, struct stat *info)
{
	struct buf path = BUF_INIT;
	bool there;

	buf_addf(&path, "%s%s", file, suffix);
	there = !buf_failed(&path) && stat(buf_text(&path), info) == 0;
	buf_release(&path);
	return there;
}

static void look_beside(struct log_health *health, const char *file)
{
	struct stat info;

	health->has_reserve = stat_beside(file, ".reserve", &info);
	health->syslog_failed = stat_beside(file, ".syslog-failed", &info);
	if (stat_beside(file, ".anchors", &info))
		health->anchored = info.st_mtime;
}

int log_health(struct log_health *out, const char *file, struct error *error)
{
	struct head head = { 0 };
	struct stat info;
	int log = -1;
	int result;

	memset(out, 0, sizeof(*out));
	result = store_open_reading(file, &log, &head, &info, error);
	if (result)
		goto out;
	out->inode = (uint64_t)info.st_ino;
	out->size = (uint64_t)info.st_size;
	if (head.sequence) {
		out->sequence = head.sequence;
		out->is_whole = ends_as(&head, log, &info);
	}
	look_beside(out, file);
out:
	if (log >= 0)
		close(log);
	return result;
}
