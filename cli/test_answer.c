/*
 * test_answer.c - see test_answer.h. Never runs anything.
 */
#include "test_answer.h"

#include "base/arena.h"
#include "policy/bind.h"

#include <stdlib.h>
#include <string.h>

struct names {
	struct str items[ANSWER_RULES_MAX];
	size_t count;
};

static int by_text(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

static void add_name(struct names *names, struct str name)
{
	for (size_t i = 0; i < names->count; i++)
		if (str_equal(names->items[i], name))
			return;
	if (names->count < ANSWER_RULES_MAX)
		names->items[names->count++] = name;
}

static void write_names(struct buf *out, struct names *names)
{
	qsort(names->items, names->count, sizeof(*names->items), by_text);
	for (size_t i = 0; i < names->count; i++) {
		buf_add_text(out, i ? ", " : "");
		buf_add_str(out, names->items[i]);
	}
}

/* "error: [ref-name] ..." */
static void take_rule(struct names *names, struct str line, const char *word)
{
	size_t end;

	if (!str_starts(line, word))
		return;
	line = str_from(line, strlen(word));
	end = str_find_byte(line, ']');
	if (str_starts(line, "[") && end < line.size)
		add_name(names, str_first(str_from(line, 1), end - 1));
}

/* git pads the lines, to wipe what stood there. */
static struct str without_padding(struct str line)
{
	while (line.size && strchr(" \r\t", line.data[line.size - 1]))
		line.size--;
	return line;
}

/* The gate breaks lines where they are long: nobody has to know where. */
static void add_flat(struct buf *flat, struct str line)
{
	static const char *const words[] = { "error:", "warning:", "hint:" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_starts(line, words[i]))
			line = str_from(line, strlen(words[i]));
	buf_add_str(flat, str_trim(line));
	buf_add_byte(flat, ' ');
}

static bool holds(const struct buf *text, const char *needle)
{
	return str_find(buf_str(text), str_of(needle)) < text->size;
}

static void read_gate(struct answer *out, struct str text)
{
	static const char prefix[] = "remote:";
	struct names refusing = { .count = 0 };
	struct names warning = { .count = 0 };
	struct str line;

	while (str_next_line(&text, &line)) {
		if (!str_starts(line, prefix))
			continue;
		line = without_padding(str_from(line, strlen(prefix)));
		line = str_from(line, str_starts(line, " "));
		take_rule(&refusing, line, "error: ");
		take_rule(&warning, line, "warning: ");
		buf_add_str(&out->text, line);
		buf_add_byte(&out->text, '\n');
		add_flat(&out->flat, line);
	}
	write_names(&out->refusing, &refusing);
	write_names(&out->warning, &warning);
}

/* "!\tSRC:DST\t[REASON]" as "DST [REASON]" */
static void add_reason(struct buf *out, struct str line)
{
	line = str_from(line, str_find_byte(line, ':') + 1);
	for (size_t i = 0; i < line.size; i++)
		buf_add_byte(out, line.data[i] == '\t' ? ' ' : line.data[i]);
}

/* Lines of `git push --porcelain`. */
static void read_porcelain(struct answer *out, struct str text)
{
	struct str line;

	while (str_next_line(&text, &line)) {
		if (!str_starts(line, "!"))
			continue;
		if (str_find(line, STR("hook declined")) < line.size)
			out->refused = true;
		else if (str_find(line, STR("(atomic push failed)")) ==
			 line.size)
			add_reason(&out->git, line);
	}
}

/* The first line that is no answer of the gate says why git gave up. */
static void read_messages(struct answer *out, struct str text)
{
	struct str line;

	while (!out->git.size && str_next_line(&text, &line))
		if (str_starts(line, "fatal:") || str_starts(line, "error:"))
			buf_add_str(&out->git, line);
	if (!out->git.size)
		buf_add_text(&out->git, "git push failed");
}

bool answer_read(struct answer *out, const struct process *process)
{
	*out = (struct answer){ .refused = false };
	read_gate(out, buf_str(&process->messages));
	if (process->status)
		read_porcelain(out, buf_str(&process->out));
	if (process->status && !out->refused && !out->git.size)
		read_messages(out, buf_str(&process->messages));
	return !buf_failed(&out->git) && !buf_failed(&out->text) &&
	       !buf_failed(&out->flat) && !buf_failed(&out->refusing) &&
	       !buf_failed(&out->warning);
}

void answer_release(struct answer *answer)
{
	buf_release(&answer->git);
	buf_release(&answer->text);
	buf_release(&answer->flat);
	buf_release(&answer->refusing);
	buf_release(&answer->warning);
}

static void write_wanted(struct buf *out, const struct node *rules)
{
	struct names names = { .count = 0 };

	for (const struct node *item = bind_list_first(rules); item;
	     item = bind_list_next(rules, item))
		add_name(&names, str_of(item->text));
	write_names(out, &names);
}

static void describe(struct buf *out, bool refused, const char *rules)
{
	if (!refused)
		buf_add_text(out, "accepted");
	else
		buf_addf(out, "refused by %s", *rules ? rules : "no rule");
}

static void check_verdict(const struct answer *answer,
			  const struct node *refuse, struct buf *out)
{
	struct buf wanted = BUF_INIT;

	if (refuse)
		write_wanted(&wanted, refuse);
	if (answer->git.size) {
		buf_add_text(out, "    git did not push: ");
		buf_add_str(out, buf_str(&answer->git));
		buf_add_byte(out, '\n');
	} else if (answer->refused != (refuse != NULL) ||
		   (refuse &&
		    strcmp(buf_text(&wanted), buf_text(&answer->refusing)))) {
		buf_add_text(out, "    wanted  ");
		describe(out, refuse != NULL, buf_text(&wanted));
		buf_add_text(out, "\n    came    ");
		describe(out, answer->refused, buf_text(&answer->refusing));
		buf_add_byte(out, '\n');
	}
	buf_release(&wanted);
}

static void check_warnings(const struct answer *answer, const struct node *warn,
			   struct buf *out)
{
	struct buf wanted = BUF_INIT;

	write_wanted(&wanted, warn);
	if (strcmp(buf_text(&wanted), buf_text(&answer->warning)))
		buf_addf(out,
			 "    wanted  warnings of %s\n"
			 "    came    warnings of %s\n",
			 wanted.size ? buf_text(&wanted) : "no rule",
			 answer->warning.size ? buf_text(&answer->warning) :
						"no rule");
	buf_release(&wanted);
}

bool answer_check(const struct answer *answer, const struct node *step,
		  const char *says, struct buf *out)
{
	const struct node *warn = node_get(step, "warn");
	size_t before = out->size;

	check_verdict(answer, node_get(step, "refuse"), out);
	if (warn)
		check_warnings(answer, warn, out);
	if (says && !holds(&answer->text, says) && !holds(&answer->flat, says))
		buf_addf(out, "    wanted  an answer that says: %s\n", says);
	return out->size == before;
}
