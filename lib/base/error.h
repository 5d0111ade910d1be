/*
 * error.h - what went wrong, told once: the callee fills in a struct error
 * that the caller owns, main prints it. Never prints, never allocates.
 */
#ifndef REFGATE_BASE_ERROR_H
#define REFGATE_BASE_ERROR_H

#define ERROR_TEXT_SIZE 1024

/*
 * Every function that can fail returns 0 or one of these. The exit status of
 * a program follows from them (error_exit_status).
 */
enum error_code {
	ERROR_NONE = 0,
	ERROR_NOT_FOUND = -1, /* what was looked up is not there */
	ERROR_USAGE = -2,     /* command line or policy: exit status 2 */
	ERROR_INTERNAL = -3,  /* memory, system calls, libraries: 3 */
	ERROR_BROKEN = -4,    /* cannot be judged, so refuse: 1 */
	ERROR_LIMIT = -5,     /* a named limit is exceeded, so refuse: 1 */
};

struct error {
	enum error_code code;
	char text[ERROR_TEXT_SIZE]; /* one sentence, no final newline */
};

/* Both return `code` and replace the text. A NULL error is allowed. */
int error_set(struct error *error, enum error_code code, const char *format,
	      ...) __attribute__((format(printf, 3, 4)));
/* The same with ": " and strerror(errno) behind it. */
int error_set_errno(struct error *error, enum error_code code,
		    const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int error_no_memory(struct error *error); /* ERROR_INTERNAL */

/* Puts "context: " before the text there is; returns error->code. */
int error_context(struct error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* 0, 1, 2 or 3, for hooks and commands alike. */
int error_exit_status(enum error_code code);

#endif
