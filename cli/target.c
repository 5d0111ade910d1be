/*
 * target.c - from the words of a command line to the lines of a push. Never
 * judges.
 */
#include "target.h"

#include "base/file.h"

#include <string.h>

#define HEADS "refs/heads/"
#define TAGS "refs/tags/"
#define RANGE ".."

struct values {
	const char *old; /* NULL: the server's */
	const char *new; /* NULL: HEAD, or the tag of that name */
};

static bool is_tag(const char *ref)
{
	return str_starts(str_of(ref), TAGS);
}

/* "A..B", either of which may be left out for HEAD. */
static int read_range(struct values *out, struct site *site, const char *range,
		      struct error *error)
{
	struct str text = str_of(range);
	size_t at = str_find(text, STR(RANGE));
	struct str new = str_from(text, at + strlen(RANGE));
	struct str old = str_first(text, at);

	if (at == text.size || str_starts(new, "."))
		return error_set(error, ERROR_USAGE,
				 "OLD NEW or OLD..NEW is wanted, not \"%s\"; "
				 "for another ref of the server: --ref %s",
				 range, range);
	out->old = old.size ? arena_copy(&site->setup.arena, old) : "HEAD";
	out->new = new.size ? arena_copy(&site->setup.arena, new) : "HEAD";
	return out->old && out->new ? 0 : error_no_memory(error);
}

static int read_values(struct values *out, struct site *site,
		       const struct target_request *request,
		       struct error *error)
{
	switch (request->value_count) {
	case 0:
		return 0;
	case 1:
		return read_range(out, site, request->values[0], error);
	case 2:
		out->old = request->values[0];
		out->new = request->values[1];
		return 0;
	default:
		return error_set(error, ERROR_USAGE,
				 "too many arguments: OLD NEW or OLD..NEW is "
				 "wanted");
	}
}

static int find_ref(const char **out, struct site *site, const char *ref,
		    struct error *error)
{
	*out = ref ? site_full_name(site, ref) : site_own_ref(site);
	if (ref && !*out)
		return error_no_memory(error);
	if (!*out)
		return error_set(error, ERROR_USAGE,
				 "no branch is checked out: name the ref on "
				 "the server with --ref");
	/* ref names with odd bytes are for the gate to judge */
	return 0;
}

/* The value on the server, as far as the clone knows; zero: none. */
static int server_value(struct oid *out, const struct site *site,
			const char *ref, struct error *error)
{
	struct repo_options options = { .path = site->clone.common_dir,
					.remote = site->clone.remote };
	struct repo *repo = NULL;
	int result;

	*out = (struct oid){ 0 };
	/* tags of a clone are its own: the one in question is taken for new */
	if (site->clone.remote && is_tag(ref))
		return 0;
	result = repo_open(&repo, &options, error);
	if (!result && ref_name_is_valid(str_of(ref)))
		result = refs_lookup(out, repo, ref, error);
	if (result == ERROR_NOT_FOUND)
		result = 0;
	repo_close(repo);
	return result;
}

static int find_old(struct oid *out, const struct site *site, const char *ref,
		    const char *value, struct error *error)
{
	if (value)
		return clone_revision(out, &site->clone, value, !is_tag(ref),
				      error);
	if (!site->clone.remote)
		return error_set(error, ERROR_USAGE,
				 site->clone.bare ?
					 "which push? Give OLD NEW or "
					 "OLD..NEW" :
					 "this clone has no remote: give OLD "
					 "NEW or OLD..NEW");
	return server_value(out, site, ref, error);
}

static int find_new(struct oid *out, const struct site *site, const char *ref,
		    const char *value, struct error *error)
{
	if (!value && is_tag(ref)) {
		int result = clone_ref(out, &site->clone, ref, error);

		if (result != ERROR_NOT_FOUND)
			return result;
	}
	return clone_revision(out, &site->clone, value ? value : "HEAD",
			      !is_tag(ref), error);
}

int target_find(struct push_input *out, struct site *site,
		const struct target_request *request, struct error *error)
{
	struct push_line *line = arena_alloc(&site->setup.arena, sizeof(*line));
	struct values values = { NULL, NULL };
	const char *ref = NULL;
	int result = line ? read_values(&values, site, request, error) :
			    error_no_memory(error);

	*out = (struct push_input){ .lines = line, .count = 1 };
	if (!result)
		result = find_ref(&ref, site, request->ref, error);
	if (result)
		return result;
	line->ref = str_of(ref);
	result = find_old(&line->old, site, ref, values.old, error);
	return result ? result :
			find_new(&line->new, site, ref, values.new, error);
}

/* Cuts the last word off. */
static struct str last_word(struct str *line)
{
	size_t at = line->size;
	struct str word;

	while (at > 0 && line->data[at - 1] != ' ')
		at--;
	word = str_from(*line, at);
	*line = str_first(*line, at > 0 ? at - 1 : 0);
	return word;
}

/*
 * "<local ref> <local id> <remote ref> <remote id>". What git calls the local
 * ref is what was typed, blanks and all: HEAD^{/fix the login}.
 */
static int read_line(struct push_line *out, struct site *site, struct str line,
		     struct error *error)
{
	bool valid;

	valid = oid_parse(&out->old, last_word(&line));
	out->ref = last_word(&line);
	valid = oid_parse(&out->new, last_word(&line)) && valid &&
		out->ref.size && line.size;
	if (!valid)
		return error_set(error, ERROR_USAGE,
				 "a line is not one that git gives to a "
				 "pre-push hook");
	out->ref.data = arena_copy(&site->setup.arena, out->ref);
	return out->ref.data ? 0 : error_no_memory(error);
}

/* A server that has moved on is no fault of what is pushed. */
static int check_known(const struct push_line *line, const struct site *site,
		       struct error *error)
{
	char hex[OID_HEX_SIZE + 1];
	struct oid found;

	if (oid_is_zero(&line->old) ||
	    !clone_revision(&found, &site->clone, oid_format(&line->old, hex),
			    false, error))
		return 0;
	return error_set(error, ERROR_USAGE,
			 "%s has moved on the server, to an object that is "
			 "not here: git fetch first",
			 line->ref.data);
}

static size_t count_lines(struct str text)
{
	struct str line;
	size_t count = 0;

	while (str_next_line(&text, &line))
		count++;
	return count;
}

int target_read(struct push_input *out, struct site *site, int fd,
		struct error *error)
{
	struct buf text = BUF_INIT;
	struct str line, rest;
	int result = fd_read_all(&text, fd, PUSH_INPUT_SIZE_MAX, error);

	memset(out, 0, sizeof(*out));
	rest = buf_str(&text);
	out->lines = arena_alloc(&site->setup.arena,
				 (count_lines(rest) + 1) * sizeof(*out->lines));
	if (!result && !out->lines)
		result = error_no_memory(error);
	while (!result && str_next_line(&rest, &line)) {
		result = read_line(&out->lines[out->count], site, line, error);
		if (!result)
			result = check_known(&out->lines[out->count++], site,
					     error);
	}
	buf_release(&text);
	return result;
}
