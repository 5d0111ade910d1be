/*
 * secrets.c - see secrets.h. Never keeps or shows what it found.
 */
#include "rules/secrets.h"

#include "base/buf.h"

#include <string.h>

/* Letters of base64 in one line of a key. */
#define KEY_BODY_SIZE 40

struct secret {
	const char *name;
	const char *prefix;
	const char *rest;
	enum form_kind {
		FORM_WORD,     /* begins a word */
		FORM_ANYWHERE, /* the end of a longer name, too */
		FORM_HEADER,   /* what follows it tells whether it is one */
	} kind;
};

#define SECRET(name, prefix, rest) { name, prefix, rest, FORM_WORD },
#define SECRET_ANYWHERE(name, prefix, rest) \
	{ name, prefix, rest, FORM_ANYWHERE },
#define SECRET_HEADER(name, prefix, rest) { name, prefix, rest, FORM_HEADER },
static const struct secret forms[] = {
#include "rules/secrets.def"
};
#define FORM_COUNT (sizeof(forms) / sizeof(forms[0]))

_Static_assert(FORM_COUNT < SECRETS_MAX, "SECRETS_MAX is too small");

struct hunt {
	struct secrets *secrets;
	struct str line;
	size_t number;
	const char *last; /* name that was told of this line */
	int (*each)(const char *name, size_t number, void *context);
	void *context;
	struct error *error;
};

/* Lists are made from the end: the first row of a byte is met first. */
void secrets_init(struct secrets *secrets)
{
	*secrets = (struct secrets){ .header_line = 0 };
	for (size_t i = FORM_COUNT; i-- > 0;) {
		unsigned char byte = (unsigned char)forms[i].prefix[0];

		secrets->next[i] = secrets->first[byte];
		secrets->first[byte] = (unsigned char)(i + 1);
	}
}

void secrets_release(struct secrets *secrets)
{
	for (size_t i = 0; i < FORM_COUNT; i++)
		regex_free(secrets->patterns[i]);
	*secrets = (struct secrets){ .header_line = 0 };
}

void secrets_new_file(struct secrets *secrets)
{
	secrets->header_line = 0;
}

static bool is_word(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9');
}

/* Not in the middle of a word, but behind "\n" or "%3D" it is at its start. */
static bool starts_word(struct str line, size_t at)
{
	if (at == 0 || !is_word(line.data[at]) || !is_word(line.data[at - 1]))
		return true;
	if (at >= 2 && line.data[at - 2] == '\\')
		return true;
	return at >= 3 && line.data[at - 3] == '%';
}

/* No form has anything but ASCII. */
static struct str ascii_part(struct str s)
{
	size_t size = 0;

	s = str_first(s, SECRET_SIZE_MAX);
	while (size < s.size && (unsigned char)s.data[size] < 0x80)
		size++;
	return str_first(s, size);
}

static int compile(struct secrets *secrets, size_t form, struct error *error)
{
	struct buf text = BUF_INIT;
	struct regex_flaw flaw;
	int result = 0;

	if (secrets->patterns[form])
		return 0;
	buf_addf(&text, "\\A(?:%s)", forms[form].rest);
	if (buf_failed(&text))
		result = error_no_memory(error);
	else if (regex_new(&secrets->patterns[form], buf_str(&text), 0, &flaw))
		result = error_set(error, ERROR_INTERNAL, "a %s's pattern: %s",
				   forms[form].name, flaw.message);
	buf_release(&text);
	return result;
}

/* A row of xes is a hint how such a secret looks. */
static bool is_placeholder(struct str rest)
{
	size_t size = 0;

	while (size < rest.size &&
	       (rest.data[size] == 'x' || rest.data[size] == 'X'))
		size++;
	return size >= 16;
}

static int tell(struct hunt *hunt, const struct secret *form, size_t number)
{
	if (hunt->last && strcmp(hunt->last, form->name) == 0)
		return 0;
	hunt->last = form->name;
	return hunt->each(form->name, number, hunt->context);
}

static int try_form(struct hunt *hunt, size_t index, size_t at)
{
	const struct secret *form = &forms[index];
	struct str rest = str_from(hunt->line, at + strlen(form->prefix));
	enum match match;
	int result;

	if ((form->kind == FORM_WORD && !starts_word(hunt->line, at)) ||
	    is_placeholder(rest))
		return 0;
	result = compile(hunt->secrets, index, hunt->error);
	if (result)
		return result;
	match = regex_match(hunt->secrets->patterns[index], ascii_part(rest),
			    NULL, hunt->error);
	if (match == MATCH_BROKEN)
		return error_context(hunt->error, "the pattern of a %s",
				     form->name);
	if (match != MATCH_YES)
		return 0;
	if (form->kind != FORM_HEADER)
		return tell(hunt, form, hunt->number);
	hunt->secrets->header_line = hunt->number;
	hunt->secrets->header_name = form->name;
	return 0;
}

static int try_at(struct hunt *hunt, size_t at)
{
	struct str rest = str_from(hunt->line, at);
	unsigned char byte = (unsigned char)rest.data[0];
	int result = 0;

	for (size_t i = hunt->secrets->first[byte]; !result && i;
	     i = hunt->secrets->next[i - 1])
		if (str_starts(rest, forms[i - 1].prefix))
			result = try_form(hunt, i - 1, at);
	return result;
}

static bool is_base64(char byte)
{
	return is_word(byte) || byte == '+' || byte == '/';
}

static bool has_key_body(struct str line)
{
	size_t run = 0;

	for (size_t i = 0; i < line.size; i++) {
		run = is_base64(line.data[i]) ? run + 1 : 0;
		if (run == KEY_BODY_SIZE)
			return true;
	}
	return false;
}

static int follow_header(struct hunt *hunt)
{
	size_t header = hunt->secrets->header_line;

	hunt->secrets->header_line = 0;
	if (!header || hunt->number != header + 1 || !has_key_body(hunt->line))
		return 0;
	return hunt->each(hunt->secrets->header_name, header, hunt->context);
}

int secrets_find(struct secrets *secrets, struct str line, size_t number,
		 int (*each)(const char *name, size_t number, void *context),
		 void *context, struct error *error)
{
	struct hunt hunt = { .secrets = secrets,
			     .line = line,
			     .number = number,
			     .each = each,
			     .context = context,
			     .error = error };
	int result = follow_header(&hunt);

	for (size_t i = 0; !result && i < line.size; i++)
		if (secrets->first[(unsigned char)line.data[i]])
			result = try_at(&hunt, i);
	/* what was told of this line as a whole needs no next one */
	if (hunt.last)
		secrets->header_line = 0;
	return result;
}
