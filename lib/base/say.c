/* say.c - see say.h. Never allocates. */
#include "base/say.h"

#include <errno.h>
#include <unistd.h>

/* Returns what could not be written. */
static struct str write_to(int fd, struct str words)
{
	while (words.size) {
		ssize_t done = write(fd, words.data, words.size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			break;
		words = str_from(words, (size_t)done);
	}
	return words;
}

void say(struct str words)
{
	words = write_to(STDERR_FILENO, words);
	(void)write_to(STDOUT_FILENO, words);
}
