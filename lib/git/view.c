/*
 * view.c - writes a repository of refs only, whose objects are another's.
 */
#include "git/view.h"

#include "base/file.h"
#include "git/common_dir.h"
#include "git/push.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PRIVATE_FILE 0600
#define PRIVATE_FOLDER 0700

struct view {
	struct arena arena;
	struct ref *refs; /* heap */
	size_t count, capacity;
	const struct ref *assumed;
	size_t assumed_count;
	struct error *error;
};

static bool is_assumed(const struct view *view, const char *name)
{
	for (size_t i = 0; i < view->assumed_count; i++)
		if (!strcmp(view->assumed[i].name, name))
			return true;
	return false;
}

static int add(struct view *view, const struct ref *ref)
{
	struct ref *slot = array_more(&view->refs, view->count, &view->capacity,
				      sizeof(*slot));

	if (slot)
		slot->name = arena_copy(&view->arena, str_of(ref->name));
	if (!slot || !slot->name)
		return error_no_memory(view->error);
	slot->id = ref->id;
	view->count++;
	return 0;
}

static int add_real(const struct ref *ref, void *context)
{
	struct view *view = context;

	return is_assumed(view, ref->name) ? 0 : add(view, ref);
}

static int compare(const void *a, const void *b)
{
	const struct ref *left = a;
	const struct ref *right = b;

	return strcmp(left->name, right->name);
}

static int collect(struct view *view, const struct repo_options *of)
{
	struct glob *all = arena_alloc(&view->arena, sizeof(*all));
	struct globs globs = { all, 1 };
	struct repo *repo = NULL;
	int r;

	if (!all)
		return error_no_memory(view->error);
	r = glob_compile(all, STR("refs/**"), &view->arena, view->error);
	if (!r)
		r = repo_open(&repo, of, view->error);
	if (!r)
		r = refs_each(repo, &globs, add_real, view, view->error);
	repo_close(repo);
	for (size_t i = 0; !r && i < view->assumed_count; i++)
		if (!oid_is_zero(&view->assumed[i].id) &&
		    ref_name_is_valid(str_of(view->assumed[i].name)))
			r = add(view, &view->assumed[i]);
	if (!r && view->count)
		qsort(view->refs, view->count, sizeof(*view->refs), compare);
	return r;
}

static int write_file(const struct view *view, const char *folder,
		      const char *name, const struct buf *text)
{
	struct buf path = BUF_INIT;
	bool exists;
	int r;

	buf_addf(&path, "%s/%s", folder, name);
	if (buf_failed(&path) || buf_failed(text))
		r = error_no_memory(view->error);
	else
		r = file_create(buf_text(&path), buf_str(text), PRIVATE_FILE,
				&exists, view->error);
	buf_release(&path);
	return r;
}

static int write_refs(const struct view *view, const char *folder)
{
	struct buf text = BUF_INIT;
	char hex[OID_HEX_SIZE + 1];
	int r;

	buf_add_text(&text, "# pack-refs with: sorted \n");
	for (size_t i = 0; i < view->count; i++)
		buf_addf(&text, "%s %s\n", oid_format(&view->refs[i].id, hex),
			 view->refs[i].name);
	r = write_file(view, folder, "packed-refs", &text);
	buf_release(&text);
	return r;
}

static int write_head(const struct view *view, const char *folder,
		      const char *head)
{
	struct buf text = BUF_INIT;
	int r;

	buf_addf(&text, "ref: %s\n", head ? head : "refs/heads/.none");
	r = write_file(view, folder, "HEAD", &text);
	buf_release(&text);
	return r;
}

/* Where the objects are. The file holds a path a line (gitrepository-layout).
 */
static int write_alternates(struct view *view, const char *folder,
			    const char *git_dir)
{
	struct buf path = BUF_INIT;
	struct buf text = BUF_INIT;
	const char *common = NULL;
	char *real = NULL;
	int r;

	r = common_dir_find(&common, git_dir, &view->arena, view->error);
	if (r)
		return r;
	buf_addf(&path, "%s/objects", common);
	real = realpath(buf_text(&path), NULL);
	if (!real) {
		r = error_set_errno(view->error, ERROR_BROKEN, "%s",
				    buf_text(&path));
	} else if (strchr(real, '\n')) {
		r = error_set(view->error, ERROR_BROKEN,
			      "the path of the repository holds a newline");
	} else {
		buf_addf(&text, "%s\n", real);
		r = write_file(view, folder, "objects/info/alternates", &text);
	}
	free(real);
	buf_release(&path);
	buf_release(&text);
	return r;
}

static int make_folders(const struct view *view, const char *folder)
{
	static const char *const names[] = { "objects/info", "refs" };
	struct buf path = BUF_INIT;
	int r = 0;

	for (size_t i = 0; !r && i < sizeof(names) / sizeof(names[0]); i++) {
		buf_clear(&path);
		buf_addf(&path, "%s/%s", folder, names[i]);
		r = buf_failed(&path) ?
			    error_no_memory(view->error) :
			    file_make_directories(buf_text(&path),
						  PRIVATE_FOLDER, view->error);
	}
	buf_release(&path);
	return r;
}

static int make_folder(char **out, struct error *error)
{
	const char *base = getenv("TMPDIR");
	struct buf name = BUF_INIT;

	buf_addf(&name, "%s/refgate-view.XXXXXX",
		 base && *base ? base : "/tmp");
	*out = buf_detach(&name);
	if (!*out)
		return error_no_memory(error);
	if (mkdtemp(*out))
		return 0;
	error_set_errno(error, ERROR_INTERNAL, "cannot make %s", *out);
	free(*out);
	*out = NULL;
	return ERROR_INTERNAL;
}

static int write_view(char **path, struct view *view, const char *of,
		      const char *head)
{
	int r = make_folder(path, view->error);

	if (!r)
		r = make_folders(view, *path);
	if (!r)
		r = write_refs(view, *path);
	if (!r)
		r = write_head(view, *path, head);
	if (!r)
		r = write_alternates(view, *path, of);
	if (r) {
		view_remove(*path);
		*path = NULL;
	}
	return r;
}

int view_make(char **path, const struct repo_options *of, const char *head,
	      const struct ref *assumed, size_t count, struct error *error)
{
	struct view view = { .assumed = assumed,
			     .assumed_count = count,
			     .error = error };
	int r;

	*path = NULL;
	arena_init(&view.arena);
	r = collect(&view, of);
	if (!r)
		r = write_view(path, &view, of->path, head);
	free(view.refs);
	arena_release(&view.arena);
	return r;
}

int view_make_empty(char **path, const char *of, const char *head,
		    struct error *error)
{
	struct view view = { .error = error };
	int r;

	*path = NULL;
	arena_init(&view.arena);
	r = write_view(path, &view, of, head);
	arena_release(&view.arena);
	return r;
}

/* Deepest first, whatever was remembered there; links are not followed. */
void view_remove(char *path)
{
	char *const roots[] = { path, NULL };
	FTS *tree = path ? fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL) :
			   NULL;
	FTSENT *entry;

	while (tree && (entry = fts_read(tree)) != NULL)
		if (entry->fts_info != FTS_D)
			(void)remove(entry->fts_accpath);
	if (tree)
		fts_close(tree);
	free(path);
}
