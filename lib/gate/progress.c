/* progress.c - see progress.h. */
#include "gate/progress.h"
#include "base/file.h"

void progress_show(size_t done, size_t total, void *context)
{
	struct progress *progress = context;
	usec now = clock_monotonic();
	struct buf line = BUF_INIT;
	struct error ignored;

	if (now - progress->started < PROGRESS_AFTER ||
	    (progress->shown && now - progress->shown < PROGRESS_EVERY))
		return;
	progress->shown = now;
	buf_addf(&line, "%srefgate: %zu of %zu commits judged\n",
		 progress->prefix, done, total);
	if (!buf_failed(&line))
		(void)fd_write_all(progress->fd, buf_str(&line), &ignored);
	buf_release(&line);
}
