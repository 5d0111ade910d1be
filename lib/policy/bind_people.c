/*
 * bind_people.c - who is who. An email that is named nowhere is a person of
 * its own. Never lets two people share an email, a login or a key.
 */
#include "policy/bind_people.h"

#include <string.h>

#define FINGERPRINT_V4_SIZE 40
#define FINGERPRINT_V6_SIZE 64
#define NAMES_MAX 256

static const struct option members_row = { .key = "groups",
					   .type = OPTION_TEXTS };

static bool is_email(struct str text)
{
	size_t at = str_find_byte(text, '@');

	if (at == 0 || at + 1 >= text.size)
		return false;
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] <= ' ' || strchr("<>,;", text.data[i]))
			return false;
	return true;
}

static bool is_login(struct str text)
{
	return text.size > 0 && str_find_byte(text, '\n') == text.size &&
	       str_trim(text).size == text.size;
}

/* Upper case, without blanks; NULL: no fingerprint. */
static const char *fingerprint(struct binder *binder, const char *text)
{
	struct buf digits = BUF_INIT;
	const char *copy = NULL;
	bool sound = true;

	for (; *text; text++) {
		if (*text == ' ')
			continue;
		if (*text >= 'a' && *text <= 'f')
			buf_add_byte(&digits, (char)(*text - 'a' + 'A'));
		else
			buf_add_byte(&digits, *text);
		sound = sound && strchr("0123456789abcdefABCDEF", *text);
	}
	if (sound && (digits.size == FINGERPRINT_V4_SIZE ||
		      digits.size == FINGERPRINT_V6_SIZE))
		copy = arena_copy(&binder->policy->arena, buf_str(&digits));
	buf_release(&digits);
	return copy;
}

static void check_texts(struct binder *binder, const struct node *list,
			const struct texts *texts, bool (*is)(struct str),
			const char *what)
{
	for (size_t i = 0; i < texts->count; i++)
		if (!is(str_of(texts->items[i])))
			bind_error(binder, bind_item_mark(list, i), NULL,
				   "'%s' is no %s", texts->items[i], what);
}

static void check_keys(struct binder *binder, const struct node *list,
		       struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++) {
		const char *key = fingerprint(binder, texts->items[i]);

		if (key)
			texts->items[i] = key;
		else
			bind_error(binder, bind_item_mark(list, i),
				   "gpg --list-keys shows them: 40 hex digits",
				   "'%s' is no fingerprint", texts->items[i]);
	}
}

static void bind_person(struct binder *binder, const struct node *node,
			struct person *out)
{
	struct bind_owner owner = { .tables = { &person_table } };
	struct person_row row = { 0 };

	out->name = node->key->text;
	out->listed = true;
	if (node->kind != NODE_MAPPING) {
		bind_error(binder, node->mark,
			   arena_say(&binder->policy->arena,
				     "%s: {emails: [%s]}", out->name,
				     node->kind == NODE_SCALAR &&
						     strchr(node->text, '@') ?
					     node->text :
					     "a@example.com"),
			   "'%s' wants a mapping of emails, logins, openpgp",
			   out->name);
		return;
	}
	owner.name =
		arena_printf(&binder->policy->arena, "person '%s'", out->name);
	bind_check_keys(binder, &owner, node);
	bind_record(binder, &person_table, node, &row);
	check_texts(binder, node_get(node, "emails"), &row.emails, is_email,
		    "email address");
	check_texts(binder, node_get(node, "logins"), &row.logins, is_login,
		    "login");
	check_keys(binder, node_get(node, "openpgp"), &row.openpgp);
	out->emails = row.emails.items;
	out->email_count = row.emails.count;
	out->logins = row.logins.items;
	out->login_count = row.logins.count;
	out->openpgp = row.openpgp.items;
	out->openpgp_count = row.openpgp.count;
}

struct property {
	const char *key;
	const char *what;
	size_t items; /* offsets into struct person */
	size_t count;
	bool (*equal)(struct str a, struct str b);
};

static const struct property properties[] = {
	{ "emails", "email", offsetof(struct person, emails),
	  offsetof(struct person, email_count), str_equal_ascii_case },
	{ "logins", "login", offsetof(struct person, logins),
	  offsetof(struct person, login_count), str_equal },
	{ "openpgp", "key", offsetof(struct person, openpgp),
	  offsetof(struct person, openpgp_count), str_equal },
};

static size_t texts_of(const struct property *property,
		       const struct person *person, const char ***items)
{
	const char *base = (const char *)person;
	size_t count;

	memcpy(items, base + property->items, sizeof(*items));
	memcpy(&count, base + property->count, sizeof(count));
	return count;
}

static bool has(const struct property *property, const struct person *person,
		const char *text)
{
	const char **items;
	size_t count = texts_of(property, person, &items);

	for (size_t i = 0; i < count; i++)
		if (property->equal(str_of(items[i]), str_of(text)))
			return true;
	return false;
}

static void complain_shared(struct binder *binder,
			    const struct property *property, struct mark mark,
			    const char *text, const struct person *other)
{
	const struct node *person = node_get(binder->persons, other->name);

	bind_error(binder, mark, "leave it with one of the two",
		   "the %s '%s' is under '%s', too", property->what, text,
		   other->name);
	if (person)
		diagnostics_note(binder->diagnostics, node_key_mark(person),
				 "'%s' is here", other->name);
}

static void check_unique(struct binder *binder, const struct property *property,
			 const struct node *node, const struct person *persons,
			 size_t index)
{
	const struct node *list = node_get(node, property->key);
	const char **items;
	size_t count = texts_of(property, &persons[index], &items);

	for (size_t i = 0; list && i < count; i++)
		for (size_t j = 0; j < index; j++)
			if (has(property, &persons[j], items[i]))
				complain_shared(binder, property,
						bind_item_mark(list, i),
						items[i], &persons[j]);
}

static void bind_persons(struct binder *binder, const struct node *tree)
{
	struct people *people = &binder->policy->people;
	const struct node *list = node_get(tree, "people");

	if (!list || list->kind != NODE_MAPPING) {
		if (list)
			bind_error(binder, list->mark,
				   "alice: {emails: [alice@example.com]}",
				   "'people' wants a mapping of names");
		return;
	}
	binder->persons = list;
	for (const struct node *node = list->first; node; node = node->next) {
		bind_person(binder, node, &people->persons[people->count]);
		for (size_t i = 0;
		     i < sizeof(properties) / sizeof(properties[0]); i++)
			check_unique(binder, &properties[i], node,
				     people->persons, people->count);
		people->count++;
	}
}

static struct person *implicit(struct binder *binder, const char *email)
{
	struct people *people = &binder->policy->people;
	struct person *person = &people->persons[people->count];

	person->emails = bind_alloc(binder, 1, sizeof(char *));
	if (!person->emails)
		return NULL;
	person->emails[0] = email;
	person->email_count = 1;
	person->name = email;
	people->count++;
	return person;
}

static const struct person *find_member(struct binder *binder,
					const struct node *item)
{
	struct people *people = &binder->policy->people;
	const struct person *person;
	const char *names[NAMES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < people->count; i++)
		if (people->persons[i].listed &&
		    strcmp(people->persons[i].name, item->text) == 0)
			return &people->persons[i];
	person = people_by_email(people, str_of(item->text));
	if (person || is_email(str_of(item->text)))
		return person ? person : implicit(binder, item->text);
	for (; count < people->count && count < NAMES_MAX; count++)
		names[count] = people->persons[count].name;
	bind_error(binder, item->mark,
		   count ? bind_hint(binder, item->text, names, count) :
			   arena_say(&binder->policy->arena,
				     "write an email, or people: {%s: {emails: "
				     "[%s@example.com]}}",
				     item->text, item->text),
		   "unknown person '%s'", item->text);
	return NULL;
}

static void bind_group(struct binder *binder, const struct node *node,
		       struct people_group *out)
{
	const struct person *person;

	out->name = node->key->text;
	if (strcmp(out->name, "everyone") == 0 ||
	    strcmp(out->name, "nobody") == 0)
		bind_error(binder, node->key->mark, NULL,
			   "no group can be called '%s'", out->name);
	if (node->kind == NODE_MAPPING) {
		bind_error(binder, node->mark, NULL,
			   "the group '%s' wants a list of people or emails",
			   out->name);
		return;
	}
	out->members =
		bind_alloc(binder, bind_list_count(node), sizeof(person));
	for (const struct node *item = bind_list_first(node);
	     out->members && item; item = bind_list_next(node, item)) {
		if (!bind_is_text(binder, &members_row, item))
			continue;
		person = find_member(binder, item);
		if (person && !group_has_person(out, person))
			out->members[out->member_count++] = person;
	}
}

static size_t count_members(const struct node *groups)
{
	size_t count = 0;

	for (const struct node *group = groups->first; group;
	     group = group->next)
		count += bind_list_count(group);
	return count;
}

void bind_people(struct binder *binder, const struct node *tree)
{
	struct people *people = &binder->policy->people;
	const struct node *persons = node_get(tree, "people");
	const struct node *groups = node_get(tree, "groups");
	size_t room = persons ? persons->count : 0;

	if (groups && groups->kind != NODE_MAPPING) {
		bind_error(binder, groups->mark, "team-leads: [alice]",
			   "'groups' wants a mapping of names");
		groups = NULL;
	}
	room += groups ? count_members(groups) : 0;
	people->persons = bind_alloc(binder, room, sizeof(struct person));
	people->groups = bind_alloc(binder, groups ? groups->count : 0,
				    sizeof(struct people_group));
	if (!people->persons || !people->groups)
		return;
	bind_persons(binder, tree);
	for (const struct node *node = groups ? groups->first : NULL; node;
	     node = node->next) {
		struct people_group *group =
			&people->groups[people->group_count++];

		bind_group(binder, node, group);
	}
}
