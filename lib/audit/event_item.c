/*
 * event_item.c - refs and findings in a line of the log. Never loses a byte
 * of a ref's name, and never lets a detail grow without bound.
 */
#include "audit/event_item.h"

#include "audit/fit.h"

/* What members may take, escaped. */
#define SHORT_SIZE 64
#define NAME_SIZE 2048	    /* a ref's name that is plain */
#define HOSTILE_SIZE 1024   /* one that is not; its bytes are beside it */
#define NAME_BYTES_MAX 1024 /* git/push.h takes no longer ones */
#define DETAIL_SIZE 1024
#define REF_SIZE_MAX 4100 /* with `extra` */

/* The size and the digest of what was cut. */
static void add_digest(struct json *json, const char *size_key,
		       const char *digest_key, struct str s)
{
	char hex[SHA256_HEX_SIZE + 1];

	sha256_hex(s, hex);
	json_int(json, size_key, (int64_t)s.size);
	json_text(json, digest_key, hex);
}

static void add_hex(struct json *json, const char *key, struct str s)
{
	char hex[2 * NAME_BYTES_MAX + 1];

	hex_encode((const unsigned char *)s.data, s.size, hex);
	json_text(json, key, hex);
}

static void add_name(struct json *json, const char *key, struct str name)
{
	fit_add(json, key, name, fit_is_plain(name) ? NAME_SIZE : HOSTILE_SIZE);
}

static void add_oid(struct json *json, const char *key, const struct oid *oid)
{
	char hex[OID_HEX_SIZE + 1];

	json_text(json, key, oid_format(oid, hex));
}

/* One line, and short enough for a line of the log beside the rest. */
static bool fits(struct str extra, size_t taken)
{
	if (!str_starts(extra, ",\"") ||
	    extra.size > EVENT_REF_EXTRA_SIZE_MAX ||
	    taken + extra.size > REF_SIZE_MAX)
		return false;
	for (size_t i = 0; i < extra.size; i++)
		if ((unsigned char)extra.data[i] < ' ')
			return false;
	return true;
}

/* A name that cannot be shown as it is has its bytes beside it. */
void event_add_ref(struct json *json, const struct event_ref *ref)
{
	size_t start = json->out->size;

	json_object_begin(json, NULL);
	add_name(json, "name", ref->name);
	add_oid(json, "old", &ref->old);
	add_oid(json, "new", &ref->new);
	fit_add_text(json, "kind", ref->kind, SHORT_SIZE);
	json_int(json, "commits", (int64_t)ref->commits);
	fit_add_text(json, "verdict", ref->verdict, SHORT_SIZE);
	if (ref->name.size > NAME_BYTES_MAX)
		add_digest(json, "name_size", "name_sha256", ref->name);
	else if (!fit_is_plain(ref->name))
		add_hex(json, "name_hex", ref->name);
	if (fits(str_of(ref->extra), json->out->size - start + 1))
		buf_add_text(json->out, ref->extra);
	json_object_end(json);
}

void event_add_finding(struct json *json, const struct event_finding *finding)
{
	json_object_begin(json, NULL);
	fit_add_text(json, "rule", finding->rule, SHORT_SIZE);
	add_name(json, "ref", finding->ref);
	if (oid_is_zero(&finding->commit))
		json_nil(json, "commit");
	else
		add_oid(json, "commit", &finding->commit);
	if (fit_add(json, "detail", finding->detail, DETAIL_SIZE))
		add_digest(json, "detail_size", "detail_sha256",
			   finding->detail);
	fit_add_text(json, "verdict", finding->verdict, SHORT_SIZE);
	if (finding->ruleset)
		fit_add_text(json, "ruleset", finding->ruleset, 2 * SHORT_SIZE);
	json_object_end(json);
}
