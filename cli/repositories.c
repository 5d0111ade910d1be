/* repositories.c - see repositories.h. Runs no git. */
#include "repositories.h"

#include "base/buf.h"

#include <fcntl.h>
#include <fts.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_git_directory(const char *path)
{
	static const char *const parts[] = { "HEAD", "objects", "refs" };
	struct buf name = BUF_INIT;
	bool all = true;

	for (size_t i = 0; all && i < sizeof(parts) / sizeof(parts[0]); i++) {
		buf_clear(&name);
		buf_addf(&name, "%s/%s", path, parts[i]);
		all = !buf_failed(&name) &&
		      faccessat(AT_FDCWD, buf_text(&name), F_OK,
				AT_SYMLINK_NOFOLLOW) == 0;
	}
	buf_release(&name);
	return all;
}

static bool is_closed(const char *path)
{
	return faccessat(AT_FDCWD, path, R_OK | X_OK, AT_EACCESS) < 0;
}

static int walk(const char *root,
		int (*each)(const char *path, void *context,
			    struct error *error),
		void *context, bool closed_too, struct error *error)
{
	char *const roots[] = { (char *)(uintptr_t)root, NULL };
	FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;
	int result = 0;

	if (!tree)
		return error_set_errno(error, ERROR_USAGE, "cannot read %s",
				       root);
	while (!result && (entry = fts_read(tree)) != NULL) {
		if (entry->fts_level == FTS_ROOTLEVEL &&
		    entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
			result = error_set(error, ERROR_USAGE,
					   "%s is no folder", root);
		if (entry->fts_info != FTS_D ||
		    (!is_git_directory(entry->fts_path) &&
		     !(closed_too && is_closed(entry->fts_path))))
			continue;
		fts_set(tree, entry, FTS_SKIP);
		result = each(entry->fts_path, context, error);
	}
	fts_close(tree);
	return result;
}

int repositories_each(const char *root,
		      int (*each)(const char *path, void *context,
				  struct error *error),
		      void *context, struct error *error)
{
	return walk(root, each, context, false, error);
}

int repositories_each_or_closed(const char *root,
				int (*each)(const char *path, void *context,
					    struct error *error),
				void *context, struct error *error)
{
	return walk(root, each, context, true, error);
}
