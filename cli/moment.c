/* moment.c - see moment.h. Never takes a time for another zone's. */
#include "moment.h"

#include "base/clock.h"

#include <string.h>

#define DATE_SIZE (sizeof("2026-11-20") - 1)
#define DAY_SECONDS 86400

static bool parse_date(const char *text, int64_t *out)
{
	static const char *const ends[] = { "", "Z", ":00Z", "T00:00:00Z" };
	struct buf full = BUF_INIT;
	bool good = false;

	for (size_t i = 0; !good && i < sizeof(ends) / sizeof(ends[0]); i++) {
		buf_clear(&full);
		buf_addf(&full, "%s%s", text, ends[i]);
		if (full.size > DATE_SIZE && full.data[DATE_SIZE] == ' ')
			full.data[DATE_SIZE] = 'T';
		good = !buf_failed(&full) && clock_parse(buf_str(&full), out);
	}
	buf_release(&full);
	return good;
}

bool moment_parse(const char *text, bool is_end, int64_t *out)
{
	int64_t ago;

	if (clock_parse_duration(str_of(text), &ago)) {
		*out = clock_now() / USEC_PER_SECOND - ago;
		return true;
	}
	if (!parse_date(text, out))
		return false;
	if (is_end && strlen(text) == DATE_SIZE)
		*out += DAY_SECONDS;
	return true;
}

void moment_read(struct console *console, bool is_end, int64_t *out)
{
	if (!moment_parse(console->value, is_end, out))
		console->status = console_usage(
			console,
			"'%s' is neither a time such as 2026-11-20 nor how "
			"long ago, such as 4h",
			console->value);
}
