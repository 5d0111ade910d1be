/*
 * anchor_scan.c - reads anchors off lines that anybody may have written.
 * Never takes a member from outside of what a signature covers.
 */
#include "audit/anchor.h"

#include <jansson.h>
#include <string.h>

#define BEGIN "{\"refgate_anchor\":"
#define SEAL "},\"key\":\""

static const char *text_member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static bool read_object(struct anchor *out, const json_t *object)
{
	const char *chain = text_member(object, "chain");
	const char *hash = text_member(object, "hash");
	const char *time = text_member(object, "time");
	json_int_t sequence =
		json_integer_value(json_object_get(object, "sequence"));
	int64_t seconds;

	if (!chain || !*chain || strlen(chain) > RECORD_CHAIN_SIZE ||
	    sequence <= 0 || !hash || strlen(hash) != SHA256_HEX_SIZE ||
	    !hex_decode(str_of(hash), out->hash) || !time ||
	    !clock_parse(str_of(time), &seconds))
		return false;
	memcpy(out->chain, chain, strlen(chain));
	out->sequence = (uint64_t)sequence;
	out->time = seconds * USEC_PER_SECOND;
	return true;
}

static int read_payload(struct anchor *out, struct buf *payload, bool is_sealed)
{
	size_t flags = JSON_REJECT_DUPLICATES |
		       (is_sealed ? 0 : JSON_DISABLE_EOF_CHECK);
	json_t *root;
	int result;

	if (buf_failed(payload))
		return ERROR_INTERNAL;
	root = json_loadb(payload->data, payload->size, flags, NULL);
	result = read_object(out, json_object_get(root, "refgate_anchor")) ?
			 0 :
			 ERROR_USAGE;
	json_decref(root);
	return result;
}

/* `text`: {"key":"...","signature":"..."} */
static int read_seal(struct buf *signature, struct str text)
{
	json_t *root = json_loadb(
		text.data, text.size,
		JSON_REJECT_DUPLICATES | JSON_DISABLE_EOF_CHECK, NULL);
	const char *armor = text_member(root, "signature");
	int result = armor && *armor ? 0 : ERROR_USAGE;

	if (!result)
		buf_add_text(signature, armor);
	if (buf_failed(signature))
		result = ERROR_INTERNAL;
	json_decref(root);
	return result;
}

int anchor_scan(struct anchor *out, struct buf *payload, struct buf *signature,
		struct str line)
{
	struct str text = str_from(line, str_find(line, STR(BEGIN)));
	size_t split = str_find(text, STR(SEAL));
	bool is_sealed = split < text.size;
	struct buf seal = BUF_INIT;
	int result;

	memset(out, 0, sizeof(*out));
	buf_clear(payload);
	buf_clear(signature);
	if (text.size == 0)
		return 0;
	if (text.size > ANCHOR_LINE_SIZE_MAX)
		return ERROR_USAGE;
	buf_add_str(payload, is_sealed ? str_first(text, split + 1) : text);
	if (is_sealed)
		buf_add_byte(payload, '}');
	result = read_payload(out, payload, is_sealed);
	if (!result && is_sealed) {
		buf_add_byte(&seal, '{');
		buf_add_str(&seal, str_from(text, split + strlen("},")));
		result = buf_failed(&seal) ?
				 ERROR_INTERNAL :
				 read_seal(signature, buf_str(&seal));
	}
	buf_release(&seal);
	return result ? result : 1;
}
