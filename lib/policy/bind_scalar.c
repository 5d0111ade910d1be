/*
 * bind_scalar.c - truths, numbers, sizes, times, choices and texts. Never
 * guesses what was meant.
 */
#include "policy/bind.h"

#include "base/clock.h"

#include <inttypes.h>
#include <string.h>

#define DIGITS_MAX 18

bool bind_is_text(struct binder *binder, const struct option *row,
		  const struct node *node)
{
	if (node->kind == NODE_SCALAR && !node_is_null(node))
		return true;
	bind_wants(binder, row, node, "a text here");
	return false;
}

static bool parse_integer(struct str text, int64_t *number)
{
	bool negative = str_starts(text, "-");

	text = str_from(text, negative);
	if (text.size == 0 || text.size > DIGITS_MAX ||
	    (text.size > 1 && text.data[0] == '0'))
		return false;
	*number = 0;
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		*number = *number * 10 + (text.data[i] - '0');
	}
	*number = negative ? -*number : *number;
	return true;
}

bool bind_parse_size(struct str text, int64_t *size)
{
	static const struct {
		const char *suffix;
		int shift;
	} units[] = { { "KiB", 10 }, { "MiB", 20 }, { "GiB", 30 } };
	int shift = 0;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (str_ends(text, units[i].suffix)) {
			shift = units[i].shift;
			text.size -= strlen(units[i].suffix);
			break;
		}
	if (!parse_integer(text, size) || *size < 0 ||
	    *size > INT64_MAX >> shift)
		return false;
	*size *= INT64_C(1) << shift;
	return true;
}

static const char *show(struct binder *binder, const struct option *row,
			int64_t number)
{
	struct arena *arena = &binder->policy->arena;
	struct buf text = BUF_INIT;
	const char *copy;

	if (row->type == OPTION_DURATION)
		clock_format_duration(&text, number);
	else if (row->type == OPTION_SIZE && number && number % 1048576 == 0)
		buf_addf(&text, "%" PRId64 "MiB", number / 1048576);
	else if (row->type == OPTION_SIZE && number && number % 1024 == 0)
		buf_addf(&text, "%" PRId64 "KiB", number / 1024);
	else
		buf_addf(&text, "%" PRId64, number);
	copy = arena_copy(arena, buf_str(&text));
	buf_release(&text);
	return copy ? copy : "";
}

static void check_range(struct binder *binder, const struct option *row,
			const struct node *node, int64_t number)
{
	if (number < row->min)
		bind_error(binder, node->mark, NULL, "'%s' must be at least %s",
			   row->key, show(binder, row, row->min));
	else if (row->max && number > row->max)
		bind_error(binder, node->mark, NULL, "'%s' must be at most %s",
			   row->key, show(binder, row, row->max));
}

static const char *number_wanted(const struct option *row)
{
	switch (row->type) {
	case OPTION_SIZE:
		return "a size such as 4096, 64KiB or 1MiB";
	case OPTION_DURATION:
		return "a duration such as 10m, 4h or 30d";
	case OPTION_TIME:
		return "a time such as \"2026-12-24T18:00:00Z\"";
	default:
		return "a number such as 20";
	}
}

static bool parse_number(const struct option *row, const struct node *node,
			 int64_t *number)
{
	struct str text = str_of(node->text);

	switch (row->type) {
	case OPTION_SIZE:
		return bind_parse_size(text, number);
	case OPTION_DURATION:
		return clock_parse_duration(text, number);
	case OPTION_TIME:
		return clock_parse(text, number);
	default:
		return node->plain && parse_integer(text, number);
	}
}

static void bind_number(struct binder *binder, const struct option *row,
			const struct node *node, int64_t *out)
{
	int64_t number = 0;

	if (row->flags & OPTION_OR_FALSE && node_is(node, "false")) {
		*out = OPTION_UNSET;
		bind_said_number(binder, *out);
		return;
	}
	if (node->kind != NODE_SCALAR || !parse_number(row, node, &number)) {
		bind_wants(binder, row, node, number_wanted(row));
		return;
	}
	if (row->type != OPTION_TIME)
		check_range(binder, row, node, number);
	*out = number;
	bind_said_number(binder, number);
}

static void bind_bool(struct binder *binder, const struct option *row,
		      const struct node *node, bool *out)
{
	if (!node_is(node, "true") && !node_is(node, "false")) {
		bind_wants(binder, row, node, "true or false");
		return;
	}
	*out = node_is(node, "true");
	bind_said_number(binder, *out);
}

static size_t count_choices(const struct option *row)
{
	size_t count = 0;

	while (row->choices[count])
		count++;
	return count;
}

int bind_find_choice(struct binder *binder, const struct option *row,
		     const struct node *node)
{
	size_t count = count_choices(row);

	if (node->kind != NODE_SCALAR || node_is_null(node)) {
		bind_error(binder, node->mark,
			   bind_hint(binder, "", row->choices, count),
			   "'%s' wants a word", row->key);
		return -1;
	}
	for (size_t i = 0; i < count; i++)
		if (strcmp(row->choices[i], node->text) == 0)
			return (int)i;
	bind_error(binder, node->mark,
		   bind_hint(binder, node->text, row->choices, count),
		   "'%s' cannot be '%s'", row->key, node->text);
	return -1;
}

static void bind_choice(struct binder *binder, const struct option *row,
			const struct node *node, int *out)
{
	*out = bind_find_choice(binder, row, node);
	if (*out >= 0)
		bind_said_text(binder, row->choices[*out]);
}

static void bind_text(struct binder *binder, const struct option *row,
		      const struct node *node, const char **out)
{
	struct expansion text;

	if (!bind_is_text(binder, row, node) ||
	    (row->choices && bind_find_choice(binder, row, node) < 0))
		return;
	text = bind_expand(binder, node, VARS_PLAIN, !binder->literal);
	if (!text.text)
		return;
	*out = text.text;
	binder->dynamic |= text.dynamic;
	bind_said_text(binder, text.text);
}

bool bind_scalar(struct binder *binder, const struct option *row,
		 const struct node *node, void *member)
{
	switch (row->type) {
	case OPTION_BOOL:
		bind_bool(binder, row, node, member);
		return true;
	case OPTION_INTEGER:
	case OPTION_SIZE:
	case OPTION_DURATION:
	case OPTION_TIME:
		bind_number(binder, row, node, member);
		return true;
	case OPTION_CHOICE:
		bind_choice(binder, row, node, member);
		return true;
	case OPTION_TEXT:
		bind_text(binder, row, node, member);
		return true;
	default:
		return false;
	}
}
