/*
 * allowed_signers.c - OpenSSH's ALLOWED SIGNERS file. Never skips a line that
 * it does not understand.
 */
#include "trust/allowed_signers.h"

#include "trust/allowed_signers_options.h"
#include "trust/pattern_list.h"
#include "trust/ssh_line.h"

#include <stdlib.h>
#include <string.h>

#define PRINCIPALS_HINT                                     \
	"a line is PRINCIPALS [OPTIONS] TYPE KEY, such as " \
	"alice@example.com ssh-ed25519 AAAA..."

/* The base64 of every key begins so: a size of less than 2^16. */
#define BLOB_START "AAAA"

/*
 * In quotes, which then have to be around all of it, blanks are a name's.
 * False: told, and nothing more can be made of the line.
 */
static bool cut_principals(struct ssh_line *line, struct str *rest,
			   struct str *principals)
{
	struct str inner = str_from(*rest, 1);
	size_t end = str_find_byte(inner, '"');
	struct str behind = str_from(inner, end + 1);
	struct str field;

	if (!str_starts(*rest, "\"")) {
		*principals = ssh_line_field(rest);
		if (str_find_byte(*principals, '"') == principals->size)
			return true;
		ssh_line_flaw(line, *principals, "put all of it in quotes",
			      "a quote within the principals");
		return false;
	}
	field = ssh_line_field(&behind);
	if (end == inner.size || field.size) {
		ssh_line_flaw(line, str_first(*rest, end + 2), PRINCIPALS_HINT,
			      end == inner.size ?
				      "no closing quote" :
				      "no blank behind the principals");
		return false;
	}
	*principals = str_first(inner, end);
	*rest = behind;
	return true;
}

static bool read_principals(struct ssh_line *line, struct str *rest,
			    struct allowed_signer *out)
{
	struct str where = { NULL, 0 };
	const char *flaw;

	if (!cut_principals(line, rest, &out->principals))
		return false;
	out->mark = ssh_line_mark(line, out->principals);
	out->is_literal = pattern_list_is_literal(out->principals);
	flaw = pattern_list_flaw(out->principals, &where);
	if (ssh_line_is_type(out->principals) && str_starts(*rest, BLOB_START))
		ssh_line_flaw(line, out->principals, PRINCIPALS_HINT,
			      "no principals before the key");
	else if (flaw)
		ssh_line_flaw(line, where, PRINCIPALS_HINT, "%s", flaw);
	else if (rest->size == 0)
		ssh_line_flaw(line, out->principals, PRINCIPALS_HINT,
			      "no key behind the principals");
	return !line->flawed;
}

static int read_signer(struct ssh_line *line, struct allowed_signer *out)
{
	struct str rest = line->text;
	struct str next;
	struct str ahead;
	int result = 0;

	if (!read_principals(line, &rest, out))
		return 0;
	ahead = rest;
	next = ssh_line_field(&ahead);
	if (!ssh_line_is_type(next))
		result = allowed_signer_options(line, &rest, out);
	if (result || (line->flawed && !ssh_line_is_type(rest)))
		return result;
	if (rest.size == 0) {
		ssh_line_flaw(line, next, PRINCIPALS_HINT,
			      "no key behind the options");
		return 0;
	}
	result = ssh_line_key(line, rest, &out->key);
	return result == ERROR_USAGE ? 0 : result;
}

static int read_line(struct ssh_line *line, void *context)
{
	struct allowed_signers *list = context;
	struct allowed_signer signer = { .is_literal = false };
	struct allowed_signer *item;
	int result = read_signer(line, &signer);

	if (result || line->flawed)
		return result;
	if (list->count == ALLOWED_SIGNERS_MAX) {
		ssh_line_flaw(line, line->text, NULL, "more than %d keys",
			      ALLOWED_SIGNERS_MAX);
		return ERROR_LIMIT;
	}
	item = array_more(&list->items, list->count, &list->capacity,
			  sizeof(*item));
	if (!item)
		return ERROR_INTERNAL;
	*item = signer;
	list->count++;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct allowed_signer *x = a;
	const struct allowed_signer *y = b;
	int order = str_compare(x->key.blob, y->key.blob);

	if (order)
		return order;
	return (x->mark.line > y->mark.line) - (x->mark.line < y->mark.line);
}

int allowed_signers_read(struct allowed_signers *out,
			 const struct trust_file *file, struct arena *arena,
			 struct diagnostics *diagnostics, struct error *error)
{
	int result;

	*out = (struct allowed_signers){
		.source = { file->path, file->text },
		.arena = arena,
	};
	result = ssh_lines_read(&out->source, arena, diagnostics, read_line,
				out);
	if (result == ERROR_INTERNAL) {
		allowed_signers_release(out);
		return error_no_memory(error);
	}
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), compare);
	return 0;
}

void allowed_signers_release(struct allowed_signers *list)
{
	size_t i;

	if (!list)
		return;
	for (i = 0; i < list->count; i++)
		public_key_free(list->items[i].loaded);
	free(list->items);
	list->items = NULL;
	list->count = 0;
	list->capacity = 0;
}

struct allowed_signer *allowed_signers_find(const struct allowed_signers *list,
					    struct str key_blob, size_t *count)
{
	size_t low = 0;
	size_t high = list->count;
	size_t middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (str_compare(list->items[middle].key.blob, key_blob) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	while (low + *count < list->count &&
	       str_equal(list->items[low + *count].key.blob, key_blob))
		(*count)++;
	return *count ? &list->items[low] : NULL;
}
