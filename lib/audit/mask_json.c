/*
 * mask_json.c - see mask_json.h. Never changes what is no string, and lets
 * no string grow more than a hash needs.
 */
#include "audit/mask_json.h"

#include "audit/fit.h"
#include "audit/mask.h"

/* Of a string, by the hashes in it. */
#define GROWTH_MAX 40

struct walk {
	const struct mask *mask;
	struct buf *out;
	struct str rest;
	struct str key; /* of the member whose value comes */
	bool approvers; /* inside that array */
	bool override;	/* inside that member, up to the end */
};

/* Members whose strings are no words of people. */
static bool is_fixed(const struct walk *walk)
{
	static const struct {
		const char *key;
		bool override; /* there, or else in all other members */
	} fixed[] = {
		{ "rules", true },	{ "expires", true },
		{ "branch", false },	{ "seen", false },
		{ "item", false },	{ "due", false },
		{ "opened", false },	{ "policy_was", false },
		{ "floor_was", false },
	};

	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		if (str_is(walk->key, fixed[i].key) &&
		    fixed[i].override == walk->override)
			return true;
	return false;
}

/* Bytes of the string that `text` begins with, with its quotes. */
static size_t string_size(struct str text)
{
	size_t at = 1;

	while (at < text.size && text.data[at] != '"')
		at += text.data[at] == '\\' ? 2 : 1;
	return at < text.size ? at + 1 : text.size;
}

/* json.h writes no other escapes. */
static void unescape(struct buf *out, struct str string)
{
	for (size_t i = 0; i < string.size; i++) {
		char byte = string.data[i];

		if (byte == '\\' && i + 1 < string.size) {
			byte = string.data[++i];
			byte = byte == 'n' ? '\n' : byte == 't' ? '\t' : byte;
		}
		buf_add_byte(out, byte);
	}
}

static void mask_value(struct walk *walk, struct str string)
{
	size_t limit = string.size + GROWTH_MAX;
	struct buf clear = BUF_INIT;
	struct buf masked = BUF_INIT;
	struct json json;

	unescape(&clear, string);
	if (walk->approvers) {
		mask_add_name(&masked, walk->mask, buf_str(&clear));
		limit = MASK_NAME_SIZE;
	} else {
		mask_add_text(&masked, walk->mask, buf_str(&clear));
	}
	json_init(&json, walk->out);
	fit_add(&json, NULL, buf_str(&masked), limit);
	walk->out->failed |= buf_failed(&clear) || buf_failed(&masked);
	buf_release(&clear);
	buf_release(&masked);
}

static void take_string(struct walk *walk)
{
	size_t size = string_size(walk->rest);
	struct str whole = str_first(walk->rest, size);
	struct str inner = size < 2 ? str_of("") :
				      str_first(str_from(whole, 1), size - 2);

	walk->rest = str_from(walk->rest, size);
	if (str_starts(walk->rest, ":")) {
		walk->key = inner;
		walk->override |= str_is(inner, "override");
		walk->approvers |= walk->override && str_is(inner, "approvers");
		buf_add_str(walk->out, whole);
	} else if (is_fixed(walk)) {
		buf_add_str(walk->out, whole);
	} else {
		mask_value(walk, inner);
	}
}

void mask_add_json(struct buf *out, const struct mask *mask, struct str text)
{
	struct walk walk = { .mask = mask, .out = out, .rest = text };

	while (walk.rest.size) {
		char byte = walk.rest.data[0];

		if (byte == '"') {
			take_string(&walk);
			continue;
		}
		if (byte == ']')
			walk.approvers = false;
		buf_add_byte(out, byte);
		walk.rest = str_from(walk.rest, 1);
	}
}
