/*
 * diff_path.c - files that a policy names: the same beside another copy of
 * the policy is the same, unless it holds something else. Never reads one.
 */
#include "policy/differ.h"

#include "policy/prepare.h"

#include <string.h>

static const struct {
	const char *key;
	size_t offset; /* of a struct str, into struct policy */
} contents[] = {
	{ "ssh", offsetof(struct policy, trust_texts.ssh) },
	{ "openpgp", offsetof(struct policy, trust_texts.openpgp) },
	{ "x509", offsetof(struct policy, trust_texts.x509) },
	{ "x509-crl", offsetof(struct policy, trust_texts.x509_crl) },
	{ "ssh-revoked", offsetof(struct policy, trust_texts.ssh_revoked) },
};

static struct str content_of(const struct policy *policy, const char *key)
{
	struct str text = { NULL, 0 };

	for (size_t i = 0; i < sizeof(contents) / sizeof(contents[0]); i++)
		if (strcmp(contents[i].key, key) == 0)
			memcpy(&text, (const char *)policy + contents[i].offset,
			       sizeof(text));
	return text;
}

static enum change_content compare(const struct differ *differ,
				   const struct option *row)
{
	struct str old = content_of(differ->old.policy, row->key);
	struct str new = content_of(differ->new.policy, row->key);

	if (!old.data || !new.data)
		return CONTENT_UNKNOWN;
	return str_equal(old, new) ? CONTENT_SAME : CONTENT_OTHER;
}

/* The path as the policy's own folder sees it. */
static const char *from_policy(struct differ *differ,
			       const struct policy *policy, const char *path)
{
	struct buf folder = BUF_INIT;
	size_t size;

	prepare_folder(&folder, policy->path);
	differ->no_memory |= buf_failed(&folder);
	size = str_starts(str_of(path), buf_text(&folder)) ? folder.size : 0;
	buf_release(&folder);
	return path + size;
}

bool paths_differ(struct differ *differ, const struct option *row,
		  const char *old, const char *new,
		  enum change_content *content)
{
	*content = compare(differ, row);
	if (strcmp(old, new) == 0)
		return false;
	old = from_policy(differ, differ->old.policy, old);
	new = from_policy(differ, differ->new.policy, new);
	return strcmp(old, new) != 0 || *content == CONTENT_OTHER;
}
