/*
 * trust_files.c - reads the trust files that a policy names. Never parses
 * them: whoever has to check a signature does.
 */
#include "policy/extend.h"

#include "base/file.h"
#include "policy/strict.h"

#include <string.h>

#define TRUST_SIZE_MAX (16u << 20)
#define REVOKED "ssh-revoked"

static struct str keep(struct load *load, struct str content)
{
	char *copy = arena_copy(&load->policy->arena, content);

	return (struct str){ copy, copy ? content.size : 0 };
}

/* ssh-keygen -k empties the file before it writes: nobody is not "all". */
static void check_emptiness(struct load *load, const char *key,
			    const char *path, const struct buf *content)
{
	if (content->size || strcmp(key, REVOKED) != 0)
		return;
	diagnostics_add(load->diagnostics, DIAGNOSTIC_ERROR, (struct mark){ 0 },
			"a line \"# nobody\" says that no key is revoked",
			"%s is empty", path);
}

static void read_one(struct load *load, const char *key, const char *path,
		     struct str *text)
{
	struct policy_file file = { .path = path, .written = key };
	struct buf content = BUF_INIT;
	struct error why;
	struct stat info;
	int result;

	if (!path)
		return;
	result = file_read(&content, path, TRUST_SIZE_MAX, &info, &why);
	if (!result) {
		strict_check(&load->seen, load->request, path, &info,
			     load->diagnostics);
		check_emptiness(load, key, path, &content);
		*text = keep(load, buf_str(&content));
		sha256_hex(*text, file.sha256);
		load_remember(load, &file);
	} else if (result == ERROR_NOT_FOUND) {
		/* A rule that needs it is broken, no other. */
		sha256_add_field(&load->hash, str_of(key));
	} else {
		diagnostics_add(load->diagnostics, DIAGNOSTIC_ERROR,
				(struct mark){ 0 }, NULL, "%s", why.text);
	}
	buf_release(&content);
}

void load_trust(struct load *load)
{
	const struct policy_trust *trust = &load->policy->trust;
	struct policy_trust_texts *texts = &load->policy->trust_texts;

	read_one(load, "ssh", trust->ssh, &texts->ssh);
	read_one(load, "openpgp", trust->openpgp, &texts->openpgp);
	read_one(load, "x509", trust->x509, &texts->x509);
	read_one(load, "x509-crl", trust->x509_crl, &texts->x509_crl);
	read_one(load, REVOKED, trust->ssh_revoked, &texts->ssh_revoked);
}

struct trust_options policy_trust_options(const struct policy *policy,
					  int64_t now)
{
	const struct policy_trust *trust = &policy->trust;
	const struct policy_trust_texts *texts = &policy->trust_texts;

	return (struct trust_options){
		.ssh = { trust->ssh, texts->ssh },
		.ssh_revoked = { trust->ssh_revoked, texts->ssh_revoked },
		.openpgp = { trust->openpgp, texts->openpgp },
		.x509 = { trust->x509, texts->x509 },
		.x509_crl = { trust->x509_crl, texts->x509_crl },
		.minimum_rsa_bits = trust->minimum_rsa_bits,
		.people = &policy->people,
		.now = now,
	};
}
