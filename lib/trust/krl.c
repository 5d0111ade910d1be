/*
 * krl.c - revoked SSH keys and certificates. Never takes a list with a flaw
 * for a shorter one.
 */
#include "trust/krl.h"

#include "base/hash.h"
#include "trust/krl_parts.h"
#include "trust/sha1.h"
#include "trust/ssh_line.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define SPECIFICATION_HINT "make a KRL of it: ssh-keygen -k -f KRL FILE"

static int compare(const void *a, const void *b)
{
	const struct str *x = a;
	const struct str *y = b;

	return str_compare(*x, *y);
}

static bool set_has(const struct krl_set *set, struct str item)
{
	return set->count &&
	       bsearch(&item, set->items, set->count, sizeof(item), compare);
}

int krl_add(struct krl *krl, enum krl_set_kind kind, struct str item)
{
	struct krl_set *set = &krl->sets[kind];
	struct str *slot = array_more(&set->items, set->count, &set->capacity,
				      sizeof(*slot));

	if (!slot)
		return ERROR_INTERNAL;
	*slot = item;
	set->count++;
	return 0;
}

/* What `ssh-keygen -k` takes is no list of keys yet. */
static bool is_specification(struct str text)
{
	static const char *const words[] = {
		"serial:", "id:",   "key:",    "sha1:",
		"sha256:", "hash:", "string:",
	};
	size_t i;

	for (i = 0; i < COUNT(words); i++)
		if (str_equal_ascii_case(str_first(text, strlen(words[i])),
					 str_of(words[i])))
			return true;
	return false;
}

static int read_line(struct ssh_line *line, void *context)
{
	struct str rest = line->text;
	struct ssh_key key;
	int result;

	if (is_specification(line->text)) {
		ssh_line_flaw(line, ssh_line_field(&rest), SPECIFICATION_HINT,
			      "this is for ssh-keygen -k, not for a list of "
			      "keys");
		return 0;
	}
	result = ssh_line_key(line, rest, &key);
	if (result)
		return result == ERROR_USAGE ? 0 : result;
	return krl_add(context, KRL_KEYS, key.blob);
}

/* 0, whether or not there are flaws; ERROR_INTERNAL. */
static int read_any(struct krl *krl, const struct source *source,
		    struct arena *arena, struct diagnostics *diagnostics)
{
	struct str magic = { KRL_MAGIC, KRL_MAGIC_SIZE };
	const char *what = NULL;
	size_t at = 0;
	int result;

	if (!str_equal(str_first(source->text, magic.size), magic))
		return ssh_lines_read(source, arena, diagnostics, read_line,
				      krl);
	result = krl_read_binary(krl, source->text, &at, &what);
	if (result != ERROR_USAGE)
		return result;
	diagnostics_add(diagnostics, DIAGNOSTIC_ERROR,
			(struct mark){ .source = source },
			"make it anew: ssh-keygen -k -f KRL ...",
			"byte %zu of the KRL: %s", at, what);
	return 0;
}

int krl_read(struct krl **out, const struct trust_file *file,
	     struct arena *arena, struct diagnostics *diagnostics,
	     struct error *error)
{
	struct krl *krl = calloc(1, sizeof(*krl));
	struct source *source = arena_alloc(arena, sizeof(*source));
	size_t errors = diagnostics->errors;
	int result = ERROR_INTERNAL;
	size_t i;

	*out = NULL;
	if (!krl || !source)
		goto out;
	*source = (struct source){ file->path, file->text };
	result = read_any(krl, source, arena, diagnostics);
	if (result || diagnostics->errors > errors)
		goto out;
	for (i = 0; i < KRL_SET_COUNT; i++)
		if (krl->sets[i].count)
			qsort(krl->sets[i].items, krl->sets[i].count,
			      sizeof(struct str), compare);
	*out = krl;
	krl = NULL; /* transferred */
out:
	krl_free(krl);
	return result ? error_no_memory(error) : 0;
}

void krl_free(struct krl *krl)
{
	size_t i;

	if (!krl)
		return;
	for (i = 0; i < KRL_SET_COUNT; i++)
		free(krl->sets[i].items);
	free(krl->certificates);
	free(krl);
}

bool krl_has_key(const struct krl *krl, struct str key_blob)
{
	unsigned char hash[SHA256_SIZE];
	struct sha256 sha256;

	if (set_has(&krl->sets[KRL_KEYS], key_blob))
		return true;
	if (krl->sets[KRL_SHA1].count) {
		sha1_digest(key_blob, hash);
		if (set_has(&krl->sets[KRL_SHA1],
			    (struct str){ (const char *)hash, SHA1_SIZE }))
			return true;
	}
	if (krl->sets[KRL_SHA256].count == 0)
		return false;
	sha256_init(&sha256);
	sha256_add(&sha256, key_blob.data, key_blob.size);
	sha256_final(&sha256, hash);
	return set_has(&krl->sets[KRL_SHA256],
		       (struct str){ (const char *)hash, SHA256_SIZE });
}

bool krl_has_certificate(const struct krl *krl,
			 const struct ssh_certificate *certificate)
{
	const struct krl_certificates *section;
	size_t i;

	if (krl_has_key(krl, certificate->plain) ||
	    krl_has_key(krl, certificate->authority.blob))
		return true;
	for (i = 0; i < krl->count; i++) {
		section = &krl->certificates[i];
		if ((section->authority.size == 0 ||
		     str_equal(section->authority,
			       certificate->authority.blob)) &&
		    krl_section_has(section, certificate))
			return true;
	}
	return false;
}
