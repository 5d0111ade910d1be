/*
 * file_kinds_names.c - names that collide on other systems, and names that
 * are unsafe there. Never minds what was there before the commit.
 */
#include "rules/file_kinds.h"
#include "rules/folders.h"
#include "rules/name_fold.h"
#include "rules/name_unsafe.h"

#include <stdlib.h>
#include <string.h>

struct key {
	size_t start; /* into the keys' text */
	struct str text;
	const struct folder_entry *entry;
};

struct names {
	const struct file_kinds *rule;
	struct own_paths *own;
	struct name_fold fold;
	struct key *keys; /* heap */
	size_t count, capacity;
	struct buf text;
};

static void join(struct buf *out, struct str folder, struct str name)
{
	buf_add_str(out, folder);
	if (folder.size)
		buf_add_byte(out, '/');
	buf_add_str(out, name);
}

static void report_unsafe(struct names *names, const struct folder *folder,
			  const struct folder_entry *entry, const char *flaw,
			  enum file_kinds_topic topic)
{
	struct finding *finding;
	struct buf path = BUF_INIT;

	join(&path, folder->path, entry->name);
	finding = own_paths_find(names->own, buf_str(&path), "\"%.*s\" %s",
				 STR_ARGS(buf_str(&path)), flaw);
	if (finding)
		finding->topic = (int)topic;
	buf_release(&path);
}

static void judge_unsafe(struct names *names, const struct folder *folder,
			 const struct folder_entry *entry)
{
	const char *flaw = name_unsafe_flaw(entry->name);

	if (flaw)
		report_unsafe(names, folder, entry, flaw, KINDS_NAME);
	else if (entry->mode == MODE_SYMLINK && name_is_of_git(entry->name))
		report_unsafe(names, folder, entry,
			      "is a symbolic link, where git wants a file",
			      KINDS_TAKE_OUT);
}

static void report_conflict(struct names *names, const struct folder *folder,
			    const struct key *one, const struct key *other)
{
	struct finding *finding;
	struct buf path = BUF_INIT;

	join(&path, folder->path, one->entry->name);
	finding = own_paths_find(names->own, buf_str(&path),
				 "\"%.*s\" and \"%.*s\" are one name on "
				 "other systems",
				 STR_ARGS(buf_str(&path)),
				 STR_ARGS(other->entry->name));
	if (finding)
		finding->topic = KINDS_NAME;
	buf_release(&path);
}

static bool parent_has_all(const struct key *keys, size_t count, size_t parent)
{
	for (size_t i = 0; i < count; i++)
		if (!keys[i].entry->before[parent])
			return false;
	return true;
}

static bool was_first_there(const struct folder *folder, const struct key *key)
{
	return folder->parent_count && key->entry->before[0];
}

/*
 * Entries of one key: what the first parent has stays, the others collide
 * with it; where it has none of them, all collide with the first.
 */
static void judge_group(struct names *names, const struct folder *folder,
			const struct key *keys, size_t count)
{
	const struct key *kept = &keys[0];

	if (count < 2)
		return;
	for (size_t i = 0; i < folder->parent_count; i++)
		if (parent_has_all(keys, count, i))
			return;
	for (size_t i = 0; i < count; i++)
		if (was_first_there(folder, &keys[i])) {
			kept = &keys[i];
			break;
		}
	for (size_t i = 0; i < count; i++)
		if (&keys[i] != kept && !was_first_there(folder, &keys[i]))
			report_conflict(names, folder, &keys[i], kept);
}

static int add_keys(struct names *names, const struct folder *folder)
{
	struct error *error = names->own->error;
	struct key *key;
	int result;

	names->count = 0;
	buf_clear(&names->text);
	for (size_t i = 0; i < folder->count; i++) {
		key = array_more(&names->keys, names->count, &names->capacity,
				 sizeof(*key));
		if (!key)
			return error_no_memory(error);
		key->entry = &folder->entries[i];
		key->start = names->text.size;
		result = name_fold_add(&names->fold, &names->text,
				       folder->entries[i].name, error);
		if (result)
			return result;
		key->text.size = names->text.size - key->start;
		names->count++;
	}
	if (buf_failed(&names->text))
		return error_no_memory(error);
	for (size_t i = 0; i < names->count; i++)
		names->keys[i].text.data =
			buf_text(&names->text) + names->keys[i].start;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct key *left = a, *right = b;
	int order = str_compare(left->text, right->text);

	return order ? order :
		       (left->start > right->start) -
			       (left->start < right->start);
}

static int judge_conflicts(struct names *names, const struct folder *folder)
{
	int result = add_keys(names, folder);
	size_t end;

	if (result)
		return result;
	qsort(names->keys, names->count, sizeof(*names->keys), compare);
	for (size_t i = 0; i < names->count; i = end) {
		for (end = i + 1;
		     end < names->count &&
		     str_equal(names->keys[i].text, names->keys[end].text);)
			end++;
		judge_group(names, folder, &names->keys[i], end - i);
	}
	return 0;
}

/* With no name that is not in one and the same parent, nothing can be. */
static bool has_new_names(const struct folder *folder)
{
	size_t i;

	for (size_t parent = 0; parent < folder->parent_count; parent++) {
		for (i = 0; i < folder->count; i++)
			if (!folder->entries[i].before[parent])
				break;
		if (i == folder->count)
			return false;
	}
	return folder->count > 0;
}

static int judge_folder(const struct folder *folder, void *data)
{
	struct names *names = data;

	if (!has_new_names(folder))
		return 0;
	for (size_t i = 0; i < folder->count; i++)
		if (names->rule->unsafe_names == KIND_DENY &&
		    folder_entry_is_new(folder, &folder->entries[i]))
			judge_unsafe(names, folder, &folder->entries[i]);
	return names->rule->case_conflicts == KIND_DENY ?
		       judge_conflicts(names, folder) :
		       0;
}

int file_kinds_judge_names(const struct file_kinds *rule, struct own_paths *own)
{
	struct names names = { .rule = rule, .own = own };
	bool may = false;
	int result;

	if (rule->unsafe_names != KIND_DENY &&
	    rule->case_conflicts != KIND_DENY)
		return 0;
	result = own_paths_may_add_names(&may, own);
	if (result || !may)
		return result;
	result = folders_each(own, judge_folder, &names);
	name_fold_release(&names.fold);
	free(names.keys);
	buf_release(&names.text);
	return result;
}
