/*
 * tree_file.c - see tree_file.h. Never follows a link or a submodule.
 */
#include "rules/tree_file.h"

static int find_name(struct diff_side *out, struct str raw, struct str name,
		     struct error *error)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;
	int answer;

	*out = (struct diff_side){ 0 };
	tree_reader_init(&reader, raw, false);
	while ((answer = tree_next(&reader, &entry, &flaw)) == 1)
		if (str_equal(entry.name, name)) {
			*out = (struct diff_side){ entry.mode, entry.id };
			return 0;
		}
	return answer ? error_set(error, ERROR_BROKEN,
				  "a tree is malformed: entry %zu: %s",
				  flaw.line, flaw.what) :
			0;
}

static int find_in_tree(struct diff_side *out, struct repo *repo,
			const struct oid *tree, struct str name,
			struct error *error)
{
	struct object object = { 0 };
	int result =
		object_read(&object, repo, tree, DIFF_TREE_SIZE_MAX, error);

	if (result)
		return error_context(error, "tree");
	if (object.type == OBJECT_TREE)
		result = find_name(out, object.data, name, error);
	else
		result = error_set(error, ERROR_BROKEN, "a folder is no tree");
	object_release(&object);
	return result;
}

int tree_file_find(struct diff_side *out, struct repo *repo,
		   const struct oid *tree, struct str path, struct error *error)
{
	int result = 0;

	*out = (struct diff_side){ MODE_TREE, *tree };
	while (!result && path.size && out->mode == MODE_TREE) {
		size_t slash = str_find_byte(path, '/');
		struct oid folder = out->id;

		result = find_in_tree(out, repo, &folder,
				      str_first(path, slash), error);
		path = str_from(path, slash + (slash < path.size));
	}
	if (result || path.size)
		*out = (struct diff_side){ 0 };
	return result;
}
