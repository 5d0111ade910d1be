/*
 * console.c - options, messages, colour. Never knows a verb.
 */
#include "console.h"

#include "base/text.h"

#include <ctype.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum common_option {
	COMMON_HELP = 256, /* above all codes of verbs */
	COMMON_FORMAT,
	COMMON_COLOR,
	COMMON_COUNT = 3,
};

void console_init(struct console *console, const char *verb, const char *help)
{
	*console = (struct console){ .verb = verb, .help = help, .status = -1 };
	optind = 0;
	opterr = 0;
}

static void say(const char *format, va_list args)
{
	struct buf text = BUF_INIT;
	struct buf line = BUF_INIT;

	buf_vaddf(&text, format, args);
	buf_add_text(&line, "refgate: ");
	text_escape_line(&line, buf_str(&text));
	fprintf(stderr, "%s\n",
		buf_failed(&text) || buf_failed(&line) ?
			"refgate: out of memory" :
			buf_text(&line));
	buf_release(&text);
	buf_release(&line);
}

void console_say(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

int console_usage(const struct console *console, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	fprintf(stderr, "try refgate %s --help\n", console->verb);
	return STATUS_USAGE;
}

void console_add_value(struct console *console, const char **values, size_t max,
		       size_t *count)
{
	if (*count == max)
		console->status = console_usage(console, "that is too many");
	else
		values[(*count)++] = console->value;
}

int console_failed(const struct error *error)
{
	console_say("%s", error->text);
	return error->code == ERROR_NOT_FOUND ? (int)STATUS_USAGE :
						error_exit_status(error->code);
}

static void wrong_choice(struct console *console, const char *option,
			 const char *choices)
{
	console->status = console_usage(console, "--%s takes %s, not '%s'",
					option, choices, console->value);
}

static const char *const format_names[] = {
	[FORMAT_HUMAN] = "human",	[FORMAT_JSON] = "json",
	[FORMAT_MARKDOWN] = "markdown", [FORMAT_CSV] = "csv",
	[FORMAT_TAP] = "tap",		[FORMAT_JUNIT] = "junit",
	[FORMAT_SARIF] = "sarif",	[FORMAT_HTML] = "html",
};

static void take_format(struct console *console)
{
	const enum console_format known[] = { FORMAT_HUMAN, FORMAT_JSON,
					      console->extra, console->also };
	struct buf choices = BUF_INIT;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(console->value, format_names[known[i]])) {
			console->format = known[i];
			return;
		}
	if (console->also)
		buf_addf(&choices, "human, json, %s or %s",
			 format_names[console->extra],
			 format_names[console->also]);
	else if (console->extra)
		buf_addf(&choices, "human, json or %s",
			 format_names[console->extra]);
	else
		buf_add_text(&choices, "human or json");
	wrong_choice(console, "format", buf_text(&choices));
	buf_release(&choices);
}

static void take_color(struct console *console)
{
	if (!strcmp(console->value, "auto"))
		console->color = COLOR_AUTO;
	else if (!strcmp(console->value, "always"))
		console->color = COLOR_ALWAYS;
	else if (!strcmp(console->value, "never"))
		console->color = COLOR_NEVER;
	else
		wrong_choice(console, "color", "auto, always or never");
}

static bool take(struct console *console, int option, const char *word)
{
	switch (option) {
	case COMMON_HELP:
	case 'h':
		fputs(console->help, stdout);
		console->status = STATUS_CLEAN;
		return true;
	case COMMON_FORMAT:
		take_format(console);
		return true;
	case COMMON_COLOR:
		take_color(console);
		return true;
	case ':':
		console->status =
			console_usage(console, "'%s' needs a value", word);
		return true;
	case '?':
		if (optopt)
			console->status = console_usage(
				console, "unknown option '-%c'", optopt);
		else
			console->status = console_usage(
				console, "unknown option '%s'", word);
		return true;
	default:
		return false;
	}
}

/* `letters` is for getopt(3): the short options. */
static void list_options(struct option *out, char *letters,
			 const struct flag *flags)
{
	static const struct option common[COMMON_COUNT] = {
		{ "help", no_argument, NULL, COMMON_HELP },
		{ "format", required_argument, NULL, COMMON_FORMAT },
		{ "color", required_argument, NULL, COMMON_COLOR },
	};
	size_t i;

	memcpy(out, common, sizeof(common));
	*letters++ = ':';
	*letters++ = 'h';
	for (i = 0; i < CONSOLE_FLAGS_MAX && flags[i].name; i++) {
		out[COMMON_COUNT + i] = (struct option){
			flags[i].name,
			flags[i].has_value ? required_argument : no_argument,
			NULL, flags[i].code
		};
		if (!isalpha(flags[i].code))
			continue;
		*letters++ = (char)flags[i].code;
		if (flags[i].has_value)
			*letters++ = ':';
	}
	out[COMMON_COUNT + i] = (struct option){ NULL, 0, NULL, 0 };
	*letters = '\0';
}

int console_next(struct console *console, int argc, char **argv,
		 const struct flag *flags)
{
	struct option options[COMMON_COUNT + CONSOLE_FLAGS_MAX + 1];
	char letters[2 * CONSOLE_FLAGS_MAX + sizeof(":h")];
	int option = -1;

	list_options(options, letters, flags);
	do {
		option = getopt_long(argc, argv, letters, options, NULL);
		console->value = optarg;
	} while (option != -1 &&
		 take(console, option, argv[optind > 0 ? optind - 1 : 0]) &&
		 console->status < 0);
	if (option != -1 && console->status < 0)
		return option;
	console->arguments = argv + optind;
	console->argument_count = (size_t)(argc - optind);
	return 0;
}

static bool has_color(const struct console *console)
{
	const char *no_color = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	if (console->color != COLOR_AUTO)
		return console->color == COLOR_ALWAYS;
	if ((no_color && *no_color) || (terminal && !strcmp(terminal, "dumb")))
		return false;
	return isatty(STDOUT_FILENO) == 1;
}

struct word {
	const char *text;
	const char *color; /* of ECMA-48, "SGR" */
};

static const struct word words[] = {
	{ "error:", "\033[1;31m" },
	{ "warning:", "\033[1;33m" },
	{ "hint:", "\033[33m" },
	{ "success:", "\033[32m" },
};

/* A word begins the line, or stands behind a place: "file:1:2: ". */
static const struct word *find_word(struct str line, size_t *at)
{
	struct str behind;

	if (str_starts(line, " "))
		return NULL;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		*at = 0;
		if (str_starts(line, words[i].text))
			return &words[i];
		*at = str_find(line, STR(": ")) + 2;
		behind = *at < line.size ? str_from(line, *at) :
					   (struct str){ NULL, 0 };
		if (str_starts(behind, words[i].text))
			return &words[i];
	}
	return NULL;
}

static void add_in_color(struct buf *out, const struct word *word,
			 struct str text)
{
	buf_add_text(out, word->color);
	buf_add_str(out, text);
	buf_add_text(out, "\033[m");
}

void console_add_colored(const struct console *console, struct buf *out,
			 const char *word, struct str text)
{
	bool colored = word && has_color(console);

	for (size_t i = 0; colored && i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i].text, word)) {
			add_in_color(out, &words[i], text);
			return;
		}
	buf_add_str(out, text);
}

static void add_lines(struct buf *out, struct str text)
{
	const struct word *word;
	struct str line;
	size_t at;

	while (str_next_line(&text, &line)) {
		word = find_word(line, &at);
		if (!word)
			at = 0;
		buf_add_str(out, str_first(line, at));
		if (word) {
			add_in_color(out, word, str_of(word->text));
			at += strlen(word->text);
		}
		buf_add_str(out, str_from(line, at));
		buf_add_byte(out, '\n');
	}
}

int console_print(const struct buf *out)
{
	struct error error;

	if (buf_failed(out)) {
		error_no_memory(&error);
		return console_failed(&error);
	}
	if (fwrite(buf_text(out), 1, out->size, stdout) != out->size) {
		error_set_errno(&error, ERROR_INTERNAL, "cannot write");
		return console_failed(&error);
	}
	return STATUS_CLEAN;
}

int console_print_words(const struct console *console, const struct buf *out)
{
	struct buf colored = BUF_INIT;
	int status;

	if (!has_color(console) || buf_failed(out))
		return console_print(out);
	add_lines(&colored, buf_str(out));
	status = console_print(&colored);
	buf_release(&colored);
	return status;
}
