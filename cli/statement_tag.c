/*
 * statement_tag.c - see statement_tag.h. Leaves no tag behind.
 */
#include "statement_tag.h"

#include "run_git.h"

#include <string.h>
#include <unistd.h>

/* The last part of what `git remote get-url` says, without ".git". */
static int name_of_remote(struct statement_tag *tag, struct error *error)
{
	const char *const words[] = { "remote", "get-url",   "--push",
				      "--",	tag->remote, NULL };
	struct buf out = BUF_INIT;
	struct str url;
	int status = 0;
	int result = run_git(words, &out, &status, error);

	url = str_trim(buf_str(&out));
	while (str_ends(url, "/"))
		url.size--;
	if (str_ends(url, ".git"))
		url.size -= strlen(".git");
	for (size_t i = url.size; i-- > 0;)
		if (url.data[i] == '/' || url.data[i] == ':') {
			url = str_from(url, i + 1);
			break;
		}
	if (!result && (status || !url.size))
		result = error_set(error, ERROR_USAGE,
				   "there is no remote \"%s\": give --remote",
				   tag->remote);
	if (!result)
		tag->repository = arena_copy(tag->arena, url);
	buf_release(&out);
	return result || tag->repository ? result : error_no_memory(error);
}

int statement_tag_find_repository(struct statement_tag *tag,
				  struct error *error)
{
	const char *const words[] = { "config", "refgate.name", NULL };
	struct buf out = BUF_INIT;
	struct str name;
	int status = 0;
	int result = 0;

	if (tag->repository)
		return 0;
	result = run_git(words, &out, &status, error);
	name = str_trim(buf_str(&out));
	if (!result && !status && name.size)
		tag->repository = arena_copy(tag->arena, name);
	buf_release(&out);
	return result || tag->repository ? result : name_of_remote(tag, error);
}

int statement_tag_find_email(const char **out, struct arena *arena,
			     struct error *error)
{
	const char *const words[] = { "config", "user.email", NULL };
	struct buf text = BUF_INIT;
	struct str email;
	int status = 0;
	int result = run_git(words, &text, &status, error);

	*out = NULL;
	email = str_trim(buf_str(&text));
	if (!result && (status || !email.size))
		result = error_set(error, ERROR_USAGE,
				   "git config user.email is not set: give "
				   "--name");
	if (!result)
		*out = arena_copy(arena, email);
	buf_release(&text);
	return result || *out ? result : error_no_memory(error);
}

static int make(const struct statement_tag *tag, const char *name,
		struct error *error)
{
	const char *const words[] = {
		"tag",	     tag->is_unsigned ? "--no-sign" : "-s",
		"-a",	     "--cleanup=verbatim",
		"-m",	     tag->title,
		"-m",	     tag->words,
		"--",	     name,
		tag->object, NULL
	};
	int status = 0;
	int result = run_git(words, NULL, &status, error);

	if (!result && status)
		result = error_set(error, ERROR_USAGE,
				   "git could not make the tag: is git config "
				   "user.signingkey set?");
	return result;
}

static int push(const struct statement_tag *tag, const char *name, int *status,
		struct error *error)
{
	const char *refspec =
		arena_printf(tag->arena, "refs/tags/%s:%s", name, tag->place);
	const char *const words[] = { "push", "--quiet",   "--no-follow-tags",
				      "--",   tag->remote, refspec,
				      NULL };

	return refspec ? run_git(words, NULL, status, error) :
			 error_no_memory(error);
}

static int take_away(const char *name, struct error *error)
{
	const char *const words[] = { "tag", "-d", "--", name, NULL };
	struct buf out = BUF_INIT;
	int status = 0;
	int result = run_git(words, &out, &status, error);

	buf_release(&out);
	if (!result && status)
		result = error_set(error, ERROR_INTERNAL,
				   "the tag %s is left behind", name);
	return result;
}

int statement_tag_send(const struct statement_tag *tag, int *status,
		       struct error *error)
{
	const char *name =
		arena_printf(tag->arena, "refgate-say-%ld", (long)getpid());
	struct error ignored = { 0 };
	int result = name ? make(tag, name, error) : error_no_memory(error);

	if (result)
		return result;
	result = push(tag, name, status, error);
	if (result)
		(void)take_away(name, &ignored);
	return result ? result : take_away(name, error);
}
