/*
 * explain_team_words.c - what a rule asks, in plain words: a row an option. A
 * rule without a row is told by its summary, so a new one needs none.
 */
#include "explain_option.h"
#include "explain_team.h"
#include "option_text.h"

#include "rules/file_content.h"
#include "rules/forbidden_content.h"
#include "rules/freeze_window.h"

#include <string.h>

/* How the value of a row is shown at the "%". */
enum shown {
	AS_VALUE,  /* in a code span */
	AS_NUMBER, /* as it is */
	AS_PEOPLE,
	AS_PATHS, /* with an example */
	AS_REFS,
	AS_NOTHING,
};

static const struct word {
	const char *rule;
	const char *key;
	const char *when; /* the value that it is about; NULL: any */
	enum shown shown;
	const char *text;
} words[] = {
	{ "creation", "allow", NULL, AS_PEOPLE, "Created by: %." },
	{ "update", "allow", NULL, AS_PEOPLE, "Pushed to by: %." },
	{ "deletion", "allow", NULL, AS_PEOPLE, "Deleted by: %." },
	{ "deletion", "merged-into", NULL, AS_REFS,
	  "Deleted by anyone once its commits are on %." },
	{ "non-fast-forward", "allow", NULL, AS_PEOPLE,
	  "Rewritten (`git push --force`) by: %." },
	{ "merge", "commit", "required", AS_NOTHING,
	  "Moves by merge commits of branches that are on the server." },
	{ "merge", "commit", "any", AS_NOTHING,
	  "Moves by merges of branches that are on the server, or by a "
	  "fast-forward to the tip of one." },
	{ "merge", "from", NULL, AS_REFS, "Only branches %." },
	{ "linear-history", NULL, NULL, AS_NOTHING, "No merge commits." },
	{ "annotated-tag", "target", NULL, AS_REFS,
	  "An annotated tag of a commit on %." },
	{ "annotated-tag", "merge-of", NULL, AS_REFS,
	  "It tags the merge of %." },
	{ "version-order", "next", NULL, AS_VALUE,
	  "The version raises one that is there by one step (%), and was never "
	  "used before." },
	{ "lifetime", "max", NULL, AS_NUMBER,
	  "The branch is not older than %, counted from its first push." },
	{ "frequency", "max", NULL, AS_NUMBER, "At most % of them land" },
	{ "frequency", "per", NULL, AS_NUMBER, "within %." },
	{ "freeze", "allow", NULL, AS_PEOPLE, "In a freeze only: %." },
	{ "author", "email", NULL, AS_VALUE,
	  "The author's address matches %." },
	{ "author", "name", NULL, AS_VALUE, "The author's name matches %." },
	{ "author", "allow", NULL, AS_PEOPLE, "Authors: %." },
	{ "committer", "email", NULL, AS_VALUE,
	  "The committer's address matches %." },
	{ "committer", "name", NULL, AS_VALUE,
	  "The committer's name matches %." },
	{ "committer", "allow", NULL, AS_PEOPLE, "Committers: %." },
	{ "committer", "is-pusher", "true", AS_NOTHING,
	  "Everybody pushes commits of their own." },
	{ "signed-off-by", "by", NULL, AS_NUMBER,
	  "Each message has a `Signed-off-by:` of the % (`git commit -s`)." },
	{ "commit-date", "ahead", NULL, AS_NUMBER,
	  "Commit dates are at most % ahead of the server's clock." },
	{ "commit-date", "behind", NULL, AS_NUMBER,
	  "Commits are at most % old." },
	{ "commit-form", "encoding", "utf-8", AS_NOTHING,
	  "Messages and names are UTF-8." },
	{ "signature", "level", "trusted", AS_NOTHING,
	  "Each commit is signed, by a key that the server knows." },
	{ "signature", "level", "valid", AS_NOTHING,
	  "Each commit is signed, and the signature fits." },
	{ "signature", "level", "present", AS_NOTHING,
	  "Each commit is signed." },
	{ "signature", "formats", NULL, AS_VALUE, "Kinds of keys: %." },
	{ "signature", "signers", NULL, AS_PEOPLE, "Signed by: %." },
	{ "signature", "signer-is", NULL, AS_NUMBER,
	  "The signature is the %'s own." },
	{ "tag-signature", "level", NULL, AS_NOTHING,
	  "Tags are signed (`git tag -s`)." },
	{ "tag-signature", "signers", NULL, AS_PEOPLE, "Signed by: %." },
	{ "push-certificate", NULL, NULL, AS_NOTHING,
	  "Pushes are signed (`git push --signed`)." },
	{ "paths", "allow", NULL, AS_PATHS, "Changes nothing but %." },
	{ "paths", "deny", NULL, AS_PATHS, "Leaves alone: %." },
	{ "paths", "require", NULL, AS_PATHS, "Changes one of each: %." },
	{ "paths", "or-added", NULL, AS_VALUE,
	  "Instead, an added line that matches % will do." },
	{ "paths", "require-with", NULL, AS_VALUE, "Goes together: %." },
	{ "paths", "not-only", NULL, AS_PATHS, "Is more than %." },
	{ "change-size", "files", NULL, AS_NUMBER, "At most % files change." },
	{ "change-size", "lines", NULL, AS_NUMBER,
	  "At most % lines change, added and removed together." },
	{ "change-size", "bytes", NULL, AS_NUMBER, "At most % bytes change." },
	{ "change-size", "commits", NULL, AS_NUMBER, "At most % commits." },
	{ "change-size", "ignore", NULL, AS_PATHS, "Not counted: %." },
	{ "file-size", "max", NULL, AS_NUMBER, "No file is over %." },
	{ "file-size", "per", NULL, AS_VALUE, "Files by their paths: %." },
	{ "file-kinds", "symlinks", "deny", AS_NOTHING, "No symbolic links." },
	{ "file-kinds", "submodules", "deny", AS_NOTHING, "No submodules." },
	{ "file-kinds", "executables", "deny", AS_NOTHING,
	  "No executable files." },
	{ "file-kinds", "binaries", "deny", AS_NOTHING, "No binary files." },
	{ "file-kinds", "case-conflicts", "deny", AS_NOTHING,
	  "No names that differ by case only." },
	{ "forbidden-content", "secrets", "true", AS_NOTHING,
	  "No tokens and no private keys." },
	{ "forbidden-content", "conflict-markers", "true", AS_NOTHING,
	  "No conflict markers." },
	{ "forbidden-content", "bidi", "true", AS_NOTHING,
	  "No characters that hide what a line says." },
};

/* Told elsewhere on the page. */
static const char *const elsewhere[] = {
	"ref-name",    "start-point", "commit-message",
	"tag-message", "approvals",   "follow-up",
	NULL,
};

static void add_value(struct buf *line, const struct team_life *life,
		      const struct explained *item, const struct word *word,
		      struct str value)
{
	const struct option *row =
		option_row(item->rule->rule->options, word->key);
	const void *at = (const char *)item->rule->options + row->offset;

	switch (word->shown) {
	case AS_VALUE:
		page_add_span(line, value);
		break;
	case AS_NUMBER:
		page_add_words(line, value);
		break;
	case AS_PEOPLE:
		team_say_people(line, life->team, item, at);
		break;
	case AS_PATHS:
	case AS_REFS:
		team_say_globs(line, life, item, at, word->shown == AS_PATHS);
		break;
	case AS_NOTHING:
		break;
	}
}

static void add_word(struct buf *line, const struct team_life *life,
		     const struct explained *item, const struct word *word,
		     struct str value)
{
	const char *at = strchr(word->text, '%');

	if (line->size)
		buf_add_byte(line, ' ');
	if (!at) {
		buf_add_text(line, word->text);
		return;
	}
	buf_add(line, word->text, (size_t)(at - word->text));
	add_value(line, life, item, word, value);
	buf_add_text(line, at + 1);
}

static void try_word(struct buf *line, const struct team_life *life,
		     const struct explained *item, const struct word *word)
{
	const struct option *row =
		word->key ? option_row(item->rule->rule->options, word->key) :
			    NULL;
	struct buf value = BUF_INIT;

	if (!word->key) {
		add_word(line, life, item, word, STR(""));
	} else if (row && item->rule->options &&
		   option_text_value(&value, row, item->rule->options) &&
		   strcmp(buf_text(&value), "false") != 0 &&
		   (!word->when || !strcmp(buf_text(&value), word->when))) {
		add_word(line, life, item, word, buf_str(&value));
	}
	line->failed |= buf_failed(&value);
	buf_release(&value);
}

static void add_files(struct buf *line, const struct team_life *life,
		      const struct explained *item)
{
	const struct records *list = option_records(item->rule, "files");
	const struct file_content_item *files = list->items;
	struct error ignored = { 0 };
	struct vars vars;
	bool known = !team_vars(&vars, life, item, &ignored);

	for (size_t i = 0; known && i < list->count; i++) {
		buf_add_text(line, i ? "; " : "What files say: ");
		team_say_globs(line, life, item, &files[i].path, false);
		team_say_patterns(line, &vars, " matches ", &files[i].must);
		team_say_patterns(line, &vars, " does not match ",
				  &files[i].must_not);
	}
	if (list->count)
		buf_add_byte(line, '.');
	vars_release(&vars);
}

static void add_texts(struct buf *line, const struct team_life *life,
		      const struct explained *item)
{
	const struct records *list = option_records(item->rule, "texts");
	const struct forbidden_text *texts = list->items;

	for (size_t i = 0; i < list->count; i++) {
		if (!texts[i].pattern)
			continue;
		buf_add_text(line, line->size ? " No " : "No ");
		if (texts[i].name)
			page_add_words(line, str_of(texts[i].name));
		else
			page_add_span(line, str_of(texts[i].pattern->text));
		if (!ref_globs_is_empty(&texts[i].paths)) {
			buf_add_text(line, " in ");
			team_say_globs(line, life, item, &texts[i].paths, true);
		}
		buf_add_byte(line, '.');
	}
}

static void add_windows(struct buf *line, const struct team_life *life,
			const struct explained *item)
{
	const struct records *list = option_records(item->rule, "windows");
	const struct freeze_window *windows = list->items;

	(void)life;
	for (size_t i = 0; i < list->count; i++) {
		struct buf text = BUF_INIT;

		freeze_window_describe(&windows[i], &text);
		buf_add_text(line,
			     line->size ? " Nothing moves " : "Nothing moves ");
		page_add_span(line, buf_str(&text));
		if (windows[i].reason) {
			buf_add_text(line, ": ");
			page_add_words(line, str_of(windows[i].reason));
		}
		buf_add_byte(line, '.');
		buf_release(&text);
	}
}

/* Options that are lists of records. */
static const struct list {
	const char *rule;
	void (*add)(struct buf *line, const struct team_life *life,
		    const struct explained *item);
} lists[] = {
	{ "file-content", add_files },
	{ "forbidden-content", add_texts },
	{ "freeze", add_windows },
};

static bool is_elsewhere(const char *id)
{
	size_t i = 0;

	while (elsewhere[i] && strcmp(elsewhere[i], id) != 0)
		i++;
	return elsewhere[i] != NULL;
}

/* Whether it has a row at all: then silence says that nothing is asked. */
static bool add_words(struct buf *line, const struct team_life *life,
		      const struct explained *item)
{
	const char *id = item->rule->rule->id;
	bool known = false;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].rule, id) != 0)
			continue;
		known = true;
		try_word(line, life, item, &words[i]);
	}
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (!strcmp(lists[i].rule, id)) {
			lists[i].add(line, life, item);
			known = true;
		}
	return known;
}

/* Of several rulesets that say the same it is told once. */
static bool is_told(const struct explained_list *list, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (list->items[i].rule->rule ==
			    list->items[index].rule->rule &&
		    str_equal(list->items[i].rule->said,
			      list->items[index].rule->said))
			return true;
	return false;
}

void team_put_rules(const struct team_life *life,
		    const struct explained_list *list, const char *heading)
{
	struct buf line = BUF_INIT;
	bool begun = false;

	for (size_t i = 0; i < list->count; i++) {
		const struct explained *item = &list->items[i];

		if (is_elsewhere(item->rule->rule->id) || is_told(list, i))
			continue;
		if (!add_words(&line, life, item)) {
			buf_add_text(&line, "Refused: ");
			page_add_words(&line,
				       str_of(item->rule->rule->summary));
			buf_add_byte(&line, '.');
		}
		if (!line.size)
			continue;
		team_say_rule(&line, item);
		if (!begun)
			page_inline(life->team->page, str_of(heading));
		begun = true;
		team_put_item(life->team, &line);
	}
	buf_release(&line);
}
