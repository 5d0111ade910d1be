/*
 * repair_files.c - commands that mend what commits do to files, by where the
 * commits stand. Never touches what others brought in by a merge.
 */
#include "rules/repair_files.h"

#include "base/text.h"

#include <string.h>

#define PATHS_NAMED_MAX 20

/* The files that are to be mended, each once and quoted. */
struct files {
	struct buf words; /* each after a blank */
	const char *first;
	size_t count;
	const char *literal; /* git's option, where a path looks like a glob */
	bool at_tip;
	struct repair *repair;
	const struct repair_request *request;
};

bool repair_is_at_tip(const struct repair_request *request)
{
	return request->commit_count == 0 ||
	       (request->commit_count == 1 &&
		oid_equal(&request->commits[0], &request->tip));
}

static bool is_wanted(const struct finding *finding, unsigned topics)
{
	return finding->path.size && (!topics || topics & 1u << finding->topic);
}

static bool was_taken(const struct repair_request *request, size_t index,
		      unsigned topics)
{
	for (size_t i = 0; i < index; i++)
		if (is_wanted(request->findings[i], topics) &&
		    str_equal(request->findings[i]->path,
			      request->findings[index]->path))
			return true;
	return false;
}

static void add_file(struct files *files, struct str path)
{
	char *name = arena_copy(files->repair->arena, path);

	if (!name) {
		files->repair->failed = true;
		return;
	}
	if (!files->count++)
		files->first = name;
	if (name[0] == ':' || strpbrk(name, "*?[\\"))
		files->literal = " --literal-pathspecs";
	buf_add_byte(&files->words, ' ');
	text_shell_quote(&files->words, str_of(name));
}

static bool files_open(struct files *files, struct repair *repair,
		       const struct repair_request *request, unsigned topics)
{
	*files = (struct files){ .repair = repair,
				 .request = request,
				 .literal = "",
				 .at_tip = repair_is_at_tip(request) };
	for (size_t i = 0; i < request->finding_count; i++)
		if (is_wanted(request->findings[i], topics) &&
		    !was_taken(request, i, topics))
			add_file(files, request->findings[i]->path);
	if (files->count > PATHS_NAMED_MAX) {
		buf_clear(&files->words);
		buf_add_text(&files->words, " PATHS");
		files->literal = "";
	}
	repair->failed |= buf_failed(&files->words);
	return files->count && !repair->failed;
}

static void files_close(struct files *files)
{
	buf_release(&files->words);
}

/* What is told first: where, and what the words in CAPITALS stand for. */
static void introduce(const struct files *files, const char *what)
{
	bool many = files->request->commit_count > 1;

	repair_text(files->repair, "to %s the commit%s%s:", what,
		    many ? "s" : "",
		    files->count > PATHS_NAMED_MAX ? ", with the paths above "
						     "for PATHS" :
						     "");
}

static void amend(struct repair *repair)
{
	repair_command(repair, "git", "commit", "--amend", "--no-edit",
		       "--allow-empty", NULL);
}

static void remove_cached(struct buf *out, const struct files *files)
{
	buf_addf(out, "git%s rm -q --cached --ignore-unmatch --%s",
		 files->literal, buf_text(&files->words));
}

static void take_out_here(const struct files *files, const char *options)
{
	struct buf text = BUF_INIT;

	if (oid_is_zero(&files->request->base))
		remove_cached(&text, files);
	else
		buf_addf(&text, "git%s restore --source=HEAD~ %s --%s",
			 files->literal, options, buf_text(&files->words));
	repair_command_text(files->repair, "%s", buf_text(&text));
	buf_release(&text);
	amend(files->repair);
}

static void take_out_below(const struct files *files)
{
	struct buf script = BUF_INIT;
	const char *base = repair_base(files->repair, files->request);

	if (oid_is_zero(&files->request->base))
		remove_cached(&script, files);
	else
		buf_addf(&script, "git%s reset -q %s --%s", files->literal,
			 base ? base : "", buf_text(&files->words));
	repair_filter_index(files->repair, files->request, &script);
	buf_release(&script);
}

static void go_on(struct repair *repair)
{
	repair_command(repair, "git", "rebase", "--continue", NULL);
}

void repair_take_out(struct repair *repair,
		     const struct repair_request *request, unsigned topics)
{
	struct files files;

	if (files_open(&files, repair, request, topics)) {
		if (!files.at_tip && !request->has_merges)
			repair_text(repair, "git keeps the old commits "
					    "below refs/original/");
		introduce(&files, files.count > 1 ? "take the files out of" :
						    "take the file out of");
		if (files.at_tip) {
			take_out_here(&files, "--staged");
		} else if (!request->has_merges) {
			take_out_below(&files);
		} else {
			repair_stop_at_each(repair, request);
			repair_text(repair, "at each stop:");
			take_out_here(&files, "--staged --worktree");
			go_on(repair);
		}
	}
	files_close(&files);
}

static void make_plain_here(const struct files *files)
{
	repair_command_text(files->repair, "chmod a-x --%s",
			    buf_text(&files->words));
	repair_command_text(files->repair, "git update-index --chmod=-x --%s",
			    buf_text(&files->words));
	amend(files->repair);
}

static void make_plain_below(const struct files *files)
{
	struct buf script = BUF_INIT;

	buf_addf(&script,
		 "git%s ls-files -s --%s | sed s/^100755/100644/ | "
		 "git update-index --index-info",
		 files->literal, buf_text(&files->words));
	repair_filter_index(files->repair, files->request, &script);
	buf_release(&script);
}

void repair_make_plain(struct repair *repair,
		       const struct repair_request *request, unsigned topics)
{
	struct files files;

	if (files_open(&files, repair, request, topics)) {
		introduce(&files, "have no executable file in");
		if (files.at_tip) {
			make_plain_here(&files);
		} else if (!request->has_merges) {
			make_plain_below(&files);
		} else {
			repair_stop_at_each(repair, request);
			repair_text(repair, "at each stop:");
			make_plain_here(&files);
			go_on(repair);
		}
	}
	files_close(&files);
}

void repair_rename_files(struct repair *repair,
			 const struct repair_request *request, unsigned topics)
{
	struct files files;

	if (files_open(&files, repair, request, topics)) {
		bool stops;

		repair_text(repair, "give %s; with it for NEW-NAME%s:",
			    files.count > 1 ? "each another name" :
					      "it another name",
			    files.count > 1 ? ", the present one for "
					      "OLD-NAME" :
					      "");
		stops = repair_stop_at_each(repair, request);
		if (stops)
			repair_text(repair, "at each stop:");
		repair_command(repair, "git", "mv", "--",
			       files.count > 1 ? "OLD-NAME" : files.first,
			       "NEW-NAME", NULL);
		amend(repair);
		if (stops)
			go_on(repair);
	}
	files_close(&files);
}

void repair_edit_files(struct repair *repair,
		       const struct repair_request *request)
{
	bool stops = repair_stop_at_each(repair, request);

	repair_text(repair, stops ? "at each stop, take it out of the file, "
				    "then:" :
				    "take it out of the file, then:");
	repair_command(repair, "git", "add", "-u", NULL);
	amend(repair);
	if (stops)
		go_on(repair);
}

/* What a branch lacks is written there; then it is merged anew. */
static void write_for_landing(struct repair *repair,
			      const struct repair_request *request,
			      const char *file)
{
	const char *ref = repair_short_name(repair, request->update);

	repair_command(repair, "git", "switch", request->landing, NULL);
	repair_command(repair, "git", "add", "--", file, NULL);
	repair_command(repair, "git", "commit", NULL);
	repair_command(repair, "git", "push", "origin", request->landing, NULL);
	repair_text(repair, "then merge it anew:");
	repair_command(repair, "git", "switch", ref, NULL);
	repair_command(repair, "git", "reset", "--keep",
		       repair_remote_name(repair, request->update->name), NULL);
	repair_command(repair, "git", "merge", "--no-ff", "--no-edit",
		       request->landing, NULL);
}

void repair_write_file(struct repair *repair,
		       const struct repair_request *request, const char *file)
{
	if (request->landing) {
		write_for_landing(repair, request, file);
		return;
	}
	repair_command(repair, "git", "add", "--", file, NULL);
	repair_command(repair, "git", "commit", "--amend", "--no-edit", NULL);
}
