/*
 * json.c - writes JSON on one line. Never reads it, and never checks that
 * what was opened is closed.
 */
#include "base/json.h"

#include "base/text.h"

#include <inttypes.h>

/* Short escapes of what text_escape() lets through but JSON does not. */
static const char *special(char byte)
{
	switch (byte) {
	case '"':
		return "\\\"";
	case '\\':
		return "\\\\";
	case '\t':
		return "\\t";
	case '\n':
		return "\\n";
	default:
		return NULL;
	}
}

static void add_string(struct buf *out, struct str s)
{
	size_t plain;

	buf_add_byte(out, '"');
	while (s.size) {
		plain = 0;
		while (plain < s.size && !special(s.data[plain]))
			plain++;
		text_escape(out, str_first(s, plain));
		s = str_from(s, plain);
		if (s.size == 0)
			break;
		buf_add_text(out, special(s.data[0]));
		s = str_from(s, 1);
	}
	buf_add_byte(out, '"');
}

static void begin_value(struct json *json, const char *key)
{
	if (json->comma)
		buf_add_byte(json->out, ',');
	json->comma = true;
	if (!key)
		return;
	add_string(json->out, str_of(key));
	buf_add_byte(json->out, ':');
}

static void open_container(struct json *json, const char *key, char byte)
{
	begin_value(json, key);
	buf_add_byte(json->out, byte);
	json->comma = false;
}

static void close_container(struct json *json, char byte)
{
	buf_add_byte(json->out, byte);
	json->comma = true;
}

void json_init(struct json *json, struct buf *out)
{
	json->out = out;
	json->comma = false;
}

void json_object_begin(struct json *json, const char *key)
{
	open_container(json, key, '{');
}

void json_object_end(struct json *json)
{
	close_container(json, '}');
}

void json_array_begin(struct json *json, const char *key)
{
	open_container(json, key, '[');
}

void json_array_end(struct json *json)
{
	close_container(json, ']');
}

void json_str(struct json *json, const char *key, struct str value)
{
	begin_value(json, key);
	add_string(json->out, value);
}

void json_text(struct json *json, const char *key, const char *value)
{
	if (value)
		json_str(json, key, str_of(value));
	else
		json_nil(json, key);
}

void json_int(struct json *json, const char *key, int64_t value)
{
	begin_value(json, key);
	buf_addf(json->out, "%" PRId64, value);
}

void json_bool(struct json *json, const char *key, bool value)
{
	begin_value(json, key);
	buf_add_text(json->out, value ? "true" : "false");
}

void json_nil(struct json *json, const char *key)
{
	begin_value(json, key);
	buf_add_text(json->out, "null");
}
