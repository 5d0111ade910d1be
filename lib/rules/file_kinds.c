/*
 * file_kinds.c - the rule file-kinds: links, submodules, executable and
 * binary files where they are not wanted. Never minds what a path was before
 * the commit already.
 */
#include "rules/file_kinds.h"
#include "rules/repair_files.h"

/* Larger files count as binary: git would not show them as text for long. */
#define BLOB_SIZE_MAX (64u << 20)

static const char *const answers[] = { "allow", "deny", NULL };

#define KIND_ROW(name, member, default_answer, text)            \
	{                                                       \
		.key = name, .type = OPTION_CHOICE,             \
		.offset = offsetof(struct file_kinds, member),  \
		.fallback = default_answer, .choices = answers, \
		.effect = EFFECT_TIGHTENS, .help = text         \
	}

static const struct option options[] = {
	KIND_ROW("symlinks", symlinks, "allow", "new symbolic links"),
	KIND_ROW("submodules", submodules, "allow", "new submodules"),
	KIND_ROW("executables", executables, "allow", "new executable files"),
	KIND_ROW("binaries", binaries, "allow", "new binary files"),
	KIND_ROW("case-conflicts", case_conflicts, "deny",
		 "new names that differ in upper and lower case only"),
	KIND_ROW("unsafe-names", unsafe_names, "deny",
		 "new names that are something else on other systems"),
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct file_kinds) };

struct review {
	const struct file_kinds *rule;
	struct own_paths own;
};

static void report(struct review *review, struct str path, const char *what,
		   enum file_kinds_topic topic)
{
	struct finding *finding = own_paths_find(
		&review->own, path, "\"%.*s\" is %s", STR_ARGS(path), what);

	if (finding)
		finding->topic = (int)topic;
}

static bool had_mode(const struct diff_entry *entry, unsigned mode)
{
	for (size_t i = 0; i < entry->old_count; i++)
		if (entry->old[i].mode == mode)
			return true;
	return false;
}

/* 1: binary, as git takes it; 0: text; or a negative code. */
static int is_binary(const struct review *review, const struct diff_side *side)
{
	struct error *error = review->own.error;
	struct object object = { 0 };
	struct str head;
	int result;

	if (side->mode != MODE_FILE && side->mode != MODE_EXECUTABLE)
		return 0;
	result = graph_check_deadline(review->own.context->graph, error);
	if (result)
		return result;
	result = object_read(&object, review->own.context->repo, &side->id,
			     BLOB_SIZE_MAX, error);
	if (result == ERROR_LIMIT)
		return 1;
	if (result)
		return result;
	head = str_first(object.data, LINES_BINARY_CHECK_SIZE);
	result = str_find_byte(head, '\0') < head.size;
	object_release(&object);
	return result;
}

/* Its content may be new and yet no more binary than it was. */
static int judge_binary(struct review *review, const struct diff_entry *entry)
{
	int binary = is_binary(review, &entry->new);
	int before = 0;

	for (size_t i = 0; binary == 1 && !before && i < entry->old_count; i++)
		before = is_binary(review, &entry->old[i]);
	if (binary < 0 || before < 0)
		return review->own.error->code;
	if (binary && !before)
		report(review, entry->path, "binary", KINDS_TAKE_OUT);
	return 0;
}

static int judge_path(const struct diff_entry *entry, void *data)
{
	struct review *review = data;
	const struct file_kinds *rule = review->rule;
	const struct {
		unsigned mode;
		int answer;
		const char *what;
		enum file_kinds_topic topic;
	} kinds[] = {
		{ MODE_SYMLINK, rule->symlinks, "a symbolic link",
		  KINDS_TAKE_OUT },
		{ MODE_SUBMODULE, rule->submodules, "a submodule",
		  KINDS_TAKE_OUT },
		{ MODE_EXECUTABLE, rule->executables, "executable",
		  KINDS_EXECUTABLE },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].answer == KIND_DENY &&
		    entry->new.mode == kinds[i].mode &&
		    !had_mode(entry, kinds[i].mode))
			report(review, entry->path, kinds[i].what,
			       kinds[i].topic);
	return rule->binaries == KIND_DENY ? judge_binary(review, entry) : 0;
}

static bool looks_at_paths(const struct file_kinds *rule)
{
	return rule->symlinks == KIND_DENY || rule->submodules == KIND_DENY ||
	       rule->executables == KIND_DENY || rule->binaries == KIND_DENY;
}

static int judge_commit(const void *rule_options,
			const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	struct review review = {
		.rule = rule_options,
		.own = { .context = context, .commit = commit, .error = error },
	};
	int result = 0;

	if (looks_at_paths(review.rule))
		result = own_paths_each(&review.own, judge_path, &review);
	if (!result)
		result = file_kinds_judge_names(review.rule, &review.own);
	own_paths_close(&review.own);
	return result;
}

static const struct {
	unsigned topics;
	void (*mend)(struct repair *repair,
		     const struct repair_request *request, unsigned topics);
} mendings[] = {
	{ 1u << KINDS_TAKE_OUT, repair_take_out },
	{ 1u << KINDS_EXECUTABLE, repair_make_plain },
	{ 1u << KINDS_NAME, repair_rename_files },
};

static unsigned topics_of(const struct repair_request *request)
{
	unsigned topics = 0;

	for (size_t i = 0; i < request->finding_count; i++)
		if (request->findings[i]->path.size)
			topics |= 1u << request->findings[i]->topic;
	return topics;
}

/* Deeper commits are rewritten once: what is left has other ids then. */
static void repair_kinds(struct repair *repair,
			 const struct repair_request *request)
{
	unsigned left = topics_of(request);

	for (size_t i = 0; i < sizeof(mendings) / sizeof(mendings[0]); i++) {
		if (!(left & mendings[i].topics))
			continue;
		mendings[i].mend(repair, request, mendings[i].topics);
		left &= ~mendings[i].topics;
		if (left && !repair_is_at_tip(request)) {
			repair_text(repair, "then push again to be told "
					    "the rest");
			break;
		}
	}
	repair_push(repair, request);
}

const struct rule rule_file_kinds = {
	.id = "file-kinds",
	.summary = "new links, submodules, executables, binaries, and names "
		   "that are unsafe on other systems",
	.options = &table,
	.traits = RULE_NO_EXEMPTION,
	.commits_fail = "add entries that are not wanted here",
	.commit_fails = "adds entries that are not wanted here",
	.judge_commit = judge_commit,
	.repair = repair_kinds,
};
