/*
 * extend.c - finds and reads the files that make a policy, each once, and
 * lays them over each other. Never follows a cycle.
 */
#include "policy/extend.h"

#include "base/file.h"
#include "base/text.h"
#include "policy/merge.h"
#include "policy/prepare.h"
#include "policy/presets.h"
#include "policy/read.h"
#include "policy/strict.h"

#include <stdlib.h>
#include <string.h>

#define FILES_MAX (POLICY_EXTENDS_MAX + 8) /* with the trust files */

struct member {
	char *real; /* heap: which file it is, whatever it is called */
	const char *path;
	struct node *merged; /* NULL: not yet, or it has no tree */
	bool open;	     /* what it extends is being read */
};

struct family {
	struct load *load;
	struct member members[POLICY_EXTENDS_MAX];
	size_t count;
	bool broken; /* some file has no tree */
};

static int read_member(struct node **out, struct family *family,
		       const char *path, const char *written,
		       const struct node *where);

int load_list_files(struct load *load)
{
	struct policy *policy = load->policy;

	if (!policy->files)
		policy->files = arena_alloc(&policy->arena,
					    FILES_MAX * sizeof(*policy->files));
	return policy->files ? 0 : error_no_memory(load->error);
}

void load_remember(struct load *load, const struct policy_file *file)
{
	struct policy *policy = load->policy;
	struct policy_file *files = (struct policy_file *)policy->files;

	sha256_add_field(&load->hash, str_of(file->written));
	sha256_add_field(&load->hash, str_of(file->sha256));
	if (files && policy->file_count < FILES_MAX)
		files[policy->file_count++] = *file;
}

/* The source of a file; *out is NULL when diagnostics say why not. */
static int read_source(const struct source **out, struct load *load,
		       const char *path, const char *written,
		       const struct node *where)
{
	struct mark mark = where ? where->mark : (struct mark){ 0 };
	struct buf content = BUF_INIT;
	struct source *source = NULL;
	struct policy_file file;
	struct error why;
	struct stat info;
	int result;

	*out = NULL;
	result = file_read(&content, path, POLICY_SIZE_MAX, &info, &why);
	if (result == ERROR_NOT_FOUND && !where) {
		error_set(load->error, ERROR_NOT_FOUND, "%s", why.text);
		goto out;
	}
	if (result) {
		diagnostics_add(load->diagnostics, DIAGNOSTIC_ERROR, mark, NULL,
				"%s", why.text);
		result = 0;
		goto out;
	}
	diagnostics_topic(load->diagnostics, "permissions");
	strict_check(&load->seen, load->request, path, &info,
		     load->diagnostics);
	diagnostics_topic(load->diagnostics, "extends");
	source = arena_alloc(load->arena, sizeof(*source));
	if (source) {
		source->path = arena_copy(load->arena, str_of(path));
		source->text.data = arena_copy(load->arena, buf_str(&content));
		source->text.size = content.size;
	}
	if (!source || !source->path || !source->text.data) {
		result = error_no_memory(load->error);
		goto out;
	}
	file = (struct policy_file){ source->path, written, source, "" };
	sha256_hex(source->text, file.sha256);
	load_remember(load, &file);
	if (where)
		diagnostics_origin(load->diagnostics, source, mark);
	*out = source;
out:
	buf_release(&content);
	return result;
}

/* Where `extends` points: a preset, or a path beside the file. */
static const char *locate(struct family *family, const struct node *name,
			  const char *from)
{
	struct load *load = family->load;
	struct arena *arena = &load->policy->arena;
	struct buf folder = BUF_INIT;
	const char *path = NULL;

	if (!strchr(name->text, '/'))
		return preset_path(load, name);
	if (name->text[0] == '/')
		return name->text;
	prepare_folder(&folder, from);
	path = arena_printf(arena, "%s%s", buf_text(&folder),
			    name->text +
				    (strncmp(name->text, "./", 2) ? 0 : 2));
	buf_release(&folder);
	return path;
}

static int read_parent(struct node **base, struct family *family,
		       const struct node *name, const char *from)
{
	struct arena *arena = &family->load->policy->arena;
	struct node *parent = NULL;
	const char *path;
	int result;

	if (name->kind != NODE_SCALAR || !name->text[0]) {
		diagnostics_add(family->load->diagnostics, DIAGNOSTIC_ERROR,
				name->mark, NULL,
				"'extends' wants the name of a preset, or a "
				"path with a slash");
		family->broken = true;
		return 0;
	}
	path = locate(family, name, from);
	if (!path) {
		family->broken = true;
		return 0;
	}
	result = read_member(&parent, family, path, name->text, name);
	if (result || !parent)
		return result;
	*base = policy_merge(arena, *base, parent);
	return *base ? 0 : error_no_memory(family->load->error);
}

static int read_parents(struct node **base, struct family *family,
			const struct node *tree, const char *from)
{
	const struct node *extends = node_get(tree, "extends");
	int result = 0;

	*base = NULL;
	if (!extends || node_is_null(extends))
		return 0;
	if (extends->kind != NODE_SEQUENCE)
		return read_parent(base, family, extends, from);
	for (const struct node *name = extends->first; !result && name;
	     name = name->next)
		result = read_parent(base, family, name, from);
	return result;
}

static void check_version(const struct node *tree, const struct source *source,
			  struct diagnostics *diagnostics)
{
	struct mark start = { .source = source, .line = 1, .column = 1 };

	if (!node_get(tree, "version"))
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, start,
				"add 'version: 1'",
				"the file does not say its version");
}

static int read_tree(struct member *member, struct family *family,
		     const char *written, const struct node *where)
{
	struct load *load = family->load;
	struct arena *arena = &load->policy->arena;
	const struct source *source = NULL;
	struct node *tree = NULL;
	struct node *base = NULL;
	int result;

	result = read_source(&source, load, member->path, written, where);
	if (!result && source)
		result = node_read(&tree, source,
				   where ? NODE_INHERITED : NODE_OWN, arena,
				   load->diagnostics, load->error);
	if (result || !tree) {
		family->broken = true;
		return result;
	}
	check_version(tree, source, load->diagnostics);
	if (!prepare_tree(tree, source, arena, load->diagnostics))
		return error_no_memory(load->error);
	result = read_parents(&base, family, tree, member->path);
	if (result)
		return result;
	member->merged = policy_merge(arena, base, tree);
	return member->merged ? 0 : error_no_memory(load->error);
}

/* "a.yml extends b.yml extends a.yml" */
static void complain_cycle(struct family *family, const struct member *again,
			   const struct node *where)
{
	struct buf chain = BUF_INIT;

	for (size_t i = (size_t)(again - family->members); i < family->count;
	     i++)
		if (family->members[i].open)
			buf_addf(&chain, "%s extends ",
				 family->members[i].path);
	buf_add_text(&chain, again->path);
	diagnostics_add(family->load->diagnostics, DIAGNOSTIC_ERROR,
			where->mark, NULL, "a cycle: %s", buf_text(&chain));
	buf_release(&chain);
	family->broken = true;
}

static struct member *find_member(struct family *family, const char *real)
{
	for (size_t i = 0; i < family->count; i++)
		if (strcmp(family->members[i].real, real) == 0)
			return &family->members[i];
	return NULL;
}

static int add_member(struct member **out, struct family *family, char **real,
		      const char *path, const struct node *where)
{
	*out = NULL;
	if (family->count == POLICY_EXTENDS_MAX) {
		diagnostics_add(family->load->diagnostics, DIAGNOSTIC_ERROR,
				where->mark, NULL,
				"more than %d files make this policy",
				POLICY_EXTENDS_MAX);
		family->broken = true;
		return 0;
	}
	*out = &family->members[family->count++];
	**out = (struct member){ .real = *real, .path = path, .open = true };
	*real = NULL;
	return 0;
}

static int read_member(struct node **out, struct family *family,
		       const char *path, const char *written,
		       const struct node *where)
{
	char *real = realpath(path, NULL);
	struct member *member;
	int result = 0;

	*out = NULL;
	if (!real)
		real = strdup(path);
	if (!real)
		return error_no_memory(family->load->error);
	member = find_member(family, real);
	if (member && member->open) {
		complain_cycle(family, member, where);
		goto out;
	}
	if (!member) {
		result = add_member(&member, family, &real, path, where);
		if (member)
			result = read_tree(member, family, written, where);
	}
	if (member) {
		member->open = false;
		*out = member->merged;
	}
out:
	free(real);
	return result;
}

int extend_read(struct node **out, struct load *load)
{
	struct family family = { .load = load };
	struct node *tree = NULL;
	int result = load_list_files(load);

	*out = NULL;
	if (result)
		return result;
	diagnostics_topic(load->diagnostics, "extends");
	result = read_member(&tree, &family, load->policy->path, "", NULL);
	if (!family.broken)
		*out = tree;
	for (size_t i = 0; i < family.count; i++)
		free(family.members[i].real);
	return result;
}
