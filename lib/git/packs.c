/*
 * packs.c - the packs of one object directory, and the contents that were
 * read lately and others may build on. See pack.h.
 */
#include "git/pack.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"

#include <dirent.h>
#include <errno.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

static void free_pack(struct pack *pack)
{
	if (!pack)
		return;
	pack_map_close(&pack->map);
	pack_index_close(&pack->index);
	free(pack->seen);
	free(pack->path);
	free(pack);
}

/* In turn: what was kept long ago is as likely to be of use as what was not. */
static void make_room(struct packs *packs, size_t size)
{
	while (packs->bases_bytes + size > PACK_BASES_BYTES_MAX) {
		struct pack_base *base =
			&packs->bases[packs->turn++ % PACK_BASES_MAX];

		if (base->content)
			packs->bases_bytes -= base->content->size;
		content_drop(base->content);
		base->content = NULL;
	}
}

static void forget_bases(struct packs *packs)
{
	for (size_t i = 0; packs->bases && i < PACK_BASES_MAX; i++)
		content_drop(packs->bases[i].content);
	free(packs->bases);
	packs->bases = NULL;
	packs->bases_bytes = 0;
}

void packs_free(struct packs *packs)
{
	if (!packs)
		return;
	forget_bases(packs);
	for (size_t i = 0; i < packs->count; i++)
		free_pack(packs->items[i]);
	if (packs->started)
		inflateEnd(&packs->stream);
	libdeflate_free_decompressor(packs->whole);
	free(packs->items);
	free(packs);
}

static bool is_known(const struct packs *packs, struct str stem)
{
	for (size_t i = 0; i < packs->count; i++) {
		struct str path = str_of(packs->items[i]->path);

		if (str_equal(str_first(path, stem.size), stem) &&
		    str_is(str_from(path, stem.size), "pack"))
			return true;
	}
	return false;
}

/* `stem` ends in front of "idx". */
static bool add_pack(struct packs *packs, struct buf *stem)
{
	struct pack **slot = array_more(&packs->items, packs->count,
					&packs->capacity,
					sizeof(struct pack *));
	struct pack *pack = slot ? calloc(1, sizeof(*pack)) : NULL;
	size_t size = stem->size;
	bool done;

	if (!pack)
		return false;
	buf_add_text(stem, "idx");
	done = !buf_failed(stem) &&
	       pack_index_open(&pack->index, buf_text(stem));
	buf_truncate(stem, size);
	buf_add_text(stem, "pack");
	if (done && !buf_failed(stem))
		pack->path = strdup(buf_text(stem));
	if (!pack->path) {
		free_pack(pack);
		return false;
	}
	*slot = pack;
	packs->count++;
	return true;
}

static int add_all(struct packs *packs, DIR *directory, const char *folder)
{
	struct buf stem = BUF_INIT;
	const struct dirent *entry;
	int result;

	for (errno = 0; (entry = readdir(directory)); errno = 0) {
		struct str name = str_of(entry->d_name);

		if (!str_ends(name, ".idx"))
			continue;
		buf_clear(&stem);
		buf_addf(&stem, "%s/%.*s", folder,
			 (int)(name.size - (sizeof("idx") - 1)), name.data);
		if (buf_failed(&stem) || (!is_known(packs, buf_str(&stem)) &&
					  !add_pack(packs, &stem)))
			packs->complete = false;
	}
	result = errno ? ERROR_BROKEN : 0;
	buf_release(&stem);
	return result;
}

struct packs *packs_new(void)
{
	struct packs *packs = calloc(1, sizeof(*packs));

	if (packs)
		packs->in_memory_max = PACK_READ_KEPT;
	return packs;
}

int packs_look(struct packs *packs, const char *folder)
{
	DIR *directory = opendir(folder);
	int result = 0;

	packs->complete = !directory && errno == ENOENT;
	if (!directory)
		return packs->complete ? 0 : ERROR_BROKEN;
	packs->complete = true;
	result = add_all(packs, directory, folder);
	closedir(directory);
	return result;
}

bool packs_find(struct pack_place *out, struct packs *packs,
		const struct oid *id)
{
	for (size_t i = 0; i < packs->count; i++) {
		struct pack *pack = packs->items[i];

		if (!pack_index_find(&out->offset, &pack->index, id))
			continue;
		/* the next object is often in the same one */
		packs->items[i] = packs->items[0];
		packs->items[0] = pack;
		out->pack = pack;
		return true;
	}
	return false;
}

static size_t seen_size(const struct pack *pack)
{
	return pack->map.size / PACK_WINDOW_SIZE / 8 + 1;
}

void pack_forget(struct pack *pack)
{
	pack_map_forget(&pack->map);
	if (pack->seen)
		memset(pack->seen, 0, seen_size(pack));
	pack->seen_count = 0;
}

/* Whether it was not in memory yet, as far as we know. */
static bool see(struct pack *pack, uint64_t window)
{
	unsigned char bit = (unsigned char)(1u << window % 8);
	bool seen;

	if (!pack->seen)
		pack->seen = calloc(1, seen_size(pack));
	seen = pack->seen && pack->seen[window / 8] & bit;
	if (pack->seen)
		pack->seen[window / 8] |= bit;
	pack->seen_count += !seen;
	return !seen;
}

void packs_count_read(struct packs *packs, struct pack *pack, uint64_t offset,
		      uint64_t size)
{
	uint64_t whole = pack->map.size;
	uint64_t begin = offset < whole ? offset : whole;
	uint64_t end = begin + (size < whole - begin ? size : whole - begin);

	for (uint64_t at = begin / PACK_WINDOW_SIZE;
	     at * PACK_WINDOW_SIZE < end; at++)
		if (see(pack, at))
			packs->in_memory += PACK_WINDOW_SIZE;
	if (packs->in_memory <= packs->in_memory_max)
		return;
	for (size_t i = 0; i < packs->count; i++)
		if (packs->items[i]->seen_count)
			pack_forget(packs->items[i]);
	packs->in_memory = 0;
}

static struct pack_base *base_of(struct packs *packs, const struct pack *pack,
				 uint64_t offset)
{
	uint64_t mixed = (offset ^ (uint64_t)(uintptr_t)pack >> 4) *
			 UINT64_C(0x9e3779b97f4a7c15);

	return &packs->bases[(mixed >> 40) % PACK_BASES_MAX];
}

struct content *packs_find_base(struct packs *packs, const struct pack *pack,
				uint64_t offset)
{
	struct pack_base *base = packs->bases ? base_of(packs, pack, offset) :
						NULL;

	if (!base || !base->content || base->pack != pack ||
	    base->offset != offset)
		return NULL;
	content_hold(base->content);
	return base->content;
}

void packs_keep_base(struct packs *packs, const struct pack *pack,
		     uint64_t offset, struct content *content)
{
	struct pack_base *base;

	if (!packs->bases)
		packs->bases = calloc(PACK_BASES_MAX, sizeof(*packs->bases));
	base = packs->bases ? base_of(packs, pack, offset) : NULL;
	if (!base || content->size > PACK_BASES_BYTES_MAX / 4 ||
	    base->content == content)
		return;
	if (base->content)
		packs->bases_bytes -= base->content->size;
	content_drop(base->content);
	base->content = NULL;
	make_room(packs, content->size);
	content_hold(content);
	*base = (struct pack_base){ pack, offset, content };
	packs->bases_bytes += content->size;
}
