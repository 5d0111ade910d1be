/*
 * error.c - fills in the caller's error object. Never prints and never
 * allocates; a text that is too long is cut.
 */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Cuts what does not fit. */
static void append(char text[ERROR_TEXT_SIZE], const char *more)
{
	size_t used = strlen(text);
	size_t size = strnlen(more, ERROR_TEXT_SIZE - 1 - used);

	memcpy(text + used, more, size);
	text[used + size] = '\0';
}

/* Never into the error itself: the arguments may point there. */
static void format_text(char text[ERROR_TEXT_SIZE], const char *format,
			va_list args)
{
	if (vsnprintf(text, ERROR_TEXT_SIZE, format, args) < 0)
		text[0] = '\0';
}

int error_set(struct error *error, enum error_code code, const char *format,
	      ...)
{
	char text[ERROR_TEXT_SIZE];
	va_list args;

	if (!error)
		return code;
	va_start(args, format);
	format_text(text, format, args);
	va_end(args);
	error->code = code;
	memcpy(error->text, text, sizeof(text));
	return code;
}

int error_set_errno(struct error *error, enum error_code code,
		    const char *format, ...)
{
	const char *reason = strerror(errno);
	char text[ERROR_TEXT_SIZE];
	va_list args;

	if (!error)
		return code;
	va_start(args, format);
	format_text(text, format, args);
	va_end(args);
	append(text, ": ");
	append(text, reason);
	error->code = code;
	memcpy(error->text, text, sizeof(text));
	return code;
}

int error_no_memory(struct error *error)
{
	return error_set(error, ERROR_INTERNAL, "out of memory");
}

int error_context(struct error *error, const char *format, ...)
{
	char context[ERROR_TEXT_SIZE];
	va_list args;

	if (!error)
		return ERROR_INTERNAL;
	va_start(args, format);
	format_text(context, format, args);
	va_end(args);
	append(context, ": ");
	append(context, error->text);
	memcpy(error->text, context, sizeof(context));
	return error->code;
}

int error_exit_status(enum error_code code)
{
	switch (code) {
	case ERROR_NONE:
		return 0;
	case ERROR_NOT_FOUND:
	case ERROR_BROKEN:
	case ERROR_LIMIT:
		return 1;
	case ERROR_USAGE:
		return 2;
	case ERROR_INTERNAL:
		break;
	}
	return 3;
}
