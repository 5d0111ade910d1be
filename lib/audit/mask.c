/*
 * mask.c - see mask.h. Never lets a text through that it could not look at.
 */
#include "audit/mask.h"

#include "audit/mask_json.h"
#include "audit/mask_key.h"
#include "audit/mask_text.h"

#include <stdlib.h>
#include <string.h>

/* Of an email address, say: "person:5d41402abc4b". */
static void add_word(struct buf *out, const struct mask_key *key,
		     struct str who)
{
	char hex[MASK_WORD_DIGITS + 1];

	mask_key_digest(key, who, hex, MASK_WORD_DIGITS);
	buf_addf(out, MASK_WORD "%s", hex);
}

void mask_add_text(struct buf *out, const struct mask *mask, struct str text)
{
	struct mask_scan scan = { .names = &mask->names, .text = text };
	struct mask_hit hit;
	size_t done = 0;

	while (mask_scan_next(&scan, &hit)) {
		buf_add_str(out,
			    str_first(str_from(text, done), hit.from - done));
		add_word(out, &mask->key, hit.who);
		done = hit.from + hit.size;
	}
	buf_add_str(out, str_from(text, done));
}

void mask_add_name(struct buf *out, const struct mask *mask, struct str name)
{
	char hex[MASK_NAME_SIZE + 1];

	mask_key_digest(&mask->key, name, hex, MASK_NAME_SIZE);
	buf_add_text(out, hex);
}

typedef void add_masked(struct buf *out, const struct mask *mask,
			struct str text);

/* *text, masked; data NULL stays. False: out of memory. */
static bool replace(struct str *text, const struct mask *mask, add_masked *add,
		    struct arena *arena)
{
	struct buf out = BUF_INIT;
	size_t size;

	if (!text->data)
		return true;
	add(&out, mask, *text);
	size = out.size;
	text->data = buf_failed(&out) ? NULL : arena_copy(arena, buf_str(&out));
	text->size = size;
	buf_release(&out);
	return text->data != NULL;
}

static bool replace_text(const char **text, const struct mask *mask,
			 add_masked *add, struct arena *arena)
{
	struct str masked = str_of(*text);

	if (!*text)
		return true;
	if (!replace(&masked, mask, add, arena))
		return false;
	*text = masked.data;
	return true;
}

static bool mask_refs(struct event *event, const struct mask *mask,
		      struct arena *arena)
{
	struct event_ref *refs =
		arena_alloc(arena, (event->ref_count + 1) * sizeof(*refs));
	bool done = refs != NULL;

	for (size_t i = 0; done && i < event->ref_count; i++) {
		refs[i] = event->refs[i];
		done = replace_text(&refs[i].extra, mask, mask_add_json, arena);
	}
	event->refs = refs;
	return done;
}

/* "unknown person 'Nora'": such a policy does not say who is a person. */
static void add_quoted(struct buf *out, const struct mask *mask,
		       struct str text)
{
	size_t open = str_find_byte(text, '\'');
	size_t close = text.size;

	while (close > open + 1 && text.data[close - 1] != '\'')
		close--;
	if (close <= open + 1) {
		mask_add_text(out, mask, text);
		return;
	}
	mask_add_text(out, mask, str_first(text, open));
	add_word(out, &mask->key,
		 str_first(str_from(text, open + 1), close - open - 2));
	mask_add_text(out, mask, str_from(text, close));
}

static bool mask_findings(struct event *event, const struct mask *mask,
			  struct arena *arena)
{
	struct event_finding *findings = arena_alloc(
		arena, (event->finding_count + 1) * sizeof(*findings));
	bool done = findings != NULL;

	for (size_t i = 0; done && i < event->finding_count; i++) {
		findings[i] = event->findings[i];
		done = replace(&findings[i].detail, mask,
			       strcmp(findings[i].rule, "policy") == 0 ?
				       add_quoted :
				       mask_add_text,
			       arena);
	}
	event->findings = findings;
	return done;
}

static bool mask_user(struct event *event, const struct mask *mask,
		      struct arena *arena)
{
	event->user_hash = event->user_name ? event->user_name :
					      event->user_email;
	event->user_name = NULL;
	event->user_email = NULL;
	event->source_ip = NULL;
	return replace_text(&event->user_hash, mask, mask_add_name, arena);
}

static bool know(struct mask_names *names, const struct event *event,
		 const struct log_options *options)
{
	const char *const own[] = { event->user_name, event->user_email };
	bool done =
		mask_names_add(names, own, 2) &&
		mask_names_add(names, event->people, event->people_count) &&
		mask_names_add(names, options->people, options->people_count);

	mask_names_sort(names);
	return done;
}

static int open_key(struct mask_key *out, const struct log_options *options,
		    struct error *error)
{
	return options->identity_key_given ?
		       mask_key_read(out, options->identity_key, options->mode,
				     error) :
		       mask_key_open(out, options->identity_key, options->mode,
				     error);
}

int mask_event(struct event *out, const struct event *event,
	       const struct log_options *options, struct arena *arena,
	       struct error *error)
{
	struct mask mask = { .names = { .items = NULL } };
	int result = open_key(&mask.key, options, error);

	*out = *event;
	if (result)
		return ERROR_BROKEN;
	if (!know(&mask.names, event, options) ||
	    !mask_user(out, &mask, arena) || !mask_refs(out, &mask, arena) ||
	    !mask_findings(out, &mask, arena) ||
	    !replace_text(&out->message, &mask, mask_add_text, arena) ||
	    !replace_text(&out->extra, &mask, mask_add_json, arena))
		result = error_no_memory(error);
	mask_names_release(&mask.names);
	return result;
}

int mask_name(const char *key_file, const char *name,
	      char out[MASK_NAME_SIZE + 1], struct error *error)
{
	struct mask_key key;
	int result = mask_key_read(&key, key_file, 0660, error);

	out[0] = '\0';
	if (!result)
		mask_key_digest(&key, str_of(name), out, MASK_NAME_SIZE);
	return result;
}

/* What stands otherwise in JSON: taken as found. */
static bool is_plain(const char *name)
{
	for (; *name; name++)
		if ((unsigned char)*name < ' ' || strchr("\"\\", *name))
			return false;
	return true;
}

/* Each escaped byte as a byte of its own. */
static void add_unescaped(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '\\' && i + 1 < text.size) {
			char next = text.data[++i];

			buf_add_byte(out, next == '"' ? '"' : ' ');
			continue;
		}
		buf_add_byte(out, text.data[i]);
	}
}

size_t mask_find(const char **out, const char *const *people, size_t count,
		 struct str text)
{
	struct mask_names names = { .items = NULL };
	struct buf unescaped = BUF_INIT;
	bool *seen = calloc(count + 1, sizeof(*seen));
	size_t found = 0;
	bool all;

	add_unescaped(&unescaped, text);
	all = !seen || buf_failed(&unescaped) ||
	      !mask_names_add(&names, people, count);
	mask_names_sort(&names);
	if (!all) {
		mask_names_find(&names, text, seen);
		mask_names_find(&names, buf_str(&unescaped), seen);
		for (size_t i = 0; i < names.count; i++)
			if (seen[i] || !is_plain(names.items[i]))
				out[found++] = names.items[i];
	}
	for (size_t i = 0; all && i < count; i++)
		out[found++] = people[i];
	buf_release(&unescaped);
	mask_names_release(&names);
	free(seen);
	return found;
}
