/*
 * push-client.c - pushes one refspec with libgit2's own client, as programs
 * that have no git do, and prints what the server lets it know. Never asks for
 * a password, never retries.
 *
 * push-client REPOSITORY URL REFSPEC
 *
 * The server's text is printed as it comes, then each ref: "ok REF" or "ng REF
 * REASON". Ends with 0, 1 when a ref was refused, 2 when nothing was pushed.
 */
#include <git2.h>

#include <stdbool.h>
#include <stdio.h>

#define PUSHED 0
#define REFUSED 1
#define FAILED 2

static int print_text(const char *text, int size, void *payload)
{
	(void)payload;
	if (size > 0)
		fwrite(text, 1, (size_t)size, stdout);
	return 0;
}

static int print_ref(const char *name, const char *status, void *payload)
{
	bool *refused = payload;

	if (status) {
		*refused = true;
		printf("ng %s %s\n", name, status);
	} else {
		printf("ok %s\n", name);
	}
	return 0;
}

static int push(git_remote *remote, char *refspec)
{
	const git_strarray refspecs = { &refspec, 1 };
	git_push_options options;
	bool refused = false;

	if (git_push_options_init(&options, GIT_PUSH_OPTIONS_VERSION))
		return FAILED;
	options.callbacks.sideband_progress = print_text;
	options.callbacks.push_update_reference = print_ref;
	options.callbacks.payload = &refused;
	if (git_remote_push(remote, &refspecs, &options))
		return FAILED;
	return refused ? REFUSED : PUSHED;
}

int main(int argc, char **argv)
{
	git_repository *repository = NULL;
	git_remote *remote = NULL;
	int result = FAILED;

	if (argc != 4) {
		fprintf(stderr, "usage: push-client REPOSITORY URL REFSPEC\n");
		return FAILED;
	}
	git_libgit2_init();
	if (!git_repository_open(&repository, argv[1]) &&
	    !git_remote_create_anonymous(&remote, repository, argv[2]))
		result = push(remote, argv[3]);
	if (result == FAILED && git_error_last())
		fprintf(stderr, "push-client: %s\n", git_error_last()->message);
	git_remote_free(remote);
	git_repository_free(repository);
	git_libgit2_shutdown();
	return result;
}
