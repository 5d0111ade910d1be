/*
 * doctor_note.c - what a check notes, and the words of commands that mend.
 * Never looks at anything.
 */
#include "doctor.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

void doctor_note(struct doctor *doctor, enum doctor_answer answer,
		 const char *command, const char *format, ...)
{
	struct doctor_note *note = arena_alloc(&doctor->arena, sizeof(*note));
	va_list args;

	/* out of memory: the visit is lost, and says so */
	if (!note)
		return;
	va_start(args, format);
	note->check = doctor->check;
	note->answer = answer;
	note->text = arena_vsay(&doctor->arena, format, args);
	note->command = command;
	va_end(args);
	if (doctor->last)
		doctor->last->next = note;
	else
		doctor->first = note;
	doctor->last = note;
}

bool doctor_noted(const struct doctor *doctor, enum doctor_answer than)
{
	for (const struct doctor_note *note = doctor->first; note;
	     note = note->next)
		if (note->check == doctor->check && note->answer > than)
			return true;
	return false;
}

const char *doctor_say(struct doctor *doctor, const char *format, ...)
{
	const char *text;
	va_list args;

	va_start(args, format);
	text = arena_vsay(&doctor->arena, format, args);
	va_end(args);
	return text;
}

const char *doctor_quote(struct doctor *doctor, const char *text)
{
	struct buf quoted = BUF_INIT;
	const char *copy = NULL;

	text_shell_quote(&quoted, str_of(text));
	if (!buf_failed(&quoted))
		copy = arena_copy(&doctor->arena, buf_str(&quoted));
	buf_release(&quoted);
	return copy ? copy : "...";
}

const char *doctor_install(struct doctor *doctor)
{
	return doctor_say(doctor, "./install.sh %s",
			  doctor_quote(doctor, doctor->path));
}

const char *doctor_configure(struct doctor *doctor, const char *key,
			     const char *value)
{
	const char *file = doctor_say(doctor, "%s/config", doctor->path);

	return doctor_say(doctor, "git config --file %s %s %s",
			  doctor_quote(doctor, file), key,
			  doctor_quote(doctor, value));
}

const char *doctor_name(const struct doctor *doctor, const char *path)
{
	size_t size = strlen(doctor->path);

	if (!strncmp(path, doctor->path, size) && path[size] == '/')
		return path + size + 1;
	return path;
}
