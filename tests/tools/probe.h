/*
 * probe.h - what the probes that are asked by tests/differential share: words
 * in, odd bytes as %XX, lines out. Never knows what is asked.
 */
#ifndef REFGATE_TESTS_PROBE_H
#define REFGATE_TESTS_PROBE_H

#include "git/repo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 4096

static inline void die(const char *what)
{
	fprintf(stderr, "probe: %s\n", what);
	exit(2);
}

/* Of the word at that place. */
static inline struct oid read_id(char *const *words, size_t count, size_t i)
{
	struct oid id = { { 0 } };
	if (i >= count || !oid_parse(&id, str_of(words[i])))
		die("an id is missing");
	return id;
}

static inline void print_id(const char *before, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];
	printf("%s%s", before, oid_format(id, hex));
}

static inline void print_odd(const char *before, struct str text)
{
	static const char digits[] = "0123456789ABCDEF";
	fputs(before, stdout);
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.data[i];
		if (c > ' ' && c < 127 && c != '%') {
			putchar(c);
			continue;
		}
		putchar('%');
		putchar(digits[c >> 4]);
		putchar(digits[c & 15]);
	}
}

/* In place. */
static inline struct str read_odd(char *word)
{
	size_t size = 0;
	for (const char *at = word; *at; at++) {
		char hex[3] = "";
		if (*at != '%') {
			word[size++] = *at;
			continue;
		}
		memcpy(hex, at + 1, 2);
		word[size++] = (char)strtol(hex, NULL, 16);
		at += 2;
	}
	return (struct str){ word, size };
}

/* The words of a line behind its first, which is returned. */
static inline const char *split_words(char *line, char **words, size_t *count)
{
	char *place = NULL;
	const char *verb = strtok_r(line, " \n", &place);
	char *word = NULL;
	*count = 0;
	while ((word = strtok_r(NULL, " \n", &place)) && *count < WORDS_MAX)
		words[(*count)++] = word;
	return verb;
}

/* The repository of the arguments: GIT-DIR [QUARANTINE]. */
static inline struct repo *open_repo(int argc, char **argv)
{
	struct repo_options options = { 0 };
	struct repo *repo = NULL;
	struct error error = { 0 };
	if (argc < 2 || argc > 3)
		die("usage: GIT-DIR [QUARANTINE]");
	options.path = argv[1];
	options.quarantine = argc > 2 ? argv[2] : NULL;
	if (repo_open(&repo, &options, &error))
		die(error.text);
	return repo;
}

/* Answers each line of the standard input. */
static inline void answer_all(void (*answer)(void *asked, char *line),
			      void *asked)
{
	char *line = NULL;
	size_t size = 0;
	while (getline(&line, &size, stdin) > 0)
		answer(asked, line);
	free(line);
}

#endif
