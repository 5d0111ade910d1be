/*
 * allowed_signers_options.c - cert-authority, namespaces, valid-after and
 * valid-before. Never takes a time that another machine would read
 * otherwise.
 */
#include "trust/allowed_signers_options.h"

#include "base/clock.h"
#include "base/text.h"
#include "trust/pattern_list.h"

#include <stdio.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define TIME_HINT "write YYYYMMDDZ, YYYYMMDDHHMMZ or YYYYMMDDHHMMSSZ"
#define TIME_DIGITS_MAX 14
#define RFC3339_SIZE 21

struct option {
	struct str item; /* as written */
	struct str raw;	 /* the value with its quotes */
	struct str value;
};

struct known_option {
	const char *name;
	const char *hint; /* how it is written */
	bool takes_value;
	void (*read)(struct ssh_line *line, const struct option *option,
		     struct allowed_signer *out);
};

static void read_authority(struct ssh_line *line, const struct option *option,
			   struct allowed_signer *out)
{
	(void)line;
	(void)option;
	out->is_authority = true;
}

static void read_namespaces(struct ssh_line *line, const struct option *option,
			    struct allowed_signer *out)
{
	struct str where = option->value;
	const char *flaw = pattern_list_flaw(option->value, &where);

	if (flaw)
		ssh_line_flaw(line, option->raw, "write namespaces=\"git\"",
			      "%s", flaw);
	out->namespaces = option->value;
}

/* "20261231" or with a time behind it; digits only. */
static bool parse_digits(struct str digits, int64_t *time)
{
	char text[RFC3339_SIZE];
	char all[] = "00000000000000";
	size_t i;

	if (digits.size != 8 && digits.size != 12 &&
	    digits.size != TIME_DIGITS_MAX)
		return false;
	for (i = 0; i < digits.size; i++)
		all[i] = digits.data[i];
	(void)snprintf(text, sizeof(text), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ",
		       all, all + 4, all + 6, all + 8, all + 10, all + 12);
	return clock_parse(str_of(text), time) && *time > 0;
}

static int64_t read_time(struct ssh_line *line, const struct option *option)
{
	struct str digits = option->value;
	bool has_zone = str_ends(digits, "Z");
	int64_t time = 0;
	char hint[64];

	if (has_zone)
		digits.size--;
	if (!parse_digits(digits, &time)) {
		ssh_line_flaw(line, option->raw, TIME_HINT,
			      "this is no time after 1970");
	} else if (!has_zone) {
		(void)snprintf(hint, sizeof(hint),
			       "write \"%.*sZ\", which is UTC",
			       STR_ARGS(digits));
		ssh_line_flaw(line, option->raw, hint,
			      "a time without Z means another one on each "
			      "machine");
	}
	return time;
}

static void read_after(struct ssh_line *line, const struct option *option,
		       struct allowed_signer *out)
{
	out->valid_after = read_time(line, option);
}

static void read_before(struct ssh_line *line, const struct option *option,
			struct allowed_signer *out)
{
	out->valid_before = read_time(line, option);
}

static const struct known_option known[] = {
	{ "cert-authority", "write cert-authority", false, read_authority },
	{ "namespaces", "write namespaces=\"git\"", true, read_namespaces },
	{ "valid-after", "write valid-after=\"20260101Z\"", true, read_after },
	{ "valid-before", "write valid-before=\"20270101Z\"", true,
	  read_before },
};

/*
 * Bytes of `s` before the first `end` outside of quotes, or all. *open: in
 * the middle of quotes.
 */
static size_t quoted_size(struct str s, const char *ends, bool *open)
{
	size_t i = 0;

	*open = false;
	while (i < s.size && (*open || str_find_byte(str_of(ends), s.data[i]) ==
					       str_of(ends).size)) {
		if (s.data[i] == '\\' && i + 1 < s.size && s.data[i + 1] == '"')
			i++;
		else if (s.data[i] == '"')
			*open = !*open;
		i++;
	}
	return i;
}

/* Without the quotes, \" as "; NULL data without memory. */
static struct str unescape(struct str inner, struct arena *arena)
{
	char *text = arena_copy(arena, inner);
	size_t size = 0;
	size_t i;

	for (i = 0; text && i < inner.size; i++) {
		if (inner.data[i] == '\\' && i + 1 < inner.size &&
		    inner.data[i + 1] == '"')
			i++;
		text[size++] = inner.data[i];
	}
	return (struct str){ text, size };
}

/* 0; ERROR_USAGE: told. */
static int unquote(struct ssh_line *line, struct option *option,
		   const struct known_option *row)
{
	struct str inner = str_from(option->raw, 1);
	size_t end = 0;

	if (!str_starts(option->raw, "\"")) {
		ssh_line_flaw(line, option->item, row->hint,
			      "the value of %s is not in quotes", row->name);
		return ERROR_USAGE;
	}
	while (end < inner.size && inner.data[end] != '"')
		end += str_starts(str_from(inner, end), "\\\"") ? 2 : 1;
	if (end + 1 != inner.size) {
		ssh_line_flaw(line, option->raw, row->hint,
			      "text behind the closing quote");
		return ERROR_USAGE;
	}
	option->value = unescape(str_first(inner, end), line->arena);
	return option->value.data ? 0 : ERROR_INTERNAL;
}

static const char *nearest_hint(struct str name, struct arena *arena)
{
	const char *names[COUNT(known)];
	const char *nearest;
	size_t i;

	for (i = 0; i < COUNT(known); i++)
		names[i] = known[i].name;
	nearest = text_nearest(arena_copy(arena, name), names, COUNT(known));
	if (nearest)
		return arena_printf(arena, "did you mean '%s'?", nearest);
	return "options are cert-authority, namespaces, valid-after and "
	       "valid-before; behind them comes the key";
}

static const struct known_option *find(struct ssh_line *line, struct str name)
{
	size_t i;

	if (name.size == 0) {
		ssh_line_flaw(line, name, known[1].hint, "no option");
		return NULL;
	}
	for (i = 0; i < COUNT(known); i++)
		if (str_equal_ascii_case(name, str_of(known[i].name)))
			return &known[i];
	ssh_line_flaw(line, name, nearest_hint(name, line->arena),
		      "'%.*s' is no option and no type of keys",
		      STR_ARGS(name));
	return NULL;
}

static int read_option(struct ssh_line *line, struct str item, unsigned *seen,
		       struct allowed_signer *out)
{
	size_t equals = str_find_byte(item, '=');
	struct str name = str_first(item, equals);
	struct option option = { .item = item,
				 .raw = str_from(item, equals + 1) };
	const struct known_option *row = find(line, name);
	unsigned bit;
	int result;

	if (!row)
		return 0;
	bit = 1u << (row - known);
	if (*seen & bit)
		ssh_line_flaw(line, item, "write it once", "a second %s",
			      row->name);
	*seen |= bit;
	if (row->takes_value != (equals < item.size)) {
		ssh_line_flaw(line, item, row->hint,
			      row->takes_value ? "%s without a value" :
						 "%s takes no value",
			      row->name);
		return 0;
	}
	result = row->takes_value ? unquote(line, &option, row) : 0;
	if (!result)
		row->read(line, &option, out);
	return result == ERROR_USAGE ? 0 : result;
}

int allowed_signer_options(struct ssh_line *line, struct str *rest,
			   struct allowed_signer *out)
{
	struct str options;
	struct str left;
	unsigned seen = 0;
	size_t size;
	bool open;
	int result = 0;

	options = str_first(*rest, quoted_size(*rest, " \t", &open));
	*rest = str_from(*rest, options.size);
	while (rest->size && str_trim(str_first(*rest, 1)).size == 0)
		*rest = str_from(*rest, 1);
	if (open) {
		ssh_line_flaw(line, options, NULL, "no closing quote");
		return 0;
	}
	for (left = options; !result; left = str_from(left, size + 1)) {
		size = quoted_size(left, ",", &open);
		result = read_option(line, str_first(left, size), &seen, out);
		if (size == left.size)
			break;
	}
	if (out->valid_after && out->valid_before &&
	    out->valid_after >= out->valid_before)
		ssh_line_flaw(line, options, NULL,
			      "valid-after is not before valid-before");
	return result;
}
