/*
 * refgate-read.c - asks lib/git about single objects and names, for
 * comparison with git. Reads one question a line and ends each answer with a
 * line "."; never writes to the repository.
 *
 * refgate-read GIT-DIR [QUARANTINE]
 *   size ID               TYPE SIZE
 *   commit ID             "flaw LINE WHAT", or tree, parents, people, encoding
 *   message ID SECTION... subject, blank, body, fields of a commit or tag
 *   tag ID                "flaw LINE WHAT", or target, name, tagger
 *   peel ID               the commit
 *   name REF              yes or no
 *   list GLOB...          REF VALUE
 * What is odd in texts is %XX, also in REF and SECTION.
 */
#include "git/message.h"
#include "git/push.h"
#include "git/refs.h"
#include "probe.h"

#include <inttypes.h>

#define OBJECT_SIZE_MAX (16u << 20)
#define SECTIONS_MAX 16

struct reader {
	struct repo *repo;
	struct arena arena; /* of one question */
	char *words[WORDS_MAX];
	size_t count;
	struct object object;
	struct error error;
};

static struct oid id_at(const struct reader *d, size_t i)
{
	return read_id(d->words, d->count, i);
}

static int do_size(struct reader *d)
{
	enum object_type type = OBJECT_NONE;
	size_t size = 0;
	struct oid id = id_at(d, 0);
	int r = object_header(d->repo, &id, &type, &size, &d->error);
	if (!r)
		printf("%s %zu\n", object_type_name(type), size);
	return r;
}

static int read_object(struct reader *d)
{
	struct oid id = id_at(d, 0);
	return object_read(&d->object, d->repo, &id, OBJECT_SIZE_MAX,
			   &d->error);
}

static void print_flaw(const struct flaw *flaw)
{
	printf("flaw %zu %s\n", flaw->line, flaw->what);
}

static void print_text(const char *before, struct str text)
{
	print_odd(before, text);
	putchar('\n');
}

static void print_person(const char *what, const struct identity *person)
{
	print_text(what, person->name);
	print_text("email ", person->email);
	printf("time %" PRId64 " %d\n", person->time, person->zone);
}

static int do_commit(struct reader *d)
{
	struct commit commit;
	struct flaw flaw = { 0 };
	struct oid id = id_at(d, 0);
	int r = read_object(d);
	if (r)
		return r;
	if (commit_read(&commit, &id, d->object.data, &flaw)) {
		print_flaw(&flaw);
		return 0;
	}
	print_id("tree ", &commit.tree);
	for (size_t i = 0; i < commit.parent_count; i++)
		print_id(" ", &commit.parents[i]);
	putchar('\n');
	print_person("author ", &commit.author);
	print_person("committer ", &commit.committer);
	print_text("encoding ", commit.encoding);
	return 0;
}

static int do_tag(struct reader *d)
{
	struct tag tag;
	struct flaw flaw = { 0 };
	struct oid id = id_at(d, 0);
	int r = read_object(d);
	if (r)
		return r;
	if (tag_read(&tag, &id, d->object.data, &flaw)) {
		print_flaw(&flaw);
		return 0;
	}
	print_id("target ", &tag.target);
	printf(" %s\n", object_type_name(tag.target_type));
	print_text("name ", tag.name);
	print_person("tagger ", &tag.tagger);
	return 0;
}

static struct str message_of(struct reader *d)
{
	struct commit commit;
	struct tag tag;
	struct flaw flaw = { 0 };
	struct oid id = id_at(d, 0);
	if (d->object.type == OBJECT_TAG) {
		tag_read(&tag, &id, d->object.data, &flaw);
		return tag.message;
	}
	commit_read(&commit, &id, d->object.data, &flaw);
	return commit.message;
}

static int do_message(struct reader *d)
{
	const char *sections[SECTIONS_MAX] = { 0 };
	struct message message;
	size_t count = 0;
	for (size_t i = 1; i < d->count && count < SECTIONS_MAX; i++)
		sections[count++] =
			arena_copy(&d->arena, read_odd(d->words[i]));
	int r = read_object(d);
	if (!r)
		r = message_read(&message, message_of(d), sections, count,
				 &d->arena, &d->error);
	if (r)
		return r;
	print_text("subject ", message.subject);
	puts(message.blank_line ? "blank yes" : "blank no");
	print_text("body ", message.body);
	for (size_t i = 0; i < message.field_count; i++) {
		const struct message_field *field = &message.fields[i];
		printf(field->is_section ? "section " : "trailer ");
		printf("%zu", field->line);
		print_odd(" ", field->name);
		print_text(" ", field->value);
	}
	return 0;
}

static int do_peel(struct reader *d)
{
	struct oid id = id_at(d, 0);
	struct oid commit;
	int r = refs_peel(&commit, d->repo, &id, &d->error);
	if (r == ERROR_NOT_FOUND) {
		puts("none");
		return 0;
	}
	if (!r)
		print_id("", &commit);
	putchar('\n');
	return r;
}

static int do_name(struct reader *d)
{
	struct str name = d->count ? read_odd(d->words[0]) : STR("");
	puts(ref_name_is_valid(name) ? "yes" : "no");
	return 0;
}

static int print_ref(const struct ref *ref, void *context)
{
	(void)context;
	print_odd("", str_of(ref->name));
	print_id(" ", &ref->id);
	putchar('\n');
	return 0;
}

static int do_list(struct reader *d)
{
	struct globs globs = { 0 };
	int r = 0;
	globs.items = arena_alloc(&d->arena, d->count * sizeof(struct glob));
	for (size_t i = 0; !r && i < d->count; i++)
		r = glob_compile(&globs.items[globs.count++],
				 read_odd(d->words[i]), &d->arena, &d->error);
	return r ? r : refs_each(d->repo, &globs, print_ref, NULL, &d->error);
}

static const struct verb {
	const char *name;
	int (*run)(struct reader *d);
} verbs[] = {
	{ "size", do_size }, { "commit", do_commit }, { "message", do_message },
	{ "tag", do_tag },   { "peel", do_peel },     { "name", do_name },
	{ "list", do_list },
};

static void answer(void *asked, char *line)
{
	struct reader *d = asked;
	const char *verb = split_words(line, d->words, &d->count);
	const struct verb *found = NULL;
	for (size_t i = 0; verb && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (!strcmp(verbs[i].name, verb))
			found = &verbs[i];
	if (!found)
		die("no such question");
	d->error = (struct error){ 0 };
	d->object = (struct object){ 0 };
	arena_init(&d->arena);
	if (found->run(d))
		printf("error %d %s\n", (int)d->error.code, d->error.text);
	puts(".");
	object_release(&d->object);
	arena_release(&d->arena);
}

int main(int argc, char **argv)
{
	static struct reader d;
	d.repo = open_repo(argc, argv);
	answer_all(answer, &d);
	repo_close(d.repo);
	return 0;
}
