/*
 * bind_glob.c - globs for refs and paths, alone, in lists and as keys. Those
 * with late names stay texts. Never matches.
 */
#include "policy/bind.h"

#include "base/buf.h"

#include <string.h>

#define DEFAULT_REF "~DEFAULT"

/* Compiles into `out`; false after an error. */
static bool compile(struct binder *binder, const struct node *item,
		    const char *text, struct glob *out)
{
	const char *topic = diagnostics_topic(binder->diagnostics, "glob");
	struct error why;
	int result =
		glob_compile(out, str_of(text), &binder->policy->arena, &why);

	if (result == ERROR_INTERNAL)
		binder->no_memory = true;
	else if (result)
		bind_error(binder, item->mark,
			   strchr(why.text, '!') ?
				   NULL :
				   "* ? [a-z] {a,b} are special; \\ takes that "
				   "away",
			   "%s", why.text);
	diagnostics_topic(binder->diagnostics, topic);
	return !result;
}

/* What HEAD points at, as a glob; NULL when it names no branch. */
static const char *default_glob(struct binder *binder, bool exclude)
{
	struct buf glob = BUF_INIT;
	char *copy = NULL;

	if (!binder->default_ref)
		return NULL;
	if (exclude)
		buf_add_byte(&glob, '!');
	glob_quote(&glob, str_of(binder->default_ref));
	if (!buf_failed(&glob))
		copy = arena_copy(&binder->policy->arena, buf_str(&glob));
	binder->no_memory |= !copy;
	buf_release(&glob);
	return copy;
}

static bool compiles_with_samples(struct binder *binder,
				  const struct node *item, const char *text)
{
	const char *sample = bind_sample(binder, text, VARS_GLOB);
	struct glob ignored;

	return sample && compile(binder, item, sample, &ignored);
}

static void add_dynamic(struct binder *binder, const struct node *item,
			const char *text, struct ref_globs *out)
{
	bool sound = binder->sound || compiles_with_samples(binder, item, text);

	binder->dynamic = true;
	if (sound)
		out->dynamic[out->dynamic_count++] = text;
}

static void add_glob(struct binder *binder, const struct node *item,
		     struct ref_globs *out)
{
	bool exclude = item->text[0] == '!';
	bool is_default = strcmp(item->text + exclude, DEFAULT_REF) == 0;
	struct expansion glob = { .text = NULL };

	if (is_default) {
		out->has_default = true;
		glob.text = default_glob(binder, exclude);
	} else {
		glob = bind_expand(binder, item, VARS_GLOB, false);
	}
	if (!glob.text)
		return;
	bind_said_text(binder, glob.text);
	if (glob.dynamic)
		add_dynamic(binder, item, glob.text, out);
	else if (compile(binder, item, glob.text,
			 &out->fixed.items[out->fixed.count]))
		out->fixed.count++;
}

static bool make_room(struct binder *binder, struct ref_globs *out,
		      size_t count)
{
	out->fixed.items = bind_alloc(binder, count, sizeof(*out->fixed.items));
	out->dynamic = bind_alloc(binder, count, sizeof(*out->dynamic));
	return out->fixed.items && out->dynamic;
}

void bind_globs(struct binder *binder, const struct option *row,
		const struct node *node, struct ref_globs *out)
{
	bool one = row->type == OPTION_GLOB;

	out->mark = node->mark;
	if (node->kind == NODE_MAPPING || (one && node->kind != NODE_SCALAR)) {
		bind_wants(binder, row, node,
			   one ? "a glob such as \"tests/**\"" :
				 "a list of globs such as [\"tests/**\"]");
		return;
	}
	if (!make_room(binder, out, bind_list_count(node)))
		return;
	bind_said_number(binder, (int64_t)bind_list_count(node));
	for (const struct node *item = bind_list_first(node); item;
	     item = bind_list_next(node, item))
		if (bind_is_text(binder, row, item))
			add_glob(binder, item, out);
}

static void bind_key(struct binder *binder, const struct node *key,
		     struct ref_globs *out)
{
	out->mark = key->mark;
	if (make_room(binder, out, 1))
		add_glob(binder, key, out);
}

void bind_glob_map(struct binder *binder, const struct option *row,
		   const struct node *node, struct glob_map *out)
{
	struct glob_map_item *item;

	if (node->kind != NODE_MAPPING) {
		bind_wants(binder, row, node,
			   "a mapping such as {\"src/**\": [\"tests/**\"]}");
		return;
	}
	out->items = bind_alloc(binder, node->count, sizeof(*out->items));
	bind_said_number(binder, (int64_t)node->count);
	for (const struct node *child = node->first; out->items && child;
	     child = child->next) {
		item = &out->items[out->count++];
		bind_key(binder, child->key, &item->key);
		bind_globs(binder, row, child, &item->values);
	}
}

void bind_size_map(struct binder *binder, const struct option *row,
		   const struct node *node, struct size_map *out)
{
	struct size_map_item *item;
	bool sound;

	if (node->kind != NODE_MAPPING) {
		bind_wants(binder, row, node,
			   "a mapping such as {\"*.png\": 1MiB}");
		return;
	}
	out->items = bind_alloc(binder, node->count, sizeof(*out->items));
	bind_said_number(binder, (int64_t)node->count);
	for (const struct node *child = node->first; out->items && child;
	     child = child->next) {
		item = &out->items[out->count++];
		bind_key(binder, child->key, &item->key);
		sound = child->kind == NODE_SCALAR &&
			bind_parse_size(str_of(child->text), &item->size);
		if (!sound)
			bind_wants(binder, row, child,
				   "sizes such as 4096, 64KiB or 1MiB");
		bind_said_number(binder, item->size);
	}
}
