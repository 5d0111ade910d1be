/*
 * cache.c - see cache.h. Never takes a byte that another build, another user
 * or another policy has left, and never skips a look at who may write.
 */
#include "policy/cache.h"

#include "base/file.h"
#include "base/paths.h"
#include "policy/cache_pack.h"
#include "policy/strict.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define MAGIC "refgate policy cache 2\n"
#define TRUSTED_MODE (S_IWGRP | S_IWOTH) /* who must not be able to write */

/* A file of the policy, then and now. */
struct kept_file {
	struct str written, path, hash; /* in the cache's bytes */
	struct source *source;
	struct stat info;
};

struct keeping {
	struct load *load;
	struct str rest; /* of the bytes */
	struct kept_file files[POLICY_EXTENDS_MAX];
	size_t count;
};

static void put_number(struct buf *out, size_t number)
{
	uint32_t written = (uint32_t)number;

	buf_add(out, &written, sizeof(written));
}

static void put_text(struct buf *out, struct str text)
{
	put_number(out, text.size);
	buf_add_str(out, text);
	buf_add_byte(out, '\0');
}

static bool take_number(struct str *rest, uint32_t *number)
{
	if (rest->size < sizeof(*number))
		return false;
	memcpy(number, rest->data, sizeof(*number));
	*rest = str_from(*rest, sizeof(*number));
	return true;
}

static bool take_text(struct str *rest, struct str *text)
{
	uint32_t size;

	if (!take_number(rest, &size) || size >= rest->size || rest->data[size])
		return false;
	*text = str_first(*rest, size);
	*rest = str_from(*rest, (size_t)size + 1);
	return true;
}

/* All that the tree hangs on, beside the files. */
static void put_key(struct buf *out, const struct load *load)
{
	const struct policy_request *request = load->request;
	const char *head = request->default_ref;

	buf_add_text(out, MAGIC);
	put_text(out, str_of(paths_build));
	put_text(out, str_of(request->path));
	put_text(out, str_of(request->preset_dir ? request->preset_dir : ""));
	put_text(out, str_of(head ? head : ""));
}

static bool take_key(struct keeping *it)
{
	struct buf key = BUF_INIT;
	bool same;

	put_key(&key, it->load);
	same = !buf_failed(&key) &&
	       str_equal(str_first(it->rest, key.size), buf_str(&key));
	it->rest = str_from(it->rest, key.size);
	buf_release(&key);
	return same;
}

/* Each is for a pattern, whose text is in what follows. */
static bool take_slots(struct keeping *it)
{
	uint32_t slots;

	if (!take_number(&it->rest, &slots) || slots > it->rest.size)
		return false;
	it->load->policy->pattern_slots = slots;
	return true;
}

static bool take_files(struct keeping *it)
{
	uint32_t count;

	if (!take_number(&it->rest, &count) || !count ||
	    count > POLICY_EXTENDS_MAX)
		return false;
	for (; it->count < count; it->count++) {
		struct kept_file *file = &it->files[it->count];

		if (!take_text(&it->rest, &file->written) ||
		    !take_text(&it->rest, &file->path) ||
		    !take_text(&it->rest, &file->hash))
			return false;
	}
	return true;
}

/*
 * Whether it has the bytes that it had; they are not kept, as nobody is shown
 * what was wrong in them: nothing was.
 */
static bool is_as_before(struct kept_file *file, struct load *load)
{
	char hash[SHA256_HEX_SIZE + 1];
	struct source *source;
	struct error ignored;

	if (file_hash(hash, file->path.data, POLICY_SIZE_MAX, &file->info,
		      &ignored) ||
	    !str_is(file->hash, hash))
		return false;
	source = arena_alloc(load->arena, sizeof(*source));
	if (!source)
		return false;
	source->text = STR("");
	source->path = arena_copy(load->arena, file->path);
	if (source->path)
		file->source = source;
	return source->path != NULL;
}

static bool read_files(struct keeping *it)
{
	for (size_t i = 0; i < it->count; i++)
		if (!is_as_before(&it->files[i], it->load))
			return false;
	return true;
}

static struct node *unpack(struct keeping *it)
{
	const struct source *sources[POLICY_EXTENDS_MAX];
	struct pack_sources list = { sources, it->count };

	for (size_t i = 0; i < it->count; i++)
		sources[i] = it->files[i].source;
	return unpack_tree(&it->load->packed, it->rest, &list,
			   &it->load->policy->arena);
}

/* As extend_read() does for what it has read. */
static void remember(struct keeping *it)
{
	struct diagnostics *diagnostics = it->load->diagnostics;

	diagnostics_topic(diagnostics, "permissions");
	for (size_t i = 0; i < it->count; i++) {
		const struct kept_file *file = &it->files[i];

		struct policy_file now = { file->source->path,
					   file->written.data, file->source,
					   "" };

		memcpy(now.sha256, file->hash.data, SHA256_HEX_SIZE);
		load_remember(it->load, &now);
		strict_check(&it->load->seen, it->load->request,
			     file->source->path, &file->info, diagnostics);
	}
	diagnostics_topic(diagnostics, NULL);
}

/* Without the hash at the end; false: somebody else's, or damaged. */
static bool is_sound(struct str *bytes, const struct stat *info)
{
	char hash[SHA256_HEX_SIZE + 1];
	struct str end;

	if (!S_ISREG(info->st_mode) || info->st_mode & TRUSTED_MODE ||
	    info->st_uid != geteuid() || bytes->size <= SHA256_HEX_SIZE)
		return false;
	end = str_from(*bytes, bytes->size - SHA256_HEX_SIZE);
	*bytes = str_first(*bytes, bytes->size - SHA256_HEX_SIZE);
	sha256_hex(*bytes, hash);
	return str_is(end, hash);
}

int cache_read(struct node **out, struct load *load)
{
	struct policy *policy = load->policy;
	struct keeping it = { .load = load };
	struct error ignored;
	struct stat info;

	*out = NULL;
	if (!load->request->cache ||
	    file_read(&policy->kept, load->request->cache,
		      POLICY_CACHE_SIZE_MAX, &info, &ignored))
		return 0;
	if (load_list_files(load))
		return error_no_memory(load->error);
	it.rest = buf_str(&policy->kept);
	if (is_sound(&it.rest, &info) && take_key(&it) && take_slots(&it) &&
	    take_files(&it) && read_files(&it))
		*out = unpack(&it);
	if (*out)
		remember(&it);
	else
		buf_release(&policy->kept);
	return 0;
}

static void put_files(struct buf *out, const struct policy *policy,
		      size_t count)
{
	put_number(out, count);
	for (size_t i = 0; i < count; i++) {
		const struct policy_file *file = &policy->files[i];

		put_text(out, str_of(file->written));
		put_text(out, str_of(file->path));
		put_text(out, str_of(file->sha256));
	}
}

void cache_write(const struct load *load, const struct node *tree, size_t files)
{
	const struct source *sources[POLICY_EXTENDS_MAX];
	struct pack_sources list = { sources, files };
	char hash[SHA256_HEX_SIZE + 1];
	struct buf out = BUF_INIT;
	struct error ignored;

	if (!load->request->cache || files > POLICY_EXTENDS_MAX)
		return;
	for (size_t i = 0; i < files; i++)
		sources[i] = load->policy->files[i].source;
	put_key(&out, load);
	put_number(&out, load->policy->pattern_slots);
	put_files(&out, load->policy, files);
	pack_tree(&out, tree, &list);
	sha256_hex(buf_str(&out), hash);
	buf_add_text(&out, hash);
	if (!buf_failed(&out) && out.size <= POLICY_CACHE_SIZE_MAX)
		(void)file_replace(load->request->cache, buf_str(&out), 0600,
				   &ignored);
	buf_release(&out);
}
