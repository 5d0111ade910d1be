/*
 * message_options_check.c - what a policy may get wrong about messages that
 * no option row can say: names that nothing declares, bounds that exclude
 * each other. Never judges a message.
 */
#include "rules/message_options.h"

#include <string.h>

static bool is_declared(const struct message_form *form, struct str name)
{
	return message_form_section(form, name) ||
	       message_form_trailer(form, name) ||
	       message_form_require(form, name);
}

static bool is_declared_somewhere(const struct message_form *top,
				  const struct message_form *form,
				  const char *name)
{
	const struct message_form *kinds = top->kinds.items;

	if (is_declared(form, str_of(name)) || is_declared(top, str_of(name)))
		return true;
	for (size_t i = 0; form == top && i < top->kinds.count; i++) {
		if (is_declared(&kinds[i], str_of(name)))
			return true;
	}
	return false;
}

static void check_same(const struct message_form *top,
		       const struct message_form *form,
		       const struct rule_check *check)
{
	for (size_t i = 0; i < form->same.count; i++) {
		const char *name = form->same.items[i];

		if (is_declared_somewhere(top, form, name))
			continue;
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark,
				"name one of sections, trailers or require",
				"same: nothing here is called '%s'", name);
	}
}

/* git's own characters of a trailer's token. */
static bool is_token(const char *name)
{
	return *name && name[strspn(name, "abcdefghijklmnopqrstuvwxyz"
					  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789-")] == '\0';
}

static bool is_section_name(const char *name)
{
	return *name && !strpbrk(name, ":\n") &&
	       str_trim(str_of(name)).size == strlen(name);
}

static void check_names(const struct message_form *form,
			const struct rule_check *check)
{
	const struct message_section *sections = form->sections.items;
	const struct message_trailer *trailers = form->trailers.items;

	for (size_t i = 0; i < form->sections.count; i++) {
		if (!sections[i].name || is_section_name(sections[i].name))
			continue;
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, "write it without its colon",
				"sections: '%s' cannot begin a section",
				sections[i].name);
	}
	for (size_t i = 0; i < form->trailers.count; i++) {
		if (!trailers[i].name || is_token(trailers[i].name))
			continue;
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark,
				"letters, digits and '-'; make it a section",
				"trailers: '%s' is no trailer's token",
				trailers[i].name);
	}
}

/* Of each list, a name is there once; one without is told elsewhere. */
static void check_once(const char *list, const char *name, bool again,
		       const struct rule_check *check)
{
	if (again && name) {
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, NULL, "%s: '%s' stands twice",
				list, name);
	}
}

static void check_unique(const struct message_form *form,
			 const struct rule_check *check)
{
	const struct message_section *sections = form->sections.items;
	const struct message_trailer *trailers = form->trailers.items;
	const struct message_require *require = form->require.items;

	for (size_t i = 0; i < form->sections.count; i++) {
		const char *name = sections[i].name;

		check_once("sections", name,
			   message_form_section(form, str_of(name)) !=
				   &sections[i],
			   check);
	}
	for (size_t i = 0; i < form->trailers.count; i++) {
		const char *name = trailers[i].name;

		check_once("trailers", name,
			   message_form_trailer(form, str_of(name)) !=
				   &trailers[i],
			   check);
	}
	for (size_t i = 0; i < form->require.count; i++) {
		const char *name = require[i].name;

		check_once("require", name,
			   message_form_require(form, str_of(name)) !=
				   &require[i],
			   check);
	}
}

static void check_form(const struct message_form *top,
		       const struct message_form *form,
		       const struct rule_check *check)
{
	const struct message_subject *subject = &form->subject;

	if (subject->min != OPTION_UNSET && subject->max != OPTION_UNSET &&
	    subject->min > subject->max) {
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, NULL,
				"subject: min is greater than max");
	}
	check_names(form, check);
	check_unique(form, check);
	check_same(top, form, check);
}

void message_options_check(void *options, const struct rule_check *check)
{
	const struct message_form *form = options;
	const struct message_form *kinds = form->kinds.items;

	size_t names = form->same.count;

	check_form(form, form, check);
	for (size_t i = 0; i < form->kinds.count; i++) {
		check_form(form, &kinds[i], check);
		names += kinds[i].same.count;
		for (size_t k = 0; k < i; k++) {
			check_once("kinds", kinds[i].name,
				   str_equal(str_of(kinds[i].name),
					     str_of(kinds[k].name)),
				   check);
		}
	}
	if (names > MESSAGE_SAME_MAX) {
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, NULL, "same: more than %d names",
				MESSAGE_SAME_MAX);
	}
}
