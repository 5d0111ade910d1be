/*
 * versions.c - see versions.h. Never judges.
 */
#include "rules/versions.h"

#include "git/memory.h"

#include <stdio.h>
#include <stdlib.h>

#define TAGS "refs/tags/"
#define DIGITS_MAX 9 /* of VERSION_PART_MAX */

static bool read_part(struct str text, uint32_t *out)
{
	*out = 0;
	if (!text.size || text.size > DIGITS_MAX ||
	    (text.size > 1 && text.data[0] == '0'))
		return false;
	for (size_t i = 0; i < text.size; i++) {
		unsigned digit = (unsigned)(unsigned char)text.data[i] - '0';

		if (digit > 9)
			return false;
		*out = *out * 10 + digit;
	}
	return true;
}

bool version_read(struct version *out, struct str text)
{
	for (size_t i = 0; i < VERSION_PARTS; i++) {
		size_t dot = str_find_byte(text, '.');

		if ((dot == text.size) != (i + 1 == VERSION_PARTS) ||
		    !read_part(str_first(text, dot), &out->parts[i]))
			return false;
		text = str_from(text, dot + 1);
	}
	return true;
}

const char *version_format(const struct version *version, char *out)
{
	snprintf(out, VERSION_TEXT_SIZE + 1, "%u.%u.%u", version->parts[0],
		 version->parts[1], version->parts[2]);
	return out;
}

int version_compare(const struct version *a, const struct version *b)
{
	for (size_t i = 0; i < VERSION_PARTS; i++)
		if (a->parts[i] != b->parts[i])
			return a->parts[i] < b->parts[i] ? -1 : 1;
	return 0;
}

bool version_next(struct version *version, enum version_part part)
{
	if (version->parts[part] >= VERSION_PART_MAX)
		return false;
	version->parts[part]++;
	for (size_t i = (size_t)part + 1; i < VERSION_PARTS; i++)
		version->parts[i] = 0;
	return true;
}

struct collector {
	struct version_tags *out;
	size_t capacity;
	size_t skip; /* bytes of the name before the version */
	struct arena *arena;
	struct error *error;
};

static int collect(const struct ref *ref, void *data)
{
	struct collector *collector = data;
	struct version_tags *tags = collector->out;
	struct version version;
	struct version_tag *item;

	if (!version_read(&version,
			  str_from(str_of(ref->name), collector->skip)))
		return 0;
	if (tags->count == VERSION_TAGS_MAX)
		return error_set(collector->error, ERROR_LIMIT,
				 "there are more than %d version tags",
				 VERSION_TAGS_MAX);
	item = array_more(&tags->items, tags->count, &collector->capacity,
			  sizeof(*item));
	if (!item)
		return error_no_memory(collector->error);
	item->version = version;
	item->id = oid_is_zero(&ref->peeled) ? ref->id : ref->peeled;
	item->name = arena_copy(collector->arena, str_of(ref->name));
	if (!item->name)
		return error_no_memory(collector->error);
	tags->count++;
	return 0;
}

static int compare_tags(const void *a, const void *b)
{
	const struct version_tag *one = a;
	const struct version_tag *other = b;

	return version_compare(&one->version, &other->version);
}

int version_tags_read(struct version_tags *out,
		      const struct rule_context *context, const char *prefix,
		      const char *which, struct error *error)
{
	struct collector collector = { .out = out,
				       .arena = context->arena,
				       .error = error };
	struct buf pattern = BUF_INIT;
	struct globs globs = { NULL, 1 };
	struct glob glob;
	int result;

	*out = (struct version_tags){ NULL, 0 };
	buf_add_text(&pattern, TAGS);
	glob_quote(&pattern, str_of(prefix));
	buf_add_text(&pattern, which ? which : "[0-9]*");
	collector.skip = str_of(TAGS).size + str_of(prefix).size;
	result = buf_failed(&pattern) ? error_no_memory(error) :
					glob_compile(&glob, buf_str(&pattern),
						     context->arena, error);
	globs.items = &glob;
	if (!result)
		result = refs_each(context->repo, &globs, collect, &collector,
				   error);
	if (!result && out->count)
		qsort(out->items, out->count, sizeof(*out->items),
		      compare_tags);
	buf_release(&pattern);
	return result;
}

void version_tags_release(struct version_tags *tags)
{
	free(tags->items);
	*tags = (struct version_tags){ NULL, 0 };
}

const struct version_tag *version_tags_find(const struct version_tags *tags,
					    const struct version *version)
{
	const struct version_tag key = { .version = *version };

	return tags->count ? bsearch(&key, tags->items, tags->count,
				     sizeof(key), compare_tags) :
			     NULL;
}

const char *version_memory_name(struct str text, struct arena *arena)
{
	struct version version;
	size_t digit = 0;

	while (digit < text.size &&
	       (text.data[digit] < '0' || text.data[digit] > '9'))
		digit++;
	if (version_read(&version, str_from(text, digit)))
		text = str_from(text, digit);
	return memory_name(arena, "version/", text);
}

const char *version_tag_memory_name(const char *tag, struct arena *arena)
{
	return memory_name(arena, "version/", str_of(tag));
}

/* 1: there is a text of that name, by such a thing. */
static int read_memory(struct str *text, const struct rule_context *context,
		       const char *name, const char *by, struct error *error)
{
	struct str found;
	int result = name ? memory_read(text, context->repo, name,
					context->arena, error) :
			    error_no_memory(error);

	if (result == ERROR_NOT_FOUND)
		return 0;
	if (result)
		return result;
	return memory_get(*text, "by", &found) && str_is(found, by);
}

int version_of_branch(struct str *text, const struct rule_context *context,
		      const struct version *version, struct error *error)
{
	char digits[VERSION_TEXT_SIZE + 1];
	const char *name = version_memory_name(
		str_of(version_format(version, digits)), context->arena);

	return read_memory(text, context, name, "branch", error);
}

int version_of_tag(struct str *text, const struct rule_context *context,
		   const char *prefix, const struct version *version,
		   struct error *error)
{
	char digits[VERSION_TEXT_SIZE + 1];
	const char *tag = arena_printf(context->arena, TAGS "%s%s", prefix,
				       version_format(version, digits));
	const char *name = tag ? version_tag_memory_name(tag, context->arena) :
				 NULL;

	return read_memory(text, context, name, "tag", error);
}
