/*
 * test_people.c - see test_people.h. Never changes who somebody is whom the
 * policy knows.
 */
#include "test_people.h"

#include "base/file.h"

#include <string.h>

#define MADE_UP_DOMAIN "example.com"
#define PUBLIC_KEY_SIZE_MAX 4096
#define GROUP_MEMBERS 2 /* of a group that has none */

const struct test_person *people_find(const struct test_people *people,
				      const char *word)
{
	for (size_t i = 0; i < people->count; i++)
		if (!strcmp(people->items[i].word, word))
			return &people->items[i];
	return NULL;
}

static const char *made_up_email(const char *word, struct arena *arena)
{
	return strchr(word, '@') ?
		       word :
		       arena_printf(arena, "%s@" MADE_UP_DOMAIN, word);
}

/* By name, login or email; NULL: the policy does not list him. */
static const struct person *find_listed(const struct policy *policy,
					const char *word, const char *email)
{
	const struct people *people = &policy->people;
	const struct person *found;

	for (size_t i = 0; i < people->count; i++)
		if (people->persons[i].listed &&
		    !strcmp(people->persons[i].name, word))
			return &people->persons[i];
	found = people_by_login(people, word);
	if (!found)
		found = people_by_email(people, str_of(email));
	return found && found->listed ? found : NULL;
}

static const char *first_of(const struct node *written, const char *key)
{
	const struct node *list = node_get(written, key);

	if (list && list->kind == NODE_SEQUENCE)
		list = list->first;
	return list ? list->text : NULL;
}

static bool add(struct test_people *people, const char *word,
		const struct plan_case *test, const struct policy *policy,
		struct arena *arena)
{
	struct test_person *person = &people->items[people->count];
	const char *email = made_up_email(word, arena);
	const struct person *listed;

	if (people_find(people, word))
		return true;
	if (!email)
		return false;
	listed = find_listed(policy, word, email);
	*person = (struct test_person){
		.word = word,
		.name = listed ? listed->name : word,
		.listed = listed,
		.written = node_get(test->people, listed ? listed->name : word),
	};
	person->email = first_of(person->written, "emails");
	person->login = first_of(person->written, "logins");
	if (!person->email && listed && listed->email_count)
		person->email = listed->emails[0];
	if (!person->login && listed && listed->login_count)
		person->login = listed->logins[0];
	person->email = person->email ? person->email : email;
	person->login = person->login ? person->login : word;
	people->count++;
	return true;
}

/* "team-leads": "team-lead", "other-team-lead" */
static const char *member(const struct people_group *group, size_t index,
			  struct arena *arena)
{
	size_t size = strlen(group->name);

	if (size > 1 && group->name[size - 1] == 's')
		size--;
	return arena_printf(arena, "%s%.*s", index ? "other-" : "", (int)size,
			    group->name);
}

static bool has_own_members(const struct people_group *group,
			    const struct plan_case *test)
{
	return group->member_count || node_get(test->groups, group->name);
}

static bool add_members(struct test_people *out, const struct plan_case *test,
			const struct policy *policy, struct arena *arena)
{
	const struct people *people = &policy->people;

	for (size_t i = 0; i < people->group_count; i++) {
		if (has_own_members(&people->groups[i], test))
			continue;
		for (size_t j = 0; j < GROUP_MEMBERS; j++) {
			const char *word = member(&people->groups[i], j, arena);

			if (!word || !add(out, word, test, policy, arena))
				return false;
		}
	}
	return true;
}

int people_gather(struct test_people *out, const struct plan *plan,
		  const struct plan_case *test, const struct policy *policy,
		  struct arena *arena, struct error *error)
{
	const struct people *people = &policy->people;
	size_t room = plan->word_count + people->count +
		      people->group_count * GROUP_MEMBERS;
	bool sound = true;

	*out = (struct test_people){ .count = 0 };
	out->items = arena_alloc(arena, (room + 1) * sizeof(*out->items));
	if (!out->items)
		return error_no_memory(error);
	for (size_t i = 0; sound && i < people->count; i++)
		if (people->persons[i].listed)
			sound = add(out, people->persons[i].name, test, policy,
				    arena);
	for (size_t i = 0; sound && i < plan->word_count; i++)
		sound = add(out, plan->words[i], test, policy, arena);
	if (sound)
		sound = add_members(out, test, policy, arena);
	return sound ? 0 : error_no_memory(error);
}

static void add_quoted(struct buf *out, const char *text)
{
	buf_add_byte(out, '"');
	for (; *text; text++) {
		if (strchr("\"\\", *text))
			buf_add_byte(out, '\\');
		buf_add_byte(out, *text);
	}
	buf_add_byte(out, '"');
}

/* What the case writes, else what he has, else what was made up. */
static void add_property(struct buf *out, const struct test_person *person,
			 const char *key, const char *single,
			 const char *const *listed, size_t count)
{
	const struct node *written = node_get(person->written, key);
	const char *comma = "";

	buf_addf(out, "%s: [", key);
	if (written && written->kind == NODE_SEQUENCE) {
		for (written = written->first; written;
		     written = written->next) {
			buf_add_text(out, comma);
			add_quoted(out, written->text);
			comma = ", ";
		}
	} else if (written || !count) {
		add_quoted(out, single);
	} else {
		for (size_t i = 0; i < count; i++) {
			buf_add_text(out, i ? ", " : "");
			add_quoted(out, listed[i]);
		}
	}
	buf_add_byte(out, ']');
}

static bool is_first(const struct test_people *people, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (!strcmp(people->items[i].name, people->items[index].name))
			return false;
	return true;
}

static void add_people(struct buf *out, const struct test_people *people)
{
	buf_add_text(out, "people:\n");
	for (size_t i = 0; i < people->count; i++) {
		const struct test_person *person = &people->items[i];
		const struct person *listed = person->listed;

		if (!is_first(people, i))
			continue;
		buf_add_text(out, "  ");
		add_quoted(out, person->name);
		buf_add_text(out, ": {");
		add_property(out, person, "emails", person->email,
			     listed ? listed->emails : NULL,
			     listed ? listed->email_count : 0);
		buf_add_text(out, ", ");
		add_property(out, person, "logins", person->login,
			     listed ? listed->logins : NULL,
			     listed ? listed->login_count : 0);
		buf_add_text(out, "}\n");
	}
}

static void add_written_group(struct buf *out, const struct node *group,
			      const struct test_people *people)
{
	const struct node *item = group->kind == NODE_SEQUENCE ? group->first :
								 group;
	const struct test_person *person;
	const char *comma = "";

	for (; item; item = group->kind == NODE_SEQUENCE ? item->next : NULL) {
		person = people_find(people, item->text);
		buf_add_text(out, comma);
		add_quoted(out, person ? person->name : item->text);
		comma = ", ";
	}
}

/* An empty `groups:` would be a null, which takes them all away. */
static void begin_group(struct buf *out, const char *name, bool *begun)
{
	buf_add_text(out, *begun ? "  " : "groups:\n  ");
	*begun = true;
	add_quoted(out, name);
	buf_add_text(out, ": [");
}

static void add_groups(struct buf *out, const struct test_people *people,
		       const struct plan_case *test,
		       const struct policy *policy)
{
	const struct people *known = &policy->people;
	bool begun = false;
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < known->group_count; i++) {
		const struct people_group *group = &known->groups[i];

		if (has_own_members(group, test))
			continue;
		begin_group(out, group->name, &begun);
		for (size_t j = 0; j < GROUP_MEMBERS; j++) {
			const char *word = member(group, j, &arena);
			const struct test_person *person =
				word ? people_find(people, word) : NULL;

			buf_add_text(out, j ? ", " : "");
			add_quoted(out, person ? person->name : "");
		}
		buf_add_text(out, "]\n");
	}
	for (const struct node *group = test->groups ? test->groups->first :
						       NULL;
	     group; group = group->next) {
		begin_group(out, group->key->text, &begun);
		add_written_group(out, group, people);
		buf_add_text(out, "]\n");
	}
	arena_release(&arena);
}

void people_write_policy(struct buf *out, const struct test_people *people,
			 const struct plan_case *test,
			 const struct policy *policy, const char *path)
{
	buf_add_text(out, "version: 1\nextends: ");
	add_quoted(out, path);
	buf_add_text(out,
		     "\ntrust: {ssh: allowed_signers, ssh-revoked: ~, "
		     "openpgp: ~, x509: ~, x509-crl: ~}\n"
		     "audit: {file: ~, syslog: ~, identities: ~, anchor: ~, "
		     "sync: false}\n");
	if (people->count)
		add_people(out, people);
	add_groups(out, people, test, policy);
}

int people_write_signers(struct buf *out, const struct test_people *people,
			 const char *key_dir, struct error *error)
{
	struct buf path = BUF_INIT;
	struct buf line = BUF_INIT;
	int result = 0;

	for (size_t i = 0; !result && i < people->count; i++) {
		buf_clear(&path);
		buf_clear(&line);
		buf_addf(&path, "%s/%s.pub", key_dir, people->items[i].word);
		result = file_read(&line, buf_text(&path), PUBLIC_KEY_SIZE_MAX,
				   NULL, error);
		if (result == ERROR_NOT_FOUND) {
			result = 0;
			continue;
		}
		buf_addf(out, "%s ", people->items[i].email);
		buf_add_str(out, buf_str(&line));
	}
	buf_release(&path);
	buf_release(&line);
	return result;
}
