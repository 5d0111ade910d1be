/*
 * fuzz_push_options.c - the environment of a hook: a count, push options, a
 * certificate's id and nonce. What is taken is what is there.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "git/push.h"

#include <stdio.h>
#include <string.h>

#define OPTIONS 8

enum part {
	PART_CERTIFICATE,
	PART_NONCE,
	PART_STATUS,
	PART_COUNT,
	PART_OPTIONS,
	PARTS = PART_OPTIONS + OPTIONS
};

/* Empty: not set, so that an input can leave it out. */
static void set(const char *name, struct str value)
{
	struct buf text = BUF_INIT;

	buf_add_str(&text, str_first(value, str_find_byte(value, '\0')));
	if (text.size)
		expect(!setenv(name, buf_text(&text), 1));
	else
		unsetenv(name);
	buf_release(&text);
}

static void option_name(char *out, size_t size, size_t index)
{
	snprintf(out, size, "GIT_PUSH_OPTION_%zu", index);
}

static void check_options(const struct push_input *input)
{
	char name[64];

	expect(input->option_count <= PUSH_OPTIONS_MAX);
	expect(!input->options[input->option_count]);
	for (size_t i = 0; i < input->option_count; i++) {
		option_name(name, sizeof(name), i);
		expect(!strcmp(input->options[i], getenv(name)));
		expect(strlen(input->options[i]) <= PUSH_OPTION_SIZE_MAX);
	}
}

static void check_count(const struct push_input *input)
{
	const char *text = getenv("GIT_PUSH_OPTION_COUNT");
	char count[32];

	snprintf(count, sizeof(count), "%zu", input->option_count);
	expect(!strcmp(text ? text : "0", count));
}

static void check_certificate(const struct push_input *input)
{
	char hex[OID_HEX_SIZE + 1];

	expect(input->has_certificate == !!getenv("GIT_PUSH_CERT"));
	if (!input->has_certificate)
		return;
	expect(!strcmp(oid_format(&input->certificate, hex),
		       getenv("GIT_PUSH_CERT")));
	expect(input->nonce && input->nonce_status);
}

FUZZ_TARGET(push_options)
{
	struct str parts[PARTS];
	struct push_input input = { .count = 0 };
	struct error error;
	struct arena arena;
	char name[64];

	fuzz_split((struct str){ (const char *)data, size }, parts, PARTS);
	set("GIT_PUSH_CERT", parts[PART_CERTIFICATE]);
	set("GIT_PUSH_CERT_NONCE", parts[PART_NONCE]);
	set("GIT_PUSH_CERT_NONCE_STATUS", parts[PART_STATUS]);
	set("GIT_PUSH_OPTION_COUNT", parts[PART_COUNT]);
	for (size_t i = 0; i < OPTIONS; i++) {
		option_name(name, sizeof(name), i);
		set(name, parts[PART_OPTIONS + i]);
	}
	arena_init(&arena);
	if (!push_read_options(&input, &arena, &error)) {
		check_options(&input);
		check_count(&input);
	}
	if (!push_read_certificate(&input, &arena, &error))
		check_certificate(&input);
	arena_release(&arena);
	return 0;
}
