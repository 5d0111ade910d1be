/*
 * ssh_wire.c - see ssh_wire.h. Never believes a length before it is held
 * against what is left.
 */
#include "trust/ssh_wire.h"

#define SIGN_BIT 0x80

static bool read_number(struct str *rest, size_t size, uint64_t *out)
{
	uint64_t value = 0;
	size_t i;

	if (rest->size < size)
		return false;
	for (i = 0; i < size; i++)
		value = value << 8 | (unsigned char)rest->data[i];
	*rest = str_from(*rest, size);
	*out = value;
	return true;
}

bool wire_byte(struct str *rest, uint8_t *out)
{
	uint64_t value;

	if (!read_number(rest, sizeof(*out), &value))
		return false;
	*out = (uint8_t)value;
	return true;
}

bool wire_u32(struct str *rest, uint32_t *out)
{
	uint64_t value;

	if (!read_number(rest, sizeof(*out), &value))
		return false;
	*out = (uint32_t)value;
	return true;
}

bool wire_u64(struct str *rest, uint64_t *out)
{
	return read_number(rest, sizeof(*out), out);
}

bool wire_string(struct str *rest, struct str *out)
{
	struct str after = *rest;
	uint32_t size;

	if (!wire_u32(&after, &size) || size > after.size)
		return false;
	*out = str_first(after, size);
	*rest = str_from(after, size);
	return true;
}

static bool has_sign_bit(struct str number)
{
	return number.size && (unsigned char)number.data[0] & SIGN_BIT;
}

bool wire_number(struct str *rest, struct str *out)
{
	struct str after = *rest;
	struct str number;

	if (!wire_string(&after, &number) || number.size == 0 ||
	    has_sign_bit(number))
		return false;
	if (number.data[0] == '\0') {
		number = str_from(number, 1);
		if (!has_sign_bit(number))
			return false;
	}
	*out = number;
	*rest = after;
	return true;
}
