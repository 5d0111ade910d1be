/*
 * commit_form.c - the rule commit-form: what is odd about a commit but reads
 * in one way only. Never judges what can be read in two ways: that is
 * refused before any rule.
 */
#include "base/text.h"
#include "rules/encoding.h"
#include "rules/repair.h"

enum form_encoding {
	ENCODING_UTF_8,
	ENCODING_ANY
};

static const char *const encoding_choices[] = { "utf-8", "any", NULL };

struct form_options {
	int encoding;		    /* enum form_encoding */
	struct texts extra_headers; /* empty or "allow": any */
};

enum form_topic {
	FORM_MESSAGE, /* to be written anew */
	FORM_ENCODING,
	FORM_HEADERS,
	FORM_AUTHOR,
	FORM_AUTHOR_ZONE,
	FORM_COMMITTER,
	FORM_COMMITTER_ZONE,
};

static const struct option form_rows[] = {
	{ .key = "encoding",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct form_options, encoding),
	  .fallback = "utf-8",
	  .choices = encoding_choices,
	  .effect = EFFECT_LOOSENS,
	  .help = "encoding of messages and names" },
	{ .key = "extra-headers",
	  .type = OPTION_TEXTS,
	  .offset = offsetof(struct form_options, extra_headers),
	  .fallback = "allow",
	  .help = "allow, or a list of the headers that may be there" },
	{ .key = NULL },
};
static const struct option_table form_options = { form_rows,
						  sizeof(struct form_options) };

/* git's own, which are always fine. */
static const char *const own_headers[] = { "mergetag", "gpgsig-sha256" };

__attribute__((format(printf, 4, 5))) static void
report(const struct rule_context *context, const struct commit *commit,
       enum form_topic topic, const char *format, ...)
{
	struct buf text = BUF_INIT;
	struct finding *finding;
	va_list args;

	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	finding = finding_add_commit(context, commit, "%s", buf_text(&text));
	if (finding)
		finding->topic = (int)topic;
	buf_release(&text);
}

static void judge_encoding(const struct form_options *options,
			   const struct rule_context *context,
			   const struct commit *commit)
{
	bool is_utf8 = encoding_is_utf8(commit->encoding);

	if (!is_utf8 && options->encoding == ENCODING_UTF_8) {
		report(context, commit, FORM_ENCODING,
		       "declares the encoding \"%.*s\"; only UTF-8 may be",
		       STR_ARGS(commit->encoding));
		return;
	}
	if (is_utf8 && !text_is_utf8(commit->message)) {
		size_t at = text_valid_prefix(commit->message);

		report(context, commit, FORM_MESSAGE,
		       "the message is not valid UTF-8: byte 0x%02X at "
		       "offset %zu",
		       (unsigned)(unsigned char)commit->message.data[at], at);
	}
}

static bool is_listed(const struct texts *list, struct str name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (str_is(name, list->items[i]))
			return true;
	}
	return false;
}

static bool is_own(struct str name)
{
	size_t count = sizeof(own_headers) / sizeof(*own_headers);

	for (size_t i = 0; i < count; i++) {
		if (str_is(name, own_headers[i]))
			return true;
	}
	return false;
}

static void judge_headers(const struct form_options *options,
			  const struct rule_context *context,
			  const struct commit *commit)
{
	const struct texts *list = &options->extra_headers;

	if (list->count == 0 ||
	    (list->count == 1 && str_is(STR("allow"), list->items[0])))
		return;
	for (size_t i = 0; i < commit->extra_count; i++) {
		const struct header *header = &commit->extra[i];

		if (!is_own(header->name) && !is_listed(list, header->name))
			report(context, commit, FORM_HEADERS,
			       "the header \"%.*s\" is unknown",
			       STR_ARGS(header->name));
	}
}

static const char *unfit_text(struct str text, bool is_utf8)
{
	uint32_t codepoint;

	while (is_utf8 && text.size > 0) {
		size_t size = text_decode(text, &codepoint);

		if (size == 0)
			return "is not valid UTF-8";
		if (text_is_control(codepoint))
			return "holds a control character";
		if (text_is_invisible(codepoint))
			return "holds an invisible character";
		text = str_from(text, size);
	}
	/* Of other encodings the controls of ASCII are known. */
	for (size_t i = 0; i < text.size; i++) {
		unsigned char byte = (unsigned char)text.data[i];

		if (byte < 0x20 || byte == 0x7F)
			return "holds a control character";
	}
	return NULL;
}

static void judge_identity(const char *who, const struct identity *identity,
			   enum form_topic topic,
			   const struct rule_context *context,
			   const struct commit *commit)
{
	bool is_utf8 = encoding_is_utf8(commit->encoding);
	const char *name = unfit_text(identity->name, is_utf8);
	const char *email = unfit_text(identity->email, is_utf8);

	if (str_trim(identity->name).size == 0)
		report(context, commit, topic, "the %s has no name", who);
	if (name)
		report(context, commit, topic, "the %s's name %s", who, name);
	if (email)
		report(context, commit, topic, "the %s's email %s", who, email);
}

static void judge_zone(const char *who, const struct identity *identity,
		       enum form_topic topic,
		       const struct rule_context *context,
		       const struct commit *commit)
{
	int zone = identity->zone;

	if (!identity->odd_zone)
		return;
	report(context, commit, topic,
	       "the %s's time zone, %c%dh%02dm from UTC, does not exist", who,
	       zone < 0 ? '-' : '+', (zone < 0 ? -zone : zone) / 60,
	       (zone < 0 ? -zone : zone) % 60);
}

static int judge_commit(const void *rule_options,
			const struct rule_context *context,
			const struct commit *commit, struct error *error)
{
	const struct form_options *options = rule_options;

	(void)error;
	judge_encoding(options, context, commit);
	judge_headers(options, context, commit);
	judge_identity("author", &commit->author, FORM_AUTHOR, context, commit);
	judge_zone("author", &commit->author, FORM_AUTHOR_ZONE, context,
		   commit);
	judge_identity("committer", &commit->committer, FORM_COMMITTER, context,
		       commit);
	judge_zone("committer", &commit->committer, FORM_COMMITTER_ZONE,
		   context, commit);
	return 0;
}

static bool has_topic(const struct repair_request *request,
		      enum form_topic topic)
{
	for (size_t i = 0; i < request->finding_count; i++) {
		if (request->findings[i]->topic == (int)topic)
			return true;
	}
	return false;
}

/* Amending keeps headers that git does not know; picking anew drops them. */
static void repair_headers(struct repair *repair,
			   const struct repair_request *request)
{
	repair_text(repair, "to have git write them anew, without it:");
	repair_command(repair, "git", "rebase", "--rebase-merges",
		       "--force-rebase", repair_base(repair, request), NULL);
}

static void repair_form(struct repair *repair,
			const struct repair_request *request)
{
	struct repair_request later = *request;
	bool author = has_topic(request, FORM_AUTHOR);
	bool zone = has_topic(request, FORM_AUTHOR_ZONE);

	if (author || has_topic(request, FORM_COMMITTER)) {
		repair_text(repair, "with your own name and address:");
		repair_command(repair, "git", "config", "user.name",
			       "YOUR-NAME", NULL);
		repair_command(repair, "git", "config", "user.email",
			       "YOUR-EMAIL", NULL);
	}
	if (has_topic(request, FORM_ENCODING))
		repair_command(repair, "git", "config", "i18n.commitEncoding",
			       "UTF-8", NULL);
	if (has_topic(request, FORM_MESSAGE)) {
		repair_reword(repair, request);
		later.relative = !request->has_merges;
	}
	if (has_topic(request, FORM_HEADERS)) {
		repair_headers(repair, &later);
		later.relative = !request->has_merges;
	}
	if (author || zone || has_topic(request, FORM_COMMITTER) ||
	    has_topic(request, FORM_COMMITTER_ZONE) ||
	    has_topic(request, FORM_ENCODING))
		repair_amend_only(repair, &later,
				  author ? "--reset-author" :
				  zone	 ? "--date=now" :
					   "");
	repair_push(repair, request);
}

const struct rule rule_commit_form = {
	.id = "commit-form",
	.summary = "commits that are odd but not ambiguous: other encodings, "
		   "impossible zones, empty names, unknown headers",
	.options = &form_options,
	.commits_fail = "have an unusual form",
	.commit_fails = "has an unusual form",
	.judge_commit = judge_commit,
	.repair = repair_form,
};
