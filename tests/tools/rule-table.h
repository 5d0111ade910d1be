/*
 * rule-table.h - what a row of a decision table describes, made: a policy, a
 * commit, an object of a repository. For rule-table.c only.
 */
#ifndef REFGATE_TESTS_RULE_TABLE_H
#define REFGATE_TESTS_RULE_TABLE_H

#include "base/buf.h"
#include "git/oid.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PARENTS_MAX 2
#define NOW INT64_C(1800000000)
#define TREE "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

struct row {
	const char *const *names;
	char *const *cells;
	size_t count;
};

__attribute__((noreturn)) static void die(const char *what)
{
	printf("Bail out! %s\n", what);
	exit(1);
}

static const char *cell(const struct row *row, const char *name,
			const char *fallback)
{
	for (size_t i = 0; i < row->count; i++) {
		if (strcmp(row->names[i], name) == 0)
			return strcmp(row->cells[i], "-") ? row->cells[i] :
							    fallback;
	}
	return fallback;
}

/* Of a cell with escapes: appends the bytes. */
static void add_unescaped(struct buf *out, const char *text)
{
	for (const char *c = text; *c; c++) {
		unsigned byte;

		if (*c != '\\') {
			buf_add_byte(out, *c);
			continue;
		}
		c++;
		if (*c == 'x' && sscanf(c + 1, "%2x", &byte) == 1) {
			buf_add_byte(out, (char)byte);
			c += 2;
		} else {
			buf_add_byte(out, *c == 'n' ? '\n' :
					  *c == 't' ? '\t' :
					  *c == 'f' ? '\f' :
						      *c);
		}
		if (!*c)
			break;
	}
}

static void write_policy(const char *path, const char *rule,
			 const char *options)
{
	FILE *file = fopen(path, "w");

	if (!file)
		die("no room for a policy");
	fprintf(file,
		"version: 1\n"
		"contact: test\n"
		"people:\n"
		"  alice: {emails: [alice@example.com, alice@home.example],"
		" logins: [alice]}\n"
		"groups:\n"
		"  team: [alice, bob@example.com]\n"
		"rulesets:\n"
		"  - name: table\n"
		"    refs: ['refs/heads/**', 'refs/tags/**']\n"
		"    rules:\n"
		"      ref-name: {pattern: '(?<version>[0-9.]+)'}\n"
		"      %s: %s\n",
		rule, options);
	fclose(file);
}

/* On top of those of the two parents that are not zero. */
static void write_commit(struct buf *out, const struct row *row,
			 struct str message,
			 const struct oid parents[PARENTS_MAX],
			 const char *date)
{
	const char *encoding = cell(row, "encoding", NULL);
	const char *header = cell(row, "header", NULL);
	char hex[OID_HEX_SIZE + 1];
	long long time = NOW + strtoll(date, NULL, 10);

	buf_add_text(out, "tree " TREE "\n");
	for (size_t i = 0; i < PARENTS_MAX; i++)
		if (!oid_is_zero(&parents[i]))
			buf_addf(out, "parent %s\n",
				 oid_format(&parents[i], hex));
	buf_add_text(out, "author ");
	add_unescaped(out, cell(row, "author", "Alice <alice@example.com>"));
	buf_addf(out, " %lld %s\ncommitter ", time, cell(row, "zone", "+0000"));
	add_unescaped(out, cell(row, "committer", "Alice <alice@example.com>"));
	buf_addf(out, " %lld +0000\n", time);
	if (encoding)
		buf_addf(out, "encoding %s\n", encoding);
	if (header)
		buf_addf(out, "%s\n", header);
	buf_add_byte(out, '\n');
	buf_add_str(out, message);
	buf_add_byte(out, '\n');
}

/* Writes the object with git: the library never writes. */
static struct oid store_commit(const char *git_dir, const struct buf *raw)
{
	char hex[OID_HEX_SIZE + 1] = "";
	struct oid id = { { 0 } };
	int in[2], out[2], status;
	pid_t child;

	if (pipe(in) || pipe(out) || (child = fork()) < 0)
		die("cannot run git");
	if (child == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execlp("git", "git", "--git-dir", git_dir, "hash-object", "-w",
		       "-t", "commit", "--literally", "--stdin", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	if (write(in[1], raw->data, raw->size) != (ssize_t)raw->size)
		die("cannot write to git");
	close(in[1]);
	if (read(out[0], hex, OID_HEX_SIZE) != OID_HEX_SIZE ||
	    waitpid(child, &status, 0) != child || status ||
	    !oid_parse(&id, str_of(hex)))
		die("git hash-object failed");
	close(out[0]);
	return id;
}

#endif
