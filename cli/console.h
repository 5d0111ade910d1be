/*
 * console.h - what all verbs share: options, the exit status, messages on
 * standard error, data on standard output, colour on a terminal.
 */
#ifndef REFGATE_CLI_CONSOLE_H
#define REFGATE_CLI_CONSOLE_H

#include "base/buf.h"
#include "base/error.h"

enum status {
	STATUS_CLEAN = 0,
	STATUS_FINDINGS = 1,
	STATUS_USAGE = 2,
	STATUS_INTERNAL = 3,
};

enum console_format {
	FORMAT_HUMAN,
	FORMAT_JSON,
	FORMAT_MARKDOWN,
	FORMAT_CSV,
	FORMAT_TAP,
	FORMAT_JUNIT,
	FORMAT_SARIF,
	FORMAT_HTML,
};

enum console_color {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER
};

struct console {
	const char *verb; /* "policy lint" */
	const char *help;
	/* more that --format takes, or human; `also` beside `extra` only */
	enum console_format extra, also;
	enum console_format format;
	enum console_color color;
	int status; /* -1: go on; else the exit status, all is said */
	const char *value;
	char **arguments; /* behind the options */
	size_t argument_count;
};

/* An option of a verb; --help, --format and --color are everybody's. */
struct flag {
	const char *name; /* NULL ends a list */
	bool has_value;
	int code; /* above 0; a letter is the option's short form, too */
};

#define CONSOLE_FLAGS_MAX 16

void console_init(struct console *console, const char *verb, const char *help);
/*
 * The code of the verb's next option, its value in console->value; 0: there
 * is none, look at console->status, then at the arguments.
 */
int console_next(struct console *console, int argc, char **argv,
		 const struct flag *flags);

/* One more of an option that may stand `max` times. */
void console_add_value(struct console *console, const char **values, size_t max,
		       size_t *count);
/* Says what is wrong, and where help is; the exit status. */
int console_usage(const struct console *console, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same for an error that a function gave. */
int console_failed(const struct error *error);
/* One line on standard error, escaped. */
void console_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * `text` in the colour that a word has ("error:", "warning:", "hint:",
 * "success:"); as it is, where no colour is wanted or `word` is NULL.
 */
void console_add_colored(const struct console *console, struct buf *out,
			 const char *word, struct str text);
/* Such words are coloured, where colour is wanted. */
int console_print_words(const struct console *console, const struct buf *out);
/* As it is; the exit status, STATUS_CLEAN if all went well. */
int console_print(const struct buf *out);

#endif
