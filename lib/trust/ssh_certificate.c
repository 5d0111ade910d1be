/*
 * ssh_certificate.c - OpenSSH user certificates, read strictly. Never decides
 * whether their authority is trusted.
 */
#include "trust/ssh_certificate.h"

#include "base/arena.h"
#include "trust/ssh_wire.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define SUFFIX "-cert-v01@openssh.com"
/* OpenSSH takes no more. */
#define PRINCIPALS_MAX 256
#define LENGTH_SIZE 4

enum holder {
	HOLDER_USER = 1,
	HOLDER_HOST = 2,
};

/* The key within a certificate: a name of its own, then the plain fields. */
static const struct kind {
	const char *name;
	const char *plain;
	size_t fields; /* strings or mpints, which look alike */
} kinds[] = {
	{ "ssh-ed25519" SUFFIX, "ssh-ed25519", 1 },
	{ "ssh-rsa" SUFFIX, "ssh-rsa", 2 },
	{ "ecdsa-sha2-nistp256" SUFFIX, "ecdsa-sha2-nistp256", 2 },
	{ "ecdsa-sha2-nistp384" SUFFIX, "ecdsa-sha2-nistp384", 2 },
	{ "ecdsa-sha2-nistp521" SUFFIX, "ecdsa-sha2-nistp521", 2 },
	{ "sk-ssh-ed25519" SUFFIX, "sk-ssh-ed25519@openssh.com", 2 },
	{ "sk-ecdsa-sha2-nistp256" SUFFIX, "sk-ecdsa-sha2-nistp256@openssh.com",
	  3 },
	{ "ssh-dss" SUFFIX, "ssh-dss", 4 },
};

static const struct kind *find_kind(struct str name)
{
	size_t i;

	for (i = 0; i < COUNT(kinds); i++)
		if (str_is(name, kinds[i].name))
			return &kinds[i];
	return NULL;
}

bool ssh_blob_is_certificate(struct str blob)
{
	struct str name;

	return wire_string(&blob, &name) && str_ends(name, SUFFIX);
}

/* The plain key: its type's name, and the fields as they are. */
static struct str make_plain(const char *type, struct str fields,
			     struct arena *arena)
{
	size_t size = strlen(type);
	char *text = arena_alloc(arena, LENGTH_SIZE + size + fields.size);

	if (!text)
		return (struct str){ NULL, 0 };
	text[LENGTH_SIZE - 1] = (char)size;
	memcpy(text + LENGTH_SIZE, type, size);
	memcpy(text + LENGTH_SIZE + size, fields.data, fields.size);
	return (struct str){ text, LENGTH_SIZE + size + fields.size };
}

static int read_key(struct ssh_certificate *out, struct str *rest,
		    struct arena *arena, const char **what)
{
	const struct kind *kind;
	struct str fields;
	struct str ignored;
	struct str name;
	struct str nonce;
	size_t i;

	*what = "a certificate of an unknown type";
	if (!wire_string(rest, &name))
		return ERROR_USAGE;
	kind = find_kind(name);
	if (!kind)
		return ERROR_USAGE;
	*what = "a certificate that is cut off";
	if (!wire_string(rest, &nonce))
		return ERROR_USAGE;
	fields = *rest;
	for (i = 0; i < kind->fields; i++)
		if (!wire_string(rest, &ignored))
			return ERROR_USAGE;
	fields.size -= rest->size;
	out->plain = make_plain(kind->plain, fields, arena);
	if (!out->plain.data)
		return ERROR_INTERNAL;
	return ssh_key_read(&out->key, out->plain, what);
}

static bool has_nul(struct str s)
{
	return str_find_byte(s, '\0') < s.size;
}

static bool are_principals(struct str rest)
{
	struct str principal;
	size_t count;

	for (count = 0; rest.size && count < PRINCIPALS_MAX; count++)
		if (!wire_string(&rest, &principal) || principal.size == 0 ||
		    has_nul(principal))
			return false;
	return rest.size == 0;
}

/* Name and value, by name, each once. */
static bool are_options(struct str rest)
{
	struct str last = { NULL, 0 };
	struct str value;
	struct str name;

	while (rest.size) {
		if (!wire_string(&rest, &name) || !wire_string(&rest, &value))
			return false;
		if (last.data && str_compare(last, name) >= 0)
			return false;
		last = name;
	}
	return true;
}

static int read_fields(struct ssh_certificate *out, struct str *rest,
		       const char **what)
{
	struct str critical;
	struct str extensions;
	uint32_t holder;

	*what = "a certificate that is cut off";
	if (!wire_u64(rest, &out->serial) || !wire_u32(rest, &holder) ||
	    !wire_string(rest, &out->key_id) ||
	    !wire_string(rest, &out->principals) ||
	    !wire_u64(rest, &out->valid_after) ||
	    !wire_u64(rest, &out->valid_before) ||
	    !wire_string(rest, &critical) || !wire_string(rest, &extensions))
		return ERROR_USAGE;
	*what = "a certificate for neither users nor hosts";
	if (holder != HOLDER_USER && holder != HOLDER_HOST)
		return ERROR_USAGE;
	*what = "a certificate with a bad key id";
	if (has_nul(out->key_id))
		return ERROR_USAGE;
	*what = "a certificate with bad principals";
	if (!are_principals(out->principals))
		return ERROR_USAGE;
	*what = "a certificate with bad options";
	if (!are_options(critical) || !are_options(extensions))
		return ERROR_USAGE;
	out->is_user = holder == HOLDER_USER;
	out->has_critical_options = critical.size > 0;
	return 0;
}

/* What stands behind all that is for the authority to say. */
static int read_end(struct ssh_certificate *out, struct str *rest,
		    const char **what)
{
	struct str reserved;
	struct str authority;

	*what = "a certificate that is cut off";
	if (!wire_string(rest, &reserved) || !wire_string(rest, &authority))
		return ERROR_USAGE;
	out->signed_part = str_first(out->blob, out->blob.size - rest->size);
	if (!wire_string(rest, &out->signature))
		return ERROR_USAGE;
	*what = "a certificate with text behind it";
	if (rest->size)
		return ERROR_USAGE;
	*what = "a certificate by a certificate";
	if (ssh_blob_is_certificate(authority))
		return ERROR_USAGE;
	return ssh_key_read(&out->authority, authority, what);
}

int ssh_certificate_read(struct ssh_certificate *out, struct str blob,
			 struct arena *arena, const char **what)
{
	struct str rest = blob;
	int result;

	*out = (struct ssh_certificate){ .blob = blob };
	*what = "a certificate that is too long";
	if (blob.size > SSH_BLOB_SIZE_MAX)
		return ERROR_USAGE;
	result = read_key(out, &rest, arena, what);
	if (!result)
		result = read_fields(out, &rest, what);
	if (!result)
		result = read_end(out, &rest, what);
	return result;
}

bool ssh_certificate_names(const struct ssh_certificate *certificate,
			   struct str principal)
{
	struct str rest = certificate->principals;
	struct str name;

	while (wire_string(&rest, &name))
		if (str_equal(name, principal))
			return true;
	return false;
}
