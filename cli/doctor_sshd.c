/*
 * doctor_sshd.c - what sshd_config(5) lets clients set, and the shells of the
 * accounts that own or share a repository. Never asks sshd itself.
 */
#include "doctor.h"

#include "base/file.h"

#include <ctype.h>
#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define SSHD_SIZE_MAX (1u << 20)
#define INCLUDE_DEPTH_MAX 8
#define WORD_SIZE_MAX 256
#define MEMBERS_SHOWN 3

/* What clients may set without becoming anybody. */
static const char *const harmless[] = { "LANG",	    "LANGUAGE",	   "LC_*",
					"TZ",	    "TERM",	   "COLORTERM",
					"NO_COLOR", "GIT_PROTOCOL" };

struct sshd {
	struct doctor *doctor;
	int depth;
	bool exposes;	  /* ExposeAuthInfo yes */
	bool environment; /* PermitUserEnvironment */
};

struct sshd_place {
	const char *file;
	size_t line;
};

static bool next_word(struct str *rest, char word[WORD_SIZE_MAX])
{
	size_t size = 0;

	while (rest->size && (isspace((unsigned char)*rest->data) ||
			      *rest->data == '=' || *rest->data == '"'))
		*rest = str_from(*rest, 1);
	while (rest->size && !isspace((unsigned char)*rest->data) &&
	       *rest->data != '=' && *rest->data != '"') {
		if (size < WORD_SIZE_MAX - 1)
			word[size++] = *rest->data;
		*rest = str_from(*rest, 1);
	}
	word[size] = '\0';
	return size > 0;
}

static bool is_harmless(const char *name)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (!strcmp(harmless[i], name) ||
		    (str_ends(str_of(harmless[i]), "*") &&
		     str_starts(str_of(name), "LC_")))
			return true;
	return false;
}

static void take_accept(struct sshd *sshd, struct str rest,
			const struct sshd_place *place)
{
	char word[WORD_SIZE_MAX];

	while (next_word(&rest, word))
		if (!is_harmless(word))
			doctor_note(sshd->doctor, DOCTOR_WARNING, NULL,
				    "%s:%zu: AcceptEnv %s lets clients set "
				    "what says who they are: leave it at LANG "
				    "LC_*",
				    place->file, place->line, word);
}

static void take_expose(struct sshd *sshd, struct str rest,
			const struct sshd_place *place)
{
	char word[WORD_SIZE_MAX];

	(void)place;
	sshd->exposes |= next_word(&rest, word) && !strcasecmp(word, "yes");
}

/* REMOTE_USER is how `environment=` tells who has which key. */
static void take_environment(struct sshd *sshd, struct str rest,
			     const struct sshd_place *place)
{
	char word[WORD_SIZE_MAX];

	if (!next_word(&rest, word) || !strcasecmp(word, "no"))
		return;
	sshd->environment = true;
	if (strcmp(word, "REMOTE_USER"))
		doctor_note(sshd->doctor, DOCTOR_WARNING, NULL,
			    "%s:%zu: PermitUserEnvironment %s lets whoever "
			    "writes to ~/.ssh set what says who they are: "
			    "leave it at REMOTE_USER, or no",
			    place->file, place->line, word);
}

static void read_file(struct sshd *sshd, const char *path);

static void take_include(struct sshd *sshd, struct str rest,
			 const struct sshd_place *place)
{
	char word[WORD_SIZE_MAX];
	glob_t files;

	while (sshd->depth < INCLUDE_DEPTH_MAX && next_word(&rest, word)) {
		const char *slash = strrchr(place->file, '/');
		const char *pattern =
			*word == '/' || !slash ?
				word :
				doctor_say(sshd->doctor, "%.*s/%s",
					   (int)(slash - place->file),
					   place->file, word);

		if (glob(pattern, 0, NULL, &files))
			continue;
		for (size_t i = 0; i < files.gl_pathc; i++)
			read_file(sshd, doctor_say(sshd->doctor, "%s",
						   files.gl_pathv[i]));
		globfree(&files);
	}
}

/* Within `Match`, too: it holds for somebody. */
static const struct {
	const char *keyword;
	void (*take)(struct sshd *sshd, struct str rest,
		     const struct sshd_place *place);
} keywords[] = {
	{ "AcceptEnv", take_accept },
	{ "ExposeAuthInfo", take_expose },
	{ "PermitUserEnvironment", take_environment },
	{ "Include", take_include },
};

static void take_line(struct sshd *sshd, struct str line,
		      const struct sshd_place *place)
{
	char word[WORD_SIZE_MAX];

	line = str_first(line, str_find_byte(line, '#'));
	if (!next_word(&line, word))
		return;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (!strcasecmp(keywords[i].keyword, word))
			keywords[i].take(sshd, line, place);
}

static void read_file(struct sshd *sshd, const char *path)
{
	struct sshd_place place = { path, 0 };
	struct error error = { 0 };
	struct buf text = BUF_INIT;
	struct str rest, line;

	sshd->depth++;
	if (file_read(&text, path, SSHD_SIZE_MAX, NULL, &error))
		doctor_note(sshd->doctor, DOCTOR_SKIPPED, NULL, "%s",
			    error.text);
	rest = buf_str(&text);
	while (str_next_line(&rest, &line)) {
		place.line++;
		take_line(sshd, line, &place);
	}
	buf_release(&text);
	sshd->depth--;
}

static bool is_identity(const struct doctor *doctor, const char *name)
{
	const char *source = setup_identity_source(&doctor->setup);

	return source && !strcmp(source, name);
}

void doctor_sshd(struct doctor *doctor)
{
	const char *path = doctor->options->sshd;
	struct sshd sshd = { .doctor = doctor };

	if (access(path, F_OK)) {
		doctor_note(doctor, DOCTOR_SKIPPED, NULL, "there is no %s",
			    path);
		return;
	}
	read_file(&sshd, path);
	if (is_identity(doctor, "ssh") && !sshd.exposes && !sshd.environment)
		doctor_note(doctor, DOCTOR_WARNING, NULL,
			    "refgate.identity is ssh, and %s does not say "
			    "`ExposeAuthInfo yes`: nobody is known",
			    path);
}

/* One that runs what it is told. */
static bool is_shell(const char *path)
{
	static const char *const closed[] = { "git-shell", "nologin", "false" };
	const char *slash = strrchr(path, '/');
	const char *name = slash ? slash + 1 : path;

	for (size_t i = 0; i < sizeof(closed) / sizeof(*closed); i++)
		if (!strcmp(name, closed[i]))
			return false;
	return true;
}

static void tell_shell(struct doctor *doctor, const char *name,
		       const char *shell)
{
	doctor_note(doctor, DOCTOR_WARNING,
		    doctor_say(doctor, "chsh -s \"$(command -v git-shell)\" %s",
			       doctor_quote(doctor, name)),
		    "%s has the shell %s: who gets in there without a forced "
		    "command goes past all hooks",
		    name, *shell ? shell : "/bin/sh");
}

/* The members of the group that a shared repository belongs to. */
static size_t check_group(struct doctor *doctor)
{
	struct stat info;
	const struct group *group =
		stat(doctor->path, &info) ? NULL : getgrgid(info.st_gid);
	size_t found = 0;

	for (char **member = group ? group->gr_mem : NULL; member && *member;
	     member++) {
		const struct passwd *entry = getpwnam(*member);

		if (!entry || !is_shell(entry->pw_shell))
			continue;
		if (found++ < MEMBERS_SHOWN)
			tell_shell(doctor,
				   doctor_say(doctor, "%s", entry->pw_name),
				   doctor_say(doctor, "%s", entry->pw_shell));
	}
	return found;
}

/*
 * Hosts that dispatch need a shell, for forced commands, and nobody else
 * should log in as root.
 */
void doctor_shells(struct doctor *doctor)
{
	static const char *const by_login[] = { "login", "ssh" };
	const char *source = setup_identity_source(&doctor->setup);
	bool asked = !source;
	const struct passwd *entry;
	size_t found;

	for (size_t i = 0; source && i < 2; i++)
		asked |= !strcmp(source, by_login[i]);
	if (!asked) {
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "people do not come by a login here (%s)", source);
		return;
	}
	if (!doctor->owner)
		doctor_note(doctor, DOCTOR_OK, NULL,
			    "root owns it: nobody should push as root");
	entry = getpwuid(doctor->owner);
	if (entry && entry->pw_uid && is_shell(entry->pw_shell))
		tell_shell(doctor, doctor->owner_name,
			   doctor_say(doctor, "%s", entry->pw_shell));
	found = doctor->setup.shared ? check_group(doctor) : 0;
	if (found > MEMBERS_SHOWN)
		doctor_note(doctor, DOCTOR_WARNING, NULL,
			    "and %zu more of its group have a shell",
			    found - MEMBERS_SHOWN);
}
