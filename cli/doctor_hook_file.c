/*
 * doctor_hook_file.c - see doctor_hook_file.h. Never runs what it looks at.
 */
#include "doctor_hook_file.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/paths.h"

#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define HOOK_SIZE_MAX (64u << 20)
#define MANIFEST_SIZE_MAX (1u << 20)
#define MANIFEST SETUP_DIRECTORY "/manifest"

/* The second line of a script that install.sh wrote. */
#define SCRIPT_MARK "# refgate"
/* Words that every engine holds, and the ones for tests only, too. */
#define ENGINE_WORDS "refgate clearance 1"
#define TEST_WORDS "this hook is for refgate policy test only"

static const char *const state_words[] = {
	[HOOK_RUNS] = "runs",
	[HOOK_MISSING] = "is missing: git goes on without it",
	[HOOK_DANGLING] = "is a link that leads nowhere: git goes on without "
			  "it",
	[HOOK_EMPTY] = "is empty: it accepts everything",
	[HOOK_IDLE] = "is not executable: git goes on without it",
	[HOOK_NOEXEC] = "lies on a file system mounted noexec: git goes on "
			"without it",
	[HOOK_NO_INTERPRETER] = "needs a program that is missing, so every "
				"push is refused",
	[HOOK_ODD] = "is no file",
};

const char *hook_state_words(enum hook_state state)
{
	return state_words[state];
}

const char *hook_state_command(struct doctor *doctor,
			       const struct hook_file *file)
{
	const char *quoted = doctor_quote(doctor, file->path);

	switch (file->state) {
	case HOOK_IDLE:
		return doctor_say(doctor, "chmod 755 %s", quoted);
	case HOOK_NOEXEC:
		return doctor_say(doctor,
				  "mount -o remount,exec \"$(findmnt -n -o "
				  "TARGET --target %s)\"",
				  quoted);
	default:
		return doctor_install(doctor);
	}
}

static bool is_noexec(const char *path)
{
	struct statvfs info;

	return !statvfs(path, &info) && info.f_flag & ST_NOEXEC;
}

/* Without reading it: that may be a file that nobody ever writes to. */
static bool find_state(struct hook_file *file)
{
	struct stat link, info;

	file->state = HOOK_MISSING;
	if (lstat(file->path, &link))
		return false;
	file->is_link = S_ISLNK(link.st_mode);
	if (stat(file->path, &info))
		file->state = HOOK_DANGLING;
	else if (!S_ISREG(info.st_mode))
		file->state = HOOK_ODD;
	else if (!info.st_size)
		file->state = HOOK_EMPTY;
	else if (access(file->path, X_OK) && !is_noexec(file->path))
		file->state = HOOK_IDLE;
	else if (is_noexec(file->path))
		file->state = HOOK_NOEXEC;
	else
		file->state = HOOK_RUNS;
	return file->state != HOOK_DANGLING && file->state != HOOK_ODD;
}

/* "#!/bin/sh -e": what the kernel runs for it has to be there. */
static void check_interpreter(struct hook_file *file, struct doctor *doctor,
			      struct str text)
{
	const char *path;
	size_t size;

	if (file->state != HOOK_RUNS || !str_starts(text, "#!"))
		return;
	text = str_trim(str_first(str_from(text, 2),
				  str_find_byte(str_from(text, 2), '\n')));
	for (size = 0; size < text.size; size++)
		if (strchr(" \t", text.data[size]))
			break;
	path = doctor_say(doctor, "%.*s", STR_ARGS(str_first(text, size)));
	if (!access(path, X_OK))
		return;
	file->state = HOOK_NO_INTERPRETER;
	file->interpreter = path;
}

static bool is_engine_of(struct doctor *doctor, const char *name,
			 struct str text)
{
	const char *path = doctor_say(doctor, "%s/%s", paths_libexec_dir, name);
	struct error ignored = { 0 };
	struct buf engine = BUF_INIT;
	struct stat info;
	bool same = !stat(path, &info) && (uint64_t)info.st_size == text.size &&
		    !file_read(&engine, path, HOOK_SIZE_MAX, NULL, &ignored) &&
		    str_equal(buf_str(&engine), text);

	buf_release(&engine);
	return same;
}

/* Whether install.sh wrote down that it put just these bytes there. */
static bool is_recorded(struct doctor *doctor, const char *path,
			struct str text)
{
	const char *manifest = doctor_say(doctor, "%s/" MANIFEST, doctor->path);
	char hex[SHA256_HEX_SIZE + 1];
	struct error ignored = { 0 };
	struct buf list = BUF_INIT;
	struct str rest, line;
	bool found = false;
	const char *wanted;
	struct stat info;

	sha256_hex(text, hex);
	wanted = doctor_say(doctor, "file %s %s", doctor_name(doctor, path),
			    hex);
	if (!stat(manifest, &info) && S_ISREG(info.st_mode))
		(void)file_read(&list, manifest, MANIFEST_SIZE_MAX, NULL,
				&ignored);
	rest = buf_str(&list);
	while (!found && str_next_line(&rest, &line))
		found = str_is(line, wanted);
	buf_release(&list);
	return found;
}

static bool is_script(struct str text)
{
	struct str line;

	return str_starts(text, "#!") && str_next_line(&text, &line) &&
	       str_next_line(&text, &line) && str_starts(line, SCRIPT_MARK);
}

static bool holds(struct str text, const char *words)
{
	return memmem(text.data, text.size, words, strlen(words)) != NULL;
}

/* What install.sh wrote behind NAME=: '...', or $hooks/..., or both. */
static const char *unquote(struct doctor *doctor, const char *path,
			   struct str word)
{
	static const char own[] = "$hooks";
	const char *slash = strrchr(path, '/');
	struct buf out = BUF_INIT;
	const char *copy;
	bool inside = false;

	if (str_starts(word, own)) {
		buf_add(&out, path, slash ? (size_t)(slash - path) : 0);
		word = str_from(word, sizeof(own) - 1);
	}
	for (; word.size; word = str_from(word, 1)) {
		if (*word.data == '\'')
			inside = !inside;
		else if (inside || *word.data != '\\')
			buf_add_byte(&out, *word.data);
		else if (word.size > 1)
			buf_add_byte(&out, *(word = str_from(word, 1)).data);
	}
	copy = doctor_say(doctor, "%s", buf_text(&out));
	buf_release(&out);
	return *copy ? copy : NULL;
}

static const char *named(struct doctor *doctor, const char *path,
			 struct str text, const char *name)
{
	struct str line;

	while (str_next_line(&text, &line))
		if (str_starts(line, name))
			return unquote(doctor, path,
				       str_from(line, strlen(name)));
	return NULL;
}

/* Of an earlier version, or of one that was edited. */
static bool is_old_engine(struct doctor *doctor, const char *path,
			  struct str text)
{
	return is_recorded(doctor, path, text) ||
	       (holds(text, ENGINE_WORDS) && !holds(text, TEST_WORDS));
}

static void find_kind(struct hook_file *file, struct doctor *doctor, int hook,
		      struct str text)
{
	bool is_program = str_starts(text, "\177ELF");

	for (int i = 0; is_program && i < DOCTOR_HOOKS; i++)
		if (is_engine_of(doctor, doctor_hook_names[i], text)) {
			file->kind = i == hook ? HOOK_ENGINE : HOOK_FOREIGN;
			file->is_current = i == hook;
			file->other = i == hook ? NULL : doctor_hook_names[i];
			return;
		}
	if (is_script(text)) {
		file->kind = HOOK_SCRIPT;
		file->is_current = is_recorded(doctor, file->path, text);
		file->engine = named(doctor, file->path, text, "engine=");
		file->before = named(doctor, file->path, text, "before=");
	} else if (is_program && is_old_engine(doctor, file->path, text)) {
		file->kind = HOOK_ENGINE;
	}
}

const char *hook_file_unquote(struct doctor *doctor, const char *word)
{
	return unquote(doctor, "", str_of(word));
}

void hook_file_read(struct hook_file *out, struct doctor *doctor, int hook,
		    const char *path)
{
	struct buf text = BUF_INIT;
	struct error error = { 0 };

	*out = (struct hook_file){ .path = path };
	if (!find_state(out) || out->state == HOOK_EMPTY)
		return;
	if (file_read(&text, path, HOOK_SIZE_MAX, NULL, &error)) {
		out->kind = HOOK_UNREAD;
	} else {
		check_interpreter(out, doctor, buf_str(&text));
		find_kind(out, doctor, hook, buf_str(&text));
	}
	buf_release(&text);
}
