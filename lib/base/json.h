/*
 * json.h - writes JSON (RFC 8259) without spaces on one line. Commas are its
 * own business. Bytes that are not UTF-8, controls and invisible characters
 * inside strings are written as text_escape() shows them. Never reads.
 */
#ifndef REFGATE_BASE_JSON_H
#define REFGATE_BASE_JSON_H

#include "base/buf.h"

#include <stdint.h>

struct json {
	struct buf *out; /* borrowed */
	bool comma;	 /* a value stands before in this container */
};

void json_init(struct json *json, struct buf *out);
/* `key` NULL: an item of an array, or the outermost value. */
void json_object_begin(struct json *json, const char *key);
void json_object_end(struct json *json);
void json_array_begin(struct json *json, const char *key);
void json_array_end(struct json *json);
void json_str(struct json *json, const char *key, struct str value);
/* NULL is written as null. */
void json_text(struct json *json, const char *key, const char *value);
void json_int(struct json *json, const char *key, int64_t value);
void json_bool(struct json *json, const char *key, bool value);
void json_nil(struct json *json, const char *key);

#endif
