/*
 * uri.c - see uri.h. Never lets a credential through.
 */
#include "uri.h"

#include <ctype.h>
#include <string.h>

#define SCHEME_END "://"
#define HELPER_END "::"

static bool is_plain(char byte, const char *others)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') ||
	       (byte != '\0' && strchr(others, byte));
}

static bool is_escape(struct str text)
{
	return text.size > 2 && text.data[0] == '%' &&
	       isxdigit((unsigned char)text.data[1]) &&
	       isxdigit((unsigned char)text.data[2]);
}

/* An escape that is there already stays where "%" is one of the others. */
static void add_encoded(struct buf *out, struct str text, const char *others)
{
	for (size_t i = 0; i < text.size; i++) {
		if (is_plain(text.data[i], others) &&
		    (text.data[i] != '%' || is_escape(str_from(text, i))))
			buf_add_byte(out, text.data[i]);
		else
			buf_addf(out, "%%%02X",
				 (unsigned)(unsigned char)text.data[i]);
	}
}

void uri_add_path(struct buf *out, struct str path)
{
	add_encoded(out, path, "-._~/");
}

static bool is_scheme(struct str scheme)
{
	bool valid = scheme.size && isalpha((unsigned char)scheme.data[0]);

	for (size_t i = 0; i < scheme.size; i++)
		valid = valid && is_plain(scheme.data[i], "+.-");
	return valid;
}

/* Behind the last "@": who logs in is nobody's business. */
static struct str without_login(struct str host)
{
	for (size_t i = host.size; i > 0; i--)
		if (host.data[i - 1] == '@')
			return str_from(host, i);
	return host;
}

/* "user:password@host:22/path?query" */
static void add_authority(struct buf *out, struct str rest)
{
	size_t slash = str_find_byte(rest, '/');

	add_encoded(out, without_login(str_first(rest, slash)), "-._~:[]");
	rest = str_from(rest, slash);
	rest = str_first(rest, str_find_byte(rest, '?'));
	rest = str_first(rest, str_find_byte(rest, '#'));
	add_encoded(out, rest, "-._~/%:@!$&'()*+,;=");
}

/* Offset of the colon of "user@host:path", "[::1]:path"; or url.size. */
static size_t find_host_end(struct str url)
{
	size_t bracket = str_find_byte(url, ']');
	size_t from = bracket < url.size ? bracket : 0;
	size_t colon = from + str_find_byte(str_from(url, from), ':');

	return colon < str_find_byte(url, '/') ? colon : url.size;
}

bool uri_add_repository(struct buf *out, struct str url)
{
	size_t scheme = str_find(url, STR(SCHEME_END));
	size_t colon;

	if (str_starts(url, "/")) {
		buf_add_text(out, "file://");
		uri_add_path(out, url);
		return true;
	}
	if (scheme < url.size && is_scheme(str_first(url, scheme))) {
		buf_add_str(out, str_first(url, scheme));
		buf_add_text(out, SCHEME_END);
		add_authority(out, str_from(url, scheme + strlen(SCHEME_END)));
		return true;
	}
	colon = find_host_end(url);
	if (colon == 0 || colon >= url.size ||
	    str_starts(str_from(url, colon), HELPER_END))
		return false;
	buf_add_text(out, "ssh://");
	add_encoded(out, without_login(str_first(url, colon)), "-._~[]:");
	url = str_from(url, colon + 1);
	if (!str_starts(url, "/"))
		buf_add_byte(out, '/');
	uri_add_path(out, url);
	return true;
}
