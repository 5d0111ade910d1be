/*
 * test_anchor_list.c - which anchors of a file count, which of many are kept,
 * and what becomes of a record that another one was anchored for.
 */
#include "audit/anchor_list.h"

#include "anchor_text.h"
#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

#define OTHER "01939a4e-0000-7000-8000-000000000002"

/* A signature "good" is, "unknown" is of no known key. */
static int judge(void *context, struct str payload, struct str signature,
		 char by[LOG_ANCHORED_BY_SIZE], char flaw[ANCHOR_FLAW_SIZE],
		 struct error *error)
{
	(void)context;
	(void)payload;
	(void)error;
	if (str_is(signature, "unknown"))
		return ERROR_NOT_FOUND;
	snprintf(by, LOG_ANCHORED_BY_SIZE, "SHA256:k");
	snprintf(flaw, ANCHOR_FLAW_SIZE, "bad signature");
	return str_is(signature, "good");
}

static void add_line(struct buf *out, const char *chain, unsigned long sequence,
		     const char *signature)
{
	buf_addf(out,
		 "{\"refgate_anchor\":{\"chain\":\"%s\",\"sequence\":%lu,"
		 "\"hash\":\"" HASH "\",\"time\":\"" TIME "\"}",
		 chain, sequence);
	if (*signature)
		buf_addf(out, SEAL("%s"), signature);
	else
		buf_add_byte(out, '}');
	buf_add_byte(out, '\n');
}

/* *list is what is loaded of `text`. */
static void load(struct anchor_list *list, const struct buf *text, bool is_own,
		 const char *chain)
{
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(fd_write_all(fileno(file), buf_str(text), NULL), 0);
	assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
	anchor_list_init(list, judge, NULL);
	assert_int_equal(anchor_list_add(list, "anchors", fileno(file), is_own,
					 NULL),
			 0);
	assert_int_equal(anchor_list_load(list, chain, NULL), 0);
	fclose(file);
}

struct counted {
	const char *chain, *signature;
	bool is_own;
	size_t count; /* that are kept, with the highest */
	const char *flaw;
};

static const struct counted counted[] = {
	{ CHAIN, "good", true, 2, "" },
	{ CHAIN, "good", false, 2, "" },
	{ CHAIN, "", false, 2, "" },
	{ CHAIN, "", true, 0, "the checkpoint of record 7 has no signature" },
	{ CHAIN, "bad", true, 0,
	  "the checkpoint of record 7 is not good: bad signature" },
	{ CHAIN, "bad", false, 0,
	  "the checkpoint of record 7 is not good: bad signature" },
	{ CHAIN, "unknown", true, 0, "" },
	{ OTHER, "good", true, 0,
	  "the checkpoint of record 7 is of another log" },
	{ OTHER, "good", false, 0, "" },
	{ OTHER, "bad", false, 0, "" },
	{ OTHER, "", false, 0, "" },
};

static void test_what_counts(void **state)
{
	struct anchor_list list;
	struct buf text = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++) {
		buf_clear(&text);
		add_line(&text, counted[i].chain, 7, counted[i].signature);
		load(&list, &text, counted[i].is_own, CHAIN);
		assert_string_equal(list.flaw.text, counted[i].flaw);
		assert_int_equal(list.count, counted[i].count);
		assert_int_equal(list.unjudged,
				 !strcmp(counted[i].signature, "unknown"));
		anchor_list_release(&list);
	}
	/* of a log without a record nobody knows the chain */
	buf_clear(&text);
	add_line(&text, OTHER, 9, "");
	add_line(&text, CHAIN, 7, "good");
	load(&list, &text, false, "");
	assert_int_equal(list.highest.sequence, 7);
	anchor_list_release(&list);
	buf_release(&text);
}

static void test_many(void **state)
{
	struct anchor_list list;
	struct buf text = BUF_INIT;
	unsigned long widest = 0;
	unsigned long step;

	(void)state;
	for (unsigned long i = 1; i <= 20000; i++) {
		add_line(&text, CHAIN, i, "");
		if (i == 2)
			add_line(&text, CHAIN, 100001, "good");
	}
	load(&list, &text, false, CHAIN);
	assert_in_range(list.count, ANCHOR_COUNT_MAX / 2, ANCHOR_COUNT_MAX + 1);
	assert_int_equal(list.items[list.count - 1].sequence, 100001);
	assert_string_equal(list.items[list.count - 1].by, "SHA256:k");
	for (size_t i = 2; i + 2 < list.count; i++) {
		step = list.items[i].sequence - list.items[i - 1].sequence;
		widest = step > widest ? step : widest;
	}
	assert_in_range(widest, 4, 8);
	anchor_list_release(&list);
	buf_release(&text);
}

static void test_garbage(void **state)
{
	struct anchor_list list;
	struct buf text = BUF_INIT;

	(void)state;
	for (unsigned i = 0; i < 100000; i++)
		buf_addf(&text, "%x{\"refgate_anchor\":[", i * 2654435761u);
	buf_add_byte(&text, '\n');
	for (unsigned i = 0; i < 3000; i++)
		buf_add_text(&text, "{\"refgate_anchor\":");
	buf_add(&text, "\0\xff\n", 3);
	add_line(&text, CHAIN, 7, "good");
	buf_add_text(&text, "{\"refgate_anchor\":{\"chain\":\"" CHAIN);
	load(&list, &text, true, CHAIN);
	assert_int_equal(list.highest.sequence, 7);
	assert_int_equal(list.count, 2);
	assert_true(list.odd >= 2);
	anchor_list_release(&list);
	buf_release(&text);
}

/* One of a record that is another, and a twin that fits. */
static void test_pass(void **state)
{
	struct log_anchored out = { 0 };
	struct chain_mark mark = { .sequence = 7, .line = 3 };
	struct anchor_list list;
	struct buf text = BUF_INIT;

	(void)state;
	add_line(&text, CHAIN, 7, "");
	add_line(&text, CHAIN, 7, "good");
	add_line(&text, CHAIN, 8, "");
	load(&list, &text, false, CHAIN);
	assert_true(hex_decode(STR(HASH), mark.hash));
	anchor_list_pass(&list, &mark, "log", &out);
	assert_int_equal(out.to, 7);
	assert_string_equal(out.by, "SHA256:k");
	assert_int_equal(out.changed, 0);
	mark.sequence = 8;
	mark.hash[0] ^= 1;
	anchor_list_pass(&list, &mark, "log", &out);
	assert_int_equal(out.to, 7);
	assert_int_equal(out.changed, 8);
	assert_int_equal(out.changed_line, 3);
	assert_string_equal(out.changed_file, "log");
	anchor_list_release(&list);
	buf_release(&text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_counts),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_garbage),
		cmocka_unit_test(test_pass),
	};

	return cmocka_run_group_tests_name("anchor list", tests, NULL, NULL);
}
